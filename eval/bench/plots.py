"""The plots of a bench, drawn as those of the evaluation are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.bench.measurements import OURS, Series
from eval.plots import ACCENT, INK, SECOND, SOFT, drawing


def bar_plot(series: Sequence[Series]) -> str:
    """The medians of several programs, best on top, with lowest and highest round as a line."""
    ordered = sorted(series, key=lambda each: each.median, reverse=series[0].lower_is_better)
    with drawing(5.4, 0.42 * len(ordered) + 0.7) as canvas:
        axes = canvas.axes
        for row, each in enumerate(ordered):
            axes.barh(row, each.median, height=0.6, color=ACCENT if each.contender == OURS else SOFT)
            axes.plot([each.low, each.high], [row, row], color=INK, linewidth=1.5)
            axes.annotate(
                figure(each.median), (each.high, row), (5, 0), textcoords="offset points", va="center"
            )
        axes.set_yticks(range(len(ordered)), [each.contender for each in ordered])
        axes.set_xlabel(each.unit)
        axes.margins(x=0.15)
    return canvas.svg


def growth_plot(lines: Mapping[str, Sequence[Series]]) -> str:
    """Figures by the number of stored passages, both axes in powers of ten."""
    unit = ""
    with drawing(5.0, 3.6) as canvas:
        axes = canvas.axes
        for (name, series), (color, style) in zip(lines.items(), _looks(), strict=False):
            points = sorted((each for each in series if each.size), key=lambda each: each.size or 0)
            sizes = [each.size for each in points]
            unit = points[0].unit if points else unit
            axes.plot(sizes, [each.median for each in points], "o", linestyle=style, color=color, label=name)
            axes.fill_between(
                sizes, [each.low for each in points], [each.high for each in points], color=color, alpha=0.15
            )
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("stored passages")
        axes.set_ylabel(unit)
        axes.grid()
        axes.legend()
    return canvas.svg


def memory_plot(series: Sequence[Series]) -> str:
    """What one process holds, step by step, a line for each kind of work."""
    with drawing(5.4, 3.2) as canvas:
        axes = canvas.axes
        for task, color in zip(dict.fromkeys(each.task for each in series), (ACCENT, SECOND), strict=False):
            points = [each for each in series if each.task == task]
            share = [(each.size or 0) / (points[-1].size or 1) for each in points]
            label = f"{task}, up to {points[-1].size:,}"
            axes.plot(share, [each.median for each in points], "o-", color=color, label=label)
        axes.set_ylim(bottom=0)
        axes.set_xlabel("share of the work")
        axes.set_ylabel("MiB")
        axes.grid()
        axes.legend()
    return canvas.svg


def figure(value: float) -> str:
    """A figure as people read it: three digits that count."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def _looks() -> list[tuple[str, str]]:
    return [(color, style) for style in ("-", "--") for color in (ACCENT, SECOND, INK)]
