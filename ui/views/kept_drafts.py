"""A kept draft in the history as safe HTML: its text, its claims and their evidence, and the ways on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.watching.items import verdict_key
from ui.exports.drafts import ENDINGS
from ui.state.drafts import claim_sources
from ui.views import render
from ui.views.marking import marked_text, standing
from ui.views.markup import byline
from ui.views.signs import drawn
from ui.views.watch import changes_view
from ui.wording import check_wording, phrases, review_wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from rag.archive import DraftRecord
    from rag.watching import Finding
    from ui.state.drafts import Draft


def draft_record_view(
    record: DraftRecord, draft: Draft, changes: Mapping[str, Sequence[Finding]] | None = None
) -> Markup:
    """A draft with everything that was found about its claims, and the ``changes`` of their sources since."""
    return render(
        "kept_draft.html",
        words=phrases,
        chain=review_wording.CHAIN,
        id=record.id,
        title=record.title,
        facts=phrases.draft_facts(record.claims, record.changed),
        note=draft.note if draft.state == "failed" else None,
        exports=[(ENDINGS[name], label) for name, label in check_wording.EXPORTS.items()],
        text=marked_text(draft),
        claims=[
            shown_claim(draft, index, checked, (changes or {}).get(verdict_key(record.id, index), ()))
            for index, checked in enumerate(draft.times[: len(draft.verdicts)])
        ],
    )


def shown_claim(draft: Draft, index: int, checked: str, changes: Sequence[Finding] = ()) -> dict[str, object]:
    """One claim of a draft for a template: its verdict, review and sources."""
    verdict, counts = draft.verdicts[index], standing(draft, index)
    own = counts.label != verdict.label
    return {
        "label": counts.label,
        "sign": drawn(counts.sign),
        "verdict": counts.words[:1].upper() + counts.words[1:],
        "own": review_wording.programs_own(check_wording.verdict(verdict)) if own else "",
        "review": review_wording.reviewed(draft.opinion_at(index).reviews),
        "words": verdict.claim,
        "changes": changes_view(changes),
        "note": verdict.note,
        "sources": [
            {"quote": source.quote, "title": source.title, "about": byline(source)}
            for source in claim_sources(verdict)
        ],
        "checked": phrases.checked_at(checked),
    }
