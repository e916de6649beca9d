"""Money, percentages, multiples, ranks, durations, measures and counts, with exact ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.text import units
from rag.text.dates import date_ranges
from rag.text.numerals import Number, read_number
from rag.text.qualifiers import qualifier_after, qualifier_before
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


@dataclass(frozen=True, slots=True)
class _Reading:
    """A figure over tokens ``first`` to ``after`` (exclusive), before its text is cut out."""

    kind: Kind
    low: float
    first: int
    after: int
    unit: str = ""
    high: float | None = None


def find_quantities(text: str) -> list[Value]:
    """All figures of ``text`` in reading order: number, money, percent, duration; no years, no dates."""
    tokens = tokenise(text)
    dates = date_ranges(text)
    found: list[Value] = []
    index = 0
    while index < len(tokens):
        start = tokens[index].start
        blocked = next((end for begin, end in dates if begin <= start < end), None)
        if blocked is not None:
            while index < len(tokens) and tokens[index].start < blocked:
                index += 1
            continue
        reading = _read(tokens, index)
        if reading is None:
            index += 1
            continue
        found.append(_value(text, tokens, reading))
        index = reading.after
    return found


def _value(text: str, tokens: Sequence[Token], reading: _Reading) -> Value:
    start, end = tokens[reading.first].start, tokens[reading.after - 1].end
    qualifier = qualifier_before(tokens, reading.first) or qualifier_after(tokens, reading.after)
    return Value(
        reading.kind, start, end, text[start:end], reading.low, reading.unit, qualifier, reading.high
    )


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
        if number is None or number.form != "cardinal":
            return None
        reading = _Reading("money", number.value, index, number.after, currency)
        return _ranged(tokens, reading, number)
    if _inside_word(tokens, index):
        return None
    number = read_number(tokens, index)
    if number is None or (_glued(tokens, number.after) and _word(tokens, number.after) in {"s", "'", "’"}):
        return None  # "the 50s", "the 50's"
    reading = _measured(tokens, number)
    if _word(tokens, reading.after) in {"bc", "bce", "ad"} or _word(tokens, index - 1) == "ad":
        return None  # a year that the dates leave out
    if reading.kind == "number" and not reading.unit and _is_age(tokens, index):
        reading = replace(reading, kind="duration", unit="year")
    return _ranged(tokens, reading, number)


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
    if word in units.CURRENCY_SIGNS:
        return units.CURRENCY_SIGNS[word], index + 1
    if word in units.DOLLAR_PREFIXES and _word(tokens, index + 1) == "$" and _glued(tokens, index + 1):
        return units.DOLLAR_PREFIXES[word], index + 2
    if word in units.CURRENCY_CODES and index + 1 < len(tokens) and tokens[index + 1].is_numeral:
        return units.CURRENCY_CODES[word], index + 1
    return "", index


def _currency_after(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """The currency written after a figure and the index behind it."""
    word = _word(tokens, index)
    if word in units.CURRENCY_SIGNS and word != "$":
        return units.CURRENCY_SIGNS[word], index + 1
    if word in units.CURRENCY_CODES and word not in {"try", "all"}:
        return units.CURRENCY_CODES[word], index + 1
    for length in (4, 3, 2):  # "U.S. dollars" has four tokens before the noun
        noun = units.singular(_word(tokens, index + length))
        owners = "".join(_word(tokens, index + k) for k in range(length)).replace(".", "")
        if noun and (owners, noun) in units.CURRENCY_COUNTRIES:
            return units.CURRENCY_COUNTRIES[owners, noun], index + length + 1
    noun = units.singular(_word(tokens, index + 1))
    if (word, noun) in units.CURRENCY_COUNTRIES:
        return units.CURRENCY_COUNTRIES[word, noun], index + 2
    second = units.singular(_word(tokens, index + 2))
    if (_word(tokens, index + 1), second) in units.CURRENCY_COUNTRIES:  # "New Zealand dollars"
        return units.CURRENCY_COUNTRIES[_word(tokens, index + 1), second], index + 3
    code = units.CURRENCY_WORDS.get(units.singular(word)) or units.CURRENCY_WORDS.get(word)
    return (code, index + 1) if code else ("", index)


def _measured(tokens: Sequence[Token], number: Number) -> _Reading:
    """``number`` with the unit that follows it."""
    value, first, after = number.value, number.first, number.after
    if number.form == "fraction":
        return _Reading("percent", value * 100, first, after, "%")
    if number.form == "ordinal":
        return _Reading("number", value, first, after, "th")
    unit = _past_hyphen(tokens, after)
    word = _word(tokens, unit)
    pair = (word, _word(tokens, unit + 1))
    if pair[0] in {"percentage", "basis"} and pair[1] in {"point", "points"}:
        return _Reading("percent", value, first, unit + 2, "pp" if pair[0] == "percentage" else "bp")
    if word in {"%", "percent", "pct"}:
        return _Reading("percent", value, first, unit + 1, "%")
    if pair == ("per", "cent"):
        return _Reading("percent", value, first, unit + 2, "%")
    currency, behind = _currency_after(tokens, unit)
    if currency:
        return _Reading("money", value, first, behind, currency)
    if pair[0] in {"pound", "pounds"} and (pair[1] == "sterling" or value >= 1e6):
        return _Reading("money", value, first, unit + 1 + (pair[1] == "sterling"), "GBP")
    if word in units.DURATION_FORMS:
        return _Reading("duration", value, first, unit + 1, units.DURATION_FORMS[word])
    if word == "times" or (word == "fold" and unit > after):
        return _Reading("number", value, first, unit + 1, "times")
    return _physical(tokens, number, unit)


def _past_hyphen(tokens: Sequence[Token], index: int) -> int:
    joined = _word(tokens, index) == "-" and _glued(tokens, index) and _glued(tokens, index + 1)
    return index + 1 if joined else index


def _physical(tokens: Sequence[Token], number: Number, unit: int) -> _Reading:
    value, first, after = number.value, number.first, number.after
    word, following = _word(tokens, unit), _word(tokens, unit + 1)
    if word in {"square", "sq"}:
        offset = 2 if following == "." else 1
        area = units.UNIT_FORMS.get(_word(tokens, unit + offset)) or units.UNIT_FORMS.get(
            units.singular(_word(tokens, unit + offset))
        )
        if area in {"km", "m"}:
            return _Reading("number", value, first, unit + offset + 1, f"{area}2")
    if word == "km" and following == "/" and _word(tokens, unit + 2) == "h":
        return _Reading("number", value, first, unit + 3, "kmh")
    if word == "°" and following in {"c", "f"}:
        return _Reading("number", value, first, unit + 2, "celsius" if following == "c" else "fahrenheit")
    if word in {"degree", "degrees"} and following in {"celsius", "fahrenheit"}:
        return _Reading("number", value, first, unit + 2, following)
    name = units.UNIT_FORMS.get(word) or units.UNIT_FORMS.get(units.singular(word))
    if name and following in {"²", "2"} and name in {"km", "m"} and _glued(tokens, unit + 1):
        return _Reading("number", value, first, unit + 2, f"{name}2")
    if name and (word not in units.SHORT_FORMS or number.digits):
        return _Reading("number", value, first, unit + 1, name)
    return _Reading("number", value, first, after)


def _ranged(tokens: Sequence[Token], reading: _Reading, number: Number) -> _Reading | None:
    """``reading`` extended to a range (``20 to 30 percent``, ``between 3 and 5``), or left alone."""
    link = reading.after
    word = _word(tokens, link)
    between = word == "and" and _word(tokens, reading.first - 1) == "between"
    dashed = word in {"-", "–", "—"} and _glued(tokens, link) == _glued(tokens, link + 1)
    spoken = word in {"to", "or"} and _word(tokens, reading.first - 1) != "from"
    if number.form == "cardinal" and (between or dashed or spoken) and link + 1 < len(tokens):
        start, money = link + 1, reading.kind == "money"
        if money and _currency_before(tokens, start)[1] > start:
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
    if number.after > number.first + 1:  # "20-30 million": the magnitude counts for both ends
        scale = next((size for size in (1e12, 1e9, 1e6, 1e3) if low < 1000 and low * size < high), 1.0)
        low *= scale
    if not low < high:
        return None
    return _Reading(upper.kind, low, lower.first, upper.after, upper.unit, high)
