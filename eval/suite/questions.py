"""The scorers of questions."""

from __future__ import annotations

from eval.metrics import calibration_error, median, percentile_95, share
from eval.scoring import scorer
from eval.suite import rankings
from eval.suite.outcomes import QuestionOutcome


@scorer("Right, all questions")
def questions_right(outcome: QuestionOutcome) -> float:
    """The right answer, or silence where the sources are silent."""
    return outcome.right


@scorer("Right, answerable")
def answerable_right(outcome: QuestionOutcome) -> float | None:
    """Contains an accepted answer (broad questions: cites a sentence that answers)."""
    return None if outcome.case.unanswerable else outcome.right


@scorer("Short answer, exact match")
def answer_exact(outcome: QuestionOutcome) -> float | None:
    """SQuAD's exact match, where a short answer is expected."""
    return outcome.match[0] if outcome.case.answers else None


@scorer("Short answer, F1")
def answer_f1(outcome: QuestionOutcome) -> float | None:
    """SQuAD's F1, where a short answer is expected."""
    return outcome.match[1] if outcome.case.answers else None


@scorer("Right among the answered")
def answered_right(outcome: QuestionOutcome) -> float | None:
    """How far an answer can be trusted when one is given."""
    return outcome.right if outcome.answered else None


@scorer("Citations that reproduce their quote", share)
def citation_exactness(outcome: QuestionOutcome) -> tuple[float, float] | None:
    """Hits and citations of each answer."""
    return (sum(outcome.exact), len(outcome.exact)) if outcome.exact else None


@scorer("Citations whose sentence contains the answer", share)
def citation_support(outcome: QuestionOutcome) -> tuple[float, float] | None:
    """Over the answers to answerable questions."""
    found = () if outcome.case.unanswerable else outcome.supported()
    return (sum(found), len(found)) if found else None


@scorer("First citation contains the answer")
def first_citation_support(outcome: QuestionOutcome) -> float | None:
    """Over the answered answerable questions; an answer without a citation counts against it."""
    if outcome.case.unanswerable or not outcome.answered:
        return None
    return any(outcome.supported()[:1])


@scorer("Abstention, precision")
def abstention_precision(outcome: QuestionOutcome) -> float | None:
    """Of the questions not answered, those that cannot be."""
    return None if outcome.answered or outcome.error else outcome.case.unanswerable


@scorer("Abstention, recall")
def abstention_recall(outcome: QuestionOutcome) -> float | None:
    """Of the questions that cannot be answered, those not answered."""
    if not outcome.case.unanswerable:
        return None
    return not outcome.answered and outcome.error is None


@scorer("Passage found, first")
def hit_1(outcome: QuestionOutcome) -> float | None:
    """Success@1."""
    return rankings.hit(outcome.relevant, 1) if outcome.markers else None


@scorer("Passage found, first five")
def hit_5(outcome: QuestionOutcome) -> float | None:
    """Success@5."""
    return rankings.hit(outcome.relevant, 5) if outcome.markers else None


@scorer("Passage found, first ten")
def hit_10(outcome: QuestionOutcome) -> float | None:
    """Success@10."""
    return rankings.hit(outcome.relevant, 10) if outcome.markers else None


@scorer("Mean reciprocal rank")
def reciprocal_rank(outcome: QuestionOutcome) -> float | None:
    """Over the first ten passages."""
    return rankings.reciprocal_rank(outcome.relevant) if outcome.markers else None


@scorer("Calibration error", calibration_error, better="lower")
def answer_calibration(outcome: QuestionOutcome) -> tuple[float, float] | None:
    """Confidence of the forced answer against whether it is right."""
    return (outcome.forced.confidence, outcome.forced_right) if outcome.forced else None


@scorer("Seconds an answer, median", median, better="lower", unit="seconds")
def answer_seconds_p50(outcome: QuestionOutcome) -> float | None:
    """Wall time of ``ask``, warm."""
    return None if outcome.error else outcome.seconds


@scorer("Seconds an answer, 95th percentile", percentile_95, better="lower", unit="seconds")
def answer_seconds_p95(outcome: QuestionOutcome) -> float | None:
    """Wall time of ``ask``, warm."""
    return None if outcome.error else outcome.seconds


SCORERS = (
    questions_right,
    answerable_right,
    answer_exact,
    answer_f1,
    answered_right,
    citation_exactness,
    citation_support,
    first_citation_support,
    abstention_precision,
    abstention_recall,
    hit_1,
    hit_5,
    hit_10,
    reciprocal_rank,
    answer_calibration,
    answer_seconds_p50,
    answer_seconds_p95,
)
