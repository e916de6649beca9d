"""Collections and tags: which documents somebody has put together, and under which words.

A file of its own beside the catalogue, as for all that documents do not tell. It holds ids and the names that people
gave. A document may be in several collections; the version that takes its place takes its places, too, and of a
deleted one nothing stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import InputError
from rag.kept_file import KeptFile, now
from rag.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

COLLECTIONS = "collections.sqlite3"
"""The file beside the catalogue that holds them."""
LONGEST = 100
"""Characters of a name."""

_SCHEMA = """
CREATE TABLE collections (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    made TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE members (
    collection TEXT NOT NULL COLLATE NOCASE REFERENCES collections (name) ON DELETE CASCADE ON UPDATE CASCADE,
    document TEXT NOT NULL,
    PRIMARY KEY (collection, document)
) WITHOUT ROWID;
CREATE INDEX members_document ON members (document);
CREATE TABLE tags (
    document TEXT NOT NULL,
    tag TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (document, tag)
) WITHOUT ROWID;
"""
MIGRATIONS = (_SCHEMA,)
"""What makes each version of the file of the one before it."""


class DocumentCollection(Result):
    """A collection: its name, the ids of its documents, and the ISO time in UTC at which it was made."""

    name: str
    documents: tuple[str, ...] = ()
    made: str


class Collections:
    """The file of collections and tags in the folder of a store; made when the first one is.

    Its methods raise StoreError where the file cannot be read or written.
    """

    def __init__(self, store: Path) -> None:
        self.path = store / COLLECTIONS
        self._file = KeptFile(self.path, "The collections", MIGRATIONS, log=False)

    def all(self) -> list[DocumentCollection]:
        """Every collection, in the order of the names."""
        with self._file.reading() as connection:
            if connection is None:
                return []
            members: dict[str, list[str]] = {}
            for name, document in connection.execute("SELECT * FROM members ORDER BY document"):
                members.setdefault(name.casefold(), []).append(document)
            rows = connection.execute("SELECT name, made FROM collections ORDER BY name").fetchall()
        return [
            DocumentCollection(name=name, documents=tuple(members.get(name.casefold(), ())), made=made)
            for name, made in rows
        ]

    def get(self, name: str) -> DocumentCollection:
        """One collection, whatever the case of its name.

        Raises:
            InputError: there is none of that name.
        """
        known = self.all()
        wanted = " ".join(name.split()).casefold()
        for one in known:
            if one.name.casefold() == wanted:
                return one
        names = ", ".join(repr(one.name) for one in known[:10]) or "none yet"
        raise InputError(f"There is no collection {name[:LONGEST]!r}; there is {names}.")

    def documents(self, name: str) -> tuple[str, ...]:
        """The ids of the documents that are asked within a collection.

        Raises:
            InputError: there is none of that name, or it is empty, and all documents are not what was asked.
        """
        found = self.get(name)
        if not found.documents:
            raise InputError(
                f"The collection {found.name!r} holds no document; put some in it, or ask all documents."
            )
        return found.documents

    def put(self, name: str, documents: Iterable[str]) -> None:
        """Put documents into a collection, which is made if it is new.

        Raises:
            InputError: it cannot have that name.
        """
        name = _checked(name)
        with self._file.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO collections VALUES (?, ?)", (name, now()))
            connection.executemany(
                "INSERT OR IGNORE INTO members VALUES (?, ?)", [(name, document) for document in documents]
            )

    def take(self, name: str, documents: Iterable[str]) -> None:
        """Take documents out of a collection.

        Raises:
            InputError: there is none of that name.
        """
        name = self.get(name).name
        with self._file.writing() as connection:
            connection.executemany(
                "DELETE FROM members WHERE collection = ? AND document = ?",
                [(name, document) for document in documents],
            )

    def rename(self, name: str, other: str) -> None:
        """Give a collection another name.

        Raises:
            InputError: there is none of that name, or the other one cannot be had.
        """
        name, other = self.get(name).name, _checked(other)
        if name.casefold() != other.casefold() and any(
            one.name.casefold() == other.casefold() for one in self.all()
        ):
            raise InputError(f"There is a collection {other!r} already; choose another name.")
        with self._file.writing() as connection:
            connection.execute("UPDATE collections SET name = ? WHERE name = ?", (other, name))

    def remove(self, name: str) -> None:
        """Remove a collection; its documents stay in the store.

        Raises:
            InputError: there is none of that name.
        """
        name = self.get(name).name
        with self._file.writing() as connection:
            connection.execute("DELETE FROM collections WHERE name = ?", (name,))

    def tags(self) -> dict[str, tuple[str, ...]]:
        """The tags of every document that has some, by its id."""
        found: dict[str, list[str]] = {}
        with self._file.reading() as connection:
            if connection is not None:
                for document, tag in connection.execute("SELECT document, tag FROM tags ORDER BY tag"):
                    found.setdefault(document, []).append(tag)
        return {document: tuple(tags) for document, tags in found.items()}

    def tag(self, documents: Sequence[str], tag: str) -> None:
        """Give documents a tag.

        Raises:
            InputError: it can be no tag.
        """
        tag = _checked(tag)
        with self._file.writing() as connection:
            # A tag is written one way: as it was first.
            known = connection.execute("SELECT tag FROM tags WHERE tag = ? LIMIT 1", (tag,)).fetchone()
            connection.executemany(
                "INSERT OR IGNORE INTO tags VALUES (?, ?)",
                [(document, known[0] if known else tag) for document in documents],
            )

    def untag(self, documents: Sequence[str], tag: str) -> None:
        """Take a tag from documents."""
        tag = " ".join(tag.split())
        with self._file.writing() as connection:
            connection.executemany(
                "DELETE FROM tags WHERE document = ? AND tag = ?", [(document, tag) for document in documents]
            )

    def succeed(self, document: str, other: str) -> None:
        """Have ``other`` stand wherever ``document`` does, and carry its tags."""
        if not self.path.exists():
            return
        with self._file.writing() as connection:
            for table, column in (("members", "collection"), ("tags", "tag")):
                connection.execute(
                    f"INSERT OR IGNORE INTO {table} ({column}, document) "
                    f"SELECT {column}, ? FROM {table} WHERE document = ?",
                    (other, document),
                )

    def erase(self, documents: Iterable[str]) -> None:
        """Leave nothing of documents that are gone."""
        if not self.path.exists():
            return
        gone = [(document,) for document in documents]
        with self._file.writing() as connection:
            connection.executemany("DELETE FROM members WHERE document = ?", gone)
            connection.executemany("DELETE FROM tags WHERE document = ?", gone)


def _checked(name: str) -> str:
    """A name without needless blanks.

    Raises:
        InputError: it is empty, too long, or no line of text.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise InputError(
            f"{name[:LONGEST]!r} is no name for a collection or a tag; give up to {LONGEST} characters in one line."
        )
    return name
