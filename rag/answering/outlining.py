"""Broad questions: the two to five sentences that answer them, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.candidates import Candidate, setting_of
from rag.answering.sources import Sentence, Sources, prose, sentences_of
from rag.reading.constraints import check
from rag.reading.protocol import PassageReading
from rag.reading.questions import Question
from rag.reading.relevance import Similarity, relevance
from rag.results import Passage
from rag.text.content import content_stems

_MOST, _FEWEST = 5, 2
_SHARE = 0.55  # of the best sentence's score, for a further one
_LEAST_SHARE = 0.3  # for the second sentence
_REPEATS = 0.6  # shared words from which on a sentence says nothing new
_MIN_WORDS = 4
_SUREST = 0.6  # outlines have no calibration of their own: chosen beside the default min_confidence
_CAUSE = re.compile(
    r"\b(?:because|since|due\s+to|owing\s+to|thanks\s+to|therefore|thus|hence|so\s+that|as\s+a\s+result|reasons?"
    r"|caused?|led\s+to|explains?|in\s+order\s+to|with\s+the\s+(?:aim|intention|goal)|result(?:s|ed)?|given)\b",
    re.IGNORECASE,
)
_CAUSE_BONUS, _SPAN_BONUS, _CLOSENESS = 0.12, 0.15, 0.1


@dataclass(frozen=True, slots=True)
class Outline:
    """The sentences that answer a broad question, in reading order, the probability of the best, and the
    answer in short where the reader found one.
    """

    sentences: tuple[Sentence, ...]
    probability: float
    core: Candidate | None = None


def outline(
    question: Question,
    passages: Sequence[Passage],
    readings: Sequence[PassageReading],
    sources: Sources,
    similarity: Similarity | None = None,
    around: Candidate | None = None,
) -> Outline | None:
    """Choose the sentences, that of ``around`` among them; None when no passage has any."""
    pool: dict[tuple[str, int, int], tuple[Sentence, float]] = {}
    for passage, reading in zip(passages, readings, strict=True):
        for sentence in prose(sentences_of(passage, sources)):
            bonus = _bonus(question, sentence, reading)
            if (
                len(sentence.text.split()) >= _MIN_WORDS
                and bonus >= pool.get(sentence.place, (None, -1.0))[1]
            ):
                pool[sentence.place] = (sentence, bonus)
    if around is not None:
        pool.setdefault(around.sentence.place, (around.sentence, 0.0))
    sentences = [sentence for sentence, _ in pool.values()]
    if not sentences:
        return None
    scores = relevance(question, [sentence.text for sentence in sentences], similarity)
    scored = [
        (min(1.0, score + (bonus if score > 0.05 else 0.0)), sentence)
        for score, (sentence, bonus) in zip(scores, pool.values(), strict=True)
    ]
    return _chosen(question, sorted(scored, key=lambda pair: -pair[0]), around)


def _bonus(question: Question, sentence: Sentence, reading: PassageReading) -> float:
    bonus = _CAUSE_BONUS if question.kind == "why" and _CAUSE.search(sentence.text) else 0.0
    offset = sentence.passage.start
    for span in reading.spans[:1]:
        if sentence.start <= offset + span.start < sentence.end:
            bonus += _SPAN_BONUS * reading.answerable
    return bonus


def _chosen(
    question: Question, scored: Sequence[tuple[float, Sentence]], around: Candidate | None
) -> Outline:
    checked = [
        (score * check(question, setting_of(sentence)).factor, sentence) for score, sentence in scored[:12]
    ]
    checked.sort(key=lambda pair: -pair[0])
    best_score, best = checked[0]
    if around is not None:
        best = around.sentence
    chosen = [best]
    for score, sentence in checked:
        near = _neighbours(sentence, best) and (question.kind != "why" or bool(_CAUSE.search(sentence.text)))
        share = _LEAST_SHARE if len(chosen) < _FEWEST else _SHARE
        if (
            len(chosen) < _MOST
            and sentence.place != best.place
            and score + _CLOSENESS * near >= share * best_score
            and not _repeats(sentence, chosen)
        ):
            chosen.append(sentence)
    if len(chosen) < _FEWEST:
        others = [sentence for _, sentence in scored if sentence.place != best.place]
        beside = [sentence for sentence in others if _neighbours(sentence, best)]
        chosen.extend(sorted(beside, key=lambda sentence: sentence.start < best.start)[:1])
    return Outline(_in_reading_order(chosen), _SUREST * best_score, around)


def _neighbours(sentence: Sentence, other: Sentence) -> bool:
    if sentence.passage.document_id != other.passage.document_id:
        return False
    return abs(sentence.start - other.end) <= 3 or abs(other.start - sentence.end) <= 3


def _repeats(sentence: Sentence, chosen: Sequence[Sentence]) -> bool:
    stems = set(content_stems(sentence.text))
    for other in chosen:
        held = set(content_stems(other.text))
        if len(stems & held) >= _REPEATS * max(1, min(len(stems), len(held))):
            return True
    return False


def _in_reading_order(chosen: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Documents in the order of their best sentence, sentences as they stand in the document."""
    order = list(dict.fromkeys(sentence.passage.document_id for sentence in chosen))
    return tuple(
        sorted(chosen, key=lambda sentence: (order.index(sentence.passage.document_id), sentence.start))
    )
