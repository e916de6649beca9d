"""Exact nearest neighbours over the vectors that the catalogue holds.

One matrix product over a hundred thousand passages takes 20 ms, finds every neighbour, filters
without loss, and needs no index to be opened: this is the usual way a question is answered. It is
also the way whenever Chroma is busy or behind.
"""

from __future__ import annotations

import itertools
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import StoreError
from rag.index.scope import Scope

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

KEPT_PASSAGES = 200_000
"""Vectors of a larger store are read block by block instead of being kept in memory (300 MB)."""

_BLOCK_DOCUMENTS = 500
_MOST_BLOCKS = 16
_GATHERED_SHARE = 0.25  # Of a block's rows: below it, the wanted rows are copied and multiplied alone.


@dataclass(frozen=True, slots=True)
class _Entry:
    """A document as the listing has it; the same key and revision mean the same vectors."""

    key: int
    revision: int
    id: str
    first_day: int
    passages: int


@dataclass(frozen=True, slots=True)
class _Block:
    """Vectors of some documents; ``offsets[i]`` is the first row of document i."""

    entries: tuple[_Entry, ...]
    offsets: NDArray[np.int64]
    vectors: Vectors


class ExactIndex:
    """The vectors of one catalogue under one model; a new revision loads only what is new in it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._revision = -1
        self._kept: list[_Block] = []

    def search(
        self,
        connection: sqlite3.Connection,
        vector: Vectors,
        k: int,
        scope: Scope,
        *,
        revision: int,
        model: str,
    ) -> list[tuple[str, float]]:
        """The ``k`` nearest passages as (id, cosine), best first, ties in the order of the store."""
        found: list[tuple[float, int, int, str]] = []
        for block in self._blocks(connection, revision, model):
            found += _nearest(block, vector, k, scope)
        return [(f"{id_}:{position}", -negated) for negated, _, position, id_ in sorted(found)[:k]]

    def _blocks(self, connection: sqlite3.Connection, revision: int, model: str) -> Iterator[_Block]:
        with self._lock:
            if self._revision != revision:
                (passages,) = connection.execute("SELECT total(passages) FROM documents").fetchone()
                fits = passages <= KEPT_PASSAGES
                self._kept = _refreshed(self._kept, connection, model) if fits else []
                self._revision = revision if fits else -1
            kept = self._kept if self._revision == revision else None
        if kept is not None:
            yield from kept
            return
        entries = _listing(connection)
        for first in range(0, len(entries), _BLOCK_DOCUMENTS):
            yield _load(connection, entries[first : first + _BLOCK_DOCUMENTS], model)


_SHARED: OrderedDict[tuple[str, str, str], ExactIndex] = OrderedDict()
_SHARED_LOCK = threading.Lock()
_SHARED_MOST = 2


def shared(path: str, identity: str, model: str) -> ExactIndex:
    """The index of this process for a catalogue: a store opened twice loads its vectors once."""
    key = (path, identity, model)
    with _SHARED_LOCK:
        index = _SHARED.setdefault(key, ExactIndex())
        _SHARED.move_to_end(key)
        while len(_SHARED) > _SHARED_MOST:
            _SHARED.popitem(last=False)
        return index


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


def stored_vectors(connection: sqlite3.Connection, key: int, model: str, passages: int) -> Vectors:
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


def _listing(connection: sqlite3.Connection) -> list[_Entry]:
    query = "SELECT key, revision, id, first_day, passages FROM documents ORDER BY key"
    return [_Entry(*row) for row in connection.execute(query)]


def _refreshed(kept: list[_Block], connection: sqlite3.Connection, model: str) -> list[_Block]:
    missing = dict.fromkeys(_listing(connection))
    blocks = []
    for block in kept:
        held = [index for index, entry in enumerate(block.entries) if entry in missing]
        if held:
            blocks.append(block if len(held) == len(block.entries) else _part(block, held))
        for index in held:
            del missing[block.entries[index]]
    if missing:
        blocks.append(_load(connection, list(missing), model))
    return blocks if len(blocks) <= _MOST_BLOCKS else [_joined(blocks)]


def _load(connection: sqlite3.Connection, entries: Sequence[_Entry], model: str) -> _Block:
    return _block(entries, (stored_vectors(connection, each.key, model, each.passages) for each in entries))


def _part(block: _Block, held: Sequence[int]) -> _Block:
    parts = (block.vectors[block.offsets[index] : block.offsets[index + 1]] for index in held)
    return _block([block.entries[index] for index in held], parts)


def _joined(blocks: Sequence[_Block]) -> _Block:
    entries = [entry for block in blocks for entry in block.entries]
    parts = (
        block.vectors[first:last] for block in blocks for first, last in itertools.pairwise(block.offsets)
    )
    return _block(entries, parts)


def _block(entries: Sequence[_Entry], parts: Iterable[Vectors]) -> _Block:
    import numpy as np

    offsets = np.cumsum([0, *(entry.passages for entry in entries)], dtype=np.int64)
    vectors: Vectors | None = None
    # Copied one by one into their place: no second copy of all of them in memory.
    for part, (first, last) in zip(parts, itertools.pairwise(offsets), strict=True):
        if vectors is None:
            vectors = np.empty((int(offsets[-1]), part.shape[1]), np.float32)
        vectors[first:last] = part
    return _Block(tuple(entries), offsets, np.zeros((0, 1), np.float32) if vectors is None else vectors)


def _nearest(block: _Block, vector: Vectors, k: int, scope: Scope) -> list[tuple[float, int, int, str]]:
    """The ``k`` best of a block as (negated cosine, document key, position, document id), unsorted."""
    import numpy as np

    rows: NDArray[np.int64] | None = None
    if scope.everything:
        scores = block.vectors @ vector
    else:
        allowed = [scope.allows(entry.id, entry.first_day) for entry in block.entries]
        rows = np.flatnonzero(np.repeat(allowed, np.diff(block.offsets)))
        if len(rows) < _GATHERED_SHARE * len(block.vectors):
            scores = block.vectors[rows] @ vector
        else:
            scores = (block.vectors @ vector)[rows]
    best = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    found = []
    for at in best:
        row = int(at if rows is None else rows[at])
        index = int(np.searchsorted(block.offsets, row, side="right")) - 1
        entry = block.entries[index]
        score = float(np.clip(scores[at], -1.0, 1.0))
        found.append((-score, entry.key, row - int(block.offsets[index]), entry.id))
    return found
