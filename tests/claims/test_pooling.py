"""Judge, rules and reviewer together: what the reviewer reads, and what its word counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.claims.pooling import REVIEWS, PooledJudge, deciding, pooled
from rag.claims.trained_judge import TrainedJudge
from rag.models.encoder import REVIEWER, load_reviewer

CLAIM = "The bank of Norland lent Aldermouth 40 million euros."
SENTENCES = [f"The bank of Norland lent the town {number} million euros in May." for number in range(40, 46)]


class Reviewing(TrainedJudge):
    """The reviewer, noting what it reads."""

    def __init__(self, cache: Path) -> None:
        super().__init__(REVIEWER, graph=load_reviewer(0, cache))
        self.read: list[tuple[str, str]] = []

    def chances(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float, float]]:
        self.read += pairs
        return super().chances(pairs)


@pytest.fixture
def reviewer(model_cache: Path) -> Reviewing:
    return Reviewing(model_cache)


@pytest.fixture
def judge(model_cache: Path, reviewer: Reviewing) -> PooledJudge:
    return PooledJudge(TrainedJudge(threads=1, cache_folder=model_cache), reviewer)


def test_a_pool_sums_to_one_and_an_exponent_of_zero_has_no_say() -> None:
    one, two = (0.7, 0.2, 0.1), (0.1, 0.6, 0.3)
    assert sum(pooled((one, two), (0.7, 0.4))) == pytest.approx(1.0)
    assert pooled((one, two), (1.0, 0.0)) == pytest.approx(one)
    assert sum(pooled(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), (0.7, 0.4))) == pytest.approx(1.0)


def test_of_each_claim_the_least_undecided_and_the_first_are_reviewed_by_turns() -> None:
    pairs = [("a", str(number)) for number in range(12)] + [("b", "0")]
    undecided = [0.9] * 8 + [0.1, 0.5, 0.2, 0.3, 0.99]
    chances = [(1 - each, 0.0, each) for each in undecided]
    chosen = deciding(pairs, chances, set(pairs))
    assert len(chosen) == REVIEWS + 1
    assert set(chosen) == {8, 0, 10, 1, 11, 2, 12}
    assert deciding(pairs, chances, {("a", "4")}) == [4]


def test_few_pieces_of_evidence_are_reviewed(judge: PooledJudge, reviewer: Reviewing) -> None:
    pairs = [(CLAIM, sentence) for sentence in SENTENCES]
    judge.judge(pairs)
    assert len(reviewer.read) == REVIEWS
    assert set(reviewer.read) <= set(pairs)


def test_of_a_long_text_nothing_is_reviewed(judge: PooledJudge, reviewer: Reviewing) -> None:
    judge.judge([(CLAIM, " ".join(SENTENCES * 4))])
    assert reviewer.read == []


def test_the_reviewer_sees_who_did_it_to_whom(judge: PooledJudge) -> None:
    told, turned = judge.judge(
        [
            ("Norland lent money to Aldermouth.", "Norland granted Aldermouth a loan in May."),
            ("Aldermouth lent money to Norland.", "Norland granted Aldermouth a loan in May."),
        ]
    )
    assert told.label == "SUPPORTED"
    assert turned.probabilities["SUPPORTED"] < 0.5
    for judgement in (told, turned):
        assert sum(judgement.probabilities.values()) == pytest.approx(1.0)
