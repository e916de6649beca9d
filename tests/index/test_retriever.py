"""Search on a real store: what is found, in which order, under which filters."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import InputError, QuestionError, StoreError
from rag.index import Store, retriever
from rag.index.retriever import find, retrieve, search
from rag.settings import Settings
from tests.fakes import FakeEmbedder, document
from tests.index.conftest import Fill

BRIDGE = (
    "The harbour bridge was built in 1968. About 12,000 cars cross the bridge on a working day. "
    "The council approved repairs worth 4 million euros. Ferries will carry passengers until July."
)
LIBRARY = (
    "The library counted 310,000 visitors in its first year. The building has room for 240,000 books. "
    "It stands on the site of the old brewery. The director expects more visitors next year."
)


def test_the_passage_that_answers_comes_first_with_its_place_in_the_text(
    settings: Settings, fill: Fill
) -> None:
    bridge, _ = fill(
        document(BRIDGE, "bridge.txt", title="Bridge"), document(LIBRARY, "library.txt", title="Library")
    )
    first = search("how many cars cross the harbour bridge?", 3, settings)[0]
    assert first.document_id == bridge
    assert first.title == "Bridge"
    assert Store(settings).text(bridge)[first.start : first.end] == first.text
    assert "12,000 cars" in first.text


def test_scores_fall_from_the_first_to_the_last_and_lie_between_0_and_1(
    settings: Settings, fill: Fill
) -> None:
    fill(document(BRIDGE, "bridge.txt"), document(LIBRARY, "library.txt"), sentences_each=1)
    scores = [passage.score for passage in search("visitors of the library", 8, settings)]
    assert scores == sorted(scores, reverse=True)
    assert 1 >= scores[0] > scores[-1] >= 0


def test_a_passage_is_listed_once_and_no_more_than_were_asked_for(settings: Settings, fill: Fill) -> None:
    fill(document(BRIDGE, "bridge.txt"), document(LIBRARY, "library.txt"), sentences_each=1)
    for k in (1, 3, 100):
        ids = [passage.id for passage in search("bridge visitors euros year", k, settings)]
        assert len(ids) == len(set(ids)) == min(k, 8)


def test_words_find_what_the_vectors_would_miss(settings: Settings, fill: Fill) -> None:
    filler = " ".join(f"Sentence {at} is about the weather and the sea." for at in range(30))
    fill(document(filler, "filler.txt"), document("A note on form QX-7731 and nothing else.", "form.txt"))
    narrow = settings.model_copy(update={"retrieve": 2})
    assert "QX-7731" in search("QX-7731", 2, narrow)[0].text


def test_the_same_words_in_two_documents_are_listed_once_and_the_copy_stays_reachable(
    settings: Settings, fill: Fill
) -> None:
    one, other, _ = fill(
        document(BRIDGE, "one.txt", title="One"),
        document(f"{BRIDGE} The end.", "other.txt", title="Other"),
        document(LIBRARY, "library.txt"),
    )
    selection = find("how many cars cross the harbour bridge?", 10, settings)
    texts = [passage.text for passage in selection.passages]
    assert len(texts) == len(set(texts))
    first = selection.passages[0]
    assert {first.document_id, *(copy.document_id for copy in selection.copies[first.id])} == {one, other}


def test_a_search_can_be_held_to_documents(settings: Settings, fill: Fill) -> None:
    bridge, library = fill(document(BRIDGE, "bridge.txt"), document(LIBRARY, "library.txt"))
    assert {each.document_id for each in search("harbour bridge", 10, settings, documents=[library])} == {
        library
    }
    assert {
        each.document_id for each in search("harbour bridge", 10, settings, documents=[bridge, library])
    } == {
        bridge,
        library,
    }
    assert search("harbour bridge", 10, settings, documents=[]) == []


def test_a_search_as_of_a_day_leaves_out_what_came_later(settings: Settings, fill: Fill) -> None:
    old, _, undated = fill(
        document(BRIDGE, "old.txt", published="2021-04"),
        document(f"{BRIDGE} Once more.", "new.txt", published="2023-01-09"),
        document(LIBRARY, "undated.txt"),
    )
    found = search("harbour bridge", 10, settings, as_of="2022-12-31")
    assert {passage.document_id for passage in found} == {old, undated}
    assert all(passage.published in ("2021-04", None) for passage in found)


def test_an_empty_store_gives_an_empty_list_without_loading_a_model(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retriever, "load_embedder", lambda _: pytest.fail("the model was loaded"))
    assert search("anything?", 5, settings) == []
    assert retrieve("anything?", settings) == []


@pytest.mark.parametrize("empty", ["", "  \n\t", "?!"])
def test_an_empty_query_is_refused(settings: Settings, empty: str) -> None:
    with pytest.raises(QuestionError):
        search(empty, 5, settings)


def test_a_list_of_no_passages_is_refused(settings: Settings) -> None:
    with pytest.raises(InputError, match="cannot be 0: ask for at least 1"):
        search("anything?", 0, settings)


def test_vectors_of_another_model_are_refused(
    settings: Settings, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(document(BRIDGE))
    monkeypatch.setattr(retriever, "load_embedder", lambda _: FakeEmbedder(key="other-32"))
    with pytest.raises(StoreError, match="factcheck reindex"):
        search("harbour bridge", 5, settings)


def test_an_answer_reads_as_many_passages_as_the_settings_say(settings: Settings, fill: Fill) -> None:
    fill(document(BRIDGE, "bridge.txt"), document(LIBRARY, "library.txt"), sentences_each=1)
    with Store(settings) as store:
        assert len(retrieve("harbour bridge", settings.model_copy(update={"read": 3}), store=store)) == 3


@pytest.mark.parametrize("odd", ['"', "a* OR (b", "NEAR(x y)", "bridge -cars", "caf\ud800", "桥", "x" * 1999])
def test_no_query_is_read_as_a_command(settings: Settings, fill: Fill, odd: str) -> None:
    fill(document(BRIDGE, "bridge.txt"))
    if odd == '"':
        odd += "bridge"
    assert len(search(odd, 3, settings)) == 2


def test_without_settings_the_default_store_is_searched(tmp_path: Path) -> None:
    assert not (tmp_path / "store").exists()
    assert search("anything?") == []


def test_a_report_that_the_question_names_may_fill_more_places(settings: Settings, fill: Fill) -> None:
    reports = [
        document(
            " ".join(
                f"In {place} of {name} revenue rose by {at} percent." for at, place in enumerate("abcdefghij")
            ),
            f"{name}.txt",
            title=f"{name} annual report",
        )
        for name in ("Holm", "Asker", "Veldon", "Lesk", "Corran")
    ]
    holm, *_ = fill(*reports, sentences_each=1)
    shares = [
        sum(each.document_id == holm for each in search(question, 10, settings))
        for question in ("By how much did revenue of Holm rise?", "By how much did revenue rise?")
    ]
    assert shares[0] > settings.per_document >= shares[1]
