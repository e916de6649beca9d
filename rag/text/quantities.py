"""Money, shares, multiples, ranks, durations, measures, times, scores and counts, with exact ranges."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.text import units
from rag.text.clock import find_times
from rag.text.dates import date_ranges
from rag.text.designators import designator_ranges
from rag.text.numerals import Number, read_number
from rag.text.qualifiers import qualifier_after, qualifier_before
from rag.text.scores import find_scores
from rag.text.tokens import Token, tokenise
from rag.text.values import Kind, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

_MULTIPLES = {
    "twice": 2.0, "thrice": 3.0, "double": 2.0, "doubled": 2.0, "doubling": 2.0, "doubles": 2.0, "triple": 3.0,
    "tripled": 3.0, "trebled": 3.0, "tripling": 3.0, "triples": 3.0, "quadrupled": 4.0, "quadruple": 4.0,
    "halved": 0.5, "twofold": 2.0, "threefold": 3.0, "fourfold": 4.0, "fivefold": 5.0, "sixfold": 6.0,
    "sevenfold": 7.0, "eightfold": 8.0, "tenfold": 10.0, "hundredfold": 100.0,
}  # fmt: skip
_RANGE_WORDS = {"to", "-", "–", "—", "or"}


_LOSS = re.compile(
    r"\b(?:result|profit|loss|losses|income|earnings|cash\s+flow|balance|change|growth|return|margin)\b",
    re.IGNORECASE,
)


_CALLED_A_LOSS = re.compile(
    r"\b(?:loss|losses|lost|lose|loses|deficit|shortfall|outflow)\b(?P<rest>[^.;|]*)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A figure over tokens ``first`` to ``after`` (exclusive), before its text is cut out."""

    kind: Kind
    low: float
    first: int
    after: int
    unit: str = ""
    high: float | None = None
    step: float = 0.0
    other: float | None = None
    vague: bool = False


def find_quantities(text: str) -> list[Value]:
    """All figures of ``text`` in reading order; no years, no dates, and no numbers that belong to a name."""
    return list(_quantities(text))


_ITEM = re.compile(r"^\s*\(?(?P<number>\d{1,3})[.)](?:\s+(?=[\"“]?[A-Z])|\s*\Z)", re.MULTILINE)
"""The number of an item of a list."""


@lru_cache(maxsize=4096)
def _quantities(text: str) -> tuple[Value, ...]:
    tokens = tokenise(text)
    found = [*find_times(text), *find_scores(text)]
    taken = [(value.start, value.end) for value in found]
    numbered = [match.span("number") for match in _ITEM.finditer(text)]
    blocked = sorted([*date_ranges(text), *designator_ranges(text), *numbered, *taken])
    index = 0
    while index < len(tokens):
        stop = _blocked(blocked, tokens[index].start)
        if stop:
            while index < len(tokens) and tokens[index].start < stop:
                index += 1
            continue
        reading = _read(tokens, index)
        if reading is None or any(_blocked(blocked, t.start) for t in tokens[index : reading.after]):
            reading = _shortened(tokens, index, blocked)
        if reading is None:
            index += 1
            continue
        found.append(_value(text, tokens, reading))
        index = reading.after
    return tuple(sorted(found, key=lambda value: value.start))


def _blocked(ranges: Sequence[tuple[int, int]], place: int) -> int:
    """The end of the range that holds ``place``, else 0."""
    before = bisect_right(ranges, (place, 1 << 40)) - 1
    return ranges[before][1] if before >= 0 and place < ranges[before][1] else 0


def _shortened(tokens: Sequence[Token], index: int, blocked: Sequence[tuple[int, int]]) -> _Reading | None:
    """The figure at ``index`` as far as no date begins: "640 in 2020" is no share."""
    end = next((n for n in range(index, len(tokens)) if _blocked(blocked, tokens[n].start)), len(tokens))
    return _read(tokens[:end], index) if end > index else None


def _value(text: str, tokens: Sequence[Token], reading: _Reading) -> Value:
    start, end = tokens[reading.first].start, tokens[reading.after - 1].end
    low, high = reading.low, reading.high
    other = None if reading.high is not None else reading.other  # a range settles the notation
    if other is not None and _counts(tokens, reading):
        low, other = other, None  # "1.234 people": nobody counts a fifth of a person
    negative = _negative(text, tokens, reading)
    if negative is not None:
        start, end = negative
        if text[start] != "(" or not _called_a_loss(text[:start]):
            low, other = -low, None if other is None else -other
    before, begin = qualifier_before(tokens, reading.first)
    after, behind = qualifier_after(tokens, reading.after)
    between = high is not None and begin < start and before is None
    outer = (
        min(start, begin if before or between else start),
        max(end, behind if after and not before else end),
    )
    if reading.vague and _word(tokens, reading.after) == "of":
        outer = (outer[0], tokens[reading.after].end)
    return Value(
        reading.kind,
        start,
        end,
        text[start:end],
        low,
        reading.unit,
        before or after,
        high,
        reading.step,
        other,
        reading.vague,
        outer if outer != (start, end) else None,
    )


def _counts(tokens: Sequence[Token], reading: _Reading) -> bool:
    """Whether a bare figure counts things: a plural noun or people stand behind it."""
    if reading.kind != "number" or reading.unit:
        return False
    word = _word(tokens, reading.after)
    return word.isalpha() and len(word) > 3 and (word.endswith("s") or word in _PEOPLE)


_PEOPLE = frozenset("people men women children persons staff inhabitants".split())


def _negative(text: str, tokens: Sequence[Token], reading: _Reading) -> tuple[int, int] | None:
    """The range with its sign where the figure is below zero: "−5", "minus 5", "(12.4) million" in accounts."""
    first = tokens[reading.first]
    before = _word(tokens, reading.first - 1)
    sign = tokens[reading.first - 1] if reading.first else None
    if sign is not None and before in {"-", "−", "–"} and sign.end == first.start and reading.high is None:
        ahead = text[: sign.start][-1:]
        if before == "−" or not ahead or ahead in " (\t\n|;:":
            return sign.start, tokens[reading.after - 1].end
    if sign is not None and before == "minus":
        return sign.start, tokens[reading.after - 1].end
    if reading.first and before == "(" and _word(tokens, reading.first + 1) == ")":
        closed = reading.after > reading.first + 1
        accounts = "." in first.word or "," in first.word
        if closed or (accounts and _LOSS.search(text[: first.start])):
            return tokens[reading.first - 1].start, max(
                tokens[reading.after - 1].end, tokens[reading.first + 1].end
            )
    return None


def as_result(text: str, value: Value) -> float | None:
    """What the money at ``value`` says of a result, below zero where it is that of a loss; None for other money.

    >>> text = "It made a loss of 3 million euros."
    >>> as_result(text, find_quantities(text)[0])
    -3000000.0
    """
    if value.kind != "money" or value.high is not None or value.qualifier is not None:
        return None
    if _called_a_loss(text[: value.start]):
        return -abs(value.number)
    return value.number if _LOSS.search(text[: value.start][-120:]) else None


def _called_a_loss(ahead: str) -> bool:
    """Whether the figure is that of a loss, so that its brackets say once more what the noun says: "a loss of (12)"."""
    called = _CALLED_A_LOSS.search(ahead[-120:])
    return called is not None and _LOSS.search(called["rest"]) is None


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""


def _glued(tokens: Sequence[Token], index: int) -> bool:
    return 0 < index < len(tokens) and tokens[index].start == tokens[index - 1].end


def _read(tokens: Sequence[Token], index: int) -> _Reading | None:
    word = tokens[index].word
    if word in _MULTIPLES:
        return _Reading("number", _MULTIPLES[word], index, index + 1, "times")
    currency, figure = _currency_before(tokens, index)
    if figure > index and currency:
        number = read_number(tokens, figure, money=True)
        if number is None or number.form not in {"cardinal", "vague"}:
            return None
        reading = replace(_of_number(number, "money", number.after, currency), first=index)
        return _ranged(tokens, reading, number)
    if _inside_word(tokens, index):
        return None
    special = _feet_and_inches(tokens, index) or _single_unit(tokens, index)
    if special is not None:
        return special
    number = _bracketed(tokens, index) or read_number(tokens, index)
    if number is None or (_glued(tokens, number.after) and _word(tokens, number.after) in {"s", "'", "’"}):
        return None  # "the 50s", "the 50's"
    reading = _share_of_many(tokens, number) or _compound(tokens, _measured(tokens, number))
    below = _from_zero(tokens, reading)
    if below is not None:
        return below
    if (
        tokens[reading.after - 1].is_numeral
        and _glued(tokens, reading.after)
        and tokens[reading.after].is_word
    ):
        return None  # "4x4", "1e999", "3D"
    if (
        _word(tokens, reading.after) == "/"
        and _glued(tokens, reading.after)
        and _numeral_at(tokens, reading.after + 1)
    ):
        return None  # "99/99/9999"
    if _word(tokens, reading.after) in {"bc", "bce", "ad"} or _word(tokens, index - 1) == "ad":
        return None  # a year that the dates leave out
    if reading.kind == "number" and not reading.unit and _is_age(tokens, index):
        reading = replace(reading, kind="duration", unit="year")
    return _ranged(tokens, reading, number)


_LASTING = frozenset("take takes took taking last lasts lasted lasting only just whole every".split())


def _single_unit(tokens: Sequence[Token], index: int) -> _Reading | None:
    """``an hour`` where it is a length of time, bounded or said to last, and ``half an hour``; None elsewhere."""
    half = _word(tokens, index) == "half"
    article, unit = index + half, index + half + 1
    if _word(tokens, article) not in {"a", "an"} or not units.is_duration(
        units.singular(_word(tokens, unit))
    ):
        return None
    if not half and qualifier_before(tokens, index)[0] is None and _word(tokens, index - 1) not in _LASTING:
        return None
    size, after = (0.5 if half else 1.0), unit + 1
    if not half and [_word(tokens, after + place) for place in range(3)] == ["and", "a", "half"]:
        size, after = 1.5, after + 3
    return _Reading("duration", size, index, after, units.singular(_word(tokens, unit)))


def _from_zero(tokens: Sequence[Token], reading: _Reading) -> _Reading | None:
    """``12 degrees below zero`` as −12, ``3 °C above zero`` as 3; None for everything else."""
    after = reading.after
    if reading.kind != "number" or units.measure(reading.unit)[0] not in {"", "temperature"} or reading.vague:
        return None
    after += _word(tokens, after) in {"degree", "degrees"}
    if _word(tokens, after) not in {"below", "above"} or _word(tokens, after + 1) != "zero":
        return None
    low = -reading.low if _word(tokens, after) == "below" else reading.low
    end = after + 2
    scale = {"celsius": "celsius", "fahrenheit": "fahrenheit"}.get(_word(tokens, end), "")
    return replace(reading, low=low, after=end + bool(scale), unit=scale or reading.unit, other=None)


def _numeral_at(tokens: Sequence[Token], index: int) -> bool:
    return _glued(tokens, index) and tokens[index].is_numeral


def _is_age(tokens: Sequence[Token], index: int) -> bool:
    """Whether the figure at ``index`` is an age: ``aged 57``, ``at the age of 18``."""
    before = [_word(tokens, index - 2), _word(tokens, index - 1)]
    return before[1] in {"aged", "age"} or before == ["age", "of"]


def _inside_word(tokens: Sequence[Token], index: int) -> bool:
    """Whether a numeral is part of a name such as ``A200``, ``COVID-19``, ``MiG-29`` or a date-like run."""
    if not tokens[index].is_numeral or not _glued(tokens, index):
        return False
    before = tokens[index - 1]
    if before.is_word:
        return True
    if before.word in {"-", "/", ":", "."} and _glued(tokens, index - 1):
        return tokens[index - 2].is_word or before.word in {"/", ":", "."}
    return False


def _currency_before(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """The currency written before a figure and the index of the figure (``index`` when there is none)."""
    word = tokens[index].word
    if word in units.currency_signs():
        dotted = word.isalpha() and _word(tokens, index + 1) == "."  # "Rs. 500"
        return units.currency_signs()[word], index + 1 + dotted
    if word in units.dollar_prefixes() and _word(tokens, index + 1) == "$" and _glued(tokens, index + 1):
        return units.dollar_prefixes()[word], index + 2
    if word in units.currency_codes() and index + 1 < len(tokens) and tokens[index + 1].is_numeral:
        return units.currency_codes()[word], index + 1
    return "", index


def _currency_after(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """The currency written after a figure and the index behind it."""
    word = _word(tokens, index)
    if word in units.currency_signs() and word != "$":
        return units.currency_signs()[word], index + 1
    if word in units.currency_codes() and word not in {
        "try",
        "all",
        "top",
        "mad",
        "ang",
        "gel",
        "cup",
        "lak",
    }:
        return units.currency_codes()[word], index + 1
    for length in (4, 3, 2):  # "U.S. dollars" has four tokens before the noun
        noun = units.singular(_word(tokens, index + length))
        owners = "".join(_word(tokens, index + k) for k in range(length)).replace(".", "")
        if noun and (owners, noun) in units.currency_owners():
            return units.currency_owners()[owners, noun], index + length + 1
    noun = units.singular(_word(tokens, index + 1))
    if (word, noun) in units.currency_owners():
        return units.currency_owners()[word, noun], index + 2
    second = units.singular(_word(tokens, index + 2))
    if (_word(tokens, index + 1), second) in units.currency_owners():  # "New Zealand dollars"
        return units.currency_owners()[_word(tokens, index + 1), second], index + 3
    code = units.currency_words().get(units.singular(word)) or units.currency_words().get(word)
    return (code, index + 1) if code else ("", index)


def _of_number(number: Number, kind: Kind, after: int, unit: str = "", factor: float = 1.0) -> _Reading:
    """The reading of ``number`` up to token ``after``."""
    high = None if number.high is None else number.high * factor
    return _Reading(
        kind, number.value * factor, number.first, after, unit, high, number.step * factor, number.other,
        number.form == "vague",
    )  # fmt: skip


def _bracketed(tokens: Sequence[Token], index: int) -> Number | None:
    """The figure of "(12.4) million": the magnitude behind the bracket counts for what is in it."""
    if _word(tokens, index - 1) != "(" or _word(tokens, index + 1) != ")" or not tokens[index].is_numeral:
        return None
    number = read_number(tokens[: index + 1], index)
    if number is None or number.form != "cardinal":
        return None
    following = _word(tokens, index + 2)
    if following in {"million", "billion", "thousand", "trillion", "mn", "bn", "m"}:
        size = {"thousand": 1e3, "billion": 1e9, "bn": 1e9, "trillion": 1e12}.get(following, 1e6)
        return replace(
            number, value=number.value * size, step=number.step * size, other=None, after=index + 3
        )
    currency, _behind = _currency_after(tokens, index + 2)
    return replace(number, after=index + 2) if currency or following in {"%", "percent"} else None


def _feet_and_inches(tokens: Sequence[Token], index: int) -> _Reading | None:
    """``5'11"`` and ``5′ 11″``."""
    words = [_word(tokens, index + k) for k in range(4)]
    if not (words[0].isdecimal() and words[1] in {"'", "’", "′"} and words[2].isdecimal()):
        return None
    if words[3] not in {'"', "”", "″"} or not _glued(tokens, index + 1) or not _glued(tokens, index + 3):
        return None
    inches = int(words[0]) * 12 + int(words[2]) if max(len(words[0]), len(words[2])) < 5 else 0
    return _Reading("number", float(inches), index, index + 4, "inch", step=1.0) if inches else None


def _share_of_many(tokens: Sequence[Token], number: Number) -> _Reading | None:
    """``one in five``, ``2 out of 3``, ``three in a hundred`` as a share."""
    link = number.after
    if number.form != "cardinal" or (number.first + 1 < link and number.digits):
        return None
    out = _word(tokens, link) in {"out", "in"} and _word(tokens, link + 1) in {"of", "every"}
    start = link + 2 if out else link + 1 if _word(tokens, link) == "in" else 0
    whole = read_number(tokens, start) if start else None
    if whole is None or whole.form != "cardinal" or not 0 < number.value < whole.value:
        return None
    unit = _measured(tokens, whole)
    if unit.after != whole.after or (not out and whole.digits and whole.value >= 1000):
        return None
    if not out and number.value != int(number.value):
        return None
    return _Reading("percent", 100 * number.value / whole.value, number.first, whole.after, "%")


def _compound(tokens: Sequence[Token], reading: _Reading) -> _Reading:
    """``reading`` with the smaller unit behind it: 6 ft 7 in, 2 hours and 30 minutes."""
    measure, size = units.measure(reading.unit)
    if measure not in {"length", "mass", "time"} or reading.vague:
        return reading
    second = reading.after
    while _word(tokens, second) in {"and", ","} and second < reading.after + 2:
        second += 1
    number = read_number(tokens, second)
    if number is None or number.form != "cardinal":
        return reading
    if reading.unit == "foot" and _word(tokens, number.after) == "in" and number.digits and number.value < 12:
        smaller = _of_number(number, "number", number.after + 1, "inch")
    else:
        smaller = _measured(tokens, number)
    other, small = units.measure(smaller.unit)
    if (
        other != measure
        or not small < size
        or smaller.low * small >= size * 1.0001
        or reading.low != int(reading.low)
    ):
        return reading
    if measure == "length" and second > reading.after and reading.unit != "foot":
        return reading  # "2 km and 300 m" are more often two lengths
    if measure == "time" and (
        _word(tokens, reading.after) == "," or (reading.unit, smaller.unit) == ("day", "second")
    ):
        return reading
    return replace(
        reading,
        low=reading.low * size / small + smaller.low,
        after=smaller.after,
        unit=smaller.unit,
        step=smaller.step,
    )


def _measured(tokens: Sequence[Token], number: Number) -> _Reading:
    """``number`` with the unit that follows it."""
    value, after = number.value, number.after
    if number.form == "fraction":
        return replace(_of_number(number, "percent", after, "%", 100.0), step=0.0)
    if number.form == "ordinal":
        return _of_number(number, "number", after, "th")
    unit = _past_hyphen(tokens, after)
    if number.form == "vague" and _word(tokens, after) == "of":
        unit = after + 1
    word = _word(tokens, unit)
    pair = (word, _word(tokens, unit + 1))
    if pair[0] in {"percentage", "basis"} and pair[1] in {"point", "points"}:
        return _of_number(number, "percent", unit + 2, "pp" if pair[0] == "percentage" else "bp")
    if word in {"%", "percent", "pct"}:
        return _of_number(number, "percent", unit + 1, "%")
    if pair == ("per", "cent"):
        return _of_number(number, "percent", unit + 2, "%")
    if word in {"‰", "permille"} or pair in {("per", "mille"), ("per", "mil")}:
        return _of_number(number, "percent", unit + 2 - (word in {"‰", "permille"}), "%", 0.1)
    currency, behind = _currency_after(tokens, unit)
    if currency:
        return _of_number(number, "money", behind, currency)
    paid = number.step == 0.01 or any(
        token.word in _PAID for token in tokens[max(0, number.first - 6) : number.first]
    )
    if pair[0] in {"pound", "pounds"} and (pair[1] == "sterling" or value >= 1e6 or paid):
        return _of_number(number, "money", unit + 1 + (pair[1] == "sterling"), "GBP")
    if word == "times" or (word in {"fold", "×"} and unit > after):
        return _of_number(number, "number", unit + 1, "times")
    return _physical(tokens, number, unit)


def _past_hyphen(tokens: Sequence[Token], index: int) -> int:
    joined = _word(tokens, index) == "-" and _glued(tokens, index) and _glued(tokens, index + 1)
    return index + 1 if joined else index


_PAID = frozenset(
    "cost costs costing price priced paid pay pays fee fare charge charged worth budget salary fine spent".split()
)
_RATES = {
    ("km", "h"): "kmh", ("km", "hour"): "kmh", ("m", "s"): "ms", ("m", "second"): "ms", ("mile", "hour"): "mph",
    ("mile", "h"): "mph",
}  # fmt: skip


def _physical(tokens: Sequence[Token], number: Number, unit: int) -> _Reading:
    word, following = _word(tokens, unit), _word(tokens, unit + 1)
    if word in {"square", "sq", "cubic"}:
        offset = 2 if following == "." else 1
        power = "3" if word == "cubic" else "2"
        area = units.squared(units.unit_of(_word(tokens, unit + offset)) or "", power)
        if area:
            return _of_number(number, "number", unit + offset + 1, area)
    if word in {"°", "º", "℃", "℉"} or (
        word in {"degree", "degrees"} and following in {"celsius", "fahrenheit", "c", "f"}
    ):
        scale = {"℃": "celsius", "℉": "fahrenheit", "c": "celsius", "f": "fahrenheit"}
        if word in scale:
            return _of_number(number, "number", unit + 1, scale[word])
        if following in {"c", "f", "celsius", "fahrenheit"}:
            return _of_number(number, "number", unit + 2, scale.get(following, following))
    name = units.unit_of(word)
    if name is None or (word in units.SHORT_FORMS and not number.digits):
        return _of_number(number, "number", number.after)
    if (area := units.squared(name, following)) and _glued(tokens, unit + 1):
        return _of_number(number, "number", unit + 2, area)
    link, per = following, _word(tokens, unit + 2)
    if link in {"/", "per", "an", "a"} and (rate := _RATES.get((name, per))):
        return _of_number(number, "number", unit + 3, rate)
    if following in {"-", "‑"} and (hours := units.unit_of(f"{_short(name)}h")) and per in {"hour", "hours"}:
        return _of_number(number, "number", unit + 3, hours)
    if (
        following in {"hour", "hours"}
        and units.measure(name)[0] == "power"
        and units.unit_of(f"{_short(name)}h")
    ):
        return _of_number(number, "number", unit + 2, units.unit_of(f"{_short(name)}h") or name)
    return _of_number(number, "duration" if units.is_duration(name) else "number", unit + 1, name)


def _short(name: str) -> str:
    """``mw`` for megawatts, so that a megawatt hour is a ``mwh``."""
    return name if units.measure(name)[0] == "power" else ""


_MOVES = re.compile(
    r"(?:ris\w+|rose|grow\w*|grew|fall\w*|fell|increas\w+|decreas\w+|declin\w+|drop\w*|cut|rais\w+|reduc\w+|up|down"
    r"|chang\w+|climb\w*|jump\w*|s[ali]nk\w*|shr[aiu]nk\w*|went|goes|expand\w*|lower\w+|mov\w+|doubl\w+)\W+(?:\w+\W+){0,4}from$"
)
"""What goes from the one figure to the other has both, one after the other."""


def _ranged(tokens: Sequence[Token], reading: _Reading, number: Number) -> _Reading | None:
    """``reading`` extended to a range (``20 to 30 percent``, ``between 3 and 5``), or left alone."""
    link = reading.after
    word = _word(tokens, link)
    between = word == "and" and _word(tokens, reading.first - 1) == "between"
    dashed = word in {"-", "–", "—"} and _glued(tokens, link) == _glued(tokens, link + 1)
    spoken = word in {"to", "or"} and (
        _word(tokens, reading.first - 1) != "from"
        or not _MOVES.search(" ".join(t.word for t in tokens[: reading.first]))
    )
    if word == "to" and reading.unit and _word(tokens, reading.first - 1) == "by":
        spoken = False  # "rose by 3 million dollars to 41 million dollars"
    if number.form == "cardinal" and (between or dashed or spoken) and link + 1 < len(tokens):
        start, money = link + 1, reading.kind == "money"
        if (money or not reading.unit) and _currency_before(tokens, start)[1] > start:
            start = _currency_before(tokens, start)[1]
        upper = read_number(tokens, start, money=money)
        if upper is not None and upper.form == "cardinal":
            joined = _joined(reading, _measured(tokens, upper), upper)
            if joined is not None:
                return joined
    alone = reading.kind == "number" and not reading.unit and reading.after == reading.first + 1
    if (
        alone and tokens[reading.first].word == "one"
    ):  # "no one", "one of the", a pronoun more often than a count
        return None
    return reading


def _joined(lower: _Reading, upper: _Reading, number: Number) -> _Reading | None:
    low, high = lower.low, upper.low
    bare = lower.kind == "number" and not lower.unit
    if lower.kind == "money" and upper.kind == "number" and not upper.unit:
        upper = replace(upper, kind="money", unit=lower.unit)
    if not bare and (lower.kind, lower.unit) != (upper.kind, upper.unit):
        return None
    if lower.vague or upper.vague:
        return None
    if number.after > number.first + 1:  # "20-30 million": the magnitude counts for both ends
        scale = next((size for size in (1e12, 1e9, 1e6, 1e3) if low < 1000 and low * size < high), 1.0)
        low *= scale
    if not low < high:
        return None
    return _Reading(upper.kind, low, lower.first, upper.after, upper.unit, high, max(lower.step, upper.step))
