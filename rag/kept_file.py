"""A small SQLite file in the folder of a store, for what cannot be made again from documents.

It is nobody else's to read, deleted rows are overwritten, and an older file is brought up to date when it is opened.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from rag.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The file at ``path``, made at the first writing.

    Args:
        path: where it lies.
        what: what it holds, in the plural, for messages: "The conversations".
        migrations: the SQL that makes each version of the file of the one before it.
        log: whether changes go to a log beside the file first, so that readers need not wait.
    """

    path: Path
    what: str
    migrations: Sequence[str]
    log: bool = True

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection to read with; None where there is no file yet.

        Raises:
            StoreError: the file cannot be read, or a newer version wrote it.
        """
        if not self.path.exists():
            yield None
            return
        with self._opened() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction, which is kept if nothing is raised.

        Raises:
            StoreError: the file cannot be written, or a newer version wrote it.
        """
        with self._opened() as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    def empty_log(self) -> None:
        """Write the log into the file, so that what was deleted is on no disk any more."""
        with self._opened() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if not self.path.exists():  # nobody else's to read
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            with closing(sqlite3.connect(self.path, timeout=10, isolation_level=None)) as connection:
                if self.log:
                    connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("PRAGMA foreign_keys = ON")
                self._migrate(connection)
                yield connection
        except (sqlite3.Error, OSError, ValueError) as error:  # a lone surrogate is a ValueError
            raise StoreError(
                f"{self.what} in {self.path} cannot be used ({error}); move the file away to begin anew."
            ) from error

    def _migrate(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(self.migrations):
            raise StoreError(
                f"{self.what} in {self.path} were written by a newer version; upgrade factcheck-chat."
            )
        if version == len(self.migrations):
            return
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have been here.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for script in self.migrations[version:]:
            for statement in script.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(self.migrations)}")
        connection.execute("COMMIT")


class WithOneOpen:
    """Records of owners in a kept file, of which each owner has at most one open: a new page shows it.

    The table has the columns ``id``, ``owner``, ``changed`` and ``open``.
    """

    _file: KeptFile
    _table: ClassVar[str]

    def opened(self, owner: str) -> str | None:
        """The record that ``owner`` has open."""
        with self._file.reading() as connection:
            if connection is None or not owner:
                return None
            found = connection.execute(
                f"SELECT id FROM {self._table} WHERE owner = ? AND open ORDER BY changed DESC LIMIT 1",
                (owner,),
            ).fetchone()
        return str(found[0]) if found else None

    def open(self, owner: str, record: str | None) -> None:
        """Have ``owner`` keep that record open and no other; with None no one."""
        if not owner or (record is None and self.opened(owner) is None):
            return
        with self._file.writing() as connection:
            self._open(connection, owner, record)

    def _open(self, connection: sqlite3.Connection, owner: str, record: str | None) -> None:
        connection.execute(f"UPDATE {self._table} SET open = (id IS ?) WHERE owner = ?", (record, owner))


def patterns(words: str) -> list[str]:
    """A pattern of LIKE for each word, in small letters and escaped with a backslash."""
    escaped = words.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return [f"%{word}%" for word in escaped.split()]


def now() -> str:
    """The ISO time in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
