"""Silence with a reason: what came nearest and why it is not enough."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rag.answering.candidates import Candidate, setting_of
from rag.answering.sources import Sentence, Sources, prose, sentences_of
from rag.quoting import checked_source
from rag.reading.constraints import KINDS_ASKED, check
from rag.reading.protocol import PassageReading
from rag.reading.questions import Question
from rag.reading.reasons import certain, reason
from rag.reading.relevance import date_stems, relevance
from rag.reading.typed_values import fits, values_for
from rag.results import Closest, Passage
from rag.text.words import words

EMPTY_STORE = (
    "There are no documents to search yet. "
    "Add some with `factcheck ingest PATH`, or drop a file into the chat."
)
NOTHING_LEFT = (
    "No passage was found to read among the chosen documents and dates. Widen the choice, or add documents."
)
_UNANSWERED = "The documents do not answer this."
_NOT_SURE = "No sure answer was found."
_SHORT = 120  # characters of a value that is named
_FITTING = 0.2
_LOOKED_AT = 3  # passages searched for the nearest sentence


@dataclass(frozen=True, slots=True)
class Abstention:
    """The text that says why there is no answer, and what came nearest."""

    text: str
    closest: Closest | None


def abstain(
    question: Question,
    passages: Sequence[Passage],
    readings: Sequence[PassageReading],
    nearest: Sequence[Candidate],
    sources: Sources,
    *,
    has_documents: bool,
) -> Abstention:
    """Explain the silence; ``closest`` is None only where nothing was read."""
    if not passages:
        return Abstention(NOTHING_LEFT if has_documents else EMPTY_STORE, None)
    fitting = {c.sentence.place for c in nearest if fits(question.expects, c.text, question.measures)}
    sentence = _closest_sentence(question, passages, readings, sources, fitting)
    answered = sentence.place in fitting
    span = next((_within(c) for c in nearest if c.sentence.place == sentence.place), None)
    value = _value(question, sentence, nearest)
    unmet = check(question, setting_of(sentence), answered=answered, span=span).unmet
    if question.expects not in KINDS_ASKED and any(part.kind == "detail" for part in unmet):
        value = None  # any words fit where no kind is asked for
    source = checked_source(sentence.passage, sentence.start, sentence.end, sentence.text, sources)
    closest = Closest(
        score=sentence.passage.score,
        reason=reason(question, unmet, value),
        unmet=unmet,
        **dict(source),
    )
    head = _UNANSWERED if certain(question, unmet, value) else _NOT_SURE
    return Abstention(f"{head} {closest.reason}", closest)


def _value(question: Question, sentence: Sentence, nearest: Sequence[Candidate]) -> str | None:
    """What the sentence holds of the kind that is asked for: what was read there, else its first value."""
    asked = {word.stem for word in words(question.text)}
    read = [each.text for each in nearest if each.sentence.place == sentence.place]
    held = [each.text for each in values_for(question.expects, sentence.text, sentence.passage.published)]
    for text in (*(each for each in read if fits(question.expects, each, question.measures)), *held):
        if len(text) <= _SHORT and not all(word.stem in asked for word in words(text)):
            return text
    return None


def _within(candidate: Candidate) -> tuple[int, int]:
    """Where in its sentence the candidate stands."""
    return candidate.start - candidate.sentence.start, candidate.end - candidate.sentence.start


def _closest_sentence(
    question: Question,
    passages: Sequence[Passage],
    readings: Sequence[PassageReading],
    sources: Sources,
    fitting: Collection[tuple[str, int, int]],
) -> Sentence:
    """The sentence nearest to the question in words, in the passages that retrieval and reader rank highest.

    A sentence that holds an answer of the kind asked for (``fitting``) counts as nearer; one that only
    shares the year with the question does not.
    """
    order = sorted(
        range(len(passages)),
        key=lambda index: -(passages[index].score + readings[index].answerable),
    )
    sentences = [
        sentence for index in order[:_LOOKED_AT] for sentence in prose(sentences_of(passages[index], sources))
    ]
    scores = relevance(_undated(question), [sentence.text for sentence in sentences])
    bonus = [_FITTING * (sentence.place in fitting) for sentence in sentences]
    return sentences[max(range(len(sentences)), key=lambda index: scores[index] + bonus[index])]


def _undated(question: Question) -> Question:
    """The question as if it named no date: the same thing in another year is nearer than another thing in that year."""
    dated = date_stems(question)
    return replace(question, content=tuple(stem for stem in question.content if stem not in dated))
