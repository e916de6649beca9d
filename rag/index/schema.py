"""The tables of the catalogue, as ordered migrations with a table of those applied.

The catalogue is the source of truth: it holds each text once (UTF-8), everything else as
ranges of it, and the vectors (float32, one row-major block a document), so that the word
index and Chroma can be built from it at any time. ``words`` is contentless: FTS5 keeps the
index only, never a second copy of the text.
"""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime

from rag.errors import StoreError

_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice, unlike the content hash `id`
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT,
    publisher TEXT,
    published TEXT,
    first_day INTEGER NOT NULL,             -- of `published`, comparable; 0 without a date
    url TEXT,
    loaded TEXT NOT NULL,                   -- JSON: metadata as the loader found it
    edits TEXT NOT NULL,                    -- JSON: fields a person changed; they win
    media_type TEXT NOT NULL,
    sections TEXT NOT NULL,                 -- JSON: [[start, title], ...]
    pages TEXT NOT NULL,                    -- JSON: [[number, start], ...]
    warnings TEXT NOT NULL,                 -- JSON: [sentence, ...]
    characters INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    recipe TEXT NOT NULL,                   -- how the text was loaded and split
    added TEXT NOT NULL,
    changed TEXT NOT NULL,
    revision INTEGER NOT NULL               -- the revision that last wrote its vectors or date
);

CREATE TABLE texts (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    text BLOB NOT NULL,                     -- UTF-8
    sentences BLOB NOT NULL                 -- uint32 pairs, little endian
);

CREATE TABLE sources (                      -- several may hold the same text: one document
    source TEXT PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL               -- of the raw bytes
) WITHOUT ROWID;
CREATE INDEX sources_document ON sources (document);

CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,  -- the rowid in `words`
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,                 -- characters
    end INTEGER NOT NULL,
    first_byte INTEGER NOT NULL,            -- the same range in UTF-8
    last_byte INTEGER NOT NULL,
    section TEXT,
    page INTEGER,
    UNIQUE (document, position)
);

CREATE TABLE vectors (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    model TEXT NOT NULL,
    vectors BLOB NOT NULL,                  -- float32 [passages, dimension], unit length
    PRIMARY KEY (document, model)
);

CREATE TABLE mirrored (                     -- what Chroma holds; written before Chroma is touched
    document INTEGER PRIMARY KEY,           -- no reference: the row outlives a deleted document
    id TEXT NOT NULL,
    passages INTEGER NOT NULL,
    done INTEGER NOT NULL
);

CREATE VIRTUAL TABLE words USING fts5 (
    text, title, section, content='', tokenize='porter unicode61 remove_diacritics 2'
);
"""

_SECOND = """
DROP TABLE mirrored;

CREATE TABLE removed (                      -- what the vector index may still hold; emptied when it does not
    id TEXT NOT NULL,
    passages INTEGER NOT NULL,
    revision INTEGER NOT NULL
);
CREATE INDEX documents_revision ON documents (revision);
DELETE FROM meta WHERE key LIKE 'chroma_%';
"""

MIGRATIONS: tuple[tuple[str, str], ...] = (
    ("0001 documents, passages, vectors, words", _FIRST),
    ("0002 the vector index follows revisions", _SECOND),
)


def applied(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The names of the applied migrations, in order; none for an empty file."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone():
        return ()
    return tuple(name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY name"))


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the catalogue to the newest schema, in one transaction.

    Raises:
        StoreError: it was made by a newer version of the program.
    """
    done = applied(connection)
    refuse_newer(done)
    todo = [(name, script) for name, script in MIGRATIONS if name not in done]
    if not todo:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied TEXT NOT NULL)"
        )
        for name, script in todo:
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute("INSERT INTO migrations VALUES (?, ?)", (name, now()))
        connection.execute("INSERT OR IGNORE INTO meta VALUES ('identity', ?)", (uuid.uuid4().hex,))
        connection.execute("INSERT OR IGNORE INTO meta VALUES ('revision', '0')")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def refuse_newer(done: tuple[str, ...]) -> None:
    """Raise StoreError when a migration is applied that this version does not know."""
    unknown = sorted(set(done) - {name for name, _ in MIGRATIONS})
    if unknown:
        raise StoreError(
            f"The store was written by a newer version of the program (its schema has {unknown[0]!r}); "
            "upgrade factcheck-chat."
        )


def now() -> str:
    """The time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _statements(script: str) -> list[str]:
    # executescript would commit the transaction that keeps a half-made schema invisible.
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
