"""Damaged stores: each is a whole one that something else than the program has changed.

A case says which check of ``factcheck doctor`` has to find it, and which remedy has to mend it.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Remedy = Literal["reindex", "restore", "nothing"]
"""``reindex``; a copy of the store, or the documents again; ``nothing``: there is no damage."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What happened to a store, the check that finds it, and what mends it."""

    about: str
    check: str
    remedy: Remedy
    do: Callable[[Path], None]


def _catalogue(store: Path) -> Path:
    return store / "catalogue.sqlite3"


def _chroma(store: Path) -> Path:
    (folder,) = (place for place in store.iterdir() if place.is_dir() and place.name.startswith("chroma"))
    return folder


def _segment(store: Path) -> Path:
    """The largest file of the graph of vectors, or the largest of all where there is no graph yet."""
    files = [file for file in _chroma(store).rglob("*") if file.is_file() and file.suffix == ".bin"]
    return max(files or list(_chroma(store).rglob("*.sqlite3")), key=lambda file: file.stat().st_size)


def _sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def _catalogue_sql(*statements: str) -> Callable[[Path], None]:
    return lambda store: _sql(_catalogue(store), *statements)


def _cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _overwritten(path: Path) -> None:
    chance = random.Random(1)
    data = bytearray(path.read_bytes())
    for _ in range(200):
        data[chance.randrange(len(data) // 4, len(data))] ^= 0xFF
    path.write_bytes(bytes(data))


def _noise(path: Path) -> None:
    path.write_bytes(random.Random(2).randbytes(path.stat().st_size))


def _without_catalogue(store: Path) -> None:
    for file in store.glob("catalogue.sqlite3*"):
        file.unlink()


def _emptied_chroma(store: Path) -> None:
    database = _chroma(store) / "chroma.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        (table,) = connection.execute("SELECT name FROM sqlite_master WHERE name = 'embeddings'").fetchone()
        connection.execute(f"DELETE FROM {table}")
        connection.commit()


def _false_state(store: Path) -> None:
    (path,) = store.glob("chroma*.json")
    state = json.loads(path.read_text())
    path.write_text(json.dumps({**state, "dirty": True}))


DAMAGES = (
    Damage("nothing", "vectors", "nothing", lambda _: None),
    Damage("the folder of Chroma is gone", "vectors", "reindex", lambda store: shutil.rmtree(_chroma(store))),
    Damage("a file of Chroma is cut", "vectors", "reindex", lambda store: _cut(_segment(store))),
    Damage(
        "the database of Chroma is noise",
        "vectors",
        "reindex",
        lambda store: _noise(_chroma(store) / "chroma.sqlite3"),
    ),
    Damage("Chroma is emptied", "vectors", "reindex", _emptied_chroma),
    Damage("the state of Chroma says that it was left dirty", "vectors", "reindex", _false_state),
    Damage("the catalogue is gone", "lost documents", "restore", _without_catalogue),
    Damage("the catalogue is cut", "store", "restore", lambda store: _cut(_catalogue(store))),
    Damage("the catalogue is noise", "store", "restore", lambda store: _noise(_catalogue(store))),
    Damage(
        "the catalogue is emptied",
        "lost documents",
        "restore",
        _catalogue_sql("PRAGMA foreign_keys = ON", "DELETE FROM documents", "DELETE FROM passages"),
    ),
    Damage(
        "half of the catalogue is gone",
        "lost documents",
        "restore",
        _catalogue_sql(
            "PRAGMA foreign_keys = ON",
            "DELETE FROM documents WHERE key > (SELECT min(key) FROM documents)",
        ),
    ),
    Damage(
        "a text is another",
        "catalogue",
        "restore",
        _catalogue_sql(
            "UPDATE texts SET text = CAST(replace(CAST(text AS TEXT), 'e', 'a') AS BLOB) "
            "WHERE document = (SELECT min(key) FROM documents)"
        ),
    ),
    Damage(
        "the vectors of a document are cut",
        "vectors",
        "reindex",
        _catalogue_sql(
            "UPDATE vectors SET vectors = substr(vectors, 1, length(vectors) / 2) "
            "WHERE document = (SELECT min(key) FROM documents)"
        ),
    ),
    Damage(
        "the index of words has lost its lists",
        "word index",
        "reindex",
        _catalogue_sql("DELETE FROM words_data WHERE id > 10"),
    ),
)
"""Thirteen kinds of damage, and a store without any, which must be called whole."""
