"""The second stage of reading: a larger network looks at what the reader found.

The reviewer (``rag/models/reviewer``, MPNet) takes ten times as long as the reader. It reads the sentences in
which the reader sees the answer with those around them, in the likeliest passages of every question: of whom or of what
a sentence speaks often stands in its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from rag.models.encoder import REVIEWER, PairEncoder
from rag.models.memory import Memory
from rag.reading.protocol import PassageReading, Reader
from rag.reading.remembering import Key, read_keys
from rag.reading.span_finder import Found, SpanFinder
from rag.reading.span_reader import Scale, scale_of, shares
from rag.reading.stretches import around

OPEN = 0.03
"""The probability of an answer from which a passage is reviewed."""
MOST = 6
"""Passages that are reviewed for one question, the likeliest."""


@dataclass(frozen=True, slots=True)
class Review:
    """A passage with what the reader made of it."""

    question: str
    passage: str
    title: str
    reading: PassageReading


class Reviewer(Protocol):
    """Looks again at what a reader found."""

    def review(self, opened: Sequence[Review]) -> list[PassageReading]:
        """The reading that counts from now on, one a review, in order."""


class SpanReviewer:
    """The trained reviewer of spans. Safe to share between threads."""

    def __init__(self, graph: PairEncoder, folder: Path = REVIEWER, *, scale: Scale | None = None) -> None:
        self._finder = SpanFinder(graph)
        self._folder, self._given_scale = folder, scale
        self._memory = Memory[Review, PassageReading]()

    def review(self, opened: Sequence[Review]) -> list[PassageReading]:
        """Readings with the spans that the reviewer finds in the best sentence ahead of those elsewhere."""
        return self._memory.recall(opened, self._reviewed)

    @cached_property
    def _scale(self) -> Scale:
        return self._given_scale or scale_of(self._folder)

    def _reviewed(self, opened: Sequence[Review]) -> list[PassageReading]:
        """What the network finds in the best sentences: those of one question are read side by side."""
        places = [around(each.passage, each.reading.spans[0].start) for each in opened]
        found = dict[int, list[Found]]()
        for question in dict.fromkeys(each.question for each in opened):
            numbers = [number for number, each in enumerate(opened) if each.question == question]
            texts = [opened[number].passage[slice(*places[number])] for number in numbers]
            titles = [opened[number].title for number in numbers]
            found.update(zip(numbers, self._finder.find(question, texts, titles), strict=True))
        return [
            self._joined(each, places[number], found[number]) if found[number] else each.reading
            for number, each in enumerate(opened)
        ]

    def _joined(self, given: Review, place: tuple[int, int], found: list[Found]) -> PassageReading:
        """The reader's reading with the spans that the reviewer found at ``place``."""
        (start, end), spans, terms = place, given.reading.spans, given.reading.terms
        if terms is None:
            return given.reading
        elsewhere = tuple(span for span in spans if span.end <= start or end <= span.start)
        here = shares(found, start, 1.0 - sum(span.score for span in elsewhere))
        terms = terms._replace(review=found[0][0])
        return PassageReading((*here, *elsewhere), self._scale.probability(terms), terms)


class ReviewedReader:
    """A reader with a reviewer behind it. Safe to share between threads."""

    def __init__(self, reader: Reader, reviewer: Reviewer) -> None:
        self.reader, self.reviewer = reader, reviewer

    @property
    def name(self) -> str:
        """The reader's."""
        return self.reader.name

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        """As the reader reads; of the passages that are open the likeliest as the reviewer does."""
        return read_best(
            self,
            [
                [(question, passage, titles[number] if titles else None)]
                for number, passage in enumerate(passages)
            ],
        )


def read_best(reader: Reader, asked: Sequence[Sequence[Key]]) -> list[PassageReading]:
    """One reading for each passage, which is asked in several wordings: that of the likeliest.

    What is open of these a reviewer looks at, where the reader has one.
    """
    reviewer = reader.reviewer if isinstance(reader, ReviewedReader) else None
    reader = reader.reader if isinstance(reader, ReviewedReader) else reader
    known = dict[Key, PassageReading]()
    for question in dict.fromkeys(key[0] for keys in asked for key in keys):
        keys = list(dict.fromkeys(key for wordings in asked for key in wordings if key[0] == question))
        known.update(zip(keys, read_keys(reader, keys), strict=True))
    best = [max(keys, key=lambda key: known[key].answerable) for keys in asked]
    readings = [known[key] for key in best]
    if reviewer is not None:
        chosen = open_ones(readings)
        reviews = [Review(best[n][0], best[n][1], best[n][2] or "", readings[n]) for n in chosen]
        for number, reading in zip(chosen, reviewer.review(reviews), strict=True):
            readings[number] = reading
    return readings


def open_ones(readings: Sequence[PassageReading]) -> list[int]:
    """The numbers of the readings to review, likeliest first."""
    order = sorted(range(len(readings)), key=lambda number: -readings[number].answerable)
    return [number for number in order[:MOST] if readings[number].answerable >= OPEN]
