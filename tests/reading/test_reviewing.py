"""The second stage of reading: who is reviewed, and what the review changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.models.encoder import load_reviewer
from rag.reading.protocol import PassageReading, Span
from rag.reading.reviewing import (
    MOST,
    OPEN,
    Review,
    ReviewedReader,
    SpanReviewer,
    open_ones,
    read_best,
)
from rag.reading.span_reader import Scale, SpanReader

BRIDGE = (
    "The harbour bridge of Aldermouth was planned for ten years. The engineer Maria Lind designed it. "
    "About 12,000 cars cross it on a working day."
)


class Told:
    """A reader that is as sure of each passage as the passage says."""

    name = "told"

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        return [PassageReading((Span(0, 1, 1.0),), float(passage)) for passage in passages]


class Sure:
    """A reviewer that is sure of everything, and notes what it was shown."""

    def __init__(self) -> None:
        self.shown: list[Review] = []

    def review(self, opened: Sequence[Review]) -> list[PassageReading]:
        self.shown += opened
        return [PassageReading(each.reading.spans, 1.0) for each in opened]


@pytest.fixture(scope="module")
def reviewer(model_cache: Path) -> SpanReviewer:
    return SpanReviewer(load_reviewer(0, model_cache), scale=Scale(0.0, shift=-0.5, review=0.4))


@pytest.fixture(scope="module")
def reader(model_cache: Path) -> SpanReader:
    return SpanReader(cache_folder=model_cache)


def readings(*answerable: float) -> list[PassageReading]:
    return [PassageReading((), each) for each in answerable]


def test_what_may_answer_is_reviewed_likeliest_first_however_sure_the_reader_is() -> None:
    assert open_ones(readings(0.2, OPEN - 0.01, 0.95)) == [2, 0]
    assert len(open_ones(readings(*[0.5] * 20))) == MOST


def test_a_hopeless_question_is_not_reviewed() -> None:
    assert open_ones(readings(OPEN / 2, 0.0)) == []
    assert open_ones([]) == []


def test_only_the_readings_that_were_open_change() -> None:
    reviewer = Sure()
    reader = ReviewedReader(Told(), reviewer)
    found = reader.read("Who?", ["0.01", "0.5", "0.3"], ["a", "b", "c"])
    assert [reading.answerable for reading in found] == [0.01, 1.0, 1.0]
    assert [(each.passage, each.title) for each in reviewer.shown] == [("0.5", "b"), ("0.3", "c")]
    assert reader.name == "told"


def test_of_several_wordings_the_likeliest_counts() -> None:
    reviewer = Sure()
    asked = [[("Who?", "0.3", "a"), ("Which city?", "0.1", "a")], [("Who?", "0.2", "b")]]
    found = read_best(ReviewedReader(Told(), reviewer), asked)
    assert [(each.question, each.passage) for each in reviewer.shown] == [("Who?", "0.3"), ("Who?", "0.2")]
    assert [reading.answerable for reading in found] == [1.0, 1.0]


def test_a_review_finds_the_words_in_the_sentence_and_keeps_spans_elsewhere(
    reader: SpanReader, reviewer: SpanReviewer
) -> None:
    question = "Who designed the harbour bridge?"
    (first,) = reader.read(question, [BRIDGE])
    (second,) = reviewer.review([Review(question, BRIDGE, "", first)])
    best = second.spans[0]
    assert "Maria Lind" in BRIDGE[best.start : best.end]
    assert sum(span.score for span in second.spans) == pytest.approx(1.0)
    assert all(0 <= span.start < span.end <= len(BRIDGE) for span in second.spans)
    assert first.terms is not None
    assert second.terms is not None
    assert second.terms._replace(review=None) == first.terms


def test_a_review_tells_a_near_miss_from_an_answer(reader: SpanReader, reviewer: SpanReviewer) -> None:
    def probability(question: str, text: str) -> float:
        (reading,) = reader.read(question, [text])
        (reviewed,) = reviewer.review([Review(question, text, "", reading)])
        return reviewed.answerable

    text = "In May 2019 the bank of Norland granted the city of Aldermouth a loan of 40 million euros."
    right = probability("How large was Norland's loan to Aldermouth?", text)
    for miss in ("How large was Aldermouth's loan to Norland?", "When was Norland's loan repaid?"):
        assert probability(miss, text) < right


def test_what_was_reviewed_is_not_reviewed_again(
    reader: SpanReader, reviewer: SpanReviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Review("Who made it?", BRIDGE, "", reader.read("Who made it?", [BRIDGE])[0])
    first = reviewer.review([given])
    monkeypatch.setattr(reviewer, "_finder", None)
    assert reviewer.review([given, given]) == first * 2
