"""A judge without a network: word coverage, the lens, polarity, and a small regression over them.

It has a say beside the trained judge (``pooling``), and judges alone where its weights are missing.
The weights are fitted on FEVER, Fool-me-twice, FactCheck-GPT, Check-COVID and MNLI rows that may
train shipped weights; see ``_WEIGHTS``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from rag.claims.comparison import examine
from rag.results import Judgement, JudgementLabel
from rag.text.content import Word, content_words, covered

LABELS: tuple[JudgementLabel, ...] = ("SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE")
FEATURES = (
    "coverage", "coverage squared", "plain coverage", "uncovered", "figures agree", "figures differ",
    "figures missing", "dates agree", "dates differ", "dates missing", "names agree", "names differ",
    "names missing", "direction", "negation", "covered and differing", "covered and opposed", "strong words",
    "evidence length", "claim length", "last words covered", "constant",
)  # fmt: skip
# Words that claim more than most evidence says, by what they claim.
_STRONG = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        "all|every|everyone|entire|entirely|fully|completely|wholly|whole|in full",
        "only|sole|solely|exclusively",
        "always|never",
    )
)
# Rows: SUPPORTED, REFUTED (NOT_ENOUGH_EVIDENCE is zero). Multinomial regression under sign constraints, so
# that no agreement ever speaks against a claim and no difference for it.
_WEIGHTS: tuple[tuple[float, ...], ...] = (
    (0.16, 0.32, 0.56, 0.0, 1.41, 0.0, -0.28, 0.94, -1.47, -0.31, 0.46, -0.04, -0.43, 0.0, -0.49, -1.17, -0.46,
     -1.51, -1.25, 0.0, 1.23, -0.53),
    (0.24, 0.0, 0.0, -0.27, 0.0, 0.81, 0.0, 0.0, 0.1, -0.36, 0.51, 0.69, 0.18, 0.72, 0.63, 0.77, 1.05, 0.2, -2.65,
     0.0, 0.29, 0.48),
    (0.0,) * len(FEATURES),
)  # fmt: skip


class RuleJudge:
    """The rules behind the ``Judge`` protocol."""

    name = "rules-1"

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """One judgement a pair, in order."""
        return [_judged(claim, evidence) for claim, evidence in pairs]


@lru_cache(maxsize=1024)
def _judged(claim: str, evidence: str) -> Judgement:
    row = features(claim, evidence)
    scores = [sum(weight * value for weight, value in zip(weights, row, strict=True)) for weights in _WEIGHTS]
    top = max(scores)
    odds = [math.exp(score - top) for score in scores]
    total = sum(odds)
    probabilities = {label: value / total for label, value in zip(LABELS, odds, strict=True)}
    return Judgement(label=max(LABELS, key=lambda label: probabilities[label]), probabilities=probabilities)


def features(claim: str, evidence: str) -> tuple[float, ...]:
    """The values of ``FEATURES`` for a pair, each about 0 to 1."""
    seen = examine(claim, evidence)
    words, others = content_words(claim), content_words(evidence)
    hits = covered(words, others)
    coverage = weighted_coverage(words, hits)
    plain = [hit for word, hit in zip(words, hits, strict=True) if not word.capital]
    tally = {(kind, agrees): 0 for kind in ("figure", "date", "name") for agrees in (True, False, None)}
    for pair in seen.alignments:
        kind = pair.claim.kind if pair.claim.kind in {"date", "name"} else "figure"
        tally[kind, pair.agrees] += 1
    differ = min(1.0, sum(tally[kind, False] for kind in ("figure", "date", "name")))
    direction = any(pair.kind == "direction" for pair in seen.oppositions)
    negation = any(pair.kind == "negation" for pair in seen.oppositions)
    counts = [min(2, tally[kind, a]) / 2 for kind in ("figure", "date", "name") for a in (True, False, None)]
    return (
        coverage, coverage**2, sum(plain) / len(plain) if plain else 1.0, min(1.0, hits.count(False) / 6),
        *counts, float(direction), float(negation), coverage * differ, coverage * (direction or negation),
        float(overstates(claim, evidence)), min(1.0, len(others) / 60), min(1.0, len(words) / 15),
        sum(hits[-2:]) / 2, 1.0,
    )  # fmt: skip


def overstates(claim: str, evidence: str) -> bool:
    """Whether the claim says "all", "only" or "never" and the evidence has no such word."""
    return any(strong.search(claim) and not strong.search(evidence) for strong in _STRONG)


def weighted_coverage(words: Sequence[Word], hits: Sequence[bool]) -> float:
    """The share of the claim's content that the evidence carries; names and long words weigh more."""
    weights = [(1.5 if word.capital else 1.0) * (1.3 if len(word.stem) > 6 else 1.0) for word in words]
    total = sum(weights)
    return sum(w for w, hit in zip(weights, hits, strict=True) if hit) / total if total else 0.0
