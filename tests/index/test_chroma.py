"""Chroma itself, embedded: search, filters, repair, and what stays on disk."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from rag.index import StoreWriter, catalogue, chroma, mirror, search
from rag.index.chroma import home_of, in_step
from rag.settings import Settings
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
def by_chroma(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Sends every search to Chroma, and keeps what it answered."""
    answers: list[object] = []
    original = chroma.nearest

    def nearest(*arguments: object) -> object:
        answers.append(original(*arguments))  # type: ignore[arg-type]
        return answers[-1]

    monkeypatch.setattr(chroma, "nearest", nearest)
    monkeypatch.setattr(search, "EXACT_PASSAGES", 0)
    return answers


@pytest.fixture
def ferries(shelf: Shelf) -> Shelf:
    shelf.add(*FERRIES)
    return shelf


def opened(shelf: Shelf) -> sqlite3.Connection:
    return catalogue.open_for_reading(shelf.settings.store / catalogue.FILE_NAME)


def is_in_step(shelf: Shelf) -> bool:
    with closing(opened(shelf)) as connection:
        return in_step(connection, home_of(connection, shelf.settings))


def test_chroma_answers_as_exact_search_does_with_every_filter(
    ferries: Shelf, monkeypatch: pytest.MonkeyPatch, by_chroma: list[object]
) -> None:
    query = ferries.embedder.embed_query("ferry 7 cars")
    chosen = [FERRIES[3].id, FERRIES[7].id, FERRIES[9].id]
    scopes: list[dict[str, object]] = [{}, {"as_of": "2004-06"}, {"documents": chosen}]
    scopes += [{"documents": chosen, "as_of": "2008"}, {"documents": ["x"]}, {"documents": []}]
    with ferries.store() as store:
        for scope in scopes:
            near = store.search_vectors(query, 6, **scope)  # type: ignore[arg-type]
            with monkeypatch.context() as exact:
                exact.setattr(search, "EXACT_PASSAGES", 10**9)
                wanted = store.search_vectors(query, 6, **scope)  # type: ignore[arg-type]
            assert [each for each, _ in near] == [each for each, _ in wanted]
            assert [score for _, score in near] == pytest.approx([score for _, score in wanted], abs=1e-5)
    assert len([answer for answer in by_chroma if answer]) == 4


def test_words_never_enter_chroma(ferries: Shelf) -> None:
    folder = ferries.settings.store / chroma.FOLDER
    held = [path.name for path in folder.rglob("*") if path.is_file() and b"uokkaville" in path.read_bytes()]
    assert held == []
    assert (folder / "chroma.sqlite3").exists()


def test_the_collection_is_named_after_the_model_and_measures_cosine(ferries: Shelf) -> None:
    with closing(opened(ferries)) as connection:
        home = home_of(connection, ferries.settings)
        index = chroma.opened(home, catalogue.meta(connection, "chroma_generation") or "")
    assert home.collection.startswith("factcheck-")
    assert home.collection.endswith("-fake-32")
    hnsw = index.client.get_collection(home.collection, embedding_function=None).configuration["hnsw"]
    assert (hnsw["space"], hnsw["ef_search"], hnsw["ef_construction"]) == ("cosine", 400, 200)
    chroma.close(home)


def test_a_deleted_document_leaves_no_id_and_no_vector_in_chromas_files(
    ferries: Shelf, by_chroma: list[object]
) -> None:
    gone = FERRIES[5].id
    vector = ferries.store().vectors([f"{gone}:0"])[f"{gone}:0"]
    assert ferries.bytes_with(gone.encode()) == ["catalogue.sqlite3", "chroma.sqlite3"]
    with StoreWriter(ferries.settings) as writer:
        writer.delete(gone)
    for trace in (gone.encode(), b"uokkaville5", vector.tobytes()[:16]):
        assert ferries.bytes_with(trace) == []
    with ferries.store() as store:
        found = store.search_vectors(vector, 50)
    assert len(found) == 22
    assert by_chroma[-1] == found
    assert is_in_step(ferries)


def test_deleting_everything_removes_the_folder(ferries: Shelf) -> None:
    with StoreWriter(ferries.settings) as writer:
        for each in FERRIES:
            writer.delete(each.id)
    assert not (ferries.settings.store / chroma.FOLDER).exists()
    assert is_in_step(ferries)
    assert ferries.add(FERRIES[0]) == ["added"]
    assert is_in_step(ferries)


def test_an_updated_and_an_edited_document_are_replaced(ferries: Shelf, by_chroma: list[object]) -> None:
    ferries.add(document("A wholly other text. With Wombatland.", "3.txt", published="2003"))
    with StoreWriter(ferries.settings) as writer:
        writer.edit_metadata(FERRIES[4].id, published="2030")
    with ferries.store() as store:
        found = {
            each[:16] for each, _ in store.search_vectors(ferries.embedder.embed_query("x"), 99, as_of="2029")
        }
    assert by_chroma[-1]
    assert found == {each.id for each in store.documents()} - {FERRIES[4].id}
    assert FERRIES[3].id not in found
    assert is_in_step(ferries)


def test_a_busy_or_late_chroma_is_not_waited_for(ferries: Shelf, by_chroma: list[object]) -> None:
    query = ferries.embedder.embed_query("ferry 7 cars")
    with closing(opened(ferries)) as connection:
        home = home_of(connection, ferries.settings)
    with ferries.store() as store:
        in_peace = store.search_vectors(query, 5)
        with chroma.lock(home, seconds=1):
            assert [each for each, _ in store.search_vectors(query, 5)] == [each for each, _ in in_peace]
        (home.folder.parent / "chroma.generation").write_text("a writer has just begun")
        assert [each for each, _ in store.search_vectors(query, 5)] == [each for each, _ in in_peace]
    assert [bool(answer) for answer in by_chroma] == [True, False, False]


def test_a_search_for_more_than_chroma_looks_at_is_exact(ferries: Shelf, by_chroma: list[object]) -> None:
    with ferries.store() as store:
        assert len(store.search_vectors(ferries.embedder.embed_query("x"), 1_000)) == 24
    assert by_chroma == [None]


@pytest.mark.parametrize("damage", ["folder lost", "index torn", "database torn", "other vectors"])
@pytest.mark.filterwarnings("ignore")
def test_a_damaged_index_is_noticed_after_a_kill_and_built_anew(
    ferries: Shelf, damage: str, by_chroma: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ferries.settings.store / chroma.FOLDER
    with closing(
        sqlite3.connect(ferries.settings.store / catalogue.FILE_NAME, isolation_level=None)
    ) as connection:
        connection.execute("UPDATE meta SET value = 'dirty' WHERE key = 'chroma_state'")
    match damage:
        case "folder lost":
            folder.rename(folder.with_name("lost"))
        case "index torn":
            for file in folder.rglob("*.bin"):
                file.write_bytes(b"\0" * 7)
        case "database torn":
            (folder / "chroma.sqlite3").write_bytes(b"torn" * 5_000)
        case "other vectors":
            with closing(opened(ferries)) as connection:
                home = home_of(connection, ferries.settings)
            index = chroma.opened(home, "x")
            collection = index.client.get_collection(home.collection, embedding_function=None)
            ids = collection.get(include=[])["ids"]
            collection.update(
                ids=ids, embeddings=FakeEmbedder().embed_passages([f"noise {each}" for each in ids])
            )
            chroma.close(home)
    logging.getLogger("rag.index.mirror").disabled = True
    with ferries.store() as store:
        assert len(store.search_vectors(ferries.embedder.embed_query("x"), 5)) == 5
        assert by_chroma[-1] is None
        with StoreWriter(ferries.settings):
            pass
        assert len(store.search_vectors(ferries.embedder.embed_query("x"), 5)) == 5
        assert by_chroma[-1] is not None
    logging.getLogger("rag.index.mirror").disabled = False
    assert is_in_step(ferries)


def test_an_index_that_crashed_its_process_is_not_opened_again(
    ferries: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(
        sqlite3.connect(ferries.settings.store / catalogue.FILE_NAME, isolation_level=None)
    ) as connection:
        connection.execute("UPDATE meta SET value = 'verifying' WHERE key = 'chroma_state'")
    (ferries.settings.store / chroma.FOLDER / "mark").touch()
    original, marks = chroma.opened, []

    def watched(home: chroma.Home, generation: str) -> chroma.Index:
        marks.append((home.folder / "mark").exists())
        return original(home, generation)

    monkeypatch.setattr(mirror.chroma, "opened", watched)
    with StoreWriter(ferries.settings):
        pass
    assert marks
    assert not any(marks)
    assert is_in_step(ferries)


def test_a_server_that_is_not_there_does_not_keep_a_reader_from_answering(ferries: Shelf) -> None:
    elsewhere = Settings(store=ferries.settings.store, chroma_url="http://127.0.0.1:9")
    with Shelf(elsewhere).store() as store:
        assert len(store.search_vectors(ferries.embedder.embed_query("x"), 5)) == 5


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://host", "http://"])
def test_an_address_that_is_none_is_a_sentence(shelf: Shelf, url: str) -> None:
    from rag.errors import SettingsError

    elsewhere = Shelf(Settings(store=shelf.settings.store, chroma_url=url))
    with pytest.raises(SettingsError, match="is not a URL; write for example"):
        elsewhere.add(FERRIES[0])
    assert len(elsewhere.store().documents()) == 1
