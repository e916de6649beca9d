"""Rough sentences by punctuation alone: good enough to show a reader less of a text, never to cite."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"(?<=[.!?][\"”')\]]|.[.!?])\s+(?=[\"“‘'(\[]?[A-Z0-9])")


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
