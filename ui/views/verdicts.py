"""One claim of a draft: its verdict, what does not match, its quotations, and the sentences on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.state.drafts import claim_sources
from ui.views import part, render
from ui.views.answers import independent_sources
from ui.views.judging import verdict_judging
from ui.views.marking import QUOTATION_SIGNS, standing
from ui.views.markup import date_words
from ui.wording import check_wording, review_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from rag.results import Citation, Evidence, Quotation, Stance, Verdict
    from ui.state.drafts import Draft

STANCES: tuple[tuple[Stance, str, str], ...] = (
    ("supports", check_wording.FOR, ""),
    ("refutes", check_wording.AGAINST, ""),
    ("neither", check_wording.NEAR, check_wording.NEAR_NOTE),
)
"""The sides of the evidence, each with its heading and a remark on it."""


def claim_view(draft: Draft, index: int, *, working: bool = False) -> Markup:
    """One claim: verdict, differences, quotations, and the sentences on both sides.

    ``working``: it is being checked again.
    """
    verdict = draft.verdict_at(index)
    if verdict is None:
        return part("warning", check_wording.CLAIM_UNKNOWN)
    sources = claim_sources(verdict)
    earlier, other = _earlier(draft, index)
    return render(
        "claim.html",
        draft=draft,
        index=index,
        verdict=verdict,
        counts=standing(draft, index),
        sources=sources,
        earlier=earlier,
        other=other,
        working=working,
        sides=check_wording.both_sides(
            _independent(verdict.evidence, "supports"), _independent(verdict.evidence, "refutes")
        ),
        quotations=_quotations(verdict, sources[len(verdict.evidence) :]),
        quotation_signs=QUOTATION_SIGNS,
        stances=STANCES,
        evidence=list(zip(verdict.evidence, sources, strict=False)),
        judging=verdict_judging(verdict, draft.opinion_at(index), {"data-number": index}),
    )


def _earlier(draft: Draft, index: int) -> tuple[str, str]:
    """What was known of the claim from before, and the words of then where they were others."""
    earlier = draft.earlier.get(index)
    if earlier is None:
        return "", ""
    label = review_wording.WITHDRAWN if earlier.label is None else check_wording.VERDICTS[earlier.label]
    line = check_wording.earlier(
        date_words(earlier.checked[:10]),
        label,
        review_wording.review(earlier.review) if earlier.review else "",
        unchanged=earlier.unchanged,
        added=earlier.added,
    )
    same = earlier.claim == draft.verdicts[index].claim
    return line, "" if same else check_wording.in_other_words(earlier.claim)


def _independent(evidence: Iterable[Evidence], stance: Stance) -> int:
    return independent_sources(one for one in evidence if one.stance == stance)


def _quotations(
    verdict: Verdict, sources: Sequence[Citation]
) -> list[tuple[Quotation, str, Citation | None]]:
    """The quotations of a claim, each with who said it and the next of the ``sources`` if it has one."""
    found = iter(sources)
    return [(one, _speaker(one), next(found) if one.source else None) for one in verdict.quotations]


def _speaker(quotation: Quotation) -> str:
    if not quotation.speaker:
        return ""
    if quotation.attributed and quotation.attributed.casefold() not in quotation.speaker.casefold():
        return check_wording.said_by_other(quotation.attributed, quotation.speaker)
    return check_wording.said_by(quotation.speaker)
