"""Rough sentences by punctuation alone: good enough to show a reader less of a text, never to cite."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"(?<=[.!?][\"”')\]]|.[.!?])\s+(?=[\"“‘'(\[]?[A-Z0-9])")
_LEANING = re.compile(
    r"[\"“‘'(\[]*(?:it|its|he|she|his|her|they|their|this|these|those|there|such|both|(?:a\s+few|some|two|three|many)"
    r"\s+(?:minutes|hours|days|weeks|months|years)\s+(?:later|earlier))\b",
    re.IGNORECASE,
)


def leans(text: str, start: int = 0) -> bool:
    """Whether the sentence that begins at ``start`` leaves to the one before it of whom or of what it speaks."""
    return _LEANING.match(text, start) is not None


def sentence_ranges(text: str) -> list[tuple[int, int]]:
    """The ranges of the sentences of ``text`` in order; together they cover it but for white space."""
    ranges, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        ranges.append((start, match.start()))
        start = match.end()
    if start < len(text):
        ranges.append((start, len(text)))
    return ranges


def sentence_at(text: str, place: int, before: int = 0) -> tuple[int, int]:
    """The range of the sentence around ``place``, with so many sentences before it."""
    ranges = sentence_ranges(text)
    for number, (_, end) in enumerate(ranges):
        if place < end:
            return ranges[max(0, number - before)][0], end
    return 0, len(text)


def understood_at(text: str, place: int, *, titled: bool) -> tuple[int, int]:
    """The range of the sentence around ``place``; with the one before where neither it nor a title says of whom."""
    start, end = sentence_at(text, place)
    return (start, end) if titled and not leans(text, start) else sentence_at(text, place, before=1)
