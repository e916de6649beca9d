"""Vector similarity of sentences with a question, from the program's embedder."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rag.settings import Settings

_KEPT = 4096  # sentence vectors: 6 MB for 384 dimensions


class SentenceSimilarity:
    """Question and sentences -> one cosine similarity a sentence.

    The model is loaded at the first call; vectors of sentences seen lately are kept, since the
    same passages come back question after question. Safe to share between threads.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, question: str, sentences: Sequence[str]) -> list[float]:
        from rag.models.embedding import load_embedder

        if not sentences:
            return []
        embedder = load_embedder(self._settings)
        with self._lock:
            known = {text: self._vectors[text] for text in sentences if text in self._vectors}
        missing = list(dict.fromkeys(text for text in sentences if text not in known))
        if missing:
            known.update(zip(missing, embedder.embed_passages(missing), strict=True))
        asked = embedder.embed_query(question)
        self._keep(known)
        return [float(known[text] @ asked) for text in sentences]

    def _keep(self, vectors: dict[str, NDArray[np.float32]]) -> None:
        with self._lock:
            for text, vector in vectors.items():
                self._vectors[text] = vector
                self._vectors.move_to_end(text)
            while len(self._vectors) > _KEPT:
                self._vectors.popitem(last=False)


@lru_cache(maxsize=4)
def sentence_similarity(settings: Settings) -> SentenceSimilarity:
    """The one similarity of this process and these settings."""
    return SentenceSimilarity(settings)
