"""Which passages are read at once, which only when those do not settle the question, and which not at all.

Reading is most of the time of an answer. The passages that retrieval ranks first nearly always
hold it; whatever could contradict or join in has a sentence about the same subject. In a small
collection most of what is retrieved has nothing to do with the question.
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
WORTH = 0.5
"""Share of the best passage's score below which a passage is not read for a single answer. Of some 370 right answers
(development articles, the evaluation's cases, other questions) the farthest stood at 0.55, nine in ten beyond 0.93."""
FEWEST = 2
"""Passages read whatever their score."""


def waves(question: Question, passages: Sequence[Passage], sources: Sources) -> tuple[list[int], list[int]]:
    """The numbers of the passages to read at once, and of those to have read at the end, each in order.

    All at once where several things or sentences are wanted, or the newest of several values.
    """
    if (
        question.broad
        or question.newest
        or question.items != 1
        or question.expects == "polarity"
        or not passages
    ):
        return list(range(len(passages))), list(range(len(passages)))
    rest = [[s.text for s in sentences_of(passage, sources)] for passage in passages[FIRST:]]
    shares = coverage(question, [sentence for sentences in rest for sentence in sentences])
    least = WORTH * max(passage.score for passage in passages)
    worth = [n for n, passage in enumerate(passages) if n < FEWEST or passage.score >= least]
    first, place = [number for number in worth if number < FIRST], 0
    for number, sentences in enumerate(rest, start=FIRST):
        if max(shares[place : place + len(sentences)], default=0.0) >= SUBJECT:
            first.append(number)
        place += len(sentences)
    return first, sorted({*first, *worth})
