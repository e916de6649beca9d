"""The reader's memory: nothing is read twice, and nothing is told otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from rag.models.memory import size_of
from rag.reading.protocol import PassageReading, Span
from rag.reading.remembering import RememberingReader


class Counting:
    """Notes what it is given; finds the passage's first word, and is as sure as its title is long."""

    name = "counting"

    def __init__(self) -> None:
        self.given: list[tuple[str, str, str | None]] = []

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        readings = []
        for number, passage in enumerate(passages):
            title = titles[number] if titles else None
            self.given.append((question, passage, title))
            spans = (Span(0, len(passage.split()[0]), 1.0),)
            readings.append(PassageReading(spans, len(title or "") / 100))
        return readings


PASSAGES = ["One bridge was built.", "Fourteen were planned."]


def test_what_was_read_is_not_read_again() -> None:
    inner = Counting()
    reader = RememberingReader(inner)
    first = reader.read("How many?", PASSAGES, ["Bridges", "Plans"])
    assert reader.read("How many?", PASSAGES[::-1], ["Plans", "Bridges"]) == first[::-1]
    assert len(inner.given) == 2
    more = reader.read("How many?", ["Three fell.", *PASSAGES], ["Falls", "Bridges", "Plans"])
    assert inner.given[2:] == [("How many?", "Three fell.", "Falls")]
    assert more == Counting().read("How many?", ["Three fell.", *PASSAGES], ["Falls", "Bridges", "Plans"])


def test_another_question_and_another_title_are_read() -> None:
    inner = Counting()
    reader = RememberingReader(inner)
    reader.read("How many?", PASSAGES)
    reader.read("How many bridges?", PASSAGES)
    titled = reader.read("How many?", PASSAGES, ["Bridges", ""])
    assert len(inner.given) == 6
    assert [reading.answerable for reading in titled] == [0.07, 0.0]


def test_the_same_passage_twice_is_read_once() -> None:
    inner = Counting()
    both = RememberingReader(inner).read("How many?", [PASSAGES[0]] * 2)
    assert len(inner.given) == 1
    assert both[0] == both[1]


def test_what_was_not_used_for_long_is_forgotten() -> None:
    inner = Counting()
    room_for_two = 2 * (
        size_of(("How many?", PASSAGES[1], None)) + size_of(inner.read("", PASSAGES[:1])[0]) + 250
    )
    inner.given.clear()
    reader = RememberingReader(inner, most=room_for_two)
    for passage in (*PASSAGES, PASSAGES[0], "A third.", PASSAGES[0]):
        reader.read("How many?", [passage])
    assert [passage for _, passage, _ in inner.given] == [*PASSAGES, "A third."]


def test_no_passage_is_no_work() -> None:
    inner = Counting()
    assert RememberingReader(inner).read("How many?", []) == []
    assert inner.given == []
