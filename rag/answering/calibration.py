"""From the scores of reader and retrieval to a confidence that is a probability.

The parameters sit in ``calibration.json`` beside this module, a block for each reader's name and
``default`` for the others: the weight of each score in a logistic regression, the
share that each reason for doubt takes, the knots of a monotone map
(piecewise linear, as isotonic regression gives it), and for a target precision the confidence
from which on answers reach it (read off the risk-coverage curve).
``python -m eval.models.answer_weights`` fits them, with a whole field left out at a time.
"""

from __future__ import annotations

import bisect
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.errors import ModelError
from rag.reading.constraints import FEATURES as CONSTRAINTS
from rag.reading.protocol import Terms

if TYPE_CHECKING:
    from rag.settings import Settings

_EXTREME = 6.0  # logits are cut here: a score of exactly 0 or 1 must not decide alone
_EXTREME_SPAN = 12.0  # and those of a network, which are steeper than its probabilities


TERMS = ("whole", "absent", "review", "not reviewed")
"""What our reader and reviewer say of a passage; of another reader ``answerable`` stands for all of it."""
SCORES = ("answerable", *TERMS, "span", "retrieval", "elsewhere", "verified", "not verified", "constant")
"""What speaks for and against a candidate: log-odds of reader and verifier, and what retrieval says."""
DOUBTS = (*CONSTRAINTS, "another type", "echo", "another event", "in a row")
"""What the question insists on and the candidate does not meet, each about 0 to 1."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What reader and retrieval say of one span, each in [0, 1]: that its passage answers, that it is the
    span, how near its passage is, and the share of the question's words that stand elsewhere in the
    passage and not in the span's sentence: near misses are made of such words. ``terms`` are those of the reading.
    """

    answerable: float
    span: float
    retrieval: float
    elsewhere: float = 0.0
    terms: Terms | None = None

    @property
    def features(self) -> dict[str, float]:
        """As the features of these names."""
        return {
            **self._read(),
            "span": logit(self.span),
            "retrieval": 2 * self.retrieval - 1,
            "elsewhere": self.elsewhere,
            "constant": 1.0,
        }

    def _read(self) -> dict[str, float]:
        if self.terms is None:
            return {"answerable": logit(self.answerable)}
        review = self.terms.review
        return {
            "whole": _cut(self.terms.whole, _EXTREME_SPAN),
            "absent": self.terms.absent,
            "review": 0.0 if review is None else _cut(review, _EXTREME_SPAN),
            "not reviewed": float(review is None),
        }


@dataclass(frozen=True, slots=True)
class Calibration:
    """How what is seen of a candidate becomes a confidence: a logistic regression, reasons for doubt, a monotone map.

    ``weights`` are those of the regression over ``SCORES``; each of ``DOUBTS`` leaves exp(-value) of the probability
    that comes of it (a noisy-and, Pearl 1988). ``agreement`` is the share of the remaining doubt that a
    second independent passage with the same answer takes away, times that passage's own probability.
    """

    weights: Mapping[str, float]
    doubts: Mapping[str, float]
    agreement: float
    knots: tuple[tuple[float, float], ...]
    thresholds: tuple[tuple[float, float], ...] = ()

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability that one candidate is right, before the map."""
        evidence = sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())
        doubt = sum(value * features.get(name, 0.0) for name, value in self.doubts.items())
        return math.exp(-doubt) / (1 + math.exp(-max(-30.0, min(30.0, evidence))))

    def confidence(self, probability: float) -> float:
        """The monotone map, linear between its knots."""
        position = bisect.bisect_right([x for x, _ in self.knots], probability)
        if position == 0:
            return self.knots[0][1]
        if position == len(self.knots):
            return self.knots[-1][1]
        (x0, y0), (x1, y1) = self.knots[position - 1], self.knots[position]
        return y0 + (y1 - y0) * (probability - x0) / (x1 - x0)

    def threshold(self, settings: Settings) -> float:
        """The confidence below which to abstain: from ``target_precision`` where that is set and known."""
        target = settings.target_precision
        if target is None:
            return settings.min_confidence
        known = [confidence for precision, confidence in self.thresholds if precision >= target]
        return known[0] if known else max(settings.min_confidence, target)


def logit(score: float) -> float:
    """The log-odds of a probability, cut at ``_EXTREME``."""
    if score <= 0.0:
        return -_EXTREME
    if score >= 1.0:
        return _EXTREME
    return _cut(math.log(score / (1 - score)), _EXTREME)


def _cut(odds: float, most: float) -> float:
    return max(-most, min(most, odds))


@cache
def load_calibration(reader: str) -> Calibration:
    """The calibration of the reader of this name, or the default one.

    Raises:
        ModelError: the file is damaged: a map that is not monotone, a value that is missing.
    """
    text = resources.files(__package__).joinpath("calibration.json").read_text("utf-8")
    try:
        blocks = json.loads(text)
        return parse(blocks.get(reader, blocks["default"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The calibration of the reader {reader!r} cannot be used ({error}): install the program again."
        ) from None


def parse(block: dict[str, object]) -> Calibration:
    """A calibration from its JSON block.

    Raises:
        ValueError: knots or thresholds that do not rise.
        KeyError, TypeError: a value is missing or of another type.
    """
    weights, knots, thresholds = block["weights"], _points(block["knots"]), _points(block["thresholds"])
    if not isinstance(weights, dict) or not isinstance(block["agreement"], int | float):
        raise TypeError("weights must be an object and agreement a number")
    if len(knots) < 2 or any(x1 <= x0 or y1 < y0 for (x0, y0), (x1, y1) in pairwise(knots)):
        raise ValueError("the knots must rise")
    if any(t1 <= t0 for (t0, _), (t1, _) in pairwise(thresholds)):
        raise ValueError("the thresholds must rise")
    doubts = block["doubts"]
    if not isinstance(doubts, dict):
        raise TypeError("doubts must be an object")
    if unknown := (set(weights) - set(SCORES)) | (set(doubts) - set(DOUBTS)):
        raise ValueError(f"there is no feature {min(unknown)!r}")
    return Calibration(
        weights={name: float(value) for name, value in weights.items()},
        doubts={name: max(0.0, float(value)) for name, value in doubts.items()},
        agreement=float(block["agreement"]),
        knots=knots,
        thresholds=thresholds,
    )


def _points(pairs: object) -> tuple[tuple[float, float], ...]:
    if not isinstance(pairs, list):
        raise TypeError("knots and thresholds must be lists of pairs")
    return tuple((float(x), float(y)) for x, y in pairs)
