from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import InputError
from rag.index.dates import NO_BOUND, UNDATED, first_day, last_day

DAYS = st.dates(datetime.date(1000, 1, 1), datetime.date(9999, 12, 31))


@given(DAYS, DAYS)
def test_full_dates_compare_as_days_do(published: datetime.date, as_of: datetime.date) -> None:
    assert (first_day(published.isoformat()) <= last_day(as_of.isoformat())) == (published <= as_of)


@given(DAYS, st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_a_day_is_never_later_than_the_month_and_year_it_lies_in(
    day: datetime.date, few: int, many: int
) -> None:
    assert first_day(day.isoformat()[:few]) <= last_day(day.isoformat()[:many])


def test_a_year_reaches_to_its_end_as_a_bound_and_from_its_start_as_a_date() -> None:
    assert first_day("2023-12-31") <= last_day("2023")
    assert first_day("2024") > last_day("2023")
    assert first_day("2023") <= last_day("2023-01-01")


def test_no_date_is_never_later_and_no_bound_is_never_earlier() -> None:
    assert first_day(None) == UNDATED < last_day("1000")
    assert last_day(None) == NO_BOUND > first_day("9999-12-31")


@pytest.mark.parametrize(
    "wrong", ["", "last year", "23", "2023-13", "2023-00", "2023-1-1", "2023-02-32", "٢٠٢٣", "2023\n"]
)
def test_what_is_no_date_is_named_in_the_message(wrong: str) -> None:
    for read in (first_day, last_day):
        with pytest.raises(InputError, match="write YYYY, YYYY-MM or YYYY-MM-DD"):
            read(wrong)
