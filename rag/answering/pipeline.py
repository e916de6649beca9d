"""The stages of an answer after retrieval as plain functions: read, decide, compose or abstain.

``rag.chain`` joins them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answering.abstention import abstain
from rag.answering.calibration import load_calibration
from rag.answering.composition import compose
from rag.answering.decision import Decision, decide
from rag.answering.forecasts import no_forecast
from rag.answering.outlining import Outline
from rag.answering.saying import SPEAKERS, NotSaid, by_another, off_topic, said, speakers
from rag.answering.sources import Sources
from rag.answering.unfolding import unfolded, with_span_of_time
from rag.answering.waves import SURE, waves
from rag.claims.protocol import Judge
from rag.reading.acronyms import as_written, with_expansions
from rag.reading.countries import with_governments, with_peoples
from rag.reading.moments import in_figures
from rag.reading.protocol import PassageReading, Reader
from rag.reading.questions import Question, analyse
from rag.reading.relevance import Similarity
from rag.reading.reviewing import read_best
from rag.results import Answer, Passage, band_of
from rag.settings import Settings

_ON_TOPIC = 0.7
"""Confidence below which what somebody says must have a word of what it is to be about."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The retrieved passages, the store they come from, and whether it holds any document at all.

    ``asked_on`` is the (partial ISO) day of asking, from which "last year" is counted.
    """

    passages: Sequence[Passage]
    sources: Sources
    has_documents: bool = True
    asked_on: str | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """The passages that were read so far, by their number in the evidence, and those to have read at the end.

    ``asked`` is the question in the words in which it is read for.
    ``as_read`` is what the reader found in each of ``numbers``, in order, with abbreviations spelled out.
    """

    asked: str
    question: Question
    numbers: tuple[int, ...]
    every: tuple[int, ...]
    bare: Mapping[int, PassageReading]
    as_read: tuple[PassageReading, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left to read."""
        return len(self.numbers) == len(self.every)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the threshold that it was held against."""

    decision: Decision
    threshold: float

    @property
    def sure(self) -> bool:
        """Whether there is an answer, and other passages are not worth reading."""
        return self.decision.finding is not None and self.decision.confidence >= SURE


def read_first(standalone: str, evidence: Evidence, reader: Reader) -> Readings:
    """What the reader finds in the passages that are read at once."""
    question = analyse(standalone, [passage.text for passage in evidence.passages], evidence.asked_on)
    first, every = waves(question, evidence.passages, evidence.sources)
    return _readings(
        Readings(question.text, question, (), tuple(every), {}, ()), tuple(first), evidence, reader
    )


def read_on(known: Readings, evidence: Evidence, reader: Reader) -> Readings:
    """What the reader finds in all passages that are worth it."""
    return _readings(known, known.every, evidence, reader)


def _readings(known: Readings, numbers: tuple[int, ...], evidence: Evidence, reader: Reader) -> Readings:
    passages, text = evidence.passages, known.asked
    unread = [number for number in numbers if number not in known.bare]
    wordings = (text, in_figures(text, evidence.asked_on))
    found = _read(wordings, [passages[number] for number in unread], reader)
    bare = {**known.bare, **dict(zip(unread, found, strict=True))}
    chosen = [passages[number].text for number in numbers]
    as_read = with_expansions(text, chosen, [bare[number] for number in numbers])
    return Readings(text, known.question, numbers, known.every, bare, tuple(as_read))


def decide_on(
    readings: Readings,
    evidence: Evidence,
    reader: str,
    settings: Settings,
    *,
    similarity: Similarity | None = None,
    judge: Judge | None = None,
    verifier: Judge | None = None,
) -> Decided:
    """An answer, a disagreement or silence; ``reader`` is the name whose calibration counts."""
    calibration = load_calibration(reader)
    threshold = calibration.threshold(settings)
    chosen = [evidence.passages[number] for number in readings.numbers]
    listed = speakers(readings.question.text, evidence.passages, evidence.sources)
    if listed is not None:
        return Decided(Decision(listed, SPEAKERS), threshold)
    spoken = said(readings.question.text, evidence.passages, evidence.sources, similarity, verifier)
    if isinstance(spoken, NotSaid):
        return Decided(Decision(None, 0.0), threshold)
    if spoken is not None and spoken.probability >= max(threshold, SURE):
        return Decided(Decision(spoken, spoken.probability), threshold)
    decision = decide(
        readings.question,
        chosen,
        readings.as_read,
        evidence.sources,
        calibration,
        threshold,
        similarity,
        judge,
        verifier,
    )
    core = decision.finding.core if isinstance(decision.finding, Outline) else None
    if core is not None:
        asked, sources = readings.question.text, evidence.sources
        unsure = decision.confidence < _ON_TOPIC and off_topic(asked, core.sentence, sources)
        if unsure or by_another(asked, core.sentence, sources):
            decision = Decision(None, 0.0, decision.nearest)
    if spoken is not None and spoken.probability >= max(threshold, decision.confidence):
        decision = Decision(spoken, spoken.probability)
    return Decided(decision, threshold)


def threshold_of(reader: str, settings: Settings) -> float:
    """The confidence below which the answers of ``reader`` are left unsaid."""
    return load_calibration(reader).threshold(settings)


def compose_answer(readings: Readings, decided: Decided, evidence: Evidence) -> Answer:
    """The answer in checked quotes, or the silence that explains itself.

    Raises:
        CitationError: the store changed underneath and a quote no longer stands where it stood.
    """
    chosen = [evidence.passages[number] for number in readings.numbers]
    answer = _answer(
        readings.question, evidence, chosen, readings.as_read, decided.decision, decided.threshold
    )
    return no_forecast(readings.question, answer)


def _read(questions: Sequence[str], passages: Sequence[Passage], reader: Reader) -> list[PassageReading]:
    """Each passage read with the question in its own words: the best reading, where there are several wordings.

    Of a coordinated sentence the reader sees the statement that the question is about.
    """
    shown = [unfolded(questions[-1], passage.text, passage.published) for passage in passages]
    asked = []
    for passage, each in zip(passages, shown, strict=True):
        text = each.text
        wordings = [
            wording
            for question in dict.fromkeys(questions)
            for wording in (
                question,
                with_governments(question, text),
                with_peoples(question, text),
                with_span_of_time(question, text, passage.published),
            )
        ]
        asked.append(
            [(as_written(wording, text), text, passage.title) for wording in dict.fromkeys(wordings)]
        )
    return [each.placed(reading) for each, reading in zip(shown, read_best(reader, asked), strict=True)]


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
    composed = compose(decision.finding, evidence.sources, threshold, band_of(decision.confidence))
    return Answer(
        question=question.text,
        status=composed.status,
        text=composed.text,
        short_answer=composed.short_answer,
        statements=composed.statements,
        citations=composed.citations,
        members=composed.members,
        confidence=decision.confidence,
        searched=searched,
        updates=composed.updates,
    )
