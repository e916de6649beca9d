"""Bringing Chroma in step with the catalogue: journalled, repeatable, and scrubbed after deletions.

Each step is written to the catalogue before Chroma is touched, and can be done twice. A process
that was killed leaves the state ``dirty``; the next writer does the open steps again and tests the
index, and builds it anew when that fails (``verifying`` marks that even opening it may crash).
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rag.errors import SettingsError, StoreError
from rag.index import chroma
from rag.index.catalogue import meta, set_meta
from rag.index.exact import stored_vectors
from rag.index.residue import blank_unused
from rag.settings import Settings

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

    from rag.index.exact import Vectors

logger = logging.getLogger(__name__)

Step = Callable[[int, int], None]

_BATCH = 500
_LOCK_SECONDS = 60.0
_SYNC_THRESHOLD = 1000
_PROBES = 10
_SAME = 1e-3  # Cosine distance of a vector to itself, at most.


def bring_in_step(connection: sqlite3.Connection, settings: Settings, on_step: Step | None = None) -> None:
    """Make Chroma hold exactly the documents of the catalogue; for the holder of the writer lock.

    Raises:
        StoreError: Chroma cannot be written; the catalogue is whole, and answers come from it.
    """
    home = chroma.home_of(connection, settings)
    if chroma.in_step(connection, home) or meta(connection, "embedder") is None:
        return
    try:
        with chroma.lock(home, seconds=_LOCK_SECONDS):
            _settle(connection, home, on_step)
    except (StoreError, SettingsError):
        raise
    except Exception as error:
        raise StoreError(
            f"The vectors could not be written to Chroma at {home.url or home.folder} ({error}); the documents are "
            "safe in the catalogue: run `factcheck reindex` when the cause is removed."
        ) from error
    finally:
        chroma.close(home)


def _settle(connection: sqlite3.Connection, home: chroma.Home, on_step: Step | None) -> None:
    state = meta(connection, "chroma_state")
    empty = not connection.execute("SELECT EXISTS (SELECT 1 FROM documents)").fetchone()[0]
    anew = meta(connection, "chroma_home") != home.label or state == "verifying" or empty
    generation = uuid.uuid4().hex
    if home.url is None:
        (home.folder.parent / "chroma.generation").write_text(generation, encoding="ascii")
    chroma.close(home)
    with _journal(connection):
        set_meta(connection, "chroma_home", home.label)
        set_meta(connection, "chroma_generation", generation)
        set_meta(connection, "chroma_state", "verifying" if anew or state == "dirty" else "dirty")
    if anew:
        _discard(connection, home)
    if not empty:
        try:
            with chroma.panics_told():
                _apply(connection, home, generation, on_step, doubtful=state == "dirty" and not anew)
        except Exception:
            if home.url is not None:
                raise
            logger.warning(
                "Chroma's folder %s could not be used; building it anew.", home.folder, exc_info=True
            )
            chroma.close(home)
            _discard(connection, home)
            _apply(connection, home, generation, on_step, doubtful=False)
    with _journal(connection):
        set_meta(connection, "chroma_state", "clean")


def _apply(
    connection: sqlite3.Connection,
    home: chroma.Home,
    generation: str,
    on_step: Step | None,
    *,
    doubtful: bool,
) -> None:
    index = chroma.opened(home, generation)
    collection = index.client.get_collection(home.collection, embedding_function=None)
    if doubtful:
        _probe(connection, collection, held_only=False)  # Loads all of it, which is where it would crash.
        with _journal(connection):
            set_meta(connection, "chroma_state", "dirty")
    for row in chroma.gone(connection):
        _remove(connection, collection, row)
    waiting = chroma.pending(connection)
    total, done = sum(row["passages"] for row in waiting), 0
    for rows in _batches(waiting):
        _put(connection, index, rows)
        done += sum(row["passages"] for row in rows)
        if on_step is not None:
            on_step(done, total)
    (expected,) = connection.execute("SELECT total(passages) FROM documents").fetchone()
    if collection.count() != expected:
        raise StoreError(f"Chroma holds {collection.count()} passages, the catalogue {int(expected)}.")
    if doubtful:
        _probe(connection, collection, held_only=True)
    if meta(connection, "chroma_scrub") is not None:
        if home.url is None:
            _scrub(connection, home, generation)
        with _journal(connection):
            set_meta(connection, "chroma_scrub", None)
    chroma.close(home)
    if home.url is None:
        blank_unused(home.folder)


def _batches(rows: Sequence[sqlite3.Row]) -> Iterator[list[sqlite3.Row]]:
    batch: list[sqlite3.Row] = []
    passages = 0
    for row in rows:
        batch.append(row)
        passages += row["passages"]
        if passages >= _BATCH:
            yield batch
            batch, passages = [], 0
    if batch:
        yield batch


def _put(connection: sqlite3.Connection, index: chroma.Index, rows: Sequence[sqlite3.Row]) -> None:
    import numpy as np

    with _journal(connection):
        connection.executemany(
            "INSERT OR REPLACE INTO mirrored VALUES (?, ?, ?, 0)",
            [(row["key"], row["id"], row["passages"]) for row in rows],
        )
    vectors = np.concatenate([_vectors(connection, row["key"], row["passages"]) for row in rows])
    ids = [passage_id for row in rows for passage_id in _ids(row)]
    facts = [
        {"document": row["id"], "first_day": row["first_day"]} for row in rows for _ in range(row["passages"])
    ]
    for first in range(0, len(ids), _BATCH):
        chunk = slice(first, first + _BATCH)
        index.given.vectors = list(vectors[chunk])
        # The text of a passage stays in the catalogue; Chroma wants a string.
        index.store.add_texts([""] * len(ids[chunk]), facts[chunk], ids[chunk])
    with _journal(connection):
        connection.executemany(
            "UPDATE mirrored SET done = 1 WHERE document = ?", [(row["key"],) for row in rows]
        )


def _remove(connection: sqlite3.Connection, collection: Collection, row: sqlite3.Row) -> None:
    import numpy as np

    with _journal(connection):
        set_meta(connection, "chroma_scrub", "1")
    ids = _ids(row)
    for first in range(0, len(ids), _BATCH):
        held = collection.get(ids=ids[first : first + _BATCH], include=[])["ids"]
        if held:
            # HNSW only marks what is deleted: overwrite the vectors first. (Random ones, because
            # many equal neighbours would tie a knot into the graph.)
            noise = (
                np.random.default_rng()
                .standard_normal((len(held), _dimension(connection)))
                .astype(np.float32)
            )
            collection.update(ids=held, embeddings=noise)
            # A search makes Chroma apply that before it can merge it with the deletion.
            collection.query(query_embeddings=noise[:1], n_results=1, include=[])
            collection.delete(ids=held)
    with _journal(connection):
        connection.execute("DELETE FROM mirrored WHERE document = ?", (row["document"],))


def _scrub(connection: sqlite3.Connection, home: chroma.Home, generation: str) -> None:
    # Chroma keeps the vectors and ids of its last 1000 changes in a queue, and in HNSW's files what
    # they held before. A low threshold, a fresh client and three idle changes make it persist now.
    collection = chroma.opened(home, generation).client.get_collection(
        home.collection, embedding_function=None
    )
    collection.modify(configuration={"hnsw": {"sync_threshold": 2}})
    chroma.close(home)
    collection = chroma.opened(home, generation).client.get_collection(
        home.collection, embedding_function=None
    )
    row = connection.execute("SELECT key, id, passages FROM documents ORDER BY key LIMIT 1").fetchone()
    vector = _vectors(connection, row["key"], row["passages"])[:1]
    for _ in range(3):
        collection.update(ids=_ids(row)[:1], embeddings=vector)
    collection.modify(configuration={"hnsw": {"sync_threshold": _SYNC_THRESHOLD}})
    chroma.close(home)
    files = sqlite3.connect(home.folder / "chroma.sqlite3", isolation_level=None)
    try:
        files.execute("PRAGMA secure_delete = ON")
        files.execute("VACUUM")
    finally:
        files.close()


def _probe(connection: sqlite3.Connection, collection: Collection, *, held_only: bool) -> None:
    documents = connection.execute("SELECT key, passages FROM documents ORDER BY key").fetchall()
    for row in documents[:: max(1, len(documents) // _PROBES)]:
        vector = _vectors(connection, row["key"], row["passages"])[-1:]
        distances = collection.query(query_embeddings=vector, n_results=1, include=["distances"])["distances"]
        if held_only and not (distances and distances[0] and distances[0][0] < _SAME):
            raise StoreError("Chroma does not find a passage that it holds.")


def _discard(connection: sqlite3.Connection, home: chroma.Home) -> None:
    with _journal(connection):
        set_meta(connection, "chroma_state", "verifying")
    if home.folder.exists():
        shutil.rmtree(home.folder)
    if home.url is not None and home.collection in [
        each.name for each in chroma.opened(home, "").client.list_collections()
    ]:
        chroma.opened(home, "").client.delete_collection(home.collection)
        chroma.close(home)
    with _journal(connection):
        connection.execute("DELETE FROM mirrored")
        set_meta(connection, "chroma_scrub", None)
        set_meta(connection, "chroma_state", "dirty")


def _ids(row: sqlite3.Row) -> list[str]:
    return [f"{row['id']}:{position}" for position in range(row["passages"])]


def _vectors(connection: sqlite3.Connection, key: int, passages: int) -> Vectors:
    return stored_vectors(connection, key, meta(connection, "embedder") or "", passages)


def _dimension(connection: sqlite3.Connection) -> int:
    return int(meta(connection, "dimension") or 0)


@contextmanager
def _journal(connection: sqlite3.Connection) -> Iterator[None]:
    # No new revision: book-keeping changes nothing that a reader sees.
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
