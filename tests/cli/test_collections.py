"""``factcheck collections``, and the commands that stay within one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rag.collections import Collections
from rag.index import Store
from rag.settings import Settings
from tests.cli.conftest import Command
from tests.cli.samples import REFUTED


@pytest.fixture
def own(filled: Settings, tmp_path: Path) -> tuple[str, str]:
    """The store that a test may change, and the id of one of its documents."""
    shutil.copytree(filled.store, tmp_path / "store")
    with Store(filled) as store:
        return str(tmp_path / "store"), next(one.id for one in store.documents() if "bridge" in one.title)


def test_a_collection_is_made_listed_renamed_and_removed(factcheck: Command, own: tuple[str, str]) -> None:
    store, document = own
    assert factcheck("collections", "--store", store).code == 3
    made = factcheck("collections", "Bridges", "--add", document, "--store", store)
    assert (made.code, document in made.out) == (0, True)
    assert "1          Bridges" in factcheck("collections", "--store", store).out
    assert factcheck("collections", "bridges", "--rename", "Crossings", "--store", store).code == 0
    (found,) = json.loads(factcheck("collections", "--store", store, "--json").out)
    assert (found["name"], found["documents"]) == ("Crossings", [document])
    emptied = factcheck("collections", "Crossings", "--take", document, "--store", store)
    assert emptied.code == 3
    assert factcheck("collections", "Crossings", "--remove", "--store", store).code == 0
    assert Collections(Path(store)).all() == []


def test_commands_stay_within_a_collection(factcheck: Command, own: tuple[str, str], stub) -> None:
    store, document = own
    Collections(Path(store)).put("Bridges", [document])
    within = ("--collection", "bridges", "--store", store)
    asked, checked, found = stub("ask", ValueError()), stub("verify", [REFUTED]), stub("search", [])
    factcheck("ask", "When was it built?", *within)
    factcheck("verify", "It was built in 1986.", *within)
    factcheck("search", "bridge", *within)
    assert [calls[0]["documents"] for calls in (asked, checked, found)] == [(document,)] * 3
    assert [one["id"] for one in json.loads(factcheck("list", *within, "--json").out)] == [document]
    (line,) = factcheck("export", *within).out.splitlines()
    assert json.loads(line)["document"]["id"] == document
    assert "Deleted" in factcheck("delete", *within).err
    assert [one.documents for one in Collections(Path(store)).all()] == [()]
    with Store(Settings(store=Path(store))) as opened:
        assert len(opened.documents()) == 2


def test_files_are_read_into_a_collection(factcheck: Command, documents: Path, tmp_path: Path) -> None:
    store = tmp_path / "new"
    given = ("ingest", str(documents / "library.txt"), "--store", str(store), "--json")
    assert factcheck(*given, "--collection", "\x07").code == 2
    report = json.loads(factcheck(*given, "--collection", "Town").out)
    assert Collections(store).documents("town") == (report["files"][0]["document_id"],)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", "Why?", "--collection", "Nope"), "There is no collection 'Nope'"),
        (("verify", "It is so.", "--collection", "Nope"), "There is no collection 'Nope'"),
        (("ask", "Why?", "--collection", "Empty"), "holds no document"),
        (("ask", "Why?", "--collection", "Empty", "--document", "a"), "one of the two"),
        (("delete", "a", "--collection", "Empty"), "one of the two"),
        (("delete",), "one of the two"),
        (("collections", "--add", "a"), "Name the collection"),
        (("collections", "New", "--add", "nothing"), "holds no document 'nothing'"),
        (("collections", "Nope"), "There is no collection 'Nope'; there is 'Empty'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    factcheck: Command, tmp_path: Path, stub, arguments: tuple[str, ...], words: str
) -> None:
    Collections(tmp_path / "store").put("Empty", [])
    calls = [stub(name, None) for name in ("ask", "verify")]
    run = factcheck(*arguments, "--store", str(tmp_path / "store"))
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert words in run.err
    assert calls == [[], []]
