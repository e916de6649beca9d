"""The cases: what is asked or claimed, and what a right result is. One JSON object a line.

``half`` splits the cases once and for all. Thresholds and other numbers are tuned on the
``dev`` half only; the ``test`` half is for reporting.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from rag.errors import InputError

DATA = Path(__file__).parent / "data"

Half = Literal["dev", "test"]
Style = Literal[
    "plain", "paraphrase", "short", "yes_no", "list", "broad", "capitals", "typo", "follow_up", "added"
]
Trap = Literal[
    "other_year", "other_entity", "other_person", "other_event", "detail_not_given", "property_not_stated"
]
Label = Literal["SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE"]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(_Row):
    """Where a fact stands: ``marker`` occurs once in ``document``, within one sentence."""

    key: str
    document: str
    marker: str = Field(min_length=3)


class QuestionCase(_Row):
    """A question with the short answers that count as right, or none when the sources do not say.

    ``parts`` (of a list question) holds the accepted names of each thing to be listed. A broad
    question has facts instead of answers: one of them must be cited. ``near`` are the facts that
    make an unanswerable question look answerable.
    """

    kind: Literal["question"]
    id: str = ""
    half: Half = "test"
    style: Style = "added"
    group: str | None = None
    question: str = Field(min_length=1)
    history: tuple[tuple[str, str], ...] = ()
    answers: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    unanswerable: bool = False
    trap: Trap | None = None
    documents: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.unanswerable and (self.answers or self.parts or self.facts):
            raise ValueError("an unanswerable question has no answers, parts or facts")
        if not self.unanswerable and not (self.answers or self.facts):
            raise ValueError('give answers, or facts for a broad question, or "unanswerable": true')
        if self.style == "yes_no" and not set(self.answers) <= {"yes", "no"}:
            raise ValueError('a yes_no question is answered "yes" or "no"')
        return self


class ClaimCase(_Row):
    """A claim and its label; claims of one ``group`` differ in little."""

    kind: Literal["claim"]
    id: str = ""
    half: Half = "test"
    group: str | None = None
    claim: str = Field(min_length=1)
    label: Label
    documents: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


Case = Annotated[QuestionCase | ClaimCase, Field(discriminator="kind")]
_Case = TypeVar("_Case", QuestionCase, ClaimCase)
_CASE: TypeAdapter[QuestionCase | ClaimCase] = TypeAdapter(Case)


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
    facts = tuple(Fact.model_validate_json(line) for _, line in _lines(folder / "facts.jsonl"))
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


def load_cases(path: Path) -> list[QuestionCase | ClaimCase]:
    """The cases of one file; a case without an id gets the file's name and its line number.

    Raises:
        InputError: one sentence naming file, line and fault.
    """
    cases = []
    for number, line in _lines(path):
        try:
            case = _CASE.validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"][1:])
            fault = f"{where}: {first['msg']}" if where else first["msg"]
            raise InputError(
                f"Line {number} of {path} is not a case ({fault}); see eval/data/README.md."
            ) from None
        cases.append(case if case.id else case.model_copy(update={"id": f"{path.stem}:{number}"}))
    return cases


def _collect(cases: list[QuestionCase | ClaimCase], facts: tuple[Fact, ...]) -> CaseSet:
    doubles = [name for name, count in Counter(case.id for case in cases).items() if count > 1]
    if doubles:
        raise InputError(f"Two cases have the id {doubles[0]!r}; change one of them.")
    return CaseSet(
        tuple(case for case in cases if isinstance(case, QuestionCase)),
        tuple(case for case in cases if isinstance(case, ClaimCase)),
        facts,
    )


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The cases in {path} cannot be read ({error}); give a UTF-8 file.") from None
    # Not splitlines(): a JSON string may hold U+2028 unescaped.
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _spread(rows: tuple[_Case, ...], limit: int) -> tuple[_Case, ...]:
    if limit >= len(rows):
        return rows
    return tuple(rows[index * len(rows) // limit] for index in range(limit))
