"""A draft with its claims marked: how far the check is, how many of which verdict, and the text itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ui import wording
from ui.views import part, render
from ui.views.markup import EMPTY
from ui.wording import check_wording, review_wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

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
_WITHDRAWN = "∅"


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
    return render(
        "marked.html",
        draft=draft,
        count=Counter(draft.label_at(index) for index in range(len(draft.verdicts))),
        signs=SIGNS,
        ranges=ranges,
        standing=standing,
        with_quotations=_with_quotations,
        quotation_signs=QUOTATION_SIGNS,
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


def _with_quotations(
    draft: str, start: int, end: int, quotations: Sequence[Quotation]
) -> Iterator[tuple[str, str]]:
    """The words of a claim in pieces; a quotation that is not the source's has a status, the others have none."""
    at = start
    for quotation in sorted(quotations, key=lambda quotation: quotation.start):
        first, last = max(quotation.start, at), min(quotation.end, end)
        if quotation.status == "verbatim" or last <= first:
            continue
        yield draft[at:first], ""
        yield draft[first:last], quotation.status
        at = last
    yield draft[at:end], ""


def drop_zone(limit: int) -> Markup:
    """The place to drop a draft; ``limit`` in bytes is told when a file is refused."""
    return render(
        "drop.html",
        reading=check_wording.DRAFT_READING,
        refused=check_wording.DRAFT_REFUSED.replace("{limit}", wording.size(limit)),
        main=check_wording.DRAFT_DROP,
        hint=check_wording.DRAFT_DROP_NOTE,
        many=False,
    )


def drop_problem(sentence: str) -> Markup:
    """Why a dropped draft could not be read."""
    return part("warning", sentence)
