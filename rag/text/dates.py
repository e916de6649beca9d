"""Dates as people write them, with exact ranges; relative ones resolved against a published date.

Own grammar: dateparser takes half a second to import and reads "may" and "march" anywhere as months.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from rag.text.calendar import MONTHS, WEEKDAYS, covered, day, month, quarter, season, whole_date
from rag.text.designators import designator_ranges
from rag.text.tense import Tense, tense_at
from rag.text.values import Qualifier, Value

_M = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_MONTH_NAMES = _M.partition("<month>")[2].removesuffix(")")
_D = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_DAY2 = r"(?P<day2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_Y = r"(?P<year>1\d{3}|20\d{2})"
_SHORT_Y = r"(?P<year>1\d{3}|20\d{2}|['’]\d{2}(?!\d|[.,]\d|[^'’\n]{1,40}['’](?!\w)))"
_Y2 = r"(?P<year2>1\d{3}|20\d{2})"
_TO = r"\s?(?:-|–|—|\bto\b|\buntil\b|\bthrough\b)\s?"
_MOMENT = r"(?:(?P<part>early|mid|late|the\s+beginning\s+of|the\s+end\s+of)[-\s]+)?"
_YEAR_CUE = (
    r"\b(?:in|since|by|until|till|from|before|after|during|around|circa|year|early|late|mid|through|throughout"
    r"|to|and|between|of|for|spring|summer|autumn|fall|winter|fiscal|FY)"
)
_CUE_END = r"[\s-]+(?:the\s+(?:year|end\s+of|beginning\s+of)\s+)?"
_COUNTED = (
    r"(?!\s*(?:%|percent|per\s+cent|people|persons|men|women|children|soldiers|troops|prisoners|deaths|cases"
    r"|dollars|euros|yuan|rubles|roubles|km|kg|miles|metres|meters|tonnes|tons|years|months|days|hours|times"
    r"|million|billion|thousand|units|jobs|workers|employees|members|companies|copies|seats|votes|pages)\b)"
)
_MONTH_CUE = r"in|since|by|until|during|early|late|mid|before|after|last|next|of|from|to|this|every|through"
_SURE_MONTHS = "January|February|April|June|July|August|September|October|November|December"
_FEW = r"an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty"
_NTH = r"(?P<qword>first|second|third|fourth|last|1st|2nd|3rd|4th)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?<![\d-])(?P<year>\d{4})-(?P<mm>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?(?![\d-])"),
    ("iso", r"(?<![\d/-])(?P<year>(?:1|2)\d{3})/(?P<mm>0[1-9]|1[0-2])/(?P<day>0[1-9]|[12]\d|3[01])(?![\d/-])"),
    ("numeric", r"(?<![\d./-])(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<year>(?:1|2)\d{3})(?![\d])"),
    ("numeric", r"(?<![\d./-])(?P<a>\d{2})(?P<sep>[./])(?P<b>\d{2})(?P=sep)(?P<year>\d{2})(?![\d/]|[.,-]\d)"),
    ("days", rf"\b{_D}\s+{_M}\s?(?:-|–|—|to|until)\s?{_DAY2}\s+(?P<month2>{_MONTH_NAMES}),?\s+{_Y}\b"),
    ("days", rf"\b{_D}\s?(?:-|–|—|to)\s?{_DAY2}\s+(?:of\s+)?{_M},?\s+{_Y}\b"),
    ("days", rf"\b{_M}\s+{_D}\s?(?:-|–|—|to)\s?{_DAY2}(?![\d,.]\d),?\s+{_Y}\b"),
    ("span", rf"\b{_D}\s+{_M}\s+{_Y}{_TO}{_DAY2}\s+(?P<month2>{_MONTH_NAMES})\s+{_Y2}\b"),
    ("span", rf"\b{_M}\s+{_Y}{_TO}(?P<month2>{_MONTH_NAMES})\s+{_Y2}\b"),
    ("span", rf"(?<=\bbetween\s){_M}\s+{_Y}\s+and\s+(?:(?P<month2>{_MONTH_NAMES})\s+)?{_Y2}\b"),
    ("span", rf"(?<![\w$€£.,-]){_Y}{_TO}(?P<month2>{_MONTH_NAMES})\s+{_Y2}\b"),
    ("span", rf"\b{_M}\s+{_Y}{_TO}{_Y2}(?![\w%]|[.,-]\d)"),
    ("span", rf"(?<!\d\s)\b{_M}{_TO}(?P<month2>{_MONTH_NAMES}),?\s+{_Y}\b"),
    ("full", rf"\b{_D}\s+(?:of\s+)?{_M},?\s+{_SHORT_Y}\b"),
    ("full", rf"\b{_M}\s+{_D},?\s+{_SHORT_Y}\b"),
    ("month", rf"\b{_MOMENT}{_M},?\s+(?:of\s+)?{_SHORT_Y}\b"),
    ("yearless", rf"\b{_D}\s+(?:of\s+)?{_M}(?!\w)"),
    ("yearless", rf"\b{_M}\s+{_D}(?![\d]|[,.]\d|\s*(?:%|percent|people|million))"),
    ("quarter", rf"\b(?:Q(?P<q>[1-4])|{_NTH}\s+quarter)(?:\s+of)?(?:\s+|/){_Y}\b"),
    ("quarter", rf"\b{_Y}[\s-]?Q(?P<q>[1-4])\b"),
    ("half", rf"\b(?:the\s+)?(?P<hword>first|second|1st|2nd)\s+half\s+of\s+{_Y}\b"),
    ("half", rf"\bH(?P<h>[12])(?:\s+|/){_Y}\b"),
    ("months", rf"\b(?P<part3>first|last)\s+(?P<few>three|six|nine)\s+months\s+of\s+{_Y}\b"),
    ("season", rf"\b(?P<season>spring|summer|autumn|fall|winter)(?:\s+of)?\s+{_SHORT_Y}\b"),
    ("decade", r"\b(?:the\s+)?(?:(?P<tenth>early|mid|late)[-\s])?(?P<year>1\d{2}0|20\d0|(?<!\w)['’][3-9]0)s\b"),
    (
        "century",
        r"\b(?:the\s+)?(?:(?P<part4>early|mid|late)[-\s]|(?P<hword4>first|second)\s+half\s+of\s+the\s+)?(?P<century>\d{1,2})(?:st|nd|rd|th)[\s-]century\b",
    ),
    ("ago", rf"\b(?P<count>\d{{1,3}}|{_FEW})\s+(?P<unit>day|week|month|year|decade)s?\s+(?:ago|earlier)\b"),
    ("relative", r"\b(?P<which>last|this|next|the\s+previous|the\s+current)\s+(?P<unit>week|month|year|decade)\b"),
    ("word", r"\b(?P<word>today|yesterday|tomorrow|tonight)\b"),
    ("weekday", r"\b(?:(?P<which>last|next|this)\s+)?(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"),
    ("years", rf"(?<![\w$€£.,-]){_Y}\s?(?:-|–|—|/)\s?(?P<year2>1\d{{3}}|20\d{{2}}|\d{{2}})(?![\w%-]|[.,]\d)"),
    ("years", rf"(?<=\bbetween\s){_Y}\s+and\s+(?P<year2>1\d{{3}}|20\d{{2}})\b"),
    ("years", rf"(?<=\bfrom\s){_Y}\s+(?:to|until|through)\s+(?P<year2>1\d{{3}}|20\d{{2}})\b"),
    ("year", rf"(?P<cue>\bFY\s?){_Y}(?!\w)"),
    ("year", rf"(?P<cue>{_YEAR_CUE}{_CUE_END}){_SHORT_Y}(?![\w%]|[.,]\d){_COUNTED}"),
    ("year", r"(?<![\w$€£.,+-])(?P<year>19\d{2}|20\d{2})(?![\w%+]|[.,]\d)" + _COUNTED),
    ("bare", rf"(?P<bcue>\b(?i:{_MONTH_CUE})[\s-]+(?:early\s+|late\s+|mid-)?){_M}(?!\w)"),
    ("bare", rf"(?<![.!?]\s)(?<!^)\b(?P<month>{_SURE_MONTHS})\b"),
)  # fmt: skip
_GRAMMAR = tuple(
    (name, re.compile(pattern, 0 if "<month>" in pattern or "<weekday>" in pattern else re.IGNORECASE))
    for name, pattern in _PATTERNS
)
# Without one of these no pattern can match.
_TRACE = re.compile(
    r"\d{2}|\bago\b|\bearlier\b|day\b|\b(?:last|this|next|previous|current)\s|morrow\b|\btonight\b"
    r"|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec",
    re.IGNORECASE,
)
_YEAR_TRACE = re.compile(r"\d{4}|['’]\d{2}|\d{2}[./]\d{2}[./]\d{2}")
_DIRECTION = re.compile(
    r"\b(?P<word>before|prior\s+to|after|following|since|until|till|by)\s+(?:the\s+(?:end|beginning)\s+of\s+|the\s+)?$",
    re.IGNORECASE,
)
_DIRECTIONS: dict[str, Qualifier] = {
    "before": "before", "prior to": "before", "after": "after", "following": "after", "since": "since",
    "until": "until", "till": "until", "by": "until",
}  # fmt: skip
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "twenty": 20,
}  # fmt: skip
_WORD_NUMBER = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip
_LASTS = re.compile(r"\bfrom\s+$", re.IGNORECASE)


def find_dates(text: str, published: str | None = None) -> list[Value]:
    """All dates of ``text`` in reading order.

    Args:
        published: partial ISO date of the text; ``last year`` or ``on Tuesday`` is counted from it, and
            a day without a year gets one: what has been lies on the day of publication or up to a year before
            it, what is to come behind it, anything else where it is nearest. Without it their value is None,
            or ``--MM-DD``.
    """
    anchor = whole_date(published)
    found = [_value(text, name, match, anchor, published) for name, match in _matches(text)]
    return sorted((value for value in found if value is not None), key=lambda value: value.start)


def date_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of ``text`` that dates take, in reading order."""
    return tuple(sorted(_range(match) for _, match in _matches(text)))


def _range(match: re.Match[str]) -> tuple[int, int]:
    """The range of the date itself, without the cue word the pattern needed to trust it."""
    groups = match.re.groupindex
    for cue in ("cue", "bcue"):
        if cue in groups:
            return match.end(cue), match.end()
    return match.start(), match.end()


@lru_cache(maxsize=2048)
def _matches(text: str) -> tuple[tuple[str, re.Match[str]], ...]:
    """The matches of the grammar; an earlier pattern takes its range from the later ones."""
    if not _TRACE.search(text):
        return ()
    years = _YEAR_TRACE.search(text) is not None
    taken = list(designator_ranges(text))
    found: list[tuple[str, re.Match[str]]] = []
    for name, pattern in _GRAMMAR:
        if not years and "year" in pattern.groupindex:
            continue
        for match in pattern.finditer(text):
            start, end = _range(match)
            if name == "span" and _MOVED.search(text[:start]):
                continue
            if all(end <= begin or start >= stop for begin, stop in taken):
                taken.append((start, end))
                found.append((name, match))
    return tuple(found)


def _value(
    text: str, name: str, match: re.Match[str], anchor: date | None, published: str | None
) -> Value | None:
    start, end = _range(match)
    groups = match.groupdict()
    tense = tense_at(text, start, end) if published and name in {"yearless", "weekday"} else None
    other: str | None = None
    if name == "weekday":
        resolved, other = _weekday(groups, anchor, published, tense)
    elif name in {"ago", "relative", "word"}:
        resolved = _relative(name, groups, anchor, published)
    elif name == "yearless":
        number = MONTHS[(groups["month"] or "")[:3].lower()]
        resolved = _without_year(number, int(groups["day"] or 0), published, tense)
    else:
        resolved = _absolute(name, groups, anchor)
    if resolved is None and name not in {"weekday", "ago", "relative", "word"}:
        return None
    direction = _DIRECTION.search(text[:start])
    qualifier = _DIRECTIONS[re.sub(r"\s+", " ", direction["word"].lower())] if direction else None
    lasting = name in {"years", "days", "span"} and qualifier is None and not _BETWEEN.search(text[:start])
    fiscal = _FISCAL.search(text[:start]) or _FISCAL_BEHIND.match(text, end)
    reported = name in {"quarter", "half", "months"} or fiscal is not None
    unit = "reported" if reported else "throughout" if lasting else ""
    other = (
        other or _month_first(name, match, resolved) or _other_century(groups.get("year"), resolved, anchor)
    )
    if name == "decade" and resolved in {"1900/1909", "2000/2009"}:
        other = f"{resolved[:2]}01/{int(resolved[:4]) + 100}"  # "the 1900s" are ten years or a hundred
    outer = (direction.start(), end) if direction else None
    return Value(
        "date",
        start,
        end,
        text[start:end],
        resolved,
        unit,
        qualifier,
        other=other,
        outer=outer,
    )


def _year(written: str | None, anchor: date | None) -> int:
    """The year of "1998" and of "'98": the last such year before ``anchor``, else of the century past or begun."""
    if not written:
        return 0
    if written.isdecimal():
        return int(written)
    short = int(written[1:])
    if anchor is not None:
        return min((1900 + short, 2000 + short), key=lambda year: (year > anchor.year, anchor.year - year))
    return short + (2000 if short <= _LATEST_SHORT else 1900)


_LATEST_SHORT = 29
"""A short year up to it may be of either century, one behind it is of the last."""


def _other_century(written: str | None, resolved: str | None, anchor: date | None) -> str | None:
    """The second reading of "'14" where nothing tells the century."""
    if not written or written.isdecimal() or resolved is None or anchor is not None:
        return None
    return "19" + resolved[2:] if resolved.startswith("20") and "/" not in resolved else None


_MOVED = re.compile(
    r"\b(?:postpon|mov|delay|reschedul|shift|chang|push|put\s+off|extend|brought)\w*\b[^.;]*$", re.IGNORECASE
)
_FISCAL = re.compile(r"\b(?:FY|(?:fiscal|financial|business|tax)(?:\s+year)?(?:\s+of)?)\s?$", re.IGNORECASE)
_FISCAL_BEHIND = re.compile(r"\s+(?:fiscal|financial|business|tax)\s+year\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)


def _month_first(name: str, match: re.Match[str], resolved: str | None) -> str | None:
    """The second reading of "03/04/2022", which is a day of March to some and of April to others."""
    if name != "numeric" or match["sep"] == "." or resolved is None:
        return None
    first, second = int(match["a"]), int(match["b"])
    return day(int(resolved[:4]), first, second) if first <= 12 and first != second and second <= 12 else None


def _absolute(name: str, groups: dict[str, str | None], anchor: date | None) -> str | None:
    """The ISO date of an absolute match; None when the calendar has no such day."""
    year = _year(groups.get("year"), anchor)
    number = MONTHS.get((groups.get("month") or "")[:3].lower(), 0) or int(groups.get("mm") or 0)
    first = int(groups.get("day") or 0)
    match name:
        case "iso" | "full" | "month":
            return day(year, number, first) if first else month(year, number)
        case "numeric":
            full = year if year > 99 else year + (2000 if year < 50 else 1900)
            return _numeric(int(groups["a"] or 0), int(groups["b"] or 0), full, groups["sep"] or "")
        case "days":
            last = MONTHS.get((groups.get("month2") or "")[:3].lower(), 0) or number
            low, high = day(year, number, first), day(year, last, int(groups["day2"] or 0))
            return f"{low}/{high}" if low and high and low < high else None
        case "span":
            return _from_to(groups, year, number, first)
        case "bare":
            return f"--{number:02}"
        case _:
            return _span(name, groups, year)


_PARTS_OF_A_CENTURY = {
    "early": (1, 40),
    "mid": (31, 70),
    "late": (61, 100),
    "first": (1, 50),
    "second": (51, 100),
}
"""Years of a century; where its early part ends nobody has laid down, so the parts lap over."""


def _span(name: str, groups: dict[str, str | None], year: int) -> str | None:
    """The ISO span of a quarter, half, season, decade, century or run of years; a year alone as it is."""
    match name:
        case "quarter":
            return quarter(year, int(groups["q"] or 0) or _WORD_NUMBER[(groups.get("qword") or "").lower()])
        case "months":
            count = {"three": 3, "six": 6, "nine": 9}[(groups["few"] or "").lower()]
            begins = (groups["part3"] or "").lower() == "first"
            return f"{year}-01/{year}-{count:02}" if begins else f"{year}-{13 - count:02}/{year}-12"
        case "half":
            first_half = groups.get("h") == "1" or (groups.get("hword") or "").lower() in {"first", "1st"}
            return f"{year}-01/{year}-06" if first_half else f"{year}-07/{year}-12"
        case "season":
            return season(year, (groups["season"] or "").lower())
        case "decade" if year % 100 == 0 and year < 1900 and not groups["tenth"]:
            return f"{year + 1:04}/{year + 100:04}"  # "the 1800s" are the 19th century
        case "decade":
            low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(
                (groups["tenth"] or "").lower(), (0, 9)
            )
            return f"{year + low}/{year + high}"
        case "century":
            last = int(groups["century"] or 0) * 100
            low, high = _PARTS_OF_A_CENTURY.get((groups["part4"] or groups["hword4"] or "").lower(), (1, 100))
            return f"{last - 100 + low:04}/{last - 100 + high:04}" if 0 < last <= 9900 else None
        case "years":
            return _years(year, groups["year2"] or "")
        case _:
            return f"{year:04}"


def _from_to(groups: dict[str, str | None], year: int, number: int, first: int) -> str | None:
    """``2017 to March 2020``, ``May 2017 to 2020``, ``May to June 2020``; each end as precise as it is written."""
    last_year = int(groups.get("year2") or 0) or year
    last = MONTHS.get((groups.get("month2") or "")[:3].lower(), 0)
    if groups.get("day2"):
        low, high = day(year, number, first), day(last_year, last, int(groups["day2"] or 0))
    else:
        low = month(year, number) if number else f"{year:04}"
        high = month(last_year, last) if last else f"{last_year:04}"
    if low is None or high is None:
        return None
    begins, ends = covered(low), covered(high)
    return f"{low}/{high}" if begins and ends and begins[0] < ends[0] else None


def _years(first: int, written: str) -> str | None:
    last = int(written) if len(written) == 4 else first // 100 * 100 + int(written)
    return f"{first}/{last}" if first < last else None


def _numeric(first: int, second: int, year: int, separator: str) -> str | None:
    """``16.03.2023`` is day first, and so is what can be; ``11/23/1921`` is not."""
    if separator != "." and second > 12 >= first:
        return day(year, first, second)
    return day(year, second, first)


def _without_year(number: int, first: int, published: str | None, tense: Tense | None) -> str | None:
    """A day without a year, by what was published and the tense of what it is said of; else ``--MM-DD``."""
    if day(2000, number, first) is None:
        return None
    anchor, held = whole_date(published), covered(published) if published else None
    if anchor is None or held is None:
        return f"--{number:02}-{first:02}"
    years = range(anchor.year - 4, anchor.year + 5)  # 29 February is not in every year
    candidates = [date.fromisoformat(iso) for year in years if (iso := day(year, number, first))]
    if tense == "past":
        return max(candidate for candidate in candidates if candidate <= held[1]).isoformat()
    if tense == "future":
        return min(candidate for candidate in candidates if candidate >= held[0]).isoformat()
    return min(candidates, key=lambda candidate: abs((candidate - anchor).days)).isoformat()


def _weekday(
    groups: dict[str, str | None], anchor: date | None, published: str | None, tense: Tense | None
) -> tuple[str | None, str | None]:
    """The day that a weekday means, and a second reading where no tense tells whether it is past or to come."""
    if anchor is None or published is None or len(published) < 10:
        return None, None
    which = (groups["which"] or "").lower()
    index = WEEKDAYS[(groups["weekday"] or "")[:3].lower()]
    back, ahead = (anchor.weekday() - index) % 7, (index - anchor.weekday()) % 7
    before, behind = anchor - timedelta(days=back), anchor + timedelta(days=ahead)
    match which:
        case "next":
            return (anchor + timedelta(days=ahead or 7)).isoformat(), None
        case "last":
            return (anchor - timedelta(days=back or 7)).isoformat(), None
    if tense == "future":
        return behind.isoformat(), None
    if tense == "present" and before != behind:
        return behind.isoformat(), before.isoformat()
    return before.isoformat(), None


def _relative(
    name: str, groups: dict[str, str | None], anchor: date | None, published: str | None
) -> str | None:
    """A date counted from ``published``: as precise as its unit, None where ``published`` is too coarse."""
    if published is None:
        return None
    unit = (groups.get("unit") or "day").lower()
    which = (groups.get("which") or "last").lower()
    if name == "ago":
        written = (groups["count"] or "").lower()
        step = -int(written) if written.isdecimal() else -_COUNTS[written]
    elif name == "word":
        step = {"yesterday": -1, "tomorrow": 1}.get((groups["word"] or "").lower(), 0)
    else:
        step = {"last": -1, "the previous": -1, "next": 1}.get(re.sub(r"\s+", " ", which), 0)
    if unit == "decade":
        return f"{int(published[:4]) + step * 10:04}" if name == "ago" else None
    if unit == "year":
        return f"{int(published[:4]) + step:04}"
    if unit == "month" and len(published) >= 7:
        months = int(published[:4]) * 12 + int(published[5:7]) - 1 + step
        return f"{months // 12:04}-{months % 12 + 1:02}"
    if anchor is None or len(published) < 10:
        return None
    if unit == "week":
        start = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=step)
        return f"{start.isoformat()}/{(start + timedelta(days=6)).isoformat()}"
    return (anchor + timedelta(days=step)).isoformat()
