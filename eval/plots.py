"""The plots of the report, as SVG that stands by itself in a page.

Text stays text, so a plot is searchable and small; every plot is drawn the same way each time.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from eval.curves import Bin, Point, Threshold
from eval.scoring import Figure

INK, SOFT, ACCENT, SECOND = "#1f2933", "#9aa5b1", "#0b6e99", "#c05621"
_STYLE: dict[Any, Any] = {
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "grid.color": "#e4e7eb",
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "factcheck",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def figure_plot(figures: Sequence[Figure]) -> str:
    """Every share with its interval, one below the other."""
    shown = [f for f in figures if f.unit == "share" and f.better == "higher" and not math.isnan(f.value)]
    with drawing(7.6, 0.27 * len(shown) + 0.6) as canvas:
        axes = canvas.axes
        for row, figure in enumerate(reversed(shown)):
            axes.plot([figure.low, figure.high], [row, row], color=ACCENT, linewidth=3, alpha=0.35)
            axes.plot([figure.value], [row], "o", color=ACCENT, markersize=5)
        axes.set_yticks(range(len(shown)), [figure.label for figure in reversed(shown)])
        axes.set_xlim(-0.02, 1.02)
        axes.grid(axis="x")
    return canvas.svg


def reliability_plot(bins: Sequence[Bin]) -> str:
    """How often an answer of a given confidence is right; on the diagonal it is as often as it says."""
    with drawing(4.2, 3.6) as canvas:
        axes = canvas.axes
        axes.plot([0, 1], [0, 1], "--", color=SOFT, linewidth=1)
        axes.bar(
            [(b.low + b.high) / 2 for b in bins],
            [b.right for b in bins],
            width=0.09,
            color=ACCENT,
            alpha=0.35,
        )
        axes.plot([b.confidence for b in bins], [b.right for b in bins], "o", color=ACCENT, markersize=5)
        for b in bins:
            axes.annotate(
                str(b.n), (b.confidence, b.right), (0, 6), textcoords="offset points", ha="center", fontsize=8
            )
        _unit_square(axes, "confidence", "share right")
    return canvas.svg


def risk_coverage_plot(curves: Mapping[str, Sequence[Point]]) -> str:
    """The share right among the answers, against the share of questions answered, surest first."""
    with drawing(4.8, 3.6) as canvas:
        axes = canvas.axes
        for (name, points), color in zip(curves.items(), (ACCENT, SECOND), strict=False):
            axes.plot([p.coverage for p in points], [p.precision for p in points], color=color, label=name)
        _unit_square(axes, "share of questions answered", "share right among them")
        axes.legend(loc="lower left")
    return canvas.svg


def threshold_plot(curves: Mapping[str, Sequence[tuple[float, float]]], best: Threshold) -> str:
    """Scores by the threshold on the no-answer probability."""
    with drawing(4.8, 3.6) as canvas:
        axes = canvas.axes
        for (name, points), color in zip(curves.items(), (ACCENT, SECOND), strict=False):
            axes.plot([p[0] for p in points], [p[1] for p in points], color=color, label=name)
        axes.axvline(best.threshold, color=SOFT, linestyle="--", linewidth=1)
        _unit_square(axes, "answered up to this no-answer probability", "score")
        axes.legend(loc="lower right")
    return canvas.svg


def confusion_plot(counts: Sequence[Sequence[int]], gold: Sequence[str], given: Sequence[str]) -> str:
    """Expected labels down, given labels across; darker is a larger share of the row."""
    with drawing(1.5 + 1.15 * len(given), 1.1 + 0.55 * len(gold)) as canvas:
        axes = canvas.axes
        shares = [[cell / max(1, sum(row)) for cell in row] for row in counts]
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1.2, aspect="auto")
        for y, row in enumerate(counts):
            for x, cell in enumerate(row):
                axes.text(x, y, str(cell), ha="center", va="center", color=INK)
        axes.set_xticks(range(len(given)), [_words(label) for label in given])
        axes.set_yticks(range(len(gold)), [_words(label) for label in gold])
        axes.tick_params(length=0)
        axes.set_xlabel("given")
        axes.set_ylabel("expected")
    return canvas.svg


@dataclass(slots=True)
class Drawing:
    """Axes to draw on; ``svg`` is there once the drawing is done."""

    axes: Any
    svg: str = ""


@contextmanager
def drawing(width: float, height: float) -> Iterator[Drawing]:
    """Axes of so many inches in the style of the report."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context(_STYLE):
        # Without pyplot: no window system, no state between plots.
        figure = Canvas(figsize=(width, height), layout="constrained")
        canvas = Drawing(figure.add_subplot())
        yield canvas
        canvas.svg = _svg(figure)


def _svg(canvas: Any) -> str:
    buffer = io.StringIO()
    canvas.savefig(buffer, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    text = buffer.getvalue()
    # Inside HTML an SVG needs neither prologue nor name spaces, and the page shall name no address.
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    return re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", text).replace("xlink:href", "href")


def _unit_square(axes: Any, x: str, y: str) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.05)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid()


def _words(label: str) -> str:
    return label.replace("_", " ").lower()
