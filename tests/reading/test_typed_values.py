"""Values of the asked type, and when two short answers say the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.reading.answer_types import AnswerType
from rag.reading.questions import analyse
from rag.reading.typed_values import comparable, fits, same_answer, values_for


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("half a billion dollars", "$500 million", True),
        ("1,500", "1500", True),
        ("almost 1,500", "1,500", True),
        ("$500 million", "500 million", True),
        ("Lukashenko", "Alyaksandr Lukashenka", True),
        ("December 2019", "2019", True),
        ("the Polonez launcher", "Polonez launcher", True),
        ("$500 million", "$600 million", False),
        ("2019", "2016", False),
        ("40", "65", False),
        ("Minsk", "Beijing", False),
        ("Austria", "Australia", False),
        ("5 percent", "5 million", False),
    ],
)
def test_answers_are_compared_by_what_they_say(left: str, right: str, expected: bool) -> None:
    assert same_answer(left, right) is expected
    assert same_answer(right, left) is expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("40", "65", True),
        ("40", "$65", False),
        ("2019", "May 2016", True),
        ("Minsk", "Oslo", True),
        ("a loan", "40", False),
    ],
)
def test_only_values_of_one_kind_can_disagree(left: str, right: str, expected: bool) -> None:
    assert comparable(left, right) is expected


@pytest.mark.parametrize(
    ("expects", "text", "wanted"),
    [
        ("money", "It paid $5 million for 40 buses in 2019.", ["$5 million"]),
        ("count", "It paid $5 million for 40 buses in 2019.", ["40"]),
        ("percent", "Prices rose 7 percent to 9 euros.", ["7 percent"]),
        ("duration", "A five-day visit by 20 people.", ["five-day"]),
        ("year", "In May 2019, on Monday.", ["May 2019"]),
        ("country", "Polish troops left Norway.", ["Norway"]),
    ],
)
def test_values_are_of_the_type_asked_for(expects: AnswerType, text: str, wanted: list[str]) -> None:
    assert [value.text for value in values_for(expects, text)] == wanted


@pytest.mark.parametrize(
    ("expects", "answer", "expected"),
    [
        ("money", "$5", True), ("money", "Ann Lee", False), ("count", "dozens", True), ("count", "Oslo", False),
        ("date", "May 2019", True), ("date", "a bridge", False), ("date", "the nineteenth", True),
        ("date", "Tuesday", True), ("date", "five-day", False), ("date", "two years", False),
        ("date", "a year later", True),
        ("person", "Ann Lee", True), ("person", "$40", False),
        ("any", "bread", True), ("percent", "five percent", True), ("percent", "Oslo", False),
        ("count", "16.03.2023", False), ("count", "May 2019", False), ("count", "1,950", True), ("count", "2014", True),
        ("purpose", "$500 million in 2019", False), ("purpose", "new roads", True), ("purpose", "40 buses", True),
        ("person", "Ann Lee, the president of the council of the town of Lindhaven on the coast, and Eva Aho", False),
    ],
)  # fmt: skip
def test_an_answer_of_another_type_does_not_fit(expects: AnswerType, answer: str, expected: bool) -> None:
    assert fits(expects, answer) is expected


@given(st.integers(1, 10**9), st.sampled_from(["", "$", "€"]))
def test_a_figure_agrees_with_itself_however_it_is_grouped(number: int, sign: str) -> None:
    assert same_answer(f"{sign}{number}", f"{sign}{number:,}")


@given(st.text(max_size=40), st.text(max_size=40))
@example("0", "0;1")
def test_comparing_is_symmetrical_and_reflexive(left: str, right: str) -> None:
    assert same_answer(left, left)
    assert same_answer(left, right) == same_answer(right, left)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("How long did the crossing take?", "three days", True),
        ("How long did the crossing take?", "635 GB", False),
        ("How long was the tunnel?", "12 km", True), ("How long was the strike?", "12 days", True),
        ("How long did the strike last?", "12 km", False), ("How long did the strike last?", "from 2 to 9 May", True),
        ("How heavy is the bell?", "2.5 tonnes", True), ("How heavy is the bell?", "90 minutes", False),
        ("How heavy is the bell?", "about 62", True),
        ("How far is it to Lodz?", "40 minutes", True), ("How far is it to Lodz?", "40 litres", False),
        ("How many kilometres did they cycle?", "30 miles", True),
        ("How many kilometres did they cycle?", "30 kg", False),
        ("When did the ship arrive?", "40 km", False), ("When did the ship arrive?", "4 May, at 30 knots", True),
        ("How much did the ship cost?", "40 tonnes", False), ("How much did the ship cost?", "40 million", True),
    ],
)  # fmt: skip
def test_a_figure_in_units_of_another_measure_does_not_fit(
    question: str, answer: str, expected: bool
) -> None:
    asked = analyse(question)
    assert fits(asked.expects, answer, asked.measures) is expected
