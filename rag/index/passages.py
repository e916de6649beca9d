"""Passages as results, read out of the catalogue."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.index.blocks import block_of
from rag.results import Passage

if TYPE_CHECKING:
    from rag.index.blocks import Vectors

_SELECT = """
    SELECT p.document, p.position, p.start, p.end, p.first_byte, p.last_byte, p.section, p.page,
           d.id, d.title, d.author, d.publisher, d.published, d.url
    FROM passages p JOIN documents d ON d.key = p.document
"""
_SAME = ("start", "end", "title", "author", "publisher", "published", "url", "section", "page")


def by_ids(connection: sqlite3.Connection, passage_ids: Sequence[str]) -> list[Passage]:
    """The passages in the order of ``passage_ids``, unknown ids left out."""
    found: dict[str, Passage] = {}
    for document_id, positions in _by_document(passage_ids).items():
        rows = connection.execute(
            _SELECT + "WHERE d.id = ? AND p.position IN (SELECT value FROM json_each(?))",
            (document_id, json.dumps(positions)),
        ).fetchall()
        found.update((passage.id, passage) for passage in _hydrated(connection, rows))
    return [found[passage_id] for passage_id in passage_ids if passage_id in found]


def of_document(connection: sqlite3.Connection, document_id: str) -> list[Passage]:
    """The passages of a document in reading order."""
    rows = connection.execute(_SELECT + "WHERE d.id = ? ORDER BY p.position", (document_id,)).fetchall()
    return _hydrated(connection, rows)


def vectors(connection: sqlite3.Connection, passage_ids: Sequence[str]) -> dict[str, Vectors]:
    """The unit vectors of passages by id, unknown ids left out."""
    found: dict[str, Vectors] = {}
    for document_id, positions in _by_document(passage_ids).items():
        row = connection.execute(
            "SELECT key, passages, (SELECT value FROM meta WHERE key = 'embedder') AS model "
            "FROM documents WHERE id = ?",
            (document_id,),
        ).fetchone()
        if row is not None:
            block = block_of(connection, row["key"], row["model"], row["passages"])
            found.update({f"{document_id}:{at}": block[at] for at in positions if at < len(block)})
    return {passage_id: found[passage_id] for passage_id in passage_ids if passage_id in found}


def _hydrated(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[Passage]:
    # Blob handles read the bytes of a passage only, however long its document is.
    blobs: dict[int, sqlite3.Blob] = {}
    try:
        found = []
        for row in rows:
            key = row["document"]
            if key not in blobs:
                blobs[key] = connection.blobopen("texts", "text", key, readonly=True)
            found.append(
                Passage(
                    id=f"{row['id']}:{row['position']}",
                    document_id=row["id"],
                    text=bytes(blobs[key][row["first_byte"] : row["last_byte"]]).decode(),
                    **{name: row[name] for name in _SAME},
                )
            )
        return found
    finally:
        for blob in blobs.values():
            blob.close()


def _by_document(passage_ids: Sequence[str]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for passage_id in passage_ids:
        document_id, _, position = passage_id.rpartition(":")
        if (
            position.isascii()
            and position.isdecimal()
            and len(position) < 10
            and str(int(position)) == position
        ):
            grouped.setdefault(document_id, []).append(int(position))
    return grouped
