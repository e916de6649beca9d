"""How one verdict or answer came about, on a page of its own to be printed: claim, evidence, verdict, reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.reviews import standing_review
from ui import wording
from ui.exports.drafts import band, differences, misquotations
from ui.state.drafts import claim_sources
from ui.views import export_style, render
from ui.views.marking import standing
from ui.wording import chain_wording, check_wording, phrases, review_wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from rag.index import StoredDocument
    from rag.results import Source
    from rag.reviews import Review
    from ui.state.conversations import Kept
    from ui.state.drafts import Draft


def verdict_chain(draft: Draft, index: int, documents: Mapping[str, StoredDocument | None]) -> Markup:
    """The chain behind the verdict on claim ``index``; ``documents`` are those that it quotes."""
    verdict = draft.verdicts[index]
    roles = [f"{check_wording.STANCES[one.stance]}: " for one in verdict.evidence]
    words = check_wording.verdict(verdict)
    return _page(
        chain_wording.CLAIM,
        verdict.claim,
        phrases.checked_at(draft.times[index]) if index < len(draft.times) else "",
        claim_sources(verdict),
        roles,
        ". ".join(filter(None, (wording.capital(words), band(verdict)))),
        [line for line in (verdict.note, differences(verdict), misquotations(verdict)) if line],
        draft.opinion_at(index).reviews,
        wording.capital(standing(draft, index).words),
        documents,
    )


def answer_chain(kept: Kept, documents: Mapping[str, StoredDocument | None]) -> Markup:
    """The chain behind an answer."""
    answer, review = kept.answer, standing_review(kept.reviews)
    said = answer.short_answer or answer.text
    if review is not None and review.standing != "confirmed":
        said = review.answer or wording.capital(review_wording.WITHDRAWN)
    return _page(
        chain_wording.QUESTION,
        kept.question,
        phrases.asked_at(kept.asked),
        answer.citations,
        [],
        answer.text,
        [wording.band(answer.band, answer.confidence)],
        kept.reviews,
        said,
        documents,
    )


def _page(
    asked: str,
    claim: str,
    when: str,
    sources: Sequence[Source],
    roles: Sequence[str],
    verdict: str,
    notes: Sequence[str],
    reviews: Sequence[Review],
    last: str,
    documents: Mapping[str, StoredDocument | None],
) -> Markup:
    return render(
        "chain.html",
        words=chain_wording,
        style=export_style(),
        asked=asked,
        claim=claim,
        when=when,
        sources=[
            {
                "source": source,
                "role": wording.capital(roles[place]) if place < len(roles) else "",
                "added": _added(documents.get(source.document_id)),
            }
            for place, source in enumerate(sources)
        ],
        verdict=verdict,
        notes=notes,
        reviews=[review_wording.review(review) for review in reviews],
        not_yet=review_wording.NOT_YET,
        last=last,
    )


def _added(document: StoredDocument | None) -> str:
    if document is None:
        return chain_wording.GONE
    return chain_wording.added(document.added[:10], document.changed[:10])
