"""How many of the telling words of a question a passage holds."""

from __future__ import annotations

import pytest

from rag.index.coverage import coverage, telling_words

BRIDGE = "About 12,000 cars crossed the harbour bridges in 1968."


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("How many cars cross the harbour bridge?", 1.0),
        ("How many trams cross the harbour bridge?", 0.75),
        ("HARBOUR", 1.0),
        ("Who opened the library?", 0.0),
        ("12,000 in 1968", 1.0),
        ("Which harbour, when: 1968 or 1,968?", 2 / 3),
        ("", 0.0),
    ],
)
def test_the_share_of_telling_words(question: str, share: float) -> None:
    assert coverage(telling_words(question), BRIDGE) == pytest.approx(share)


def test_a_question_of_function_words_is_taken_at_its_word() -> None:
    assert telling_words("who was it?") == {"who", "be", "it"}
