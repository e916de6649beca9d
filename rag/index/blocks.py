"""Vectors as the catalogue keeps them: one block of unit rows for each document and model."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.errors import StoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


def unit_rows(vectors: Sequence[Sequence[float]] | Vectors, rows: int) -> Vectors:
    """``vectors`` as float32 [rows, dimension] of unit length.

    Raises:
        ValueError: the shape is another, or a value is not finite, or a row is zero.
    """
    import numpy as np

    array = np.ascontiguousarray(vectors, dtype=np.float32)
    if array.ndim != 2 or len(array) != rows or array.shape[1] == 0:
        raise ValueError(f"vectors of shape {array.shape} for {rows} passages")
    lengths = np.linalg.norm(array, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or (lengths == 0).any():
        raise ValueError("a vector is zero or not finite")
    unit: Vectors = array / lengths
    return unit


def unit_row(vector: Sequence[float] | Vectors) -> Vectors:
    """``vector`` as float32 [dimension] of unit length; errors as ``unit_rows``."""
    import numpy as np

    unit: Vectors = unit_rows(np.asarray(vector, np.float32)[None, :], 1)[0]
    return unit


def block_of(connection: sqlite3.Connection, key: int, model: str, passages: int) -> Vectors:
    """The vectors of the document ``key``, float32 [passages, dimension], not writable.

    Raises:
        StoreError: it has none under ``model``.
    """
    import numpy as np

    row = connection.execute(
        "SELECT vectors FROM vectors WHERE document = ? AND model = ?", (key, model)
    ).fetchone()
    if row is None:
        raise StoreError(f"The vectors under the model {model} are incomplete; run `factcheck reindex`.")
    return np.frombuffer(row["vectors"], np.float32).reshape(passages, -1)
