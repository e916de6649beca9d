"""The collection side of the fake program: documents listed, added, edited, deleted, searched and judged."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

from rag.documents.page_image import Box, PageImage
from rag.erasing import erase_kept
from rag.errors import DocumentError, FetchError, StoreError
from rag.index import StoredDocument
from rag.preparing import Control
from rag.results import Evidence, FileReport, Passage, Verdict
from rag.settings import Settings
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

    def delete(self, document_id: str) -> StoredDocument:
        self.text(document_id)
        found = self._stored(document_id)
        erase_kept(self.settings.store, [document_id])
        del self.documents[document_id]
        return found

    def verdicts(self, text: str, as_of: str | None = None) -> list[Verdict]:
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

    def search(self, query: str, k: int, as_of: str | None = None) -> list[Passage]:
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
