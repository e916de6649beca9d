"""Texts to vectors: the embedder's contract, and the one of this process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from rag.models import minilm
from rag.models.devices import Device
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from rag.models.langchain_embeddings import LangChainEmbeddings as LangChainEmbeddings

_BUILT_IN = {minilm.NAME, f"sentence-transformers/{minilm.NAME}"}


def is_built_in(name: str) -> bool:
    """Whether the setting ``embedder`` names the model that ships with the program."""
    return name in _BUILT_IN


class Embedder(Protocol):
    """Texts to vectors of unit length, so that a dot product is a cosine similarity.

    ``key`` names the model and its weights in letters, digits, dots and dashes: vectors of
    different keys must never meet.
    """

    @property
    def key(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """float32 [n, dimension], in the order of ``texts``."""
        ...

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        """float32 [dimension]."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The word pieces of each text, without marks and without a limit."""
        ...


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that ``settings`` name, one a process.

    Raises:
        ModelError: the model is not on this machine; the built-in one says so on first use.
    """
    return _embedder(
        settings.embedder, settings.cache, settings.threads, settings.allow_download, settings.device
    )


def register_embeddings(name: str, embeddings: Embeddings) -> None:
    """Let the setting ``embedder`` mean an ``Embeddings`` of LangChain by this name, in this process.

    >>> from langchain_core.embeddings import FakeEmbeddings
    >>> register_embeddings("mine", FakeEmbeddings(size=8))    # then Settings(embedder="mine")
    """
    _REGISTERED[name] = embeddings
    _embedder.cache_clear()


_REGISTERED: dict[str, Embeddings] = {}


@cache
def _embedder(name: str, folder: Path, threads: int, allow_download: bool, device: Device) -> Embedder:
    if name in _REGISTERED:
        from rag.models.langchain_embeddings import GivenEmbeddings

        return GivenEmbeddings(name, _REGISTERED[name])
    if is_built_in(name):
        return minilm.MiniLM(folder, threads, device)
    from rag.models.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name, allow_download=allow_download, device=device)


def __getattr__(name: str) -> object:
    # langchain_core takes a tenth of a second to import: only for those who ask.
    if name == "LangChainEmbeddings":
        from rag.models.langchain_embeddings import LangChainEmbeddings

        return LangChainEmbeddings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
