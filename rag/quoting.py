"""The one place where words of a passage become a source, checked against the stored text."""

from __future__ import annotations

from typing import Protocol

from rag.results import Passage, Source


class Quotable(Protocol):
    """The part of ``rag.index.Store`` that a quote is checked against."""

    def verify_quote(self, document_id: str, start: int, end: int, quote: str) -> None:
        """Raise CitationError unless ``quote`` stands there."""

    def page(self, document_id: str, offset: int) -> int | None:
        """The page on which the character ``offset`` stands."""


def checked_source(passage: Passage, start: int, end: int, quote: str, store: Quotable) -> Source:
    """``quote`` as a source of the passage's document; ``start`` and ``end`` count from its start.

    Raises:
        CitationError: the quote is not what stands there (the store changed underneath).
    """
    store.verify_quote(passage.document_id, start, end, quote)
    return Source(
        document_id=passage.document_id,
        title=passage.title,
        publisher=passage.publisher,
        published=passage.published,
        url=passage.url,
        quote=quote,
        start=start,
        end=end,
        page=store.page(passage.document_id, start),
    )
