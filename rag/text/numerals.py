"""English numbers in digits and words: ``1,500``, ``twenty-one``, ``half a billion``, ``2.5m``, ``20th``.

Own grammar: quantulum3 0.10 takes 2.8 s to import and fails on its own pickled classifier with
current scikit-learn; price-parser reads no magnitudes (``$500 million`` is 500 to it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.text.tokens import Token

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
MAGNITUDES = {
    "dozen": 12.0, "dozens": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9,
    "trillion": 1e12, "mln": 1e6, "bln": 1e9,
}  # fmt: skip
_GLUED = {"k": 1e3, "mn": 1e6, "m": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "mln": 1e6, "bln": 1e9, "trn": 1e12}
_SPACED = {"mn", "bn", "tn", "trn"}
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


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from tokens ``first`` to ``after`` (exclusive)."""

    value: float
    first: int
    after: int
    form: str = "cardinal"  # cardinal | ordinal | fraction
    digits: bool = False


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
    if (
        token.word in {"half", "a", "an"}
        or token.word in _UNITS
        or token.word in _TENS
        or token.word in ORDINALS
    ):
        return _half_or_fraction(tokens, index) or _indefinite(tokens, index) or _in_words(tokens, index)
    return None


def _numeral(tokens: Sequence[Token], index: int, money: bool) -> Number:
    value = float("".join("." if c in ".·" else c for c in tokens[index].word if c.isdecimal() or c in ".·"))
    after = index + 1
    suffix = _word(tokens, after)
    if _glued(tokens, after) and suffix in {"st", "nd", "rd", "th"}:
        return Number(value, index, after + 1, "ordinal", digits=True)
    if _word(tokens, after) == "½" and (_glued(tokens, after) or value < 100):
        value, after = value + 0.5, after + 1
        suffix = _word(tokens, after)
    metres = suffix == "m" and not money and not _million_follows(tokens, after + 1)
    if _glued(tokens, after) and suffix in _GLUED and not metres:
        return Number(value * _GLUED[suffix], index, after + 1, digits=True)
    if suffix in _SPACED or (money and suffix == "m"):
        return Number(value * _GLUED[suffix], index, after + 1, digits=True)
    value, after = _and_a_half(tokens, value, after)
    return _magnified(tokens, Number(value, index, after, digits=True))


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
    value, after = number.value, number.after
    while True:
        index = _past_hyphen(tokens, after)
        word = _word(tokens, index)
        if word not in MAGNITUDES or word == "dozens":
            return Number(value, number.first, after, number.form, number.digits)
        value, after = value * MAGNITUDES[word], index + 1


def _half_or_fraction(tokens: Sequence[Token], index: int) -> Number | None:
    """``half a billion``, ``half of``, ``a third of``, ``two-thirds of``, ``three quarters of``."""
    word = _word(tokens, index)
    if word == "half":
        if _word(tokens, index + 1) in {"a", "an"} and _word(tokens, index + 2) in MAGNITUDES:
            return _magnified(tokens, Number(0.5, index, index + 2))
        if _word(tokens, index + 1) in {"of", "the", "its", "their", "all"}:
            return Number(0.5, index, index + 1, "fraction")
        return None
    top = 1.0 if word in {"a", "an"} else float(_UNITS.get(word, 0))
    below = _past_hyphen(tokens, index + 1)
    fraction = _FRACTIONS.get(_word(tokens, below))
    if top and fraction and _word(tokens, below + 1) == "of":
        return Number(top * fraction, index, below + 1, "fraction")
    return None


def _indefinite(tokens: Sequence[Token], index: int) -> Number | None:
    """``a hundred``, ``a million``, ``a dozen``."""
    if _word(tokens, index) not in {"a", "an"} or _word(tokens, index + 1) not in MAGNITUDES:
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
        below = last >= 100 or last == 0 or (last >= 20 and _UNITS.get(word, 99) < 10)
        if word in ORDINALS and (after == index or (below and last)):
            return Number(total + current + ORDINALS[word], index, joined + 1, "ordinal")
        if word in _UNITS and (after == index or below):
            current, last = current + _UNITS[word], float(max(_UNITS[word], 1))
        elif word in _TENS and (after == index or last >= 100):
            current, last = current + _TENS[word], float(_TENS[word])
        elif word == "hundred" and after > index and joined == position and 0 < current < 100:
            current, last = current * 100, 100.0
        elif word in MAGNITUDES and word != "dozens" and after > index and joined == position and current:
            total, current, last = total + current * MAGNITUDES[word], 0.0, MAGNITUDES[word]
        else:
            break
        after = joined + 1
    if after == index:
        return None
    value, end = _and_a_half(tokens, total + current, after)
    number = Number(value, index, end)
    return _magnified(tokens, number) if end > after else number
