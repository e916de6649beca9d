"""What came of each case, and whether it is right."""

from __future__ import annotations

from dataclasses import dataclass

from eval.matching import contains, exact_and_f1, mentions, plain
from eval.metrics import LABELS, OTHER
from rag.cases import ClaimCase, QuestionCase
from rag.results import Answer, Source, Verdict


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """A question, the program's answer and its forced answer, and how its passages ranked.

    ``markers`` are the words by which the sentences that answer are known; ``relevant`` says for
    each retrieved passage whether it holds one of them; ``exact`` for each citation whether
    the stored text reproduces it. ``error`` is the message when asking failed.
    """

    case: QuestionCase
    markers: tuple[str, ...] = ()
    answer: Answer | None = None
    forced: Answer | None = None
    relevant: tuple[bool, ...] = ()
    exact: tuple[bool, ...] = ()
    seconds: float = 0.0
    error: str | None = None

    @property
    def answered(self) -> bool:
        """Whether the program gave an answer (one, or several that disagree)."""
        return self.answer is not None and self.answer.status != "abstained"

    @property
    def right(self) -> bool:
        """Silent on what cannot be answered; else the right answer, or the right sentence if broad."""
        if self.answer is None:
            return False
        if self.case.unanswerable:
            return not self.answered
        return self.answered and answers_rightly(self.case, self.answer, self.markers)

    @property
    def forced_right(self) -> bool:
        """Whether the forced answer is right; never on what cannot be answered."""
        return (
            self.forced is not None
            and self.forced.status != "abstained"
            and not self.case.unanswerable
            and answers_rightly(self.case, self.forced, self.markers)
        )

    @property
    def match(self) -> tuple[float, float]:
        """Exact match and F1 of the short answer; an abstention counts as the empty answer."""
        given = self.answer.short_answer if self.answer and self.answered else ""
        return exact_and_f1(given, self.case.answers)

    def supported(self) -> tuple[bool, ...]:
        """For each citation whether its sentence contains the answer."""
        citations = self.answer.citations if self.answer else ()
        return tuple(supports(self.case, citation, self.markers) for citation in citations)


@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """A claim with the verdicts on it; a claim that was split has several."""

    case: ClaimCase
    markers: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    exact: tuple[bool, ...] = ()
    seconds: float = 0.0
    error: str | None = None

    @property
    def label(self) -> str:
        """The label of the whole: refuted if any part is, supported only if every part is."""
        labels = [verdict.label for verdict in self.verdicts]
        for strong in ("REFUTED", "CONFLICTING"):
            if strong in labels:
                return strong
        if not labels or "NOT_CHECKABLE" in labels:
            return "NOT_CHECKABLE"
        return "SUPPORTED" if set(labels) == {"SUPPORTED"} else "NOT_ENOUGH_EVIDENCE"

    @property
    def confidence(self) -> float:
        """The confidence of the least sure verdict with the label of the whole."""
        return min((v.confidence for v in self.verdicts if v.label == self.label), default=0.0)

    @property
    def right(self) -> bool:
        """Whether the label is the expected one."""
        return self.label == self.case.label

    @property
    def codes(self) -> tuple[float, float]:
        """Expected and given label as their index in ``LABELS``."""
        given = LABELS.index(self.label) if self.label in LABELS else OTHER
        return float(LABELS.index(self.case.label)), float(given)


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """Two claims that differ in little, one supported and one refuted."""

    group: str
    supported: ClaimOutcome
    refuted: ClaimOutcome

    @property
    def told_apart(self) -> bool:
        """Whether both labels are right."""
        return self.supported.right and self.refuted.right


def pairs(outcomes: list[ClaimOutcome]) -> list[PairOutcome]:
    """Every group with its supported and its refuted claim."""
    found: dict[str, dict[str, ClaimOutcome]] = {}
    for outcome in outcomes:
        if outcome.case.group:
            found.setdefault(outcome.case.group, {}).setdefault(outcome.case.label, outcome)
    return [
        PairOutcome(group, by_label["SUPPORTED"], by_label["REFUTED"])
        for group, by_label in found.items()
        if {"SUPPORTED", "REFUTED"} <= by_label.keys()
    ]


def answers_rightly(case: QuestionCase, answer: Answer, markers: tuple[str, ...]) -> bool:
    """Whether an answer to an answerable question is right, by the kind of question."""
    if case.style == "yes_no":
        return exact_and_f1(answer.short_answer, case.answers)[0] == 1.0
    if case.parts:
        given = [answer.short_answer, *(statement.value or "" for statement in answer.statements)]
        return all(any(mentions(text, name) for text in given for name in part) for part in case.parts)
    if case.answers:
        values = [statement.value for statement in answer.statements if statement.value]
        given = values if answer.status == "disagreement" else [answer.short_answer]
        return any(contains(text, case.answers) for text in given)
    return any(holds_marker(citation.quote, markers) for citation in answer.citations)


def supports(case: QuestionCase, source: Source, markers: tuple[str, ...]) -> bool:
    """Whether a cited sentence contains the answer, or is the one that is known to answer."""
    if holds_marker(source.quote, markers):
        return True
    if case.style == "yes_no":
        return False
    if case.parts:
        return all(any(mentions(source.quote, name) for name in part) for part in case.parts)
    return any(mentions(source.quote, answer) for answer in case.answers)


def holds_marker(text: str, markers: tuple[str, ...]) -> bool:
    """Whether one of the markers stands in the text."""
    return any(plain(marker) in plain(text) for marker in markers)
