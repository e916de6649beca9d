"""How high the passages that answer were ranked, by ir-measures (TREC definitions)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ir_measures.measures import Measure

DEPTH = 10
"""Passages retrieved for one question."""


def hit(relevant: Sequence[bool], k: int) -> float:
    """1 when one of the first ``k`` passages is relevant, else 0 (Success@k)."""
    import ir_measures

    return _measure(ir_measures.Success @ k, relevant)


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """1 / rank of the first relevant passage, 0 when there is none (RR)."""
    import ir_measures

    return _measure(ir_measures.RR, relevant)


def _measure(measure: Measure, relevant: Sequence[bool]) -> float:
    import ir_measures

    # One judgement more than was found: a question whose passages were all missed still counts.
    judged = [ir_measures.Qrel("q", str(rank), int(found)) for rank, found in enumerate(relevant)]
    judged.append(ir_measures.Qrel("q", "missed", 1))
    run = [ir_measures.ScoredDoc("q", str(rank), -float(rank)) for rank in range(len(relevant))]
    run = run or [ir_measures.ScoredDoc("q", "nothing", 0.0)]
    return float(ir_measures.calc_aggregate([measure], judged, run)[measure])
