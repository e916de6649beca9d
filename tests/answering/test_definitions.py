"""What something or somebody is: only what a sentence says of the very name."""

from __future__ import annotations

import pytest

from rag.answering.definitions import defined_term
from tests.answering.fakes import Shelf, answer


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is fire blight?", "fire blight"),
        ("Who is Jo Whitfield?", "Jo Whitfield"),
        ("What does fallow mean?", "fallow"),
        ("What is a berth holder?", "berth holder"),
        ("Who is the mayor?", None),
        ("What is the price of bread?", None),
        ("What was the weather like?", None),
        ("What is known about the loan?", None),
    ],
)
def test_the_term_of_a_definition_is_told(question: str, term: str | None) -> None:
    assert defined_term(question) == term


def test_an_apposition_says_who_somebody_is_where_the_reader_does_not_see_it() -> None:
    shelf = Shelf().put("Whitfield, a nurse by profession, joined the club in 2011. Goals came late.")

    assert answer("Who is Jo Whitfield?", shelf).short_answer == "nurse by profession"


@pytest.mark.parametrize(
    ("question", "text", "read"),
    [
        (
            "Who is Jo Whitfield?",
            "The goals came from Priya Nandakumar, Jo Whitfield and Tess Moss.",
            "Priya Nandakumar",
        ),
        ("What is dredging?", "Roe replied that without dredging no ship could enter.", "without"),
        ("What is silt?", "Ships could not enter because of silt from the river Orne.", "Ships"),
    ],
)
def test_what_stands_beside_a_name_by_chance_is_no_definition(question: str, text: str, read: str) -> None:
    assert answer(question, Shelf().put(text), {read: 0.97}).status == "abstained"


def test_what_the_sentence_calls_the_term_is_its_definition() -> None:
    shelf = Shelf().put("It was removed by digging out the soil, a method called soil washing.")

    assert (
        answer("What is soil washing?", shelf, {"digging out the soil": 0.95}).short_answer
        == "digging out the soil"
    )
