"""Deterministic stand-ins for models, and documents to put in a store."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from rag.documents.model import Document, Metadata, PassageSpan


class FakeEmbedder:
    """Bags of hashed words: texts that share words are near each other. Instant, the same everywhere."""

    def __init__(self, key: str = "fake-32", dimension: int = 32) -> None:
        self.key = key
        self.dimension = dimension
        self.embedded = 0

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.embedded += len(texts)
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-3)
        for word in re.findall(r"\w+", text.lower()):
            seed = int.from_bytes(hashlib.sha256(f"{self.key} {word}".encode()).digest()[:8])
            vector += np.random.default_rng(seed).standard_normal(self.dimension)
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]


def document(
    text: str, source: str = "a.txt", *, title: str = "A title", published: str | None = None
) -> Document:
    """A loaded document."""
    return Document(source=source, text=text, metadata=Metadata(title=title, published=published))


def spans_of(text: str, sentences_each: int = 2) -> list[PassageSpan]:
    """Passages of so many sentences; a sentence ends with a full stop."""
    ranges = [match.span() for match in re.finditer(r"[^.\s][^.]*\.?", text)]
    groups = [ranges[first : first + sentences_each] for first in range(0, len(ranges), sentences_each)]
    return [
        PassageSpan(index=index, start=group[0][0], end=group[-1][1], sentences=tuple(group))
        for index, group in enumerate(groups)
    ]


def split_fake(
    loaded: Document,
    count_tokens: Callable[[Sequence[str]], list[int]],
    settings: object,
    _: Callable[[], None] = lambda: None,
) -> list[PassageSpan]:
    """In the place of ``rag.documents.split_passages``."""
    return spans_of(loaded.text)
