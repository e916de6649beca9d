"""Questions about who said something and what somebody said."""

from __future__ import annotations

import pytest

from rag.reading.sayings import Speakers, Speech, Words, asked_saying


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who said “the pumps were off”?", Words("the pumps were off", True)),
        ('Whose words are "the pumps were off"?', Words("the pumps were off", True)),
        ("Who said that the pumps were off?", Words("the pumps were off", False)),
        ("Who on the board warned that it would flood?", Words("it would flood", False)),
        ("Who told the inquiry that the pumps were off?", Words("the pumps were off", False)),
        ("Who wrote the book that won the prize?", None),
        ("Who said the pumps had failed?", Words("the pumps had failed", False)),
        ("What did Ada Berg say about the pumps?", Speech("Ada Berg", "pumps")),
        ("What did Ada Berg say about the visitors on Sundays?", Speech("Ada Berg", "visitors on Sundays")),
        ("What does the audit report say about fraud?", Speech("audit report", "fraud")),
        ("What did the captain tell the inquiry about the fog?", Speech("captain", "fog")),
        ("What was the mayor's reaction to the flood?", None),
        ("What was the mayor's view of the flood?", Speech("mayor", "flood")),
        ("Who asked questions on the call?", Speakers("call", asking=True)),
        ("Which witnesses testified at the hearing?", Speakers("hearing", asking=False)),
        ("Who wrote the report?", None),
        ("Who reported the fire?", None),
        ("What did Ada Berg buy?", None),
        ("When did Ada Berg say it?", None),
    ],
)
def test_what_is_asked_of_words(question: str, expected: object) -> None:
    assert asked_saying(question) == expected
