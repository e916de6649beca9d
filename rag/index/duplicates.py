"""Passages that say the same: copies are collapsed, near copies are held to two.

To a fact-checker two copies that differ in one figure, name or negation are the most telling
pair there is, so only what loses nothing is collapsed.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from rag.text.numerals import NUMBER_WORDS
from rag.text.tables import words
from rag.text.words import written_words

_SHINGLE = 3
_NEAR = 0.8


class Content:
    """The words of a passage in order, without articles, case and punctuation.

    What a comparison needs is worked out when it needs it: most passages differ at first sight.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = [
            word for word in written_words(text.casefold()) if word not in words("words", "articles")
        ]
        self._joined = f" {' '.join(self._words)} "

    def within(self, other: Content) -> bool:
        """Whether ``other`` says all of this in the same words and order."""
        return self._joined in other._joined

    def nearly_within(self, other: Content) -> bool:
        """Whether four fifths of this stand in ``other`` word for word, and every figure, name and negation."""
        return (
            _mostly(self._vocabulary, other._vocabulary)
            and _mostly(self._shingles, other._shingles)
            and self._facts <= other._facts
        )

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(self._words)

    @cached_property
    def _shingles(self) -> frozenset[tuple[str, ...]]:
        starts = range(max(1, len(self._words) - _SHINGLE + 1))
        return frozenset(tuple(self._words[at : at + _SHINGLE]) for at in starts)

    @cached_property
    def _facts(self) -> Counter[str]:
        """Figures, names (capitalised words) and the words that turn a statement round."""
        return Counter(word.casefold() for word in written_words(self._text) if _is_fact(word))


def _mostly(part: frozenset[Any], whole: frozenset[Any]) -> bool:
    return len(part & whole) >= _NEAR * len(part)


def _is_fact(word: str) -> bool:
    folded = word.casefold()
    if folded in words("words", "articles"):
        return False
    return (
        word[0].isupper()
        or any(map(str.isdigit, word))
        or folded in words("words", "negation")
        or folded.endswith(("n't", "n’t"))
        or folded in words("words", "comparing")
        or folded in NUMBER_WORDS
    )
