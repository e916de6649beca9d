"""The History tab: its layout, and what happens there: keeping, finding, proving, judging, deleting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr  # the annotations of handlers are resolved while the program runs

from rag.errors import FactcheckError
from ui.server.access import owner_of
from ui.server.events import fields, word
from ui.state.cases import learn_answer
from ui.state.conversation import Conversation, Turn
from ui.state.drafts import Draft
from ui.state.opinions import Opinion, reviewer
from ui.state.proofs import Proof, prove
from ui.tabs.parts import FIND, PageParts, TabHandlers, pane, region
from ui.views import answers, history, sources
from ui.views import library as shelf
from ui.views.kept_claims import claim_record_view, claims_found
from ui.views.kept_drafts import draft_record_view
from ui.views.markup import EMPTY, text
from ui.wording import phrases

if TYPE_CHECKING:
    from rag.watching import Finding
    from ui.engine import Engine
    from ui.state.keeping import Keeper


class HistoryHandlers:
    """The handlers of the history; whose it is, each request says."""

    def __init__(self, engine: Engine, keeper: Keeper, cases: Path) -> None:
        self._engine = engine
        self._keeper = keeper
        self._conversations = keeper.conversations
        self._cases = cases

    async def keep(self, conversation: Conversation, words: str, request: gr.Request) -> str:
        """Store the answers of a conversation that are not stored yet, and list it with the others."""
        owner = owner_of(request.headers)

        def work() -> str:
            self._keeper.keep(owner, conversation)
            return self._list(owner, words)

        return await _told(work)

    async def show(self, words: str, request: gr.Request) -> str:
        """The conversations of whoever asks."""
        return await _told(lambda: self._list(owner_of(request.headers), words))

    async def find(self, event: gr.EventData, request: gr.Request) -> tuple[str, str]:
        """Those that hold some words; the words are remembered."""
        words = str(getattr(event, "words", ""))[:200]
        return words, await self.show(words, request)

    async def open(self, event: gr.EventData, request: gr.Request) -> str:
        """One conversation or draft."""
        owner, name = owner_of(request.headers), word(event, "id")
        views = {"draft": self._draft, "claim": self._claim}
        show = views.get(word(event, "kind"), self._record)
        return await _told(lambda: show(owner, name))

    async def again(self, event: gr.EventData, request: gr.Request) -> str:
        """Prove one answer of a conversation again, or all of them."""
        owner, record, key = owner_of(request.headers), word(event, "id"), word(event, "key")

        def work() -> str:
            turns = self._conversations.turns(owner, record)
            proofs = {turn.key: prove(self._engine, turn) for turn in turns if key in ("", turn.key)}
            return self._record(owner, record, proofs)

        return await _told(work)

    async def go(self, event: gr.EventData, request: gr.Request) -> tuple[str, Any]:
        """Show one conversation here, from another tab."""
        return await self.open(event, request), gr.Tabs(selected="history")

    async def rename(self, words: str, event: gr.EventData, request: gr.Request) -> tuple[str, str]:
        """Give a conversation or draft another title."""
        owner, record = owner_of(request.headers), word(event, "id")
        title = " ".join(str(fields(event).get("title", "")).split())[:200]
        draft = word(event, "kind") == "draft"

        def work() -> str:
            if draft:
                if title:
                    self._keeper.archive.rename(owner, record, title)
                return self._draft(owner, record)
            if title:
                self._conversations.rename(owner, record, title)
            return self._record(owner, record)

        return await _told(work), await self.show(words, request)

    async def discard(self, words: str, event: gr.EventData, request: gr.Request) -> tuple[str, str]:
        """Delete a conversation or draft."""
        owner, record = owner_of(request.headers), word(event, "id")
        kept = self._keeper.archive if word(event, "kind") == "draft" else self._conversations

        def work() -> str:
            kept.delete(owner, record)
            return history.nothing_open()

        return await _told(work), await self.show(words, request)

    async def judge(self, event: gr.EventData, request: gr.Request) -> str:
        """Note that an answer is right, or what is wrong with it."""
        kind = word(event, "kind")
        return await self._opined(event, request, lambda opinion, by: opinion.judge(kind, by))

    async def review(self, event: gr.EventData, request: gr.Request) -> str:
        """Note why, and what the right answer is."""
        given = fields(event)
        return await self._opined(event, request, lambda opinion, by: opinion.explain(given, by))

    async def _opined(
        self, event: gr.EventData, request: gr.Request, say: Callable[[Opinion, str], bool]
    ) -> str:
        owner, record, key = owner_of(request.headers), word(event, "id"), word(event, "key")

        def work() -> str:
            opinion = self._opinion(owner, record, key)
            if opinion is not None and say(opinion, reviewer(owner)):
                self._conversations.review(owner, key, opinion.reviews)
            return self._record(owner, record)

        return await _told(work)

    def _opinion(self, owner: str, record: str, key: str) -> Opinion | None:
        turns = self._conversations.turns(owner, record)
        return next((Opinion(turn.reviews) for turn in turns if turn.key == key), None)

    async def learn(self, event: gr.EventData, request: gr.Request) -> str:
        """Add a judged answer to the cases of the evaluation."""
        owner, record, key = owner_of(request.headers), word(event, "id"), word(event, "key")
        given = fields(event)

        def work() -> str:
            turns = self._conversations.turns(owner, record)
            opinion = self._opinion(owner, record, key) or Opinion()
            learn_answer(opinion, self._cases, turns, key, given)
            return self._record(owner, record, opinions={key: opinion})

        return await _told(work)

    async def resume(self, event: gr.EventData, request: gr.Request) -> tuple[Conversation, str, str, Any]:
        """Go on with a conversation where it stood."""
        owner, record = owner_of(request.headers), word(event, "id")
        conversation = await asyncio.to_thread(self._keeper.open, owner, record)
        last = conversation.turns[-1].answer if conversation.turns else None
        evidence = sources.source_list(last, len(conversation.turns) - 1) if last else sources.empty()
        return conversation, answers.conversation_view(conversation), evidence, gr.Tabs(selected="ask")

    def note(self, owner: str, conversation: Conversation, turn: Turn) -> None:
        """Keep what is said of an answer, and the conversation as far as that. Blocks."""
        until = next(index for index, one in enumerate(conversation.turns, 1) if one.key == turn.key)
        self._keeper.keep(owner, replace(conversation, turns=conversation.turns[:until]))
        self._conversations.review(owner, turn.key, turn.opinion.reviews)

    def note_verdict(self, owner: str, draft: Draft, index: int) -> None:
        """Keep what is said of a verdict. Blocks."""
        if draft.kept:
            self._keeper.keep_claim(owner, draft, index)

    def _list(self, owner: str, words: str) -> str:
        drafts = self._keeper.archive.find(owner, words)
        claims = self._keeper.archive.claims(owner, words) if words.strip() else []
        past = history.past_view(self._conversations.find(owner, words), words, drafts)
        return past + claims_found(claims)

    def _claim(self, owner: str, name: str) -> str:
        found = self._keeper.archive.claim(owner, name)
        return shelf.problem(phrases.RECORD_GONE) if found is None else claim_record_view(found)

    def _draft(self, owner: str, name: str) -> str:
        found = self._keeper.archive.record(owner, name)
        kept = self._keeper.archive.draft(owner, name)
        if found is None or kept is None:
            return shelf.problem(phrases.RECORD_GONE)
        return draft_record_view(found, self._keeper.current_draft(Draft.of(kept)), self._changes(owner))

    def _record(
        self,
        owner: str,
        record: str,
        proofs: dict[str, list[Proof]] | None = None,
        opinions: Mapping[str, Opinion] | None = None,
    ) -> str:
        found = self._conversations.record(owner, record)
        if found is None:
            return shelf.problem(phrases.RECORD_GONE)
        turns = self._conversations.turns(owner, record)
        return history.record_view(found, turns, proofs, opinions, self._changes(owner))

    def _changes(self, owner: str) -> dict[str, list[Finding]]:
        """What changed since, by the keys of answers and verdicts."""
        changes: dict[str, list[Finding]] = {}
        for finding in self._engine.findings(owner):
            changes.setdefault(finding.item, []).append(finding)
        return changes


async def _told(work: Callable[[], str]) -> str:
    try:
        return await asyncio.to_thread(work)
    except FactcheckError as error:
        return shelf.problem(str(error)) + EMPTY


def build_history_tab(handlers: TabHandlers, parts: PageParts) -> gr.HTML:
    """The layout of the History and its wiring. Gives the pane in which something opens."""
    historian, light = handlers.history, parts.light
    with gr.Tab(phrases.TAB_HISTORY, id="history", elem_id="fc-tab-history") as tab:
        words = gr.State("")
        with gr.Row(elem_id="fc-history"):
            with gr.Column(elem_id="fc-past-side"):
                changed = pane("", "fc-past-watch")
                find = pane(FIND.format(text(phrases.PAST_FIND)), "fc-past-find")
                listed = pane("", "fc-past-list", region(text(phrases.PAST)))
            with gr.Column(elem_id="fc-record-side"):
                record = pane(history.nothing_open(), "fc-record", region(text(phrases.RECORD)))
        # One after the other: what is listed or opened after an answer has to hold it.
        in_turn: dict[str, Any] = {**light, "concurrency_id": "history", "concurrency_limit": 1}
        for asked in parts.asked:
            asked.then(historian.keep, [parts.ask.conversation, words], listed, **in_turn)
        tab.select(historian.show, words, listed, **in_turn)
        tab.select(handlers.watch.count, None, changed, **light)
        changed.go(handlers.watch.see, None, parts.tabs, **light)
        find.find(historian.find, None, [words, listed], trigger_mode="always_last", **light)
        listed.open(historian.open, None, record, trigger_mode="always_last", **in_turn)
        record.again(historian.again, None, record, **light)
        record.judge(historian.judge, None, record, **light)
        record.review(historian.review, None, record, **light)
        record.learn(historian.learn, None, record, **light)
        record.rename(historian.rename, words, [record, listed], **light)
        record.discard(historian.discard, words, [record, listed], **light)
        parts.ask.talk.judge(handlers.judging.judge_answer, parts.ask.conversation, parts.ask.talk, **light)
        parts.ask.talk.review(handlers.judging.review_answer, parts.ask.conversation, parts.ask.talk, **light)
        parts.ask.talk.learn(handlers.judging.learn_answer, parts.ask.conversation, parts.ask.talk, **light)
        back = [parts.ask.conversation, parts.ask.talk, parts.ask.evidence, parts.tabs]
        record.resume(historian.resume, None, back, **light)
    return record
