"""Choosing the pairs that a reader still fails at."""

from __future__ import annotations

import numpy as np
import pytest

from rag.models.training.hard_pairs import BEYOND, hardest, judged, occurrences

# [CLS] 7 8 [SEP] 5 6 9 5 6 [SEP]: "5 6" stands twice in the text, which begins at place 4.
IDS = np.asarray([101, 7, 8, 102, 5, 6, 9, 5, 6, 102], np.uint16)


def place(start: int, end: int) -> np.ndarray:
    return np.asarray([0, len(IDS), 4, 4, start, end], np.int32)


def scores(**high: float) -> np.ndarray:
    found = np.zeros(len(IDS), np.float32)
    for name, value in high.items():
        found[int(name.removeprefix("at"))] = value
    return found


def test_every_occurrence_of_the_answer_is_found() -> None:
    assert occurrences(IDS, 4, 4, 5) == [(4, 5), (7, 8)]
    assert occurrences(IDS, 4, 6, 6) == [(6, 6)]


def test_the_likelier_occurrence_is_taken_for_the_answer() -> None:
    low, high, loss = judged(IDS, place(4, 5), scores(at7=9.0), scores(at8=9.0))
    assert (low, high) == (7, 8)
    assert loss < 0.01


def test_a_reader_that_says_nothing_where_there_is_nothing_loses_little() -> None:
    low, high, loss = judged(IDS, place(0, 0), scores(at0=9.0), scores(at0=9.0))
    assert (low, high) == (0, 0)
    assert loss < 0.01


def test_the_loss_is_the_cross_entropy_over_the_places_that_may_answer() -> None:
    *_, loss = judged(IDS, place(6, 6), scores(), scores())
    assert loss == pytest.approx(np.log(6))  # five places of the text, and "not here"


def test_hard_pairs_are_drawn_and_unbelievable_ones_are_not() -> None:
    found = np.asarray([0.001] * 500 + [1.5] * 500 + [BEYOND + 1] * 500)
    drawn = hardest(found, 400, np.random.default_rng(1))
    assert len(set(drawn.tolist())) == 400
    assert drawn.max() < 1000
    assert np.mean(drawn >= 500) > 0.8


def test_no_more_pairs_are_drawn_than_can_be_believed() -> None:
    assert len(hardest(np.asarray([1.0, 2.0, BEYOND + 1]), 10, np.random.default_rng(1))) == 2
