"""Completing a reader's span: what people expect, and never outside the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.spans import expand
from rag.reading.answer_types import AnswerType


def expanded(text: str, span: str, expects: AnswerType, question: str = "") -> str:
    at = text.index(span)
    start, end = expand(text, at, at + len(span), expects, question)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "span", "expects", "wanted"),
    [
        ("loans of $500 million, and", "500", "money", "$500 million"),
        ("it paid 12 million euros.", "12", "money", "12 million euros"),
        ("almost 1,500 seasonal workers", "1,500", "count", "almost 1,500"),
        ("more than half a billion dollars", "half a billion", "money", "more than half a billion dollars"),
        ("at least 40 agreements", "40 agreements", "count", "at least 40 agreements"),
        ("a fee (about €5m) then", "€5m)", "money", "about €5m"),
        ("rose between 5 and 7 percent.", "5 and 7", "percent", "between 5 and 7 percent"),
        ("In December 2019, the bank", "2019", "date", "December 2019"),
        ("In December 2019, the bank", "In December 2019,", "year", "2019"),
        ("in mid-September 2022 there", "September", "date", "mid-September 2022"),
        ("Secretary of State Ann Lee visited", "Lee", "person", "Ann Lee"),
        ("held in the 1920s there", "the 1920s", "year", "1920s"),
        ("on March 24, 2019 there", "March", "month", "March"),
        ("the war (1914 to 1918) ended", "1914", "date", "1914"),
        ("from June 28 to July 2, he", "July 2", "date", "June 28 to July 2"),
        ("a Fellow of the Royal Society", "Royal Society", "organisation", "Royal Society"),
        ("the court in The Hague.", "The Hague.", "place", "The Hague"),
        ("met in Larvik, Norway, on the margins of a fair.", "Larvik, Norway, on the margins of a fair", "place",
         "Larvik, Norway"),
        ("Norway’s ministers", "Norway’s", "country", "Norway"),
        ('called a "close partnership" today', '"close partnership"', "any", "close partnership"),
        ("a trip to the U.S. today", "U.S.", "country", "U.S."),
        ("it was the lighthouse, of", "the lighthouse, of", "any", "lighthouse"),
        ("known as Road 95 (R-95; the Turnpike) here", "Road 95 (R-95", "any", "Road 95"),
        ("fell by a third last year", "a third", "amount", "a third"),
        ("a thaw between the two sides.", "a thaw between the two sides", "any", "thaw between the two sides"),
    ],
)  # fmt: skip
def test_edges_are_completed_and_trimmed(text: str, span: str, expects: AnswerType, wanted: str) -> None:
    assert expanded(text, span, expects) == wanted


def test_a_question_about_one_end_of_a_range_keeps_to_it() -> None:
    text = "The fair ran from 3 May to 5 June 2021."
    at = text.index("3 May")

    assert text[slice(*expand(text, at, at + 5, "date", "When did the fair begin?"))] == "3 May"
    assert text[slice(*expand(text, at, at + 5, "date", "When was the fair?"))] == "3 May to 5 June 2021"


def test_the_end_that_a_question_asks_for_is_taken_of_a_range() -> None:
    text = "The fair ran from 3 May to 5 June 2021."
    first, last = text.index("3 May"), text.index("5 June")

    assert text[slice(*expand(text, last, last + 11, "date", "When did the fair open?"))] == "3 May"
    assert text[slice(*expand(text, first, first + 5, "date", "When did the fair end?"))] == "5 June 2021"


def test_a_surname_asked_for_stays_alone() -> None:
    text = "It was Ann Lee."
    at = text.index("Lee")

    assert text[slice(*expand(text, at, at + 3, "person", "What is her last name?"))] == "Lee"


def test_words_of_the_question_behind_a_figure_are_left_out() -> None:
    text, question = "almost 1,500 seasonal workers are hired", "How many seasonal workers are hired?"

    assert expanded(text, "1,500 seasonal workers", "count", question) == "almost 1,500"


TYPES: list[AnswerType] = [
    "money", "count", "percent", "measure", "amount", "date", "month", "year", "duration", "person", "place",
    "country", "organisation", "name", "description", "polarity", "any",
]  # fmt: skip
PIECES = st.sampled_from(
    ["$500 million", "almost 1,500", " ", ", ", "in May 2019", "Ann Lee", "“", "”", "(", ")", "the ", "of ", "é", "7%",
     "U.S.", "’s", "\n", "x", "between 3 and 5", "half a billion dollars", "中文"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join), st.data())
def test_the_result_lies_within_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = expand(text, start, end, data.draw(st.sampled_from(TYPES)), "How many?")

    assert 0 <= first <= last <= len(text)


@given(st.lists(PIECES, min_size=1, max_size=12).map("".join), st.data())
def test_completing_twice_changes_nothing(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    expects = data.draw(st.sampled_from(TYPES))
    once = expand(text, start, data.draw(st.integers(start + 1, len(text))), expects)

    assert expand(text, *once, expects) == once
