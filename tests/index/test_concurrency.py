"""Readers beside a writer, and two writers: nobody waits for long, nobody sees a half."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from rag.index import Store, StoreWriter, catalogue, entries, vectors
from rag.settings import Settings
from tests.fakes import document
from tests.index.conftest import Shelf

pytestmark = pytest.mark.usefixtures("catalogue_only")

ROOT = Path(__file__).resolve().parent.parent.parent
OLD, NEW = "The old mill burned down. It was old.", "The new mill is open. It is new."

WRITE = """
import sys
from pathlib import Path
from rag.settings import Settings
from rag.index.vectors import VectorIndex
from tests.fakes import document
from tests.index.conftest import Shelf
VectorIndex.sync = lambda *_: None
shelf = Shelf(Settings(store=Path(sys.argv[1]), lock_seconds=60))
for number in range(15):
    shelf.add(document(f"Writer {sys.argv[2]} wrote {number}. And more.", f"{sys.argv[2]}-{number}.txt"))
    shelf.add(document(f"Both wrote this as number {number}. And more.", f"both-{number}.txt"))
"""


def test_a_reader_in_the_middle_of_a_write_sees_the_old_version_whole(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(document(OLD))
    store, seen = shelf.store(), []
    put_words = entries._put_words

    def look_in_the_middle(*arguments: object) -> None:
        put_words(*arguments)  # type: ignore[arg-type]
        (only,) = store.documents()
        seen.append(store.text(only.id))
        seen.append({passage.text for passage in store.passages_of(only.id)})
        seen.append([found[:16] for found, _ in store.search_words("mill", 5)])
        seen.append([found[:16] for found, _ in store.search_vectors(shelf.embedder.embed_query("mill"), 5)])

    monkeypatch.setattr(entries, "_put_words", look_in_the_middle)
    assert shelf.add(document(NEW)) == ["updated"]
    old = document(OLD).id
    assert seen == [OLD, {OLD}, [old], [old]]
    assert [store.text(each.id) for each in store.documents()] == [NEW]


def test_a_writer_is_not_held_up_by_a_reader_in_the_middle_of_a_question(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "_CHECKPOINT_SECONDS", 0.0)
    shelf.add(document(OLD))
    with shelf.store() as store, store._reading():
        before = store.documents()
        assert shelf.add(document(NEW)) == ["updated"]
        assert store.documents() == before
        assert store.text(before[0].id) == OLD
    assert [store.text(each.id) for each in store.documents()] == [NEW]


def test_two_processes_that_write_at_once_both_get_through(shelf: Shelf) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, "-c", WRITE, str(shelf.settings.store)]
    writers = [subprocess.Popen([*arguments, name], env=environment, cwd=ROOT) for name in ("a", "b")]
    with shelf.store() as store:
        for _ in range(200):
            for each in store.documents():
                assert store.passage(f"{each.id}:0") or store.document(each.id) is None
        assert [writer.wait() for writer in writers] == [0, 0]
        sources = [each.source for each in store.documents()]
        assert len(sources) == len(set(sources)) == 45
        assert len(store.search_words("wrote", 99)) == 45
        assert len(store.search_vectors(shelf.embedder.embed_query("wrote"), 99)) == 45


def test_what_was_deleted_in_the_middle_of_a_reading_is_wiped_by_the_next_writer(shelf: Shelf) -> None:
    shelf.add(document(OLD), document(NEW, "b.txt"))
    with shelf.store() as store, store._reading():
        store.documents()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(catalogue, "_CHECKPOINT_SECONDS", 0.0)
            with StoreWriter(shelf.settings) as writer:
                writer.delete(document(OLD).id)
    with StoreWriter(shelf.settings):
        pass
    assert shelf.bytes_with(b"burned") == []


def test_a_server_is_asked_by_several_threads_at_once(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add(document(OLD))
    both, met = threading.Barrier(2), list[int]()

    def answered(vector: object, **_: object) -> list[object]:
        met.append(both.wait(timeout=60))
        return []

    url = "http://127.0.0.1:9"
    settings = Settings(store=shelf.settings.store, chroma_url=url)
    with closing(catalogue.open_for_reading(settings.store / catalogue.FILE_NAME)) as connection:
        index = vectors.VectorIndex(connection, settings)
        state = vectors.State(index.place.label, "x", dirty=False, revision=10**9)
        index._write(state)
    store = SimpleNamespace(similarity_search_by_vector_with_relevance_scores=answered)
    held = SimpleNamespace(store=store, label=state.label, generation=state.generation)
    monkeypatch.setitem(vectors._OPEN, url, held)
    vector = shelf.embedder.embed_query("mill")

    def look(_: int) -> int:
        with Store(settings) as opened:
            return len(opened.search_vectors(vector, 5))

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(look, range(2))) == [0, 0]
    assert sorted(met) == [0, 1]
