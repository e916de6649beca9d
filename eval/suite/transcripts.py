"""Every case in words: what was asked, expected, given and cited."""

from __future__ import annotations

from eval.page import CaseList, CaseRow, Quote
from eval.suite.outcomes import ClaimOutcome, QuestionOutcome, holds_marker
from eval.suite.system import System
from rag.results import Source


def question_lists(outcomes: list[QuestionOutcome], place: str, system: System) -> list[CaseList]:
    """The answerable and the unanswerable questions, in their order."""
    parts = (("Questions", False), ("Questions without an answer", True))
    lists = [
        CaseList(
            f"{title} {place}",
            tuple(_question(o, system) for o in outcomes if o.case.unanswerable == unanswerable),
        )
        for title, unanswerable in parts
    ]
    return [found for found in lists if found.rows]


def claim_lists(outcomes: list[ClaimOutcome], place: str) -> list[CaseList]:
    """The claims, in their order."""
    return [CaseList(f"Claims {place}", tuple(_claim(o) for o in outcomes))] if outcomes else []


def _question(outcome: QuestionOutcome, system: System) -> CaseRow:
    case, answer = outcome.case, outcome.answer
    expected = " / ".join(case.answers) or " … or … ".join(outcome.markers)
    tags = [f"{case.half} half", case.style.replace("_", " ")]
    note = ""
    if outcome.error:
        given = f"error: {outcome.error}"
    elif answer is None:
        given = ""
    elif answer.status == "abstained":
        given = f"no answer (confidence {answer.confidence:.2f})"
        if answer.closest:
            note = f"closest: “{answer.closest.quote}” {answer.closest.reason}"
    else:
        given = f"{answer.short_answer or answer.text} ({answer.status}, confidence {answer.confidence:.2f})"
    if answer and answer.rewritten:
        note = f"understood as: {answer.rewritten} {note}".rstrip()
    return CaseRow(
        id=case.id,
        tags=(*tags, case.trap.replace("_", " ")) if case.trap else tuple(tags),
        asked=case.question,
        before=tuple(f"{asked} {said}" for asked, said in case.history),
        expected="no answer" if case.unanswerable else expected,
        given=given,
        right=outcome.right,
        note=note,
        quotes=tuple(
            _quote(citation, exact, good, system.name_of(citation.document_id))
            for citation, exact, good in zip(
                answer.citations if answer else (), outcome.exact, outcome.supported(), strict=True
            )
        ),
    )


def _claim(outcome: ClaimOutcome) -> CaseRow:
    case = outcome.case
    evidence = [source for verdict in outcome.verdicts for source in verdict.evidence]
    given = f"error: {outcome.error}" if outcome.error else f"{outcome.label} ({outcome.confidence:.2f})"
    notes = [verdict.note for verdict in outcome.verdicts if verdict.note]
    notes += [
        f"{difference.kind}: {difference.claim} in the claim, {difference.evidence} in the source"
        for verdict in outcome.verdicts
        for difference in verdict.differences
    ]
    return CaseRow(
        id=case.id,
        tags=(f"{case.half} half", *([case.group] if case.group else [])),
        asked=case.claim,
        expected=case.label,
        given=given,
        right=outcome.right,
        note="; ".join(notes),
        quotes=tuple(
            _quote(
                source,
                exact,
                holds_marker(source.quote, outcome.markers),
                f"{source.stance} {source.probability:.2f} · {source.title}",
            )
            for source, exact in zip(evidence, outcome.exact, strict=True)
        ),
    )


def _quote(source: Source, exact: bool, good: bool, where: str) -> Quote:
    note = "" if exact else "the source does not have these words at this place"
    return Quote(source.quote, f"{where}, {source.start} to {source.end}", note, good and exact)
