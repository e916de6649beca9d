"""A checked draft as one HTML file that needs nothing else: no script, no picture, no other host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.exports.drafts import reviewed_lines
from ui.views import export_style, render
from ui.views.marking import ranges, standing
from ui.views.verdicts import STANCES
from ui.wording import check_wording

if TYPE_CHECKING:
    from ui.state.drafts import Draft


def draft_page(draft: Draft) -> str:
    """The draft with its claims underlined and linked to their evidence below."""
    checked = f"{draft.checked_on}. " if draft.checked_on else ""
    return render(
        "draft_page.html",
        style=export_style(),
        about=checked + check_wording.EXPORT_NOTE,
        draft=draft,
        ranges=ranges,
        standing=standing,
        reviewed=reviewed_lines,
        stances=STANCES,
    )
