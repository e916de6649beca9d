"""Questions that are being answered, each to its end in a thread, whichever page comes or goes meanwhile."""

from __future__ import annotations

import contextlib
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import FactcheckError
from ui import wording
from ui.state.following import Following

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from ui.engine import Engine
    from ui.server.watchdog import Watchdog
    from ui.state.conversation import Conversation

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Asking(Following["Conversation"]):
    """One question: the conversation as far as its answer has come, and who wants to hear of more."""

    read: bool = False
    """Whether a source of the growing answer is being read, so that the evidence side stays as it is."""


class Questions:
    """The questions of all pages that wait for their answers, by the keys of their turns."""

    def __init__(self, engine: Engine, pool: Executor, watchdog: Watchdog) -> None:
        self._engine = engine
        self._pool = pool
        self._watchdog = watchdog
        self._asking: dict[str, Asking] = {}

    def __len__(self) -> int:
        return len(self._asking)

    def of(self, key: str | None) -> Asking | None:
        """The question of a turn, while it waits for its answer."""
        return self._asking.get(key or "")

    def start(self, conversation: Conversation, keep: Callable[[Conversation], object]) -> Asking:
        """Have the last turn of ``conversation`` answered; ``keep`` gets it with its end."""
        asking = self._asking[conversation.turns[-1].key] = Asking(conversation)
        self._pool.submit(self._answer, asking, keep)
        return asking

    def stop(self, key: str | None) -> None:
        """Give a question up."""
        asking = self._asking.pop(key or "", None)
        if asking is not None:
            asking.end()

    def _answer(self, asking: Asking, keep: Callable[[Conversation], object]) -> None:
        conversation = asking.now
        key, question = conversation.turns[-1].key, conversation.turns[-1].question
        history, scope = conversation.answers, conversation.turns[-1].scope
        try:
            if asking.given_up.is_set():  # it was stopped while it waited for a thread
                return
            with (
                self._watchdog.watching(threading.current_thread().name),
                contextlib.closing(
                    self._engine.iter_answer(question, history, asking.given_up, scope)
                ) as answers,
            ):
                for answer in answers:
                    if asking.given_up.is_set():
                        return
                    if answer.generation is None or answer.generation.finished:
                        conversation = conversation.ended("done", answer=answer)
                    else:
                        conversation = conversation.grown(answer)
                        asking.put(conversation)
        except FactcheckError as error:
            conversation = conversation.ended("failed", note=str(error))
        except Exception:
            log.exception("a question could not be answered")
            conversation = conversation.ended("failed", note=wording.FAULT)
        finally:
            # On the disk first: who sees the end of an answer finds it in the history.
            conversation = conversation.ended("failed", note=wording.FAULT)
            if not asking.given_up.is_set():
                keep(conversation)
            if self._asking.get(key) is asking:
                del self._asking[key]
            asking.put(conversation)
