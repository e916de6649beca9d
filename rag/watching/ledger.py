"""The file of the watch: what was looked at, what was found, and which folders and feeds are watched.

It holds ids, places, times and hashes, and no word of a document: those are read where they stand when a finding is
shown. Rows of a deleted document go with it (``rag.erasing``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

from rag.erasing import WATCH
from rag.kept_file import KeptFile
from rag.watching.findings import State, WatchedSource

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

MIGRATIONS = (
    """
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    origins BLOB NOT NULL,                  -- hashes of where it came from, eight bytes each
    sentences BLOB NOT NULL                 -- hashes of its sentences, eight bytes each
) WITHOUT ROWID;
CREATE TABLE items (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE findings (
    item TEXT NOT NULL,
    state TEXT NOT NULL,
    number INTEGER NOT NULL,
    document TEXT NOT NULL,                 -- in which the words of now stand; empty where they stand nowhere
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    mark TEXT NOT NULL,                     -- tells two findings of one place apart
    found TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (item, state, number, document, start, end, mark)
) WITHOUT ROWID;
CREATE TABLE watched (
    source TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    added TEXT NOT NULL,
    looked TEXT,
    problem TEXT
) WITHOUT ROWID;
CREATE TABLE taken (
    source TEXT NOT NULL REFERENCES watched (source) ON DELETE CASCADE,
    mark TEXT NOT NULL,                     -- hash of a file's path and state, or of an entry's address
    tries INTEGER NOT NULL,
    PRIMARY KEY (source, mark)
) WITHOUT ROWID;
""",
)
"""What makes each version of the file of the one before it."""
NEW_SOURCES: tuple[State, ...] = ("new source for", "new source against")


@dataclass(frozen=True, slots=True)
class Place:
    """A finding without its words: what it is about, and where the words of now stand."""

    item: str
    state: State
    number: int = 0
    document: str = ""
    start: int = 0
    end: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding as it is kept."""

    place: Place
    found: str
    seen: bool


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """A document at the last look: hashes of where it came from and of its sentences, one behind the other."""

    origins: bytes
    sentences: bytes

    @classmethod
    def of(cls, origins: Iterable[str], sentences: Iterable[str]) -> SeenDocument:
        """A document by its sources and its sentences."""
        return cls(*(b"".join(sorted({hashed(one) for one in each})) for each in (origins, sentences)))

    def told(self) -> frozenset[bytes]:
        """The hashes of its sentences."""
        return _apart(self.sentences)

    def took_the_place_of(self, other: SeenDocument) -> bool:
        """Whether both came from one place."""
        return bool(_apart(self.origins) & _apart(other.origins))


class Ledger:
    """The file of the watch in the folder of a store; made when something is first noted."""

    def __init__(self, store: Path) -> None:
        self.path = store / WATCH
        self._file = KeptFile(self.path, "The notes of the watch", MIGRATIONS, log=False)

    def documents(self) -> dict[str, SeenDocument]:
        """The documents of the last look by their ids."""
        with self._file.reading() as connection:
            if connection is None:
                return {}
            rows = connection.execute("SELECT id, origins, sentences FROM documents").fetchall()
        return {name: SeenDocument(*hashes) for name, *hashes in rows}

    def items(self) -> set[str]:
        """The keys of the kept results that were there at the last look."""
        with self._file.reading() as connection:
            return (
                set()
                if connection is None
                else {key for (key,) in connection.execute("SELECT key FROM items")}
            )

    def findings(self, items: Collection[str] | None = None) -> list[Noted]:
        """What is noted of these kept results, or of all; the newest first."""
        with self._file.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                "SELECT item, state, number, document, start, end, mark, found, seen FROM findings "
                "ORDER BY found DESC, item, number"
            ).fetchall()
        return [
            Noted(Place(item, state, *rest), found, bool(seen))
            for item, state, *rest, found, seen in rows
            if state in get_args(State) and (items is None or item in items)
        ]

    def note(
        self,
        *,
        items: Mapping[str, str],
        quotes: Collection[Place],
        news: Collection[Place],
        documents: Mapping[str, SeenDocument],
        present: Collection[str],
    ) -> None:
        """Note one whole look: all results, what became of their quotes, and what is new of new ``documents``.

        What was known stays as it was found, dismissed or not; what no longer holds goes, and new sources go with
        their document, or when their result is made anew. ``items`` says of each result when it was made, ``present``
        are the ids of all documents of now.
        """
        with self._file.writing() as connection:
            now = _now()
            known = {
                Place(item, state, *rest): found
                for item, state, *rest, found in connection.execute(
                    "SELECT item, state, number, document, start, end, mark, found FROM findings"
                )
            }
            stale = [
                place
                for place, found in known.items()
                if place.item not in items
                or (
                    place.document not in present or found[:19] < items[place.item][:19]
                    if place.state in NEW_SOURCES
                    else place not in quotes
                )
            ]
            connection.executemany(
                "DELETE FROM findings WHERE item = ? AND state = ? AND number = ? AND document = ? AND start = ? "
                "AND end = ? AND mark = ?",
                [_row(place) for place in stale],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                [(*_row(place), now) for place in (*quotes, *news)],
            )
            connection.execute("DELETE FROM items")
            connection.executemany("INSERT INTO items VALUES (?)", [(key,) for key in items])
            gone = [
                (name,)
                for (name,) in connection.execute("SELECT id FROM documents").fetchall()
                if name not in present
            ]
            connection.executemany("DELETE FROM documents WHERE id = ?", gone)
            connection.executemany(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)",
                [(name, seen.origins, seen.sentences) for name, seen in documents.items()],
            )

    def dismiss(self, items: Collection[str]) -> None:
        """What is noted of these kept results was seen; it stays listed, and counts no longer."""
        with self._file.writing() as connection:
            connection.executemany("UPDATE findings SET seen = 1 WHERE item = ?", [(item,) for item in items])

    def watched(self) -> list[WatchedSource]:
        """The folders and feeds that are watched."""
        with self._file.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                "SELECT source, kind, added, looked, problem FROM watched ORDER BY added, source"
            ).fetchall()
        return [
            WatchedSource(source=source, kind=kind, added=added, looked=looked, problem=problem)
            for source, kind, added, looked, problem in rows
        ]

    def watch(self, source: str, kind: str) -> None:
        """Watch a folder or feed from now on."""
        with self._file.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO watched (source, kind, added) VALUES (?, ?, ?)", (source, kind, _now())
            )

    def forget(self, source: str) -> bool:
        """Watch it no longer; whether it was watched. What came from it stays in the store."""
        with self._file.writing() as connection:
            return connection.execute("DELETE FROM watched WHERE source = ?", (source,)).rowcount == 1

    def taken(self, source: str) -> dict[str, int]:
        """What was taken from a folder or feed, and how often it was tried in vain (0: it was taken)."""
        with self._file.reading() as connection:
            if connection is None:
                return {}
            return dict(connection.execute("SELECT mark, tries FROM taken WHERE source = ?", (source,)))

    def take(self, source: str, tries: Mapping[str, int], problem: str | None) -> None:
        """Note what was taken at one look at a folder or feed, and what went wrong."""
        with self._file.writing() as connection:
            if not connection.execute("SELECT 1 FROM watched WHERE source = ?", (source,)).fetchone():
                return  # it was forgotten meanwhile
            connection.executemany(
                "INSERT OR REPLACE INTO taken VALUES (?, ?, ?)",
                [(source, mark, count) for mark, count in tries.items()],
            )
            connection.execute(
                "UPDATE watched SET looked = ?, problem = ? WHERE source = ?", (_now(), problem, source)
            )


def _row(place: Place) -> Sequence[str | int]:
    return (place.item, place.state, place.number, place.document, place.start, place.end, place.mark)


def _apart(hashes: bytes) -> frozenset[bytes]:
    return frozenset(hashes[first : first + HASH] for first in range(0, len(hashes), HASH))


HASH = 8
"""Bytes of a hash."""


def hashed(text: str) -> bytes:
    """The hash of a text, from which nobody reads it."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=HASH).digest()


def mark_of(*parts: object) -> str:
    """What is noted in place of these words and numbers."""
    return hashed("\n".join(map(str, parts))).hex()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
