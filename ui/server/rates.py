"""How often something happened in the last minute."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE = 60.0
_MOST_KEYS = 10_000


class Rate:
    """At most ``most`` a minute for each key, counted over the last sixty seconds."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._times: dict[str, deque[float]] = {}

    def has_room(self, key: str) -> bool:
        """Whether another may come now."""
        return len(self._recent(key)) < self._most

    def count(self, key: str) -> None:
        """Note one."""
        if len(self._times) >= _MOST_KEYS:
            for other in list(self._times):
                self._recent(other)
        self._times.setdefault(key, deque()).append(self._clock())

    def wait(self, key: str) -> int:
        """Whole seconds until there is room again."""
        times = self._recent(key)
        return max(1, round(times[0] + MINUTE - self._clock())) if times else 1

    def _recent(self, key: str) -> deque[float]:
        times = self._times.get(key, deque())
        while times and times[0] <= self._clock() - MINUTE:
            times.popleft()
        if not times:
            self._times.pop(key, None)
        return times
