from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from rag.index import StoredDocument
from rag.results import IngestReport
from rag.settings import Settings
from tests.cli.conftest import Command

LISTING = TypeAdapter(list[StoredDocument])


@pytest.fixture
def own(filled: Settings, tmp_path: Path) -> Settings:
    """A copy of the filled store that a test may change."""
    shutil.copytree(filled.store, tmp_path / "store")
    return filled.model_copy(update={"store": tmp_path / "store"})


def test_ingest_reports_a_line_a_file_and_the_sums(factcheck: Command, documents: Path) -> None:
    run = factcheck("ingest", str(documents))
    assert run.code == 0
    assert run.out.count("added") == 4
    assert "3 added, 0 updated, 0 unchanged, 0 failed" in run.out
    assert run.err == ""
    again = factcheck("ingest", str(documents), "--json")
    assert IngestReport.model_validate_json(again.out).count("unchanged") == 3


def test_a_bad_file_ends_with_2_and_stops_no_other(
    factcheck: Command, documents: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    run = factcheck(
        "ingest", str(empty), str(documents / "harbour.md"), str(tmp_path / "missing.pdf"), "--json"
    )
    assert run.code == 2
    report = IngestReport.model_validate_json(run.out)
    assert [file.status for file in report.files] == ["failed", "added", "failed"]
    assert all(file.reason for file in report.files if file.status == "failed")


def test_list_names_every_document(factcheck: Command, filled: Settings) -> None:
    run = factcheck("list", "--store", str(filled.store))
    assert run.code == 0
    assert "Harbour bridge to close for repairs" in run.out
    assert len(run.out.splitlines()) == 4
    listed = LISTING.validate_json(factcheck("list", "--store", str(filled.store), "--json").out)
    assert {document.published for document in listed} == {"2021-04-12", "2022-09-20", "2023-01-09"}


def test_an_empty_store_lists_nothing_and_says_what_to_do(factcheck: Command) -> None:
    run = factcheck("list")
    assert (run.code, run.out) == (0, "")
    assert "factcheck ingest" in run.err
    assert factcheck("list", "--json").out == "[]\n"


def test_delete_takes_an_id_or_a_source(factcheck: Command, own: Settings) -> None:
    store = str(own.store)
    first, second, third = LISTING.validate_json(factcheck("list", "--store", store, "--json").out)
    run = factcheck("delete", first.id, second.source, "--store", store, "--json")
    assert run.code == 0
    assert [document.id for document in LISTING.validate_json(run.out)] == [first.id, second.id]
    assert LISTING.validate_json(factcheck("list", "--store", store, "--json").out) == [third]


def test_deleting_what_is_not_there_deletes_nothing(factcheck: Command, own: Settings) -> None:
    store = str(own.store)
    (first, *_) = LISTING.validate_json(factcheck("list", "--store", store, "--json").out)
    run = factcheck("delete", first.id, "nonsense", "--store", store)
    assert run.code == 2
    assert "no document 'nonsense'" in run.err
    assert len(LISTING.validate_json(factcheck("list", "--store", store, "--json").out)) == 3


def test_reindex_says_how_much_it_rebuilt(factcheck: Command, own: Settings) -> None:
    run = factcheck("reindex", "--store", str(own.store))
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith("Rebuilt the indexes of 3 documents")


def test_export_writes_everything_as_json_lines(factcheck: Command, filled: Settings, tmp_path: Path) -> None:
    run = factcheck("export", "--store", str(filled.store))
    assert run.code == 0
    records = [json.loads(line) for line in run.out.splitlines()]
    assert len(records) == 3
    for record in records:
        document = StoredDocument.model_validate(record["document"])
        assert len(record["text"]) == document.characters
        assert len(record["passages"]) == document.passages
        assert all(
            0 <= passage["start"] < passage["end"] <= document.characters for passage in record["passages"]
        )
    file = tmp_path / "all.jsonl"
    assert factcheck("export", str(file), "--store", str(filled.store)).code == 0
    assert file.read_text(encoding="utf-8") == run.out


def test_export_as_markdown_can_be_ingested_again(
    factcheck: Command, filled: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    assert factcheck("export", str(folder), "--format", "markdown", "--store", str(filled.store)).code == 0
    assert len(list(folder.glob("*.md"))) == 3
    assert factcheck("ingest", str(folder)).code == 0
    before = LISTING.validate_json(factcheck("list", "--store", str(filled.store), "--json").out)
    after = LISTING.validate_json(factcheck("list", "--json").out)
    known = {(d.title, d.author, d.publisher, d.published) for d in before}
    assert {(d.title, d.author, d.publisher, d.published) for d in after} == known


def test_export_never_overwrites(factcheck: Command, filled: Settings, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    file.write_text("mine", encoding="utf-8")
    for arguments in (
        [str(file)],
        [str(tmp_path)],
        [str(tmp_path), "--format", "markdown"],
        ["-", "--format", "markdown"],
    ):
        run = factcheck("export", *arguments, "--store", str(filled.store))
        assert run.code == 2, arguments
        assert run.err.count("\n") == 1
    assert file.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.glob("*.md")) == []


def test_a_title_is_neither_a_path_nor_front_matter() -> None:
    from rag.cli.exports import _file_name, _front_matter

    document = StoredDocument(
        id="0123456789abcdef",
        source="x",
        title='../../etc/passwd\n---\npublished: "1900"',
        characters=1,
        passages=1,
        added="2024-01-01T00:00:00+00:00",
        changed="2024-01-01T00:00:00+00:00",
    )
    assert _file_name(document) == "etc-passwd-published-1900-0123456789abcdef.md"
    assert _front_matter(document).count("\n---") == 1
