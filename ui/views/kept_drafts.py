"""A kept draft in the history as safe HTML: its text, its claims and their evidence, and the ways on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.watching.items import verdict_key
from ui import wording
from ui.exports.drafts import ENDINGS
from ui.state.drafts import claim_sources
from ui.views import render
from ui.views.marking import ranges, standing
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
        id=record.id,
        title=record.title,
        facts=phrases.draft_facts(record.claims, record.changed),
        note=draft.note if draft.state == "failed" else None,
        exports=[(ENDINGS[name], label) for name, label in check_wording.EXPORTS.items()],
        draft=draft,
        ranges=ranges,
        standing=standing,
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
        "sign": counts.sign,
        "verdict": wording.capital(counts.words),
        "own": review_wording.programs_own(check_wording.verdict(verdict)) if own else "",
        "review": review_wording.reviewed(draft.opinion_at(index).reviews),
        "words": verdict.claim,
        "changes": changes_view(changes),
        "note": verdict.note,
        "sources": claim_sources(verdict),
        "checked": phrases.checked_at(checked),
    }
