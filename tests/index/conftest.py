"""Stores with a fake embedder: a shelf that is written step by step, and one that is filled and searched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import hypothesis
import pytest

from rag.documents.model import Document
from rag.index import Store, StoreWriter, retriever
from rag.index.vectors import VectorIndex
from rag.results import FileStatus
from rag.settings import Settings
from tests.fakes import FakeEmbedder, spans_of

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

Fill = Callable[..., list[str]]


@dataclass
class Shelf:
    settings: Settings
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)

    def add(self, *documents: Document, recipe: str = "") -> list[FileStatus]:
        with StoreWriter(self.settings) as writer:
            return [self.add_with(writer, each, recipe=recipe) for each in documents]

    def add_with(self, writer: StoreWriter, document: Document, *, recipe: str = "") -> FileStatus:
        spans = spans_of(document.text)
        vectors = self.embedder.embed_passages([document.text[span.start : span.end] for span in spans])
        return writer.add(document, spans, vectors, model=self.embedder.key, recipe=recipe)

    def store(self) -> Store:
        return Store(self.settings)

    def bytes_with(self, needle: bytes) -> list[str]:
        """The files of the store in which ``needle`` stands."""
        files = [path for path in Path(self.settings.store).rglob("*") if path.is_file()]
        return sorted(path.name for path in files if needle in path.read_bytes())


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(Settings(store=tmp_path / "store", lock_seconds=0.2))


@pytest.fixture
def catalogue_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the index to whoever searches: it takes a moment a store, and is tested on its own."""
    monkeypatch.setattr(VectorIndex, "sync", lambda *_: None)


@pytest.fixture
def fill(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Fill:
    """Puts documents into the store of ``settings`` and returns their ids."""
    embedder = FakeEmbedder()
    monkeypatch.setattr(retriever, "load_embedder", lambda _: embedder)

    def add(*documents: Document, sentences_each: int = 2) -> list[str]:
        with StoreWriter(settings) as writer:
            for document in documents:
                spans = spans_of(document.text, sentences_each)
                vectors = embedder.embed_passages([document.text[span.start : span.end] for span in spans])
                writer.add(document, spans, vectors, model=embedder.key)
        return [document.id for document in documents]

    return add
