"""The history as safe HTML: the list of conversations, and one of them with its answers and proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import wording
from ui.state.opinions import Opinion
from ui.views import part, render
from ui.views.judging import answer_judging
from ui.views.watch import changes_view
from ui.wording import phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from rag.archive import DraftRecord
    from rag.watching import Finding
    from ui.state.conversations import Kept, Record
    from ui.state.proofs import Proof, ProofState

SHOWN = 200
"""Conversations and drafts listed at once."""
_SIGNS: dict[ProofState, str] = {"same": "✓", "edited": "≈", "newer": "↻", "altered": "≠", "gone": "✕"}
_OUTCOMES = {"answered": ("✓", wording.ANSWERED), "disagreement": ("≠", wording.DISAGREEMENT)}


def past_view(records: Sequence[Record], words: str, drafts: Sequence[DraftRecord] = ()) -> Markup:
    """The conversations and drafts together, latest first."""
    past = [
        (record.changed, record.id, "", record.title, phrases.record_facts(record.answers, record.changed))
        for record in records
    ]
    past += [
        (draft.changed, draft.id, "draft", draft.title, phrases.draft_facts(draft.claims, draft.changed))
        for draft in drafts
    ]
    if not past:
        return part("hint", phrases.PAST_NOT_FOUND if words.strip() else phrases.PAST_EMPTY)
    left = len(past) - SHOWN
    return render("past.html", past=sorted(past, reverse=True)[:SHOWN], left=left)


def nothing_open() -> Markup:
    """The place where a conversation opens."""
    return part("hint", phrases.RECORD_EMPTY)


def record_view(
    record: Record,
    turns: Sequence[Kept],
    proofs: Mapping[str, Sequence[Proof]] | None = None,
    opinions: Mapping[str, Opinion] | None = None,
    changes: Mapping[str, Sequence[Finding]] | None = None,
) -> Markup:
    """A conversation; ``proofs``, ``opinions`` and ``changes`` of its sources belong to the answers of these keys."""

    def judging(turn: Kept) -> Markup:
        opinion = (opinions or {}).get(turn.key, Opinion(turn.reviews))
        return answer_judging(turn.answer, opinion, {"data-id": record.id, "data-key": turn.key})

    return render(
        "record.html",
        record=record,
        turns=turns,
        outcomes=_OUTCOMES,
        proofs=proofs or {},
        signs=_SIGNS,
        judging=judging,
        changes=lambda turn: changes_view((changes or {}).get(turn.key, ())),
    )
