"""Numbered citations, each checked against the stored text before it leaves."""

from __future__ import annotations

from rag.answering.sources import Sentence, Sources
from rag.quoting import checked_source
from rag.results import Citation


class Citations:
    """Gives each quoted sentence a number, once, and checks it.

    Raises:
        CitationError: a quote is not what stands in the source (the store changed underneath).
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._numbered: dict[tuple[str, int, int], Citation] = {}

    def cite(self, sentence: Sentence) -> Citation:
        """The citation of ``sentence``."""
        known = self._numbered.get(sentence.place)
        if known is not None:
            return known
        source = checked_source(sentence.passage, sentence.start, sentence.end, sentence.text, self._sources)
        citation = Citation(number=len(self._numbered) + 1, **dict(source))
        self._numbered[sentence.place] = citation
        return citation

    @property
    def all(self) -> tuple[Citation, ...]:
        """The citations in the order of their numbers."""
        return tuple(self._numbered.values())
