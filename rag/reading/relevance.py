"""How much a sentence has to do with a question: shared words, rare ones more, and vector similarity."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

from rag.reading.names import mentions
from rag.reading.questions import Question
from rag.reading.stretches import sentence_ranges
from rag.text.stems import covers
from rag.text.words import words

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Question and sentences -> one cosine similarity a sentence."""

_COMPARED = 32  # sentences compared by vectors at most, the best by words first
_STEEPNESS, _MIDDLE = 9.0, 0.55  # of the logistic curve from evidence to probability


def relevance(
    question: Question, sentences: Sequence[str], similarity: Similarity | None = None
) -> list[float]:
    """A probability-like score in [0, 1] a sentence; the vectors see the best sentences by words only."""
    shares = coverage(question, sentences)
    if similarity is None:
        return [_probability(share) for share in shares]
    order = sorted(range(len(sentences)), key=lambda index: -shares[index])
    compared = order[:_COMPARED]
    near = dict(
        zip(compared, similarity(question.text, [sentences[index] for index in compared]), strict=True)
    )
    return [
        _probability(0.55 * shares[index] + 0.45 * max(0.0, near[index])) if index in near else 0.0
        for index in range(len(sentences))
    ]


def coverage(question: Question, sentences: Sequence[str]) -> list[float]:
    """The share of the question's content that each sentence holds, weighted as in BM25; names in any spelling."""
    return [sum(parts) for parts in parts_held(question, sentences)]


def parts_held(question: Question, sentences: Sequence[str]) -> list[list[float]]:
    """For each sentence, what it holds of each word of the question's content; all words together weigh 1."""
    held = [frozenset(word.stem for word in words(sentence)) for sentence in sentences]
    frequency = Counter(stem_ for stems in held for stem_ in stems)
    of_names = {word.stem: name for name in question.names for word in words(name)}
    weights = {wanted: _rarity(frequency[wanted], len(sentences)) for wanted in question.content}
    total = sum(weights.values())
    if not total:
        return [[] for _ in sentences]
    return [
        [weight * _held(stems, sentence, wanted, of_names) / total for wanted, weight in weights.items()]
        for stems, sentence in zip(held, sentences, strict=True)
    ]


def whereabouts(question: Question, text: str, place: int) -> tuple[float, float]:
    """The shares of the question's content that stand in ``text`` only outside the sentence at ``place``, and nowhere.

    Near misses are made of the former; a question in words of its own has much of the latter.
    """
    ranges = sentence_ranges(text)
    parts = parts_held(question, [text[start:end] for start, end in ranges])
    best = [max(held) for held in zip(*parts, strict=True)]
    if not best:
        return 0.0, 0.0
    here = next((part for (_, end), part in zip(ranges, parts, strict=True) if place < end), parts[-1])
    together = sum(best)
    return together - sum(here), 1.0 - together


def _held(stems: frozenset[str], sentence: str, wanted: str, of_names: dict[str, str]) -> float:
    found = covers(stems, wanted)
    if found < 1.0 and wanted in of_names:
        return 1.0 if mentions(sentence, of_names[wanted]) else found
    return found


def _rarity(frequency: int, count: int) -> float:
    if not frequency:
        return math.log(2 + count)
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def _probability(evidence: float) -> float:
    return 1 / (1 + math.exp(-_STEEPNESS * (evidence - _MIDDLE)))


def subject_stems(question: Question) -> frozenset[str]:
    """The stems of the question's names and dates, which context may supply."""
    return date_stems(question) | {word.stem for name in question.names for word in words(name)}


def date_stems(question: Question) -> frozenset[str]:
    """The stems of the dates that the question insists on."""
    return frozenset(word.stem for date in question.dates for word in words(date.text))
