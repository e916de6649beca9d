"""Numbered citations, each checked against the stored text before it leaves."""

from __future__ import annotations

from rag.answering.sources import Sentence, Sources
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
        passage, quote = sentence.passage, sentence.text
        self._sources.verify_quote(passage.document_id, sentence.start, sentence.end, quote)
        citation = Citation(
            number=len(self._numbered) + 1,
            document_id=passage.document_id,
            title=passage.title,
            publisher=passage.publisher,
            published=passage.published,
            url=passage.url,
            quote=quote,
            start=sentence.start,
            end=sentence.end,
            page=self._sources.page(passage.document_id, sentence.start),
        )
        self._numbered[sentence.place] = citation
        return citation

    @property
    def all(self) -> tuple[Citation, ...]:
        """The citations in the order of their numbers."""
        return tuple(self._numbered.values())
