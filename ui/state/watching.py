"""The watch in the background: when documents change, kept answers and verdicts are looked at again.

It looks at a number of the store now and then, so that it also sees what other processes change. Questions come
first: between two results that it reads again it waits while one is being answered.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from rag.errors import FactcheckError
from ui import wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.engine import Engine

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two looks at whether anything changed."""
_GIVE_WAY = 0.1
_FOR_FILES, _FOR_QUESTIONS = 30.0, 5.0
"""Seconds that a change waits for files that are still being read, and a result for questions, at most."""
_AGAIN = 60.0
"""Seconds after which a look that failed is tried again."""


class Watcher:
    """Looks at kept results in a thread of its own, from ``start`` to ``stop``.

    ``reading`` says whether files are being read, whose end is worth waiting for, ``asking`` whether a question is
    being answered. Watched folders and feeds are looked at every ``minutes``; never when 0.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        minutes: float,
        reading: Callable[[], bool] = lambda: False,
        asking: Callable[[], bool] = lambda: False,
    ) -> None:
        self._engine = engine
        self._minutes = minutes
        self._reading, self._asking = reading, asking
        self._stopped = threading.Event()
        self._wanted = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self.looking = False
        self.problem: str | None = None

    def start(self) -> None:
        """Begin; what changed since the last start is looked at first."""
        if not self._thread.ident:
            self._thread.start()

    def stop(self) -> None:
        """End; a look that is under way notes nothing and is taken up at the next start."""
        self._stopped.set()
        self._wanted.set()

    def look_now(self) -> None:
        """Look at watched folders and feeds at once."""
        self._wanted.set()

    def _run(self) -> None:
        seen: object = None
        changed: float | None = None
        failed: float | None = None
        sources = time.monotonic()
        while not self._stopped.is_set():
            now = time.monotonic()
            try:
                if self._wanted.is_set() or (self._minutes and now >= sources):
                    self._wanted.clear()
                    self.looking = True
                    self._engine.take_in_watched()
                    sources = time.monotonic() + 60 * self._minutes
                mark = self._engine.revision()
                if mark == seen and (failed is None or now - failed < _AGAIN):
                    changed = None
                else:
                    changed = changed or now
                    if not self._reading() or now - changed >= _FOR_FILES:
                        self.looking, seen, failed = True, mark, None
                        self._engine.look_again(self._step)
                        self.problem, changed = None, None
            except _StoppedError:
                return
            except FactcheckError as error:
                self.problem, failed = str(error), time.monotonic()
            except Exception:
                log.exception("kept answers could not be looked at again")
                self.problem, failed = wording.FAULT, time.monotonic()
            self.looking = changed is not None
            self._wanted.wait(PAUSE)

    def _step(self) -> None:
        until = time.monotonic() + _FOR_QUESTIONS
        while self._asking() and time.monotonic() < until and not self._stopped.is_set():
            self._stopped.wait(_GIVE_WAY)
        if self._stopped.is_set():
            raise _StoppedError


class _StoppedError(Exception):
    """The server ends."""
