"""Lists and counts: all members, each with the sentence that gives it."""

from __future__ import annotations

import pytest

from rag.answering.counting import asked_for_members, counted
from rag.results import Answer, Citation, Member
from tests.answering.fakes import Shelf, answer

TREES = "Sick trees were found in Harle, Osmund and Tansley."
LATER = "Sick trees were also found in Wickmere, and again in Tansley."


def test_one_member_gives_all_that_the_sentence_joins() -> None:
    result = answer("In which parishes were sick trees found?", Shelf().put(TREES), {"Osmund": 0.95})

    assert result.short_answer == "Harle, Osmund and Tansley"
    assert [(member.text, member.citation) for member in result.members] == [
        ("Harle", 1),
        ("Osmund", 1),
        ("Tansley", 1),
    ]
    assert not result.text.startswith("at least")


def test_members_of_two_documents_are_merged_and_said_to_be_at_least_those() -> None:
    shelf = Shelf().put(TREES, publisher="Courier").put(LATER, publisher="Radio")
    result = answer(
        "In which parishes were sick trees found?",
        shelf,
        {"Harle, Osmund and Tansley": 0.95, "Wickmere": 0.9},
    )

    assert [member.text for member in result.members] == ["Harle", "Osmund", "Tansley", "Wickmere"]
    assert result.text.startswith("at least Harle, Osmund, Tansley and Wickmere: “")
    assert [citation.number for citation in result.citations] == [1, 2]
    for member in result.members:
        assert member.text in result.citations[member.citation - 1].quote


def test_a_number_is_no_answer_where_the_things_are_asked_for() -> None:
    shelf = Shelf().put(
        "The blight has reached three parishes. Sick trees were found in Harle, Osmund and Tansley."
    )
    result = answer("Which parishes has the blight reached?", shelf, {"three": 0.95})

    assert result.short_answer == "Harle, Osmund and Tansley"
    assert (
        answer(
            "Which parishes has the blight reached?",
            Shelf().put("The blight has reached three parishes. It began in May."),
            {"three": 0.95},
        ).status
        == "abstained"
    )


def test_something_beside_the_point_is_no_further_member() -> None:
    shelf = Shelf().put(TREES).put("A prize for cider went to Lundby.")
    result = answer("In which parishes were sick trees found?", shelf, {"Harle": 0.95, "Lundby": 0.7})

    assert "Lundby" not in result.text


def test_the_causes_that_a_sentence_announces_are_those_behind_it() -> None:
    shelf = Shelf().put(
        "The delays had two causes. The ground was polluted with oil. A builder went bankrupt. It rained in May."
    )
    result = answer("What were the causes of the delays?", shelf, {"polluted with oil": 0.95})

    assert [member.text for member in result.members] == [
        "ground was polluted with oil",
        "builder went bankrupt",
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many wards were closed?", "Which wards were closed?"),
        ("How many people spoke at the hearing?", "Who spoke at the hearing?"),
        ("How many members did the board have?", "Who or what were the members of the board?"),
        ("How large was the loan?", None),
        ("When and how many wards were closed?", None),
    ],
)
def test_a_count_asks_for_its_members(question: str, expected: str | None) -> None:
    assert asked_for_members(question) == expected


def _abstained(question: str) -> Answer:
    return Answer(question=question, status="abstained", text="", confidence=0.1)


def test_members_are_counted_with_a_quote_each() -> None:
    quote = "The board: Ann Lee and Tom Hale."
    found = Answer(
        question="", status="answered", text="Ann Lee and Tom Hale: …", short_answer="Ann Lee and Tom Hale",
        citations=(Citation(number=1, document_id="d", title="", quote=quote, start=0, end=len(quote)),),
        confidence=0.9, members=(Member(text="Ann Lee", citation=1), Member(text="Tom Hale", citation=1)),
    )  # fmt: skip
    question = "How many members did the board have?"
    result = counted(question, _abstained(question), lambda _: found, 0.4)

    assert result.short_answer == "2"
    assert result.computation is not None
    assert result.computation.operation == "count"
    assert [operand.value for operand in result.computation.operands] == ["Ann Lee", "Tom Hale"]
    assert result.text.startswith("2: Ann Lee [1], Tom Hale [1] = 2. “")
    assert counted(question, found, lambda _: found, 0.4) is found


def test_nothing_is_counted_where_no_members_are_named() -> None:
    plain = _abstained("How many wards were closed?")

    assert counted(plain.question, plain, _abstained, 0.4) is plain
