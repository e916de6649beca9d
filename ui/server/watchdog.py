"""What tells when the server hangs: all stacks in the log, whoever holds the interpreter.

The event loop winds up an alarm clock again and again; the clock is faulthandler's, which runs
without Python's lock. A loop that stands still for ``STALL`` seconds, or a piece of work that outlives
its limit, has every thread written down.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import logging
import sys
import threading
import time
from typing import TYPE_CHECKING, TextIO

from ui import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

STALL = 20.0
"""Seconds that the event loop may stand still."""
_WINDING = 2.0
_BETWEEN = 60.0
"""Seconds between two records of all stacks."""


class Watchdog:
    """Watches pieces of work; ``seconds`` is the limit of each."""

    def __init__(self, seconds: float, *, log_to: TextIO | None = None) -> None:
        self.seconds = seconds
        self._log_to = log_to
        self._begun: dict[int, tuple[str, float]] = {}
        self._lock = threading.Lock()
        self._next = 0
        self._last = float("-inf")

    @contextlib.contextmanager
    def watching(self, name: str) -> Iterator[None]:
        """Note that ``name`` is being worked on inside the block."""
        with self._lock:
            self._next += 1
            number = self._next
            self._begun[number] = (name, time.monotonic())
        try:
            yield
        finally:
            with self._lock:
                self._begun.pop(number, None)

    def overdue(self) -> list[tuple[str, float]]:
        """What has outlived the limit, with its seconds so far."""
        now = time.monotonic()
        with self._lock:
            return [(name, now - since) for name, since in self._begun.values() if now - since > self.seconds]

    def look(self) -> bool:
        """Write all stacks to the log if something is overdue; whether it did."""
        found = self.overdue()
        now = time.monotonic()
        if not found or now - self._last < _BETWEEN:
            return False
        self._last = now
        names = ", ".join(f"{name} for {seconds:.0f} s" for name, seconds in found)
        log.error("%s: %s", wording.took_too_long(self.seconds), names)
        self._write()
        return True

    async def wind(self) -> None:
        """Look after the work, and keep the alarm clock from ringing, until cancelled."""
        file = self._file()
        try:
            while True:
                if file is not None:
                    faulthandler.dump_traceback_later(STALL, exit=False, file=file)
                self.look()
                await asyncio.sleep(_WINDING)
        finally:
            if file is not None:
                faulthandler.cancel_dump_traceback_later()

    def _write(self) -> None:
        if (file := self._file()) is not None:
            faulthandler.dump_traceback(file=file, all_threads=True)

    def _file(self) -> TextIO | None:
        """The log as a file of the system; None where there is none."""
        file = self._log_to or sys.stderr
        try:
            file.fileno()
        except (AttributeError, OSError, ValueError):
            return None
        return file
