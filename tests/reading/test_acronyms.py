"""What an abbreviation stands for."""

from __future__ import annotations

import pytest

from rag.reading.acronyms import as_written, asked_abbreviation, expansion, with_expansions
from rag.reading.protocol import PassageReading, Span


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("What does ISO stand for?", "ISO"),
        ("what do the initials HTML stand for", "HTML"),
        ("What is NATO short for?", "NATO"),
        ("WHAT DOES UNESCO MEAN?", "UNESCO"),
        ("What is the full name of the OECD?", "OECD"),
        ("What did the UN say?", None),
        ("Who stands for election?", None),
    ],
)
def test_the_abbreviation_that_is_asked_for(question: str, short: str | None) -> None:
    assert asked_abbreviation(question) == short


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (
            "He joined the Institute for the Study of Tides (IST) in May.",
            "IST",
            "Institute for the Study of Tides",
        ),
        ("The World Harbour Organization (WHO) met.", "WHO", "World Harbour Organization"),
        ("the northern ferry line (“NFL”; now closed)", "NFL", "northern ferry line"),
        ("The bridge (IST) is long.", "IST", None),
        ("IST met on Tuesday.", "IST", None),
    ],
)
def test_the_long_form_stands_before_the_parenthesis(text: str, short: str, long: str | None) -> None:
    place = expansion(text, short)
    assert (text[slice(*place)] if place else None) == long


def test_readings_of_other_passages_and_questions_are_left_alone() -> None:
    reading = PassageReading((Span(0, 3, 0.9),), 0.4)
    texts = ["The World Harbour Organization (WHO) met.", "WHO met."]
    first, second = with_expansions("What does WHO stand for?", texts, [reading, reading])
    assert texts[0][first.spans[0].start : first.spans[0].end] == "World Harbour Organization"
    assert first.answerable > 0.9
    assert second == reading
    assert with_expansions("Who met?", texts, [reading, reading]) == [reading, reading]


@pytest.mark.parametrize(
    ("question", "text", "wording"),
    [
        (
            "When did the WHO summit begin?",
            "The World Harbour Organization summit began in May.",
            "When did the World Harbour Organization summit begin?",
        ),
        (
            "Who leads the IST?",
            "Ann Lee of the Institute for the Study of Tides spoke.",
            "Who leads the Institute for the Study of Tides?",
        ),
        ("What did the World Harbour Organization say?", "The WHO said no.", "What did the WHO say?"),
        ("Who leads the IST?", "The IST was led by Ann Lee.", "Who leads the IST?"),
        ("Who leads the IST?", "The Bridge Club was led by Ann Lee.", "Who leads the IST?"),
        ("WHO LEADS THE IST?", "The Institute for the Study of Tides", "WHO LEADS THE IST?"),
    ],
)
def test_a_question_in_the_words_of_the_text(question: str, text: str, wording: str) -> None:
    assert as_written(question, text) == wording
