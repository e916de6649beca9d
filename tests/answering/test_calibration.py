"""From scores to a confidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.calibration import Scores, load_calibration, parse
from rag.settings import Settings

UNIT = st.floats(0, 1)
BLOCK: dict[str, object] = {
    "weights": {
        "constant": -0.2,
        "answerable": 1.0,
        "span": 0.3,
        "retrieval": 0.5,
        "elsewhere": -0.6,
    },
    "doubts": {"date contradicted": 2.0},
    "agreement": 0.3,
    "knots": [[0.0, 0.0], [0.4, 0.1], [0.9, 0.8], [1.0, 0.97]],
    "thresholds": [[0.8, 0.55], [0.9, 0.7]],
}


@given(UNIT, UNIT, UNIT, UNIT)
def test_the_map_is_monotone_and_stays_in_the_unit_interval(
    a: float, b: float, span: float, found: float
) -> None:
    calibration = parse(BLOCK)
    low, high = sorted([a, b])
    first = calibration.confidence(calibration.probability(Scores(low, span, found, 0.5).features))
    second = calibration.confidence(calibration.probability(Scores(high, span, found, 0.5).features))

    assert 0 <= first <= second <= 1


@given(UNIT, UNIT)
def test_a_reason_for_doubt_takes_its_share_however_sure_the_reader_is(
    answerable: float, span: float
) -> None:
    calibration = parse(BLOCK)
    features = Scores(answerable, span, 0.7).features
    doubted = calibration.probability({**features, "date contradicted": 1.0})

    assert doubted <= 0.14 * calibration.probability(features)


def test_a_feature_that_nobody_sees_is_refused() -> None:
    with pytest.raises(ValueError, match="no feature 'colour'"):
        parse(BLOCK | {"doubts": {"colour": 1.0}})


def test_an_unknown_reader_gets_the_default() -> None:
    assert load_calibration("no such reader") == load_calibration("another")


@pytest.mark.parametrize(
    "change",
    [
        {"knots": [[0.0, 0.5], [1.0, 0.2]]},
        {"knots": [[0.0, 0.0]]},
        {"thresholds": [[0.9, 0.7], [0.8, 0.9]]},
    ],
)
def test_a_map_that_falls_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="rise"):
        parse(BLOCK | change)


def test_a_target_precision_sets_the_threshold() -> None:
    calibration = parse(BLOCK)

    assert calibration.threshold(Settings(min_confidence=0.4)) == 0.4
    assert calibration.threshold(Settings(target_precision=0.85)) == 0.7
    assert calibration.threshold(Settings(target_precision=0.95)) == 0.95
