"""The time that a question speaks of: the day on which it is asked, and whether what holds last is wanted.

>>> [date.value for date in dates_asked("How many people died last year?", "2014-10-29")]
['2013']
>>> wants_newest("What is the latest figure?"), wants_newest("What is the current account balance?")
(True, False)
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache

from rag.text.calendar import covered, in_words
from rag.text.dates import find_dates
from rag.text.tables import words
from rag.text.values import Value

KNOWN_BY = "known by"
"""The unit of a date behind "as of": what was known then is asked for, and not what became known later."""

_TABLE = "moments"
_AS_OF = re.compile(r"\bas\s+(?:of|at)\s+(?:the\s+(?:end|beginning|middle)\s+of\s+)?$", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?:(?:last|this|next|the\s+current)\s+(?:week|month|year|decade)|yesterday|tomorrow"
    r"|\S+\s+(?:day|week|month|year|decade)s?\s+ago)",
    re.IGNORECASE,
)
"""Dates that are counted from the day of asking; "on Friday" and "a week earlier" may be counted from another."""
_WEEK = timedelta(days=6)


def dates_asked(question: str, asked_on: str | None = None) -> tuple[Value, ...]:
    """The dates of a question that have a value, in order.

    Args:
        asked_on: partial ISO date from which "last year" and the like are counted; without it they have no value.
    """
    counted = {each.start: each for each in find_dates(question, asked_on)} if asked_on else {}
    found: list[Value] = []
    for each in find_dates(question):
        known = each
        if each.value is None and _COUNTED.fullmatch(each.text):
            known = _as_meant(counted.get(each.start, each), question[: each.start], asked_on)
        if isinstance(known.value, str):
            as_of = _AS_OF.search(question[: each.start]) is not None
            found.append(replace(known, qualifier="until", unit=KNOWN_BY) if as_of else known)
    return tuple(found)


def _as_meant(value: Value, ahead: str, asked_on: str | None) -> Value:
    """The date as people mean it: "in the last year" ends today, and "this week" has the six days before.

    On a Monday "this week" is asked of what stood in Sunday's paper, too.
    """
    day = covered(asked_on) if asked_on else None
    held = covered(value.value) if isinstance(value.value, str) else None
    if day is None or held is None:
        return value
    first, last = held
    if re.match(r"last\b", value.text, re.IGNORECASE) and re.search(r"\bthe\s+$", ahead, re.IGNORECASE):
        first, last = day[1] - (last - first), day[1]
    elif "/" in str(value.value) and first <= day[1] <= last:
        first = min(first, day[1] - _WEEK)
    else:
        return value
    return replace(value, value=f"{first.isoformat()}/{last.isoformat()}")


def counted_from_asking(value: Value) -> bool:
    """Whether a date of a question got its value from the day of asking."""
    return _COUNTED.fullmatch(value.text) is not None


def in_figures(question: str, asked_on: str | None) -> str:
    """The question with "last year" and "last month" in figures: "in 2013"; days and weeks stay as they are."""
    text = question
    for each in reversed(dates_asked(question, asked_on)):
        if counted_from_asking(each) and isinstance(each.value, str) and "/" not in each.value:
            written = in_words(each.value)
            ahead = text[: each.start]
            joined = re.search(
                r"\b(?:in|since|by|until|before|after|during|for|of|from)\s+$", ahead, re.IGNORECASE
            )
            text = f"{ahead}{'' if joined else 'in ' if len(each.value) < 10 else 'on '}{written}{text[each.end :]}"
    return text


def known_by(question: str, asked_on: str | None = None) -> str | None:
    """The last day of "as of May 2014": what was known then is asked for."""
    for each in dates_asked(question, asked_on):
        held = covered(str(each.value))
        if held is not None and _AS_OF.search(question[: each.start]):
            return held[1].isoformat()
    return None


def without_as_of(question: str) -> str:
    """The question without "as of May 2014", which says when it was known, not what is asked for."""
    text = question
    for each in reversed(find_dates(question)):
        ahead = _AS_OF.search(text[: each.start])
        if ahead:
            before, behind = text[: ahead.start()].rstrip(), text[each.end :]
            behind = behind.lstrip(" ,") if not before else behind
            text = f"{before}{' ' if before and behind[:1].isalnum() else ''}{behind}"
    return text if text == question else f"{text[:1].upper()}{text[1:]}"


def period_of(question: str, asked_on: str) -> str | None:
    """The period counted from the day of asking that a question is about: "this week" as a span of days."""
    return next(
        (str(each.value) for each in dates_asked(question, asked_on) if counted_from_asking(each)), None
    )


def wants_newest(question: str) -> bool:
    """Whether a word of time asks for what holds last: "now", "the latest", "as of May 2014"."""
    return bool(_newest(question)) or known_by(question) is not None


def asks_of_present(question: str) -> bool:
    """Whether a question asks what holds, not what was: "Who is …?", "How many have …?"."""
    auxiliaries = "|".join(map(re.escape, sorted(words(_TABLE, "present"))))
    return re.match(
        rf"\W*(?:[\w-]+[\s]+){{0,6}}?(?:{auxiliaries})\b", question, re.IGNORECASE
    ) is not None and not (re.search(r"\b(?:was|were|did|had)\b", question, re.IGNORECASE))


def timeless(question: str) -> str:
    """The question without its words of time, which need not stand in the sentence that answers."""
    text = question
    for start, end in reversed(_newest(question)):
        text = f"{text[:start]}{text[end:]}"
    for each in reversed(find_dates(text)):
        if _COUNTED.fullmatch(each.text):
            text = f"{text[: each.start]}{text[each.end :]}"
    return text


def _newest(question: str) -> list[tuple[int, int]]:
    """The ranges of the words that ask for what holds last."""
    found = []
    for match in phrases("newest").finditer(question):
        behind = re.match(r"[\s-]+([\w-]+)", question[match.end() :])
        before = re.search(r"([\w-]+)[\s-]+$", question[: match.start()])
        if (behind and behind[1].lower() in words(_TABLE, "things_behind")) or (
            before and before[1].lower() in words(_TABLE, "things_before")
        ):
            continue
        found.append(match.span())
    return found


@cache
def phrases(key: str) -> re.Pattern[str]:
    """A pattern for the phrases of a list of ``moments.toml``, the longest first."""
    every = sorted(words(_TABLE, key), key=len, reverse=True)
    joined = "|".join(re.escape(each).replace("_", r"\s+") for each in every)
    return re.compile(rf"(?<![\w-])(?:{joined})(?![\w-])", re.IGNORECASE)
