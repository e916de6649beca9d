"""Judging as safe HTML: right or wrong, and the form that makes an answer or a verdict a case of the evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.state.cases import LABELS
from ui.views import render
from ui.wording import check_wording, phrases, review_wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from rag.results import Answer, Verdict
    from rag.reviews import Fault
    from ui.state.opinions import Opinion


def answer_judging(answer: Answer, opinion: Opinion, where: Mapping[str, object]) -> Markup:
    """The judging of an answer; ``where`` are the attributes by which the server knows it."""
    right = opinion.judged == "right"
    return _judging(
        opinion,
        where,
        review_wording.FAULTS_OF_ANSWER,
        form="answer",
        answers=answer.short_answer if right else "",
        unanswerable=right and answer.status == "abstained",
    )


def verdict_judging(verdict: Verdict, opinion: Opinion, where: Mapping[str, object]) -> Markup:
    """The judging of a verdict, likewise."""
    others = {name: words for name, words in check_wording.VERDICTS.items() if name != verdict.label}
    right = opinion.judged == "right"
    labels = [label for label in LABELS if right == (label == verdict.label)]
    choices = [("", phrases.CASE_LABEL_OPEN)] if len(labels) > 1 else []
    choices += [(label, check_wording.VERDICTS[label]) for label in labels]
    return _judging(
        opinion,
        where,
        review_wording.FAULTS_OF_VERDICT,
        others,
        form="verdict" if labels else "none",
        claim=" ".join(verdict.claim.split()),
        choices=choices,
    )


def _judging(
    opinion: Opinion,
    where: Mapping[str, object],
    faults: Mapping[Fault, str],
    labels: Mapping[str, str] | None = None,
    **case: object,
) -> Markup:
    """``labels`` are the verdicts that may take the place of the program's; ``case`` fills the form."""
    return render(
        "judging.html",
        where=where,
        opinion=opinion,
        line=review_wording.reviewed(opinion.reviews),
        faults=faults,
        labels=labels,
        **case,
    )
