"""Vectors for the large stores, made once: embedding a hundred thousand passages takes a while.

How fast embedding is, is measured elsewhere; these stay in the cache folder, a file for each block
of texts, named after the model and the texts. An interrupted run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.cli.terminal import say

if TYPE_CHECKING:
    from rag.index.blocks import Vectors
    from rag.models.embedding import Embedder

BLOCK = 2_000


def vectors_of(texts: Sequence[str], embedder: Embedder, folder: Path) -> Vectors:
    """float32 [n, dimension], in the order of ``texts``."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks = []
    for first in range(0, len(texts), BLOCK):
        block = list(texts[first : first + BLOCK])
        file = folder / f"{_name(embedder.key, block)}.npy"
        if not file.is_file():
            say(f"embedding passage {first + 1:,} and on of {len(texts):,} (kept in {folder})")
            aside = file.with_suffix(".part.npy")
            np.save(aside, embedder.embed_passages(block))
            aside.replace(file)
        blocks.append(np.load(file))
    return np.concatenate(blocks)


def _name(key: str, texts: Sequence[str]) -> str:
    digest = hashlib.sha256(key.encode())
    for text in texts:
        digest.update(hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()[:32]
