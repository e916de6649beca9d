"""Answers of a shape that the question's words do not ask for."""

from __future__ import annotations

import pytest

from rag.reading.questions import analyse
from rag.reading.shapes import missing_shape, unsaid


def shaped(question: str, sentence: str, answer: str) -> bool:
    start = sentence.index(answer)
    return not missing_shape(analyse(question), sentence, (start, start + len(answer)))


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "right"),
    [
        ("How old is Mara Lind?", "Mara Lind left for a five-day visit.", "five-day", False),
        ("How old is Mara Lind?", "Mara Lind joined the board three years ago.", "three", False),
        ("How old is Mara Lind?", "Mara Lind, 54, leads the board.", "54", True),
        ("How old is Mara Lind?", "Mara Lind is 54 years old.", "54 years", True),
        ("How old was she when she won?", "She won the race aged nineteen.", "nineteen", True),
        ("How old is the league?", "The league has lasted for more than 20 years.", "20 years", True),
        ("How old is the bridge?", "The bridge was finished in 1901.", "1901", True),
        (
            "How much salt did Norland export?",
            "Exports of salt exceeded imports five times.",
            "five times",
            False,
        ),
        (
            "How much larger were exports than imports?",
            "Exports exceeded imports five times.",
            "five times",
            True,
        ),
        ("When will the tolls be lifted?", "Tolls have been raised since late 2020.", "late 2020", False),
        ("When will the tolls be lifted?", "Tolls are to be lifted in May 2026.", "May 2026", True),
        ("When were the tolls lifted?", "Tolls were lifted in May 2020.", "May 2020", True),
        ("In what year will Norland vote?", "Norland plans a vote in 2031.", "2031", True),
        ("How many times did she win?", "She won five times.", "five times", True),
        ("How much salt did Norland export?", "Norland exported 90 tonnes of salt.", "90 tonnes", True),
    ],
)
def test_an_age_is_no_other_span_and_a_multiple_no_amount(
    question: str, sentence: str, answer: str, right: bool
) -> None:
    assert shaped(question, sentence, answer) is right


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("What did Lind say in Aldermouth?", "In May, Secretary of State Lind visited Aldermouth.", False),
        ("What did Lind say in Aldermouth?", "In Aldermouth, Lind promised more boats.", True),
        ("What did Lind say in Aldermouth?", "“We shall build it”, Lind told Aldermouth.", True),
        ("What did Lind do in Aldermouth?", "In May, Lind visited Aldermouth.", True),
        ("What does the report say about boats?", "Boats are dearer than before.", True),
    ],
)
def test_what_somebody_said_is_told_by_a_sentence_that_tells_it(
    question: str, sentence: str, told: bool
) -> None:
    assert unsaid(analyse(question), sentence) is not told
