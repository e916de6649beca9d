"""The bare reader on a file of the reader format: question and passage to span, or none.

Exact match and F1 are SQuAD 2.0's. *Best* figures are those at the threshold on the no-answer
probability that suits this very file best, as the official script prints them: what a reader
could reach, next to what it does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from eval import plots
from eval.curves import Threshold, best_threshold, reliability, risk_coverage, threshold_curve
from eval.datasets import ReaderRow
from eval.matching import exact_and_f1
from eval.metrics import area_under_roc, calibration_error
from eval.page import CaseList, CaseRow, Page, Plot, Table
from eval.progress import worked
from eval.scoring import Figure, figures, scorer

LISTED = 300


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the reader says: its answer ("" for none), the answer it would give if it had to, and
    the probabilities that the answer is right and that there is none.
    """

    answer: str
    forced: str
    probability: float
    no_answer: float


@dataclass(frozen=True, slots=True)
class ReaderOutcome:
    """A row, the prediction, and exact match and F1 of its answer and of the forced answer."""

    row: ReaderRow
    prediction: Prediction
    match: tuple[float, float]
    forced_match: tuple[float, float]


@scorer("Exact match")
def exact(outcome: ReaderOutcome) -> float:
    """Over all rows."""
    return outcome.match[0]


@scorer("F1")
def f1(outcome: ReaderOutcome) -> float:
    """Over all rows."""
    return outcome.match[1]


@scorer("Has an answer: exact match")
def has_answer_exact(outcome: ReaderOutcome) -> float | None:
    """Over the answerable rows."""
    return None if outcome.row.impossible else outcome.match[0]


@scorer("Has an answer: F1")
def has_answer_f1(outcome: ReaderOutcome) -> float | None:
    """Over the answerable rows."""
    return None if outcome.row.impossible else outcome.match[1]


@scorer("Has none: right to be silent")
def no_answer_right(outcome: ReaderOutcome) -> float | None:
    """Over the unanswerable rows; exact match and F1 are the same there."""
    return outcome.match[0] if outcome.row.impossible else None


@scorer("Forced to answer: exact match")
def forced_exact(outcome: ReaderOutcome) -> float | None:
    """Over the answerable rows."""
    return None if outcome.row.impossible else outcome.forced_match[0]


@scorer("Forced to answer: F1")
def forced_f1(outcome: ReaderOutcome) -> float | None:
    """Over the answerable rows."""
    return None if outcome.row.impossible else outcome.forced_match[1]


@scorer("Answerable told from unanswerable, area under ROC", area_under_roc)
def silence_auroc(outcome: ReaderOutcome) -> tuple[float, float]:
    """By the no-answer probability."""
    return float(outcome.row.impossible), outcome.prediction.no_answer


@scorer("Calibration error of the forced answer", calibration_error, better="lower")
def reader_calibration(outcome: ReaderOutcome) -> tuple[float, float]:
    """Probability against exact match."""
    return outcome.prediction.probability, _forced_right(outcome)


SCORERS = (exact, f1, has_answer_exact, has_answer_f1, no_answer_right, forced_exact, forced_f1)
BOTH_KINDS = (silence_auroc,)


@dataclass(frozen=True, slots=True)
class ReaderResult:
    """Outcomes and what was computed from them. ``curves`` are exact match and F1 by threshold."""

    outcomes: list[ReaderOutcome]
    complete: bool
    figures: tuple[Figure, ...]
    curves: dict[str, list[tuple[float, float]]]
    best: dict[str, Threshold]


def measure(rows: Sequence[ReaderRow], predict: Callable[[str, str], Prediction]) -> ReaderResult:
    """Read every row, in order; an interrupted run is measured as far as it came."""

    def work(row: ReaderRow) -> ReaderOutcome:
        prediction = predict(row.question, row.context)
        match = exact_and_f1(prediction.answer, row.accepted)
        forced = match if prediction.forced == prediction.answer else None
        return ReaderOutcome(row, prediction, match, forced or exact_and_f1(prediction.forced, row.accepted))

    progressed = worked("Reading", rows, work)
    outcomes = progressed.made
    scorers = [*SCORERS, reader_calibration]
    kinds = {outcome.row.impossible for outcome in outcomes}
    if len(kinds) == 2:
        scorers += BOTH_KINDS
    answerable = [not outcome.row.impossible for outcome in outcomes]
    silent = [outcome.prediction.no_answer for outcome in outcomes]
    curves = {
        name: threshold_curve([o.forced_match[index] for o in outcomes], answerable, silent)
        for index, name in enumerate(("exact match", "F1"))
        if outcomes
    }
    best = {name: best_threshold(curve) for name, curve in curves.items()}
    kept = tuple(f for f in figures(scorers, outcomes) if f.n)
    return ReaderResult(outcomes, progressed.complete, kept, curves, best)


def as_page(result: ReaderResult, name: str, summary: str) -> Page:
    """The result as a page; of the wrong cases the first ``LISTED`` are shown."""
    probability = [o.prediction.probability for o in result.outcomes]
    right = [_forced_right(o) for o in result.outcomes]
    wrong = [o for o in result.outcomes if o.match[0] < 1.0]
    return Page(
        title=f"Reader on {name}",
        summary=summary,
        complete=result.complete,
        columns=((name, result.figures),),
        plots=(
            Plot("Figures with their 95% intervals", plots.figure_plot(result.figures)),
            Plot("Reliability", plots.reliability_plot(reliability(probability, right))),
            Plot(
                "Risk and coverage",
                plots.risk_coverage_plot({"exact match": risk_coverage(probability, right)}),
            ),
            Plot("Score by threshold", plots.threshold_plot(result.curves, result.best["F1"])),
        )
        if result.outcomes
        else (),
        tables=(best_table(result),),
        lists=(
            CaseList(
                "Not matched",
                tuple(_case(outcome) for outcome in wrong[:LISTED]),
                f"The first {min(LISTED, len(wrong))} of {len(wrong)}, of {len(result.outcomes)} rows.",
            ),
        ),
    )


def best_table(result: ReaderResult) -> Table:
    """The best thresholds and the scores there."""
    rows = tuple((k, f"{t.score:.4f}", f"{t.threshold:.4f}") for k, t in result.best.items())
    return Table(
        "Best threshold on the no-answer probability",
        ("score", "best value", "threshold"),
        rows,
        "Chosen on this very file, as SQuAD 2.0's script does: a bound, not a result.",
    )


def as_json(result: ReaderResult, about: dict[str, Any]) -> dict[str, Any]:
    """The result as plain data, predictions included."""
    from dataclasses import asdict

    return {
        "kind": "reader",
        **about,
        "complete": result.complete,
        "figures": [asdict(figure) for figure in result.figures],
        "best": {name: asdict(threshold) for name, threshold in result.best.items()},
        "predictions": [
            {"id": o.row.id, **asdict(o.prediction), "exact": o.match[0], "f1": o.match[1]}
            for o in result.outcomes
        ],
    }


def _forced_right(outcome: ReaderOutcome) -> float:
    return 0.0 if outcome.row.impossible else outcome.forced_match[0]


def _case(outcome: ReaderOutcome) -> CaseRow:
    prediction = outcome.prediction
    return CaseRow(
        id=outcome.row.id,
        tags=(outcome.row.title,) if outcome.row.title else (),
        asked=outcome.row.question,
        expected=" / ".join(outcome.row.accepted) or "no answer",
        given=f"{prediction.answer or 'no answer'} (F1 {outcome.match[1]:.2f})",
        right=False,
        note=f"forced: {prediction.forced} ({prediction.probability:.2f}); none: {prediction.no_answer:.2f}",
    )
