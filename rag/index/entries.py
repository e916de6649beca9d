"""The rows of a document in the catalogue: put in, taken out and edited inside a transaction."""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate
from typing import TYPE_CHECKING

from rag.documents.model import Document, PassageSpan
from rag.errors import DocumentError
from rag.index.catalogue import meta, set_meta
from rag.index.dates import first_day
from rag.index.schema import now
from rag.results import FileStatus

if TYPE_CHECKING:
    from rag.index.blocks import Vectors

_FIELDS = ("title", "author", "publisher", "published", "url")
_MARK_CHARACTERS = 4096
_REMEMBER = "INSERT INTO words (rowid, text, title, section) VALUES (?, ?, ?, ?)"
_FORGET = "INSERT INTO words (words, rowid, text, title, section) VALUES ('delete', ?, ?, ?, ?)"


def settled(
    connection: sqlite3.Connection, document: Document, recipe: str, fingerprint: str
) -> FileStatus | None:
    """Note where ``document`` stands if its text is stored as it is; None when it must be put in.

    The same text under another source is the same document, and keeps the metadata that it has.
    """
    row = connection.execute(
        "SELECT key, loaded, recipe FROM documents WHERE id = ?", (document.id,)
    ).fetchone()
    if row is None:
        return None
    held = _holder_of(connection, document.source)
    if held == row["key"] and (row["loaded"] != _loaded(document) or row["recipe"] != recipe):
        return None
    connection.execute(
        "INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", (document.source, row["key"], fingerprint)
    )
    if held is None or held == row["key"]:
        return "unchanged"
    _release(connection, held, document.source)
    return "updated"


def held_by(connection: sqlite3.Connection, source: str) -> str | None:
    """The id of the document that ``source`` holds."""
    row = connection.execute(
        "SELECT id FROM documents WHERE key = ?", (_holder_of(connection, source),)
    ).fetchone()
    return None if row is None else str(row["id"])


def put(
    connection: sqlite3.Connection,
    document: Document,
    spans: Sequence[PassageSpan],
    vectors: Vectors,
    recipe: str,
    fingerprint: str,
) -> FileStatus:
    """Insert ``document`` in place of what its source held; edits of its metadata are carried over."""
    held = _holder_of(connection, document.source)
    row = connection.execute("SELECT id, edits, added FROM documents WHERE key = ?", (held,)).fetchone()
    edits: dict[str, str | None] = json.loads(row["edits"]) if row else {}
    sources = {document.source: fingerprint}
    if held is not None and row["id"] == document.id:
        sources = {**_sources_of(connection, held), **sources}
        remove(connection, held)
    elif held is not None:
        _release(connection, held, document.source)
    key = _insert(connection, document, spans, recipe, edits, added=row["added"] if row else now())
    connection.executemany(
        "INSERT INTO sources VALUES (?, ?, ?)", [(source, key, mark) for source, mark in sources.items()]
    )
    put_vectors(connection, key, meta(connection, "embedder") or "", vectors)
    _put_words(connection, key)
    return "added" if held is None else "updated"


def remove(connection: sqlite3.Connection, key: int) -> None:
    """Take a document out of the tables and the word index, and note it for the vector index."""
    for values in words_of(connection, key):
        connection.execute(_FORGET, values)
    connection.execute(
        "INSERT INTO removed SELECT id, passages, ? FROM documents WHERE key = ?",
        (_next_revision(connection), key),
    )
    connection.execute("DELETE FROM documents WHERE key = ?", (key,))  # The other tables follow.
    set_meta(connection, "scrub", "1")


def edit(connection: sqlite3.Connection, key: int, changes: Mapping[str, str | None]) -> None:
    """Set metadata fields of a document and remember them as edits."""
    row = connection.execute("SELECT edits, published FROM documents WHERE key = ?", (key,)).fetchone()
    edits = json.dumps({**json.loads(row["edits"]), **changes})
    day = first_day(changes.get("published", row["published"]))
    retitled = "title" in changes
    if retitled:
        for values in words_of(connection, key):
            connection.execute(_FORGET, values)
    columns = "".join(f"{name} = ?, " for name in changes)
    connection.execute(
        f"UPDATE documents SET {columns} edits = ?, first_day = ?, changed = ?, revision = ? WHERE key = ?",
        (*changes.values(), edits, day, now(), _next_revision(connection), key),
    )
    if retitled:
        _put_words(connection, key)


def put_vectors(connection: sqlite3.Connection, key: int, model: str, vectors: Vectors) -> None:
    """Set the vectors of a document under ``model``: float32 [passages, dimension], unit length."""
    connection.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", (key, model, vectors.tobytes()))
    connection.execute("UPDATE documents SET revision = ? WHERE key = ?", (_next_revision(connection), key))


def rebuild_words(connection: sqlite3.Connection) -> None:
    """Build the word index anew from the texts."""
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    for row in connection.execute("SELECT key FROM documents ORDER BY key").fetchall():
        _put_words(connection, row["key"])


def _insert(
    connection: sqlite3.Connection,
    document: Document,
    spans: Sequence[PassageSpan],
    recipe: str,
    edits: Mapping[str, str | None],
    *,
    added: str,
) -> int:
    fields = {**asdict(document.metadata), **edits}
    values = {
        "id": document.id,
        "source": document.source,
        **{name: fields[name] for name in _FIELDS},
        "first_day": first_day(fields["published"]),
        "loaded": _loaded(document),
        "edits": json.dumps(dict(edits)),
        "media_type": document.media_type,
        "sections": json.dumps([[section.start, section.title] for section in document.sections]),
        "pages": json.dumps([[page.number, page.start] for page in document.pages]),
        "warnings": json.dumps(document.warnings),
        "characters": len(document.text),
        "passages": len(spans),
        "recipe": recipe,
        "added": added,
        "changed": now(),
        "revision": _next_revision(connection),
    }
    cursor = connection.execute(
        f"INSERT INTO documents ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )
    key = int(cursor.lastrowid or 0)
    ranges = sorted({sentence for span in spans for sentence in span.sentences})
    flat = array("I", [offset for sentence in ranges for offset in sentence])
    if sys.byteorder == "big":
        flat.byteswap()
    connection.execute("INSERT INTO texts VALUES (?, ?, ?)", (key, document.text.encode(), flat.tobytes()))
    bytes_of = _ByteOffsets(document.text)
    connection.executemany(
        "INSERT INTO passages (document, position, start, end, first_byte, last_byte, section, page) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                key,
                span.index,
                span.start,
                span.end,
                bytes_of[span.start],
                bytes_of[span.end],
                span.section,
                span.page,
            )
            for span in _checked(document, spans)
        ],
    )
    return key


def _checked(document: Document, spans: Sequence[PassageSpan]) -> Sequence[PassageSpan]:
    for position, span in enumerate(spans):
        if span.index != position or not 0 <= span.start < span.end <= len(document.text):
            raise DocumentError(
                f"Passage {span.index} of {document.source!r} is the range {span.start} to {span.end} of "
                f"{len(document.text)} characters, which cannot be; please report this."
            )
    return spans


class _ByteOffsets:
    """Where a character stands in the UTF-8 form of a text, counted from marks every few thousand."""

    def __init__(self, text: str) -> None:
        self._text = text
        chunks = range(0, len(text), _MARK_CHARACTERS)
        sizes = [len(text[first : first + _MARK_CHARACTERS].encode()) for first in chunks]
        self._marks = [0, *accumulate(sizes)]
        self._starts = list(chunks)

    def __getitem__(self, offset: int) -> int:
        if not self._starts:
            return 0
        mark = bisect_right(self._starts, offset) - 1
        return self._marks[mark] + len(self._text[self._starts[mark] : offset].encode())


def _put_words(connection: sqlite3.Connection, key: int) -> None:
    connection.executemany(_REMEMBER, words_of(connection, key))


def words_of(connection: sqlite3.Connection, key: int) -> list[tuple[int, str, str, str]]:
    """What the word index is given of each passage of a document: its key, text, title and section."""
    # A contentless index forgets a row only when told exactly what it was given.
    (title,) = connection.execute("SELECT title FROM documents WHERE key = ?", (key,)).fetchone()
    (data,) = connection.execute("SELECT text FROM texts WHERE document = ?", (key,)).fetchone()
    rows = connection.execute(
        "SELECT key, first_byte, last_byte, section FROM passages WHERE document = ? ORDER BY position",
        (key,),
    )
    return [
        (row["key"], data[row["first_byte"] : row["last_byte"]].decode(), title, row["section"] or "")
        for row in rows
    ]


def _holder_of(connection: sqlite3.Connection, source: str) -> int | None:
    row = connection.execute("SELECT document FROM sources WHERE source = ?", (source,)).fetchone()
    return None if row is None else int(row["document"])


def _sources_of(connection: sqlite3.Connection, key: int) -> dict[str, str]:
    rows = connection.execute("SELECT source, fingerprint FROM sources WHERE document = ?", (key,))
    return {row["source"]: row["fingerprint"] for row in rows}


def _release(connection: sqlite3.Connection, key: int, source: str) -> None:
    """``source`` no longer holds the document ``key``: it goes, unless another source does."""
    connection.execute("DELETE FROM sources WHERE source = ? AND document = ?", (source, key))
    others = _sources_of(connection, key)
    if others:
        connection.execute(
            "UPDATE documents SET source = ? WHERE key = ? AND source = ?", (min(others), key, source)
        )
    else:
        remove(connection, key)


def _next_revision(connection: sqlite3.Connection) -> int:
    return int(meta(connection, "revision") or 0) + 1


def _loaded(document: Document) -> str:
    return json.dumps(asdict(document.metadata), sort_keys=True)
