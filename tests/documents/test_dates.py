"""Dates as documents print them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.documents.dates import date_line, parse_date, parse_pdf_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("16.03.2023", "2023-03-16"),
        ("2023-03-16", "2023-03-16"),
        ("2023-03-16T10:40:00+01:00", "2023-03-16"),
        ("16 March 2023", "2023-03-16"),
        ("16th of March, 2023", "2023-03-16"),
        ("March 16, 2023", "2023-03-16"),
        ("Mar. 16, 2023", "2023-03-16"),
        ("Sept. 5, 2021", "2021-09-05"),
        ("March 2023", "2023-03"),
        ("2023-03", "2023-03"),
        ("2023", "2023"),
        ("16/03/2023", "2023-03-16"),
        ("03/16/2023", "2023-03-16"),
        ("3/4/2023", "2023"),
        ("4/4/2023", "2023-04-04"),
        ("31.02.2023", None),
        ("no date", None),
        ("12345678", None),
        ("page 2023 of 4000", None),
    ],
)
def test_a_date_is_read_as_far_as_it_is_certain(text: str, date: str | None) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("16.03.2023", "2023-03-16"),
        ("Published: March 16, 2023, 10:40 a.m. CET", "2023-03-16"),
        ("Thursday, 16 March 2023", "2023-03-16"),
        ("Posted on 2023-03-16 | 14:05", "2023-03-16"),
        ("The law of 16 March 2023 was repealed", None),
        ("On 16 March 2023 he left.", None),
    ],
)
def test_a_line_that_says_more_is_no_date_line(line: str, date: str | None) -> None:
    assert date_line(line) == date


@given(st.dates(min_value=datetime.date(1500, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_every_day_survives_the_common_ways_to_print_it(day: datetime.date) -> None:
    for form in (
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
    ):
        assert date_line(form) == day.isoformat()
    assert parse_pdf_date(f"D:{day:%Y%m%d}101500Z") == day.isoformat()


@given(st.text(max_size=100))
def test_no_text_makes_the_parser_fail(text: str) -> None:
    parse_date(text)
    date_line(text)
    parse_pdf_date(text)
