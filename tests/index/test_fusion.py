"""The fused score: its range, its direction, and what it is made of."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.index.fusion import Candidate, fuse

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.text("abcdef:0123", min_size=1, max_size=4),
        st.floats(-1, 1),
        st.one_of(st.just(0.0), st.floats(0, 60)),
        st.floats(0, 1),
    ),
    max_size=12,
    unique_by=lambda each: each.passage_id,
)


@given(CANDIDATES)
def test_scores_lie_between_0_and_1_and_come_best_first(candidates: list[Candidate]) -> None:
    fused = fuse(candidates)
    scores = [score for _, score in fused]
    assert all(0 <= score <= 1 and math.isfinite(score) for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert sorted(key for key, _ in fused) == sorted(each.passage_id for each in candidates)


@given(CANDIDATES)
def test_the_order_of_the_candidates_changes_nothing(candidates: list[Candidate]) -> None:
    assert fuse(candidates) == fuse(reversed(candidates))


UNIT, BM25 = st.floats(0, 1), st.floats(0, 40)


@given(UNIT, UNIT, BM25, UNIT)
def test_a_nearer_vector_never_scores_lower(one: float, other: float, bm25: float, share: float) -> None:
    scores = dict(fuse([Candidate("a", one, bm25, share), Candidate("b", other, bm25, share)]))
    assert (scores["a"] - scores["b"]) * (one - other) >= 0


@given(UNIT, BM25, BM25, UNIT)
def test_a_better_match_of_words_never_scores_lower(
    cosine: float, one: float, other: float, share: float
) -> None:
    scores = dict(fuse([Candidate("a", cosine, one, share), Candidate("b", cosine, other, share)]))
    assert (scores["a"] - scores["b"]) * (one - other) >= 0


@given(UNIT, BM25, UNIT, UNIT)
def test_more_of_the_words_never_score_lower(cosine: float, bm25: float, one: float, other: float) -> None:
    scores = dict(fuse([Candidate("a", cosine, bm25, one), Candidate("b", cosine, bm25, other)]))
    assert (scores["a"] - scores["b"]) * (one - other) >= 0


def test_words_lift_a_passage_over_one_that_is_as_near() -> None:
    assert [key for key, _ in fuse([Candidate("near", 0.5), Candidate("named", 0.5, 9.0, 0.8)])] == [
        "named",
        "near",
    ]


def test_the_right_passage_scores_high_and_a_stray_one_low() -> None:
    scores = dict(fuse([Candidate("right", 0.75, 20.0, 1.0), Candidate("stray", 0.05, 0.4, 0.2)]))
    assert scores["right"] > 0.7
    assert scores["stray"] < 0.1


def test_the_best_of_a_bad_lot_does_not_score_high() -> None:
    ((_, score),) = fuse([Candidate("stray", 0.2, 3.0, 0.2)])
    assert score < 0.25


def test_nothing_found_is_an_empty_list() -> None:
    assert fuse([]) == []


def test_equal_scores_have_a_fixed_order() -> None:
    assert [key for key, _ in fuse([Candidate("b", 0.4), Candidate("a", 0.4)])] == ["a", "b"]


def test_a_store_without_a_single_word_in_common_is_ranked_by_vectors() -> None:
    scores = dict(fuse([Candidate("a", 0.6), Candidate("b", 0.3)]))
    assert scores["a"] == pytest.approx(2 * scores["b"], rel=0.5)
