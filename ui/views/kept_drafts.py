"""A kept draft in the history as safe HTML: its text, its claims and their evidence, and the ways on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.exports.drafts import ENDINGS
from ui.state.drafts import claim_sources
from ui.views import render
from ui.views.marking import SIGNS, marked_text
from ui.views.markup import byline
from ui.views.signs import drawn
from ui.wording import check_wording, phrases

if TYPE_CHECKING:
    from markupsafe import Markup

    from rag.archive import DraftRecord
    from rag.results import Verdict
    from ui.state.drafts import Draft


def draft_record_view(record: DraftRecord, draft: Draft) -> Markup:
    """A draft with everything that was found about its claims."""
    return render(
        "kept_draft.html",
        words=phrases,
        id=record.id,
        title=record.title,
        facts=phrases.draft_facts(record.claims, record.changed),
        note=draft.note if draft.state == "failed" else None,
        exports=[(ENDINGS[name], label) for name, label in check_wording.EXPORTS.items()],
        text=marked_text(draft),
        claims=[
            _claim(verdict, checked) for verdict, checked in zip(draft.verdicts, draft.times, strict=False)
        ],
    )


def _claim(verdict: Verdict, checked: str) -> dict[str, object]:
    words = check_wording.verdict(verdict)
    return {
        "label": verdict.label,
        "sign": drawn(SIGNS[verdict.label]),
        "verdict": words[:1].upper() + words[1:],
        "words": verdict.claim,
        "note": verdict.note,
        "sources": [
            {"quote": source.quote, "title": source.title, "about": byline(source)}
            for source in claim_sources(verdict)
        ],
        "checked": phrases.checked_at(checked),
    }
