from __future__ import annotations

import itertools
import os
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.documents.model import Document, Metadata, Page, PassageSpan, Section
from rag.errors import CitationError, InputError, StoreCorrupt, StoreError
from rag.index import StoreWriter, search
from rag.index.schema import MIGRATIONS
from rag.settings import Settings
from tests.fakes import document
from tests.index.conftest import Shelf

pytestmark = pytest.mark.usefixtures("catalogue_only")

BOATS = "The ferry sank in March. Nobody was hurt. The owner paid 300 crowns."
TRAINS = "The train was late. It carried coal. The line closed in 1960."


def ids(found: list[tuple[str, float]]) -> list[str]:
    return [passage_id for passage_id, _ in found]


def test_a_folder_that_does_not_exist_is_an_empty_store_and_stays_absent(shelf: Shelf) -> None:
    with shelf.store() as store:
        assert store.documents() == []
        assert store.search_words("ferry", 5) == []
        assert store.search_vectors([1.0, 0.0], 5) == []
        assert store.revision == 0
        assert store.embedder is None
    assert not shelf.settings.store.exists()


def test_an_open_store_sees_the_first_document_and_each_new_revision(shelf: Shelf) -> None:
    store = shelf.store()
    assert store.documents() == []
    shelf.add(document(BOATS))
    first = store.revision
    assert len(store.documents()) == 1
    shelf.add(document(TRAINS, "b.txt"))
    assert len(store.documents()) == 2
    assert store.revision != first
    assert len(store.search_vectors(shelf.embedder.embed_query("train"), 10)) == 4


def test_a_store_opened_while_the_tables_are_being_made_sees_the_documents_later(shelf: Shelf) -> None:
    shelf.settings.store.mkdir(parents=True)
    (shelf.settings.store / "catalogue.sqlite3").touch()
    store = shelf.store()
    assert store.documents() == []
    shelf.add(document(BOATS))
    assert len(store.documents()) == 1


def test_an_open_store_sees_that_its_folder_was_replaced(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(document(BOATS))
    store = shelf.store()
    store.search_vectors(shelf.embedder.embed_query("x"), 1)
    other = Shelf(Settings(store=tmp_path / "other"))
    other.add(document(TRAINS, "b.txt"))
    shelf.settings.store.rename(tmp_path / "old")
    other.settings.store.rename(shelf.settings.store)
    assert [each.source for each in store.documents()] == ["b.txt"]
    near = store.search_vectors(shelf.embedder.embed_query("train"), 1)
    assert ids(near)[0].startswith(document(TRAINS).id)


def test_a_document_comes_back_as_it_was_given(shelf: Shelf) -> None:
    given_document = Document(
        source="report.pdf",
        text=BOATS,
        metadata=Metadata(
            "Ferries", "Ann Berg", "The Daily", "2021-03", "https://example.org/f", "text", "2023-03-16"
        ),
        media_type="application/pdf",
        sections=(Section(0, "Loss"), Section(25, "Costs")),
        pages=(Page(1, 0), Page(2, 42)),
        warnings=("one page is empty",),
    )
    shelf.add(given_document)
    with shelf.store() as store:
        assert store.loaded(given_document.id) == given_document
        stored = store.document(given_document.id)
        assert stored is not None
        assert (stored.title, stored.published, stored.media_type) == (
            "Ferries",
            "2021-03",
            "application/pdf",
        )
        assert (stored.published_origin, stored.made) == ("text", "2023-03-16")
        assert (stored.characters, stored.passages, stored.model) == (len(BOATS), 2, "fake-32")
        assert stored.warnings == ("one page is empty",)
        assert stored.model_validate_json(stored.model_dump_json()) == stored
        assert [store.page(stored.id, offset) for offset in (0, 41, 42, 60)] == [1, 1, 2, 2]


def test_passages_come_in_the_order_asked_and_unknown_ids_are_left_out(shelf: Shelf) -> None:
    shelf.add(document(BOATS), document(TRAINS, "b.txt"))
    boats, trains = document(BOATS).id, document(TRAINS).id
    wanted = [
        f"{trains}:1",
        "nothing:0",
        f"{boats}:0",
        f"{boats}:00",
        f"{boats}:9",
        f"{boats}:-1",
        "",
        f"{trains}:0",
    ]
    with shelf.store() as store:
        assert [passage.id for passage in store.passages(wanted)] == [
            f"{trains}:1",
            f"{boats}:0",
            f"{trains}:0",
        ]
        assert list(store.vectors(wanted)) == [f"{trains}:1", f"{boats}:0", f"{trains}:0"]
        assert store.passage(f"{boats}:0") == store.passages_of(boats)[0]
        assert store.passage("nothing:0") is None


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=400)


@given(data=st.data(), text=TEXTS)
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_range_reads_back_what_stands_there(shelf: Shelf, data: st.DataObject, text: str) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6), label="cuts"))
    if len(cuts) < 2:
        cuts = [0, len(text)]
    ranges = list(itertools.pairwise(cuts))
    spans = [PassageSpan(index, start, end, ((start, end),)) for index, (start, end) in enumerate(ranges)]
    loaded = document(text, f"{hash(text)}.txt")
    with StoreWriter(shelf.settings) as writer:
        if writer.store.document(loaded.id):
            writer.delete(loaded.id)
        writer.add(loaded, spans, np.ones((len(spans), 32)), model="fake-32")
    with shelf.store() as store:
        assert store.text(loaded.id) == text
        assert store.sentences(loaded.id) == tuple(ranges)
        for passage, (start, end) in zip(store.passages_of(loaded.id), ranges, strict=True):
            assert (passage.start, passage.end, passage.text) == (start, end, text[start:end])
            store.verify_quote(loaded.id, passage.start, passage.end, passage.text)


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (0, 9, "The Ferry"),
        (1, 10, "The ferry"),
        (0, 0, ""),
        (-9, -1, "crowns"),
        (0, 999, BOATS),
        (9, 0, "The ferry"),
    ],
)
def test_a_quote_that_does_not_stand_there_is_refused(shelf: Shelf, start: int, end: int, quote: str) -> None:
    shelf.add(document(BOATS))
    with shelf.store() as store:
        store.verify_quote(document(BOATS).id, 0, 9, "The ferry")
        with pytest.raises(CitationError, match="is not what stands at"):
            store.verify_quote(document(BOATS).id, start, end, quote)


def test_a_quote_of_a_deleted_document_is_refused_by_a_store_that_had_read_it(shelf: Shelf) -> None:
    shelf.add(document(BOATS))
    with shelf.store() as store:
        store.verify_quote(document(BOATS).id, 0, 9, "The ferry")
        with StoreWriter(shelf.settings) as writer:
            writer.delete(document(BOATS).id)
        with pytest.raises(CitationError, match="no longer in the store"):
            store.verify_quote(document(BOATS).id, 0, 9, "The ferry")


def test_words_are_found_in_text_and_title_and_the_best_comes_first(shelf: Shelf) -> None:
    shelf.add(document(BOATS, title="Shipping"), document(TRAINS, "b.txt", title="Railways"))
    with shelf.store() as store:
        found = store.search_words("the ferry that sank", 10)
        assert ids(found)[0] == f"{document(BOATS).id}:0"
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        assert {each.split(":")[0] for each in ids(store.search_words("railway", 10))} == {
            document(TRAINS).id
        }
        assert len(store.search_words("the train ferry", 1)) == 1
        assert store.search_words("the train ferry", 0) == []


def test_the_nearest_passage_is_the_one_with_the_same_words(shelf: Shelf) -> None:
    shelf.add(document(BOATS), document(TRAINS, "b.txt"))
    with shelf.store() as store:
        for passage in [*store.passages_of(document(BOATS).id), *store.passages_of(document(TRAINS).id)]:
            (best, score), *others = store.search_vectors(shelf.embedder.embed_query(passage.text), 10)
            assert best == passage.id
            assert score == pytest.approx(1.0, abs=1e-5)
            assert all(-1.0 <= other <= score for _, other in others)
            assert len(others) == 3


def test_the_search_by_vector_agrees_with_a_sort_of_all_similarities(shelf: Shelf) -> None:
    shelf.add(*(document(f"{BOATS} Number {i}. Of {i} boats.", f"{i}.txt") for i in range(30)))
    with shelf.store() as store:
        every = [passage.id for each in store.documents() for passage in store.passages_of(each.id)]
        vectors = store.vectors(every)
        query = shelf.embedder.embed_query("number 7 of 7 boats")
        best = sorted(every, key=lambda id_: -float(vectors[id_] @ query))
        found = store.search_vectors(query, 10)
        assert [round(score, 5) for _, score in found] == [
            round(float(vectors[id_] @ query), 5) for id_ in best[:10]
        ]


def test_both_searches_keep_to_documents_and_to_what_was_published_by_a_day(shelf: Shelf) -> None:
    dates = {"2019": "2019", "march": "2021-03", "may": "2021-05-20", "undated": None}
    made = {name: document(f"The ferry {name} sank.", name, published=date) for name, date in dates.items()}
    shelf.add(*made.values())
    names = {each.id: name for name, each in made.items()}
    query = shelf.embedder.embed_query("ferry")
    with shelf.store() as store:

        def both(**scope: object) -> set[str]:
            words = {names[each[:16]] for each in ids(store.search_words("ferry", 10, **scope))}  # type: ignore[arg-type]
            near = {names[each[:16]] for each in ids(store.search_vectors(query, 10, **scope))}  # type: ignore[arg-type]
            assert words == near
            return words

        assert both() == {"2019", "march", "may", "undated"}
        assert both(as_of="2021") == both()
        assert both(as_of="2021-05-19") == {"2019", "march", "undated"}
        assert both(as_of="2021-03-01") == {"2019", "march", "undated"}
        assert both(as_of="2018") == {"undated"}
        assert both(documents=[made["may"].id, "nothing"]) == {"may"}
        assert both(documents=[made["may"].id, made["march"].id], as_of="2021-04") == {"march"}
        assert both(documents=[]) == set()
        with pytest.raises(InputError, match="last year"):
            both(as_of="last year")


def test_a_vector_of_another_dimension_names_the_remedy(shelf: Shelf) -> None:
    shelf.add(document(BOATS))
    with shelf.store() as store:
        with pytest.raises(StoreError, match=r"vectors of 32 numbers \(fake-32\).*factcheck reindex"):
            store.search_vectors([1.0] * 384, 5)
        with pytest.raises(StoreError, match="fake-32, not other; run `factcheck reindex`"):
            store.require_embedder("other")
        store.require_embedder("fake-32")


def test_a_text_that_is_not_there_is_a_sentence(shelf: Shelf) -> None:
    with shelf.store() as store, pytest.raises(StoreError, match="holds no document 'x'"):
        store.text("x")


def test_a_file_that_is_no_catalogue_is_said_to_be_corrupt(shelf: Shelf) -> None:
    shelf.settings.store.mkdir(parents=True)
    (shelf.settings.store / "catalogue.sqlite3").write_bytes(b"this is no database at all" * 100)
    with shelf.store() as store, pytest.raises(StoreCorrupt, match="restore it from a copy"):
        store.documents()
    with pytest.raises(StoreCorrupt), StoreWriter(shelf.settings):
        pass


def test_a_store_of_a_newer_version_is_refused_with_the_remedy(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = (*MIGRATIONS, ("9999 of the future", "CREATE TABLE future (x);"))
    with monkeypatch.context() as patched:
        patched.setattr("rag.index.schema.MIGRATIONS", later)
        patched.setattr("rag.index.catalogue.MIGRATIONS", later)
        shelf.add(document(BOATS))
    with shelf.store() as store, pytest.raises(StoreError, match=r"9999 of the future.*upgrade"):
        store.documents()
    with pytest.raises(StoreError, match="upgrade"), StoreWriter(shelf.settings):
        pass


def test_a_store_of_an_older_version_is_brought_up_by_who_comes_first(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(document(BOATS))
    later = (*MIGRATIONS, ("0003 added later", "CREATE TABLE later (x);"))
    monkeypatch.setattr("rag.index.schema.MIGRATIONS", later)
    monkeypatch.setattr("rag.index.catalogue.MIGRATIONS", later)
    with monkeypatch.context() as unwritable:
        unwritable.setattr("rag.index.catalogue.os.access", lambda *_: False)
        with shelf.store() as store, pytest.raises(StoreError, match="make it writable once"):
            store.documents()
    with shelf.store() as store:
        assert len(store.documents()) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_store_on_read_only_media_can_be_read(shelf: Shelf) -> None:
    shelf.add(document(BOATS))
    shelf.settings.store.chmod(0o500)
    try:
        with shelf.store() as store:
            assert len(store.documents()) == 1
    finally:
        shelf.settings.store.chmod(0o700)


def test_threads_share_a_store(shelf: Shelf) -> None:
    shelf.add(document(BOATS), document(TRAINS, "b.txt"))
    store, found, failed = shelf.store(), [], []

    def ask() -> None:
        try:
            for _ in range(20):
                found.append(len(store.search_words("ferry train", 5)))
                found.append(len(store.search_vectors(shelf.embedder.embed_query("ferry"), 2)))
        except Exception as error:  # noqa: BLE001 - seen below
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert set(found) == {2}
    assert len(found) == 320


def test_vectors_and_dates_that_were_edited_are_searched_at_once(shelf: Shelf) -> None:
    shelf.add(document(BOATS, published="2020"), document(TRAINS, "b.txt"))
    query = shelf.embedder.embed_query("comet")
    shelf.store().search_vectors(query, 9)
    with StoreWriter(shelf.settings) as writer:
        writer.put_vectors(document(BOATS).id, [query, query], model="fake-32")
        writer.edit_metadata(document(TRAINS).id, published="2022")
    near = shelf.store().search_vectors(query, 2)
    assert [score for _, score in near] == pytest.approx([1.0, 1.0], abs=1e-5)
    assert ids(near) == [f"{document(BOATS).id}:0", f"{document(BOATS).id}:1"]
    assert len(shelf.store().search_vectors(query, 9, as_of="2021")) == 2


def test_in_a_large_store_common_words_do_not_crowd_out_rare_ones(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(
        *(document(f"The loan went to port {i}. It was paid in {1900 + i}.", f"{i}.txt") for i in range(60))
    )
    queries = ["loan 1907", "loan port", "loan", "loan paid 1907 1931", "nothing", "loan nothing 1907"]
    with shelf.store() as store:
        plain = [store.search_words(query, 5) for query in queries]
        monkeypatch.setattr(search, "FREQUENCIES_FROM", 0)
        sparing = [store.search_words(query, 5) for query in queries]
    for few, all_ in zip(sparing, plain, strict=True):
        assert ids(few) == ids(all_)
        assert [score for _, score in few] == pytest.approx([score for _, score in all_])


def test_passages_are_counted_once_a_revision_and_not_once_a_question(shelf: Shelf) -> None:
    shelf.add(document("The mill burned down. It was old."))
    vector = shelf.embedder.embed_query("mill")
    with shelf.store() as store:
        store.search_words("mill", 5)
        assert len(store.search_vectors(vector, 5)) == 1  # builds the index
        counted: list[str] = []
        with store._reading() as connection:
            connection.set_trace_callback(lambda sql: counted.append(sql) if "total(" in sql else None)
        for _ in range(3):
            store.search_words("mill", 5)
            assert len(store.search_vectors(vector, 5)) == 1
        assert len(counted) == 0
        shelf.add(document("The new mill is open. It is new.", "b.txt"))
        for _ in range(3):
            store.search_words("mill", 5)
            assert len(store.search_vectors(vector, 5)) == 2
        assert len(counted) == 2  # by the words and, once, by who brings the index in step


def test_a_reader_keeps_more_of_the_catalogue_at_hand_than_sqlite_would(shelf: Shelf) -> None:
    shelf.add(document("The mill burned down."))
    with shelf.store() as store, store._reading() as connection:
        (kibibytes,) = connection.execute("PRAGMA cache_size").fetchone()
    assert kibibytes == -16_384
