"""The Ask tab: its layout, and what happens when the user does something.

Each handler returns what the parts of the page show next.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr  # the annotations of handlers are resolved while the program runs
from markupsafe import Markup

from rag.errors import FactcheckError
from ui import wording
from ui.server.access import owner_of
from ui.server.events import whole
from ui.server.watchdog import Watchdog
from ui.state.asking import Asking, Questions
from ui.state.conversation import Conversation
from ui.state.intake import Line, Upload
from ui.state.scope import Scope
from ui.state.uploads import uploaded
from ui.tabs.parts import LIGHT, PRIVATE, AskPanes, pane, region
from ui.views import answers, followups, intake, sources
from ui.views.markup import text

if TYPE_CHECKING:
    from gradio.events import Dependency

    from ui.engine import Engine
    from ui.state.intake import Intake
    from ui.state.keeping import Keeper
    from ui.tabs.scope import ScopeHandlers

log = logging.getLogger(__name__)

LOOK = 0.15
"""Seconds between two looks at the background reader while a page shows its progress."""

Update = dict[str, object]
Shown = tuple[Conversation, str | Update, str | Update, Update, Update, Update]
"""Conversation, its HTML, the evidence's HTML, the question box, the ask button, the stop button."""


class AskHandlers:
    """The handlers of one page definition; what differs between users is their ``Conversation``."""

    def __init__(
        self,
        engine: Engine,
        intake: Intake,
        *,
        workers: int,
        turns: int,
        waiting: int = 64,
        watchdog: Watchdog | None = None,
        keeper: Keeper | None = None,
    ) -> None:
        self._engine = engine
        self._workers = workers
        self._most = workers + waiting
        self._intake = intake
        self._turns = turns
        self._trying = ThreadPoolExecutor(1, thread_name_prefix="try")
        self._tries = False
        self._keeper = keeper
        self._questions = Questions(
            engine,
            ThreadPoolExecutor(workers, thread_name_prefix="ask"),
            watchdog or Watchdog(600.0),
        )

    @property
    def answering(self) -> bool:
        """Whether a question of anybody is being answered."""
        return len(self._questions) > 0

    async def ask(
        self,
        question: object,
        conversation: Conversation,
        scope: Scope | None = None,
        request: gr.Request | None = None,
    ) -> AsyncIterator[Shown]:
        """Show the question at once, then its answer, which grows where a chat model words it.

        The question is kept from now on and answered to its end, whether or not this page stays.
        """
        question = question.strip() if isinstance(question, str) else ""
        working = self._questions.of(conversation.waiting)
        if not question or working is not None:  # a page asks one question at a time
            # A handler that yields nothing would blank every part of the page.
            yield _shown(
                conversation, working=working is not None, reading=working is not None and working.read
            )
            return
        owner = _owner(request)
        conversation = await asyncio.to_thread(self._current, conversation)
        conversation = conversation.asked(question, self._turns, self._delay(), scope)
        if len(self._questions) >= self._most:
            conversation = conversation.ended("failed", note=wording.BUSY)
            yield _shown(await self._kept(owner, conversation), working=False)
            return
        conversation = await self._kept(owner, conversation)
        asking = self._start(owner, conversation)
        yield _shown(conversation, working=True, question="")
        async with contextlib.aclosing(self._followed(asking, conversation)) as found:
            async for shown in found:
                yield shown

    async def follow(
        self,
        conversation: Conversation,
        event: gr.EventData,
        scope: Scope | None = None,
        request: gr.Request | None = None,
    ) -> AsyncIterator[Shown]:
        """Ask an example or a suggestion; whatever the browser sent is asked as if it had been typed."""
        question = getattr(event, "question", None)
        async for shown in self.ask(
            question if isinstance(question, str) else "", conversation, scope, request
        ):
            yield shown

    async def suggest(self, conversation: Conversation) -> str:
        """Questions near the last one that have an answer; none while somebody waits for an answer."""
        answer = conversation.turns[-1].answer if conversation.turns else None
        if answer is None or len(self._questions) or self._tries:
            return ""
        self._tries = True
        try:
            found = await asyncio.get_running_loop().run_in_executor(
                self._trying, self._engine.follow_ups, answer
            )
        except FactcheckError:
            return ""  # a suggestion is a courtesy: the answer stands without it
        except Exception:
            log.exception("no follow-up question could be tried")
            return ""
        finally:
            self._tries = False
        return followups.suggestions_view(found)

    async def restore(self, request: gr.Request) -> AsyncIterator[Shown]:
        """What a page shows when it is opened: the conversation that its address names, or the open one.

        A question that a link names is put into the box; it is the reader who asks it.
        """
        owner = owner_of(request.headers)
        given = request.query_params
        question = str(given.get("q") or "").strip()[: self._engine.settings.max_question_chars] or None
        record = str(given.get("c") or "")[:64]
        # A link to a question begins anew: what is open is left alone, and kept.
        conversation = Conversation() if question and not record else await self._opened(owner, record)
        if not conversation.turns:
            box = gr.update() if question is None else gr.update(value=question)
            yield conversation, gr.update(), gr.update(), box, gr.update(), gr.update()
            return
        async with contextlib.aclosing(self._resumed(owner, conversation, question)) as found:
            async for shown in found:
                yield shown

    async def sync(self, conversation: Conversation, request: gr.Request) -> AsyncIterator[Shown]:
        """What was asked of this conversation on another page, for one that is looked at again."""
        same = gr.update()
        unchanged = (conversation, same, same, same, same, same)
        if not conversation.record or self._questions.of(conversation.waiting) is not None:
            yield unchanged
            return
        owner = owner_of(request.headers)
        kept = await self._opened(owner, conversation.record)
        if not kept.turns or _outcomes(kept) == _outcomes(conversation):
            yield unchanged
            return
        async with contextlib.aclosing(self._resumed(owner, kept)) as found:
            async for shown in found:
                yield shown

    def stop(self, conversation: Conversation, request: gr.Request | None = None) -> Shown:
        """Give up on the question that is being answered; what was checked of its answer stays."""
        self._questions.stop(conversation.waiting)
        ended = conversation.ended("stopped")
        if ended is not conversation and self._keeper is not None:
            ended = self._keeper.try_to_keep(_owner(request), ended)
        return _shown(ended, working=False)

    def settled(self, conversation: Conversation) -> Shown:
        """The conversation once more after Stop: a part of the answer that was on its way may have come behind it."""
        if self._questions.of(conversation.waiting) is None:
            conversation = conversation.ended("stopped")
        return _shown(conversation, working=conversation.waiting is not None)

    def clear(self, conversation: Conversation, request: gr.Request | None = None) -> Shown:
        """Begin a new conversation; the old one stays in the history."""
        self.stop(conversation, request)
        if self._keeper is not None:
            with contextlib.suppress(FactcheckError):  # it can be opened again: nothing is lost
                self._keeper.close(_owner(request))
        return _shown(Conversation(), working=False, question="")

    def cite(self, conversation: Conversation, event: gr.EventData) -> str:
        """Open a source of an answer, its quote checked again now."""
        turn, number = whole(event, "turn"), whole(event, "number")
        if turn is None or number is None:
            return sources.unknown()
        conversation = self._current(conversation)
        source, answer = conversation.source_at(turn, number), conversation.answer_at(turn)
        if source is None or answer is None:
            return sources.unknown()
        try:
            opened = self._engine.open_source(source)
        except FactcheckError as error:
            opened = sources.OpenedSource(source, problem=str(error))
        if (asking := self._questions.of(conversation.growing)) is not None:
            asking.read = True
        return sources.source_view(opened, turn, [citation.number for citation in answer.citations])

    def list_sources(self, conversation: Conversation, event: gr.EventData) -> str:
        """Go back from an opened source to all sources of its answer."""
        answer = self._current(conversation).answer_at(whole(event, "turn") or 0)
        if (asking := self._questions.of(conversation.growing)) is not None:
            asking.read = False
        return sources.empty() if answer is None else sources.source_list(answer, whole(event, "turn") or 0)

    def refresh(self, conversation: Conversation) -> tuple[Conversation, str | Update, str | Update]:
        """The conversation after a document was deleted: its words are gone here, too."""
        now = self._current(conversation)
        if now is conversation or now == conversation:
            return conversation, gr.update(), gr.update()
        _, talk, evidence, *_ = _shown(now, working=now.waiting is not None)
        return now, talk, evidence

    async def watch(self) -> AsyncIterator[str]:
        """The state of the program, until it is ready."""
        state = self._intake.state
        yield intake.state_view(state)
        while state.phase != "ready":
            await asyncio.sleep(LOOK)
            if self._intake.state != state:
                state = self._intake.state
                yield intake.state_view(state)

    async def take_in(
        self, event: gr.EventData, request: gr.Request | None = None
    ) -> AsyncIterator[tuple[str, str]]:
        """Read the files that were dropped; a line for each, changing as they are read."""
        uploads, lost = uploads_of(event)
        batch = self._intake.submit(uploads, "" if request is None else owner_of(request.headers))
        seen: tuple[Line, ...] | None = None
        while True:
            finished = batch.finished
            if batch.lines != seen:
                seen = batch.lines
                yield intake.lines_view((*seen, *lost)), intake.state_view(self._intake.state)
            if finished:
                break
            await asyncio.sleep(LOOK)
        yield intake.lines_view((*batch.lines, *lost)), intake.state_view(self._intake.state)

    def _delay(self) -> str | None:
        match self._intake.state.phase:
            case "starting" | "loading":
                return wording.LOADING_FIRST
            case "seeds":
                return wording.STILL_READING
            case "ready":
                before = len(self._questions) - self._workers + 1
                return wording.waiting_turn(before) if before > 0 else None

    def _start(self, owner: str, conversation: Conversation) -> Asking:
        def keep(ended: Conversation) -> None:
            if self._keeper is not None:
                self._keeper.try_to_keep(owner, ended)

        return self._questions.start(conversation, keep)

    async def _followed(
        self, asking: Asking, seen: Conversation | None = None, question: str | None = None
    ) -> AsyncGenerator[Shown, None]:
        """The page each time that an answer has grown; ``seen`` is what it shows already."""
        async with contextlib.aclosing(asking.follow()) as found:
            async for later in found:
                if later is not seen:
                    yield _shown(
                        later, working=later.waiting is not None, question=question, reading=asking.read
                    )
                    question = None  # what is typed from now on stays

    async def _resumed(
        self, owner: str, conversation: Conversation, question: str | None = None
    ) -> AsyncGenerator[Shown, None]:
        """A conversation from the disk; its last question, where it waits, is followed, or asked once more."""
        asking = self._questions.of(conversation.waiting)
        if conversation.waiting is not None and asking is None:
            # Its answer may have come since it was read; else the server that was at it has ended.
            conversation = await self._opened(owner, conversation.record)
            if conversation.waiting is not None:
                if self._keeper is not None and self._keeper.take_up(owner, conversation.waiting):
                    asking = self._start(owner, conversation)
                else:
                    conversation = await self._kept(owner, conversation.ended("failed", note=wording.LOST))
        if asking is None:
            yield _shown(conversation, working=False, question=question)
            return
        async with contextlib.aclosing(self._followed(asking, question=question)) as found:
            async for shown in found:
                yield shown

    async def _opened(self, owner: str, record: str) -> Conversation:
        if self._keeper is None:
            return Conversation()
        try:
            found = await asyncio.to_thread(self._keeper.open, owner, record)
        except FactcheckError as error:
            log.warning("no conversation could be opened: %s", error)
            return Conversation()
        return replace(found, turns=found.turns[-self._turns :])

    def _current(self, conversation: Conversation) -> Conversation:
        """The conversation without what was deleted; as it is where the store cannot say."""
        if self._keeper is None:
            return conversation
        with contextlib.suppress(FactcheckError):
            return self._keeper.current(conversation)
        return conversation

    async def _kept(self, owner: str, conversation: Conversation) -> Conversation:
        if self._keeper is None:
            return conversation
        return await asyncio.to_thread(self._keeper.try_to_keep, owner, conversation)


def _owner(request: gr.Request | None) -> str:
    return "" if request is None else owner_of(request.headers)


def _outcomes(conversation: Conversation) -> list[tuple[str, str]]:
    return [(turn.key, turn.state) for turn in conversation.turns]


def _shown(
    conversation: Conversation, *, working: bool, question: str | None = None, reading: bool = False
) -> Shown:
    """``question`` replaces what stands in the box; by default what is being typed there stays.

    ``reading``: what stands on the evidence side is being read, and stays there.
    """
    turns = conversation.turns
    evidence: str | Update
    if reading:
        evidence = gr.update()
    elif not turns:
        evidence = sources.empty()
    elif (answer := turns[-1].answer) is not None:
        evidence = sources.source_list(answer, len(turns) - 1)
    else:
        evidence = sources.waiting() if working else sources.empty()
    return (
        conversation,
        answers.conversation_view(conversation),
        evidence,
        gr.update() if question is None else gr.update(value=question),
        gr.update(visible=not working),
        gr.update(visible=working),
    )


def uploads_of(event: gr.EventData) -> tuple[list[Upload], list[Line]]:
    """The dropped files that really lie in the upload folder, and a line for each that does not."""
    uploads, lost = [], []
    files = getattr(event, "files", None)
    for file in files if isinstance(files, list) else []:
        if not isinstance(file, dict):
            continue
        given = str(file.get("path", ""))
        path = uploaded(given)
        name = Path(str(file.get("name") or given).replace("\\", "/")).name or Path(given).name
        if path is not None:
            uploads.append(Upload(path, name))
        else:
            lost.append(Line(name, "failed", wording.UPLOAD_LOST))
    return uploads, lost


# Gradio fills in ${value} as data: templates are constants, and nothing else is ever compiled.
_LOG = Markup('<div role="log" aria-live="polite" aria-label="{}">${{value}}</div>')


def lay_out_ask_tab(scopes: ScopeHandlers, *, max_chars: int, max_bytes: int) -> AskPanes:
    """Conversation and question at the left, evidence and documents at the right; called within the tab."""
    js = ("page.js", "ask.js", "pages.js", "forms.js")
    with gr.Row(elem_id="fc-desk"):
        with gr.Column(elem_id="fc-left"):
            talk = pane(
                answers.conversation_view(Conversation()),
                "fc-conversation",
                _LOG.format(text(wording.CONVERSATION)),
                js,
            )
            suggestions = pane("", "fc-suggestions", js=js)
            asked_of = pane(scopes.shown(Scope())[1], "fc-scope", js=js)
            with gr.Row(elem_id="fc-ask"):
                question = gr.Textbox(
                    label=wording.QUESTION,
                    placeholder=wording.QUESTION_HINT,
                    lines=1,
                    max_lines=5,
                    max_length=max_chars,
                    autofocus=True,
                    container=False,
                    elem_id="fc-question",
                )
                ask = gr.Button(wording.ASK, variant="primary", elem_id="fc-ask-button")
                stop = gr.Button(wording.STOP, variant="stop", visible=False, elem_id="fc-stop-button")
                clear = gr.Button(wording.CLEAR, variant="secondary", elem_id="fc-clear-button")
        with gr.Column(elem_id="fc-right"):
            evidence = pane(sources.empty(), "fc-evidence", region(text(wording.EVIDENCE)), js)
            with gr.Column(elem_id="fc-documents"):
                state = pane("", "fc-state", region(text(wording.DOCUMENTS)), js)
                drop = pane(intake.drop_zone(max_bytes), "fc-drop", js=js)
                lines = pane("", "fc-lines", '<div aria-live="polite">${value}</div>', js)
    return AskPanes(
        gr.State(Conversation()),
        gr.State(Scope()),
        talk,
        suggestions,
        asked_of,
        question,
        ask,
        stop,
        clear,
        evidence,
        state,
        drop,
        lines,
    )


def wire_ask_tab(
    handlers: AskHandlers, panes: AskPanes, page: gr.Blocks
) -> tuple[list[Dependency], Dependency]:
    """Join the panes with the handlers. Gives what asks a question, and what brings a conversation back."""
    conversation, scope, talk, evidence = panes.conversation, panes.scope, panes.talk, panes.evidence
    shown = [conversation, talk, evidence, panes.question, panes.ask, panes.stop]
    # A question sent while another is being answered waits its turn.
    asking: dict[str, Any] = {
        **PRIVATE,
        "concurrency_id": "ask",
        "concurrency_limit": None,  # as many are answered as may be at a time, and the others are told
        "trigger_mode": "always_last",
    }
    typed = [panes.question, conversation, scope]
    asked = [
        gr.on([panes.question.submit, panes.ask.click], handlers.ask, typed, shown, **asking),
        talk.follow(handlers.follow, [conversation, scope], shown, **asking),
        panes.suggestions.follow(handlers.follow, [conversation, scope], shown, **asking),
    ]
    restored = page.load(handlers.restore, None, shown, **asking)
    synced = talk.sync(handlers.sync, conversation, shown, **asking)
    for event in asked:
        event.then(handlers.suggest, conversation, panes.suggestions, **LIGHT)
    working = [*asked, restored, synced]
    stopped = panes.stop.click(handlers.stop, conversation, shown, cancels=working, **LIGHT)
    stopped.then(handlers.settled, conversation, shown, **LIGHT)
    cleared = panes.clear.click(handlers.clear, conversation, shown, cancels=working, **LIGHT)
    cleared.then(handlers.suggest, conversation, panes.suggestions, **LIGHT)
    for part in (talk, evidence):
        part.cite(handlers.cite, conversation, evidence, trigger_mode="always_last", **LIGHT)
    evidence.list(handlers.list_sources, conversation, evidence, **LIGHT)
    panes.drop.dropped(handlers.take_in, None, [panes.lines, panes.state], trigger_mode="multiple", **LIGHT)
    page.load(handlers.watch, None, panes.state, **LIGHT)
    return asked, restored
