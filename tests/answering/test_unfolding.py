"""A coordinated sentence as the reader sees it for one question, and the way back into the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.unfolding import unfolded, with_span_of_time
from rag.reading.protocol import PassageReading, Span

WARDS = "The clinic was full. It treated 1,204 patients in May and 1,310 in June. Nobody was sent away."


@pytest.mark.parametrize(
    ("month", "figure", "other"), [("May", "1,204", "1,310"), ("June", "1,310", "1,204")]
)
def test_the_reader_sees_the_statement_that_is_asked_about(month: str, figure: str, other: str) -> None:
    seen = unfolded(f"How many patients did the clinic treat in {month}?", WARDS)
    assert figure in seen.text
    assert other not in seen.text
    assert seen.text.startswith("The clinic was full. ")
    assert seen.text.endswith(" Nobody was sent away.")


def test_a_span_leads_back_to_the_words_of_the_source() -> None:
    seen = unfolded("How many patients did the clinic treat in June?", WARDS)
    start = seen.text.index("1,310")
    behind = seen.text.index("Nobody")
    placed = seen.placed(
        PassageReading((Span(start, start + 5, 0.9), Span(behind, behind + 6, 0.1)), 0.9)
    ).spans
    assert [WARDS[span.start : span.end] for span in placed] == ["1,310", "Nobody"]


def test_a_span_over_the_edge_of_a_statement_is_left_out() -> None:
    seen = unfolded("How many patients did the clinic treat in June?", WARDS)
    edge = seen.swaps[0].start
    assert seen.placed(PassageReading((Span(edge - 5, edge + 5, 0.9),), 0.9)).spans == ()


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("How many patients were there?", WARDS),  # neither month is asked about
        ("Who runs the clinic?", "Kari Nord runs the clinic."),
        ("", ""),
    ],
)
def test_what_is_not_surely_asked_about_stays_as_it_is(question: str, passage: str) -> None:
    assert unfolded(question, passage).text == passage


@given(
    st.text(max_size=80),
    st.sampled_from([WARDS, "Arvik sold 12 and Elberg 19 boats.", "7 in May and 9; 8, and 1"]),
)
def test_every_span_is_words_of_the_source(question: str, passage: str) -> None:
    seen = unfolded(question, passage)
    spans = tuple(Span(at, min(at + 7, len(seen.text)), 0.1) for at in range(len(seen.text)))
    for span in seen.placed(PassageReading(spans, 0.5)).spans:
        assert 0 <= span.start < span.end <= len(passage)


@pytest.mark.parametrize(
    ("question", "text", "changed"),
    [
        (
            "Who was mayor in 2018?", "Ines Falk was mayor from 2015 to 2023.",
            "Who was mayor from 2015 to 2023?",
        ),
        ("Who was mayor in 2003?", "Ines Falk was mayor from 2015 to 2023.", "Who was mayor in 2003?"),
        (
            "Who was mayor in 2018?", "Ines Falk, mayor from 2015 to 2023, resigned in 2018.",
            "Who was mayor in 2018?",
        ),
    ],
)  # fmt: skip
def test_a_date_within_a_span_is_asked_for_as_the_span(question: str, text: str, changed: str) -> None:
    assert with_span_of_time(question, text) == changed
