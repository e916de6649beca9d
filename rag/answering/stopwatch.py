"""Milliseconds of each stage of an answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Times named stages; a stage entered twice adds up."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what runs inside as ``name``."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self._stages[name] = self._stages.get(name, 0.0) + 1000 * (time.perf_counter() - began)

    def timings(self) -> dict[str, float]:
        """Stage -> milliseconds, and ``total`` since the start."""
        total = 1000 * (time.perf_counter() - self._began)
        return {name: round(spent, 2) for name, spent in {**self._stages, "total": total}.items()}
