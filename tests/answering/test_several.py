"""Several questions asked at once, as one answer."""

from __future__ import annotations

from rag.answering.several import together
from rag.results import Answer
from tests.answering.fakes import Shelf, answer

MILL = "The mill of Arvik employs 240 workers. It was built in 1911."


def _answers() -> list[Answer]:
    shelf = Shelf().put(MILL)
    workers = answer("How many workers does the mill employ?", shelf, {"240 workers": 0.95})
    built = answer("When was the mill built?", shelf, {"1911": 0.95})
    nothing = answer("Who owns the mill?", shelf)
    assert [one.status for one in (workers, built, nothing)] == ["answered", "answered", "abstained"]
    return [workers, built, nothing]


def test_citations_are_numbered_through_and_marks_lead_to_their_own() -> None:
    workers, built, _ = _answers()
    both = together("How many …, and when?", [workers, built])
    assert both.status == "answered"
    assert both.short_answer == f"{workers.short_answer}; {built.short_answer}"
    assert [citation.number for citation in both.citations] == list(range(1, len(both.citations) + 1))
    for statement in both.statements:
        for number in statement.citations:
            assert f"[{number}]" in statement.text
    quotes = [both.citations[statement.citations[0] - 1].quote for statement in both.statements]
    assert "240 workers" in quotes[0]
    assert "1911" in quotes[-1]


def test_it_says_which_question_was_not_answered() -> None:
    workers, _, nothing = _answers()
    both = together("How many …, and who?", [nothing, workers])
    assert both.status == "answered"
    assert "Not answered: “Who owns the mill?”" in both.text
    assert both.confidence == workers.confidence
    assert both.closest is None


def test_it_is_as_sure_as_the_least_sure_of_its_answers() -> None:
    workers, built, _ = _answers()
    assert together("?", [workers, built]).confidence == min(workers.confidence, built.confidence)


def test_where_nothing_is_answered_it_abstains_with_what_came_closest() -> None:
    nothing = _answers()[2]
    both = together("Who and who?", [nothing, nothing])
    assert (both.status, both.statements, both.short_answer) == ("abstained", (), "")
    assert both.text == nothing.text
    assert both.closest == nothing.closest
