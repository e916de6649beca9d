"""Hit rate and reciprocal rank against values worked out by hand."""

from __future__ import annotations

import pytest

from eval.suite.rankings import hit, reciprocal_rank


@pytest.mark.parametrize(
    ("relevant", "first", "five", "reciprocal"),
    [
        ((True, False), 1.0, 1.0, 1.0),
        ((False, True, True), 0.0, 1.0, 0.5),
        ((False,) * 5 + (True,), 0.0, 0.0, 1 / 6),
        ((False, False), 0.0, 0.0, 0.0),
        ((), 0.0, 0.0, 0.0),
        ((False,) * 10 + (True,), 0.0, 0.0, 1 / 11),
    ],
)
def test_ranks_count_from_the_first_relevant_passage(
    relevant: tuple[bool, ...], first: float, five: float, reciprocal: float
) -> None:
    assert hit(relevant, 1) == first
    assert hit(relevant, 5) == five
    assert reciprocal_rank(relevant) == pytest.approx(reciprocal)
