"""When two sources are independent of each other."""

from __future__ import annotations

from rag.answering.candidates import Candidate
from rag.origins import REPRINT, overlap


def independent(first: Candidate, second: Candidate) -> bool:
    """Whether two candidates come from another document and another publisher, and neither copies the other."""
    return other_source(first, second) and overlap(first.sentence.text, second.sentence.text) < REPRINT


def other_source(first: Candidate, second: Candidate) -> bool:
    """Whether two candidates come from another document and another publisher (an unknown one is another)."""
    one, two = first.passage, second.passage
    if one.document_id == two.document_id:
        return False
    return not (one.publisher and two.publisher and one.publisher.casefold() == two.publisher.casefold())
