"""Warm latencies: everything is loaded, and no question is asked twice."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np

from eval.bench.corpora import Asked
from eval.bench.measurements import OURS, Series, in_turn, series_of
from eval.bench.peers import Contender
from rag.settings import Settings

PART = "warm"
TOP = 10
TASKS = ("search", "ask", "read", "verify")
Latencies = list[float]


def warming(
    questions: Sequence[Asked],
    contenders: Sequence[Contender],
    settings: Settings,
    rounds: int,
    part: str = PART,
    size: int | None = None,
    tasks: Collection[str] = TASKS,
) -> Iterator[Series]:
    """p50 and p95 of ``search`` of every contender, then of our ``ask``, ``read`` and ``verify``.

    Each round has questions of its own, so that no cache answers.
    """
    for task, sides in _tasks(contenders, settings):
        if task not in tasks:
            continue
        turns = _Turns(questions, rounds)
        work = {name: lambda side=side, turns=turns: turns.timed(side) for name, side in sides.items()}

        def series(name: str, taken: list[Latencies], task: str = task) -> Iterator[Series]:
            for share in (50, 95):
                values = tuple(float(np.percentile(each, share)) for each in taken)
                yield Series(part, f"{task} p{share}", name, "ms", values, size)

        yield from series_of(in_turn(work, rounds), series)


def _tasks(
    contenders: Sequence[Contender], settings: Settings
) -> Iterator[tuple[str, dict[str, Callable[[Asked], object]]]]:
    from rag import ask, read, search, verify

    yield (
        "search",
        {
            each.name: lambda asked, each=each: each.search(asked.question, TOP)  # type: ignore[misc]
            for each in contenders
        },
    )
    yield "ask", {OURS: lambda asked: ask(asked.question, settings=settings)}
    kept: dict[str, list[str]] = {}

    def texts(asked: Asked) -> list[str]:
        if asked.question not in kept:
            kept[asked.question] = [
                passage.text for passage in search(asked.question, settings.read, settings)
            ]
        return kept[asked.question]

    yield (
        "read",
        {OURS: _Prepared(texts, lambda asked: read(asked.question, texts(asked), settings=settings))},
    )
    yield "verify", {OURS: lambda asked: verify(claim_of(asked), settings=settings)}


class _Prepared:
    """Work of which the first half is not timed."""

    def __init__(self, prepare: Callable[[Asked], object], work: Callable[[Asked], object]) -> None:
        self.prepare, self.work = prepare, work

    def __call__(self, asked: Asked) -> object:
        return self.work(asked)


class _Turns:
    """Deals every side the same questions, a new hand each round; the first is for warming up."""

    def __init__(self, questions: Sequence[Asked], rounds: int) -> None:
        self._hand = max(1, len(questions) // (rounds + 1))
        self._questions = questions
        self._rounds: dict[int, itertools.count[int]] = {}

    def timed(self, side: Callable[[Asked], object]) -> Latencies:
        turn = next(self._rounds.setdefault(id(side), itertools.count()))
        first = turn * self._hand % max(1, len(self._questions))
        taken = []
        for asked in self._questions[first : first + self._hand]:
            if isinstance(side, _Prepared):
                side.prepare(asked)
            start = time.perf_counter()
            side(asked)
            taken.append(1000 * (time.perf_counter() - start))
        return taken


def claim_of(asked: Asked) -> str:
    """A claim to verify: the sentence that holds the answer, else the question as it stands."""
    if asked.paragraph:
        from rag.documents import sentences

        for start, end in sentences(asked.paragraph):
            if any(answer in asked.paragraph[start:end] for answer in asked.answers):
                return asked.paragraph[start:end]
    return asked.question
