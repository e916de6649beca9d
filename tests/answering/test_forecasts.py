"""A value of a source's own time is no answer about a later one."""

from __future__ import annotations

from tests.answering.fakes import Shelf, answer

FEE = "The harbour fee in Kelm is 42 euros a day."


def test_what_a_source_says_of_its_own_time_is_no_forecast() -> None:
    shelf = Shelf().put(FEE, published="2023-03-15")
    result = answer(
        "What will the harbour fee in Kelm be in 2031?", shelf, {"42 euros": 0.99}, min_confidence=0.01
    )

    assert result.status == "abstained"
    assert "no statement about 2031" in result.text
    assert result.closest is not None
    assert result.closest.quote == FEE


def test_what_a_source_expects_is_quoted() -> None:
    text = "The harbour fee in Kelm will be 50 euros a day in 2031."
    result = answer(
        "What will the harbour fee in Kelm be in 2031?",
        Shelf().put(text, published="2023-03-15"),
        {"50 euros": 0.99},
    )

    assert (result.status, result.short_answer) == ("answered", "50 euros")


def test_this_week_has_begun_and_is_no_time_to_come() -> None:
    from rag.answering.forecasts import no_forecast
    from rag.reading.questions import analyse

    found = answer(
        "How much is the harbour fee in Kelm?", Shelf().put(FEE, published="2023-03-12"), {"42 euros": 0.99}
    )

    for question, status in (
        ("What is the fee this week?", "answered"),
        ("What is the fee next year?", "abstained"),
    ):
        assert no_forecast(analyse(question, (), "2023-03-21"), found).status == status
