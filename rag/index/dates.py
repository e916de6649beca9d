"""Partial dates as numbers that compare: ``2023-03`` is 20230300, ``as_of`` 2023-03 is 20230399."""

from __future__ import annotations

import re

from rag.errors import InputError

UNDATED = 0
"""The day of a document without a date: it passes every ``as_of``, for unknown is not later."""

NO_BOUND = 99_999_999
"""A day later than any document's."""

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def first_day(published: str | None) -> int:
    """The earliest day that ``published`` can mean, ``UNDATED`` for none.

    Raises:
        InputError: it is not YYYY, YYYY-MM or YYYY-MM-DD.
    """
    return UNDATED if published is None else _number(published, missing=0)


def last_day(as_of: str | None) -> int:
    """The latest day that ``as_of`` can mean, ``NO_BOUND`` for none.

    Raises:
        InputError: it is not YYYY, YYYY-MM or YYYY-MM-DD.
    """
    return NO_BOUND if as_of is None else _number(as_of, missing=99)


def _number(date: str, *, missing: int) -> int:
    match = _PARTIAL.fullmatch(date)
    if match is None or not match[0].isascii():
        raise InputError(f"The date {date!r} cannot be used: write YYYY, YYYY-MM or YYYY-MM-DD.")
    year, month, day = (None if part is None else int(part) for part in match.groups())
    if month not in (None, *range(1, 13)) or day not in (None, *range(1, 32)):
        raise InputError(f"The date {date!r} does not exist: write YYYY, YYYY-MM or YYYY-MM-DD.")
    return (year or 0) * 10_000 + (month or missing) * 100 + (day or missing)
