"""Asking everything of a folder: each collection is ingested into a store of its own, then asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from eval.fresh.form import FreshClaim, FreshFolder, FreshQuestion
from eval.fresh.outcomes import Asked, Judged, failed, judged
from eval.progress import worked
from rag.errors import FactcheckError
from rag.results import Answer, Verdict


class DatedSystem(Protocol):
    """A program with documents in its store, asked as of a day."""

    def ask(
        self, question: str, history: Sequence[tuple[str, str]], *, forced: bool, as_of: str | None = None
    ) -> Answer:
        """Answer."""

    def verify(self, text: str) -> Sequence[Verdict]:
        """Judge the claims of a text."""


Ingest = Callable[[Path, Path], DatedSystem]
"""Documents and the place of a fresh store to a system over them."""


@dataclass(slots=True)
class FreshRun:
    """The outcomes so far; ``complete`` is false when the run was stopped."""

    questions: list[Asked] = field(default_factory=list)
    claims: list[Judged] = field(default_factory=list)
    complete: bool = True

    def of(self, collections: Sequence[str]) -> FreshRun:
        """The outcomes on these collections."""
        return FreshRun(
            [asked for asked in self.questions if asked.question.collection in collections],
            [one for one in self.claims if one.claim.collection in collections],
            self.complete,
        )


def run_folder(folder: FreshFolder, stores: Path, ingest: Ingest, into: FreshRun | None = None) -> FreshRun:
    """Ask every question and verify every claim, collection by collection.

    ``stores`` is a folder for the stores; ``into`` is a run that the outcomes are added to.

    Raises:
        InputError: a document that cannot be ingested.
    """
    run = into or FreshRun()
    for name in folder.collections:
        part = folder.of(name)
        system = ingest(folder.documents(name), stores / name)
        asked = worked(f"{name}, questions", part.questions, partial(ask_question, system))
        run.questions += asked.made
        if not asked.complete:
            run.complete = False
            return run
        told = worked(f"{name}, claims", part.claims, partial(verify_claim, system))
        run.claims += [one for several in told.made for one in several]
        if not told.complete:
            run.complete = False
            return run
    return run


def ask_question(system: DatedSystem, row: FreshQuestion) -> Asked:
    """One question and its answer."""
    start = time.perf_counter()
    try:
        answer = system.ask(row.question, row.history, forced=False, as_of=row.as_of)
    except FactcheckError as error:
        return Asked(row, error=str(error))
    return Asked(row, answer, time.perf_counter() - start)


def verify_claim(system: DatedSystem, row: FreshClaim) -> list[Judged]:
    """One claim or draft and what each of its sentences was called."""
    start = time.perf_counter()
    try:
        verdicts = system.verify(row.claim)
    except FactcheckError as error:
        return failed(row, str(error))
    return judged(row, verdicts, time.perf_counter() - start)
