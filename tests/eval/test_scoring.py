"""Figures and metrics against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import metrics
from eval.scoring import figures, scorer


@scorer("Share of ones")
def ones(value: float) -> float | None:
    return None if value < 0 else value


@scorer("Hits", metrics.share)
def hits(value: tuple[float, float]) -> tuple[float, float]:
    return value


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def test_a_figure_is_the_mean_over_the_outcomes_it_applies_to() -> None:
    figure = ones.figure([1, 0, 1, 1, -1])
    assert figure.name == "ones"
    assert (figure.value, figure.n) == (0.75, 4)
    # The standard error of the mean of 1, 0, 1, 1 is sqrt(.75 * .25 / 4) = 0.217.
    assert figure.stderr == pytest.approx(0.217, abs=0.02)
    assert 0 <= figure.low < 0.75 < figure.high <= 1


def test_figures_are_the_same_each_time() -> None:
    assert ones.figure([1, 0, 1, 1]) == ones.figure([1, 0, 1, 1])


def test_a_figure_of_no_outcome_is_not_a_number() -> None:
    figure = ones.figure([-1])
    assert math.isnan(figure.value)
    assert figure.n == 0


def test_one_outcome_has_no_interval_to_speak_of() -> None:
    figure = ones.figure([1])
    assert (figure.value, figure.low, figure.high) == (1, 1, 1)
    assert math.isnan(figure.stderr)


def test_a_share_weighs_outcomes_by_what_they_hold() -> None:
    figure = hits.figure([(1, 1), (1, 3)])
    assert figure.value == 0.5
    assert (figure.low, figure.high) == (pytest.approx(1 / 3), 1.0)


def test_figures_come_in_the_order_of_the_scorers() -> None:
    assert [figure.name for figure in figures([ones, ones], [1.0, 0.0])] == ["ones", "ones"]


def test_percentiles() -> None:
    values = column(*range(1, 101))
    assert metrics.median(values) == 50.5
    assert metrics.percentile_95(values) == pytest.approx(95.05)


def test_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    # Bin at 0.85: three of four right, gap 0.1; bin at 0.25: one of one right, gap 0.75.
    confidence, right = column(0.85, 0.85, 0.85, 0.85, 0.25), column(1, 1, 1, 0, 1)
    assert metrics.calibration_error(confidence, right) == pytest.approx(0.8 * 0.1 + 0.2 * 0.75, abs=1e-6)
    assert metrics.calibration_error(column(1.0, 0.0), column(1, 0)) == 0.0


def test_label_metrics_by_hand() -> None:
    gold, given = column(0, 0, 0, 0, 1, 1), column(0, 0, 0, 1, 1, 0)
    assert metrics.accuracy(gold, given) == pytest.approx(4 / 6)
    assert metrics.balanced_accuracy(gold, given) == pytest.approx((0.75 + 0.5) / 2)
    # Label 0: precision 3/4, recall 3/4; label 1: 1/2 and 1/2.
    assert metrics.macro_f1(gold, given) == pytest.approx((0.75 + 0.5) / 2)
    codes = list(zip(gold.tolist(), given.tolist(), strict=True))
    assert metrics.f1_by_label(codes, 2) == [(0.75, 0.75, 0.75, 4), (0.5, 0.5, 0.5, 2)]
    assert metrics.confusion(codes, 2) == [[3, 1], [1, 1]]


def test_a_label_outside_the_known_ones_is_a_mistake_and_no_class_of_its_own() -> None:
    gold, given = column(0, 0, 1, 1), column(0, metrics.OTHER, 1, 1)
    assert metrics.balanced_accuracy(gold, given) == pytest.approx(0.75)
    assert metrics.macro_f1(gold, given) == pytest.approx((2 / 3 + 1) / 2)


def test_area_under_roc() -> None:
    assert metrics.area_under_roc(column(0, 0, 1, 1), column(0.1, 0.4, 0.35, 0.8)) == 0.75
    assert math.isnan(metrics.area_under_roc(column(1, 1), column(0.1, 0.4)))


CODES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=30)
CHANCES = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 100)), min_size=1, max_size=30)


@pytest.mark.parametrize("name", ["accuracy", "balanced_accuracy", "macro_f1"])
@settings(max_examples=40, deadline=None)
@given(codes=CODES)
def test_the_formula_of_the_resamples_is_the_library_s_on_labels(
    name: str, codes: list[tuple[int, int]]
) -> None:
    metric = getattr(metrics, name)
    gold, given = (np.array(values, dtype=float) for values in zip(*codes, strict=True))
    assert metric.reduce(gold, given, axis=-1) == pytest.approx(metric(gold, given))
    stacked = metric.reduce(np.stack([gold, gold]), np.stack([given, given]), axis=-1)
    assert stacked == pytest.approx([metric(gold, given)] * 2)


@pytest.mark.parametrize("name", ["area_under_roc", "calibration_error"])
@settings(max_examples=40, deadline=None)
@given(rows=CHANCES)
def test_the_formula_of_the_resamples_is_the_library_s_on_chances(
    name: str, rows: list[tuple[int, int]]
) -> None:
    metric = getattr(metrics, name)
    right = np.array([row[0] for row in rows], dtype=float)
    # Off the borders of the bins, on which rounding decides.
    chances = np.array([row[1] for row in rows], dtype=float) / 101 + 0.001
    columns = (right, chances) if name == "area_under_roc" else (chances, right)
    assert metric.reduce(*columns, axis=-1) == pytest.approx(metric(*columns), abs=1e-6, nan_ok=True)
