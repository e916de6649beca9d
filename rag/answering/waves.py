"""Which passages are read at once, and which only when those do not settle the question.

Reading is most of the time of an answer. The passages that retrieval ranks first nearly always
hold it; whatever could contradict or join in has a sentence about the same subject.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.disagreement import SUBJECT
from rag.answering.sources import Sources, sentences_of
from rag.reading.questions import Question
from rag.reading.relevance import coverage
from rag.results import Passage

FIRST = 4
"""Passages read at once, the best by retrieval."""
SURE = 0.5
"""Confidence from which the others are left unread."""


def first_wave(question: Question, passages: Sequence[Passage], sources: Sources) -> list[int]:
    """The numbers of the passages to read at once, in order; all where several things or sentences are wanted."""
    if question.broad or question.items != 1 or question.expects == "polarity":
        return list(range(len(passages)))
    rest = [[s.text for s in sentences_of(passage, sources)] for passage in passages[FIRST:]]
    shares = coverage(question, [sentence for sentences in rest for sentence in sentences])
    wanted, place = list(range(min(FIRST, len(passages)))), 0
    for number, sentences in enumerate(rest, start=FIRST):
        if max(shares[place : place + len(sentences)], default=0.0) >= SUBJECT:
            wanted.append(number)
        place += len(sentences)
    return wanted
