"""What answering needs to know of the store: sentences, pages, and the check of a quote."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.results import Passage

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")


class Sources(Protocol):
    """The part of ``rag.index.Store`` that answering uses."""

    def text(self, document_id: str) -> str:
        """The normalised text of the document."""

    def sentences(self, document_id: str) -> tuple[tuple[int, int], ...]:
        """The ranges of the document's sentences, in order."""

    def page(self, document_id: str, offset: int) -> int | None:
        """The page on which the character ``offset`` stands."""

    def verify_quote(self, document_id: str, start: int, end: int, quote: str) -> None:
        """Raise CitationError unless ``quote`` stands there."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage; ``start`` and ``end`` count from the start of the document."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]

    @property
    def place(self) -> tuple[str, int, int]:
        """What tells it from all others: document and range."""
        return self.passage.document_id, self.start, self.end


def sentences_of(passage: Passage, sources: Sources) -> list[Sentence]:
    """The sentences of ``passage`` in order; the whole passage where the store knows none."""
    ranges = sources.sentences(passage.document_id)
    first = bisect.bisect_left(ranges, (passage.start, 0))
    found = []
    for start, end in ranges[first:]:
        if start >= passage.end:
            break
        if end <= passage.end:
            found.append(Sentence(passage, start, end))
    return found or [Sentence(passage, passage.start, passage.end)]


def prose(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Those that end like a sentence: a heading is no evidence. All of them where none does (a table, a list)."""
    return [sentence for sentence in sentences if _SENTENCE_END.search(sentence.text)] or list(sentences)


def sentence_at(sentences: Sequence[Sentence], start: int, end: int) -> Sentence:
    """The sentence that holds the range, or the run of sentences it crosses as one."""
    held = [sentence for sentence in sentences if sentence.start < end and start < sentence.end]
    if not held:
        passage = sentences[0].passage
        return Sentence(passage, min(start, passage.end), min(max(end, start), passage.end))
    return Sentence(held[0].passage, min(held[0].start, start), max(held[-1].end, end))
