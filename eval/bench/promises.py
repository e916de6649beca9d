"""What is promised of speed and scale, and what a run says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eval.bench.measurements import OURS, TUTORIAL, Bench

SMALL, LARGE = 1_000, 100_000


@dataclass(frozen=True, slots=True)
class Promise:
    """A bound on one figure; ``least`` when the figure must reach it, else it must stay under it."""

    text: str
    figure: Callable[[Bench], float | None]
    bound: float
    unit: str
    least: bool

    def kept(self, value: float) -> bool:
        """Whether a figure keeps it."""
        return value >= self.bound if self.least else value <= self.bound


@dataclass(frozen=True, slots=True)
class Outcome:
    """A promise and its figure; None where the run did not measure it."""

    promise: Promise
    value: float | None

    @property
    def kept(self) -> bool | None:
        """Whether it is kept; None where nothing is known."""
        return None if self.value is None else self.promise.kept(self.value)


def _median(part: str, task: str, size: int | None = None) -> Callable[[Bench], float | None]:
    def figure(bench: Bench) -> float | None:
        found = bench.find(part, task, OURS, size)
        return None if found is None else found.median

    return figure


def _lead(bench: Bench) -> float | None:
    ours, theirs = (bench.find("quality", "answer in top 5", name) for name in (OURS, TUTORIAL))
    return None if ours is None or theirs is None else ours.median - theirs.median


def _growth(bench: Bench) -> float | None:
    small, large = (bench.find("growth", "ask p50", OURS, size) for size in (SMALL, LARGE))
    return None if small is None or large is None else large.median / small.median


def _held(bench: Bench) -> float | None:
    steps = [each.median for each in bench.series if each.part == "memory"]
    return steps[-1] if steps else None


def _grown(bench: Bench) -> float | None:
    steps = [each.median for each in bench.series if each.task == "held after questions"]
    return steps[-1] - steps[len(steps) // 2 - 1] if len(steps) > 3 else None


PROMISES = (
    Promise(
        "Ingest beside the LangChain tutorial, on the same text with the same model",
        lambda bench: bench.advantage("ingest", "end to end", TUTORIAL),
        4.0,
        "times",
        True,
    ),
    Promise("Answer in top 5, ours less the tutorial's", _lead, 0.0, "share", True),
    Promise(
        "Cold command line to a first result beside the tutorial's program",
        lambda bench: bench.advantage("start", "cold command line", TUTORIAL),
        3.0,
        "times",
        True,
    ),
    Promise(f"Warm answer on {LARGE:,} passages beside that on {SMALL:,}", _growth, 2.0, "times", False),
    Promise(
        f"Neighbours of the exact search that the index finds, {LARGE:,} passages",
        _median("growth", "recall@10 of the index", LARGE),
        0.98,
        "share",
        True,
    ),
    Promise("Cold command line to a printed answer", _median("start", "cold command line"), 2.5, "s", False),
    Promise("Chat to its first page", _median("start", "cold chat, first page"), 3.0, "s", False),
    Promise(f"Warm answer, {SMALL:,} passages", _median("growth", "ask p50", SMALL), 300.0, "ms", False),
    Promise(f"Warm answer, {LARGE:,} passages", _median("growth", "ask p50", LARGE), 450.0, "ms", False),
    Promise("Memory of a process after all its passages and questions", _held, 1024.0, "MiB", False),
    Promise("Growth over the last half of its questions", _grown, 50.0, "MiB", False),
)
"""Those in seconds and milliseconds are meant for two idle cores."""


def outcomes(bench: Bench) -> tuple[Outcome, ...]:
    """Each promise with what the run found."""
    return tuple(Outcome(promise, promise.figure(bench)) for promise in PROMISES)
