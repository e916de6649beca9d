"""Times of day: ``17:45``, ``5.45 p.m.``, ``half past six``, ``8 a.m. to 6 p.m.``, ``noon``, in minutes."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache

from rag.text.tables import words
from rag.text.values import Qualifier, Value

_TIME = re.compile(
    r"(?<![\w.,:$€£/-])(?P<hour>[01]?\d|2[0-4])(?:(?P<sep>[:.h])(?P<minute>[0-5]\d))?"
    r"(?:\s?(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?|o['’]clock|hrs?\b|hours?\b(?!\s+(?:and|of|a|in))))?(?![\w%]|[.,:]\d)"
    r"|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:to|until|till|and|[-–—])\s*", re.IGNORECASE)
_CUE = re.compile(
    r"\b(?:at|from|until|till|by|before|after|since|between|to|around|about|daily|opens?|closes?|leaves?|departs?|starts?"
    r"|begins?|arrives?|ends?|hours)\s*$",
    re.IGNORECASE,
)
_NO_TIME = re.compile(
    r"\s*(?:%|percent|per\s|million|billion|thousand|k?m\b|kg\b|euros?|dollars?|points?|times\b|a\s+(?:share|piece|unit|barrel)"
    r"|[$€£]|degrees|°|goals?|seconds?|litres?|tonnes?|metres?|meters?|feet|inches|acres?|hectares?|miles?|[a-z]+s\b(?<!as)(?<!is)"
    r"(?<!was)(?<!has)(?<!its)(?<!Mondays))",
    re.IGNORECASE,
)
_QUALIFIERS: dict[str, Qualifier] = {
    "before": "before", "after": "after", "since": "since", "until": "until", "till": "until", "by": "until",
    "around": "about", "about": "about", "shortly before": "before", "shortly after": "after",
}  # fmt: skip
_QUALIFIER = re.compile(r"\b(?P<word>before|after|since|until|till|by|around|about)\s+$", re.IGNORECASE)

_HOURS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_PARTS = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25, "twenty five": 25}
_SPOKEN = re.compile(
    r"\b(?:(?:an?\s+)?(?P<part>half|quarter|twenty[-\s]five|twenty|ten|five)|(?P<figure>[1-5]?\d))(?P<minutes>\s+minutes?)?"
    rf"\s+(?P<way>past|after|to|before)\s+(?P<hour>{'|'.join(_HOURS)}|1[0-2]|[1-9])(?![\w%]|[.,:]\d|[-–]\w)"
    r"(?:\s?(?P<half>[ap]\.?\s?m\b\.?|in\s+the\s+(?:morning|afternoon|evening)|at\s+night))?",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:at|by|until|till|from|since)\s+(?:about\s+|around\s+|exactly\s+)?$", re.IGNORECASE)


def _spoken(text: str) -> list[Value]:
    """The times of day in words: "half past six" with both readings where the half of the day is unsaid."""
    found = []
    for match in _SPOKEN.finditer(text):
        way, part = match["way"].lower(), (match["part"] or "").lower()
        if _NO_TIME.match(text, match.end()) or (part == "half" and way != "past"):
            continue
        surely = way == "past" or part == "quarter"
        if not surely and _AT.search(text[: match.start()]) is None:
            continue  # "five to ten people", "ten after one"
        if way in {"after", "before"} and not (match["minutes"] or part == "quarter"):
            continue
        minutes = _PARTS[re.sub(r"\s", " ", part)] if part else int(match["figure"])
        hour = _HOURS.get(match["hour"].lower()) or int(match["hour"])
        first = hour % 12 * 60 + (minutes if way in {"past", "after"} else -minutes)
        half = (match["half"] or "").lower()
        if half:
            later = (
                720
                if half.startswith(("p", "in the a", "in the e")) or (half[:2] == "at" and hour > 4)
                else 0
            )
            value, other = float((first + later) % 1440), None
        else:
            value, other = float(first % 720), float(first % 720 + 720)
        found.append(replace(_single(text, match, value), other=other))
    return found


@lru_cache(maxsize=4096)
def find_times(text: str) -> tuple[Value, ...]:
    """The times of day of ``text`` in reading order; two that a "to" joins are one range.

    "17.45" is one only behind "at", "from" or their like, "17:45" everywhere but in a score, "8" with a.m. or p.m.
    """
    if not re.search(r"\d|noon|midday|midnight|\b(?:past|after|to|before)\b", text, re.IGNORECASE):
        return ()
    found = _spoken(text)
    matches = [
        match
        for match in _TIME.finditer(text)
        if _shape(match) and not any(one.start < match.end() and match.start() < one.end for one in found)
    ]
    position = 0
    while position < len(matches):
        first = matches[position]
        second = matches[position + 1] if position + 1 < len(matches) else None
        joined = second is not None and _TO.fullmatch(text[first.end() : second.start()]) is not None
        if second is not None and joined and (sure := _pair(text, first, second)):
            low, high = sure
            start, (end, unit) = first.start(), _zoned(text, second.end())
            found.append(Value("time", start, end, text[start:end], low, unit, None, high))
            position += 2
            continue
        minutes = _minutes(first, None)
        if minutes is not None and _sure(text, first):
            found.append(_single(text, first, minutes))
        position += 1
    return tuple(sorted(found, key=lambda value: value.start))


def _single(text: str, match: re.Match[str], minutes: float) -> Value:
    direction = _QUALIFIER.search(text[: match.start()])
    qualifier = _QUALIFIERS[direction["word"].lower()] if direction else None
    start, (end, unit) = match.start(), _zoned(text, match.end())
    outer = (direction.start(), end) if direction else None
    return Value("time", start, end, text[start:end], minutes, unit, qualifier, outer=outer)


@cache
def _zone() -> re.Pattern[str]:
    return re.compile(
        rf"\s?\(?(?P<zone>(?:{'|'.join(sorted(words('moments', 'zones'), key=len, reverse=True))})"
        r"(?:\s?[+−-]\s?\d{1,2}(?::?[0-5]\d)?)?)(?!\w)\)?"
    )


def _zoned(text: str, end: int) -> tuple[int, str]:
    """Where a time that is written up to ``end`` ends with its zone, and its unit: "21:40 CET"."""
    zone = _zone().match(text, end)
    return (zone.end(), f"clock {zone['zone'].lower()}") if zone else (end, "clock")


def _shape(match: re.Match[str]) -> bool:
    """Whether it looks like a time at all; a bare "8" may be the first of two."""
    return match["word"] is not None or int(match["hour"]) <= 24


def _sure(text: str, match: re.Match[str]) -> bool:
    """Whether a match is a time by itself."""
    half = match["half"]
    if match["word"] or (half and (match["minute"] or not half.lower().startswith(("hr", "hour")))):
        return True
    if match["sep"] in {":", "h"} and match["minute"]:
        return _SCORE_CUE.search(text[max(0, match.start() - 60) : match.start()]) is None
    ahead, behind = text[: match.start()], text[match.end() :]
    return bool(match["minute"]) and _CUE.search(ahead) is not None and _NO_TIME.match(behind) is None


_SCORE_CUE = re.compile(
    r"\b(?:won|win|wins|beat|beats|lost|lose|loses|drew|draw|defeat\w*|score\w*|victory|ratio|odds|result)\b[^.;]*$",
    re.IGNORECASE,
)


def _pair(text: str, first: re.Match[str], second: re.Match[str]) -> tuple[float, float] | None:
    """Both ends of a range where one of them is surely a time and the other has its form."""
    if not (_sure(text, second) or (_sure(text, first) and second["minute"])):
        return None
    bare = not first["word"] and not first["minute"] and not first["half"]
    if bare and not (second["half"] and re.match(r"[ap]", second["half"], re.IGNORECASE)):
        return None
    low, high = _minutes(first, second if bare or not first["half"] else None), _minutes(second, None)
    if low is None or high is None:
        return None
    return low, high if high > low else high + 24 * 60


def _minutes(match: re.Match[str], following: re.Match[str] | None) -> float | None:
    """Minutes after midnight; the half of the day of "8 to 10 p.m." is the second's."""
    if match["word"]:
        return 0.0 if match["word"].lower() == "midnight" else 720.0
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or (following["half"] if following else None) or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
        if (
            following is not None
            and not match["half"]
            and hour * 60 + minute >= (_minutes(following, None) or 0)
        ):
            hour -= 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return float(hour * 60 + minute) if hour * 60 + minute <= 24 * 60 else None
