"""Cases of an evaluation: what is asked or claimed, and what a right result is. One JSON object a line.

``half`` splits the cases once and for all. Thresholds and other numbers are tuned on the
``dev`` half only; the ``test`` half is for reporting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from rag.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

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
_CASE: TypeAdapter[QuestionCase | ClaimCase] = TypeAdapter(Case)


def load_cases(path: Path) -> list[QuestionCase | ClaimCase]:
    """The cases of one file; a case without an id gets the file's name and its line number.

    Raises:
        InputError: one sentence naming file, line and fault.
    """
    cases = []
    for number, line in read_lines(path):
        try:
            case = _CASE.validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"][1:])
            fault = f"{where}: {first['msg']}" if where else first["msg"]
            raise InputError(
                f"Line {number} of {path} is not a case ({fault}); see eval/README.md."
            ) from None
        cases.append(case if case.id else case.model_copy(update={"id": f"{path.stem}:{number}"}))
    return cases


def read_lines(path: Path) -> list[tuple[int, str]]:
    """The lines of a file that hold something, numbered from 1.

    Raises:
        InputError: it cannot be read, or is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The cases in {path} cannot be read ({error}); give a UTF-8 file.") from None
    # Not splitlines(): a JSON string may hold U+2028 unescaped.
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
