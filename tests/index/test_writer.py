from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.documents.model import Metadata
from rag.errors import InputError, StoreError
from rag.index import StoreWriter
from rag.index.vectors import VectorIndex
from rag.settings import Settings
from tests.fakes import FakeEmbedder, document, spans_of
from tests.index.conftest import Shelf

pytestmark = pytest.mark.usefixtures("catalogue_only")

OLD = "The bridge cost nine crowns. It was built by Zyxomma."
NEW = "The bridge cost ten crowns. It was built by others."


def test_the_same_document_twice_is_one(shelf: Shelf) -> None:
    assert shelf.add(document(OLD), document(OLD)) == ["added", "unchanged"]
    assert shelf.add(document(OLD)) == ["unchanged"]
    assert len(shelf.store().documents()) == 1
    assert len(shelf.store().search_words("bridge", 10)) == 1


def test_other_content_of_a_source_takes_the_place_of_the_old(shelf: Shelf) -> None:
    assert shelf.add(document(OLD), document(NEW)) == ["added", "updated"]
    with shelf.store() as store:
        (only,) = store.documents()
        assert store.text(only.id) == NEW
        assert store.search_words("Zyxomma", 5) == []
        near = store.search_vectors(shelf.embedder.embed_query(OLD), 9)
        assert {passage_id.split(":")[0] for passage_id, _ in near} == {only.id}
    assert shelf.bytes_with(b"Zyxomma") == shelf.bytes_with(b"zyxomma") == []


def test_the_same_content_under_another_source_is_one_document(shelf: Shelf) -> None:
    assert shelf.add(document(OLD), document(OLD, "copy.txt", title="A copy")) == ["added", "unchanged"]
    (only,) = shelf.store().documents()
    assert (only.source, only.title) == ("a.txt", "A title")


def test_a_text_stays_as_long_as_one_of_its_sources_holds_it(shelf: Shelf) -> None:
    shelf.add(document(OLD), document(OLD, "copy.txt"))
    assert shelf.add(document(NEW)) == ["updated"]
    assert {each.source for each in shelf.store().documents()} == {"a.txt", "copy.txt"}
    assert shelf.add(document(NEW, "copy.txt")) == ["updated"]
    (only,) = shelf.store().documents()
    assert only.source == "a.txt"
    assert shelf.store().text(only.id) == NEW
    assert shelf.bytes_with(b"Zyxomma") == []


def test_changed_metadata_of_the_same_content_is_an_update(shelf: Shelf) -> None:
    shelf.add(document(OLD, title="Before"), document(OLD, "copy.txt", title="Before"))
    assert shelf.add(document(OLD, title="Afterwards")) == ["updated"]
    with shelf.store() as store:
        (only,) = store.documents()
        assert only.title == "Afterwards"
        assert store.search_words("before", 5) == []
        assert len(store.search_words("afterwards", 5)) == 1
    assert shelf.add(document(OLD, "copy.txt", title="Before")) == ["updated"]


def test_another_recipe_is_an_update(shelf: Shelf) -> None:
    shelf.add(document(OLD), recipe="1")
    assert shelf.add(document(OLD), recipe="1") == ["unchanged"]
    assert shelf.add(document(OLD), recipe="2") == ["updated"]


def test_deleted_means_gone_from_every_index_and_from_disk(shelf: Shelf) -> None:
    shelf.add(*(document(f"Number {i} is here. A boat of {i} tons.", f"{i}.txt") for i in range(50)))
    shelf.add(document(OLD, "secret-name.txt", title="Quokkaville"))
    vector = shelf.store().vectors([f"{document(OLD).id}:0"])[f"{document(OLD).id}:0"]
    assert shelf.bytes_with(b"Zyxomma")
    assert shelf.bytes_with(b"Quokkaville")
    with StoreWriter(shelf.settings) as writer:
        gone = writer.delete(document(OLD).id)
    assert gone.title == "Quokkaville"
    with shelf.store() as store:
        assert store.document(gone.id) is None
        assert store.passages_of(gone.id) == []
        assert store.sentences(gone.id) == ()
        assert store.search_words("Zyxomma Quokkaville", 5) == []
        assert len(store.search_vectors(vector, 99)) == 50
    for trace in (
        b"Zyxomma",
        b"zyxomma",
        b"Quokkaville",
        b"quokkavil",
        b"secret-name",
        vector.tobytes()[:16],
    ):
        assert shelf.bytes_with(trace) == []
    with pytest.raises(StoreError, match="holds no document"), StoreWriter(shelf.settings) as writer:
        writer.delete(gone.id)


def test_a_deletion_cut_short_before_the_wiping_is_wiped_by_the_next_writer(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(document(OLD), document(NEW, "b.txt"))
    with monkeypatch.context() as patched:
        patched.setattr(StoreWriter, "flush", lambda _: None)
        with StoreWriter(shelf.settings) as writer:
            writer.delete(document(OLD).id)
    assert shelf.bytes_with(b"zyxomma")
    with StoreWriter(shelf.settings):
        pass
    assert shelf.bytes_with(b"zyxomma") == []


def test_an_edit_wins_over_the_file_and_outlives_its_next_version(shelf: Shelf) -> None:
    shelf.add(document(OLD, title="From the file"))
    with StoreWriter(shelf.settings) as writer:
        edited = writer.edit_metadata(
            document(OLD).id, title=" By hand ", publisher="The Daily", published="2020-05"
        )
        assert (edited.title, edited.publisher, edited.published) == ("By hand", "The Daily", "2020-05")
        assert edited.edited == ("title", "publisher", "published")
    assert shelf.add(document(OLD, title="From the file")) == ["unchanged"]
    assert shelf.add(document(NEW, title="From the file")) == ["updated"]
    with shelf.store() as store:
        (only,) = store.documents()
        assert (only.title, only.publisher, only.published) == ("By hand", "The Daily", "2020-05")
        assert store.search_words("file", 5) == []
        assert len(store.search_words("hand", 5)) == 1
        assert store.search_words("bridge", 5, as_of="2020-04") == []
    with StoreWriter(shelf.settings) as writer:
        assert writer.edit_metadata(only.id, publisher=None).publisher is None
        assert len(writer.store.search_words("bridge", 5, as_of="2020-05")) == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"colour": "red"}, "'colour' cannot be edited; choose from title"),
        ({"title": "  "}, "title cannot be empty"),
        ({"published": "yesterday"}, "'yesterday' cannot be used"),
    ],
)
def test_an_edit_that_cannot_be_changes_nothing(shelf: Shelf, fields: dict[str, str], message: str) -> None:
    shelf.add(document(OLD))
    before = shelf.store().documents()
    with pytest.raises(InputError, match=message), StoreWriter(shelf.settings) as writer:
        writer.edit_metadata(document(OLD).id, **fields)
    assert shelf.store().documents() == before


def test_vectors_of_another_model_are_refused_until_the_store_is_empty(shelf: Shelf) -> None:
    shelf.add(document(OLD))
    other = Shelf(shelf.settings, FakeEmbedder("other-8", 8))
    with pytest.raises(StoreError, match="fake-32, not other-8; run `factcheck reindex`"):
        other.add(document(NEW, "b.txt"))
    with StoreWriter(shelf.settings) as writer:
        writer.delete(document(OLD).id)
    assert other.add(document(NEW, "b.txt")) == ["added"]
    assert len(shelf.store().search_vectors(other.embedder.embed_query("bridge"), 5)) == 1


def test_a_change_of_model_takes_effect_at_once_and_whole(shelf: Shelf) -> None:
    shelf.add(document(OLD), document(NEW, "b.txt"))
    other = FakeEmbedder("other-8", 8)
    with StoreWriter(shelf.settings) as writer:
        assert writer.lacking("other-8") == [document(OLD).id, document(NEW).id]
        writer.put_vectors(document(OLD).id, other.embed_passages(["x"]), model="other-8")
        assert writer.lacking("other-8") == [document(NEW).id]
        with pytest.raises(StoreError, match="reindex"):
            writer.use_model("other-8")
        assert len(shelf.store().search_vectors(shelf.embedder.embed_query("x"), 5)) == 2
        writer.put_vectors(document(NEW).id, other.embed_passages(["y"]), model="other-8")
        writer.use_model("other-8")
    with shelf.store() as store:
        assert store.embedder == "other-8"
        assert len(store.search_vectors(other.embed_query("x"), 5)) == 2
        assert len(store.search_words("bridge", 5)) == 2


@pytest.mark.parametrize(
    "vectors",
    [np.ones((2, 32)), np.ones(32), np.zeros((1, 32)), np.full((1, 32), np.nan), np.ones((1, 0))],
    ids=["too many", "flat", "zero", "nan", "empty"],
)
def test_vectors_that_do_not_fit_are_refused(shelf: Shelf, vectors: np.ndarray) -> None:
    with StoreWriter(shelf.settings) as writer, pytest.raises(StoreError, match="do not fit"):
        writer.add(document(OLD), spans_of(OLD), vectors, model="fake-32")
    assert shelf.store().documents() == []


def test_a_document_that_cannot_be_put_in_leaves_the_old_version(shelf: Shelf) -> None:
    shelf.add(document(OLD))
    broken = replace(document(NEW), metadata=Metadata("T", published="yesterday"))
    with StoreWriter(shelf.settings) as writer:
        with pytest.raises(InputError):
            shelf.add_with(writer, broken)
        bad_span = [replace(spans_of(NEW)[0], end=10_000)]
        with pytest.raises(InputError, match="which cannot be"):
            writer.add(document(NEW), bad_span, np.ones((1, 32)), model="fake-32")
        with pytest.raises(InputError, match="has no passage"):
            writer.add(document(NEW), [], np.ones((0, 32)), model="fake-32")
    (only,) = shelf.store().documents()
    assert shelf.store().text(only.id) == OLD
    assert len(shelf.store().search_words("Zyxomma", 5)) == 1


def test_a_writer_outside_its_context_says_how_to_use_it(shelf: Shelf) -> None:
    with pytest.raises(StoreError, match="with StoreWriter"):
        StoreWriter(shelf.settings).lacking("x")


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: object) -> None:
    with pytest.raises(StoreError, match="FACTCHECK_STORE"), StoreWriter(Settings(store="/dev/null/store")):
        pass


def test_an_error_inside_releases_the_lock_and_leaves_chroma_for_the_next(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(VectorIndex, "sync", lambda *_: synced.append(1))

    def interrupted() -> None:
        with StoreWriter(shelf.settings) as writer:
            shelf.add_with(writer, document(OLD))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert synced == []
    assert len(shelf.store().documents()) == 1
    assert shelf.add(document(OLD)) == ["unchanged"]
    assert synced == [1]


def test_the_index_is_overdue_when_many_passages_wait_for_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.index import writer as writing

    monkeypatch.setattr(writing, "FLUSH_PASSAGES", 3)
    with StoreWriter(shelf.settings) as writer:
        due = []
        for number in range(4):  # One passage each.
            shelf.add_with(writer, document(f"Boat {number} sailed.", f"{number}.txt"))
            due.append(writer.overdue())
        assert due == [False, False, True, True]
        writer.flush()
        assert not writer.overdue()
