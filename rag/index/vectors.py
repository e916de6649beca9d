"""Chroma, the vector index: derived from the catalogue, searched by every process at every size.

It is a real ``langchain_chroma.Chroma`` whose records hold the text of each passage and what is known of
its document, so that any Chroma or LangChain tool can use it. It holds nothing that the catalogue does not:

- ``chroma.json`` beside the folder is its state: which catalogue and model it was made from, up to which
  revision, and whether a write is under way (``dirty``). The mark is on disk before Chroma is touched and
  cleared after it. Whoever finds it set does not open the index, which a kill may have left so that opening
  it ends the process, but discards it and builds it anew from the vectors that the catalogue keeps.
- The embedded index is one process's at a time: two would lose each other's writes. So ``chroma.lock`` is held
  for the milliseconds of a query or a batch, and each write gives the state a new ``generation``: a process
  that has the index open from another generation opens it again.
- The state notes size and time of the index's files. Files that another program changed are tried in a
  process of their own, or built anew where that is as quick.

A server (``FACTCHECK_CHROMA_URL``) needs no lock for queries; everything else is the same.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from rag.errors import SettingsError, StoreError
from rag.index.blocks import block_of
from rag.index.catalogue import bookkeeping, meta
from rag.index.dates import NO_BOUND
from rag.index.lock import holder
from rag.index.passages import of_document
from rag.index.scope import Scope
from rag.settings import Settings

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from langchain_chroma import Chroma

    from rag.index.blocks import Vectors
    from rag.results import Passage

logger = logging.getLogger(__name__)

FOLDER, STATE, LOCK = "chroma", "chroma.json", "chroma.lock"
BREADTH = 400
"""``ef_search``: Chroma's default of 100 loses neighbours; with 400 the recall under filters is 0.9995."""
CONSTRUCTION_BREADTH = 200
BATCH = 500
"""Passages of one write."""
REBUILT_PASSAGES = 2_000
"""Up to so many passages a deletion, or a file that another program changed, builds the index anew: two seconds."""

_QUERY_SECONDS, _WRITE_SECONDS = 5.0, 60.0
_POLL_SECONDS = 0.005
_PROGRESS_SECONDS = 5.0
_PROBE_SECONDS = 120
_FIRST_ROOM = 100  # elements that Chroma makes room for in the first file of an index
_ROOM = [f"room:{number}" for number in range(_FIRST_ROOM + 1)]
_SYNC_THRESHOLD = 1000  # changes after which Chroma writes that file again
_FACTS = (
    "document_id",
    "start",
    "end",
    "title",
    "author",
    "publisher",
    "published",
    "url",
    "section",
    "page",
)

Step = Callable[[int, int], None]
"""Called with how many passages of how many are written."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the vectors of a catalogue are indexed: a server or a folder, and the name of the collection."""

    store: Path
    url: str | None
    catalogue: str
    model: str

    @property
    def folder(self) -> Path:
        return self.store / FOLDER

    @property
    def collection(self) -> str:
        """Embedding model and catalogue are part of the name: vectors of different ones must never meet."""
        model = re.sub(r"[^a-zA-Z0-9._-]+", "-", self.model).strip("-._")[:200]
        return f"factcheck-{self.catalogue[:12]}-{model or 'model'}"

    @property
    def label(self) -> str:
        """How the state remembers it."""
        return f"{self.url or 'folder'} {self.collection}"


def place_of(connection: sqlite3.Connection, settings: Settings) -> Place:
    """The place of the catalogue's present vectors; a temporary one where the store cannot be written."""
    catalogue, model = (meta(connection, "identity") or "", meta(connection, "embedder") or "none")
    writable = settings.chroma_url is not None or os.access(settings.store, os.W_OK)
    return Place(settings.store if writable else _temporary(catalogue), settings.chroma_url, catalogue, model)


@dataclass(frozen=True, slots=True)
class State:
    """What the index was made from, up to which revision of the catalogue, and how its files were left."""

    label: str
    generation: str
    dirty: bool = True
    revision: int = -1
    passages: int = 0
    files: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open collection as LangChain's vector store, and the client behind it."""

    client: Client
    store: Chroma
    label: str
    generation: str

    @property
    def collection(self) -> Collection:
        return self.client.get_collection(self.store._collection_name, embedding_function=None)  # noqa: SLF001


_TURN = threading.RLock()
_OPEN: dict[str, _Opened] = {}


class VectorIndex:
    """The index of one catalogue; cheap to make, since what is open is shared by the process."""

    def __init__(self, connection: sqlite3.Connection, settings: Settings) -> None:
        """``connection`` is the catalogue; all calls see what it sees."""
        self._catalogue, self._settings = connection, settings
        self.place = place_of(connection, settings)

    @property
    def in_step(self) -> bool:
        """Whether it holds exactly what the catalogue holds; looks at the state alone."""
        state = self._state()
        if self._empty:
            return state is None
        return state is not None and not state.dirty and not self._behind(state) and self._has_files(state)

    @property
    def fault(self) -> str:
        """What keeps the index from being in step, as a phrase; told from the state, without opening it."""
        state = self._state()
        if self.place.url is None and not (self.place.folder / "chroma.sqlite3").exists():
            return "the index is missing"
        if state is None:
            return "the index is not of this version of the program"
        if state.label != self.place.label:
            return "the index was made for another place, model or store"
        if state.dirty:
            return "a write was interrupted"
        if self._behind(state):
            return "the index is behind the catalogue"
        return "files of the index were changed, cut or removed by another program"

    def nearest(self, vector: Vectors, k: int, scope: Scope) -> list[tuple[str, float]] | None:
        """The ``k`` nearest passages as (id, cosine), best first; None where the index cannot be used now.

        What a killed writer left undone is done first.

        Raises:
            SettingsError: the URL of the server cannot be used.
        """
        if self._empty:
            return []
        for last in (False, True):
            try:
                with self._using(_QUERY_SECONDS) as opened:
                    return _nearest(opened, vector, k, scope)
            except SettingsError:
                raise
            except TimeoutError:
                logger.warning("The vector index is being written; this question is answered by words alone.")
                return None
            except Exception as error:
                where = self.place.url or self.place.folder
                if last or self.place.url is not None:
                    logger.warning(
                        "The vector index at %s cannot be used (%s); answers are found by words alone.",
                        where,
                        error,
                    )
                    return None
                logger.warning("The vector index at %s cannot be used (%s); it is built anew.", where, error)
                logger.debug("in detail:", exc_info=True)
                self.invalidate()
        return None

    def sync(self, on_step: Step | None = None) -> None:
        """Make it hold exactly what the catalogue holds; for the holder of the writer lock.

        The lock of the index is given back between batches. What was deleted is gone from the disk afterwards.

        Raises:
            StoreError: it cannot be written; the catalogue is whole.
        """
        where = self.place.url or self.place.folder
        try:
            self._sync(on_step)
        except (StoreError, SettingsError):
            raise
        except Exception as error:
            raise StoreError(
                f"The vectors could not be written to Chroma at {where} ({error}); the documents are safe in the "
                "catalogue: run `factcheck reindex` when the cause is removed."
            ) from error

    def invalidate(self) -> None:
        """Have it built anew by its next use."""
        with _TURN, self._lock(_WRITE_SECONDS):
            self._close()
            self._write(State(self.place.label, uuid.uuid4().hex))

    def compare(self) -> list[str]:
        """What differs from the catalogue, a phrase each: count, ids, a sample of vectors. Opens the index.

        Raises:
            TimeoutError: another process is writing it.
        """
        with self._using(_QUERY_SECONDS, mend=False) as opened:
            return _differences(opened.collection, self._catalogue, self.place.model)

    # Using it

    @contextmanager
    def _using(self, seconds: float, *, mend: bool = True) -> Iterator[_Opened]:
        """The open index, brought in step unless a writer is about to do it."""
        state = self._state()
        held = _OPEN.get(self.place.url or "")
        if held is not None and state is not None and self._fits(state) and not self._behind(state):
            yield self._opened(state)  # a server takes several questions at once
            return
        with _TURN, self._lock(seconds), _panics_as_errors():
            state = self._state()
            if mend and not self._usable(state):
                state = self._build()
            elif mend and state is not None and self._behind(state) and not self._written_now():
                state = self._catch_up(state)
            if state is None or state.dirty:
                raise StoreError("it was left unfinished")
            yield self._opened(state)
            self._note_files(state)

    def _usable(self, state: State | None) -> bool:
        """Whether the index may be opened: made from this catalogue, whole, and as it was left."""
        if state is None or not self._fits(state):
            return False
        key = self.place.url or str(self.place.folder)
        if key in _OPEN and _OPEN[key].generation == state.generation:
            return True
        if self.place.url is not None:
            return self._opened(state).collection.count() == state.passages
        return self._has_files(state) or (state.passages > REBUILT_PASSAGES and self._survives(state))

    def _fits(self, state: State) -> bool:
        return not state.dirty and state.label == self.place.label

    def _has_files(self, state: State) -> bool:
        return self.place.url is not None or state.files == _files(self.place.folder)

    def _survives(self, state: State) -> bool:
        """Whether a process of its own can open and ask an index whose files another program changed."""
        logger.warning("Another program changed files of %s; they are tried.", self.place.folder)
        command = [sys.executable, "-m", "rag.index.probe", str(self.place.folder), self.place.collection]
        try:
            tried = subprocess.run(
                [*command, str(state.passages)], check=False, capture_output=True, timeout=_PROBE_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return tried.returncode == 0

    def _written_now(self) -> bool:
        return self.place.store == self._settings.store and holder(self.place.store) is not None

    # Writing it

    def _sync(self, on_step: Step | None) -> None:
        if self._empty:
            with _TURN, self._lock(_WRITE_SECONDS):
                self._discard()
                (self.place.store / STATE).unlink(missing_ok=True)
            self._forget_removed()
            return
        state = self._state()
        removed = bool(self._catalogue.execute("SELECT EXISTS (SELECT 1 FROM removed)").fetchone()[0])
        if state is not None and self._fits(state) and not removed and not self._behind(state):
            if state.revision < self._revision:
                self._write(replace(state, revision=self._revision))
            return
        small = self.place.url is None and self._passages <= REBUILT_PASSAGES
        with _TURN, self._lock(_WRITE_SECONDS), _panics_as_errors():
            if not self._usable(state := self._state()) or (removed and small):
                self._begin()
        self._apply(on_step, lambda: self._lock(_WRITE_SECONDS))
        if removed and not small and self.place.url is None:
            with _TURN, self._lock(_WRITE_SECONDS):
                self._vacuum()
        self._forget_removed()

    def _build(self) -> State:
        """Build the index anew for a reader, who holds the lock."""
        if self._passages > REBUILT_PASSAGES:
            logger.warning(
                "The vector index of %s is built from the catalogue: %d passages.",
                self.place.store,
                self._passages,
            )
        self._begin()
        return self._apply(_reported(), nullcontext)

    def _catch_up(self, state: State) -> State:
        return self._apply(_reported(), nullcontext) if self._behind(state) else state

    def _begin(self) -> None:
        """An empty index; for the holder of the lock."""
        self._discard()
        generation = uuid.uuid4().hex
        opened = self._opened(State(self.place.label, generation))
        if self.place.url is None:
            _make_room(opened.collection, int(meta(self._catalogue, "dimension") or 1))
            self._close()
        self._write(State(self.place.label, generation, dirty=False, files=_files(self.place.folder)))

    def _apply(self, on_step: Step | None, lock: Callable[[], Any]) -> State:
        """Write what the catalogue holds beyond the state, batch by batch, each under ``lock``."""
        state = self._state()
        assert state is not None
        waiting = self._catalogue.execute(
            "SELECT key, id, passages, revision, first_day FROM documents WHERE revision > ? ORDER BY revision, key",
            (state.revision,),
        ).fetchall()
        removed = self._catalogue.execute(
            "SELECT id, passages, revision FROM removed WHERE revision > ? ORDER BY revision",
            (state.revision,),
        ).fetchall()
        if state.revision < 0:
            removed = []
        total, done = sum(row["passages"] for row in waiting), 0
        for rows in _batches(waiting) or [[]]:
            upto = rows[-1]["revision"] if rows and rows[-1] is not waiting[-1] else self._revision
            with _TURN, lock(), _panics_as_errors():
                state = self._begun(state)
                collection = self._opened(state).collection
                _remove(collection, [row for row in removed if state.revision < row["revision"] <= upto])
                for row in rows:
                    self._put(collection, row)
                if state.revision < 0 and self.place.url is None:
                    collection.delete(ids=_ROOM)
                state = self._finished(state, collection, upto)
            done += sum(row["passages"] for row in rows)
            if on_step is not None and total:
                on_step(done, total)
        if state.passages != self._passages:
            self._write(replace(state, dirty=True))
            raise StoreError(
                f"Chroma holds {state.passages} passages, the catalogue {self._passages}; run `factcheck reindex`."
            )
        return state

    def _begun(self, state: State) -> State:
        """Mark a write: a new generation that only this process may have open, and no longer clean."""
        marked = replace(state, generation=uuid.uuid4().hex, dirty=True)
        key = self.place.url or str(self.place.folder)
        held = _OPEN.get(key)
        self._write(marked)
        if held is not None and held.generation == state.generation and held.label == state.label:
            _OPEN[key] = replace(held, generation=marked.generation)
        return marked

    def _finished(self, state: State, collection: Collection, revision: int) -> State:
        clean = replace(
            state,
            dirty=False,
            revision=revision,
            passages=collection.count(),
            files=_files(self.place.folder) if self.place.url is None else {},
        )
        self._write(clean)
        return clean

    def _put(self, collection: Collection, row: sqlite3.Row) -> None:
        held = of_document(self._catalogue, row["id"])
        block = block_of(self._catalogue, row["key"], self.place.model, row["passages"])
        for first in range(0, len(held), BATCH):
            part = held[first : first + BATCH]
            collection.upsert(
                ids=[passage.id for passage in part],
                embeddings=block[first : first + BATCH],
                documents=[passage.text for passage in part],
                metadatas=[_facts(passage, row["first_day"]) for passage in part],
            )

    def _vacuum(self) -> None:
        """Wipe the words of what was deleted from Chroma's own file; its vectors go with the next reindex."""
        state = self._state()
        assert state is not None
        state = self._begun(state)
        # What was written last waits in Chroma's log, words and all, until so many changes have come.
        self._opened(state).collection.modify(configuration={"hnsw": {"sync_threshold": 2}})
        self._close()
        collection = self._opened(state).collection
        last = collection.get(limit=1, include=["embeddings"])
        for _ in range(3):
            collection.update(ids=last["ids"], embeddings=last["embeddings"])
        collection.modify(configuration={"hnsw": {"sync_threshold": _SYNC_THRESHOLD}})
        self._close()
        with closing(sqlite3.connect(self.place.folder / "chroma.sqlite3", isolation_level=None)) as file:
            file.execute("PRAGMA secure_delete = ON")
            file.execute(
                "INSERT INTO embedding_fulltext_search (embedding_fulltext_search) VALUES ('optimize')"
            )
            file.execute("VACUUM")
        self._write(replace(state, dirty=False, files=_files(self.place.folder)))

    def _forget_removed(self) -> None:
        if self._catalogue.execute("SELECT EXISTS (SELECT 1 FROM removed)").fetchone()[0]:
            with bookkeeping(self._catalogue):
                self._catalogue.execute("DELETE FROM removed")

    def _discard(self) -> None:
        """Remove the index, marked as unfinished first; a folder that is not ours is set aside."""
        self._write(State(self.place.label, uuid.uuid4().hex))
        self._close()
        if self.place.url is None:
            _remove_folder(self.place.folder)
            (self.place.store / "chroma.generation").unlink(missing_ok=True)  # of stores before this form
            return
        client = _client(self.place)
        try:
            if self.place.collection in [each.name for each in client.list_collections()]:
                client.delete_collection(self.place.collection)
        finally:
            client.close()

    # The catalogue

    @property
    def _revision(self) -> int:
        return int(meta(self._catalogue, "revision") or 0)

    @property
    def _empty(self) -> bool:
        return not self._catalogue.execute("SELECT EXISTS (SELECT 1 FROM documents)").fetchone()[0]

    @property
    def _passages(self) -> int:
        return int(self._catalogue.execute("SELECT total(passages) FROM documents").fetchone()[0])

    def _behind(self, state: State) -> bool:
        """Whether the catalogue holds or lost documents that the state does not know of."""
        if state.revision >= self._revision:
            return False
        query = (
            "SELECT EXISTS (SELECT 1 FROM documents WHERE revision > :known) "
            "OR EXISTS (SELECT 1 FROM removed WHERE revision > :known)"
        )
        return bool(self._catalogue.execute(query, {"known": state.revision}).fetchone()[0])

    # State, lock and client

    def _state(self) -> State | None:
        try:
            held = json.loads((self.place.store / STATE).read_text(encoding="utf-8"))
            files = {name: (int(size), int(changed)) for name, (size, changed) in held.pop("files").items()}
            return State(**held, files=files)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def _write(self, state: State) -> None:
        # Replaced in one step and on disk before Chroma is touched: no kill leaves a wrong state.
        descriptor, name = tempfile.mkstemp(prefix=".chroma-", dir=self.place.store)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(asdict(state), stream)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(self.place.store / STATE)

    def _note_files(self, state: State) -> None:
        """A question may have made Chroma write what waited: note the files as they are now."""
        if self.place.url is None and (files := _files(self.place.folder)) != state.files:
            self._write(replace(state, files=files))

    @contextmanager
    def _lock(self, seconds: float) -> Iterator[None]:
        """The right to use the folder and to write the state.

        Raises:
            TimeoutError: another process has it.
        """
        from filelock import FileLock

        lock = FileLock(self.place.store / LOCK, thread_local=False)
        with lock.acquire(timeout=seconds, poll_interval=_POLL_SECONDS):
            yield

    def _opened(self, state: State) -> _Opened:
        """The collection, opened once a process and again for a new generation."""
        key = self.place.url or str(self.place.folder)
        with _TURN:
            held = _OPEN.get(key)
            if held is not None and (held.generation, held.label) != (state.generation, state.label):
                self._close()
                held = None
            if held is None:
                held = _OPEN[key] = _open(self.place, state, self._settings)
            return held

    def _close(self) -> None:
        with _TURN:
            held = _OPEN.pop(self.place.url or str(self.place.folder), None)
            if held is not None:
                held.client.close()


def close_all() -> None:
    """Close every index that this process has open."""
    with _TURN:
        while _OPEN:
            _OPEN.popitem()[1].client.close()


def _nearest(opened: _Opened, vector: Vectors, k: int, scope: Scope) -> list[tuple[str, float]]:
    """The ``k`` nearest in ``scope``: picked from more neighbours, or by Chroma's filter where those are too few."""
    if scope.everything:
        return [(found.id, cosine) for found, cosine in _asked(opened, vector, k, None)]
    wide = max(BREADTH, 2 * k)
    allowed = [
        (found.id, cosine)
        for found, cosine in _asked(opened, vector, wide, None)
        if scope.allows(found.document, found.first_day)
    ]
    if len(allowed) >= k:
        return allowed[:k]
    return [(found.id, cosine) for found, cosine in _asked(opened, vector, k, _filter(scope))]


@dataclass(frozen=True, slots=True)
class _Hit:
    id: str
    document: str
    first_day: int


def _asked(
    opened: _Opened, vector: Vectors, k: int, where: dict[str, Any] | None
) -> list[tuple[_Hit, float]]:
    found = opened.store.similarity_search_by_vector_with_relevance_scores(
        [float(value) for value in vector], k=k, filter=where
    )
    return [
        (
            _Hit(str(passage.id), passage.metadata["document_id"], passage.metadata["first_day"]),
            1.0 - float(distance),
        )
        for passage, distance in found
    ]


def _filter(scope: Scope) -> dict[str, Any] | None:
    conditions: list[dict[str, Any]] = []
    if scope.documents is not None:
        conditions.append({"document_id": {"$in": sorted(scope.documents) or [""]}})
    if scope.last_day != NO_BOUND:
        conditions.append({"first_day": {"$lte": scope.last_day}})
    if len(conditions) > 1:
        return {"$and": conditions}
    return conditions[0] if conditions else None


def _facts(passage: Passage, first_day: int) -> dict[str, Any]:
    """What a record holds beside vector and text; ``first_day`` is a day as a number, 0 without a date."""
    known = {name: getattr(passage, name) for name in _FACTS}
    return {"first_day": first_day, **{name: value for name, value in known.items() if value is not None}}


def _remove(collection: Collection, rows: Sequence[sqlite3.Row]) -> None:
    ids = [f"{row['id']}:{position}" for row in rows for position in range(row["passages"])]
    for first in range(0, len(ids), BATCH):
        collection.delete(ids=ids[first : first + BATCH])


def _batches(rows: Sequence[sqlite3.Row]) -> list[list[sqlite3.Row]]:
    """Runs of documents of about ``BATCH`` passages; documents of one revision stay together."""
    batches: list[list[sqlite3.Row]] = []
    batch: list[sqlite3.Row] = []
    for row, following in itertools.zip_longest(rows, rows[1:]):
        batch.append(row)
        ends = following is None or following["revision"] > row["revision"]
        if ends and (following is None or sum(each["passages"] for each in batch) >= BATCH):
            batches.append(batch)
            batch = []
    return batches


def _differences(collection: Collection, catalogue: sqlite3.Connection, model: str) -> list[str]:
    import numpy as np

    documents = catalogue.execute("SELECT key, id, passages FROM documents ORDER BY key").fetchall()
    wanted = {f"{row['id']}:{position}" for row in documents for position in range(row["passages"])}
    found = set(collection.get(include=[])["ids"])
    phrases = []
    if missing := wanted - found:
        phrases.append(f"{len(missing)} passages are missing, such as {min(missing)}")
    if foreign := found - wanted:
        phrases.append(f"{len(foreign)} passages are not in the catalogue, such as {min(foreign)}")
    for row in documents[:: max(1, len(documents) // 10)]:
        block = block_of(catalogue, row["key"], model, row["passages"])
        held = collection.get(ids=[f"{row['id']}:0"], include=["embeddings"])["embeddings"]
        if held is not None and len(held) and float(np.dot(held[0], block[0])) < 0.99:
            phrases.append(f"the vector of {row['id']}:0 is another")
    return phrases


def _make_room(collection: Collection, dimension: int) -> None:
    """Make Chroma write its vector file for the first time past the room that it begins with.

    Until then the file holds whatever lay in that memory, words of deleted documents among it; growing
    once drops that. What is put here is deleted again behind the first passages.
    """
    import numpy as np

    rows = np.random.default_rng(0).normal(size=(len(_ROOM), dimension)).astype(np.float32)
    collection.upsert(ids=_ROOM, embeddings=rows)
    collection.modify(configuration={"hnsw": {"sync_threshold": _SYNC_THRESHOLD}})


def _remove_folder(folder: Path) -> None:
    if not folder.exists():
        return
    if any(folder.iterdir()) and not _is_ours(folder):
        aside = next(
            path
            for number in itertools.count(1)
            if not (path := folder.with_name(f"chroma-set-aside-{number}")).exists()
        )
        logger.warning("The folder %s is not of this program; it is kept as %s.", folder, aside)
        folder.rename(aside)
        return
    shutil.rmtree(folder)


def _is_ours(folder: Path) -> bool:
    if (folder.parent / "chroma.generation").exists():
        return True
    try:
        with closing(
            sqlite3.connect(f"{(folder / 'chroma.sqlite3').absolute().as_uri()}?mode=ro", uri=True)
        ) as file:
            names = [name for (name,) in file.execute("SELECT name FROM collections")]
    except sqlite3.Error:
        # Too damaged to be read: of use to nobody, but only a folder with Chroma's file was ever ours.
        return (folder / "chroma.sqlite3").exists()
    return all(name.startswith("factcheck-") for name in names)


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change (nanoseconds) of each file under ``folder``."""
    found = {}
    for path in folder.rglob("*"):
        with suppress(OSError):
            known = path.stat()
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = (known.st_size, known.st_mtime_ns)
    return found


def _reported() -> Step:
    """Says in the log how far a long write has come."""
    begun = [time.monotonic()]

    def report(done: int, total: int) -> None:
        if time.monotonic() - begun[0] >= _PROGRESS_SECONDS:
            begun[0] = time.monotonic()
            logger.warning("The vector index: %d of %d passages.", done, total)

    return report


@cache
def _temporary(catalogue: str) -> Path:
    """A folder of this process for the index of a store that cannot be written."""
    import atexit

    folder = Path(tempfile.mkdtemp(prefix=f"factcheck-{catalogue[:12]}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@contextmanager
def _panics_as_errors() -> Iterator[None]:
    """A panic of Chroma's Rust code, no Exception of Python's, as a RuntimeError."""
    try:
        yield
    except (Exception, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as panic:
        raise RuntimeError(f"{type(panic).__name__}: {panic}") from panic


def _open(place: Place, state: State, settings: Settings) -> _Opened:
    client = _client(place)
    try:
        from langchain_chroma import Chroma

        from rag.models.embedding import LangChainEmbeddings, load_embedder

        store = Chroma(
            client=client,
            collection_name=place.collection,
            embedding_function=LangChainEmbeddings(lambda: load_embedder(settings)),
            collection_configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_search": BREADTH,
                    "ef_construction": CONSTRUCTION_BREADTH,
                    "sync_threshold": _FIRST_ROOM,
                }
            },
        )
    except BaseException:
        client.close()
        raise
    return _Opened(client, store, state.label, state.generation)


def _client(place: Place) -> Client:
    from rag.quiet import silence

    silence()
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    if place.url is None:
        try:
            return cast("Client", chromadb.PersistentClient(path=str(place.folder), settings=quiet))
        except BaseException:
            # Chroma would hand out the half-made system to the next client of this folder.
            SharedSystemClient._identifier_to_system.pop(str(place.folder), None)  # noqa: SLF001
            raise
    parts = urlsplit(place.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            f"The Chroma server {place.url!r} is not a URL; write for example http://host:8000."
        )
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    return cast("Client", chromadb.HttpClient(host=parts.hostname, port=port, ssl=secure, settings=quiet))
