"""Reading: which words of a passage answer a question, and whether any do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.errors import QuestionError
from rag.reading.protocol import PassageReading, Reader, Span
from rag.reading.validation import checked_question
from rag.results import Reading

if TYPE_CHECKING:
    from rag.settings import Settings

__all__ = ["PassageReading", "Reader", "Span", "checked_question", "load_reader", "plain_reader", "read"]

LIKELY = 0.42
"""Probability of an answer from which ``read`` gives it: between where most development questions that can be answered
are, and where most that cannot are left."""
_BATCH = 64
_MOST_PASSAGES = 10_000


@lru_cache(maxsize=4)
def load_reader(settings: Settings) -> Reader:
    """The reader of this installation, loaded once a process: the trained one, where its weights are.

    Its network is loaded in the background: it is wanted after the passages have been retrieved.
    """
    from rag.models.encoder import load_reviewer
    from rag.reading.remembering import RememberingReader
    from rag.reading.reviewing import ReviewedReader, SpanReviewer
    from rag.reading.span_reader import FOLDER, span_reader

    if (FOLDER / "reader.xml").is_file():
        trained = span_reader(settings.threads, settings.cache)
        trained.prepare()
        graph = load_reviewer(settings.threads, settings.cache)
        return ReviewedReader(RememberingReader(trained), SpanReviewer(graph))
    return plain_reader(settings)


def plain_reader(settings: Settings) -> Reader:
    """The plain reader, which needs no trained weights."""
    from rag.documents import sentences
    from rag.reading.sentence_reader import SentenceReader
    from rag.reading.similarity import sentence_similarity

    return SentenceReader(sentences, sentence_similarity(settings))


def read(
    question: str, passages: Sequence[str], *, settings: Settings | None = None, reader: Reader | None = None
) -> Reading:
    """The bare reader over given texts: the best span of all, or the answer '' when none answers.

    Args:
        passages: texts; ``Reading.passage`` is an index into them.
        reader: another reader than the installed one.

    Raises:
        QuestionError: the question is empty or too long, or there are too many passages.
    """
    from rag.settings import default_settings

    settings = settings or default_settings()
    question = checked_question(question, settings)
    if len(passages) > _MOST_PASSAGES:
        raise QuestionError(
            f"{len(passages):,} passages are too many to read at once: give at most {_MOST_PASSAGES:,}, best first."
        )
    reader = reader or load_reader(settings)
    readings = [
        reading
        for first in range(0, len(passages), _BATCH)
        for reading in reader.read(question, passages[first : first + _BATCH])
    ]
    return _best(readings, passages)


def _best(readings: Sequence[PassageReading], passages: Sequence[str]) -> Reading:
    """The span of highest probability over all passages; no answer when none is ``LIKELY``."""
    chosen: tuple[float, int, Span] | None = None
    for index, reading in enumerate(readings):
        for span in reading.spans[:1]:
            if chosen is None or reading.answerable > chosen[0]:
                chosen = (reading.answerable, index, span)
    if chosen is None:
        return Reading()
    probability, index, span = chosen
    if probability < LIKELY:
        return Reading(probability=probability, no_answer_probability=1 - probability)
    return Reading(
        answer=passages[index][span.start : span.end],
        passage=index,
        start=span.start,
        end=span.end,
        probability=probability,
        no_answer_probability=1 - probability,
    )
