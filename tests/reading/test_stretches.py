"""Rough sentences: ranges that cover the text, and the one around a place."""

from __future__ import annotations

import pytest

from rag.reading.stretches import AROUND, around, leans, sentence_at, sentence_ranges

TEXT = "The bridge cost $4.5 million. “Too much,” said the mayor. It was opened in 1968"


def test_ranges_stand_in_order_and_leave_out_white_space_alone() -> None:
    assert [TEXT[start:end] for start, end in sentence_ranges(TEXT)] == [
        "The bridge cost $4.5 million.",
        "“Too much,” said the mayor.",
        "It was opened in 1968",
    ]


@pytest.mark.parametrize(("word", "begins"), [("4.5", "The"), ("Too", "“Too"), ("1968", "It")])
def test_the_sentence_around_a_place(word: str, begins: str) -> None:
    start, end = sentence_at(TEXT, TEXT.index(word))
    assert TEXT[start:end].startswith(begins)
    assert word in TEXT[start:end]


def test_a_text_without_an_end_is_one_sentence() -> None:
    assert sentence_at(TEXT, TEXT.index("1968"), before=1) == (TEXT.index("“Too"), len(TEXT))
    assert sentence_at(TEXT, 2, before=1) == sentence_at(TEXT, 2)
    assert sentence_at("opened in 1968", 3) == (0, 14)
    assert sentence_ranges("") == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It opened in 1968.", True),
        ("“Their fleet was sold.", True),
        ("A few days later, on May 3, the mayor resigned.", True),
        ("Italy opened the bridge.", False),
        ("The bridge opened in 1968; it was too narrow.", False),
        ("Theirs is a long story.", False),
    ],
)
def test_a_sentence_that_leans_on_the_one_before(sentence: str, expected: bool) -> None:
    assert leans(sentence) is expected
    assert leans(f"Before. {sentence}", 8) is expected


def test_a_sentence_is_read_with_two_before_it_and_one_after() -> None:
    text = "First one. Second one. Third one. Fourth one. Fifth one."
    start, end = around(text, text.index("Third"))
    assert text[start:end] == "First one. Second one. Third one. Fourth one."
    assert around(text, 0) == (0, text.index(" Third"))
    assert around("", 0) == (0, 0)


def test_long_neighbours_are_left_out() -> None:
    long = "Long " + "and longer " * (AROUND // 11) + "it went."
    text = f"{long} It opened in 1968. So it stands."
    start, end = around(text, text.index("1968"))
    assert text[start:end] == "It opened in 1968. So it stands."
