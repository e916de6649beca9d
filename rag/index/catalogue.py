"""Opening the catalogue: read-only beside a writer (WAL), or for writing under the writer lock."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from rag.errors import StoreCorrupt, StoreError
from rag.index.lock import WriterLock
from rag.index.schema import MIGRATIONS, applied, migrate, refuse_newer

FILE_NAME = "catalogue.sqlite3"

_READ_SECONDS = 2.0
_READ_CACHE_KIB = 16_384
_WRITE_SECONDS = 30.0
_CHECKPOINT_SECONDS = 2.0


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A read-only connection; an empty catalogue in memory when there is none at ``path`` yet.

    A catalogue of an older layout is brought up first.

    Raises:
        StoreCorrupt: the file is not a catalogue.
        StoreError: it was made by a newer version, or is older and cannot be written.
    """
    if not path.exists():
        return _empty()
    mode = "mode=ro"
    if not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
        mode = "mode=ro&immutable=1"  # A folder on read-only media: there can be no writer.
    with translate_errors(path):
        connection = _connect(f"file:{quote(str(path))}?{mode}", _READ_SECONDS)
        # The upper pages of the word index, which every question goes through.
        connection.execute(f"PRAGMA cache_size = -{_READ_CACHE_KIB}")
        done = applied(connection)
        if not done:  # A first writer is just about to make the tables.
            connection.close()
            return _empty()
        refuse_newer(done)
        if len(done) == len(MIGRATIONS):
            return connection
        connection.close()
    _bring_up(path)
    return open_for_reading(path)


def _bring_up(path: Path) -> None:
    """Change the layout of an older store, which keeps all that it holds.

    Raises:
        StoreError: the store cannot be written, or another process writes it.
    """
    folder = path.parent
    if not os.access(folder, os.W_OK):
        raise StoreError(
            f"The store {folder} has an older layout and cannot be written; make it writable once and ask again."
        )
    with WriterLock(folder, _READ_SECONDS):
        open_for_writing(path).close()


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A connection for the holder of the writer lock, its schema brought up to date.

    Raises:
        StoreCorrupt: the file is not a catalogue.
        StoreError: it was made by a newer version.
    """
    with translate_errors(path):
        connection = _connect(f"file:{quote(str(path))}?mode=rwc", _WRITE_SECONDS)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # What was reported as added survives a power cut.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")  # No text in temporary files.
        connection.execute("PRAGMA cache_size = -65536")
        migrate(connection)
        return connection


def is_on_disk(connection: sqlite3.Connection) -> bool:
    """Whether the catalogue is a file, and not the empty stand-in for one."""
    return bool(connection.execute("PRAGMA database_list").fetchone()["file"])


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: what is written inside becomes visible, with a new revision, at its end."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revision'")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def bookkeeping(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction without a new revision: it changes nothing that a reader sees."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def checkpoint(connection: sqlite3.Connection) -> None:
    """Move the log into the file and empty it, so that nothing deleted stays in it.

    A reader in the middle of a long question can keep it from that; the next writer comes by again.
    """
    connection.execute(f"PRAGMA busy_timeout = {int(_CHECKPOINT_SECONDS * 1000)}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute(f"PRAGMA busy_timeout = {int(_WRITE_SECONDS * 1000)}")


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as ours, with the path and the remedy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"The catalogue {path} cannot be used now ({error}); `factcheck doctor` says more."
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreCorrupt(
            f"The catalogue {path} cannot be read ({error}); restore it from a copy, "
            "or remove the folder and ingest the documents again."
        ) from error


def meta(connection: sqlite3.Connection, key: str) -> str | None:
    """A value of the table ``meta``."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def set_meta(connection: sqlite3.Connection, key: str, value: str | None) -> None:
    """Set a value of the table ``meta``; None removes it."""
    if value is None:
        connection.execute("DELETE FROM meta WHERE key = ?", (key,))
    else:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _connect(uri: str, seconds: float) -> sqlite3.Connection:
    # Threads share a connection under a lock of its owner.
    connection = sqlite3.connect(
        uri, uri=True, timeout=seconds, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    return connection


def _empty() -> sqlite3.Connection:
    connection = _connect("file::memory:", _READ_SECONDS)
    migrate(connection)
    return connection
