"""Words of time in a question: what they are counted from, and when the newest value is wanted."""

from __future__ import annotations

import pytest

from rag.reading.constraints import Setting, check
from rag.reading.moments import dates_asked, in_figures, known_by, timeless, wants_newest, without_as_of
from rag.reading.questions import analyse

DAY = "2014-10-29"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many died last year?", "2013"),
        ("How many died this year?", "2014"),
        ("How many died last month?", "2014-09"),
        ("What was said yesterday?", "2014-10-28"),
        ("What was sold three days ago?", "2014-10-26"),
        ("How many cases were there this week?", "2014-10-23/2014-11-02"),
        ("How many cases were there last week?", "2014-10-20/2014-10-26"),
        ("How many died in the last month?", "2014-09-30/2014-10-29"),
        ("What will the fee be next year?", "2015"),
    ],
)
def test_dates_are_counted_from_the_day_of_asking(question: str, value: str) -> None:
    assert [date.value for date in dates_asked(question, DAY)] == [value]
    assert dates_asked(question) == ()


@pytest.mark.parametrize(
    "question",
    [
        "How many died the previous year?",
        "How many were there a week earlier?",
        "Who spoke on Friday?",
        "How are you today?",
    ],
)
def test_what_may_be_counted_from_another_day_insists_on_nothing(question: str) -> None:
    assert dates_asked(question, DAY) == ()


def test_a_question_is_read_in_figures_too() -> None:
    assert in_figures("How many died last year?", DAY) == "How many died in 2013?"
    assert in_figures("Who spoke yesterday?", DAY) == "Who spoke on 28 October 2014?"
    assert in_figures("Who died in 2013?", DAY) == "Who died in 2013?"


@pytest.mark.parametrize(
    ("question", "newest"),
    [
        ("Who is the current mayor?", True),
        ("What is the latest figure?", True),
        ("How many cases are there now?", True),
        ("How many have died so far?", True),
        ("What is the current account deficit?", False),
        ("How strong is the ocean current?", False),
        ("Who was mayor in 2014?", False),
        ("Who knows Nowak?", False),
    ],
)
def test_the_newest_value_is_wanted_by_a_word_of_time(question: str, newest: bool) -> None:
    assert wants_newest(question) is newest


def test_as_of_a_day_asks_for_what_was_known_then() -> None:
    asked = analyse("As of May 2014, how many people had died?")

    assert known_by("As of May 2014, how many people had died?") == "2014-05-31"
    assert (asked.text, asked.newest, asked.kind) == ("How many people had died?", True, "how_many")
    assert [date.qualifier for date in asked.dates] == ["until"]
    assert without_as_of("Who led the club as of 3 May 2010?") == "Who led the club?"
    assert known_by("Who led the club in May 2014?") is None


def test_words_of_time_need_not_stand_in_the_answer() -> None:
    assert timeless("Who is the current mayor of Norton?").split() == "Who is the mayor of Norton?".split()
    assert "current" in analyse("What is the current account deficit?").content
    assert analyse("What is now the latest?").content


def test_what_is_said_in_this_weeks_paper_is_of_this_week() -> None:
    asked = analyse("Who announced a price increase this week?", (), DAY)
    said = "Since a rise in 2012 the fare had not changed, Norfly announced."
    here, later = (Setting(said, said, published=day) for day in ("2014-10-27", "2013-10-27"))

    assert not [each for each in check(asked, here).features if each.startswith("date")]
    assert [each for each in check(asked, later).features if each.startswith("date")]


def test_last_year_is_not_told_by_a_text_that_names_another() -> None:
    asked = analyse("How many were sold last year?", (), DAY)
    said = "In 2012 the shop sold 40."

    assert "date contradicted" in check(asked, Setting(said, said, published="2014-02-01")).features
