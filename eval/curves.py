"""The curves of the report: reliability, risk and coverage, thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

TARGETS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Bin:
    """Outcomes whose confidence lies in ``(low, high]``: their mean confidence, and how many were right."""

    low: float
    high: float
    confidence: float
    right: float
    n: int


@dataclass(frozen=True, slots=True)
class Point:
    """Answering whatever has at least ``threshold``: the share answered, and the share of it that is right."""

    threshold: float
    coverage: float
    precision: float


@dataclass(frozen=True, slots=True)
class Dial:
    """The threshold that keeps ``target`` on the dev half, and what it does on the test half."""

    target: float
    threshold: float | None
    dev: Point | None
    test: Point | None


@dataclass(frozen=True, slots=True)
class Threshold:
    """SQuAD 2.0's best threshold of the no-answer probability, and the score in [0, 1] there."""

    threshold: float
    score: float


def reliability(confidence: Sequence[float], right: Sequence[float], bins: int = 10) -> list[Bin]:
    """Bins of equal width that hold anything, from low to high."""
    values, hits = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    index = np.clip(np.ceil(values * bins).astype(int) - 1, 0, bins - 1)
    return [
        Bin(
            low=number / bins,
            high=(number + 1) / bins,
            confidence=float(values[index == number].mean()),
            right=float(hits[index == number].mean()),
            n=int((index == number).sum()),
        )
        for number in range(bins)
        if (index == number).any()
    ]


def risk_coverage(confidence: Sequence[float], right: Sequence[float]) -> list[Point]:
    """A point for each distinct confidence, from the surest answer alone to all of them."""
    order = np.argsort(-np.asarray(confidence, dtype=float), kind="stable")
    values, hits = np.asarray(confidence, dtype=float)[order], np.asarray(right, dtype=float)[order]
    counts = np.arange(1, len(values) + 1)
    # Equal confidences are answered together.
    last = np.append(values[1:] != values[:-1], True) if len(values) else np.zeros(0, dtype=bool)
    points = zip(values[last], counts[last] / len(values), np.cumsum(hits)[last] / counts[last], strict=True)
    return [Point(float(value), float(part), float(precision)) for value, part, precision in points]


def at_threshold(confidence: Sequence[float], right: Sequence[float], threshold: float) -> Point | None:
    """What answering from ``threshold`` on covers and gets right; None when it answers nothing."""
    hits = [hit for value, hit in zip(confidence, right, strict=True) if value >= threshold]
    return Point(threshold, len(hits) / len(confidence), sum(hits) / len(hits)) if hits else None


def dials(
    dev: tuple[Sequence[float], Sequence[float]],
    test: tuple[Sequence[float], Sequence[float]],
    targets: Sequence[float] = TARGETS,
) -> list[Dial]:
    """For each target precision the lowest threshold that reaches it on ``dev`` (confidences, right)."""
    curve = risk_coverage(*dev)
    rows = []
    for target in targets:
        reached = [point for point in curve if point.precision >= target]
        best = max(reached, key=lambda point: point.coverage, default=None)
        found = at_threshold(*test, best.threshold) if best else None
        rows.append(Dial(target, best.threshold if best else None, best, found))
    return rows


def threshold_curve(
    scores: Sequence[float], answerable: Sequence[bool], no_answer: Sequence[float]
) -> list[tuple[float, float]]:
    """SQuAD 2.0's mean score for every threshold on the no-answer probability, from 0 to 1.

    ``scores`` are those of the forced answers. A row is answered when its probability is at
    most the threshold; else it counts as silent, which is right for an unanswerable one.
    """
    order = sorted(range(len(scores)), key=lambda row: no_answer[row])
    total = float(sum(not has for has in answerable))
    curve = [(0.0, total / len(scores))] if scores else []
    for row in order:
        total += scores[row] if answerable[row] else scores[row] - 1.0
        point = (float(no_answer[row]), total / len(scores))
        if curve[-1][0] == point[0] and len(curve) > 1:
            curve[-1] = point
        else:
            curve.append(point)
    return curve


def best_threshold(curve: Sequence[tuple[float, float]]) -> Threshold:
    """The point of the highest score (``find_best_thresh`` of the official script)."""
    return Threshold(*max(curve, key=lambda point: point[1]))
