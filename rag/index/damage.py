"""What is wrong inside a catalogue that can be opened: its documents, and what is derived from them.

The documents are the source of truth and come back only from a copy; vectors and words are made anew from them.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3

from rag.index.catalogue import meta
from rag.index.entries import words_of

_LOOKED_UP = 20
"""Documents, spread over all, a word of whose passages is looked up in the word index."""
_WORD = re.compile(r"[A-Za-z]{4,}")


def damaged_documents(connection: sqlite3.Connection) -> list[str]:
    """What is wrong with the documents, a phrase each: pages of the file, passages, texts that are not what was stored.

    Reads all texts.
    """
    found = list[str]()
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        found.append(str(verdict))
    (unmatched,) = connection.execute(
        "SELECT count(*) FROM documents d WHERE passages <> "
        "(SELECT count(*) FROM passages p WHERE p.document = d.key)"
    ).fetchone()
    if unmatched:
        found.append(f"{unmatched} documents without all their passages")
    rows = connection.execute("SELECT d.id, t.text FROM documents d LEFT JOIN texts t ON t.document = d.key")
    altered = sum(
        text is None or hashlib.sha256(_bytes(text)).hexdigest()[: len(id_)] != id_ for id_, text in rows
    )
    if altered:
        found.append(f"{altered} documents whose text is not what was stored")
    return found


def lacking_vectors(connection: sqlite3.Connection, model: str) -> list[str]:
    """The ids of documents without a vector of ``model`` for each passage."""
    held = meta(connection, "dimension") if model == meta(connection, "embedder") else None
    rows = connection.execute(
        "SELECT d.id FROM documents d LEFT JOIN vectors v ON v.document = d.key AND v.model = ? "
        "WHERE v.vectors IS NULL OR length(v.vectors) = 0 OR length(v.vectors) % (4 * d.passages) <> 0 "
        "OR length(v.vectors) <> coalesce(? * 4 * d.passages, length(v.vectors)) ORDER BY d.key",
        (model, None if held is None else int(held)),
    )
    return [id_ for (id_,) in map(tuple, rows)]


def damaged_words(connection: sqlite3.Connection) -> str | None:
    """What is wrong with the word index; None where it holds the passages and finds a sample of them."""
    try:
        (passages,) = connection.execute("SELECT count(*) FROM passages").fetchone()
        (held,) = connection.execute("SELECT count(*) FROM words_docsize").fetchone()
        if held != passages:
            return f"it holds {held} of {passages} passages"
        keys = [key for (key,) in map(tuple, connection.execute("SELECT key FROM documents ORDER BY key"))]
        for key in keys[:: -(-len(keys) // _LOOKED_UP) or 1]:
            for passage, text, *_ in words_of(connection, key)[:1]:
                word = max(_WORD.findall(text), key=len, default=None)
                if word is not None and not _finds(connection, word, passage):
                    return f"it does not find {word!r}"
    except sqlite3.DatabaseError as error:
        return f"it cannot be searched ({error})"
    return None


def _finds(connection: sqlite3.Connection, word: str, passage: int) -> bool:
    query = "SELECT EXISTS (SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?)"
    return bool(connection.execute(query, (f'"{word}"', passage)).fetchone()[0])


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
