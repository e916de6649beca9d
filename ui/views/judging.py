"""Judging as safe HTML: right or wrong, and the form that makes an answer or a verdict a case of the evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from ui.state.cases import LABELS
from ui.views.markup import EMPTY, joined, text
from ui.views.signs import drawn
from ui.wording import check_wording, phrases

if TYPE_CHECKING:
    from rag.results import Answer, Verdict
    from ui.state.opinions import Opinion

_FORM = Markup(
    '<details class="fc-doing" open><summary>{add}</summary><div class="fc-fields" data-form>{fields}'
    '<button type="button" class="fc-step fc-main" data-event="learn"{where}>{add}</button></div></details>'
)


def answer_judging(answer: Answer, opinion: Opinion, where: Markup) -> Markup:
    """The judging of an answer; ``where`` are the attributes by which the server knows it."""
    if opinion.judged is None:
        return _judging(opinion, where, EMPTY)
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
    return _judging(opinion, where, _form(fields, where))


def verdict_judging(verdict: Verdict, opinion: Opinion, where: Markup) -> Markup:
    """The judging of a verdict, likewise."""
    if opinion.judged is None:
        return _judging(opinion, where, EMPTY)
    right = opinion.judged == "right"
    if right and verdict.label not in LABELS:
        return _judging(opinion, where, Markup('<p class="fc-byline">{}</p>').format(text(phrases.NO_CASE)))
    labels = [label for label in LABELS if right == (label == verdict.label)]
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
            Markup('<option value="{}">{}</option>').format(label, text(words)) for label, words in choices
        ),
    )
    return _judging(opinion, where, _form(fields, where))


def _judging(opinion: Opinion, where: Markup, form: Markup) -> Markup:
    choices = joined(
        Markup(
            '<button type="button" class="fc-small" data-event="judge" data-kind="{}"{} aria-pressed="{}">{}</button>'
        ).format(kind, where, "true" if opinion.judged == kind else "false", text(label))
        for kind, label in (("right", phrases.JUDGE_RIGHT), ("wrong", phrases.JUDGE_WRONG))
    )
    return Markup(
        '<div class="fc-judging"><div class="fc-choices" role="group" aria-label="{0}"><span>{0}</span>{1}</div>'
        "{2}{3}</div>"
    ).format(text(phrases.JUDGE), choices, form, _told(opinion))


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
