"""A draft with its claims marked: how far the check is, how many of which verdict, and the text itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from ui import wording
from ui.views.markup import EMPTY, joined, text
from ui.views.signs import drawn
from ui.wording import check_wording, review_wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.results import Quotation, VerdictLabel
    from ui.state.drafts import Draft

SIGNS: dict[VerdictLabel, str] = {
    "SUPPORTED": "✓",
    "REFUTED": "✕",
    "CONFLICTING": "≠",
    "NOT_ENOUGH_EVIDENCE": "?",
    "NOT_CHECKABLE": "–",
}
QUOTATION_SIGNS = {"verbatim": "✓", "altered": "≠", "not_found": "?"}
_PENDING = "○"
_WITHDRAWN = "∅"
_OFF = Markup(" disabled")


class Standing(NamedTuple):
    """What counts for a claim: a label for its colour, a sign, and words."""

    label: str
    sign: str
    words: str


def standing(draft: Draft, index: int) -> Standing:
    """The verdict on claim ``index`` that counts: a person's, where there is one."""
    verdict, label = draft.verdicts[index], draft.label_at(index)
    if label is None:
        return Standing("WITHDRAWN", _WITHDRAWN, review_wording.WITHDRAWN)
    words = check_wording.verdict(verdict) if label == verdict.label else check_wording.VERDICTS[label]
    return Standing(label, SIGNS[label], words)


def marked_draft(draft: Draft) -> Markup:
    """How far the check is, how many claims have which verdict, and the draft with its claims marked."""
    if draft.state == "writing":
        return EMPTY
    if draft.state == "failed":
        problem = Markup(
            '<div class="fc-answer fc-problem" role="alert"><p class="fc-badge">'
            '<span class="fc-sign" aria-hidden="true">{}</span> {}</p><p>{}</p></div>'
        ).format(drawn("⚠"), text(wording.PROBLEM), text(draft.note or wording.FAULT))
    else:
        problem = EMPTY
    return Markup(
        '<section class="fc-marked" data-state="{}" data-record="{}"><div class="fc-marked-head">{}{}{}</div>{}'
        '<div class="fc-draft-text">{}</div></section>'
    ).format(
        draft.state,
        draft.key if draft.kept else "",
        _progress(draft),
        _tally(draft),
        _savings(draft),
        problem,
        _pieces(draft),
    )


def _progress(draft: Draft) -> Markup:
    done, total = len(draft.verdicts), len(draft.claims)
    if draft.state == "checking":
        bar = Markup('<progress value="{}" max="{}" aria-label="{}"></progress>').format(
            done, max(total, 1), text(check_wording.MARKED)
        )
        return Markup('<p class="fc-progress">{}<span>{}</span></p>').format(
            bar, text(check_wording.checking(done, total))
        )
    words = check_wording.checked(done, draft.state == "stopped") if total else check_wording.NO_CLAIMS
    return Markup('<p class="fc-progress" role="status">{}</p>').format(text(words))


def _tally(draft: Draft) -> Markup:
    """A button for each verdict, which leads to the next claim with it; all from the start, so nothing moves."""
    count = Counter(draft.label_at(index) for index in range(len(draft.verdicts)))
    buttons = joined(
        Markup(
            '<button type="button" class="fc-tally-one" data-event="tally" data-label="{label}" title="{title}"{off}>'
            '<span class="fc-sign" aria-hidden="true">{sign}</span> {count} {words}</button>'
        ).format(
            label=label,
            title=text(check_wording.NEXT_OF),
            off=EMPTY if count[label] else _OFF,
            sign=drawn(sign),
            count=count[label],
            words=text(check_wording.VERDICTS[label]),
        )
        for label, sign in SIGNS.items()
    )
    return Markup('<div class="fc-tally">{}</div>').format(buttons)


def _savings(draft: Draft) -> Markup:
    off = EMPTY if draft.verdicts and draft.state != "checking" else _OFF
    buttons = joined(
        Markup(
            '<button type="button" class="fc-small" data-event="export" data-format="{}"{}>{}</button>'
        ).format(name, off, text(label))
        for name, label in check_wording.EXPORTS.items()
    )
    return Markup('<div class="fc-savings" role="group" aria-label="{0}"><span>{0}</span>{1}</div>').format(
        text(check_wording.SAVE_AS), buttons
    )


def marked_text(draft: Draft) -> Markup:
    """The text with a sign at each claim, and nothing in it to press."""
    return joined(
        text(draft.text[start:end])
        if claim is None or draft.verdict_at(claim) is None
        else Markup('<span class="fc-claim" data-label="{}" data-sign="{}" title="{}">{}</span>').format(
            *standing(draft, claim), text(draft.text[start:end])
        )
        for start, end, claim in ranges(draft)
    )


def ranges(draft: Draft) -> Iterator[tuple[int, int, int | None]]:
    """The draft in pieces ``(start, end, claim)``, in order and without gaps; ``claim`` is none between claims."""
    at = 0
    for index, (start, end) in enumerate(draft.claims):
        start, end = max(start, at), min(end, len(draft.text))
        if end <= start:  # a claim within one that stands already
            continue
        if at < start:
            yield at, start, None
        yield start, end, index
        at = end
    if at < len(draft.text):
        yield at, len(draft.text), None


def _pieces(draft: Draft) -> Markup:
    return joined(
        text(draft.text[start:end]) if claim is None else _claim(draft, claim, start, end)
        for start, end, claim in ranges(draft)
    )


def _claim(draft: Draft, index: int, start: int, end: int) -> Markup:
    verdict = draft.verdict_at(index)
    if verdict is None:
        return Markup(
            '<span class="fc-claim" data-label="PENDING" data-sign="{}" title="{}">{}</span>'
        ).format(_PENDING, text(check_wording.NOT_YET), text(draft.text[start:end]))
    words, counts = draft.text[start:end], standing(draft, index)
    return Markup(
        '<span class="fc-claim" role="button" tabindex="0" data-event="claim" data-number="{}" data-label="{}"'
        ' data-sign="{}" aria-label="{}" title="{}">{}</span>'
    ).format(
        index,
        counts.label,
        counts.sign,
        text(check_wording.claim_label(counts.words, " ".join(words.split()))),
        text(counts.words),
        _with_quotations(draft.text, start, end, verdict.quotations),
    )


def _with_quotations(draft: str, start: int, end: int, quotations: Sequence[Quotation]) -> Markup:
    """The words of a claim; a quotation in them that is not the source's has a sign of its own."""
    parts, at = [], start
    for quotation in sorted(quotations, key=lambda quotation: quotation.start):
        first, last = max(quotation.start, at), min(quotation.end, end)
        if quotation.status == "verbatim" or last <= first:
            continue
        parts.append(text(draft[at:first]))
        parts.append(
            Markup('<span class="fc-misquoted" data-sign="{}" title="{}">{}</span>').format(
                QUOTATION_SIGNS[quotation.status],
                text(check_wording.QUOTATION[quotation.status]),
                text(draft[first:last]),
            )
        )
        at = last
    return joined((*parts, text(draft[at:end])))


def drop_zone(limit: int) -> Markup:
    """The place to drop a draft; ``limit`` in bytes is told when a file is refused."""
    return Markup(
        '<label class="fc-drop" data-uploading="{}" data-refused="{}"><input type="file" '
        'class="fc-visually-hidden"><span class="fc-drop-main">{}</span>'
        '<span class="fc-byline">{}</span></label><ul class="fc-lines fc-uploading" aria-live="polite"></ul>'
    ).format(
        text(check_wording.DRAFT_READING),
        text(check_wording.DRAFT_REFUSED.replace("{limit}", wording.size(limit))),
        text(check_wording.DRAFT_DROP),
        text(check_wording.DRAFT_DROP_NOTE),
    )


def drop_problem(sentence: str) -> Markup:
    """Why a dropped draft could not be read."""
    return Markup('<p class="fc-warning" role="alert">{}</p>').format(text(sentence))
