from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import find_dates, same_date
from rag.text.calendar import covered


def values(text: str, published: str | None = None) -> list[float | str | None]:
    return [value.value for value in find_dates(text, published)]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("On December 5, 2019, it was signed", "2019-12-05"),
        ("on the 5th of December 2019", "2019-12-05"),
        ("16.03.2023", "2023-03-16"),
        ("25/12/2020", "2020-12-25"),
        ("04/05/2020", "2020-05-04"),
        ("2023-03-16", "2023-03-16"),
        ("in May 2021", "2021-05"),
        ("mid-September 2022", "2022-09"),
        ("in 2019", "2019"),
        ("China's 2019 loan", "2019"),
        ("28-30 March 2020", "2020-03-28/2020-03-30"),
        ("the 1990s", "1990/1999"),
        ("the 19th century", "1801/1900"),
        ("the late 19th century", "1861/1900"),
        ("the first half of the 20th century", "1901/1950"),
        ("Q1 2022", "2022-01/2022-03"),
        ("the second half of 2021", "2021-07/2021-12"),
        ("the summer of 2020", "2020-06/2020-08"),
        ("2019-2021", "2019/2021"),
        ("2019/20", "2019/2020"),
        ("between 2019 and 2021", "2019/2021"),
        ("on March 2", "--03-02"),
        ("in August", "--08"),
        ("It closed on 25/12/22.", "2022-12-25"),
    ],
)
def test_a_written_date_is_read(text: str, iso: str) -> None:
    assert values(text) == [iso]


@pytest.mark.parametrize(
    ("text", "published", "iso"),
    [
        ("three years ago", "2023-03-01", "2020"),
        ("last year", "2023", "2022"),
        ("last month", "2023-01", "2022-12"),
        ("yesterday", "2023-03-01", "2023-02-28"),
        ("on Tuesday", "2023-03-01", "2023-02-28"),
        ("next Friday", "2023-03-01", "2023-03-03"),
        ("on December 30", "2023-01-05", "2022-12-30"),
        ("yesterday", "2023", None),
        ("yesterday", None, None),
    ],
)
def test_a_relative_date_is_counted_from_the_published_date(
    text: str, published: str | None, iso: str | None
) -> None:
    assert values(text, published) == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "he may come",
        "they march on",
        "1,500 people",
        "$2019",
        "2000 soldiers",
        "A2019",
        "31.02.2020 x",
        "2,019",
    ],
)
def test_words_and_counts_are_no_dates(text: str) -> None:
    assert values(text) == []


def test_a_direction_stays_beside_the_date() -> None:
    assert [value.qualifier for value in find_dates("before 2019, since May 2020, in 2021")] == [
        "before",
        "since",
        None,
    ]


@given(st.text(max_size=200))
def test_every_range_reproduces_its_text(text: str) -> None:
    for value in find_dates(text, "2023-03-01"):
        assert text[value.start : value.end] == value.text


@given(st.dates(min_value=date(1100, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_reads_the_same_in_each_form(day: date) -> None:
    month = day.strftime("%B")
    forms = [
        day.isoformat(),
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
    ]
    for form in forms:
        assert values(f"It opened on {form}.") == [day.isoformat()]
        assert same_date(day.isoformat(), str(day.year)) is True


@given(st.dates(), st.dates())
def test_two_days_are_the_same_only_when_equal(one: date, two: date) -> None:
    assert same_date(one.isoformat(), two.isoformat()) is (one == two)


@given(st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31)))
def test_a_partial_date_covers_its_days(day: date) -> None:
    for partial in (f"{day.year:04}", f"{day.year:04}-{day.month:02}", day.isoformat()):
        first, last = covered(partial) or (date.max, date.min)
        assert first <= day <= last


@pytest.mark.parametrize(
    ("text", "published", "resolved"),
    [
        ("On 9 March the board fixed the rent.", "2019-12-05", "2019-03-09"),
        ("On 9 March the board cut the rent.", "2019-12-05", "2019-03-09"),
        ("By then the gate had been shut on 20 December.", "2019-12-05", "2018-12-20"),
        ("The gate will be shut on 9 March.", "2019-04-05", "2020-03-09"),
        ("The gate opens on 9 March, the board said.", "2019-12-05", "2020-03-09"),
        (
            "On 9 March the board named a chair who will begin on 1 April.",
            "2019-12-05",
            "2019-03-09 2020-04-01",
        ),
        ("The pump will come on Thursday.", "2019-12-02", "2019-12-05"),
        ("The pump came on Thursday.", "2019-12-02", "2019-11-28"),
        ("The pump won't come on Thursday.", "2019-12-02", "2019-12-05"),
        ("The pump is due on Thursday.", "2019-12-02", "2019-12-05"),
    ],
)
def test_a_day_without_a_year_lies_before_or_behind_its_publication_by_the_tense_of_its_clause(
    text: str, published: str, resolved: str
) -> None:
    assert " ".join(str(value.value) for value in find_dates(text, published)) == resolved
