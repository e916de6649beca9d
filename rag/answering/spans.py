"""A reader's span brought to the edges that people expect, always within the source.

"500" becomes "$500 million", "1,500 workers" becomes "almost 1,500", "in Dec" becomes
"December 2019", "the Lee" becomes "Ann Lee". Only offsets move; the words stay the source's.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag.reading.answer_types import DATES, NAMES, QUANTITIES, AnswerType
from rag.reading.names import typed_names
from rag.reading.typed_values import dates_in, quantities_in
from rag.text.values import Value
from rag.text.words import words

_QUALIFIER = re.compile(
    r"(?:\b(?:(?:just|well|slightly|only\s+)?\s*(?:over|under|above|below)|(?:more|less|fewer|greater)\s+than|at\s+least|at\s+most"
    r"|up\s+to|as\s+(?:many|much)\s+as|almost|nearly|about|around|approximately|roughly|some|an?\s+estimated"
    r"|close\s+to|no\s+(?:more|less|fewer)\s+than|upwards\s+of|in\s+excess\s+of|between|circa)\s+(?:the\s+)?|~)$",
    re.IGNORECASE,
)
_DATE_PART = re.compile(r"\b(?:early|mid|late|the\s+(?:beginning|end|middle)\s+of)[-\s]+$", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:(?:in|on|at|by|from|of|for|with|into|during|since|until|and|or|that|as|an?|the)\s+)+(?=\S)",
    re.IGNORECASE,
)
_LEADING_DATE = re.compile(r"^(?:(?:in|on|at|by|from|of|during|and|the)\s+)+(?=\S)", re.IGNORECASE)
_LEADING_ARTICLE = re.compile(r"^(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_TRAILING = re.compile(
    r"(?:['’]s|[\s,;:.!?…—–“‘(\[«-]|\s(?:and|or|of|in|on|at|the|a|an|to|by|for|with|as|that))+$"
)
_WHERE_IT_LIES = re.compile(r",\s+(?=(?:on|at|in|near|by|during|outside|along|next|not|off|where|which)\b)")
"""What follows a place and tells more of it, or of what happened there."""
_BOUND = re.compile(
    r"(?:at\s+(?:least|most)|as\s+(?:many|much)\s+as|in\s+excess\s+of|an?\s+estimated)\b", re.IGNORECASE
)
_TO = re.compile(r"\s*(?:to|until|till|through|[-–—])\s*", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?P<part>\d{4})(?![\ds])")
_MONTH_OF_DAY = re.compile(r"(?P<part>[A-Z][a-z]{2,8}\b)\.?\s+\d{1,2}(?:st|nd|rd|th)?(?!\d)")
_BEGINNING = re.compile(r"\b(?:beg[iau]n|start|open|since|launch|found)", re.IGNORECASE)
_ENDING = re.compile(r"\b(?:end|finish|stop|clos|until)", re.IGNORECASE)
_PART_OF_NAME = re.compile(r"\b(?:first|last|middle|given|family)\s+names?\b|\bsurname\b", re.IGNORECASE)
_PAIRS = {"(": ")", "[": "]", "“": "”", "‘": "’", '"': '"', "«": "»"}
_AFTER_FIGURE = frozenset("people persons".split())


def expand(text: str, start: int, end: int, expects: AnswerType, question: str = "") -> tuple[int, int]:
    """The range of the answer around ``text[start:end]``.

    Args:
        text: the sentence or passage that the span stands in.
        expects: what the question asks for; decides which value a span is completed to.
        question: its words behind a figure ("1,500 prisoners" to "how many prisoners") are left out.

    The result lies within ``text`` and is never empty for a span that holds a letter or figure.
    """
    before = (-1, -1)
    for _ in range(4):  # what trimming lays bare may be completed again; two rounds settle nearly all
        if (start, end) == before:
            break
        before = (start, end)
        start, end = _expanded(text, start, end, expects, question)
    return start, end


def _expanded(text: str, start: int, end: int, expects: AnswerType, question: str) -> tuple[int, int]:
    start, end = _whole_words(text, max(0, start), min(len(text), end))
    if expects in DATES:
        start, end = _date(text, start, end, expects, question)
    elif expects not in NAMES and expects not in ("description", "polarity", "purpose"):
        start, end = _quantity(text, start, end, expects, question)
    if expects in ("place", "country"):
        more = _WHERE_IT_LIES.search(text, start, end)
        if more and any(word.text[0].isupper() for word in words(text[start : more.start()])):
            end = more.start()
    if expects == "person" and not _PART_OF_NAME.search(question):
        start, end = _person(text, start, end)
    held = [value for value in quantities_in(text) if start <= value.start and value.end <= end]
    first, last = _trimmed(text, start, end, expects)
    if held and expects not in NAMES:  # no value is cut at its unit, its sign or its bracket
        first = (
            min(first, held[0].start)
            if not text[first : held[0].start].strip() or first > held[0].start
            else first
        )
        last = max(last, held[-1].end)
    return first, last


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while 0 < start < len(text) and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _overlapping(values: tuple[Value, ...], start: int, end: int) -> list[Value]:
    return [value for value in values if value.start < end and start < value.end]


def _quantity(text: str, start: int, end: int, expects: AnswerType, question: str) -> tuple[int, int]:
    values = _overlapping(quantities_in(text), start, end)
    if not values:
        return start, end
    start, end = min(start, values[0].start), max(end, values[-1].end)
    first = values[0]
    if first.start == start or _only_function(text[start : first.start]):
        before = _QUALIFIER.search(text[: first.start])
        start = before.start() if before else min(start, first.start)
        while start < first.start and text[start].isspace():
            start += 1
    if expects == "any" or len(values) > 1:
        return start, end
    asked = {word.stem for word in words(question)}
    tail = words(text[first.end : end])
    if expects in QUANTITIES and all(word.stem in asked or word.text in _AFTER_FIGURE for word in tail):
        end = first.end
    return start, end


def _only_function(text: str) -> bool:
    qualifier = _QUALIFIER.search(text)
    return all(
        word.text.casefold() in ("a", "an", "the", "of", "in", "for", "at", "by", "to", "is", "was")
        for word in words(text[: qualifier.start()] if qualifier else text)
    )


def _date(text: str, start: int, end: int, expects: AnswerType, question: str) -> tuple[int, int]:
    values = _overlapping(dates_in(text), start, end)
    if not values:
        return _quantity(text, start, end, "any", "")
    first, last = values[0], values[-1]
    narrower = {"year": _YEAR, "month": _MONTH_OF_DAY}.get(expects)
    inside = list(narrower.finditer(text, first.start, last.end)) if narrower and len(values) == 1 else []
    if len(inside) == 1:
        return inside[0].start("part"), inside[0].end("part")
    chosen = text[start:end].strip(" ,.")
    year_chosen = _YEAR.fullmatch(chosen) is not None
    if year_chosen and "/" in str(first.value):
        return start, end  # one end of a range of years
    start, end = min(start, first.start), max(end, last.end)
    if not year_chosen:
        earlier, later = _range(text, first, last)
        asked = bool(_BEGINNING.search(question)), bool(_ENDING.search(question))
        if earlier is not later and asked == (True, False):
            return earlier.start, earlier.end
        if earlier is not later and asked == (False, True):
            return later.start, later.end
        if not any(asked):
            start, end = min(start, earlier.start), max(end, later.end)
    part = _DATE_PART.search(text[: first.start])
    return (part.start() if part and first.start <= start else start), end


def _range(text: str, first: Value, last: Value) -> tuple[Value, Value]:
    """Both ends of the range of dates ("from May 3 to June 5") that begins or ends with these, or themselves."""
    if first is last and (ends := _two_ends(text, first)):
        return ends
    earlier, later = first, last
    for other in dates_in(text):
        if other.start >= last.end and _TO.fullmatch(text[last.end : other.start]):
            later = other
        if other.end <= first.start and _TO.fullmatch(text[other.end : first.start]):
            earlier = other
    return earlier, later


def _two_ends(text: str, date: Value) -> tuple[Value, Value] | None:
    """The two ends of one date that is a range of days: "3 May to 5 June 2021"."""
    link = re.search(r"\s(?:to|until|till|through|[-–—])\s|(?<=\d)[-–—](?=\d)", date.text)
    if "-" not in str(date.value).partition("/")[2] or link is None:
        return None
    middle, behind = date.start + link.start(), date.start + link.end()
    return (
        replace(date, end=middle, text=text[date.start : middle]),
        replace(date, start=behind, text=text[behind : date.end]),
    )


def _person(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole name around one word of a person's name."""
    if len(words(text[start:end])) != 1:
        return start, end
    for name in typed_names(text):
        if name.start < end and start < name.end and name.kind == "person":
            return min(start, name.start), max(end, name.end)
    return start, end


def _trimmed(text: str, start: int, end: int, expects: AnswerType) -> tuple[int, int]:
    before = (-1, -1)
    while (start, end) != before:
        before = (start, end)
        leading = (_LEADING_DATE if expects in DATES else _leading(expects)).match(text[start:end])
        if leading and not _BOUND.match(text, start) and not _begins_name(text, start, leading.end()):
            start += leading.end()
        trailing = _TRAILING.search(text[start:end])
        if trailing and trailing.start() > 0 and not _abbreviation(text[start:end]):
            end = start + trailing.start()
        start, end = _balanced(text, start, end)
    return start, end


def _leading(expects: AnswerType) -> re.Pattern[str]:
    return _LEADING if expects in NAMES or expects in ("any", "money", "count") else _LEADING_ARTICLE


def _begins_name(text: str, start: int, length: int) -> bool:
    """Whether the article belongs to a name ("The Hague"): it has a capital within a sentence, or a scale follows."""
    word = text[start : start + length].strip()
    if re.match(
        r"(?:hundred|thousand|million|billion|trillion|dozen|third|quarter|half|few)\b",
        text[start + length :],
    ):
        return True
    return word in ("The", "A") and start > 0 and not re.search(r"[.!?:\n]\W*$", text[:start])


def _abbreviation(answer: str) -> bool:
    return bool(re.search(r"(?:\b[A-Z]\.){2,}$|\b(?:Inc|Ltd|Corp|Co|Jr|Sr|a\.m|p\.m)\.$", answer))


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Without surrounding quotation marks, and without a bracket whose partner is outside."""
    inner = text[start:end]
    for opening, closing in _PAIRS.items():
        if inner[:1] == opening and inner[-1:] == closing and len(inner) > 2 and opening not in "([":
            return start + 1, end - 1
        if opening == closing:
            continue
        if inner[:1] == opening and closing not in inner:
            return start + 1, end
        if inner[-1:] == closing and opening not in inner and closing != "’":
            return start, end - 1
    opened = inner.rfind("(")
    if opened > 0 and ")" not in inner[opened:] and inner[:opened].strip():
        return start, start + len(inner[:opened].rstrip())
    if inner[:1] == '"' and inner.count('"') == 1:
        return start + 1, end
    if inner[-1:] == '"' and inner.count('"') == 1 and len(inner) > 1:
        return start, end - 1
    return start, end
