"""The report as one HTML file that needs nothing else: styles and plots stand in it, no script does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.scoring import Figure

TEMPLATE = Path(__file__).parent / "report.html.j2"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source, and what there is to say about them."""

    text: str
    source: str
    note: str
    good: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: what was asked, expected and given, with the sources, and whether it is right."""

    id: str
    tags: tuple[str, ...]
    asked: str
    expected: str
    given: str
    right: bool
    before: tuple[str, ...] = ()
    note: str = ""
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseList:
    """A heading and its cases."""

    title: str
    rows: tuple[CaseRow, ...]
    note: str = ""

    @property
    def wrong(self) -> int:
        """How many are wrong."""
        return sum(not row.right for row in self.rows)


@dataclass(frozen=True, slots=True)
class Table:
    """A small table with a heading and a remark."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot as SVG, with a heading and a remark."""

    title: str
    svg: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """All that the report shows, top to bottom. ``columns`` are sets of figures by their heading."""

    title: str
    summary: str
    failures: tuple[str, ...] = ()
    complete: bool = True
    columns: tuple[tuple[str, tuple[Figure, ...]], ...] = ()
    plots: tuple[Plot, ...] = ()
    tables: tuple[Table, ...] = ()
    lists: tuple[CaseList, ...] = ()

    def figure_rows(self) -> list[tuple[str, list[Figure | None]]]:
        """A row for each figure: its label and its value in every column."""
        labels = dict.fromkeys((f.name, f.label) for _, figures in self.columns for f in figures)
        by_column = [{figure.name: figure for figure in figures} for _, figures in self.columns]
        return [(label, [column.get(name) for column in by_column]) for name, label in labels]


def shown(figure: Figure | None) -> str:
    """A figure as people read it: ``0.82``, or ``0.140 s``."""
    if figure is None:
        return ""
    if math.isnan(figure.value):
        return "no cases"
    return _number(figure.value, figure) + (" s" if figure.unit == "seconds" else "")


def interval(figure: Figure | None) -> str:
    """The interval of a figure: ``0.74 to 0.89``."""
    if figure is None or math.isnan(figure.low):
        return ""
    return f"{_number(figure.low, figure)} to {_number(figure.high, figure)}"


def render(page: Page) -> str:
    """The page as HTML; every text is escaped, whatever document it comes from."""
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shown"] = shown
    environment.filters["interval"] = interval
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(page=page)


def console_rows(columns: Sequence[tuple[str, tuple[Figure, ...]]]) -> list[tuple[str, ...]]:
    """The figures as rows of a terminal table: label, then value and interval of every column."""
    page = Page("", "", columns=tuple(columns))
    return [
        (label, *(f"{shown(f)}  {interval(f)}".strip() for f in figures))
        for label, figures in page.figure_rows()
    ]


def _number(value: float, figure: Figure) -> str:
    # A third digit means something only on many cases.
    return f"{value:.3f}" if figure.unit == "seconds" or figure.n >= 1000 else f"{value:.2f}"
