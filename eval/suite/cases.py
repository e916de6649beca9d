"""The cases of a run: those on the seeds with the facts that they name, and those of a folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from rag.cases import ClaimCase, Half, QuestionCase, load_cases, read_lines
from rag.errors import InputError

DATA = Path(__file__).parents[1] / "data"

_Case = TypeVar("_Case", QuestionCase, ClaimCase)


class Fact(BaseModel):
    """Where a fact stands: ``marker`` occurs once in ``document``, within one sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    document: str
    marker: str = Field(min_length=3)


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Cases that are asked of one store, and the facts that they name."""

    questions: tuple[QuestionCase, ...] = ()
    claims: tuple[ClaimCase, ...] = ()
    facts: tuple[Fact, ...] = ()

    def fact(self, key: str) -> Fact:
        """The fact of that key."""
        return next(fact for fact in self.facts if fact.key == key)

    def markers(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """The words that give away the sentences of these facts."""
        return tuple(self.fact(key).marker for key in keys)

    def first(self, limit: int | None) -> CaseSet:
        """At most ``limit`` questions and as many claims, taken evenly from the whole."""
        if limit is None:
            return self
        return CaseSet(_spread(self.questions, limit), _spread(self.claims, limit), self.facts)

    def of_half(self, half: Half | None) -> CaseSet:
        """The cases of one half, or all of them."""
        if half is None:
            return self
        return CaseSet(
            tuple(case for case in self.questions if case.half == half),
            tuple(case for case in self.claims if case.half == half),
            self.facts,
        )


def seed_cases(folder: Path = DATA) -> CaseSet:
    """The cases on the seeds that ship with the program."""
    facts = tuple(Fact.model_validate_json(line) for _, line in read_lines(folder / "facts.jsonl"))
    cases = [*load_cases(folder / "questions.jsonl"), *load_cases(folder / "claims.jsonl")]
    return _collect(cases, facts)


def added_cases(folder: Path) -> CaseSet:
    """The cases in every ``*.jsonl`` of a folder.

    Raises:
        InputError: no such folder, a line that is no case, or a fact key (only the cases on
            the seeds have a list of facts).
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}; give the folder that holds your *.jsonl cases.")
    cases = [case for path in sorted(folder.glob("*.jsonl")) for case in load_cases(path)]
    for case in cases:
        if case.facts:
            raise InputError(
                f"Case {case.id} names facts, which only the cases on the seeds can; give answers."
            )
    return _collect(cases, ())


def _collect(cases: list[QuestionCase | ClaimCase], facts: tuple[Fact, ...]) -> CaseSet:
    doubles = [name for name, count in Counter(case.id for case in cases).items() if count > 1]
    if doubles:
        raise InputError(f"Two cases have the id {doubles[0]!r}; change one of them.")
    return CaseSet(
        tuple(case for case in cases if isinstance(case, QuestionCase)),
        tuple(case for case in cases if isinstance(case, ClaimCase)),
        facts,
    )


def _spread(rows: tuple[_Case, ...], limit: int) -> tuple[_Case, ...]:
    if limit >= len(rows):
        return rows
    return tuple(rows[index * len(rows) // limit] for index in range(limit))
