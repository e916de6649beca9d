"""The last report of the evaluation, inside the page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ui.views import render
from ui.wording import phrases

if TYPE_CHECKING:
    from pathlib import Path

    from markupsafe import Markup

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

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """Each label with its figures, one a column, empty where a column has none."""
        found = [{measure.label: measure.shown for measure in measures} for _, measures in self.columns]
        labels = dict.fromkeys(label for column in found for label in column)
        return [(label, [column.get(label, "") for column in found]) for label in labels]


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
    commands = (
        f"python -m eval --out {folder}",
        f"python -m eval --cases {cases} --store {store} --out {folder}",
    )
    return render("quality.html", report=report, commands=commands, path=REPORT_PATH, words=phrases)


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
