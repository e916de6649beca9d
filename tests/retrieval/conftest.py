"""A store with a fake embedder, which search uses as well."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis
import pytest

from rag.documents.model import Document
from rag.retrieval import retriever
from rag.settings import Settings
from rag.store import StoreWriter
from tests.fakes import FakeEmbedder, spans_of

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

Fill = Callable[..., list[str]]


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
