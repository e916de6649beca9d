"""Whether a sentence tells of the event whose date a question asks.

Names and a date stand together in many a sentence: "since late 2020 the European Union has sanctioned
Belarus" holds all but the event of "When did Belarus join the European Union?". The event must be
told in a word of the same root or in one near in meaning, by the embedding model's vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rag.reading.answer_types import DATES
from rag.reading.questions import Question
from rag.reading.relevance import Similarity, subject_stems
from rag.reading.stretches import leans
from rag.text.stems import covers
from rag.text.words import Word, is_function_word, words

NEAR = 0.38
"""Cosine of two words alone from which one may tell what the other does: "travel" and "visited" have 0.53,
"marry" and "wed" 0.41, "join" and "serve" 0.34."""

_PARTICLES = frozenset("off out up down away over in on back through".split())


def tells_event(question: Question, sentence: str, similarity: Similarity) -> bool:
    """Whether ``sentence`` can tell of the event that ``question`` asks the date of.

    True where no date is asked for, where the question names no event, and where the sentence leans on another.
    """
    if question.expects not in DATES or leans(sentence):
        return True
    context = subject_stems(question)
    content = set(question.content)
    asked = [w for w in words(question.text) if w.stem in content and w.stem not in context]
    found = words(sentence)
    told = [word for word in found if _telling(word, context)]
    stems = {word.stem for word in told}
    if not asked or any(covers(stems, word.stem) for word in asked):
        return True
    phrasal = [
        f"{verb.text} {particle.text}"
        for verb, particle in pairwise(found)
        if particle.text.casefold() in _PARTICLES and _telling(verb, context)
    ]
    texts = list(dict.fromkeys([*(word.text for word in told), *phrasal]))
    return any(_nearest(word.text, texts, similarity) >= NEAR for word in asked)


def _telling(word: Word, context: frozenset[str]) -> bool:
    return not is_function_word(word.text) and word.stem not in context and not word.text[0].isdigit()


def _nearest(word: str, others: Sequence[str], similarity: Similarity) -> float:
    return max(similarity(word, others), default=0.0)
