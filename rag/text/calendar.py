"""Partial ISO dates: making them, and the first and last day that they cover."""

from __future__ import annotations

from datetime import date, timedelta

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_WEEKDAYS = "mon tue wed thu fri sat sun"
MONTHS = {name: number for number, name in enumerate(_MONTHS.split(), start=1)}
WEEKDAYS = {name: number for number, name in enumerate(_WEEKDAYS.split())}
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}


def day(year: int, month_number: int, day_number: int) -> str | None:
    """``YYYY-MM-DD``, or None when the calendar has no such day."""
    try:
        return date(year, month_number, day_number).isoformat()
    except ValueError:
        return None


def month(year: int, month_number: int) -> str:
    """``YYYY-MM``."""
    return f"{year:04}-{month_number:02}"


def quarter(year: int, number: int) -> str:
    """The three months of a quarter as a span."""
    return f"{month(year, number * 3 - 2)}/{month(year, number * 3)}"


def season(year: int, name: str) -> str:
    """The months of a (northern) season; winter begins in December of ``year`` or the year before."""
    if name == "winter":
        return f"{month(year - 1, 12)}/{month(year, 12)}"
    first, last = _SEASONS[name]
    return f"{month(year, first)}/{month(year, last)}"


def whole_date(partial: str | None) -> date | None:
    """The day of a full ISO date, the middle of a month, None for a year alone or nothing."""
    if not partial or len(partial) < 7:
        return None
    first, last = covered(partial) or (None, None)
    return None if first is None or last is None else first + (last - first) / 2


def covered(iso: str) -> tuple[date, date] | None:
    """The first and last day of a partial date or span; None for one without a year, and for what is no date."""
    if iso.startswith("--"):
        return None
    if "/" in iso:
        low, high = (covered(part) for part in iso.split("/", 1))
        return (low[0], high[1]) if low and high else None
    try:
        parts = [int(part) for part in iso.split("-")]
        if len(parts) == 3:
            whole = date(*parts)
            return whole, whole
        if len(parts) == 2:
            following = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
            return date(parts[0], parts[1], 1), following - timedelta(days=1)
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    except ValueError:
        return None


def in_words(iso: str) -> str:
    """A partial date or span as it is written in running text: ``29 October 2014``, ``May 2014``, ``2014``.

    >>> in_words("2014-10-27/2014-10-29"), in_words("2014-05")
    ('27 October 2014 to 29 October 2014', 'May 2014')
    """
    if "/" in iso:
        return " to ".join(in_words(part) for part in iso.split("/", 1))
    held = covered(iso)
    if held is None or len(iso) == 4:
        return iso
    return f"{held[0]:%B %Y}" if len(iso) == 7 else f"{held[0].day} {held[0]:%B %Y}"
