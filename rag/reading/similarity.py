"""Vector similarity of sentences with a question, from the program's embedder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.models.memory import Memory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rag.settings import Settings


class SentenceSimilarity:
    """Question and sentences -> one cosine similarity a sentence.

    The model is loaded at the first call; vectors of sentences seen lately are kept, since the
    same passages come back question after question. Safe to share between threads.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._memory: Memory[str, NDArray[np.float32]] = Memory()

    def __call__(self, question: str, sentences: Sequence[str]) -> list[float]:
        from rag.models.embedding import load_embedder

        if not sentences:
            return []
        embedder = load_embedder(self._settings)
        # Copies: a row of what was embedded together would keep all of it.
        vectors = self._memory.recall(
            sentences, lambda new: [vector.copy() for vector in embedder.embed_passages(new)]
        )
        asked = embedder.embed_query(question)
        return [float(vector @ asked) for vector in vectors]


@lru_cache(maxsize=4)
def sentence_similarity(settings: Settings) -> SentenceSimilarity:
    """The one similarity of this process and these settings."""
    return SentenceSimilarity(settings)
