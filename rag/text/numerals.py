"""English numbers in digits and words: ``1,500``, ``twenty-one``, ``half a billion``, ``2.5m``, ``20th``.

Own grammar: quantulum3 0.10 takes 2.8 s to import and fails on its own pickled classifier with
current scikit-learn; price-parser reads no magnitudes (``$500 million`` is 500 to it).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.text.tokens import Token

UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
MAGNITUDES = {
    "dozen": 12.0, "dozens": 12.0, "score": 20.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9,
    "trillion": 1e12, "mln": 1e6, "bln": 1e9, "mio": 1e6, "mrd": 1e9, "millions": 1e6, "billions": 1e9,
    "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_PLURAL = frozenset({"dozens", "millions", "billions"})
"""Magnitudes that multiply only a figure in digits: "5 millions", but "dozens of"."""
_VAGUE = {
    "tens": 10.0,
    "dozens": 12.0,
    "scores": 20.0,
    "hundreds": 100.0,
    "thousands": 1e3,
    "millions": 1e6,
    "billions": 1e9,
}
_GLUED = {
    "k": 1e3, "mn": 1e6, "m": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "mln": 1e6, "bln": 1e9, "trn": 1e12,
    "mio": 1e6, "mrd": 1e9,
}  # fmt: skip
_SPACED = {"mn", "bn", "tn", "trn"}
_MOST_DIGITS = 24
"""A longer run of digits is no figure that anybody compares."""
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100,
}  # fmt: skip
_FRACTIONS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4,
    "fifth": 1 / 5, "fifths": 1 / 5, "tenth": 1 / 10, "tenths": 1 / 10, "sixth": 1 / 6, "sixths": 1 / 6,
    "eighth": 1 / 8, "eighths": 1 / 8,
}  # fmt: skip
_METRIC_CONTEXT = {
    "race",
    "sprint",
    "long",
    "high",
    "tall",
    "deep",
    "wide",
    "away",
    "above",
    "below",
    "freestyle",
}


NUMBER_WORDS = frozenset({*UNITS, *_TENS, *MAGNITUDES, *_VAGUE, *ORDINALS, *_FRACTIONS})
"""Every word that is a number or a part of one."""

Form = Literal["cardinal", "ordinal", "fraction", "vague"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from tokens ``first`` to ``after`` (exclusive).

    ``step`` is the place value of its last digit as it is written (0.1e6 for "2.5 million"), 0 where it is in
    words. ``other`` is the second reading of a notation that has two ("1.234"). ``high`` is the upper end of
    what is vague ("hundreds").
    """

    value: float
    first: int
    after: int
    form: Form = "cardinal"
    digits: bool = False
    step: float = 0.0
    other: float | None = None
    high: float | None = None


def _glued(tokens: Sequence[Token], index: int) -> bool:
    """Whether token ``index`` follows its predecessor without a gap."""
    return 0 < index < len(tokens) and tokens[index].start == tokens[index - 1].end


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""


def _past_hyphen(tokens: Sequence[Token], index: int) -> int:
    """``index``, or the next one where a hyphen joins two words there."""
    if _word(tokens, index) == "-" and _glued(tokens, index) and _glued(tokens, index + 1):
        return index + 1
    return index


def read_number(tokens: Sequence[Token], index: int, *, money: bool = False) -> Number | None:
    """The longest number that begins at ``index``, or None.

    Args:
        money: whether a currency stands before it, so that a glued ``m`` means million, not metres.
    """
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.is_numeral:
        return _numeral(tokens, index, money)
    if token.word in _VAGUE:
        return _vague(tokens, index)
    if fraction := _vulgar(token.word):
        number = _magnified(tokens, Number(fraction, index, index + 1, digits=True, step=0.01))
        return (
            number
            if number.after > index + 1 or _word(tokens, index + 1) != "of"
            else replace(number, form="fraction")
        )
    if (
        token.word in {"half", "a", "an"}
        or token.word in UNITS
        or token.word in _TENS
        or token.word in ORDINALS
    ):
        return _half_or_fraction(tokens, index) or _indefinite(tokens, index) or _in_words(tokens, index)
    return None


def written_number(numeral: str) -> tuple[float, float, float | None] | None:
    """The value of a numeral in the notation of any country, the place of its last digit, and a second reading.

    >>> written_number("2.750.400,50")
    (2750400.5, 0.01, None)
    >>> written_number("1.234")
    (1.234, 0.001, 1234.0)

    None where it has too many digits to be a figure.
    """
    if sum(character.isdecimal() for character in numeral) > _MOST_DIGITS:
        return None
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in numeral).replace("·", ".")
    text = "".join(c for c in text if c.isdecimal() or c in ".,")
    dots, commas, other = text.count("."), text.count(","), None
    if dots and commas:
        decimal = max(text.rfind("."), text.rfind(","))
        text = text[:decimal].replace(".", "").replace(",", "") + "." + text[decimal + 1 :]
    elif dots > 1 or commas > 1:
        text = text.replace(".", "").replace(",", "")
    elif commas:
        grouped = len(text) - text.index(",") == 4 and not text.startswith("0")
        text = text.replace(",", "" if grouped else ".")
    elif dots and len(text) - text.index(".") == 4 and 1 <= text.index(".") <= 3 and not text.startswith("0"):
        other = float(text.replace(".", ""))
    decimals = len(text.partition(".")[2])
    return float(text), float(f"1e-{decimals}"), other


def _numeral(tokens: Sequence[Token], index: int, money: bool) -> Number | None:
    written = written_number(tokens[index].word)
    if written is None:
        return None
    value, step, other = written
    after = index + 1
    suffix = _word(tokens, after)
    if _glued(tokens, after) and suffix in {"st", "nd", "rd", "th"}:
        return Number(value, index, after + 1, "ordinal", digits=True)
    fraction = _vulgar(suffix) if _glued(tokens, after) or value < 100 else 0.0
    if fraction:
        value, after, step = value + fraction, after + 1, 0.01
        suffix = _word(tokens, after)
    elif (sum_ := _with_fraction(tokens, index, value)) is not None:
        value, after, step = sum_[0], sum_[1], 0.01
        suffix = _word(tokens, after)
    metres = suffix == "m" and not money and not _million_follows(tokens, after + 1)
    if _glued(tokens, after) and suffix in _GLUED and not metres:
        size = _GLUED[suffix]
        return Number(value * size, index, after + 1, digits=True, step=step * size)
    if suffix in _SPACED or (money and suffix == "m"):
        size = _GLUED[suffix]
        return Number(value * size, index, after + 1, digits=True, step=step * size)
    value, after = _and_a_half(tokens, value, after)
    number = Number(value, index, after, digits=True, step=step, other=other)
    magnified = _magnified(tokens, number)
    return magnified if magnified.after == after else replace(magnified, other=None)


def _with_fraction(tokens: Sequence[Token], index: int, value: float) -> tuple[float, int] | None:
    """``3 1/2`` or ``1/2``: the sum and the index behind it; None where there is no such fraction."""
    for first, whole in ((index + 1, value), (index, 0.0)):
        above, slash, below = (_word(tokens, first + k) for k in range(3))
        if slash != "/" or not (above.isdecimal() and below.isdecimal() and len(above + below) <= 4):
            continue
        apart = first == index or not _glued(tokens, first)
        ends = _word(tokens, first + 3) != "/" and _glued(tokens, first + 1) and _glued(tokens, first + 2)
        if apart and ends and 0 < int(above) < int(below) and int(below) in {2, 3, 4, 5, 8, 10, 16}:
            return whole + int(above) / int(below), first + 3
    return None


def _vulgar(word: str) -> float:
    """What a sign such as "½" stands for; 0 for everything else."""
    if len(word) != 1 or word.isascii() or not unicodedata.decomposition(word).startswith("<fraction>"):
        return 0.0
    return unicodedata.numeric(word, 0.0)


def _million_follows(tokens: Sequence[Token], index: int) -> bool:
    """Whether ``500m`` before token ``index`` counts something (people) instead of measuring metres."""
    word = _word(tokens, index)
    return word.isalpha() and len(word) > 3 and word not in _METRIC_CONTEXT


def _and_a_half(tokens: Sequence[Token], value: float, after: int) -> tuple[float, int]:
    if [_word(tokens, after + k) for k in range(3)] == ["and", "a", "half"]:
        return value + 0.5, after + 3
    return value, after


def _magnified(tokens: Sequence[Token], number: Number) -> Number:
    """``number`` times the magnitudes that follow (``5 hundred thousand``)."""
    value, step, after = number.value, number.step, number.after
    while True:
        index = _past_hyphen(tokens, after)
        word = _word(tokens, index)
        if word not in MAGNITUDES or (word in _PLURAL and (not number.digits or word == "dozens")):
            return replace(number, value=value, after=after, step=step)
        value, step, after = value * MAGNITUDES[word], step * MAGNITUDES[word], index + 1


def _half_or_fraction(tokens: Sequence[Token], index: int) -> Number | None:
    """``half a billion``, ``half of``, ``a third of``, ``two-thirds of``, ``three quarters of``."""
    word = _word(tokens, index)
    if word == "half":
        if _word(tokens, index + 1) in {"a", "an"} and _word(tokens, index + 2) in MAGNITUDES:
            return _magnified(tokens, Number(0.5, index, index + 2))
        if _word(tokens, index + 1) in {"of", "the", "its", "their", "all"}:
            return Number(0.5, index, index + 1, "fraction")
        return None
    top = 1.0 if word in {"a", "an"} else float(UNITS.get(word, 0))
    below = _past_hyphen(tokens, index + 1)
    fraction = _FRACTIONS.get(_word(tokens, below))
    if top and fraction and (_word(tokens, below + 1) == "of" or _word(tokens, index - 1) == "by"):
        return Number(top * fraction, index, below + 1, "fraction")
    return None


def _vague(tokens: Sequence[Token], index: int) -> Number | None:
    """``hundreds of``, ``tens of thousands``: from twice the magnitude to the next one."""
    word, after = _word(tokens, index), index + 1
    size = _VAGUE[word]
    if _word(tokens, after) == "of" and _word(tokens, after + 1) in _VAGUE:
        size, after = size * _VAGUE[_word(tokens, after + 1)], after + 2
    elif word == "tens" or _word(tokens, after) != "of":
        return None
    low, high = 2 * size, (120.0 if size in {12.0, 20.0} else 10 * size)
    return Number(low, index, after, "vague", high=high)


def _indefinite(tokens: Sequence[Token], index: int) -> Number | None:
    """``a hundred``, ``a million``, ``a dozen``."""
    word = _word(tokens, index + 1)
    if (
        _word(tokens, index) not in {"a", "an"}
        or word not in MAGNITUDES
        or word in _PLURAL
        or word == "score"
    ):
        return None
    return _magnified(tokens, Number(1.0, index, index + 1))


def _in_words(tokens: Sequence[Token], index: int) -> Number | None:
    """``twenty-one``, ``three hundred and five thousand``, ``two and a half million``, ``twenty-first``."""
    total, current, after, last = 0.0, 0.0, index, 0.0
    while True:
        position = _past_hyphen(tokens, after) if after > index else after
        joined = position
        if after > index and _word(tokens, position) == "and" and last >= 100:
            joined = position + 1
        word = _word(tokens, joined)
        below = last >= 100 or last == 0 or (last >= 20 and UNITS.get(word, 99) < 10)
        if word in ORDINALS and (after == index or (below and last)):
            return Number(total + current + ORDINALS[word], index, joined + 1, "ordinal")
        if word in UNITS and (after == index or below):
            current, last = current + UNITS[word], float(max(UNITS[word], 1))
        elif word in _TENS and (after == index or last >= 100):
            current, last = current + _TENS[word], float(_TENS[word])
        elif word == "hundred" and after > index and joined == position and 0 < current < 100:
            current, last = current * 100, 100.0
        elif word in MAGNITUDES and word not in _PLURAL and after > index and joined == position and current:
            total, current, last = total + current * MAGNITUDES[word], 0.0, MAGNITUDES[word]
        else:
            break
        after = joined + 1
    if after == index:
        return None
    value, end = _and_a_half(tokens, total + current, after)
    number = Number(value, index, end)
    return _magnified(tokens, number) if end > after else number
