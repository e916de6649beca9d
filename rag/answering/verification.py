"""The judge's word on what the reader found: does the sentence support this as the answer?

Answer verification (Hu et al. 2019, "Read + Verify"): a second network, trained on right and wrong
answers behind their questions, sees question, answer and sentence together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answering.calibration import Calibration
from rag.answering.candidates import Candidate
from rag.answering.sources import Sources, sentences_of
from rag.reading.questions import Question

if TYPE_CHECKING:
    from rag.claims.protocol import Judge

VERIFIED = 6
"""Candidates that the judge sees, the likeliest first."""


def answered_claim(question: str, answer: str) -> str:
    """The claim that ``answer`` answers ``question``, as the judge knows such claims."""
    return f"{question.strip()} {answer.strip()}"


def verified(
    question: Question,
    ordered: Sequence[Candidate],
    sources: Sources,
    calibration: Calibration,
    judge: Judge | None,
) -> list[Candidate]:
    """The candidates with the judge's support in their probability, best first."""
    if judge is None or not ordered:
        return list(ordered)
    seen, rest = ordered[:VERIFIED], ordered[VERIFIED:]
    pairs = [
        (answered_claim(question.text, candidate.text), _evidence(candidate, sources)) for candidate in seen
    ]
    found = []
    for candidate, judgement in zip(seen, judge.judge(pairs), strict=True):
        scores = replace(candidate.scores, support=judgement.probabilities["SUPPORTED"])
        probability = calibration.probability(scores) * candidate.factor
        found.append(replace(candidate, scores=scores, probability=probability))
    return sorted([*found, *rest], key=lambda candidate: -candidate.probability)


def _evidence(candidate: Candidate, sources: Sources) -> str:
    """The candidate's sentence behind the one before it, which often names who is spoken of."""
    before = [s for s in sentences_of(candidate.passage, sources) if s.end <= candidate.sentence.start]
    return " ".join([*(sentence.text for sentence in before[-1:]), candidate.sentence.text])
