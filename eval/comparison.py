"""Two programs timed on the same task in one run."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rates of one task, a round each, and what makes them comparable."""

    task: str
    unit: str
    ours: tuple[float, ...]
    peer: tuple[float, ...]
    peer_name: str
    note: str

    @property
    def ratio(self) -> float:
        """How many times the peer's median rate ours is."""
        return statistics.median(self.ours) / statistics.median(self.peer)


def in_turn(
    ours: Callable[[], float], peer: Callable[[], float], rounds: int
) -> tuple[list[float], list[float]]:
    """Rates of both sides; who begins alternates, and one round of each warms up unmeasured."""
    ours(), peer()
    first: list[float] = []
    second: list[float] = []
    for number in range(rounds):
        sides = [(ours, first), (peer, second)]
        for side, rates in sides if number % 2 == 0 else reversed(sides):
            rates.append(side())
    return first, second
