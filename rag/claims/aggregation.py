"""From judged sentences to one verdict: which side has good evidence, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims.evidence import Candidate
from rag.results import Difference, Judgement, Stance, VerdictLabel

DECISIVE = 0.65  # probability from which a sentence takes a side
_BOTH_SIDES = 0.75  # the weaker side against the stronger one, for CONFLICTING
_SHOWN = 5
_SHOWN_NEITHER = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its judgement; ``start`` and ``end`` are of the text that was judged."""

    candidate: Candidate
    start: int
    end: int
    judgement: Judgement
    differences: tuple[Difference, ...]
    denied_by: str | None = None

    @property
    def stance(self) -> Stance:
        """The side it takes."""
        probabilities = self.judgement.probabilities
        if probabilities["SUPPORTED"] >= DECISIVE:
            return "supports"
        return "refutes" if probabilities["REFUTED"] >= DECISIVE else "neither"

    @property
    def probability(self) -> float:
        """The probability of the stance."""
        label = {"supports": "SUPPORTED", "refutes": "REFUTED"}.get(self.stance)
        probabilities = self.judgement.probabilities
        if label == "SUPPORTED":
            return probabilities["SUPPORTED"]
        if label == "REFUTED":
            return probabilities["REFUTED"]
        return probabilities["NOT_ENOUGH_EVIDENCE"]

    @property
    def strength(self) -> float:
        """What ranks evidence within a side: of like probability, the one that carries more of the claim."""
        return self.probability + 0.01 * self.candidate.relevance


def decide(judged: Sequence[Judged]) -> tuple[VerdictLabel, float, list[Judged]]:
    """The label, its confidence and the evidence to show, the deciding sentence first."""
    sides = {
        stance: sorted((row for row in judged if row.stance == stance), key=lambda row: -row.strength)
        for stance in ("supports", "refutes", "neither")
    }
    support, refutation = sides["supports"], sides["refutes"]
    if not support and not refutation:
        doubt = max((_decided(row) for row in judged), default=0.0)
        nearest = sorted(judged, key=lambda row: -row.candidate.relevance)
        return "NOT_ENOUGH_EVIDENCE", 1.0 - doubt, nearest[:_SHOWN_NEITHER]
    if support and refutation and _conflict(support[0], refutation[0]):
        shown = [row for pair in zip(support[:2], refutation[:2], strict=False) for row in pair]
        return "CONFLICTING", min(support[0].probability, refutation[0].probability), shown
    ahead = not refutation or (bool(support) and support[0].strength >= refutation[0].strength)
    winners, losers = (support, refutation) if ahead else (refutation, support)
    confidence = winners[0].probability * (1 - 0.3 * losers[0].probability if losers else 1.0)
    return ("SUPPORTED" if ahead else "REFUTED"), confidence, [*winners, *losers][:_SHOWN]


def _decided(row: Judged) -> float:
    probabilities = row.judgement.probabilities
    return max(probabilities["SUPPORTED"], probabilities["REFUTED"])


def _conflict(support: Judged, refutation: Judged) -> bool:
    """Whether different documents stand on both sides with like strength, on as much of the claim."""
    apart = support.candidate.passage.document_id != refutation.candidate.passage.document_id
    weaker, stronger = sorted((support.strength, refutation.strength))
    less, more = sorted((support.candidate.relevance, refutation.candidate.relevance))
    return apart and weaker >= _BOTH_SIDES * stronger and less >= _BOTH_SIDES * more
