"""The form of a folder of fresh documents: ``docs/<collection>/``, ``questions.jsonl`` and ``claims.jsonl``.

The documents of one collection are ingested together, and its questions and claims are about them
alone. Answers are regular expressions, of which one must be found; ``expected`` says whether an
answer or silence is right, or which label each sentence of a draft deserves. What else a row holds
(a note, the sentences that decide) is for its readers, and nothing here minds it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from rag.cases import Label
from rag.errors import InputError
from rag.results import PartialDate

Kind = Literal["basic", "composed", "follow-up", "unanswerable"]

BASIC = frozenset(
    "who when where which what howmany howmuch howlong why how yesno list coref def definition speaker".split()
)
"""Types whose answer stands in one place; those that are neither these nor follow-ups are composed."""

WHOLE = frozenset(
    "why how list compare trend change def definition followup timeline summary several speaker".split()
)
"""Types whose answer may stand anywhere in the text of the answer, not in the short answer alone."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    return pattern


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1)
    collection: str = Field(min_length=1)


class Quoted(BaseModel):
    """Words of a document of the collection, exactly as its file has them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str
    quote: str = Field(min_length=1)


class FreshQuestion(_Row):
    """A question: its fine ``type`` (who, yesno, un-year …) and the patterns that a right answer matches.

    ``evidence`` are the sentences that answer, ``near`` those that only seem to.
    """

    type: str
    expected: Literal["answered", "abstained"]
    question: str = Field(min_length=1)
    answers: tuple[Annotated[str, AfterValidator(_compiles)], ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    as_of: PartialDate | None = None
    evidence: tuple[Quoted, ...] = ()
    near: tuple[Quoted, ...] = ()

    @property
    def kind(self) -> Kind:
        """The coarse kind by which figures are given."""
        if self.expected == "abstained":
            return "unanswerable"
        if self.type == "followup":
            return "follow-up"
        return "basic" if self.type in BASIC else "composed"


class FreshClaim(_Row):
    """A claim or a draft of several sentences, with the label that each sentence deserves.

    ``made`` says how it was made of its evidence (other words, a wrong unit, a bearer exchanged …).
    """

    kind: str = "claim"
    made: str = ""
    claim: str = Field(min_length=1)
    expected: tuple[Label, ...] = Field(min_length=1)
    evidence: tuple[Quoted, ...] = ()
    near: tuple[Quoted, ...] = ()


@dataclass(frozen=True, slots=True)
class FreshFolder:
    """A folder in this form, read and checked."""

    path: Path
    questions: tuple[FreshQuestion, ...]
    claims: tuple[FreshClaim, ...]

    @property
    def collections(self) -> tuple[str, ...]:
        """The names of the collections that anything is asked of, in order."""
        return tuple(sorted({row.collection for row in (*self.questions, *self.claims)}))

    def documents(self, collection: str) -> Path:
        """The folder of the documents of a collection."""
        return self.path / "docs" / collection

    def of(self, collection: str) -> FreshFolder:
        """The rows of one collection."""
        return FreshFolder(
            self.path,
            tuple(row for row in self.questions if row.collection == collection),
            tuple(row for row in self.claims if row.collection == collection),
        )

    def every(self, step: int) -> FreshFolder:
        """Every ``step``-th question and claim: each field keeps its part, and no two the same places."""
        return FreshFolder(self.path, self.questions[::step], self.claims[::step])


_Each = TypeVar("_Each", FreshQuestion, FreshClaim)


def load_fresh(path: Path, wanted: Iterable[str] = ()) -> FreshFolder:
    """Read a folder; ``wanted`` keeps these collections only.

    Raises:
        InputError: one sentence that names what is missing, or the file, line and fault.
    """
    if not (path / "docs").is_dir():
        raise InputError(
            f"{path} has no folder docs; give a folder with docs/<collection>/, questions.jsonl and claims.jsonl."
        )
    questions = tuple(_rows(path / "questions.jsonl", FreshQuestion))
    claims = tuple(_rows(path / "claims.jsonl", FreshClaim))
    if not questions and not claims:
        raise InputError(
            f"{path} holds neither questions.jsonl nor claims.jsonl with a row; there is nothing to ask."
        )
    folder = FreshFolder(path, questions, claims)
    for name in folder.collections:
        if not folder.documents(name).is_dir():
            raise InputError(
                f"There are rows for the collection {name!r}, but {path} has no folder docs/{name}."
            )
    return _only(folder, tuple(wanted))


def _only(folder: FreshFolder, wanted: tuple[str, ...]) -> FreshFolder:
    if not wanted:
        return folder
    for name in wanted:
        if name not in folder.collections:
            known = ", ".join(folder.collections)
            raise InputError(f"{folder.path} has no collection {name!r}; it has {known}.")
    return FreshFolder(
        folder.path,
        tuple(row for row in folder.questions if row.collection in wanted),
        tuple(row for row in folder.claims if row.collection in wanted),
    )


def _rows(path: Path, form: type[_Each]) -> list[_Each]:
    if not path.exists():
        return []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}); give a UTF-8 file.") from None
    rows: list[_Each] = []
    # Not splitlines(): a JSON string may hold U+2028 unescaped.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            rows.append(form.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            fault = f"{where}: {first['msg']}" if where else first["msg"]
            raise InputError(
                f"Line {number} of {path} is not in the form that is wanted ({fault})."
            ) from None
    doubles = [name for name, count in Counter(row.id for row in rows).items() if count > 1]
    if doubles:
        raise InputError(f"Two rows of {path} have the id {doubles[0]!r}; change one of them.")
    return rows
