"""Whether a sentence tells of the event that a question asks the date of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.reading.events import NEAR, tells_event
from rag.reading.questions import analyse

ALIKE = [{"travel", "visited"}, {"established", "founded"}]


def similarity(word: str, others: Sequence[str]) -> list[float]:
    return [NEAR + 0.1 if {word, other} in ALIKE else NEAR - 0.1 for other in others]


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("When did Estavia join Norland?", "Since late 2020 Norland has sanctioned Estavia.", False),
        ("When did Estavia join Norland?", "Estavia joined Norland in 2020.", True),
        ("When did Mara Lind travel to Oslo?", "Mara Lind visited Oslo in May 2020.", True),
        ("In what year was Sandvik established?", "Sandvik was founded in 1901.", True),
        ("In what year was Sandvik established?", "The plague came to Sandvik in 1347.", False),
        ("In what year was Sandvik established?", "It dates from 1901.", True),
        ("Who joined Norland?", "Since late 2020 Norland has sanctioned Estavia.", True),
        ("When was Sandvik?", "The plague came to Sandvik in 1347.", True),
    ],
)
def test_an_event_is_told_by_its_word_or_one_near_it(question: str, sentence: str, told: bool) -> None:
    assert tells_event(analyse(question, (sentence,)), sentence, similarity) is told
