"""Dates as documents print them, to partial ISO dates: ``2023``, ``2023-03``, ``2023-03-16``."""

from __future__ import annotations

import datetime
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)(?!\d)"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}[-/.](?P<number>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}-(?P<number>\d{{2}})(?![\d-])",
        rf"{_DAY}(?P<mark>[./-])(?P<number>\d{{1,2}})(?P=mark){_YEAR}",
        rf"{_DAY}\.?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"\b{_MONTH},?\s+{_YEAR}",
    )
)
_COMPACT = re.compile(r"(?<!\d)(?P<year>1[5-9]\d\d|20\d\d)(?P<number>\d\d)(?P<day>\d\d)")
_ONLY_YEAR = re.compile(rf"^\W*{_YEAR}\W*$")
_AROUND = re.compile(
    r"^(?:(?:first |last )?(?:published|posted|updated|modified|date|dated|released|issued|created|on|at|the|"
    r"mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?|a\.?m\.?|p\.?m\.?|utc|gmt|cet|cest|est|edt|bst|msk|t|z)\b|[\W_])*$",
    re.IGNORECASE,
)

_BYLINE = re.compile(r"\W*(?:by|von|par|por)\s+\S", re.IGNORECASE)
_EMBARGO = re.compile(
    r"\b(?:embargo(?:ed)?|not for (?:release|publication))\b[^.\n]{0,30}?\b(?:until|till|before|:)\W*(.{6,60})",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^\W*[A-ZÀ-Þ][A-ZÀ-Þa-zß-ÿ .'’-]{2,40}(?:, [A-Z][\w. ]{1,20})?,? ?\(?(?P<date>[^()—–]{6,30})\)?\s*"
    r"(?:\([\w /.&-]{2,30}\)|/[\w /-]{2,40}/)?\s*(?:[—–]|--|-(?=\s))"
)


def parse_date(text: str) -> str | None:
    """The first date in ``text`` as a partial ISO date, or None.

    ``03/04/2023`` may be the third of April or the fourth of March: only the year is kept.
    """
    found = _search(text)
    return found[0] if found else None


def date_line(text: str) -> str | None:
    """The date of a line that says nothing else, such as ``Published: 16.03.2023, 10:40 CET``."""
    if len(text) > 80 or not (found := _search(text)):
        return None
    date, start, end = found
    return date if _AROUND.match(text[:start]) and _AROUND.match(text[end:]) else None


def date_in_byline(text: str) -> str | None:
    """The date behind a byline such as ``By Ana Lind May 20, 2019``."""
    if len(text) > 160 or not _BYLINE.match(text) or not (found := _search(text)):
        return None
    return found[0]


def dateline(text: str) -> str | None:
    """The date with which an article opens: ``ATLANTA, May 1, 2025 — The …``, or until which it was embargoed."""
    if match := _EMBARGO.search(text[:200]):
        return parse_date(match[1])
    match = _DATELINE.match(text[:140])
    return parse_date(match["date"]) if match else None


def parse_pdf_date(text: str) -> str | None:
    """The day of a PDF date such as ``D:20230316104000+01'00'``."""
    match = _COMPACT.search(text)
    return _day(int(match["year"]), int(match["number"]), int(match["day"])) if match else None


def _search(text: str) -> tuple[str, int, int] | None:
    for form in _FORMS:
        for match in form.finditer(text[:400]):
            if date := _read(match.groupdict()):
                return date, match.start(), match.end()
    if bare := _ONLY_YEAR.match(text[:400]):
        return bare["year"], bare.start("year"), bare.end("year")
    return None


def _read(parts: dict[str, str | None]) -> str | None:
    year = int(parts["year"] or 0)
    printed_day = parts.get("day")
    day = int(printed_day) if printed_day else None
    if name := parts.get("month"):
        month = _MONTHS[name.lower()]
    else:
        month = int(parts["number"] or 0)
        if day is not None and parts.get("mark") == "/":
            if month <= 12 and day <= 12 and month != day:
                return f"{year:04}"
            if month > 12:
                month, day = day, month
    if day is None:
        return f"{year:04}-{month:02}" if 1 <= month <= 12 else None
    return _day(year, month, day)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
