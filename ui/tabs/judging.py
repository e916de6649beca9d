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
from ui.state.conversation import Conversation
from ui.state.drafts import Draft
from ui.state.opinions import CHOICES
from ui.tabs.ask import Update
from ui.views import answers, verdicts

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
        """Note that an answer is right or wrong, in the history as well."""
        turn, judged = conversation.answered_turn(word(event, "key")), CHOICES.get(word(event, "kind"))
        if turn is not None and judged is not None:
            turn.opinion.judge(judged)
            owner = owner_of(request.headers)
            try:
                await asyncio.to_thread(self._historian.note, owner, conversation, turn.key, judged)
            except FactcheckError as error:
                turn.opinion.tell(str(error), failed=True)
        return _talk(conversation)

    async def learn_answer(self, conversation: Conversation, event: gr.EventData) -> str | Update:
        """Add a judged answer to the cases of the evaluation."""
        turn = conversation.answered_turn(word(event, "key"))
        if turn is not None:
            await asyncio.to_thread(
                learn_answer, turn.opinion, self._cases, conversation.turns, turn.key, fields(event)
            )
        return _talk(conversation)

    def judge_verdict(self, draft: Draft, event: gr.EventData) -> str:
        """Note that a verdict is right or wrong."""
        index, judged = whole(event, "number"), CHOICES.get(word(event, "kind"))
        if index is not None and judged is not None and draft.verdict_at(index) is not None:
            draft.opinion_at(index).judge(judged)
        return _claim(draft, index)

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
