"""Broad questions: the few sentences that answer them; of why and how the one with the reason first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.candidates import Candidate, setting_of
from rag.answering.sources import Sentence, Sources, prose, sentences_of
from rag.reading.constraints import check
from rag.reading.protocol import PassageReading
from rag.reading.questions import Question
from rag.reading.relevance import Similarity, coverage, relevance
from rag.reading.stretches import leans
from rag.results import Passage
from rag.text.clauses import verb_at
from rag.text.content import content_stems
from rag.text.dates import find_dates

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
    """The sentences that answer a broad question, the probability of the best, and the answer in short where the
    reader found one.
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
    others: Sequence[Candidate] = (),
) -> Outline | None:
    """Choose the sentences, that of ``around`` among them; None when no passage has any.

    Of why and how the sentence of ``around`` comes first, and behind it only what belongs to it: the sentence that it
    leans on or that goes on with it, what gives a reason too, and the sentences of ``others``, which answer as well.
    """
    if around is not None and question.kind in ("why", "how"):
        return _explained(question, passages, sources, around, others)
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


def _explained(
    question: Question,
    passages: Sequence[Passage],
    sources: Sources,
    around: Candidate,
    others: Sequence[Candidate],
) -> Outline:
    best = around.sentence
    chosen = [each.sentence for each in others if each.sentence.place != best.place]
    everything = {s.place: s for passage in passages for s in prose(sentences_of(passage, sources))}
    held = dict(zip(everything, coverage(question, [s.text for s in everything.values()]), strict=True))
    mine = coverage(question, [best.text])[0] if best.place not in held else held[best.place]
    for place, sentence in everything.items():
        before = _follows(best, sentence) and (leans(best.text) or mine < _OWN)
        behind = _follows(sentence, best) and _GOES_ON.match(sentence.text) is not None
        too = question.kind == "why" and held[place] >= _ALIKE and _CAUSE.search(sentence.text) is not None
        if place != best.place and (before or behind or too):
            chosen.append(sentence)
    kept = [best]
    for sentence in {each.place: each for each in chosen}.values():
        if len(kept) < _MOST and not repeats(sentence.text, [each.text for each in kept]):
            kept.append(sentence)
    return Outline((best, *_in_reading_order(kept[1:])), around.probability, around)


_ELSEWHERE = 0.7
"""Share of the question's words in another sentence from which a reason without them is one of something else."""
_OWN = 0.25
"""Share of the question's words below which a sentence needs the one before it to be understood."""
_ALIKE = 0.6
"""Share from which another sentence with a reason gives it for the same thing."""
_GOES_ON = re.compile(
    r"(?:also|besides|moreover|furthermore|in\s+addition|another|the\s+(?:second|third|other)|second(?:ly)?|third(?:ly)?|then|next"
    r"|after\s+(?:that|this)|finally|this\s+(?:is\s+because|was\s+because|meant|led|allowed|made)|that\s+is\s+why|as\s+a\s+result"
    r"|therefore|it\s+also|they\s+also|he\s+also|she\s+also|and|nor)\b",
    re.IGNORECASE,
)


def _follows(sentence: Sentence, other: Sentence) -> bool:
    """Whether a sentence stands right behind another one."""
    same = sentence.passage.document_id == other.passage.document_id
    return same and 0 <= sentence.start - other.end <= 3


def gives_reason(candidate: Candidate) -> bool:
    """Whether the sentence of a candidate says in so many words that it gives a reason, beside the answer."""
    sentence = candidate.sentence.text
    start = candidate.start - candidate.sentence.start
    return any(cue.end() <= start + len(cue[0]) + 1 for cue in _CAUSE.finditer(sentence))


def no_reason(question: Question, candidate: Candidate) -> bool:
    """Whether what was read as a reason is none of what is asked about.

    It is what the sentence calls somebody ("Oster's deputy, Lena Fairweather"), or the reason that the sentence gives
    for something of which the question has no word.
    """
    text, sentence = candidate.text, candidate.sentence.text
    if question.kind != "why":
        return False
    if gives_reason(candidate):
        elsewhere = candidate.features.get("elsewhere", 0.0)
        return elsewhere >= _ELSEWHERE and not leans(sentence) and not any(coverage(question, [sentence]))
    if any(date.text == text for date in find_dates(text)):
        return True
    if verb_at(f"x {text}") is not None or _CAUSE.search(sentence):
        return False
    start, end = candidate.start - candidate.sentence.start, candidate.end - candidate.sentence.start
    before, behind = sentence[:start].rstrip(" ,("), sentence[end:].lstrip(" ,)")
    return any(before.endswith(name) or behind.startswith(name) for name in question.names)


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
            and not repeats(sentence.text, [one.text for one in chosen])
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


def repeats(text: str, others: Sequence[str]) -> bool:
    """Whether most words of a sentence stand in one of the others, or the other way round."""
    stems = set(content_stems(text))
    for other in others:
        held = set(content_stems(other))
        if len(stems & held) >= _REPEATS * max(1, min(len(stems), len(held))):
            return True
    return False


def _in_reading_order(chosen: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Documents in the order of their best sentence, sentences as they stand in the document."""
    order = list(dict.fromkeys(sentence.passage.document_id for sentence in chosen))
    return tuple(
        sorted(chosen, key=lambda sentence: (order.index(sentence.passage.document_id), sentence.start))
    )
