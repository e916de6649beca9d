"""Asking everything: from cases to outcomes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from eval.progress import worked
from eval.suite.cases import CaseSet
from eval.suite.outcomes import ClaimOutcome, QuestionOutcome, holds_marker
from eval.suite.rankings import DEPTH
from eval.suite.system import System
from rag.cases import ClaimCase, QuestionCase
from rag.errors import FactcheckError
from rag.results import Passage


@dataclass(frozen=True, slots=True)
class Run:
    """The outcomes of a set of cases; ``complete`` is false when the run was stopped."""

    questions: list[QuestionOutcome]
    claims: list[ClaimOutcome]
    complete: bool = True


def run_cases(system: System, cases: CaseSet) -> Run:
    """Ask every question and verify every claim, in order."""
    _warm(system, cases)
    questions = worked("Questions", cases.questions, lambda case: ask_case(system, case, cases))
    if not questions.complete:
        return Run(questions.made, [], complete=False)
    claims = worked("Claims", cases.claims, lambda case: verify_case(system, case, cases))
    return Run(questions.made, claims.made, claims.complete)


def ask_case(system: System, case: QuestionCase, cases: CaseSet) -> QuestionOutcome:
    """One question: the answer, the forced answer and the ranking of the passages."""
    markers = cases.markers(case.facts)
    try:
        start = time.perf_counter()
        answer = system.ask(case.question, case.history, forced=False)
        seconds = time.perf_counter() - start
        forced = system.ask(case.question, case.history, forced=True)
        # A follow-up is searched for in its full form, as the program itself does.
        passages = system.search(answer.rewritten or case.question, DEPTH) if markers else ()
    except FactcheckError as error:
        return QuestionOutcome(case, markers, error=str(error))
    return QuestionOutcome(
        case=case,
        markers=markers,
        answer=answer,
        forced=forced,
        relevant=_relevance(passages, markers),
        exact=tuple(system.reproduces(citation) for citation in answer.citations),
        seconds=seconds,
    )


def verify_case(system: System, case: ClaimCase, cases: CaseSet) -> ClaimOutcome:
    """One claim and its verdicts."""
    markers = cases.markers(case.facts)
    try:
        start = time.perf_counter()
        verdicts = tuple(system.verify(case.claim))
        seconds = time.perf_counter() - start
    except FactcheckError as error:
        return ClaimOutcome(case, markers, error=str(error))
    exact = tuple(system.reproduces(source) for verdict in verdicts for source in verdict.evidence)
    return ClaimOutcome(case, markers, verdicts, exact, seconds)


def _relevance(passages: Sequence[Passage], markers: tuple[str, ...]) -> tuple[bool, ...]:
    return tuple(holds_marker(passage.text, markers) for passage in passages)


def _warm(system: System, cases: CaseSet) -> None:
    # Models are loaded by the first call; the figures are about the following ones.
    try:
        if cases.questions:
            system.ask(cases.questions[0].question, (), forced=False)
        if cases.claims:
            system.verify(cases.claims[0].claim)
    except FactcheckError:
        # The run itself will report it, case by case.
        return
