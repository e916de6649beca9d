"""Collections and tags: what is put together, and what becomes of it when documents change or go."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rag.collections import COLLECTIONS, Collections
from rag.errors import InputError, StoreError
from rag.ingestion import delete, ingest
from rag.settings import Settings

FIRST = "The weir at Orrin was built in 1911. It holds back four metres of water.\n"


@pytest.fixture
def collections(tmp_path: Path) -> Collections:
    return Collections(tmp_path / "store")


def test_a_document_is_in_several_collections_and_carries_tags(collections: Collections) -> None:
    assert (collections.all(), collections.tags()) == ([], {})
    assert not collections.path.exists()
    collections.put("  Loans   2019 ", ["a", "b"])
    collections.put("loans 2019", ["b", "c"])
    collections.put("Weirs", ["a"])
    assert [(one.name, one.documents) for one in collections.all()] == [
        ("Loans 2019", ("a", "b", "c")),
        ("Weirs", ("a",)),
    ]
    collections.tag(["a", "b"], "Urgent")
    collections.tag(["b"], "urgent")
    collections.tag(["b"], "checked")
    assert collections.tags() == {"a": ("Urgent",), "b": ("checked", "Urgent")}
    collections.take("LOANS 2019", ["a"])
    collections.untag(["a"], "URGENT")
    assert collections.documents("loans 2019") == ("b", "c")
    assert "a" not in collections.tags()


def test_a_collection_is_renamed_with_its_documents_and_removed_without_them(
    collections: Collections,
) -> None:
    collections.put("Weirs", ["a"])
    collections.put("Loans", ["b"])
    collections.rename("weirs", "WEIRS")
    with pytest.raises(InputError, match="already"):
        collections.rename("WEIRS", "loans")
    collections.rename("weirs", "Dams")
    assert collections.documents("dams") == ("a",)
    collections.remove("dams")
    assert [one.name for one in collections.all()] == ["Loans"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", "a\x1bb"])
def test_what_is_no_name_is_refused(collections: Collections, name: str) -> None:
    with pytest.raises(InputError, match="is no name"):
        collections.put(name, ["a"])
    with pytest.raises(InputError, match="is no name"):
        collections.tag(["a"], name)


def test_an_unknown_or_empty_collection_never_means_all_documents(collections: Collections) -> None:
    with pytest.raises(InputError, match="no collection 'Weirs'; there is none yet"):
        collections.documents("Weirs")
    collections.put("Loans", [])
    with pytest.raises(InputError, match="there is 'Loans'"):
        collections.documents("Weirs")
    with pytest.raises(InputError, match="holds no document"):
        collections.documents("Loans")


def test_a_file_of_a_newer_version_is_left_alone(collections: Collections) -> None:
    collections.put("Weirs", ["a"])
    with sqlite3.connect(collections.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer version"):
        collections.all()


def test_a_new_version_takes_the_place_of_the_old_one_and_a_deleted_document_leaves_no_trace(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "weir.txt"
    file.write_text(FIRST, encoding="utf-8")
    (old,) = ingest([file], settings).files
    collections = Collections(settings.store)
    collections.put("Weirs", [old.document_id or ""])
    collections.tag([old.document_id or ""], "old")
    file.write_text(FIRST.replace("four", "five"), encoding="utf-8")
    (new,) = ingest([file], settings).files
    assert (new.status, new.document_id != old.document_id) == ("updated", True)
    assert collections.documents("Weirs") == (new.document_id,)
    assert collections.tags() == {new.document_id: ("old",)}
    delete([new.document_id or ""], settings)
    assert collections.all()[0].documents == ()
    data = (settings.store / COLLECTIONS).read_bytes()
    for name in (old.document_id, new.document_id):
        assert (name or "").encode() not in data
