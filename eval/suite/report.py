"""The evaluation on the seeds: from outcomes to figures, curves, verdict and report."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from eval import plots
from eval.curves import Bin, Dial, Point, dials, reliability, risk_coverage
from eval.floors import Floors, added_failures, failures
from eval.metrics import LABELS, confusion
from eval.page import Page, Plot, Table
from eval.scoring import Figure, figures
from eval.suite import claims, questions
from eval.suite.outcomes import ClaimOutcome, QuestionOutcome, pairs
from eval.suite.running import Run
from eval.suite.system import System
from eval.suite.transcripts import claim_lists, question_lists
from rag.cases import Half

ALL, DEV, TEST, ADDED = "all", "dev half", "test half", "added cases"
GIVEN = (*LABELS, "OTHER")


@dataclass(frozen=True, slots=True)
class Suite:
    """A finished (or stopped) run with everything that was computed from it."""

    run: Run
    added: Run | None
    columns: tuple[tuple[str, tuple[Figure, ...]], ...]
    failures: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing was stopped."""
        return self.run.complete and (self.added is None or self.added.complete)


def judged(run: Run, added: Run | None, floors: Floors | None) -> Suite:
    """Compute the figures of all cases, of each half and of the added cases, and check the floors.

    Without ``floors``, or when the run was stopped, nothing is checked.
    """
    columns = []
    if run.questions or run.claims:
        columns.append((ALL, run_figures(run)))
        halves = [(name, _of_half(run, half)) for name, half in ((DEV, "dev"), (TEST, "test"))]
        columns += [(name, run_figures(part)) for name, part in halves if part.questions or part.claims]
    if added is not None:
        columns.append((ADDED, run_figures(added)))
    suite = Suite(run, added, tuple(columns), ())
    if floors is None or not suite.complete:
        return suite
    by_name = dict(columns)
    errors = [(o.case.id, o.error) for each in _runs(suite) for o in each.questions]
    errors += [(o.case.id, o.error) for each in _runs(suite) for o in each.claims]
    faults = [f"Case {name} ended with an error: {error}" for name, error in errors if error]
    faults += failures(by_name[ALL], floors) if ALL in by_name else []
    faults += added_failures(by_name.get(ADDED, ()), floors)
    return Suite(run, added, suite.columns, tuple(faults))


def run_figures(run: Run) -> tuple[Figure, ...]:
    """Every figure of questions and claims; a part without cases has none."""
    found: list[Figure] = []
    if run.questions:
        found += figures(questions.SCORERS, run.questions)
    if run.claims:
        found += figures(claims.SCORERS, run.claims)
        if couples := pairs(run.claims):
            found.append(claims.pairs_told_apart.figure(couples))
    return tuple(found)


def as_json(suite: Suite, system: System, about: dict[str, Any]) -> dict[str, Any]:
    """The whole result as plain data."""
    dev, test = _confidences(suite.run, "dev"), _confidences(suite.run, "test")
    return {
        "kind": "seeds",
        **about,
        "complete": suite.complete,
        "failures": list(suite.failures),
        "figures": {name: [asdict(figure) for figure in found] for name, found in suite.columns},
        "curves": {
            "reliability": [asdict(b) for b in _reliability(suite.run.questions)],
            "verdict_reliability": [asdict(b) for b in _verdict_reliability(suite.run.claims)],
            "risk_coverage": {
                "dev": [asdict(p) for p in risk_coverage(*dev)],
                "test": [asdict(p) for p in risk_coverage(*test)],
            },
            "target_precision": [asdict(dial) for dial in dials(dev, test)],
        },
        "confusion": {"expected": LABELS, "given": GIVEN, "counts": _confusion(suite.run.claims)},
        "questions": [_question_json(o, system) for run in _runs(suite) for o in run.questions],
        "claims": [_claim_json(o) for run in _runs(suite) for o in run.claims],
    }


def as_page(suite: Suite, system: System, summary: str) -> Page:
    """The whole result as a page."""
    run = suite.run
    drawn: list[Plot] = []
    tables: list[Table] = []
    if run.questions or run.claims:
        drawn.append(Plot("Figures with their 95% intervals", plots.figure_plot(suite.columns[0][1])))
    dev, test = _confidences(run, "dev"), _confidences(run, "test")
    if run.questions:
        drawn.append(
            Plot(
                "Reliability of answers",
                plots.reliability_plot(_reliability(run.questions)),
                "Confidence of the answer given when silence is switched off, and how often it is right.",
            )
        )
    if dev[0] and test[0]:
        drawn.append(
            Plot(
                "Risk and coverage",
                plots.risk_coverage_plot(
                    {"dev half": risk_coverage(*dev), "test half": risk_coverage(*test)}
                ),
                "Answering the surest questions first, unanswerable ones among them.",
            )
        )
        tables.append(_dial_table(dials(dev, test)))
    if run.claims:
        drawn.append(
            Plot("Claims", plots.confusion_plot(_confusion(run.claims), LABELS, GIVEN), "Counts of labels.")
        )
        drawn.append(
            Plot("Reliability of verdicts", plots.reliability_plot(_verdict_reliability(run.claims)))
        )
    lists = [
        part
        for each, place in ((run, "on the seeds"), (suite.added, "added by you"))
        if each is not None
        for part in (*question_lists(each.questions, place, system), *claim_lists(each.claims, place))
    ]
    return Page(
        title="Evaluation on the seeds",
        summary=summary,
        failures=suite.failures,
        complete=suite.complete,
        columns=suite.columns,
        plots=tuple(drawn),
        tables=tuple(tables),
        lists=tuple(lists),
    )


def _of_half(run: Run, half: str) -> Run:
    return Run(
        [outcome for outcome in run.questions if outcome.case.half == half],
        [outcome for outcome in run.claims if outcome.case.half == half],
        run.complete,
    )


def _runs(suite: Suite) -> list[Run]:
    return [suite.run] if suite.added is None else [suite.run, suite.added]


def _confidences(run: Run, half: Half) -> tuple[list[float], list[float]]:
    rows = [
        (outcome.forced.confidence, float(outcome.forced_right))
        for outcome in run.questions
        if outcome.case.half == half and outcome.forced is not None
    ]
    return [row[0] for row in rows], [row[1] for row in rows]


def _reliability(outcomes: list[QuestionOutcome]) -> list[Bin]:
    rows = [(o.forced.confidence, float(o.forced_right)) for o in outcomes if o.forced is not None]
    return reliability([row[0] for row in rows], [row[1] for row in rows])


def _verdict_reliability(outcomes: list[ClaimOutcome]) -> list[Bin]:
    judged = [outcome for outcome in outcomes if outcome.verdicts]
    return reliability([o.confidence for o in judged], [float(o.right) for o in judged])


def _confusion(outcomes: list[ClaimOutcome]) -> list[list[int]]:
    if not outcomes:
        return []
    counts = confusion([outcome.codes for outcome in outcomes], len(GIVEN))
    return counts[: len(LABELS)]


def _dial_table(rows: list[Dial]) -> Table:
    def point(found: Point | None) -> tuple[str, str]:
        return (f"{found.precision:.2f}", f"{found.coverage:.2f}") if found else ("", "")

    return Table(
        "Target precision",
        ("wanted", "threshold", "dev: right", "dev: answered", "test: right", "test: answered"),
        tuple(
            (
                f"{row.target:.2f}",
                "not reached" if row.threshold is None else f"{row.threshold:.3f}",
                *point(row.dev),
                *point(row.test),
            )
            for row in rows
        ),
        "The lowest confidence from which on the dev half is right as often as wanted, and the "
        "same threshold on the test half. Unanswerable questions count as wrong when answered.",
    )


def _question_json(outcome: QuestionOutcome, system: System) -> dict[str, Any]:
    return {
        "case": {**outcome.case.model_dump(mode="json", exclude_defaults=True), "half": outcome.case.half},
        "right": outcome.right,
        "exact_and_f1": outcome.match if outcome.case.answers else None,
        "answer": outcome.answer.model_dump(mode="json") if outcome.answer else None,
        "forced": {
            "short_answer": outcome.forced.short_answer,
            "confidence": outcome.forced.confidence,
            "right": outcome.forced_right,
        }
        if outcome.forced
        else None,
        "documents": [system.name_of(c.document_id) for c in outcome.answer.citations]
        if outcome.answer
        else [],
        "citations_exact": list(outcome.exact),
        "citations_support": list(outcome.supported()),
        "passages_relevant": list(outcome.relevant),
        "seconds": outcome.seconds,
        "error": outcome.error,
    }


def _claim_json(outcome: ClaimOutcome) -> dict[str, Any]:
    return {
        "case": {**outcome.case.model_dump(mode="json", exclude_defaults=True), "half": outcome.case.half},
        "right": outcome.right,
        "label": outcome.label,
        "confidence": outcome.confidence,
        "verdicts": [verdict.model_dump(mode="json") for verdict in outcome.verdicts],
        "evidence_exact": list(outcome.exact),
        "seconds": outcome.seconds,
        "error": outcome.error,
    }
