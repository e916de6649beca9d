"""Spans of months and years, short years, and times of day in words."""

from __future__ import annotations

import pytest

from rag.text import find_dates, find_quantities
from rag.text.clock import find_times
from rag.text.relations import Relation, relation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The strike lasted from 2017 to March 2020.", ["2017/2020-03"]),
        ("The fair ran from May to June 2021.", ["2021-05/2021-06"]),
        ("The survey of 3 May 2019 to 5 June 2020 is out.", ["2019-05-03/2020-06-05"]),
        ("The opening was moved from May 2019 to June 2020.", ["2019-05", "2020-06"]),
        ("It closed in summer ’98.", ["1998-06/1998-08"]),
        ("It closed on 4 July 2020.", ["2020-07-04"]),
    ],
)
def test_a_span_is_read_whole_and_two_dates_of_a_move_apart(text: str, expected: list[str]) -> None:
    assert [value.value for value in find_dates(text)] == expected


def test_a_short_year_keeps_both_centuries_where_nothing_tells_them_apart() -> None:
    (value,) = find_dates("the class of ’14")
    assert {value.value, value.other} == {"2014", "1914"}


@pytest.mark.parametrize(
    ("written", "claimed", "expected"),
    [
        ("half past six", "6:30 p.m.", Relation.OVERLAPPING),
        ("half past six in the evening", "18:30", Relation.EQUAL),
        ("a quarter to nine in the morning", "9:15", Relation.DISJOINT),
    ],
)
def test_a_time_in_words_has_two_readings_unless_its_half_of_the_day_is_said(
    written: str, claimed: str, expected: Relation
) -> None:
    (source,), (claim,) = find_times(f"They left at {written}."), find_times(f"They left at {claimed}.")
    assert relation(claim, source) in {expected, Relation.WITHIN if expected is Relation.EQUAL else expected}


def test_numbers_of_people_are_no_time() -> None:
    assert find_times("Between five and ten people came, five to ten each day.") == ()


@pytest.mark.parametrize(("text", "number"), [("12 degrees below zero", -12.0), ("3 °C above zero", 3.0)])
def test_below_zero_is_a_sign(text: str, number: float) -> None:
    (value,) = find_quantities(f"At dawn it was {text} in the valley.")
    assert value.number == number
