"""Work of the server that pages follow: each may leave and come back, the work goes on to its end."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable


class Waits(Protocol):
    """What grows while it is worked at."""

    @property
    def waiting(self) -> str | None:
        """What it is known by while it is not at its end; None at its end."""


T = TypeVar("T", bound=Waits)


@dataclass(eq=False)
class Following(Generic[T]):
    """Something as far as it has come, and who wants to hear of more."""

    now: T
    given_up: threading.Event = field(default_factory=threading.Event)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _listeners: list[Callable[[], None]] = field(default_factory=list)

    def put(self, now: T) -> None:
        """Go on to ``now``, and tell who follows."""
        with self._changed:
            self.now = now
            listeners = list(self._listeners)
        for tell in listeners:
            tell()

    def end(self) -> None:
        """Give it up: nothing that comes later counts."""
        self.given_up.set()
        with self._changed:
            listeners = list(self._listeners)
        for tell in listeners:
            tell()

    async def follow(self) -> AsyncGenerator[T, None]:
        """It, each time it has changed, until it is at its end or given up."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def tell() -> None:
            with contextlib.suppress(RuntimeError):  # the loop of a page that is gone is closed
                loop.call_soon_threadsafe(changed.set)

        with self._changed:
            self._listeners.append(tell)
        seen: T | None = None
        try:
            while not self.given_up.is_set():
                changed.clear()
                now = self.now
                if now is not seen:
                    seen = now
                    yield now
                if now.waiting is None:
                    return
                if self.now is now:
                    await changed.wait()
        finally:
            with self._changed:
                self._listeners.remove(tell)
