"""Training pairs of one sentence."""

from __future__ import annotations

import random

from rag.models.training.datasets import Example
from rag.models.training.sentences_alone import ALONE, alone, another_sentence

TEXT = "The bridge opened in 1932. It cost $12 million. The harbour bridge was painted grey in 1999."


def example(question: str, answer: str | None) -> Example:
    place = TEXT.index(answer) if answer else 0
    answers = ((place, place + len(answer)),) if answer else ()
    return Example(question, TEXT, answers, "Bridges", "made")


def test_the_sentence_of_the_answer_stands_alone() -> None:
    pair = alone(example("When was the harbour bridge painted?", "1999"))
    assert pair.context == "The harbour bridge was painted grey in 1999."
    assert [pair.context[a:b] for a, b in pair.answers] == ["1999"]
    assert pair.origin == ALONE


def test_a_sentence_that_leans_keeps_the_one_before_it() -> None:
    pair = alone(example("How much did the bridge cost?", "$12 million"))
    assert pair.context == "The bridge opened in 1932. It cost $12 million."
    assert [pair.context[a:b] for a, b in pair.answers] == ["$12 million"]


def test_an_answer_over_a_border_keeps_its_text() -> None:
    pair = alone(example("What happened?", "in 1932. It cost"))
    assert pair.context == TEXT
    assert [pair.context[a:b] for a, b in pair.answers] == ["in 1932. It cost"]


def test_another_sentence_shares_words_and_holds_no_answer() -> None:
    pair = another_sentence(example("In what year did the harbour bridge open?", "1932"), random.Random(1))
    assert pair is not None
    assert not pair.answerable
    assert pair.context == "The harbour bridge was painted grey in 1999."


def test_any_sentence_will_do_where_nothing_answers() -> None:
    pair = another_sentence(example("Who painted the bridge?", None), random.Random(1))
    assert pair is not None
    assert "bridge" in pair.context


def test_without_a_shared_word_there_is_no_near_miss() -> None:
    assert another_sentence(example("Who lives there?", "1932"), random.Random(1)) is None
