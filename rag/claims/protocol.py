"""The seam between verifying and the model that judges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.results import Judgement, JudgementLabel


class Judge(Protocol):
    """Says what a piece of evidence means for a claim.

    ``judge`` takes pairs of (claim, evidence) and returns one judgement a pair, in order; the
    probabilities of each sum to one. It must be safe to call with empty texts.
    """

    @property
    def name(self) -> str:
        """What is written into results and logs."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """One judgement a pair, in order."""


def judgement_of(supported: float, refuted: float, neither: float) -> Judgement:
    """A judgement of three weights that need not sum to one."""
    total = supported + refuted + neither
    probabilities: dict[JudgementLabel, float] = {
        "SUPPORTED": min(1.0, supported / total),
        "REFUTED": min(1.0, refuted / total),
        "NOT_ENOUGH_EVIDENCE": min(1.0, neither / total),
    }
    return Judgement(
        label=max(probabilities, key=lambda label: probabilities[label]), probabilities=probabilities
    )
