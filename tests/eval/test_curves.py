"""Curves against values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.curves import (
    Point,
    at_threshold,
    best_threshold,
    dials,
    reliability,
    risk_coverage,
    threshold_curve,
)

UNIT = st.floats(0, 1)


def test_bins_hold_their_mean_confidence_and_share_right() -> None:
    low, high = reliability([0.1, 0.91, 0.99], [0, 1, 0])
    assert (low.low, low.high, low.right, low.n) == (0.0, 0.1, 0.0, 1)
    assert (high.confidence, high.right, high.n) == (pytest.approx(0.95), 0.5, 2)
    assert reliability([], []) == []


@given(st.lists(st.tuples(UNIT, st.sampled_from([0.0, 1.0])), min_size=1))
def test_every_outcome_lies_in_one_bin(rows: list[tuple[float, float]]) -> None:
    bins = reliability([row[0] for row in rows], [row[1] for row in rows])
    assert sum(b.n for b in bins) == len(rows)


def test_the_surest_answers_come_first_and_ties_come_together() -> None:
    points = risk_coverage([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0])
    assert points == [Point(0.9, 0.25, 1.0), Point(0.5, 0.75, pytest.approx(2 / 3)), Point(0.1, 1.0, 0.5)]


@given(st.lists(st.tuples(UNIT, st.sampled_from([0.0, 1.0])), min_size=1))
def test_the_curve_agrees_with_answering_from_each_threshold(rows: list[tuple[float, float]]) -> None:
    confidence, right = [row[0] for row in rows], [row[1] for row in rows]
    for point in risk_coverage(confidence, right):
        found = at_threshold(confidence, right, point.threshold)
        assert found is not None
        assert found.coverage == pytest.approx(point.coverage)
        assert found.precision == pytest.approx(point.precision)


def test_a_target_takes_the_threshold_that_answers_most_on_dev_and_shows_it_on_test() -> None:
    dev = [0.9, 0.8, 0.7, 0.2], [1, 0, 1, 0]
    test = [0.75, 0.65], [1, 0]
    high, reached, never = dials(dev, test, targets=(0.9, 0.6, 1.01))
    assert (high.threshold, high.test) == (0.9, None)
    assert reached.threshold == 0.7
    assert reached.test == Point(0.7, 0.5, 1.0)
    assert (never.threshold, never.dev, never.test) == (None, None, None)


def test_the_threshold_curve_is_that_of_the_squad_script() -> None:
    # Two answerable rows (forced F1 1.0 and 0.5), two that are not; silence scores 2 of 4.
    scores, answerable, none = [1.0, 0.5, 0.0, 0.0], [True, True, False, False], [0.1, 0.6, 0.3, 0.9]
    curve = threshold_curve(scores, answerable, none)
    assert curve == [
        (0.0, 0.5),
        (0.1, pytest.approx(0.75)),
        (0.3, pytest.approx(0.5)),
        (0.6, pytest.approx(0.625)),
        (0.9, pytest.approx(0.375)),
    ]
    best = best_threshold(curve)
    assert (best.threshold, best.score) == (0.1, pytest.approx(0.75))


def test_an_empty_forced_answer_on_an_unanswerable_row_costs_nothing() -> None:
    assert threshold_curve([1.0], [False], [0.4])[-1] == (0.4, 1.0)
    assert threshold_curve([], [], []) == []
