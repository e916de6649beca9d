"""From the outcomes of fresh questions and claims to figures, tables and curves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from eval import plots
from eval.curves import Bin, Point, reliability, risk_coverage
from eval.fresh.outcomes import Asked, Judged
from eval.fresh.running import FreshRun
from eval.fresh.scorers import (
    CLAIMS,
    QUESTIONS,
    answerable_right,
    basic_right,
    claims_right,
    exchanged,
    kept_silent,
    question_right,
    right_of_answered,
    right_of_sure,
)
from eval.page import CaseList, CaseRow, Page, Plot, Table, interval, shown
from eval.scoring import Figure, Scorer, figures

One = TypeVar("One", Asked, Judged)
Columns = tuple[tuple[str, tuple[Figure, ...]], ...]

_BY_FIELD: tuple[Scorer[Asked], ...] = (
    answerable_right,
    basic_right,
    kept_silent,
    right_of_answered,
    right_of_sure,
)


def run_figures(run: FreshRun) -> tuple[Figure, ...]:
    """Every figure of a run; a part without rows has none."""
    found: list[Figure] = []
    if run.questions:
        found += figures(QUESTIONS, run.questions)
    if run.claims:
        found += figures(CLAIMS, run.claims)
    return tuple(found)


def answered_reliability(questions: Iterable[Asked]) -> list[Bin]:
    """Confidence and how often it was right, over the questions that were answered."""
    rows = [(asked.confidence, float(asked.right)) for asked in questions if asked.answered]
    return reliability([row[0] for row in rows], [row[1] for row in rows])


def answered_risk_coverage(questions: Sequence[Asked]) -> list[Point]:
    """A point for each confidence that was given; the coverage is of all questions, silent ones too."""
    rows = [(asked.confidence, float(asked.right)) for asked in questions if asked.answered]
    part = len(rows) / len(questions) if questions else 0.0
    points = risk_coverage([row[0] for row in rows], [row[1] for row in rows])
    return [Point(point.threshold, point.coverage * part, point.precision) for point in points]


def as_json(name: str, run: FreshRun, columns: Columns, failures: Sequence[str] = ()) -> dict[str, Any]:
    """The whole result as plain data."""
    return {
        "kind": "fresh",
        "name": name,
        "complete": run.complete,
        "failures": list(failures),
        "figures": {heading: [asdict(figure) for figure in found] for heading, found in columns},
        "fields": {
            field: [asdict(figure) for figure in run_figures(run.of([field]))] for field in _fields(run)
        },
        "types": {
            kind: asdict(figure) for kind, figure in _groups(run.questions, _type, question_right).items()
        },
        "made": {kind: asdict(figure) for kind, figure in _groups(run.claims, _made, claims_right).items()},
        "curves": {
            "reliability": [asdict(each) for each in answered_reliability(run.questions)],
            "risk_coverage": [asdict(point) for point in answered_risk_coverage(run.questions)],
        },
        "questions": [_question_json(asked) for asked in run.questions],
        "claims": [_claim_json(one) for one in run.claims],
    }


def as_page(title: str, run: FreshRun, columns: Columns, failures: Sequence[str] = ()) -> Page:
    """The whole result as a page; its tables are printed on a terminal too."""
    marks = Counter(asked.mark for asked in run.questions)
    summary = (
        f"{len(run.questions)} questions ({', '.join(f'{n} {mark}' for mark, n in sorted(marks.items()))}) "
        f"and {len(run.claims)} sentences of claims, "
        f"{sum(one.exchanged for one in run.claims)} of them exchanged."
    )
    drawn: list[Plot] = []
    if any(asked.answered for asked in run.questions):
        drawn = [
            Plot("Reliability of answers", plots.reliability_plot(answered_reliability(run.questions))),
            Plot(
                "Risk and coverage",
                plots.risk_coverage_plot({"answered": answered_risk_coverage(run.questions)}),
                "Coverage is the share of all questions, those that cannot be answered among them.",
            ),
        ]
    return Page(
        title=title,
        summary=summary,
        failures=tuple(failures),
        complete=run.complete,
        columns=columns,
        plots=tuple(drawn),
        tables=_tables(run),
        lists=_lists(run),
    )


def _tables(run: FreshRun) -> tuple[Table, ...]:
    tables = []
    if run.questions or run.claims:
        tables.append(_field_table(run))
    if run.questions:
        tables.append(
            _group_table("By type of question", _groups(run.questions, _type, question_right), "type")
        )
        tables.append(reliability_table(answered_reliability(run.questions)))
    if run.claims:
        tables.append(_group_table("By kind of claim", _groups(run.claims, _made, claims_right), "made by"))
    return tuple(tables)


def reliability_table(bins: Sequence[Bin]) -> Table:
    """The bins of confidence with the share that was right."""
    return Table(
        "Reliability of answers",
        ("confidence", "mean", "right", "answers"),
        tuple(
            (f"{each.low:.1f} to {each.high:.1f}", f"{each.confidence:.2f}", f"{each.right:.2f}", str(each.n))
            for each in bins
        ),
    )


def _field_table(run: FreshRun) -> Table:
    rows = []
    for field in _fields(run):
        part = run.of([field])
        found = [*figures(_BY_FIELD, part.questions), *figures((claims_right, exchanged), part.claims)]
        rows.append((field, *(_cell(figure) for figure in found)))
    header = ("field", "answerable", "basic", "silent", "of answered", "of sure", "claims", "exchanged")
    return Table("By field (95% interval)", header, tuple(rows))


def _group_table(title: str, groups: dict[str, Figure], heading: str) -> Table:
    rows = [(name, shown(figure), interval(figure), str(figure.n)) for name, figure in sorted(groups.items())]
    return Table(title, (heading, "right", "95% interval", "cases"), tuple(rows))


def _groups(outcomes: Sequence[One], key: Callable[[One], str], scorer: Scorer[One]) -> dict[str, Figure]:
    by_key: dict[str, list[One]] = {}
    for outcome in outcomes:
        by_key.setdefault(key(outcome), []).append(outcome)
    return {name: scorer.figure(several) for name, several in by_key.items()}


def _type(asked: Asked) -> str:
    return asked.question.type


def _made(one: Judged) -> str:
    # A claim of a folder without that field is told by its kind; the label is part of the group.
    return f"{one.claim.made or one.claim.kind}, {one.expected.lower().replace('_', ' ')}"


def _fields(run: FreshRun) -> list[str]:
    names = [asked.question.collection for asked in run.questions]
    names += [one.claim.collection for one in run.claims]
    return sorted(set(names))


def _cell(figure: Figure) -> str:
    return f"{shown(figure)} ({interval(figure)})" if figure.n else ""


def _lists(run: FreshRun) -> tuple[CaseList, ...]:
    questions = tuple(
        CaseRow(
            asked.question.id,
            (asked.question.type, asked.mark),
            asked.question.question,
            " or ".join(asked.question.answers) or "silence",
            asked.error or _given(asked),
            asked.right,
            before=tuple(question for question, _ in asked.question.history),
        )
        for asked in run.questions
    )
    claims = tuple(
        CaseRow(
            f"{one.claim.id}.{one.place}",
            (one.claim.made or one.claim.kind,),
            one.claim.claim,
            one.expected,
            one.error or one.given,
            one.right,
        )
        for one in run.claims
    )
    lists = (CaseList("Questions", questions), CaseList("Claims", claims))
    return tuple(each for each in lists if each.rows)


def _given(asked: Asked) -> str:
    if asked.answer is None or not asked.answered:
        return "silence"
    return f"{asked.answer.short_answer or asked.answer.text} ({asked.confidence:.2f})"


def _question_json(asked: Asked) -> dict[str, Any]:
    return {
        **asked.question.model_dump(mode="json", exclude={"evidence", "near"}),
        "kind": asked.question.kind,
        "mark": asked.mark,
        "right": asked.right,
        "given": asked.answer.short_answer if asked.answer else "",
        "text": asked.answer.text if asked.answer else "",
        "confidence": asked.confidence,
        "seconds": asked.seconds,
        "error": asked.error,
    }


def _claim_json(one: Judged) -> dict[str, Any]:
    return {
        **one.claim.model_dump(mode="json", exclude={"evidence", "near", "expected"}),
        "place": one.place,
        "expected": one.expected,
        "given": one.given,
        "right": one.right,
        "confidence": one.confidence,
        "error": one.error,
    }
