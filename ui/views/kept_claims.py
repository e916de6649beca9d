"""Claims of the archive in the history: those that hold some words, and one of them with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.reviews import standing_label
from ui.views import render
from ui.views.kept_drafts import shown_claim
from ui.wording import check_wording, phrases, review_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from rag.archive import ArchivedClaim, CheckedClaim

SHOWN = 50
"""Claims listed at once."""


def claims_found(claims: Sequence[ArchivedClaim]) -> Markup:
    """The claims that hold the words that were looked for, latest first."""
    return render(
        "claims_found.html",
        words=phrases,
        claims=[
            {
                "id": one.id,
                "claim": one.claim.verdict.claim,
                "facts": phrases.claim_facts(verdict_words(one.claim), one.claim.checked),
            }
            for one in claims[:SHOWN]
        ],
        more=phrases.more_past(len(claims) - SHOWN) if len(claims) > SHOWN else "",
    )


def claim_record_view(one: ArchivedClaim) -> Markup:
    """A claim with everything that was found about it."""
    from ui.state.drafts import Draft

    verdict = one.claim.verdict
    alone = Draft(
        text=verdict.claim,
        state="done",
        claims=((0, len(verdict.claim)),),
        verdicts=(verdict,),
        times=(one.claim.checked,),
    )
    alone.opinion_at(0).reviews = one.claim.reviews
    return render("kept_claim.html", id=one.id, claim=shown_claim(alone, 0, one.claim.checked))


def verdict_words(claim: CheckedClaim) -> str:
    """The verdict that counts."""
    label = standing_label(claim.verdict.label, claim.reviews)
    return review_wording.WITHDRAWN if label is None else check_wording.VERDICTS[label]
