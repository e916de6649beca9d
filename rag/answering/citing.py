"""Numbered citations, each checked against the stored text before it leaves."""

from __future__ import annotations

from rag.answering.sources import Sentence, Sources
from rag.quoting import checked_source
from rag.results import Citation, Source


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
        return self.number(
            checked_source(sentence.passage, sentence.start, sentence.end, sentence.text, self._sources)
        )

    def number(self, source: Source) -> Citation:
        """The citation of a ``source`` that ``checked_source`` has made."""
        place = (source.document_id, source.start, source.end)
        if place not in self._numbered:
            fields = {name: getattr(source, name) for name in Source.model_fields}
            self._numbered[place] = Citation(number=len(self._numbered) + 1, **fields)
        return self._numbered[place]

    @property
    def all(self) -> tuple[Citation, ...]:
        """The citations in the order of their numbers."""
        return tuple(self._numbered.values())
