"""The decision over all passages: an answer, a disagreement, or silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.answering.calibration import Calibration
from rag.answering.candidates import Candidate, Group, candidates, grouped
from rag.answering.cells import with_cells
from rag.answering.disagreement import rivals
from rag.answering.listing import items
from rag.answering.outlining import Outline, outline
from rag.answering.polarity import Ruling, judged, rule
from rag.answering.sources import Sentence, Sources, sentences_of
from rag.reading.events import tells_event
from rag.reading.protocol import PassageReading
from rag.reading.questions import Question
from rag.reading.relevance import Similarity
from rag.results import Passage

if TYPE_CHECKING:
    from rag.claims.protocol import Judge

_LOOKED_AT = 0.1
"""Probability of a candidate from which its sentence is searched for the event that the question names."""
_OTHER_EVENT = 0.3
"""What is left of it where the sentence tells of none like it: one in five such dates was right, of the others
more than half (development articles)."""
_PLAIN = 0.8
"""Probability from which a ruling by the words alone needs no judge."""


@dataclass(frozen=True, slots=True)
class Value:
    """One short answer with the group of candidates behind it."""

    group: Group


@dataclass(frozen=True, slots=True)
class Several:
    """Several things as one text, and the candidates whose sentences carry them."""

    text: str
    carriers: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Groups that give different values for the same thing, the likeliest first."""

    groups: tuple[Group, ...]


Finding = Value | Several | Disagreement | Ruling | Outline


@dataclass(frozen=True, slots=True)
class Decision:
    """What to say, or None to abstain; ``nearest`` are all candidates, best first, for the explanation."""

    finding: Finding | None
    confidence: float
    nearest: tuple[Candidate, ...] = field(default=())


def decide(
    question: Question,
    passages: Sequence[Passage],
    readings: Sequence[PassageReading],
    sources: Sources,
    calibration: Calibration,
    threshold: float,
    similarity: Similarity | None = None,
    judge: Judge | None = None,
) -> Decision:
    """Choose over all passages; below ``threshold`` the finding is None.

    The calibrated map is fitted on the reader's answers; outlines of a subject and rulings keep their own probability.
    """
    if question.kind == "describe":
        found = outline(question, passages, readings, sources, similarity)
        confidence = found.probability if found else 0.0
        return Decision(found if confidence >= threshold else None, confidence)
    if question.expects == "polarity":
        sentences = {s.place: s for passage in passages for s in sentences_of(passage, sources)}
        ruling = _ruling(question, list(sentences.values()), judge)
        confidence = ruling.probability if ruling else 0.0
        return Decision(ruling if confidence >= threshold else None, confidence)
    ordered = candidates(question, passages, readings, sources, calibration)
    ordered = with_cells(question, ordered, passages, sources)
    if similarity is not None:
        ordered = _of_the_event(question, ordered, similarity)
    groups = grouped(ordered, calibration)
    confidence = calibration.confidence(groups[0].probability) if groups else 0.0
    finding: Finding | None = None
    if groups and confidence >= threshold:
        finding = (
            outline(question, passages, readings, sources, similarity, around=groups[0].best)
            if question.broad
            else _finding(question, groups, calibration, threshold, judge)
        )
    return Decision(finding, confidence, tuple(ordered))


def _of_the_event(
    question: Question, ordered: Sequence[Candidate], similarity: Similarity
) -> list[Candidate]:
    """The candidates, best first, those for a date with less where their sentence tells of another event."""
    weighed = [
        candidate
        if candidate.probability < _LOOKED_AT or tells_event(question, candidate.sentence.text, similarity)
        else replace(candidate, probability=candidate.probability * _OTHER_EVENT)
        for candidate in ordered
    ]
    return sorted(weighed, key=lambda candidate: -candidate.probability)


def _ruling(question: Question, sentences: Sequence[Sentence], judge: Judge | None) -> Ruling | None:
    """Yes or no where the words themselves decide, else where the judge does."""
    plain = rule(question, sentences)
    if judge is None or (plain is not None and plain.probability >= _PLAIN):
        return plain
    return judged(question, sentences, judge) or plain


def _finding(
    question: Question,
    groups: Sequence[Group],
    calibration: Calibration,
    threshold: float,
    judge: Judge | None,
) -> Finding:
    several = items(question, groups, max(threshold, 0.5))
    if several is not None:
        return Several(several[0], tuple(several[1]))
    against = rivals(question, groups, calibration, threshold, judge)
    return Disagreement((groups[0], *against)) if against else Value(groups[0])
