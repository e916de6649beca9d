"""The documents as a collection: listed, read, searched, added to, corrected and thinned out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ui.state.copies import Copies, Copy
from ui.views.library import Hit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from rag.documents.page_image import PageImage
    from rag.index import StoredDocument
    from rag.preparing import Control
    from rag.results import FileReport, Passage, Verdict
    from rag.settings import Settings
    from rag.watching import Finding
    from rag.watching.findings import WatchedSource


LOOKED_AT = 400
"""Passages with some of the words that are looked through for all of them."""


def hit_in(text: str, words: str) -> Hit | None:
    """Where ``text`` holds the rarest of ``words``, if it holds all of them, with what stands around it."""
    wanted = words.casefold().split()
    folded = text.casefold()
    if not wanted or len(folded) != len(text) or not all(word in folded for word in wanted):
        return None
    start = folded.index(min(wanted, key=folded.count))
    # Whole words: up to the last blank of a stretch before, and of one behind.
    before = text[max(0, start - 60) : start]
    first = start - len(before) + (before.find(" ") + 1 if start > 60 else 0)
    last = min(len(text), start + 120)
    last = last if last == len(text) else max(text.rfind(" ", start, last), start + 1)
    return Hit(start, " ".join(text[first:last].split()))


@dataclass(frozen=True, slots=True)
class PagePicture:
    """Page ``page`` of ``pages`` as it looks, with the boxes of the words that were asked for."""

    image: PageImage
    page: int
    pages: int


class Collection(Protocol):
    """What Library, History and the API ask of the program. Calls block."""

    def catalogue(self) -> list[StoredDocument]:
        """Every document, in the order in which they were added."""

    def copies(self, documents: Sequence[StoredDocument]) -> Mapping[str, Copy]:
        """Those of ``documents`` that have the text of an earlier one, or nearly, by their ids."""

    def document(self, document_id: str) -> StoredDocument | None:
        """One document; None when it is not (or no longer) there."""

    def text(self, document_id: str) -> str:
        """The text of a document; StoreError when it is not there."""

    def holding(self, words: str) -> Mapping[str, Hit]:
        """The documents with a passage that holds all ``words``, and where in their text."""

    def page_picture(self, document_id: str, page: int, start: int, end: int) -> PagePicture:
        """A page as it looks, with the words ``start`` to ``end`` of the text found on it.

        Raises:
            FactcheckError: there is no such document or page, or its file is no longer there.
        """

    def discover(self, source: str) -> list[str]:
        """The files that a path stands for, or the address itself."""

    def add(self, source: str, control: Control | None = None) -> FileReport:
        """Read one file of this machine, or one web address, into the store."""

    def edit(self, document_id: str, fields: Mapping[str, str | None]) -> StoredDocument:
        """Correct metadata by hand."""

    def delete(self, *document_ids: str) -> list[StoredDocument]:
        """Remove documents from every index and from the disk; gives what they were."""

    def exported(self, document_ids: AbstractSet[str]) -> Iterator[str]:
        """Those of these documents that are there as JSON lines: what is known of each, and its text."""

    def revision(self) -> object:
        """Something that is another whenever documents have changed."""

    def look_again(self, step: Callable[[], None]) -> None:
        """Look again at what is kept, as ``rag.watching.look``; ``step`` may wait, and ends it by raising."""

    def findings(self, owner: str | None) -> tuple[Finding, ...]:
        """What is different from what is kept of ``owner``, or of all."""

    def dismiss(self, items: AbstractSet[str]) -> None:
        """What is different from these kept results was seen."""

    def watched(self) -> list[WatchedSource]:
        """The folders and feeds that are watched."""

    def observe(self, source: str) -> None:
        """Watch a folder, or the feed at an address, from now on; InputError where it is neither."""

    def forget(self, source: str) -> None:
        """Watch it no longer."""

    def take_in_watched(self) -> None:
        """Add what is new in the watched folders and feeds."""

    def verdicts(self, text: str, as_of: str | None = None, collection: str = "") -> list[Verdict]:
        """One verdict a claim of ``text``, from the documents of ``collection`` if one is named."""

    def search(self, query: str, k: int, as_of: str | None = None, collection: str = "") -> list[Passage]:
        """The ``k`` passages that match best, likewise."""


class RagCollection:
    """The real collection behind ``rag``; each call opens the store for itself."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._copies = Copies()

    @property
    def settings(self) -> Settings:
        return self._settings

    def catalogue(self) -> list[StoredDocument]:
        from rag.index import Store

        with Store(self._settings) as store:
            return store.documents()

    def copies(self, documents: Sequence[StoredDocument]) -> Mapping[str, Copy]:
        from rag.index import Store

        with Store(self._settings) as store:
            return self._copies.among([document.id for document in documents], store.text)

    def document(self, document_id: str) -> StoredDocument | None:
        from rag.index import Store

        with Store(self._settings) as store:
            return store.document(document_id)

    def text(self, document_id: str) -> str:
        from rag.index import Store

        with Store(self._settings) as store:
            return store.text(document_id)

    def holding(self, words: str) -> Mapping[str, Hit]:
        from rag.index import Store

        with Store(self._settings) as store:
            names = [name for name, _ in store.search_words(words, LOOKED_AT)]
            hits: dict[str, Hit] = {}
            for passage in store.passages(names):
                found = hit_in(passage.text, words)
                if found is not None and passage.document_id not in hits:
                    hits[passage.document_id] = Hit(passage.start + found.start, found.words)
        return hits

    def page_picture(self, document_id: str, page: int, start: int, end: int) -> PagePicture:
        from rag.documents.page_image import stored_page_image
        from rag.index import Store

        with Store(self._settings) as store:
            pages = store.page(document_id, max(len(store.text(document_id)) - 1, 0)) or 1
            image = stored_page_image(store, document_id, start, end, page=page, settings=self._settings)
        return PagePicture(image, page, max(page, pages))

    def discover(self, source: str) -> list[str]:
        from rag.documents import discover

        return discover([source])

    def add(self, source: str, control: Control | None = None) -> FileReport:
        from rag.ingestion import ingest_source

        # A path was found to lie where it may: a link that took its place since is not followed.
        return ingest_source(source, self._settings, control=control, follow_symlinks=False)

    def edit(self, document_id: str, fields: Mapping[str, str | None]) -> StoredDocument:
        from rag.ingestion import edit_metadata

        return edit_metadata(document_id, self._settings, **fields)

    def delete(self, *document_ids: str) -> list[StoredDocument]:
        from rag.ingestion import delete

        return delete(document_ids, self._settings)

    def exported(self, document_ids: AbstractSet[str]) -> Iterator[str]:
        from rag.cli.exports import records
        from rag.index import Store

        with Store(self._settings) as store:
            yield from records(store, [one for one in store.documents() if one.id in document_ids])

    def revision(self) -> object:
        from rag.index import Store

        with Store(self._settings) as store:
            return store.revision

    def look_again(self, step: Callable[[], None]) -> None:
        from rag.watching import look

        look(self._settings, step=step)

    def findings(self, owner: str | None) -> tuple[Finding, ...]:
        from rag.watching import findings_of

        return findings_of(self._settings, owner=owner)

    def dismiss(self, items: AbstractSet[str]) -> None:
        from rag.watching.ledger import Ledger

        Ledger(self._settings.store).dismiss(items)

    def watched(self) -> list[WatchedSource]:
        from rag.watching.ledger import Ledger

        return Ledger(self._settings.store).watched()

    def observe(self, source: str) -> None:
        from rag.watching.sources import watch_feed, watch_folder

        watch = watch_folder if source and "://" not in source else watch_feed
        watch(self._settings, source)

    def forget(self, source: str) -> None:
        from rag.watching.sources import forget_source

        forget_source(self._settings, source)

    def take_in_watched(self) -> None:
        from rag.watching.sources import take_in

        take_in(self._settings, lambda sources: [self.add(source) for source in sources])

    def verdicts(self, text: str, as_of: str | None = None, collection: str = "") -> list[Verdict]:
        from rag import verify

        return verify(text, as_of, self._settings, documents=self._of(collection))

    def search(self, query: str, k: int, as_of: str | None = None, collection: str = "") -> list[Passage]:
        from rag import search

        return search(query, k, self._settings, documents=self._of(collection), as_of=as_of)

    def _of(self, collection: str) -> tuple[str, ...] | None:
        from rag.collections import Collections

        return Collections(self._settings.store).documents(collection) if collection else None
