"""Judging as safe HTML: right or wrong, and the form that makes an answer or a verdict a case of the evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from ui.state.cases import LABELS
from ui.views import render
from ui.views.markup import EMPTY, joined, text
from ui.views.signs import drawn
from ui.wording import check_wording, phrases, review_wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rag.results import Answer, Verdict
    from rag.reviews import Fault
    from ui.state.opinions import Opinion

_FORM = Markup(
    '<details class="fc-doing" open><summary>{add}</summary><div class="fc-fields" data-form>{fields}'
    '<button type="button" class="fc-step fc-main" data-event="learn"{where}>{add}</button></div></details>'
)


def answer_judging(answer: Answer, opinion: Opinion, where: Markup) -> Markup:
    """The judging of an answer; ``where`` are the attributes by which the server knows it."""
    faults = review_wording.FAULTS_OF_ANSWER
    if opinion.judged is None:
        return _judging(opinion, where, EMPTY, faults)
    right = opinion.judged == "right"
    fields = Markup(
        '<label>{label}<input name="answers" value="{answers}" maxlength="500" autocomplete="off"></label>'
        '<label class="fc-tick"><input type="checkbox" name="unanswerable"{checked}>{unanswerable}</label>'
    ).format(
        label=text(phrases.CASE_ANSWERS),
        answers=text(answer.short_answer if right else ""),
        checked=Markup(" checked") if right and answer.status == "abstained" else EMPTY,
        unanswerable=text(phrases.CASE_UNANSWERABLE),
    )
    return _judging(opinion, where, _form(fields, where), faults)


def verdict_judging(verdict: Verdict, opinion: Opinion, where: Markup) -> Markup:
    """The judging of a verdict, likewise."""
    faults = review_wording.FAULTS_OF_VERDICT
    others = {name: words for name, words in check_wording.VERDICTS.items() if name != verdict.label}
    if opinion.judged is None:
        return _judging(opinion, where, EMPTY, faults, others)
    right = opinion.judged == "right"
    if right and verdict.label not in LABELS:
        no_case = Markup('<p class="fc-byline">{}</p>').format(text(phrases.NO_CASE))
        return _judging(opinion, where, no_case, faults, others)
    labels = [label for label in LABELS if right == (label == verdict.label)]
    given = opinion.review.label if opinion.review is not None else None
    choices = [("", phrases.CASE_LABEL_OPEN)] if len(labels) > 1 else []
    choices += [(label, check_wording.VERDICTS[label]) for label in labels]
    fields = Markup(
        '<label>{claim_label}<textarea name="claim" rows="3" maxlength="2000">{claim}</textarea></label>'
        '<label>{label_label}<select name="label">{choices}</select></label>'
    ).format(
        claim_label=text(phrases.CASE_CLAIM),
        claim=text(" ".join(verdict.claim.split())),
        label_label=text(phrases.CASE_LABEL),
        choices=joined(
            Markup('<option value="{}"{}>{}</option>').format(
                label, Markup(" selected") if label and label == given else EMPTY, text(words)
            )
            for label, words in choices
        ),
    )
    return _judging(opinion, where, _form(fields, where), faults, others)


def _judging(
    opinion: Opinion,
    where: Markup,
    form: Markup,
    faults: Mapping[Fault, str],
    labels: Mapping[str, str] | None = None,
) -> Markup:
    """``labels`` are the verdicts that may take the place of the program's."""
    return render(
        "judging.html",
        phrases=phrases,
        words=review_wording,
        where=where,
        judged=opinion.judged,
        review=opinion.review,
        line=review_wording.reviewed(opinion.reviews),
        faults=faults,
        labels=labels,
        form=form,
        told=_told(opinion),
    )


def _form(fields: Markup, where: Markup) -> Markup:
    return _FORM.format(add=text(phrases.ADD_CASE), fields=fields, where=where)


def _told(opinion: Opinion) -> Markup:
    if not opinion.told:
        return EMPTY
    if opinion.failed:
        return Markup('<p class="fc-warning" role="alert">{}</p>').format(text(opinion.told))
    return Markup('<p class="fc-verified" role="status"><span aria-hidden="true">{}</span> {}</p>').format(
        drawn("✓"), text(opinion.told)
    )
