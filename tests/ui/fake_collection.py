"""The collection side of the fake program: documents listed, added, edited, deleted, searched and judged."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from rag.collections import Collections
from rag.documents.page_image import Box, PageImage
from rag.erasing import erase_kept
from rag.errors import DocumentError, FetchError, StoreError
from rag.index import StoredDocument
from rag.preparing import Control
from rag.reading.stretches import sentence_ranges
from rag.results import Evidence, FileReport, Passage, Source, Verdict
from rag.settings import Settings
from rag.watching import Finding, KeptItem, findings_of, look
from rag.watching.findings import WatchedSource
from rag.watching.ledger import Ledger
from rag.watching.looking import News, Ranges
from rag.watching.sources import forget_source, take_in, watch_feed, watch_folder
from ui.state.collection import PagePicture, hit_in
from ui.state.copies import Copies, Copy
from ui.views.library import Hit

PAGES = 8
ADDED = "2025-03-01T10:00:00+00:00"
KNOWN = {
    "port": {
        "publisher": "Port of Lindhaven",
        "published": "2025-02-11",
        "url": "https://example.org/port/2024",
    },
    "paper": {"publisher": "The Quay", "published": "2025-02"},
}
WARNINGS = {"paper": ("2 of 9 pages have no text layer (they look scanned)",)}


class _Library:
    """The documents of the fake program as the watch reads them."""

    def __init__(self, collection: FakeCollection) -> None:
        self._of = collection

    def documents(self) -> list[StoredDocument]:
        return self._of.catalogue()

    def text(self, document_id: str) -> str:
        return self._of.text(document_id)

    def sentences(self, document_id: str) -> Sequence[tuple[int, int]]:
        return sentence_ranges(self.text(document_id))

    def sources(self, document_id: str) -> Mapping[str, str]:
        return {self._of._stored(document_id).source: ""}


class _Contradicts:
    """New sentences with ``tonnes`` contradict every answer about tonnes."""

    def __init__(self, collection: FakeCollection) -> None:
        self._of = collection

    def __call__(
        self,
        pairs: Sequence[tuple[KeptItem, Sequence[str]]],
        fresh: Mapping[str, Ranges],
        step: Callable[[], None],
    ) -> list[tuple[KeptItem, News]]:
        told: list[tuple[KeptItem, News]] = []
        for item, names in pairs:
            step()
            found = [
                Source(document_id=name, title="", quote=self._of.text(name)[start:end], start=start, end=end)
                for name in names
                for start, end in fresh[name]
                if "tonnes" in item.claim and "tonnes" in self._of.text(name)[start:end]
            ]
            told.append((item, [("new source against", source) for source in found]))
        return told


class FakeCollection:
    """Mixed into ``FakeEngine``, whose ``documents`` and ``titles`` it works on."""

    settings: Settings
    documents: dict[str, str]
    titles: dict[str, str]
    edits: dict[str, dict[str, str | None]]
    changed: dict[str, str]
    sources: dict[str, str]
    web: dict[str, str]
    reading: threading.Event

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Give the next test the documents that this one began with."""
        kept = (self.documents, self.titles, self.edits, self.changed, self.sources, self.web)
        before = [deepcopy(one) for one in kept]
        yield
        for one, then in zip(kept, before, strict=True):
            one.clear()
            one.update(then)  # type: ignore[arg-type]

    def catalogue(self) -> list[StoredDocument]:
        return [self._stored(name) for name in list(self.documents)]

    def copies(self, documents: Sequence[StoredDocument]) -> Mapping[str, Copy]:
        return Copies().among([document.id for document in documents], self.text)

    def document(self, document_id: str) -> StoredDocument | None:
        return self._stored(document_id) if document_id in self.documents else None

    def text(self, document_id: str) -> str:
        if document_id not in self.documents:
            raise StoreError(
                f"The store holds no document {document_id!r}; it may have been deleted or updated."
            )
        return self.documents[document_id]

    def holding(self, words: str) -> Mapping[str, Hit]:
        found = {name: hit_in(text, words) for name, text in self.documents.items()}
        return {name: hit for name, hit in found.items() if hit is not None}

    def page_picture(self, document_id: str, page: int, start: int, end: int) -> PagePicture:
        self.text(document_id)
        if page > PAGES:
            raise DocumentError(f"The PDF has no page {page}, only 1 to {PAGES}.")
        data = io.BytesIO()
        Image.new("RGB", (600, 800), (255, 255, 255 - page)).save(data, "PNG")
        boxes = ((Box(60, 400, 300, 420), Box(60, 424, 180, 444)),) if page == 7 and end > start else ()
        return PagePicture(PageImage(data.getvalue(), 600, 800, boxes), page, PAGES)

    def discover(self, source: str) -> list[str]:
        if "://" in source:
            return [source]
        path = Path(source)
        return sorted(str(file) for file in path.rglob("*.*")) if path.is_dir() else [str(path)]

    def add(self, source: str, control: Control | None = None) -> FileReport:
        while not self.reading.wait(0.02):
            (control or Control()).check()
        if "://" in source:
            if source not in self.web:
                raise FetchError(f"{source} could not be fetched: no such host; check the address.")
            text, name = self.web[source], source
        else:
            path = Path(source)
            if not path.is_file():
                raise DocumentError(f"There is no file {source}; check the path.")
            text, name = path.read_text(encoding="utf-8"), path.name
        return self._put(text.encode(), name, source)

    def edit(self, document_id: str, fields: Mapping[str, str | None]) -> StoredDocument:
        self.text(document_id)
        if "title" in fields and not fields["title"]:
            raise DocumentError("The title cannot be empty; give one.")
        self.edits.setdefault(document_id, {}).update(fields)
        self.changed[document_id] = "2999-01-01T00:00:00+00:00"
        if fields.get("title"):
            self.titles[document_id] = str(fields["title"])
        return self._stored(document_id)

    def delete(self, *document_ids: str) -> list[StoredDocument]:
        found = []
        for document_id in document_ids:
            self.text(document_id)
            found.append(self._stored(document_id))
            erase_kept(self.settings.store, [document_id])
            del self.documents[document_id]
        return found

    def exported(self, document_ids: AbstractSet[str]) -> Iterator[str]:
        for name in document_ids & set(self.documents):
            yield json.dumps({"id": name, "text": self.documents[name]}) + "\n"

    def revision(self) -> object:
        return hash((tuple(sorted(self.documents.items())), repr(self.edits), repr(self.titles)))

    def look_again(self, step: Callable[[], None]) -> None:
        look(self.settings, library=_Library(self), bearing=_Contradicts(self), step=step)

    def within(self, collection: str) -> None:
        """Refuse a collection that holds nothing; what it holds makes no difference here."""
        if collection:
            Collections(self.settings.store).documents(collection)

    def findings(self, owner: str | None) -> tuple[Finding, ...]:
        return findings_of(self.settings, owner=owner, library=_Library(self))

    def dismiss(self, items: AbstractSet[str]) -> None:
        Ledger(self.settings.store).dismiss(items)

    def watched(self) -> list[WatchedSource]:
        return Ledger(self.settings.store).watched()

    def observe(self, source: str) -> None:
        (watch_folder if source and "://" not in source else watch_feed)(self.settings, source)

    def forget(self, source: str) -> None:
        forget_source(self.settings, source)

    def take_in_watched(self) -> None:
        take_in(
            self.settings,
            lambda sources: [self.add(source) for source in sources],
            entries=lambda url: [address for address in self.web if address != url],
        )

    def verdicts(self, text: str, as_of: str | None = None, collection: str = "") -> list[Verdict]:
        self.within(collection)
        name, words = next(iter(self.documents.items()))
        quote = words[:40]
        evidence = Evidence(
            document_id=name,
            title=self.titles[name],
            quote=quote,
            start=0,
            end=len(quote),
            stance="supports",
            probability=0.9,
        )
        return [
            Verdict(
                claim=text, start=0, end=len(text), label="SUPPORTED", confidence=0.9, evidence=(evidence,)
            )
        ]

    def search(self, query: str, k: int, as_of: str | None = None, collection: str = "") -> list[Passage]:
        self.within(collection)
        found = [
            Passage(
                id=f"{name}:0",
                document_id=name,
                text=text[:60],
                start=0,
                end=len(text[:60]),
                score=0.5,
                title=self.titles[name],
            )
            for name, text in self.documents.items()
        ]
        return found[:k]

    def _put(self, data: bytes, name: str, source: str) -> FileReport:
        if not data.strip():
            raise DocumentError(f"{name} is empty; nothing was read from it.")
        document = hashlib.sha256(data).hexdigest()[:16]
        status = "unchanged" if document in self.documents else "added"
        self.documents[document] = data.decode()
        self.titles[document] = name
        self.sources[document] = source
        if status == "added":
            self.changed[document] = datetime.now(UTC).isoformat(timespec="seconds")
        return FileReport(
            source=source,
            status=status,  # type: ignore[arg-type]
            document_id=document,
            title=name,
            passages=1,
        )

    def _stored(self, name: str) -> StoredDocument:
        fields: dict[str, object] = {
            **KNOWN.get(name, {}),
            **self.edits.get(name, {}),
            "title": self.titles[name],
        }
        return StoredDocument.model_validate(
            {
                "id": name,
                "source": self.sources.get(name, f"/reports/{name}.txt"),
                "characters": len(self.documents[name]),
                "passages": 1 + len(self.documents[name]) // 1000,
                "warnings": WARNINGS.get(name, ()),
                "edited": tuple(self.edits.get(name, {})),
                "added": ADDED,
                "changed": self.changed.get(name, ADDED),
                **fields,
            }
        )
