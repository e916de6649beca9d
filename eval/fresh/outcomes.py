"""What came of each fresh question and claim, and whether it is right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eval.fresh.form import WHOLE, FreshClaim, FreshQuestion
from rag.results import Answer, Verdict

Mark = Literal["right", "wrong", "silent", "kept silent", "false", "error"]

MISSING, SPLIT = "MISSING", "SPLIT"
"""What is given where a draft has fewer verdicts than sentences, and where one claim has several that differ."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answer; ``error`` is the message when asking failed."""

    question: FreshQuestion
    answer: Answer | None = None
    seconds: float = 0.0
    error: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return self.question.expected == "answered"

    @property
    def answered(self) -> bool:
        """Whether an answer was given, right or wrong."""
        return self.answer is not None and self.answer.status != "abstained"

    @property
    def confidence(self) -> float:
        """The confidence that is shown with the answer."""
        return self.answer.confidence if self.answer else 0.0

    @property
    def mark(self) -> Mark:
        """Right or wrong, answered or silent, in one word."""
        if self.answer is None:
            return "error"
        if not self.answerable:
            return "false" if self.answered else "kept silent"
        if not self.answered:
            return "silent"
        return "right" if matches(self.question, self.answer) else "wrong"

    @property
    def right(self) -> bool:
        """A right answer, or silence where the documents are silent."""
        return self.mark in ("right", "kept silent")


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence of a claim or draft: the label that it deserves and the one that it got."""

    claim: FreshClaim
    place: int
    expected: str
    given: str
    confidence: float = 0.0
    seconds: float = 0.0
    error: str | None = None

    @property
    def right(self) -> bool:
        """Whether the label is the expected one."""
        return self.given == self.expected

    @property
    def exchanged(self) -> bool:
        """Whether supported was called refuted, or refuted supported."""
        return {self.given, self.expected} == {"SUPPORTED", "REFUTED"}


def matches(question: FreshQuestion, answer: Answer) -> bool:
    """Whether one of the patterns is found in what was said.

    That is the short answer, and the whole text where the type allows it or no short answer was given.
    """
    whole = question.type in WHOLE or not answer.short_answer
    said = f"{answer.short_answer or ''}\n{answer.text if whole else ''}"
    return any(re.search(pattern, said, re.IGNORECASE | re.MULTILINE) for pattern in question.answers)


def judged(claim: FreshClaim, verdicts: Sequence[Verdict], seconds: float = 0.0) -> list[Judged]:
    """Put the verdicts beside the labels; what cannot be checked is no verdict.

    A claim that was split has one label if all its parts have it. A draft is compared sentence by sentence.
    """
    checked = [verdict for verdict in verdicts if verdict.label != "NOT_CHECKABLE"]
    given = [(str(verdict.label), verdict.confidence) for verdict in checked]
    wanted = len(claim.expected)
    if wanted == 1 and len(given) != 1:
        labels = {label for label, _ in given}
        surest = min((confidence for _, confidence in given), default=0.0)
        given = [(labels.pop(), surest)] if len(labels) == 1 else [(SPLIT if labels else MISSING, 0.0)]
    given = [*given, *[(MISSING, 0.0)] * wanted][:wanted]
    return [
        Judged(claim, place, expected, label, confidence, seconds)
        for place, (expected, (label, confidence)) in enumerate(zip(claim.expected, given, strict=True))
    ]


def failed(claim: FreshClaim, error: str) -> list[Judged]:
    """The sentences of a claim that could not be verified."""
    return [Judged(claim, place, label, MISSING, error=error) for place, label in enumerate(claim.expected)]
