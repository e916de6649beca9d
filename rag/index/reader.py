"""The store, opened for reading: documents, passages, and the two searches."""

from __future__ import annotations

import bisect
import json
import sqlite3
import threading
from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rag.documents.model import Document, Metadata, Page, Section
from rag.errors import CitationError, StoreError
from rag.index import catalogue, passages, search
from rag.index.scope import Scope
from rag.index.stored import COLUMNS, StoredDocument, from_row
from rag.results import Passage
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.index.blocks import Vectors

_CACHED_CHARACTERS = 20_000_000


class Store:
    """The documents and indexes in ``settings.store``, read beside any writer without waiting.

    Cheap to construct; opens the catalogue at the first question, sees each new revision by
    itself, and may be shared by threads. A folder without a catalogue is an empty store.

    >>> with Store(Settings(store="/nowhere")) as store:
    ...     store.documents()
    []
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.path: Path = settings.store / catalogue.FILE_NAME
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode: int | None = None
        self._texts: OrderedDict[str, str] = OrderedDict()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the catalogue; a later question opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._inode = None, None
            self._texts.clear()

    @property
    def revision(self) -> int:
        """A number that changes with each commit of a writer."""
        with self._reading() as connection:
            return int(catalogue.meta(connection, "revision") or 0)

    @property
    def embedder(self) -> str | None:
        """The key of the embedding model behind the vectors; None while the store is empty."""
        with self._reading() as connection:
            filled = connection.execute("SELECT EXISTS (SELECT 1 FROM documents)").fetchone()[0]
            return catalogue.meta(connection, "embedder") if filled else None

    def require_embedder(self, key: str) -> None:
        """Raise StoreError unless the vectors were made by the model ``key``."""
        made_with = self.embedder
        if made_with not in (None, key):
            raise StoreError(
                f"The store {self.settings.store} was made with the embedding model {made_with}, not {key}; "
                "run `factcheck reindex`, or choose that model again."
            )

    def documents(self) -> list[StoredDocument]:
        """All documents in the order in which they were added."""
        with self._reading() as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM documents d ORDER BY d.key")
            return [from_row(row) for row in rows]

    def document(self, document_id: str) -> StoredDocument | None:
        """The document ``document_id``; None when it is not in the store."""
        with self._reading() as connection:
            row = connection.execute(
                f"SELECT {COLUMNS} FROM documents d WHERE d.id = ?", (document_id,)
            ).fetchone()
            return None if row is None else from_row(row)

    def known(self, source: str, fingerprint: str, recipe: str) -> StoredDocument | None:
        """The document that ``source`` holds, if its bytes and the way they are read are unchanged."""
        with self._reading() as connection:
            row = connection.execute(
                f"SELECT {COLUMNS} FROM documents d JOIN sources s ON s.document = d.key "
                "WHERE s.source = ? AND s.fingerprint = ? AND d.recipe = ?",
                (source, fingerprint, recipe),
            ).fetchone()
            return None if row is None else from_row(row)

    def text(self, document_id: str) -> str:
        """The normalised text of a document.

        Raises:
            StoreError: it is not in the store.
        """
        with self._reading() as connection:
            return self._text(connection, document_id)

    def loaded(self, document_id: str) -> Document:
        """The document as it was given to the store, its metadata with the edits in place.

        Raises:
            StoreError: it is not in the store.
        """
        with self._reading() as connection:
            text = self._text(connection, document_id)
            row = connection.execute("SELECT * FROM documents WHERE id = ?", (document_id,)).fetchone()
        loaded = json.loads(row["loaded"])
        return Document(
            source=row["source"],
            text=text,
            metadata=Metadata(
                row["title"],
                row["author"],
                row["publisher"],
                row["published"],
                row["url"],
                published_origin=loaded.get("published_origin"),
                made=loaded.get("made"),
            ),
            media_type=row["media_type"],
            sections=tuple(Section(start, title) for start, title in json.loads(row["sections"])),
            pages=tuple(Page(number, start) for number, start in json.loads(row["pages"])),
            warnings=tuple(json.loads(row["warnings"])),
        )

    def sentences(self, document_id: str) -> tuple[tuple[int, int], ...]:
        """The ranges of the sentences of a document, in order; none when it is not in the store."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT sentences FROM texts JOIN documents d ON d.key = document WHERE d.id = ?",
                (document_id,),
            ).fetchone()
        if row is None:
            return ()
        flat = array("I", row["sentences"])
        return tuple(zip(flat[::2], flat[1::2], strict=True))

    def page(self, document_id: str, offset: int) -> int | None:
        """The page on which the character ``offset`` stands; None without pages."""
        with self._reading() as connection:
            row = connection.execute("SELECT pages FROM documents WHERE id = ?", (document_id,)).fetchone()
        pages: list[list[int]] = [] if row is None else json.loads(row["pages"])
        index = bisect.bisect_right([start for _, start in pages], offset) - 1
        return pages[index][0] if index >= 0 else None

    def sources(self, document_id: str) -> dict[str, str]:
        """The sources that hold a document, with the SHA-256 of their bytes ("" for a URL)."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT s.source, s.fingerprint FROM sources s JOIN documents d ON d.key = s.document "
                "WHERE d.id = ? ORDER BY s.source",
                (document_id,),
            ).fetchall()
        return {row["source"]: row["fingerprint"] for row in rows}

    def passage(self, passage_id: str) -> Passage | None:
        """The passage ``passage_id``; None when it is not in the store."""
        return next(iter(self.passages([passage_id])), None)

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """The passages of these ids in the order given, score 0; ids that are not in the store are left out."""
        with self._reading() as connection:
            return passages.by_ids(connection, passage_ids)

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of a document in reading order."""
        with self._reading() as connection:
            return passages.of_document(connection, document_id)

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """The unit vectors of passages, float32 [dimension]; unknown ids are left out."""
        with self._reading() as connection:
            return passages.vectors(connection, passage_ids)

    def search_words(
        self, query: str, k: int, *, documents: Collection[str] | None = None, as_of: str | None = None
    ) -> list[tuple[str, float]]:
        """Passages that hold words of ``query``: (id, bm25), best first, higher is better.

        ``documents`` keeps those only; ``as_of`` leaves out what was published later (a document
        without a date stays in: unknown is not later).

        Raises:
            InputError: ``as_of`` is not a partial ISO date.
        """
        scope = Scope.of(documents, as_of)
        with self._reading() as connection:
            return search.by_words(connection, query, k, scope)

    def search_vectors(
        self,
        vector: Sequence[float] | Vectors,
        k: int,
        *,
        documents: Collection[str] | None = None,
        as_of: str | None = None,
    ) -> list[tuple[str, float]]:
        """The passages nearest to ``vector``: (id, cosine similarity), best first; filters as above.

        Raises:
            StoreError: the vector has another dimension than those of the store.
            InputError: ``as_of`` is not a partial ISO date.
        """
        scope = Scope.of(documents, as_of)
        with self._reading() as connection:
            return search.by_vector(connection, self.settings, vector, k, scope)

    def verify_quote(self, document_id: str, start: int, end: int, quote: str) -> None:
        """Raise CitationError unless ``quote`` is what stands at [start, end) in the stored text."""
        try:
            text = self.text(document_id)
        except StoreError:
            raise CitationError(
                f"The document {document_id!r} of a quotation is no longer in the store; ask again."
            ) from None
        if not 0 <= start < end <= len(text) or text[start:end] != quote:
            raise CitationError(
                f"The quotation {quote[:80]!r} is not what stands at {start} to {end} of document {document_id!r}; "
                "ask again."
            )

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        # One snapshot a question: what it lists cannot be deleted under its hands.
        with self._lock, catalogue.translate_errors(self.path):
            connection = self._opened()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    def _opened(self) -> sqlite3.Connection:
        try:
            inode = self.path.stat().st_ino
        except OSError:
            inode = None
        if self._connection is None or self._inode is None or inode != self._inode:
            if self._connection is not None and not self._connection.in_transaction:
                self.close()
            if self._connection is None:
                self._connection = catalogue.open_for_reading(self.path)
                # An empty catalogue in memory stands in only until the file has its tables.
                self._inode = inode if catalogue.is_on_disk(self._connection) else None
        return self._connection

    def _text(self, connection: sqlite3.Connection, document_id: str) -> str:
        row = connection.execute("SELECT key FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            self._texts.pop(document_id, None)
            raise StoreError(
                f"The store holds no document {document_id!r}; it may have been deleted or updated."
            )
        if document_id not in self._texts:
            (data,) = connection.execute(
                "SELECT text FROM texts WHERE document = ?", (row["key"],)
            ).fetchone()
            self._texts[document_id] = data.decode()
            while len(self._texts) > 1 and sum(map(len, self._texts.values())) > _CACHED_CHARACTERS:
                self._texts.popitem(last=False)
        self._texts.move_to_end(document_id)
        return self._texts[document_id]
