"""What the reviewer is trained on: the sentence that the reader takes for the answer's."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import cast

from rag.models.training.datasets import Example
from rag.models.training.second_looks import second_look, second_looks
from rag.reading.span_finder import Found, SpanFinder

TEXT = "The bridge of Larvik opened in 1903. Maria Lind designed the tower. Maria Lind died in 1950."


class Finder:
    """Finds the given words in every passage."""

    def __init__(self, words: str) -> None:
        self._words = words

    def find(self, question: str, passages: Sequence[str], titles: Sequence[str] | None) -> list[list[Found]]:
        place = passages[0].find(self._words)
        return [[(2.0, place, place + len(self._words))] if place >= 0 else []]


def example(answer: str) -> Example:
    place = TEXT.find(answer)
    return Example("Who designed the tower?", TEXT, ((place, place + len(answer)),), "Larvik", "test")


def finder(words: str) -> SpanFinder:
    return cast(SpanFinder, Finder(words))


def test_the_readers_sentence_is_shown_with_the_answer_in_it() -> None:
    look = second_look(example("Maria Lind"), finder("Maria Lind"))

    assert look is not None
    assert look.context == "Maria Lind designed the tower."
    assert [look.context[a:b] for a, b in look.answers] == ["Maria Lind"]


def test_a_wrong_sentence_of_the_reader_has_no_answer() -> None:
    look = second_look(example("Maria Lind"), finder("1903"))

    assert look is not None
    assert look.context == "The bridge of Larvik opened in 1903."
    assert not look.answerable


def test_another_sentence_with_the_answers_words_is_left_out() -> None:
    assert second_look(example("Maria Lind"), finder("1950")) is None


def test_a_text_in_which_nothing_is_found_is_left_out() -> None:
    rng = random.Random(1)
    assert second_looks([example("Maria Lind")] * 3, finder("nowhere"), rng) == []
