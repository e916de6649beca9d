"""What happens when an answer or a verdict is judged where it stands: it is noted, and may become a case."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr  # the annotations of handlers are resolved while the program runs

from rag.errors import FactcheckError
from ui.server.access import owner_of
from ui.server.events import fields, whole, word
from ui.state.cases import learn_answer, learn_claim
from ui.state.conversation import Conversation, Turn
from ui.state.drafts import Draft
from ui.state.opinions import reviewer
from ui.tabs.ask import Update
from ui.views import answers, marking, verdicts

if TYPE_CHECKING:
    from ui.tabs.history import HistoryHandlers


class JudgingHandlers:
    """The handlers of the judging buttons on Ask and Check. ``cases`` is the folder of the evaluation's cases."""

    def __init__(self, historian: HistoryHandlers, cases: Path) -> None:
        self._historian = historian
        self._cases = cases

    async def judge_answer(
        self, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> str | Update:
        """Note that an answer is right, or what is wrong with it, in the history as well."""
        turn, owner = conversation.answered_turn(word(event, "key")), owner_of(request.headers)
        if turn is not None and turn.opinion.judge(word(event, "kind"), reviewer(owner)):
            await self._note(owner, conversation, turn)
        return _talk(conversation)

    async def review_answer(
        self, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> str | Update:
        """Note why, and what the right answer is."""
        turn, owner = conversation.answered_turn(word(event, "key")), owner_of(request.headers)
        if turn is not None and turn.opinion.explain(fields(event), reviewer(owner)):
            await self._note(owner, conversation, turn)
        return _talk(conversation)

    async def _note(self, owner: str, conversation: Conversation, turn: Turn) -> None:
        try:
            await asyncio.to_thread(self._historian.note, owner, conversation, turn)
        except FactcheckError as error:
            turn.opinion.tell(str(error), failed=True)

    async def learn_answer(self, conversation: Conversation, event: gr.EventData) -> str | Update:
        """Add a judged answer to the cases of the evaluation."""
        turn = conversation.answered_turn(word(event, "key"))
        if turn is not None:
            await asyncio.to_thread(
                learn_answer, turn.opinion, self._cases, conversation.turns, turn.key, fields(event)
            )
        return _talk(conversation)

    def judge_verdict(
        self, draft: Draft, event: gr.EventData, request: gr.Request | None = None
    ) -> tuple[str, str]:
        """Note that a verdict is right, or what is wrong with it; gives the claim and the draft."""
        index, owner = whole(event, "number"), "" if request is None else owner_of(request.headers)
        known = index is not None and draft.verdict_at(index) is not None
        if (
            index is not None
            and known
            and draft.opinion_at(index).judge(word(event, "kind"), reviewer(owner))
        ):
            self._note_verdict(owner, draft, index)
        return _claim(draft, index), marking.marked_draft(draft)

    def review_verdict(
        self, draft: Draft, event: gr.EventData, request: gr.Request | None = None
    ) -> tuple[str, str]:
        """Note why, and what the right verdict is."""
        index, owner = whole(event, "number"), "" if request is None else owner_of(request.headers)
        known = index is not None and draft.verdict_at(index) is not None
        if index is not None and known and draft.opinion_at(index).explain(fields(event), reviewer(owner)):
            self._note_verdict(owner, draft, index)
        return _claim(draft, index), marking.marked_draft(draft)

    def _note_verdict(self, owner: str, draft: Draft, index: int) -> None:
        opinion = draft.opinion_at(index)
        try:
            self._historian.note_verdict(owner, draft, index)
        except FactcheckError as error:
            opinion.tell(str(error), failed=True)

    async def learn_verdict(self, draft: Draft, event: gr.EventData) -> str:
        """Add the claim of a judged verdict to the cases of the evaluation."""
        index = whole(event, "number")
        if index is not None and draft.verdict_at(index) is not None:
            await asyncio.to_thread(learn_claim, draft.opinion_at(index), self._cases, fields(event))
        return _claim(draft, index)


def _talk(conversation: Conversation) -> str | Update:
    # While a question waits, its answer is about to be shown, and the opinion with it: what is
    # made here would be older.
    return gr.update() if conversation.waiting else answers.conversation_view(conversation)


def _claim(draft: Draft, index: int | None) -> str:
    return verdicts.claim_view(draft, -1 if index is None else index)
