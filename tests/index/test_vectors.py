"""Chroma, the vector index: what it holds, who brings it in step, what damages it, and what stays on disk."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

from rag.errors import SettingsError
from rag.index import StoreWriter, catalogue, vectors
from rag.index.schema import MIGRATIONS
from rag.index.vectors import VectorIndex
from rag.settings import Settings
from tests.conftest import ROOT
from tests.fakes import FakeEmbedder, document
from tests.index.conftest import Shelf

FERRIES = [
    document(
        f"Ferry {i} left port. It carried {i} cars to Quokkaville{i}. End {i}.",
        f"{i}.txt",
        published=f"{2000 + i}",
    )
    for i in range(12)
]


@pytest.fixture
def ferries(shelf: Shelf) -> Shelf:
    shelf.add(*FERRIES)
    return shelf


@contextmanager
def index_of(shelf: Shelf) -> Iterator[VectorIndex]:
    path = shelf.settings.store / catalogue.FILE_NAME
    with closing(catalogue.open_for_reading(path)) as connection:
        yield VectorIndex(connection, shelf.settings)


def is_in_step(shelf: Shelf) -> bool:
    with index_of(shelf) as index:
        return index.in_step and index.compare() == []


def found_by(shelf: Shelf, query: str = "ferry 7 cars", k: int = 5, **scope: Any) -> list[str]:
    with shelf.store() as store:
        return [each for each, _ in store.search_vectors(shelf.embedder.embed_query(query), k, **scope)]


def nearest_by_hand(shelf: Shelf, query: str, k: int, allowed: set[str]) -> list[tuple[str, float]]:
    with shelf.store() as store:
        ids = [
            passage.id
            for each in store.documents()
            if each.id in allowed
            for passage in store.passages_of(each.id)
        ]
        held = store.vectors(ids)
    asked = shelf.embedder.embed_query(query)
    return sorted(((each, float(vector @ asked)) for each, vector in held.items()), key=lambda hit: -hit[1])[
        :k
    ]


def mark_dirty(shelf: Shelf) -> None:
    file = shelf.settings.store / vectors.STATE
    file.write_text(json.dumps({**json.loads(file.read_text()), "dirty": True}))
    vectors.close_all()


def test_it_finds_the_nearest_with_every_filter(ferries: Shelf) -> None:
    every = {each.id for each in FERRIES}
    chosen = [FERRIES[3].id, FERRIES[7].id, FERRIES[9].id]
    scopes: list[tuple[dict[str, Any], set[str]]] = [
        ({}, every),
        ({"as_of": "2004-06"}, {each.id for each in FERRIES[:5]}),
        ({"documents": chosen}, set(chosen)),
        ({"documents": chosen, "as_of": "2008"}, {FERRIES[3].id, FERRIES[7].id}),
        ({"documents": ["x"]}, set()),
        ({"documents": []}, set()),
    ]
    with ferries.store() as store:
        for scope, allowed in scopes:
            near = store.search_vectors(ferries.embedder.embed_query("ferry 7 cars"), 6, **scope)
            wanted = nearest_by_hand(ferries, "ferry 7 cars", 6, allowed)
            assert [score for _, score in near] == pytest.approx([score for _, score in wanted], abs=1e-5)
            assert {each for each, _ in near} == {each for each, _ in wanted}


def test_more_than_there_are_is_all_there_are(ferries: Shelf) -> None:
    assert len(found_by(ferries, k=1_000)) == 24


def test_plain_chroma_and_langchain_find_the_passages_with_what_is_known_of_them(ferries: Shelf) -> None:
    import chromadb
    from langchain_chroma import Chroma

    from rag.models.embedding import LangChainEmbeddings

    vectors.close_all()
    client = chromadb.PersistentClient(str(ferries.settings.store / vectors.FOLDER))
    (collection,) = client.list_collections()
    held = collection.get(where_document={"$contains": "Quokkaville7"}, include=["documents", "metadatas"])
    assert held["documents"] == ["Ferry 7 left port. It carried 7 cars to Quokkaville7."]
    assert held["metadatas"] == [
        {
            "document_id": FERRIES[7].id,
            "title": FERRIES[7].metadata.title,
            "published": "2007",
            "first_day": 20070000,
            "start": 0,
            "end": len("Ferry 7 left port. It carried 7 cars to Quokkaville7."),
        }
    ]
    store = Chroma(
        client=client,
        collection_name=collection.name,
        embedding_function=LangChainEmbeddings(ferries.embedder),
    )
    (best, *_) = store.similarity_search("It carried 7 cars to Quokkaville7.", k=3)
    assert best.metadata["document_id"] == FERRIES[7].id
    hnsw = collection.configuration["hnsw"]
    assert (hnsw["space"], hnsw["ef_search"], hnsw["ef_construction"]) == ("cosine", 400, 200)
    assert collection.name.endswith("-fake-32")
    client.close()  # type: ignore[attr-defined]
    assert len(found_by(ferries)) == 5


def test_a_deleted_document_leaves_no_word_no_id_and_no_vector_on_the_disk(ferries: Shelf) -> None:
    gone = FERRIES[5].id
    with ferries.store() as store:
        vector = store.vectors([f"{gone}:0"])[f"{gone}:0"]
    assert "chroma.sqlite3" in ferries.bytes_with(b"Quokkaville5")
    with StoreWriter(ferries.settings) as writer:
        writer.delete(gone)
    for trace in (gone.encode(), b"uokkaville5", vector.tobytes()[:16]):
        assert ferries.bytes_with(trace) == []
    assert len(found_by(ferries, k=50)) == 22
    assert is_in_step(ferries)


def test_of_a_large_store_the_words_are_wiped_at_once(
    ferries: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "REBUILT_PASSAGES", 3)
    with StoreWriter(ferries.settings) as writer:
        writer.delete(FERRIES[5].id)
    assert ferries.bytes_with(b"uokkaville5") == []
    assert len(found_by(ferries, k=50)) == 22
    assert is_in_step(ferries)


def test_what_else_lay_in_memory_is_not_written_with_the_vectors(tmp_path: Path) -> None:
    for number in range(4):  # a few, since memory is handed out as it comes
        one = Shelf(Settings(store=tmp_path / f"store-{number}"))
        one.add(*(document(f"Wallabytown {i} is far away. It has {i} houses.", f"{i}.txt") for i in range(8)))
        for folder in (one.settings.store / vectors.FOLDER).iterdir():
            if folder.is_dir():
                assert not any(b"allabyt" in file.read_bytes() for file in folder.glob("*.bin"))


def test_deleting_everything_removes_the_folder(ferries: Shelf) -> None:
    with StoreWriter(ferries.settings) as writer:
        for each in FERRIES:
            writer.delete(each.id)
    assert not (ferries.settings.store / vectors.FOLDER).exists()
    assert found_by(ferries) == []
    assert ferries.add(FERRIES[0]) == ["added"]
    assert is_in_step(ferries)


def test_an_updated_and_an_edited_document_are_replaced(ferries: Shelf) -> None:
    ferries.add(document("A wholly other text. With Wombatland.", "3.txt", published="2003"))
    with StoreWriter(ferries.settings) as writer:
        writer.edit_metadata(FERRIES[4].id, published="2030")
    found = {each[:16] for each in found_by(ferries, "x", 99, as_of="2029")}
    with ferries.store() as store:
        assert found == {each.id for each in store.documents()} - {FERRIES[4].id}
    assert FERRIES[3].id not in found
    assert is_in_step(ferries)


def test_what_a_killed_writer_left_undone_the_next_question_does(
    ferries: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = document("A lighthouse keeper retired. He had kept it long.", "late.txt")
    with monkeypatch.context() as killed:
        killed.setattr(VectorIndex, "sync", lambda *_: None)
        ferries.add(late)
        with StoreWriter(ferries.settings) as writer:
            writer.delete(FERRIES[2].id)
    found = {each[:16] for each in found_by(ferries, "x", 99)}
    assert late.id in found
    assert FERRIES[2].id not in found
    assert is_in_step(ferries)


def test_a_question_that_meets_a_write_is_answered_by_words_alone(
    ferries: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(vectors, "_QUERY_SECONDS", 0.05)
    with FileLock(ferries.settings.store / vectors.LOCK, thread_local=False):
        assert found_by(ferries) == []
    assert "is being written" in caplog.text
    assert len(found_by(ferries)) == 5


@pytest.mark.parametrize(
    "damage",
    ["folder lost", "index torn", "index cut", "database torn", "database cut", "state lost", "state torn"],
)
def test_a_damaged_index_is_noticed_and_built_anew(ferries: Shelf, damage: str) -> None:
    folder, state = ferries.settings.store / vectors.FOLDER, ferries.settings.store / vectors.STATE
    before = found_by(ferries)
    vectors.close_all()
    match damage:
        case "folder lost":
            shutil.rmtree(folder)
        case "index torn":
            for file in folder.rglob("*.bin"):
                file.write_bytes(b"\0" * 7)
        case "index cut":
            for file in folder.rglob("data_level0.bin"):
                file.write_bytes(file.read_bytes()[:100])
        case "database torn":
            (folder / "chroma.sqlite3").write_bytes(b"torn" * 5_000)
        case "database cut":
            (folder / "chroma.sqlite3").write_bytes((folder / "chroma.sqlite3").read_bytes()[:5_000])
        case "state lost":
            state.unlink()
        case "state torn":
            state.write_text('{"label": 3')
    assert found_by(ferries) == before
    assert is_in_step(ferries)


def test_an_index_that_a_kill_left_unfinished_is_not_opened(
    ferries: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_dirty(ferries)
    (ferries.settings.store / vectors.FOLDER / "mark").touch()
    original, marks = vectors._open, []

    def watched(place: vectors.Place, *rest: Any) -> Any:
        marks.append((place.folder / "mark").exists())
        return original(place, *rest)

    monkeypatch.setattr(vectors, "_open", watched)
    assert len(found_by(ferries)) == 5
    assert marks
    assert not any(marks)
    assert is_in_step(ferries)


@pytest.mark.parametrize("kind", ["database of Chroma", "other files"])
def test_a_folder_that_is_not_of_this_program_is_set_aside(
    shelf: Shelf, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = shelf.settings.store / vectors.FOLDER
    folder.mkdir(parents=True)
    if kind == "other files":
        (folder / "notes.txt").write_text("mine")
    else:
        import chromadb

        client = chromadb.PersistentClient(str(folder))
        client.create_collection("recipes", embedding_function=None).add(
            ids=["1"], embeddings=[[1.0, 2.0]], documents=["soup"]
        )
        client.close()  # type: ignore[attr-defined]
    shelf.add(FERRIES[0])
    aside = folder.with_name("chroma-set-aside-1")
    assert f"kept as {aside}" in caplog.text
    assert {path.name for path in aside.iterdir()} & {"notes.txt", "chroma.sqlite3"}
    assert is_in_step(shelf)


def test_files_of_a_large_index_that_another_program_touched_are_tried_and_kept(
    ferries: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "REBUILT_PASSAGES", 3)
    before = json.loads((ferries.settings.store / vectors.STATE).read_text())["generation"]
    vectors.close_all()
    (ferries.settings.store / vectors.FOLDER / "chroma.sqlite3").touch()
    assert len(found_by(ferries)) == 5
    after = json.loads((ferries.settings.store / vectors.STATE).read_text())["generation"]
    assert before == after
    vectors.close_all()
    for file in (ferries.settings.store / vectors.FOLDER).rglob("*.bin"):
        file.write_bytes(b"\0" * 7)
    (ferries.settings.store / vectors.FOLDER / "chroma.sqlite3").write_bytes(b"torn" * 5_000)
    assert len(found_by(ferries)) == 5
    assert is_in_step(ferries)


def test_two_threads_ask_while_a_third_writes(ferries: Shelf) -> None:
    def ask(_: int) -> set[int]:
        return {len(found_by(ferries)) for _ in range(15)}

    with ThreadPoolExecutor(2) as threads:
        asked = threads.map(ask, range(2))
        for number in range(4):
            ferries.add(document(f"Tram {number} left. It was late.", f"tram-{number}.txt"))
        assert list(asked) == [{5}, {5}]
    assert is_in_step(ferries)


def test_a_store_of_the_version_before_is_brought_into_the_new_form(
    ferries: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    before = found_by(ferries)
    vectors.close_all()
    store = ferries.settings.store
    with closing(sqlite3.connect(store / catalogue.FILE_NAME, isolation_level=None)) as connection:
        connection.execute("DROP TABLE removed")
        connection.execute("DROP INDEX documents_revision")
        connection.execute(
            "CREATE TABLE mirrored (document INTEGER PRIMARY KEY, id TEXT, passages INTEGER, done INTEGER)"
        )
        connection.execute("DELETE FROM migrations WHERE name = ?", (MIGRATIONS[1][0],))
        connection.execute("INSERT INTO meta VALUES ('chroma_state', 'clean'), ('chroma_generation', 'x')")
    (store / vectors.STATE).unlink()
    (store / "chroma.generation").write_text("x")
    assert found_by(ferries) == before
    assert not (store / "chroma.generation").exists()
    assert is_in_step(ferries)
    with ferries.store() as opened:
        assert len(opened.documents()) == 12


def test_doctors_comparison_sees_what_is_missing_foreign_or_another(ferries: Shelf) -> None:
    with index_of(ferries) as index, index._using(1) as opened:
        collection = opened.collection
        collection.delete(ids=[f"{FERRIES[1].id}:0"])
        collection.upsert(ids=["foreign:0"], embeddings=np.eye(1, 32, dtype=np.float32), documents=["x"])
        noise = FakeEmbedder().embed_passages(["noise"])
        collection.update(ids=[f"{FERRIES[0].id}:0"], embeddings=noise)
    with index_of(ferries) as index:
        phrases = index.compare()
    assert phrases == [
        f"1 passages are missing, such as {FERRIES[1].id}:0",
        "1 passages are not in the catalogue, such as foreign:0",
        f"the vector of {FERRIES[0].id}:0 is another",
    ]


def test_a_store_that_cannot_be_written_is_searched_by_an_index_elsewhere(
    ferries: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = found_by(ferries)
    vectors.close_all()
    monkeypatch.setattr(vectors.os, "access", lambda path, _: Path(path) != ferries.settings.store)
    left = {path: path.stat().st_mtime_ns for path in ferries.settings.store.rglob("chroma*")}
    assert found_by(ferries) == before
    assert {path: path.stat().st_mtime_ns for path in ferries.settings.store.rglob("chroma*")} == left
    vectors.close_all()


def test_a_server_that_is_not_there_does_not_keep_a_reader_from_answering(
    ferries: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = Shelf(Settings(store=ferries.settings.store, chroma_url="http://127.0.0.1:9"))
    with caplog.at_level(logging.WARNING):
        assert found_by(elsewhere) == []
    assert "answers are found by words alone" in caplog.text
    with elsewhere.store() as store:
        assert store.search_words("Quokkaville7", 3)


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://host", "http://"])
def test_an_address_that_is_none_is_a_sentence(shelf: Shelf, url: str) -> None:
    elsewhere = Shelf(Settings(store=shelf.settings.store, chroma_url=url))
    with pytest.raises(SettingsError, match="is not a URL; write for example"):
        elsewhere.add(FERRIES[0])
    assert len(elsewhere.store().documents()) == 1


def test_documents_of_one_revision_are_written_together() -> None:
    rows = [
        {"passages": passages, "revision": revision}
        for passages, revision in ((300, 1), (300, 2), (10, 2), (600, 3), (1, 4), (1, 5))
    ]
    batches = list(vectors._batches(rows))  # type: ignore[arg-type]
    assert [row for batch in batches for row in batch] == rows
    assert [[row["revision"] for row in batch] for batch in batches] == [[1, 2, 2], [3], [4, 5]]


TURNS = """
import sys
from pathlib import Path
from rag.settings import Settings
from tests.fakes import document
from tests.index.conftest import Shelf
shelf = Shelf(Settings(store=Path(sys.argv[1]), lock_seconds=60))
for number in range(6):
    made = document(f"Writer {sys.argv[2]} wrote {number}. And more of {number}.", f"{sys.argv[2]}-{number}.txt")
    shelf.add(made)
    with shelf.store() as store:
        found = store.search_vectors(shelf.embedder.embed_query("wrote"), 99)
    assert made.id in {each[:16] for each, _ in found}, f"{made.source} is not found"
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_processes_that_write_and_read_in_turn_lose_nothing(shelf: Shelf) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", TURNS, str(shelf.settings.store)]
    running = [subprocess.Popen([*command, name], env=environment, cwd=ROOT) for name in ("a", "b")]
    assert [each.wait() for each in running] == [0, 0]
    assert len(found_by(shelf, "wrote", 99)) == 12
    assert is_in_step(shelf)
