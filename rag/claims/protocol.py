"""The seam between verifying and the model that judges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.results import Judgement


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
