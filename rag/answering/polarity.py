"""Yes or no: the question as a claim, judged by the sentences that speak of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.candidates import setting_of
from rag.answering.sources import Sentence
from rag.claims.assertion import of_motion_before
from rag.claims.assessing import Piece, assess
from rag.claims.weighing import hedged
from rag.reading.constraints import check
from rag.reading.questions import Question
from rag.reading.relevance import Similarity, coverage
from rag.text.tables import words as listed

if TYPE_CHECKING:
    from rag.claims.protocol import Judge

_JUDGED = 12
"""Sentences that the judge sees, each with the one before it."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Yes or no, the sentence that decides it, and a probability."""

    yes: bool
    sentence: Sentence
    probability: float


def rule(
    question: Question, sentences: Sequence[Sentence], judge: Judge, similarity: Similarity | None = None
) -> Ruling | None:
    """The ruling of the sentence that the judge is surest of, where some have both figures of those; None without one.

    The judge has learnt from yes/no questions as from claims: "supported" is yes, "refuted" is no. A sentence about
    another name, place, year or label than the question's does not decide, and neither does what is only planned,
    feared or said to be possible, unless that is asked.
    """
    motions = {
        sentence.place: _with_lead(sentences, number)
        for number, sentence in enumerate(sentences)
        if of_motion_before(sentence.text)
    }
    sentences = [sentence for sentence in sentences if _about(question, sentence)]
    texts = [sentence.text for sentence in sentences]
    held = coverage(question, texts)
    near = similarity(question.text, texts) if similarity is not None else [0.0] * len(texts)
    order = sorted(range(len(texts)), key=lambda number: -max(held[number], near[number]))[:_JUDGED]
    pieces = [
        (number, Piece(text, sentences[number].passage.published, _context(sentences[number])))
        for number in order
        for text in (
            [motions[sentences[number].place]]
            if sentences[number].place in motions
            else dict.fromkeys((texts[number], _with_lead(sentences, number)))
        )
    ]
    found: list[tuple[bool, Ruling]] = []
    for (number, piece), assessed in zip(
        pieces, assess(question.text, [piece for _, piece in pieces], judge), strict=True
    ):
        yes, no = (assessed.judgement.probabilities[label] for label in ("SUPPORTED", "REFUTED"))
        # Where two sentences were judged together, the one is shown that says more of what is asked.
        together = piece.text != texts[number] and sentences[number].place not in motions
        carrier = max((number, number - 1) if together else (number,), key=lambda place: held[place])
        found.append((assessed.seen.computed, Ruling(yes > no, sentences[carrier], max(yes, no))))
    computed = [ruling for from_figures, ruling in found if from_figures]
    rulings = computed or [ruling for _, ruling in found]
    return max(rulings, key=lambda ruling: ruling.probability, default=None)


_ELSEWHERE = (
    "date contradicted", "name absent", "other label", "other country", "other clause", "number absent"
)  # fmt: skip


def _about(question: Question, sentence: Sentence) -> bool:
    if hedged(sentence.text) - hedged(question.text) - listed("attitudes", "denials"):
        return False
    seen = check(question, setting_of(sentence)).features
    return not any(seen.get(name) for name in _ELSEWHERE)


def _context(sentence: Sentence) -> str:
    return f"{sentence.passage.title}. {sentence.passage.text}"


def _with_lead(sentences: Sequence[Sentence], number: int) -> str:
    """The sentence with the one before it in its passage."""
    sentence = sentences[number]
    before = sentences[number - 1] if number else None
    if (
        before is None
        or before.passage.id != sentence.passage.id
        or not 0 <= sentence.start - before.end <= 3
    ):
        return sentence.text
    return f"{before.text} {sentence.text}"
