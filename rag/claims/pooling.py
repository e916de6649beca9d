"""The trained judge and the rules together: a logarithmic opinion pool (Genest and Zidek 1986).

The network reads what texts like those it was trained on mean; on texts of another kind it is too
sure of itself. There the rules, which see figures, names, negation and shared words alone, hold it
back. The reviewer is right more often than both and leaves them little say. The exponents are fitted with the weights
of ``weighing``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from itertools import chain
from typing import TYPE_CHECKING

from rag.claims.rules import LABELS, RuleJudge
from rag.claims.weighing import load_weights
from rag.results import Judgement

if TYPE_CHECKING:
    from rag.claims.long_texts import Chances
    from rag.claims.trained_judge import TrainedJudge

REVIEWS = 6
"""Pieces of evidence that the reviewer reads for one claim: those that seem to say most, and the first, by turns."""
_LEAST = 1e-4


class PooledJudge:
    """The judges behind the ``Judge`` protocol; long texts are pooled window by window.

    The reviewer, ten times as slow as the judge, reads what most seems to decide a claim, and of long texts
    nothing.
    """

    name = "trained-judge+rules"

    def __init__(self, trained: TrainedJudge, reviewer: TrainedJudge | None = None) -> None:
        self._trained, self._rules, self._reviewer = trained, RuleJudge(), reviewer

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """One judgement a pair, in order."""
        given = frozenset(pairs)
        return self._trained.judge(pairs, lambda read, chances: self._pooled(read, chances, given))

    def _pooled(
        self, pairs: Sequence[tuple[str, str]], chances: Sequence[Chances], given: Set[tuple[str, str]]
    ) -> list[Chances]:
        weights = load_weights()
        ruled = [_chances(judgement) for judgement in self._rules.judge(pairs)]
        told = [pooled(each, weights.alone) for each in zip(chances, ruled, strict=True)]
        if self._reviewer is None:
            return told
        chosen = deciding(pairs, told, given)
        reviewed = self._reviewer.chances([pairs[number] for number in chosen])
        for number, third in zip(chosen, reviewed, strict=True):
            told[number] = pooled((chances[number], ruled[number], third), weights.reviewed)
        return told


def deciding(
    pairs: Sequence[tuple[str, str]], chances: Sequence[Chances], given: Set[tuple[str, str]]
) -> list[int]:
    """Of each claim's pairs among ``given`` the numbers of the least undecided and of the first, by turns."""
    of_claims: dict[str, list[int]] = {}
    for number, pair in enumerate(pairs):
        if pair in given:
            of_claims.setdefault(pair[0], []).append(number)
    chosen = list[int]()
    for numbers in of_claims.values():
        clearest = sorted(numbers, key=lambda number: chances[number][2])
        by_turns = chain.from_iterable(zip(clearest, numbers, strict=True))
        chosen += list(dict.fromkeys(by_turns))[:REVIEWS]
    return chosen


def _chances(judgement: Judgement) -> Chances:
    supported, refuted, undecided = (judgement.probabilities[label] for label in LABELS)
    return supported, refuted, undecided


def pooled(judges: Sequence[Chances], weights: Sequence[float]) -> Chances:
    """The weighted geometric mean of distributions over the labels, summing to one."""
    logarithms = [
        sum(
            weight * math.log(max(chances[label], _LEAST))
            for chances, weight in zip(judges, weights, strict=True)
        )
        for label in range(3)
    ]
    odds = [math.exp(each - max(logarithms)) for each in logarithms]
    total = sum(odds)
    return odds[0] / total, odds[1] / total, odds[2] / total
