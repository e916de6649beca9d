"""The last report of the evaluation, inside the page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from ui.views.markup import EMPTY, date, joined, text
from ui.views.signs import drawn
from ui.wording import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DATA, PAGE = "report.json", "report.html"
REPORT_PATH = "/fc/report.html"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of the report: its value and the 95% interval, in one of the columns."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    cases: int
    unit: str

    @property
    def shown(self) -> str:
        """``0.82 (0.74 to 0.89)``."""
        if self.value is None:
            return phrases.NO_FIGURE
        digits = 3 if self.unit == "seconds" else 2
        unit = " s" if self.unit == "seconds" else ""
        value = f"{self.value:.{digits}f}{unit}"
        if self.low is None or self.high is None:
            return value
        return f"{value} ({self.low:.{digits}f} to {self.high:.{digits}f})"


@dataclass(frozen=True, slots=True)
class Report:
    """What ``python -m eval`` wrote last."""

    made: str
    complete: bool
    failures: tuple[str, ...]
    columns: tuple[tuple[str, tuple[Measure, ...]], ...]


def load_report(folder: Path) -> Report | None:
    """The report in ``folder``; None when there is none that can be read."""
    path = folder / DATA
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
        columns = tuple(
            (str(name), tuple(_measure(figure) for figure in figures))
            for name, figures in data["figures"].items()
        )
        return Report(made, bool(data["complete"]), tuple(map(str, data["failures"])), columns)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def quality_view(report: Report | None, folder: Path, cases: Path, store: Path) -> Markup:
    """The figures of the report, what it failed, and how to run it again."""
    how = Markup("<p>{}</p><p><code>{}</code></p><p>{}</p><p><code>{}</code></p>").format(
        text(phrases.HOW_TO_EVALUATE),
        text(f"python -m eval --out {folder}"),
        text(phrases.HOW_TO_EVALUATE_OWN),
        text(f"python -m eval --cases {cases} --store {store} --out {folder}"),
    )
    if report is None:
        return Markup('<p class="fc-hint">{}</p>{}').format(text(phrases.NO_REPORT), how)
    if not report.complete:
        verdict = _line("fc-warning", "…", phrases.REPORT_STOPPED)
    elif report.failures:
        faults = joined(Markup("<li>{}</li>").format(text(failure)) for failure in report.failures)
        verdict = _line("fc-warning", "✕", phrases.REPORT_FAILED) + Markup("<ul>{}</ul>").format(faults)
    else:
        verdict = _line("fc-verified", "✓", phrases.REPORT_PASSED)
    return Markup(
        '<div class="fc-quality"><p class="fc-byline">{} {} · <a class="fc-link" href=".{}" target="_blank" '
        'rel="noopener">{}</a></p>{}{}{}</div>'
    ).format(
        text(phrases.REPORT_MADE),
        date(report.made),
        REPORT_PATH,
        text(phrases.WHOLE_REPORT),
        verdict,
        _table(report.columns),
        how,
    )


def _line(name: str, sign: str, words: str) -> Markup:
    return Markup('<p class="{}"><span aria-hidden="true">{}</span> {}</p>').format(
        name, drawn(sign), text(words)
    )


def _table(columns: Sequence[tuple[str, tuple[Measure, ...]]]) -> Markup:
    if not columns:
        return EMPTY
    labels = list(dict.fromkeys(measure.label for _, measures in columns for measure in measures))
    found = [{measure.label: measure for measure in measures} for _, measures in columns]
    head = joined(Markup('<th scope="col">{}</th>').format(text(name)) for name, _ in columns)
    rows = joined(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            text(label),
            joined(
                Markup("<td>{}</td>").format(text(column[label].shown if label in column else ""))
                for column in found
            ),
        )
        for label in labels
    )
    return Markup(
        '<div class="fc-wide" role="region" tabindex="0" aria-label="{}"><table class="fc-table fc-figures">'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(text(phrases.FIGURES), text(phrases.FIGURE), head, rows)


def _measure(figure: dict[str, object]) -> Measure:
    def number(name: str) -> float | None:
        value = figure[name]
        return float(value) if isinstance(value, int | float) else None

    cases = figure["n"]
    return Measure(
        str(figure["label"]),
        number("value"),
        number("low"),
        number("high"),
        cases if isinstance(cases, int) else 0,
        str(figure["unit"]),
    )
