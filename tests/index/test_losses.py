"""A catalogue that was emptied, halved or exchanged is told, with the remedy; what was deleted is no loss."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rag.doctor import examine
from rag.index.catalogue import FILE_NAME
from rag.index.losses import loss
from rag.ingestion import delete, ingest_bytes
from rag.settings import Settings
from ui.engine import RagEngine


@pytest.fixture
def store(filled: Settings, tmp_path: Path) -> Settings:
    """A copy of the real store, to be damaged."""
    shutil.copytree(filled.store, tmp_path / "store")
    return filled.model_copy(update={"store": tmp_path / "store"})


def run(settings: Settings, statement: str) -> None:
    with closing(sqlite3.connect(settings.store / FILE_NAME)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(statement)


def told(settings: Settings) -> str | None:
    return next((check.found for check in examine(settings).checks if check.name == "lost documents"), None)


def test_a_whole_store_has_lost_nothing(store: Settings, tmp_path: Path) -> None:
    assert loss(store) is None
    assert told(store) is None
    assert RagEngine(store).fault() is None
    assert loss(store.model_copy(update={"store": tmp_path / "none"})) is None


def test_what_is_deleted_or_added_by_the_program_is_no_loss(store: Settings) -> None:
    delete(RagEngine(store).catalogue()[0].id, store)
    assert loss(store) is None
    ingest_bytes(b"The lighthouse of Sandvik was painted red in 1931.", "lighthouse.txt", store)
    assert loss(store) is None


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM documents",
        "DELETE FROM documents WHERE key % 2 = 1",
        "DELETE FROM documents WHERE key = 1",
    ],
)
def test_documents_that_another_program_removed_are_told(store: Settings, statement: str) -> None:
    run(store, statement)
    found = loss(store)
    assert found is not None
    assert "passages where" in found
    assert told(store) == found
    assert "Restore the catalogue from a copy" in (RagEngine(store).fault() or "")


@pytest.mark.parametrize("left", [None, b""], ids=["removed", "emptied"])
def test_a_catalogue_that_was_removed_or_emptied_is_told(store: Settings, left: bytes | None) -> None:
    for file in store.store.glob(f"{FILE_NAME}*"):
        file.unlink()
    if left is not None:
        (store.store / FILE_NAME).write_bytes(left)
    assert "holds 0 passages" in (loss(store) or "")
    assert told(store) == loss(store)
