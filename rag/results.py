"""The result types: what every door of the program (chat, CLI, scripts, eval, API) receives.

All are frozen pydantic models; ``model_dump_json`` and ``model_validate_json`` lose nothing.
Offsets are Python string offsets (code points) into the stored, normalised text of a
document. Scores, confidences and probabilities lie in [0, 1].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field, model_validator

PartialDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""An ISO 8601 date known to the year, the month or the day: ``2023``, ``2023-03``, ``2023-03-16``."""

PartialSpan = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$")]
"""A partial date, or the first and the last of a span: ``2023-03/2023-05``."""

UnitInterval = Annotated[float, Field(ge=0.0, le=1.0)]
AnswerStatus = Literal["answered", "disagreement", "abstained"]
FileStatus = Literal["added", "updated", "unchanged", "failed", "skipped"]
VerdictLabel = Literal["SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE", "CONFLICTING", "NOT_CHECKABLE"]
JudgementLabel = Literal["SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE"]
Stance = Literal["supports", "refutes", "neither"]
Band = Literal["sure", "likely", "unsure"]

SURE = 0.8
"""The confidence from which on a result is sure."""
LIKELY = 0.5
"""The confidence from which on it is likely; below, it is unsure."""


def band_of(confidence: float) -> Band:
    """The band of a confidence: what is shown differs between them."""
    if confidence >= SURE:
        return "sure"
    return "likely" if confidence >= LIKELY else "unsure"


class Result(BaseModel):
    """Base of every result: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Believed(Result):
    """Base of the results with a confidence: ``band`` follows it, in every copy and in JSON.

    A dump is read back with or without its ``band``; what it says is not taken over.
    """

    confidence: UnitInterval

    @computed_field  # type: ignore[prop-decorator]  # pydantic's form
    @property
    def band(self) -> Band:
        """How sure the result is: ``sure`` from 0.8, ``likely`` from 0.5, else ``unsure``."""
        return band_of(self.confidence)

    @model_validator(mode="before")
    @classmethod
    def _without_band(cls, value: object) -> object:
        if isinstance(value, Mapping) and "band" in value:
            return {name: each for name, each in value.items() if name != "band"}
        return value


class Source(Result):
    """A span of a stored document with what a reader needs to find and judge it.

    ``quote == text_of(document_id)[start:end]`` holds when it is made and is checked again
    when it is shown.
    """

    document_id: str
    title: str
    publisher: str | None = None
    published: PartialDate | None = None
    url: str | None = None
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    page: int | None = Field(default=None, ge=1)


class Passage(Result):
    """A retrieved run of whole sentences: ``text == document_text[start:end]``."""

    id: str
    document_id: str
    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    score: UnitInterval = 0.0
    title: str = ""
    author: str | None = None
    publisher: str | None = None
    published: PartialDate | None = None
    url: str | None = None
    section: str | None = None
    page: int | None = Field(default=None, ge=1)


class Citation(Source):
    """A numbered source that supports a statement of an answer."""

    number: int = Field(ge=1)


class Statement(Result):
    """One sentence of an answer: its text, the value it carries and the citations behind it.

    ``supported`` is False for a chat model's sentence that the sources do not bear out; its text says so.
    """

    text: str
    value: str | None = None
    citations: tuple[int, ...]
    supported: bool = True


class Unmet(Result):
    """A part of the question that the closest passage does not meet."""

    kind: Literal["year", "number", "name", "amount", "date", "place", "person", "detail"]
    asked: str
    found: tuple[str, ...] = ()


class Closest(Source):
    """What came nearest when the program abstained, and why that is not enough."""

    score: UnitInterval
    reason: str
    unmet: tuple[Unmet, ...] = ()


class Generation(Result):
    """The part of a chat model in an answer: which one, where it runs, and what its draft was worth.

    ``worded`` says whether the text of the answer is the model's, checked sentence by sentence; else
    it is the program's own, and ``note`` says why if the model failed. ``sentences`` are those the
    model wrote; ``unsupported`` of them were marked or removed, ``recited`` were cited to another
    source than the model named, ``unknown`` citations named no source. ``cost`` is in the currency
    of the prices in the settings. ``finished`` is False while an answer is still growing.
    """

    model: str
    place: str
    worded: bool = False
    note: str | None = None
    sentences: int = Field(default=0, ge=0)
    unsupported: int = Field(default=0, ge=0)
    recited: int = Field(default=0, ge=0)
    unknown: int = Field(default=0, ge=0)
    differs: bool = False
    input_tokens: int | None = Field(default=None, ge=0)
    output_tokens: int | None = Field(default=None, ge=0)
    cost: float | None = Field(default=None, ge=0)
    cached: bool = False
    finished: bool = True


Operation = Literal[
    "difference",
    "percentage change",
    "sum",
    "average",
    "ratio",
    "share",
    "largest",
    "smallest",
    "span",
    "age",
    "count",
]
"""What can be done with values."""


class Operand(Result):
    """A value that was computed with: whose or of when it is, its words in the source, and how the line writes it.

    ``citation`` is the number of its quote, which holds ``value`` as it stands; None for what the question gives.
    """

    label: str
    value: str
    shown: str
    citation: int | None = None


class Computation(Result):
    """How an answer was computed: ``line`` holds the operands as they are shown, in their order, and the result.

    ``operation`` is what was done with them. A line with "≈" gives a rounded result; ``bounds`` is between what the
    result of rounded figures lies, and empty where the figures are exact.
    """

    operation: Operation
    operands: tuple[Operand, ...]
    result: str
    line: str
    bounds: str = ""

    def pieces(self) -> tuple[tuple[str, int | None], ...]:
        """The line cut behind each operand that has a citation, with the number of it; the rest has None."""
        found: list[tuple[str, int | None]] = []
        place = 0
        for operand in self.operands:
            at = self.line.find(operand.shown, place)
            if operand.citation is not None and at >= 0:
                end = at + len(operand.shown)
                found.append((self.line[place:end], operand.citation))
                place = end
        return (*found, (self.line[place:], None))

    @property
    def cited(self) -> str:
        """The line with the number of its citation behind each operand: "9.1 [1] − 7.4 [2] = 1.7 million dollars"."""
        return "".join(text if number is None else f"{text} [{number}]" for text, number in self.pieces())


class Member(Result):
    """One of the things that a list names, in the words of its quote, and the number of the citation that gives it."""

    text: str
    citation: int


UpdateKind = Literal["newest", "earlier", "corrected"]
"""What a value is to the others of the same thing: the newest, one of before, or one that the newest corrects."""


class Update(Result):
    """A value of a thing that changed, with the (partial ISO) day or span of days that it is of.

    ``citation`` is the number of its quote, which holds ``value`` as it stands.
    """

    value: str
    day: PartialSpan
    kind: UpdateKind
    citation: int


class Event(Result):
    """A dated event: ``date`` is a partial ISO date or a span of two, ``shown`` the date as its source writes it.

    ``text`` are the words of the source; ``citations`` the numbers of the quotes that tell it, the first of which
    holds ``text``.
    """

    date: PartialSpan
    shown: str
    text: str
    citations: tuple[int, ...]


class Change(Result):
    """A value of the same thing on both sides of a comparison, each as it stands in its quote."""

    subject: str
    before: str
    after: str
    citations: tuple[int, ...]


class Answer(Believed):
    """The result of ``ask``. An abstention has no citations; its nearest passage is ``closest``.

    ``generation`` is there when a chat model is set; ``short_answer`` is the reader's own all the same.
    ``computation`` is there when the answer was computed from values of the sources, ``members`` when it is a list,
    ``updates`` (newest first) when the value changed from day to day, ``events`` (in order) of a timeline, ``changes``
    when two days, years or documents were compared; ``compared`` names the two sides.
    """

    question: str
    rewritten: str | None = None
    status: AnswerStatus
    text: str
    short_answer: str = ""
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    confidence: UnitInterval
    closest: Closest | None = None
    searched: int = Field(default=0, ge=0)
    timings: dict[str, float] = Field(default_factory=dict)
    models: dict[str, str] = Field(default_factory=dict)
    generation: Generation | None = None
    computation: Computation | None = None
    members: tuple[Member, ...] = ()
    updates: tuple[Update, ...] = ()
    events: tuple[Event, ...] = ()
    changes: tuple[Change, ...] = ()
    compared: tuple[str, str] | None = None


class Reading(Result):
    """The result of the bare reader over given texts: ``answer == passages[passage][start:end]``."""

    answer: str = ""
    passage: int | None = None
    start: int = 0
    end: int = 0
    probability: UnitInterval = 0.0
    no_answer_probability: UnitInterval = 1.0


class Judgement(Result):
    """The result of the bare judge: the likeliest label and the probability of each."""

    label: JudgementLabel
    probabilities: dict[JudgementLabel, float]


class Evidence(Source):
    """A sentence that bears on a claim, its stance and the probability of that stance."""

    stance: Stance
    probability: UnitInterval


class Difference(Result):
    """A figure, date or name in which claim and evidence do not match."""

    kind: Literal[
        "number", "money", "percent", "date", "time", "duration", "score", "name", "direction", "negation"
    ]
    claim: str
    evidence: str
    citation: int | None = None


class Edit(Result):
    """A run of words in a word diff: in both texts, only in the source, or only in the input."""

    kind: Literal["same", "source", "input"]
    text: str


class Quotation(Result):
    """Words in quotation marks, looked up in the sources: ``quote == input[start:end]`` without the marks.

    ``changes`` turns the words of the source into those of the input. ``speaker`` is who says them
    in the source as far as its sentence tells, ``attributed`` who says them in the input.
    """

    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    status: Literal["verbatim", "altered", "not_found"]
    source: Source | None = None
    changes: tuple[Edit, ...] = ()
    speaker: str | None = None
    attributed: str | None = None


class Verdict(Believed):
    """The result of ``verify`` for one atomic claim: ``claim == input[start:end]``."""

    claim: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    label: VerdictLabel
    confidence: UnitInterval
    evidence: tuple[Evidence, ...] = ()
    differences: tuple[Difference, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    note: str | None = None

    @property
    def sources(self) -> tuple[Source, ...]:
        """The evidence, then the sources of the quotations: they are numbered in this order, from 1."""
        return (*self.evidence, *(one.source for one in self.quotations if one.source is not None))


class CheckedSentence(Result):
    """A sentence of checked prose: ``text == prose[start:end]``, and what the evidence it cites says to it.

    ``citations`` are the numbers it cites that exist, ``unknown`` those that do not.
    """

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    label: VerdictLabel
    probability: UnitInterval
    citations: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    differences: tuple[Difference, ...] = ()


class Checked(Result):
    """The result of ``check``: every sentence of the prose with its label."""

    sentences: tuple[CheckedSentence, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether nothing checkable stands there that the cited evidence does not support."""
        return all(sentence.label in {"SUPPORTED", "NOT_CHECKABLE"} for sentence in self.sentences)

    @property
    def kept(self) -> str:
        """The prose without the sentences that the evidence does not support."""
        kept = (s.text for s in self.sentences if s.label in {"SUPPORTED", "NOT_CHECKABLE"})
        return " ".join(kept)


class FileReport(Result):
    """What became of one file or URL: its status, and the reason in one sentence if it failed."""

    source: str
    status: FileStatus
    reason: str | None = None
    document_id: str | None = None
    title: str | None = None
    passages: int = Field(default=0, ge=0)
    warnings: tuple[str, ...] = ()


class IngestReport(Result):
    """One line a file, in the order given, and the seconds it took."""

    files: tuple[FileReport, ...] = ()
    seconds: float = 0.0

    def count(self, status: FileStatus) -> int:
        """How many files ended with ``status``."""
        return sum(file.status == status for file in self.files)
