"""When two sources are independent of each other."""

from __future__ import annotations

from itertools import pairwise

from rag.answering.candidates import Candidate
from rag.text.words import words

_REPRINT = 0.9


def independent(first: Candidate, second: Candidate) -> bool:
    """Whether two candidates come from another document and another publisher, and neither copies the other."""
    return other_source(first, second) and _overlap(first.sentence.text, second.sentence.text) < _REPRINT


def other_source(first: Candidate, second: Candidate) -> bool:
    """Whether two candidates come from another document and another publisher (an unknown one is another)."""
    one, two = first.passage, second.passage
    if one.document_id == two.document_id:
        return False
    return not (one.publisher and two.publisher and one.publisher.casefold() == two.publisher.casefold())


def _overlap(left: str, right: str) -> float:
    """The share of word pairs that two sentences have in common: reprints keep nearly all."""
    one, two = _pairs(left), _pairs(right)
    return len(one & two) / max(1, min(len(one), len(two)))


def _pairs(text: str) -> set[tuple[str, str]]:
    plain = [word.text.casefold() for word in words(text)]
    return set(pairwise(plain))
