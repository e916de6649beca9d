"""The scorers of fresh questions and claims. The first eight are the figures that this program is held to."""

from __future__ import annotations

from eval.fresh.outcomes import Asked, Judged
from eval.metrics import calibration_error, median
from eval.scoring import scorer

SURE = 0.8
"""From this confidence on an answer counts as sure."""


@scorer("Right, answerable questions")
def answerable_right(asked: Asked) -> float | None:
    """An accepted answer was given."""
    return asked.right if asked.answerable else None


@scorer("Right, basic questions")
def basic_right(asked: Asked) -> float | None:
    """Answerable, and the answer stands in one place."""
    return asked.right if asked.question.kind == "basic" else None


@scorer("Right, composed questions")
def composed_right(asked: Asked) -> float | None:
    """Several places have to be brought together: compared, counted, computed, followed over time."""
    return asked.right if asked.question.kind == "composed" else None


@scorer("Right, follow-ups")
def followup_right(asked: Asked) -> float | None:
    """Understood only with the earlier questions."""
    return asked.right if asked.question.kind == "follow-up" else None


@scorer("Silent, unanswerable questions")
def kept_silent(asked: Asked) -> float | None:
    """Nothing was answered where the documents say nothing."""
    return None if asked.answerable else asked.mark == "kept silent"


@scorer("Right among the answered")
def right_of_answered(asked: Asked) -> float | None:
    """How far an answer can be trusted when one is given."""
    return asked.right if asked.answered else None


@scorer(f"Right among those at {SURE} and more")
def right_of_sure(asked: Asked) -> float | None:
    """How far a sure answer can be trusted."""
    return asked.right if asked.answered and asked.confidence >= SURE else None


@scorer("Calibration error of answers", calibration_error, better="lower")
def answer_calibration(asked: Asked) -> tuple[float, float] | None:
    """Confidence of what was answered against whether it is right."""
    return (asked.confidence, float(asked.right)) if asked.answered else None


@scorer("Seconds an answer, median", median, better="lower", unit="seconds")
def answer_seconds(asked: Asked) -> float | None:
    """Wall time of ``ask``."""
    return asked.seconds if asked.answer else None


@scorer("Claims right")
def claims_right(one: Judged) -> float:
    """The expected label; each sentence of a draft counts."""
    return one.right


@scorer("Supported claims called supported")
def supported_found(one: Judged) -> float | None:
    """Over the claims that the documents bear out."""
    return one.right if one.expected == "SUPPORTED" else None


@scorer("Refuted claims called refuted")
def refuted_found(one: Judged) -> float | None:
    """Over the claims that the documents contradict."""
    return one.right if one.expected == "REFUTED" else None


@scorer("Open claims left open")
def open_left_open(one: Judged) -> float | None:
    """Over the claims on which the documents say too little."""
    return one.right if one.expected == "NOT_ENOUGH_EVIDENCE" else None


@scorer("Supported and refuted exchanged", better="lower")
def exchanged(one: Judged) -> float | None:
    """The worst mistake of a fact-checker, over the claims that are one or the other."""
    return None if one.expected == "NOT_ENOUGH_EVIDENCE" else one.exchanged


@scorer("Right")
def question_right(asked: Asked) -> float:
    """A right answer, or silence where silence is right: for groups of one kind."""
    return asked.right


QUESTIONS = (
    answerable_right,
    basic_right,
    composed_right,
    followup_right,
    kept_silent,
    right_of_answered,
    right_of_sure,
    answer_calibration,
    answer_seconds,
)
CLAIMS = (claims_right, supported_found, refuted_found, open_left_open, exchanged)
