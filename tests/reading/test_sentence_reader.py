"""The plain reader, and the bare ``read`` around any reader."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from rag.errors import QuestionError
from rag.reading import read
from rag.reading.protocol import PassageReading, Span
from rag.reading.sentence_reader import SentenceReader
from rag.results import Reading
from tests.answering.fakes import split

READER = SentenceReader(split)
LOANS = [
    "The harbour is deep. Norland has many lakes.",
    "In May 2019, Norland granted Estavia a loan worth $500 million. Ann Lee signed it in Sandvik.",
    "Estavia exports timber. About 1,200 workers fell trees there.",
]


def asked(question: str, passages: Sequence[str] = LOANS) -> Reading:
    return read(question, passages, reader=READER)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How large was Norland's 2019 loan to Estavia?", "$500 million"),
        ("When did Norland grant Estavia the loan?", "May 2019"),
        ("How many workers fell trees?", "1,200"),
    ],
)
def test_the_typed_value_of_the_best_sentence_is_found(question: str, answer: str) -> None:
    result = asked(question)

    assert result.answer == answer
    assert result.passage is not None
    assert LOANS[result.passage][result.start : result.end] == answer
    assert result.probability + result.no_answer_probability == pytest.approx(1)


@pytest.mark.parametrize(
    "question",
    [
        "How large was Norland's 2016 loan to Estavia?",
        "How large was Germany's 2019 loan?",
        "Who won the cup?",
    ],
)
def test_silence_when_the_passages_do_not_say(question: str) -> None:
    result = asked(question)

    assert result.answer == ""
    assert result.passage is None
    assert result.no_answer_probability > 0.5


@pytest.mark.parametrize("question", ["", "   \n", "?!…", "\x00", "word " * 10_000])
def test_a_question_that_is_none_is_an_error_in_one_sentence(question: str) -> None:
    with pytest.raises(QuestionError) as caught:
        asked(question)

    assert str(caught.value).endswith(".")


def test_no_passages_no_answer() -> None:
    assert asked("Who won?", []) == Reading()


@pytest.mark.parametrize(
    "passages",
    [["", " "], ["这是一个测试。北京的人很多。"], ["\u202eabc\x00"], ["Это другой язык."], ["a" * 50_000]],
)
def test_odd_passages_are_simply_not_answerable(passages: list[str]) -> None:
    assert asked("How large was the loan?", passages).answer == ""


def test_a_thousand_passages_are_read_in_bounded_time() -> None:
    passages = [
        f"Passage {number} speaks of town {number}, where {number} people live." for number in range(1000)
    ]
    began = time.process_time()
    asked("How many people live in town 500?", passages)

    assert time.process_time() - began < 10


def test_too_many_passages_are_an_error() -> None:
    with pytest.raises(QuestionError, match="too many"):
        asked("Who?", ["x"] * 10_001)


def test_vectors_are_asked_for_few_sentences_only() -> None:
    seen: list[int] = []

    def similarity(question: str, sentences: Sequence[str]) -> list[float]:
        seen.append(len(sentences))
        return [0.5] * len(sentences)

    SentenceReader(split, similarity).read("Which town?", ["One town. Two towns."] * 200)

    assert max(seen) <= 64


def test_the_best_passage_over_all_wins_whatever_its_place() -> None:
    class Scripted:
        name = "scripted"

        def read(
            self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
        ) -> list[PassageReading]:
            return [
                PassageReading((Span(0, 3, 1.0),), 0.9 if passage.startswith("yes") else 0.6)
                for passage in passages
            ]

    result = read("Which?", ["no!", *["no!"] * 99, "yes"], reader=Scripted())

    assert (result.answer, result.passage, result.probability) == ("yes", 100, 0.9)
