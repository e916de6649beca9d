"""The trained judge and the rules together: a logarithmic opinion pool (Genest and Zidek 1986).

The network reads what texts like those it was trained on mean; on texts of another kind it is too
sure of itself. There the rules, which see figures, names, negation and shared words alone, hold it
back. The weights are chosen on texts that trained neither (HealthVer, Climate-FEVER and SciFact).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.claims.rules import LABELS, RuleJudge
from rag.results import Judgement

if TYPE_CHECKING:
    from rag.claims.long_texts import Chances
    from rag.claims.trained_judge import TrainedJudge

TRAINED, RULED = 0.7, 0.4
"""The exponents of the network's and of the rules' probabilities."""
_LEAST = 1e-4


class PooledJudge:
    """Both judges behind the ``Judge`` protocol; long texts are pooled window by window."""

    name = "trained-judge+rules"

    def __init__(self, trained: TrainedJudge) -> None:
        self._trained, self._rules = trained, RuleJudge()

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """One judgement a pair, in order."""
        return self._trained.judge(pairs, self._pooled)

    def _pooled(self, pairs: Sequence[tuple[str, str]], chances: Sequence[Chances]) -> list[Chances]:
        ruled = self._rules.judge(pairs)
        return [
            pooled(mine, tuple(other.probabilities[label] for label in LABELS))
            for mine, other in zip(chances, ruled, strict=True)
        ]


def pooled(trained: Sequence[float], ruled: Sequence[float]) -> Chances:
    """The weighted geometric mean of two distributions over the labels, summing to one."""
    weights = [
        max(one, _LEAST) ** TRAINED * max(two, _LEAST) ** RULED
        for one, two in zip(trained, ruled, strict=True)
    ]
    total = sum(weights)
    return weights[0] / total, weights[1] / total, weights[2] / total
