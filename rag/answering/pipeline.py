"""The stages of an answer after retrieval: read, decide, compose or abstain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.abstention import abstain
from rag.answering.calibration import load_calibration
from rag.answering.composition import compose
from rag.answering.decision import Decision, decide
from rag.answering.sources import Sources
from rag.answering.stopwatch import Stopwatch
from rag.answering.waves import SURE, waves
from rag.claims.protocol import Judge
from rag.reading.acronyms import as_written, with_expansions
from rag.reading.countries import with_governments, with_peoples
from rag.reading.protocol import PassageReading, Reader
from rag.reading.questions import Question, analyse
from rag.reading.relevance import Similarity
from rag.reading.reviewing import read_best
from rag.results import Answer, Passage
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Evidence:
    """The retrieved passages, the store they come from, and whether it holds any document at all."""

    passages: Sequence[Passage]
    sources: Sources
    has_documents: bool = True


def answer_from(
    asked: str,
    standalone: str,
    evidence: Evidence,
    reader: Reader,
    settings: Settings,
    watch: Stopwatch,
    *,
    similarity: Similarity | None = None,
    judge: Judge | None = None,
) -> Answer:
    """Answer ``standalone`` (what ``asked`` means) from the evidence.

    Raises:
        CitationError: the store changed underneath and a quote no longer stands where it stood.
    """
    passages = evidence.passages
    calibration = load_calibration(reader.name)
    threshold = calibration.threshold(settings)
    with watch.stage("read"):
        question = analyse(standalone, [passage.text for passage in passages])
        first, last = waves(question, passages, evidence.sources)
    read: dict[int, PassageReading] = {}
    for wave in (first, last):
        chosen = [passages[number] for number in wave]
        with watch.stage("read"):
            unread = [number for number in wave if number not in read]
            read.update(zip(unread, _read(standalone, [passages[n] for n in unread], reader), strict=True))
            readings = with_expansions(
                standalone, [passage.text for passage in chosen], [read[number] for number in wave]
            )
        with watch.stage("decide"):
            decision = decide(
                question, chosen, readings, evidence.sources, calibration, threshold, similarity, judge
            )
        settled = decision.finding is not None and decision.confidence >= SURE
        if settled or len(wave) == len(last):
            break
    with watch.stage("compose"):
        answer = _answer(question, evidence, chosen, readings, decision, threshold)
    return answer.model_copy(
        update={
            "question": asked,
            "rewritten": standalone if standalone != asked else None,
            "timings": watch.timings(),
            "models": {"embedder": settings.embedder, "reader": reader.name},
        }
    )


def _read(question: str, passages: Sequence[Passage], reader: Reader) -> list[PassageReading]:
    """Each passage read with the question in its own words: the best reading, where there are several wordings."""
    asked = []
    for passage in passages:
        text = passage.text
        wordings = (question, with_governments(question, text), with_peoples(question, text))
        asked.append(
            [(as_written(wording, text), text, passage.title) for wording in dict.fromkeys(wordings)]
        )
    return read_best(reader, asked)


def _answer(
    question: Question,
    evidence: Evidence,
    read: Sequence[Passage],
    readings: Sequence[PassageReading],
    decision: Decision,
    threshold: float,
) -> Answer:
    searched = len(evidence.passages)
    if decision.finding is None:
        silence = abstain(
            question,
            read,
            readings,
            decision.nearest,
            evidence.sources,
            has_documents=evidence.has_documents,
        )
        return Answer(
            question=question.text,
            status="abstained",
            text=silence.text,
            confidence=decision.confidence,
            closest=silence.closest,
            searched=searched,
        )
    composed = compose(decision.finding, evidence.sources, threshold)
    return Answer(
        question=question.text,
        status=composed.status,
        text=composed.text,
        short_answer=composed.short_answer,
        statements=composed.statements,
        citations=composed.citations,
        confidence=decision.confidence,
        searched=searched,
    )
