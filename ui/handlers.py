"""What happens when the user does something. Each returns what the parts of the page show next."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr  # the annotations of handlers are resolved while the program runs

from rag.errors import FactcheckError
from ui import answers, followups, library, sources, wording
from ui.access import owner_of
from ui.conversation import Conversation
from ui.events import whole
from ui.growth import growth
from ui.intake import Line, Upload
from ui.uploads import uploaded
from ui.watchdog import Watchdog

if TYPE_CHECKING:
    from rag.results import Answer
    from ui.engine import Engine
    from ui.intake import Intake

log = logging.getLogger(__name__)

LOOK = 0.15
"""Seconds between two looks at the background reader while a page shows its progress."""

Update = dict[str, object]
Shown = tuple[Conversation, str, str | Update, Update, Update, Update]
"""Conversation, its HTML, the evidence's HTML, the question box, the ask button, the stop button."""


class Desk:
    """The handlers of one page definition; what differs between users is in their ``Conversation``."""

    def __init__(
        self,
        engine: Engine,
        intake: Intake,
        *,
        workers: int,
        turns: int,
        waiting: int = 64,
        watchdog: Watchdog | None = None,
    ) -> None:
        self._engine = engine
        self._watchdog = watchdog or Watchdog(600.0)
        self._workers = workers
        self._most = workers + waiting
        self._intake = intake
        self._turns = turns
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="ask")
        self._trying = ThreadPoolExecutor(1, thread_name_prefix="try")
        self._tries = False
        self._wanted: dict[str, threading.Event] = {}
        self._reading: set[str] = set()

    async def ask(self, question: object, conversation: Conversation) -> AsyncIterator[Shown]:
        """Show the question at once, then its answer, which grows where a chat model words it."""
        question = question.strip() if isinstance(question, str) else ""
        working = conversation.waiting in self._wanted
        if not question or working:  # a page asks one question at a time
            # A handler that yields nothing would blank every part of the page.
            yield _shown(conversation, working=working, reading=working)
            return
        if len(self._wanted) >= self._most:
            yield _shown(
                conversation.asked(question, self._turns).ended("failed", note=wording.BUSY), working=False
            )
            return
        conversation = conversation.asked(question, self._turns, self._delay())
        key = conversation.turns[-1].key
        given_up = self._wanted[key] = threading.Event()
        try:
            yield _shown(conversation, working=True, question="")
            async with contextlib.aclosing(self._answered(question, conversation, given_up)) as found:
                async for later in found:
                    # Gradio's own cancelling may come late; an answer then would undo Stop or Clear.
                    if key not in self._wanted:
                        break
                    yield _shown(later, working=later.waiting is not None, reading=key in self._reading)
        finally:
            given_up.set()
            self._wanted.pop(key, None)
            self._reading.discard(key)

    async def example(self, conversation: Conversation, event: gr.EventData) -> AsyncIterator[Shown]:
        """Ask one of the example questions."""
        number = whole(event, "number")
        if number is None or not 0 <= number < len(wording.EXAMPLES):
            yield _shown(conversation, working=False)
            return
        async for shown in self.ask(wording.EXAMPLES[number], conversation):
            yield shown

    async def follow(self, conversation: Conversation, event: gr.EventData) -> AsyncIterator[Shown]:
        """Ask a suggested question; whatever the browser sent is asked as if it had been typed."""
        question = getattr(event, "question", None)
        async for shown in self.ask(question if isinstance(question, str) else "", conversation):
            yield shown

    async def suggest(self, conversation: Conversation) -> str:
        """Questions near the last one that have an answer; none while somebody waits for an answer."""
        answer = conversation.turns[-1].answer if conversation.turns else None
        if answer is None or self._wanted or self._tries:
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

    def restore(self, request: gr.Request) -> Update:
        """The question that a link names, put into the box; it is the reader who asks it."""
        question = str(request.query_params.get("q") or "").strip()[
            : self._engine.settings.max_question_chars
        ]
        return gr.update(value=question) if question else gr.update()

    def stop(self, conversation: Conversation) -> Shown:
        """Give up on the question that is being answered; what was checked of its answer stays."""
        self._give_up(conversation)
        return _shown(conversation.ended("stopped"), working=False)

    def settled(self, conversation: Conversation) -> Shown:
        """The conversation once more after Stop: a part of the answer that was on its way may have come behind it."""
        if conversation.waiting is not None and conversation.waiting not in self._wanted:
            conversation = conversation.ended("stopped")
        return _shown(conversation, working=conversation.waiting is not None)

    def clear(self, conversation: Conversation) -> Shown:
        """Begin a new conversation."""
        self._give_up(conversation)
        return _shown(Conversation(), working=False, question="")

    def cite(self, conversation: Conversation, event: gr.EventData) -> str:
        """Open a source of an answer, its quote checked again now."""
        turn, number = whole(event, "turn"), whole(event, "number")
        if turn is None or number is None:
            return sources.unknown()
        source, answer = conversation.source_at(turn, number), conversation.answer_at(turn)
        if source is None or answer is None:
            return sources.unknown()
        try:
            opened = self._engine.open_source(source)
        except FactcheckError as error:
            opened = sources.OpenedSource(source, problem=str(error))
        if conversation.growing in self._wanted:
            self._reading.add(conversation.growing or "")
        return sources.source_view(opened, turn, [citation.number for citation in answer.citations])

    def list_sources(self, conversation: Conversation, event: gr.EventData) -> str:
        """Go back from an opened source to all sources of its answer."""
        answer = conversation.answer_at(whole(event, "turn") or 0)
        self._reading.discard(conversation.growing or "")
        return sources.empty() if answer is None else sources.source_list(answer, whole(event, "turn") or 0)

    async def watch(self) -> AsyncIterator[str]:
        """The state of the program, until it is ready."""
        state = self._intake.state
        yield library.state_view(state)
        while state.phase != "ready":
            await asyncio.sleep(LOOK)
            if self._intake.state != state:
                state = self._intake.state
                yield library.state_view(state)

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
                yield library.lines_view((*seen, *lost)), library.state_view(self._intake.state)
            if finished:
                break
            await asyncio.sleep(LOOK)
        yield library.lines_view((*batch.lines, *lost)), library.state_view(self._intake.state)

    def _delay(self) -> str | None:
        match self._intake.state.phase:
            case "starting" | "loading":
                return wording.LOADING_FIRST
            case "seeds":
                return wording.STILL_READING
            case "ready":
                before = len(self._wanted) - self._workers + 1
                return wording.waiting_turn(before) if before > 0 else None

    def _give_up(self, conversation: Conversation) -> None:
        given_up = self._wanted.pop(conversation.waiting or "", None)
        if given_up is not None:
            given_up.set()

    async def _answered(
        self, question: str, conversation: Conversation, given_up: threading.Event
    ) -> AsyncGenerator[Conversation, None]:
        """The conversation with the answer as far as it has come, at last with the whole of it."""
        history = conversation.answers

        def start() -> Generator[Answer, None, None]:
            if given_up.is_set():  # who waited for a thread has left
                return
            with self._watchdog.watching(threading.current_thread().name):
                yield from self._engine.iter_answer(question, history, given_up)

        answers = growth(self._pool, start, given_up)
        try:
            async with contextlib.aclosing(answers):
                async for answer in answers:
                    if answer.generation is None or answer.generation.finished:
                        conversation = conversation.ended("done", answer=answer)
                    else:
                        conversation = conversation.grown(answer)
                    yield conversation
        except FactcheckError as error:
            yield conversation.ended("failed", note=str(error))
        except Exception:
            log.exception("a question could not be answered")
            yield conversation.ended("failed", note=wording.FAULT)


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
