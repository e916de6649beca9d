"""What became of a quote: it is looked up in its document as that is now, or in the one that took its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from rag.erasing import ERASED
from rag.results import Difference, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rag.index import StoredDocument
    from rag.watching.findings import State

DETAILS = ("title", "publisher", "published", "url")
"""What a source says of its document, and a person may correct."""
_ALIKE = 60.0
"""Two wordings of one sentence share so many percent of their characters at least; what shares less took no one's
place."""


class Library(Protocol):
    """The part of ``rag.index.Store`` that the watch reads."""

    def documents(self) -> Sequence[StoredDocument]:
        """Every document."""

    def text(self, document_id: str) -> str:
        """The text of a document; StoreError where it is not there."""

    def sentences(self, document_id: str) -> Sequence[tuple[int, int]]:
        """The ranges of its sentences, in order."""

    def sources(self, document_id: str) -> Mapping[str, str]:
        """Where it came from: each source, with what else is known of it."""


@dataclass
class Shelf:
    """The documents of now, and how to find what took the place of one that is gone."""

    document: Callable[[str], StoredDocument | None]
    documents: Callable[[], Iterable[StoredDocument]]
    text: Callable[[str], str]
    sentences: Callable[[str], Sequence[tuple[int, int]]] | None = None
    sources: Callable[[StoredDocument], Iterable[str]] = field(default=lambda document: (document.source,))

    @classmethod
    def of(cls, library: Library) -> Shelf:
        """All documents of a store, as they are now."""
        documents = {document.id: document for document in library.documents()}
        return cls(
            documents.get,
            documents.values,
            library.text,
            library.sentences,
            lambda document: (document.source, *library.sources(document.id)),
        )

    @cached_property
    def _held(self) -> dict[str, StoredDocument]:
        return {source: document for document in self.documents() for source in self.sources(document)}

    def successor(self, origin: str | None) -> StoredDocument | None:
        """The document that came from where another one had come from."""
        return self._held.get(origin) if origin else None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one source: no ``state`` where nothing did."""

    state: State | None
    after: Source | None = None
    differences: tuple[Difference, ...] = ()


SAME = Fate(None)


def fate(source: Source, origin: str | None, shelf: Shelf) -> Fate:
    """Look a source up; ``origin`` says where its document came from."""
    if source.quote == ERASED:
        return Fate("quote gone")
    document = shelf.document(source.document_id)
    if document is not None and shelf.text(document.id)[source.start : source.end] == source.quote:
        # A source that names nothing was blanked or made by hand; there is nothing to compare.
        changed = any(getattr(source, name) != getattr(document, name) for name in DETAILS)
        return (
            Fate("details changed", placed(document, source.quote, source.start, source)) if changed else SAME
        )
    newer = document or shelf.successor(origin)
    if newer is None:
        return Fate("quote gone")
    start = shelf.text(newer.id).find(source.quote)
    if start >= 0:
        return Fate("quote moved", placed(newer, source.quote, start))
    nearest = _nearest(source.quote, newer, shelf)
    if nearest is None:
        return Fate("quote gone")
    differences = differing(source, nearest)
    return Fate("value changed" if differences else "quote gone", nearest, differences)


def differing(before: Source | None, after: Source | None) -> tuple[Difference, ...]:
    """The values in which the words of now differ from those of then."""
    from rag.claims import compare

    if before is None or after is None or before.quote in (after.quote, ERASED):
        return ()
    return compare(before.quote, after.quote, after.published)


def placed(document: StoredDocument, quote: str, start: int, source: Source | None = None) -> Source:
    """``quote`` at ``start`` of a document; a page is known only of a ``source`` that stands where it stood."""
    return Source(
        document_id=document.id,
        **{name: getattr(document, name) for name in DETAILS},
        quote=quote,
        start=start,
        end=start + len(quote),
        page=source.page if source is not None else None,
    )


def bare(source: Source) -> Source:
    """A citation or piece of evidence as a source alone."""
    return Source(**{name: getattr(source, name) for name in Source.model_fields})


def _nearest(quote: str, document: StoredDocument, shelf: Shelf) -> Source | None:
    """The run of sentences that took the place of ``quote``, as many as it has."""
    from rapidfuzz import fuzz, process

    from rag.reading.stretches import sentence_ranges

    if shelf.sentences is None:
        return None
    text, ranges, count = shelf.text(document.id), shelf.sentences(document.id), len(sentence_ranges(quote))
    runs = [
        (ranges[first][0], ranges[first + count - 1][1]) for first in range(max(len(ranges) - count + 1, 0))
    ]
    best = process.extractOne(
        quote, [text[start:end] for start, end in runs], scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    if best is None:
        return None
    start, end = runs[best[2]]
    return placed(document, text[start:end], start)
