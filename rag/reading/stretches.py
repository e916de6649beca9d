"""Rough sentences by punctuation alone: good enough to show a reader less of a text, never to cite."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"(?<=[.!?][\"”')\]]|.[.!?])\s+(?=[\"“‘'(\[]?[A-Z0-9])")
_LEANING = re.compile(
    r"[\"“‘'(\[]*(?:it|its|he|she|his|her|they|their|this|these|those|there|such|both|(?:a\s+few|some|two|three|many)"
    r"\s+(?:minutes|hours|days|weeks|months|years)\s+(?:later|earlier))\b",
    re.IGNORECASE,
)

AROUND = 600
"""Characters of a sentence with those around it at most."""


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


def around(text: str, place: int) -> tuple[int, int]:
    """The range of the sentence at ``place`` with two before it and one after, as far as ``AROUND`` characters go."""
    ranges = sentence_ranges(text)
    number = next((n for n, (_, end) in enumerate(ranges) if place < end), len(ranges) - 1)
    if number < 0:
        return 0, len(text)
    first = last = number
    for other in (number - 1, number + 1, number - 2):
        low, high = min(first, other), max(last, other)
        beside = high - low == last - first + 1
        if low >= 0 and high < len(ranges) and beside and ranges[high][1] - ranges[low][0] <= AROUND:
            first, last = low, high
    return ranges[first][0], ranges[last][1]


def understood_at(text: str, place: int, *, titled: bool) -> tuple[int, int]:
    """The range of the sentence around ``place``; with the one before where neither it nor a title says of whom."""
    start, end = sentence_at(text, place)
    return (start, end) if titled and not leans(text, start) else sentence_at(text, place, before=1)
