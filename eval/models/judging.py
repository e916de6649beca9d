"""The bare judge on a file of the claims format: claim and evidence to label.

The labels that occur in the file decide what is measured:

- with REFUTED and NOT ENOUGH INFO: three labels, as the judge gives them. PARTIAL counts as NOT
  ENOUGH INFO: evidence for a part of a claim does not decide the claim;
- without NOT ENOUGH INFO (FEVER-Symmetric and the like): the likelier of supported and refuted;
- NOT_SUPPORTED, or no REFUTED: supported or not, where not-supported has the probability of
  refuted and not-enough-evidence together.

GENERIC rows hold no claim and are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval import plots
from eval.curves import reliability
from eval.datasets import ClaimRow
from eval.metrics import (
    accuracy,
    area_under_roc,
    balanced_accuracy,
    calibration_error,
    confusion,
    f1_by_label,
    macro_f1,
)
from eval.page import CaseList, CaseRow, Page, Plot, Table
from eval.progress import worked
from eval.scoring import Figure, figures, scorer
from rag.errors import InputError
from rag.results import Judgement, JudgementLabel

LISTED = 300
SUPPORTED, REFUTED, UNDECIDED, UNSUPPORTED = "SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE", "NOT_SUPPORTED"
_GOLD = {
    "SUPPORTED": SUPPORTED,
    "REFUTED": REFUTED,
    "NOT ENOUGH INFO": UNDECIDED,
    "NOT_ENOUGH_EVIDENCE": UNDECIDED,
    "PARTIAL": UNDECIDED,
    "NOT_SUPPORTED": UNSUPPORTED,
}
_LEFT_OUT = {"GENERIC"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """The labels that are told apart in a file, and how many of its rows are left out."""

    labels: tuple[str, ...]
    left_out: int = 0

    def gold(self, label: str) -> int:
        """The index of a label of the file."""
        name = _GOLD[label]
        return self.labels.index(UNSUPPORTED if name not in self.labels else name)

    def probabilities(self, judged: Mapping[JudgementLabel, float]) -> tuple[float, ...]:
        """The judge's probabilities over the labels of the scheme; they sum to one."""
        given = {str(label): value for label, value in judged.items()}
        given[UNSUPPORTED] = given.get(REFUTED, 0.0) + given.get(UNDECIDED, 0.0)
        kept = [given.get(label, 0.0) for label in self.labels]
        total = sum(kept)
        return tuple(value / total for value in kept) if total else (1 / len(kept),) * len(kept)


@dataclass(frozen=True, slots=True)
class JudgedOutcome:
    """A row, its expected label as an index, and the probabilities of the labels."""

    row: ClaimRow
    gold: int
    probabilities: tuple[float, ...]

    @property
    def given(self) -> int:
        """The index of the likeliest label."""
        return max(range(len(self.probabilities)), key=self.probabilities.__getitem__)

    @property
    def codes(self) -> tuple[float, float]:
        """Expected and given index."""
        return float(self.gold), float(self.given)


@scorer("Accuracy", accuracy)
def claim_accuracy(outcome: JudgedOutcome) -> tuple[float, float]:
    """Expected and given label."""
    return outcome.codes


@scorer("Balanced accuracy", balanced_accuracy)
def claim_balanced_accuracy(outcome: JudgedOutcome) -> tuple[float, float]:
    """Expected and given label."""
    return outcome.codes


@scorer("Macro-F1", macro_f1)
def claim_macro_f1(outcome: JudgedOutcome) -> tuple[float, float]:
    """Expected and given label."""
    return outcome.codes


@scorer("Calibration error", calibration_error, better="lower")
def judge_calibration(outcome: JudgedOutcome) -> tuple[float, float]:
    """Probability of the given label against whether it is right."""
    return max(outcome.probabilities), float(outcome.given == outcome.gold)


@scorer("Supported told from the rest, area under ROC", area_under_roc)
def supported_auroc(outcome: JudgedOutcome) -> tuple[float, float]:
    """By the probability of supported, the first label of every scheme."""
    return float(outcome.gold == 0), outcome.probabilities[0]


SCORERS = (claim_accuracy, claim_balanced_accuracy, claim_macro_f1, judge_calibration, supported_auroc)


@dataclass(frozen=True, slots=True)
class JudgingResult:
    """Outcomes and the figures over them."""

    scheme: Scheme
    outcomes: list[JudgedOutcome]
    complete: bool
    figures: tuple[Figure, ...]

    def counts(self) -> list[list[int]]:
        """The confusion matrix: a row for each expected label."""
        return confusion([outcome.codes for outcome in self.outcomes], len(self.scheme.labels))


def scheme_of(rows: Sequence[ClaimRow]) -> Scheme:
    """What the labels of a file ask for.

    Raises:
        InputError: a label that is not of this format.
    """
    counts = Counter(row.label for row in rows)
    unknown = counts.keys() - _GOLD.keys() - _LEFT_OUT
    if unknown:
        known = ", ".join([*_GOLD, *sorted(_LEFT_OUT)])
        raise InputError(f"The data set has the label {min(unknown)!r}; the labels are {known}.")
    left_out = sum(counts[label] for label in _LEFT_OUT)
    names = {_GOLD[label] for label in counts.keys() - _LEFT_OUT}
    if UNSUPPORTED in names or REFUTED not in names:
        return Scheme((SUPPORTED, UNSUPPORTED), left_out)
    if UNDECIDED not in names:
        return Scheme((SUPPORTED, REFUTED), left_out)
    return Scheme((SUPPORTED, REFUTED, UNDECIDED), left_out)


def measure(rows: Sequence[ClaimRow], judge: Callable[[str, str], Judgement]) -> JudgingResult:
    """Judge every row, in order; an interrupted run is measured as far as it came."""
    scheme = scheme_of(rows)

    def work(row: ClaimRow) -> JudgedOutcome:
        probabilities = scheme.probabilities(judge(row.claim, row.evidence).probabilities)
        return JudgedOutcome(row, scheme.gold(row.label), probabilities)

    progressed = worked("Judging", [row for row in rows if row.label not in _LEFT_OUT], work)
    outcomes = progressed.made
    return JudgingResult(scheme, outcomes, progressed.complete, tuple(figures(SCORERS, outcomes)))


def as_page(result: JudgingResult, name: str, summary: str) -> Page:
    """The result as a page; of the wrong cases the first ``LISTED`` are shown."""
    labels, outcomes = result.scheme.labels, result.outcomes
    wrong = [outcome for outcome in outcomes if outcome.given != outcome.gold]
    bins = reliability([max(o.probabilities) for o in outcomes], [float(o.given == o.gold) for o in outcomes])
    return Page(
        title=f"Judge on {name}",
        summary=summary,
        complete=result.complete,
        columns=((name, result.figures),),
        plots=(
            Plot("Confusion", plots.confusion_plot(result.counts(), labels, labels), "Counts of labels."),
            Plot("Reliability", plots.reliability_plot(bins)),
        )
        if outcomes
        else (),
        tables=(label_table(result),) if outcomes else (),
        lists=(
            CaseList(
                "Judged wrongly",
                tuple(_case(outcome, labels) for outcome in wrong[:LISTED]),
                f"The first {min(LISTED, len(wrong))} of {len(wrong)}, of {len(outcomes)} rows.",
            ),
        ),
    )


def label_table(result: JudgingResult) -> Table:
    """Precision, recall and F1 of each label, and how its rows were labelled."""
    labels, counts = result.scheme.labels, result.counts()
    found = f1_by_label([outcome.codes for outcome in result.outcomes], len(labels))
    rows = tuple(
        (label, str(n), f"{p:.3f}", f"{r:.3f}", f"{f:.3f}", *(str(cell) for cell in row))
        for label, (p, r, f, n), row in zip(labels, found, counts, strict=True)
    )
    header = ("label", "rows", "precision", "recall", "F1", *(f"as {label}" for label in labels))
    left_out = f" {result.scheme.left_out} generic rows are left out." if result.scheme.left_out else ""
    return Table("Labels", header, rows, f"The last columns count the labels given.{left_out}")


def as_json(result: JudgingResult, about: dict[str, Any]) -> dict[str, Any]:
    """The result as plain data, probabilities included."""
    return {
        "kind": "claims",
        **about,
        "complete": result.complete,
        "labels": result.scheme.labels,
        "left_out": result.scheme.left_out,
        "figures": [asdict(figure) for figure in result.figures],
        "confusion": result.counts() if result.outcomes else [],
        "predictions": [
            {"id": o.row.id, "expected": result.scheme.labels[o.gold], "probabilities": o.probabilities}
            for o in result.outcomes
        ],
    }


def _case(outcome: JudgedOutcome, labels: Sequence[str]) -> CaseRow:
    chances = zip(labels, outcome.probabilities, strict=True)
    return CaseRow(
        id=outcome.row.id,
        tags=(),
        asked=outcome.row.claim,
        expected=labels[outcome.gold],
        given=", ".join(f"{label} {chance:.2f}" for label, chance in chances),
        right=False,
        note=outcome.row.evidence[:1200],
    )
