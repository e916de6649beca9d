"""Values of two texts set against each other, and the company they keep."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rag.text import Value, find_values
from rag.text.content import Word, content_words, same_content


@dataclass(frozen=True, slots=True)
class Alignment:
    """A value of the claim, what answers to it in the evidence, and whether the two agree.

    ``agrees`` is None without such a value, and also where the two overlap, so that the claim may hold or not.
    """

    claim: Value
    evidence: Value | None
    agrees: bool | None


@lru_cache(maxsize=2048)
def values(text: str, published: str | None) -> tuple[Value, ...]:
    """The figures, dates and names of ``text``."""
    return tuple(find_values(text, published))


def _near(text: str, value: Value, reach: int = 4) -> list[Word]:
    """The content words around a value, the nearest ones."""
    words = content_words(text)
    before = [word for word in words if word.end <= value.start][-reach:]
    return before + [word for word in words if word.start >= value.end][:reach]


def company(claim: str, ours: Value, evidence: str, theirs: Value) -> int:
    """How many neighbours of the one value are neighbours of the other."""
    right = _near(evidence, theirs, 5)
    return sum(any(same_content(one, two) for two in right) for one in _near(claim, ours))


@lru_cache(maxsize=2048)
def plain_words(text: str) -> tuple[Word, ...]:
    """The content words of ``text`` that are no part of a figure or date."""
    taken = [value for value in values(text, None) if value.kind != "name"]
    return tuple(
        word
        for word in content_words(text)
        if not any(v.start < word.end and word.start < v.end for v in taken)
    )
