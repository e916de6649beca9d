"""What was typed, taken apart into questions, and questions that expect a yes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.parts import affirmative, questions_in


@pytest.mark.parametrize(
    ("typed", "questions"),
    [
        ("Who runs the mill?", ["Who runs the mill?"]),
        ("Hello! Who runs the mill? Many thanks.", ["Who runs the mill?"]),
        ("Who runs the mill and when was it built?", ["Who runs the mill?", "when was it built?"]),
        ("Who runs the mill? When was it built?", ["Who runs the mill?", "When was it built?"]),
        ("1. Who runs the mill\n2. When was it built", ["Who runs the mill?", "When was it built?"]),
        ("How long is the pier, and how high is it?", ["How long is the pier?", "how high is it?"]),
        ("Which towns have a mill and a harbour?", ["Which towns have a mill and a harbour?"]),
        ("Who was mayor and who?", ["Who was mayor and who?"]),
        ("The mill burnt down. When was that?", ["The mill burnt down. When was that?"]),
        ("", [""]),
        ("mill workers 2019", ["mill workers 2019"]),
    ],
)
def test_questions_are_taken_apart(typed: str, questions: list[str]) -> None:
    assert list(questions_in(typed)) == questions


def test_a_long_list_is_left_whole() -> None:
    typed = " ".join(f"Who runs mill number {number}?" for number in range(9))
    assert questions_in(typed) == (typed,)


@given(st.text(max_size=200))
def test_any_text_goes_through(typed: str) -> None:
    assert questions_in(typed)
    assert isinstance(affirmative(typed), str)


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Isn't she the mayor?", "Is she the mayor?"),
        ("Can’t the bridge carry lorries?", "Can the bridge carry lorries?"),
        ("Was the mill not sold in 2019?", "Was the mill sold in 2019?"),
        ("The mill was sold, wasn't it?", "Was the mill sold?"),
        ("Ann Lee has resigned, hasn't she?", "Has Ann Lee resigned?"),
        ("The mill burnt down, didn't it?", "Is it true that the mill burnt down?"),
        ("Won't it open?", "Will it open?"),
        ("Is the mill open?", "Is the mill open?"),
        ("Which mill did not open?", "Which mill did not open?"),
    ],
)
def test_a_question_that_expects_yes_is_put_without_its_negation(question: str, plain: str) -> None:
    assert affirmative(question) == plain


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("How high was revenue in 2021? Answer in USD millions.", "How high was revenue in 2021?"),
        (
            "What did the quay cost? Round your answer to two decimal places. Base your judgement on the report.",
            "What did the quay cost?",
        ),
        ("Who runs the mill? The mill was built in 1900.", "Who runs the mill? The mill was built in 1900."),
        ("Give the answer of the mayor.", "Give the answer of the mayor."),
    ],
)
def test_the_form_of_an_answer_is_left_aside_and_nothing_else(typed: str, question: str) -> None:
    assert questions_in(typed) == (question,)
