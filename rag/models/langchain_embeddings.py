"""Our embedder as LangChain's ``Embeddings``, and any ``Embeddings`` as our embedder."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from rag.models.embedding import Embedder


class LangChainEmbeddings(Embeddings):
    """The embedder for whatever in LangChain takes an ``Embeddings``, such as a vector store."""

    def __init__(self, embedder: Embedder | Callable[[], Embedder]) -> None:
        """``embedder`` may be a function that loads it at its first use."""
        self._given = embedder

    @property
    def embedder(self) -> Embedder:
        """The embedder behind it."""
        return self._given() if callable(self._given) else self._given

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector a text."""
        return [[float(x) for x in row] for row in self.embedder.embed_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        return [float(x) for x in self.embedder.embed_query(text)]


class GivenEmbeddings:
    """An ``Embeddings`` of LangChain behind the ``Embedder`` protocol; its vectors are brought to unit length."""

    def __init__(self, name: str, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self.key = re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-") or "embeddings"

    @cached_property
    def dimension(self) -> int:
        """Numbers of a vector."""
        return len(self._embeddings.embed_query("dimension"))

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors, float32 [n, dimension], in the order of ``texts``."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return _unit(np.asarray(self._embeddings.embed_documents(list(texts)), np.float32))

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        """The unit vector, float32 [dimension], of a question."""
        vector: npt.NDArray[np.float32] = _unit(np.asarray([self._embeddings.embed_query(text)], np.float32))[
            0
        ]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """About how many word pieces each text has: it is for passages of even length."""
        return [len(_PIECE.findall(text)) for text in texts]


_PIECE = re.compile(r"\w{1,6}|[^\w\s]")


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    unit: npt.NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
