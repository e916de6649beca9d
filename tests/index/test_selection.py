"""Which passages are shown: no copies, no crowding, and no loss of what differs."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.index.duplicates import Content
from rag.index.selection import select
from rag.results import Passage

FIRST = "The council of Sandvik approved a loan of 4.2 million euros for the harbour bridge on Monday."
STORY = (
    f"{FIRST} Engineers had found cracks in two of the nine pillars, and the mayor, Ines Falk, called them urgent. "
    "Ferries will carry passengers across the harbour until the bridge opens again in July."
)


def passage(text: str, document: str = "one", index: int = 0, score: float = 0.5) -> Passage:
    return Passage(
        id=f"{document}:{index}",
        document_id=document,
        text=text,
        start=0,
        end=len(text),
        score=score,
        title=document,
    )


def copies_of(text: str, number: int) -> list[Passage]:
    return [passage(text, f"document{at}", score=0.9 - at / 100) for at in range(number)]


def different(number: int, document: str, score: float = 0.5) -> list[Passage]:
    return [
        passage(f"Item {at} of {document} speaks of matter number {at}.", document, at, score - at / 1000)
        for at in range(number)
    ]


def within(one: str, other: str) -> bool:
    return Content(one).within(Content(other))


def test_a_copy_is_left_out_and_kept_as_a_further_source() -> None:
    selection = select([*copies_of(STORY, 3), *different(2, "other", 0.2)], k=10, per_document=4)
    assert [each.document_id for each in selection.passages] == ["document0", "other", "other"]
    assert {key: [each.document_id for each in found] for key, found in selection.copies.items()} == {
        "document0:0": ["document1", "document2"]
    }


@pytest.mark.parametrize(
    "copy",
    [
        STORY.upper(),
        STORY.replace(" ", "\n "),
        STORY.replace(",", " –"),
        STORY.replace("the harbour", "harbour"),
        FIRST,
    ],
    ids=["case", "white space", "punctuation", "articles", "a part of it"],
)
def test_a_copy_is_known_through_its_dress(copy: str) -> None:
    assert within(copy, STORY)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("4.2", "4.8"),
        ("Monday", "Friday"),
        ("approved", "rejected"),
        ("Ines Falk", "Tomas Berg"),
        ("will", "will not"),
    ],
)
def test_a_version_that_differs_in_one_word_is_shown_beside_the_other(said: str, says: str) -> None:
    changed = STORY.replace(said, says)
    assert changed != STORY
    shown = select([passage(STORY, "one"), passage(changed, "two")], k=10, per_document=4).passages
    assert len(shown) == 2


def test_a_figure_that_stands_in_one_version_only_is_shown_however_many_versions_there_are() -> None:
    reworded = [
        passage(STORY.replace("called", verb), f"paper{at}", score=0.9 - at / 100)
        for at, verb in enumerate(["named", "considered", "thought", "termed", "declared"])
    ]
    changed = passage(STORY.replace("4.2", "6.9"), "dissenter", score=0.3)
    selection = select([*reworded, changed], k=10, per_document=4)
    assert [each.document_id for each in selection.passages] == ["paper0", "paper1", "dissenter"]
    assert len(selection.copies["paper0:0"]) == 3


def test_a_longer_passage_is_never_left_out_for_a_part_of_it() -> None:
    shown = select([passage(FIRST, "short"), passage(STORY, "long")], k=10, per_document=4).passages
    assert len(shown) == 2


def test_no_document_crowds_out_the_others() -> None:
    ranked = [*different(20, "loud", 0.9), *different(3, "quiet", 0.4)]
    selection = select(ranked, k=7, per_document=4)
    assert Counter(each.document_id for each in selection.passages) == {"loud": 4, "quiet": 3}


def test_places_that_no_other_document_wants_are_filled() -> None:
    ranked = [*different(20, "loud", 0.9), *different(2, "quiet", 0.4)]
    selection = select(ranked, k=10, per_document=4)
    assert Counter(each.document_id for each in selection.passages) == {"loud": 8, "quiet": 2}
    assert len(select(different(20, "only"), k=10, per_document=1).passages) == 10


PASSAGES = st.lists(
    st.tuples(st.sampled_from(["The sea rose.", "The sea fell.", STORY, "Rain", ""]), st.sampled_from("abc")),
    max_size=15,
).map(lambda rows: [passage(text, document, at, (20 - at) / 20) for at, (text, document) in enumerate(rows)])


@given(PASSAGES, st.integers(1, 12), st.integers(1, 5))
def test_each_passage_is_shown_or_a_copy_at_most_once_and_best_first(
    ranked: list[Passage], k: int, per_document: int
) -> None:
    selection = select(ranked, k, per_document)
    shown = [each.id for each in selection.passages]
    copies = [each.id for found in selection.copies.values() for each in found]
    assert len(shown) <= k
    assert len({*shown, *copies}) == len(shown) + len(copies)
    assert set(selection.copies) <= set(shown)
    scores = [each.score for each in selection.passages]
    assert scores == sorted(scores, reverse=True)
    if len(shown) < k:
        assert len(shown) + len(copies) == len(ranked)


def test_a_document_that_the_question_names_may_take_most_places() -> None:
    ranked = [*different(12, "report", 0.9), *different(6, "other", 0.5)]
    chosen = select(ranked, k=10, per_document=4, named={"report"}).passages
    assert Counter(each.document_id for each in chosen) == {"report": 8, "other": 2}
