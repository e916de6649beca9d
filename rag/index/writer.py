"""Writing to the store: one document, one transaction, under the writer lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from rag.collections import Collections
from rag.documents.model import Document, PassageSpan
from rag.errors import InputError, StoreError
from rag.index import catalogue, entries
from rag.index.blocks import unit_rows
from rag.index.catalogue import set_meta, transaction
from rag.index.damage import lacking_vectors
from rag.index.lock import WriterLock
from rag.index.reader import Store
from rag.index.stored import StoredDocument
from rag.index.vectors import VectorIndex
from rag.results import FileStatus
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.index.blocks import Vectors

EDITABLE = ("title", "author", "publisher", "published", "url")
FLUSH_PASSAGES = 2_000
"""Passages that may wait for the vector index: about the work of twenty seconds."""


class StoreWriter:
    """The right to write, as a context manager; what a killed writer left is settled at its end.

    Each call is one transaction: when it returns, the document is in the catalogue with its
    words and vectors, whole, and on disk. Chroma follows when the context ends, or in ``flush``.

    Raises:
        StoreLocked: another process writes; the message says who.
        StoreError, StoreCorrupt: the store cannot be used.
    """

    def __init__(self, settings: Settings, *, on_step: Callable[[int, int], None] | None = None) -> None:
        self.settings = settings
        self.store = Store(settings)
        self._on_step = on_step
        self._lock: WriterLock | None = None
        self._open: sqlite3.Connection | None = None
        self._waiting = 0

    def __enter__(self) -> StoreWriter:
        folder = self.settings.store
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {folder} cannot be made ({error.strerror}); choose another with FACTCHECK_STORE."
            ) from error
        lock = WriterLock(folder, self.settings.lock_seconds)
        lock.__enter__()
        self._lock = lock
        try:
            self._open = catalogue.open_for_writing(folder / catalogue.FILE_NAME)
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            self._release()

    def settled(self, document: Document, *, recipe: str = "", fingerprint: str = "") -> FileStatus | None:
        """The status of a document that needs no new vectors, its source noted; None when it needs them."""
        with self._writing() as connection:
            if self.store.document(document.id) is None:
                return None
            with self._succeeding(connection, document), transaction(connection):
                return entries.settled(connection, document, recipe, fingerprint)

    def add(
        self,
        document: Document,
        spans: Sequence[PassageSpan],
        vectors: Sequence[Sequence[float]] | Vectors,
        *,
        model: str,
        recipe: str = "",
        fingerprint: str = "",
    ) -> FileStatus:
        """Store a document with its passages and their vectors, in place of what its source held before.

        ``model`` is the key of the embedder; ``recipe`` says how the text was loaded and split;
        ``fingerprint`` is the hash of the raw bytes.

        Raises:
            StoreError: the vectors do not fit the passages, or the store was made by another model.
            InputError: a date of the metadata cannot be used.
        """
        self.store.require_embedder(model)
        if not spans:
            raise InputError(f"The document {document.source!r} has no passage; give one with words.")
        try:
            block = unit_rows(vectors, len(spans))
        except ValueError as error:
            raise StoreError(f"The vectors for {document.source!r} do not fit: {error}.") from error
        with (
            self._writing() as connection,
            self._succeeding(connection, document),
            transaction(connection),
        ):
            status = entries.settled(connection, document, recipe, fingerprint)
            if status is not None:
                return status
            set_meta(connection, "embedder", model)
            set_meta(connection, "dimension", str(block.shape[1]))
            self._waiting += len(spans)
            return entries.put(connection, document, spans, block, recipe, fingerprint)

    def delete(self, document_id: str) -> StoredDocument:
        """Remove a document from every index and from disk; returns what it was.

        Raises:
            StoreError: it is not in the store.
        """
        found = self._found(document_id)
        with self._writing() as connection, transaction(connection):
            entries.remove(connection, self._key(connection, document_id))
        return found

    def edit_metadata(self, document_id: str, **fields: str | None) -> StoredDocument:
        """Change metadata by hand: the change outlives a new version of the source. None clears a field.

        Raises:
            StoreError: the document is not in the store.
            InputError: a field is unknown or a value cannot be used.
        """
        return self.revise(document_id, fields)

    def revise(
        self,
        document_id: str,
        fields: Mapping[str, str | None],
        vectors: Sequence[Sequence[float]] | Vectors | None = None,
    ) -> StoredDocument:
        """As ``edit_metadata``, with new vectors where title or date are part of what was embedded."""
        unknown = sorted(set(fields) - set(EDITABLE))
        if unknown:
            raise InputError(f"The field {unknown[0]!r} cannot be edited; choose from {', '.join(EDITABLE)}.")
        changes = {name: (value or "").strip() or None for name, value in fields.items()}
        if changes.get("title", "") is None:
            raise InputError("The title cannot be empty; give one.")
        found = self._found(document_id)
        with self._writing() as connection, transaction(connection):
            key = self._key(connection, document_id)
            entries.edit(connection, key, changes)
            if vectors is not None:
                model = catalogue.meta(connection, "embedder") or ""
                entries.put_vectors(connection, key, model, unit_rows(vectors, found.passages))
        return self._found(document_id)

    def put_vectors(
        self, document_id: str, vectors: Sequence[Sequence[float]] | Vectors, *, model: str
    ) -> None:
        """Keep vectors of another model beside the present ones, until ``use_model``."""
        found = self._found(document_id)
        with self._writing() as connection, transaction(connection):
            key = self._key(connection, document_id)
            entries.put_vectors(connection, key, model, unit_rows(vectors, found.passages))

    def lacking(self, model: str) -> list[str]:
        """The ids of documents without a vector of ``model`` for each passage."""
        with self._writing() as connection:
            return lacking_vectors(connection, model)

    def use_model(self, model: str) -> None:
        """Change to the vectors of ``model``, drop all others, and build words and Chroma anew.

        Raises:
            StoreError: a document has no vectors of that model.
        """
        if self.lacking(model):
            raise StoreError(f"Not every document has vectors of {model}; run `factcheck reindex` again.")
        with self._writing() as connection, transaction(connection):
            row = connection.execute(
                "SELECT length(v.vectors) / (4 * d.passages) AS dimension FROM vectors v "
                "JOIN documents d ON d.key = v.document WHERE v.model = ? LIMIT 1",
                (model,),
            ).fetchone()
            connection.execute("DELETE FROM vectors WHERE model <> ?", (model,))
            set_meta(connection, "embedder", model if row else None)
            set_meta(connection, "dimension", str(row["dimension"]) if row else None)
            entries.rebuild_words(connection)
        VectorIndex(connection, self.settings).invalidate()

    def flush(self) -> None:
        """Bring Chroma in step, and wipe from disk what was deleted.

        Raises:
            StoreError: Chroma cannot be written; the catalogue is whole.
        """
        with self._writing() as connection:
            if catalogue.meta(connection, "scrub") is not None:
                # FTS5 keeps the words of a deleted row until its segments are merged.
                connection.execute("INSERT INTO words (words) VALUES ('optimize')")
                set_meta(connection, "scrub", None)
            try:
                if catalogue.meta(connection, "embedder") is not None:
                    VectorIndex(connection, self.settings).sync(self._on_step)
            finally:
                self._waiting = 0
                catalogue.checkpoint(connection)

    def overdue(self) -> bool:
        """Whether so many passages wait for the vector index that ``flush`` should not wait for the end."""
        return self._waiting >= FLUSH_PASSAGES

    def _found(self, document_id: str) -> StoredDocument:
        found = self.store.document(document_id)
        if found is None:
            raise StoreError(
                f"The store holds no document {document_id!r}; it may have been deleted or updated."
            )
        return found

    @staticmethod
    def _key(connection: sqlite3.Connection, document_id: str) -> int:
        return int(
            connection.execute("SELECT key FROM documents WHERE id = ?", (document_id,)).fetchone()["key"]
        )

    @contextmanager
    def _succeeding(self, connection: sqlite3.Connection, document: Document) -> Iterator[None]:
        """Give ``document`` the collections and tags of the one that its source held before."""
        held = entries.held_by(connection, document.source)
        if held is None or held == document.id:
            yield
            return
        collections = Collections(self.settings.store)
        collections.succeed(held, document.id)  # first: killed in between, nothing is lost
        yield
        if self.store.document(held) is None:
            collections.erase([held])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._open is None:
            raise StoreError(
                "The store is not open for writing; use `with StoreWriter(settings) as writer:`."
            )
        with catalogue.translate_errors(self.store.path):
            yield self._open

    def _release(self) -> None:
        self.store.close()
        if self._open is not None:
            self._open.close()
            self._open = None
        if self._lock is not None:
            self._lock.__exit__(None, None, None)
            self._lock = None
