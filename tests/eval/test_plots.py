"""Plots are the same each time and hold no address."""

from __future__ import annotations

from eval.curves import Bin, Point, Threshold
from eval.plots import confusion_plot, figure_plot, reliability_plot, risk_coverage_plot, threshold_plot
from eval.scoring import Figure

FIGURE = Figure("name", "A <label>", 0.5, 0.4, 0.6, 0.1, 3)


def drawn() -> list[str]:
    return [
        figure_plot([FIGURE]),
        figure_plot([]),
        reliability_plot([Bin(0.8, 0.9, 0.85, 0.7, 5)]),
        reliability_plot([]),
        risk_coverage_plot({"dev": [Point(0.9, 0.5, 1.0), Point(0.1, 1.0, 0.5)], "test": []}),
        threshold_plot({"F1": [(0.0, 0.5), (0.4, 0.8)]}, Threshold(0.4, 0.8)),
        confusion_plot([[3, 1], [0, 0]], ("SUPPORTED", "REFUTED"), ("SUPPORTED", "REFUTED")),
    ]


def test_plots_are_drawn_the_same_way_each_time() -> None:
    assert drawn() == drawn()


def test_plots_hold_no_address_and_escape_their_labels() -> None:
    for svg in drawn():
        assert svg.startswith("<svg")
        assert "http" not in svg
        assert "<label>" not in svg
