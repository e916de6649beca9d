"""One score in [0, 1] from three: how near the vectors are, how well the words match, how many do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WORDS = 0.35
"""The weight of the words against that of the vectors; chosen by ``eval/models/fusion.py``."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage as the indexes see it.

    ``cosine`` is the similarity of the vectors, ``bm25`` is 0 when no word matches, and
    ``coverage`` is the share of the telling words of the query that the passage holds.
    """

    passage_id: str
    cosine: float
    bm25: float = 0.0
    coverage: float = 0.0


def fuse(candidates: Iterable[Candidate]) -> list[tuple[str, float]]:
    """Passage ids with their scores, best first.

    A weighted sum of the scores, each brought to [0, 1] (Bruch, Gai and Ingber 2023, arXiv
    2210.11934): unlike ranks, it keeps how much better one passage is than the next. Since bm25
    has no upper bound and grows with the collection, it is taken relative to the best of the
    query, which alone would give a perfect score to the best of a bad lot; the coverage says how
    good that is, so that scores of different queries and collections can be compared.
    """
    found = list(candidates)
    best = max((candidate.bm25 for candidate in found), default=0.0)
    scored = [(each.passage_id, _score(each, best)) for each in found]
    return sorted(scored, key=lambda item: (-item[1], item[0]))


def _score(candidate: Candidate, best: float) -> float:
    words = candidate.bm25 / best * candidate.coverage if candidate.bm25 > 0 else 0.0
    return (1 - WORDS) * _unit(candidate.cosine) + WORDS * _unit(words)


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
