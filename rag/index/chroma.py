"""Chroma, embedded in the store's folder or on a server, and the search in it.

Chroma holds ids, vectors, and two numbers to filter by; never words. Embedded Chroma is made for
one process: a second one reads stale vectors and, by persisting them, can destroy what the first
wrote. So every use of the folder happens under ``chroma.lock``, by a client opened for the
present generation of the index. A reader never waits for that lock: it searches exactly instead.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from rag.errors import SettingsError
from rag.index.catalogue import meta
from rag.index.dates import NO_BOUND
from rag.index.scope import Scope
from rag.settings import Settings

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from langchain_chroma import Chroma

    from rag.index.exact import Vectors

logger = logging.getLogger(__name__)

FOLDER = "chroma"
SEARCH_BREADTH = 400
"""``ef_search``: Chroma's default of 100 loses recall. A search for more neighbours is exact."""

CONSTRUCTION_BREADTH = 200


@dataclass(frozen=True, slots=True)
class Home:
    """Where the vectors of a catalogue live: a server or the folder, and the collection's name."""

    url: str | None
    folder: Path
    collection: str

    @property
    def label(self) -> str:
        """How the catalogue remembers it."""
        return f"{self.url or 'folder'} {self.collection}"


@dataclass(frozen=True, slots=True)
class Index:
    """An open collection, as LangChain's vector store and as the client behind it."""

    client: Client
    store: Chroma
    given: Given
    collection: str
    generation: str


class Given:
    """LangChain embeddings that hand over vectors made before: add_texts(texts, ...) takes these."""

    def __init__(self) -> None:
        self.vectors: Sequence[Any] = ()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors set before the call, one a text."""
        if len(texts) != len(self.vectors):
            raise ValueError(f"{len(self.vectors)} vectors are set for {len(texts)} texts")
        return list(self.vectors)

    def embed_query(self, text: str) -> list[float]:
        """Never used: questions come as vectors."""
        raise NotImplementedError


def home_of(connection: sqlite3.Connection, settings: Settings) -> Home:
    """The home of the catalogue's present vectors; the embedding model is part of the name."""
    model = re.sub(r"[^a-zA-Z0-9._-]+", "-", meta(connection, "embedder") or "none").strip("-._")[:200]
    identity = (meta(connection, "identity") or "")[:12]
    return Home(settings.chroma_url, settings.store / FOLDER, f"factcheck-{identity}-{model or 'model'}")


def nearest(
    connection: sqlite3.Connection,
    settings: Settings,
    vector: Vectors,
    k: int,
    scope: Scope,
    available: int,
) -> list[tuple[str, float]] | None:
    """The ``k`` nearest of ``available`` passages as (id, cosine); None when Chroma is busy, behind or broken."""
    home = home_of(connection, settings)
    generation = meta(connection, "chroma_generation") or ""
    if k > SEARCH_BREADTH or not in_step(connection, home):
        return None
    try:
        with lock(home, seconds=0), _turn(home), panics_told():
            if home.url is None and generation_on_disk(home) != generation:
                return None  # A writer came between the catalogue's snapshot and the lock.
            found = opened(home, generation).store.similarity_search_by_vector_with_relevance_scores(
                [float(value) for value in vector],
                k=max(1, min(k, available)),
                filter=_filter(scope),
            )
    except Exception as error:  # noqa: BLE001 - the catalogue can answer whatever Chroma raises
        if not isinstance(error, TimeoutError):
            logger.warning("Chroma could not be searched (%s); searching exactly.", error)
        return None
    if len(found) < min(k, available):
        return None  # Filters made the approximate search lose neighbours.
    return [(str(passage.id), 1.0 - float(distance)) for passage, distance in found]


def in_step(connection: sqlite3.Connection, home: Home) -> bool:
    """Whether Chroma at ``home`` holds exactly the documents of the catalogue."""
    if meta(connection, "chroma_state") != "clean" or meta(connection, "chroma_home") != home.label:
        return False
    return not (pending(connection) or gone(connection))


def pending(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Documents that Chroma does not hold yet, or not in their present form."""
    return connection.execute(
        "SELECT key, id, passages, first_day FROM documents WHERE key NOT IN "
        "(SELECT document FROM mirrored WHERE done) ORDER BY key"
    ).fetchall()


def gone(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """What Chroma may still hold of deleted documents."""
    return connection.execute(
        "SELECT document, id, passages FROM mirrored WHERE document NOT IN (SELECT key FROM documents)"
    ).fetchall()


@contextmanager
def lock(home: Home, *, seconds: float) -> Iterator[None]:
    """The right to use the folder; a server needs none.

    Raises:
        TimeoutError: another process uses it.
    """
    if home.url is not None:
        yield
        return
    from filelock import FileLock

    with FileLock(home.folder.parent / "chroma.lock", thread_local=False).acquire(timeout=seconds):
        yield


def _turn(home: Home) -> AbstractContextManager[object]:
    """One thread at a time in the folder; a server answers several."""
    return _OPENING if home.url is None else nullcontext()


@contextmanager
def panics_told() -> Iterator[None]:
    """A panic of Chroma's Rust code, no Exception of Python's, as a RuntimeError."""
    try:
        yield
    except (Exception, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as panic:
        raise RuntimeError(f"{type(panic).__name__}: {panic}") from panic


_OPENED: dict[str, Index] = {}
_OPENING = threading.RLock()


def opened(home: Home, generation: str) -> Index:
    """The collection, opened once a process and again for a new generation; the lock must be held.

    Raises:
        SettingsError: the URL of the server cannot be used.
    """
    key = home.url or str(home.folder)
    with _OPENING:
        index = _OPENED.get(key)
        if index is not None and (index.generation != generation or index.collection != home.collection):
            close(home)
            index = None
        if index is None:
            index = _OPENED[key] = _open(home, generation)
        return index


def close(home: Home) -> None:
    """Close the collection in this process, if it is open."""
    with _OPENING:
        index = _OPENED.pop(home.url or str(home.folder), None)
        if index is not None:
            index.client.close()


def generation_on_disk(home: Home) -> str:
    """The generation of the folder: it changes before anything in it does."""
    try:
        return (home.folder.parent / "chroma.generation").read_text(encoding="ascii")
    except OSError:
        return ""


def _open(home: Home, generation: str) -> Index:
    from rag.quiet import silence

    silence()
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings as ChromaSettings
    from langchain_chroma import Chroma

    quiet = ChromaSettings(anonymized_telemetry=False)
    client: Client
    if home.url is None:
        try:
            client = cast("Client", chromadb.PersistentClient(path=str(home.folder), settings=quiet))
        except BaseException:
            # Chroma would hand out the half-made system to the next client of this folder.
            SharedSystemClient._identifier_to_system.pop(str(home.folder), None)  # noqa: SLF001
            raise
    else:
        parts = urlsplit(home.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(
                f"The Chroma server {home.url!r} is not a URL; write for example http://host:8000."
            )
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 8000)
        client = cast(
            "Client", chromadb.HttpClient(host=parts.hostname, port=port, ssl=secure, settings=quiet)
        )
    given = Given()
    try:
        store = Chroma(
            client=client,
            collection_name=home.collection,
            embedding_function=given,  # type: ignore[arg-type]
            collection_configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_search": SEARCH_BREADTH,
                    "ef_construction": CONSTRUCTION_BREADTH,
                }
            },
        )
    except BaseException:
        client.close()
        raise
    return Index(client, store, given, home.collection, generation)


def _filter(scope: Scope) -> dict[str, Any] | None:
    conditions: list[dict[str, Any]] = []
    if scope.documents is not None:
        conditions.append({"document": {"$in": sorted(scope.documents)}})
    if scope.last_day < NO_BOUND:
        conditions.append({"first_day": {"$lte": scope.last_day}})
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return {"$and": conditions}
