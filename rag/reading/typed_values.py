"""The values of a text that could answer a question of a given type, with exact places."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache

from rag.reading.answer_types import DATES, NAMES, QUANTITIES, AnswerType
from rag.reading.names import NameKind, typed_names
from rag.text.dates import find_dates
from rag.text.quantities import find_quantities
from rag.text.relations import same_value
from rag.text.spelling import fold, same_spelling
from rag.text.stems import stem
from rag.text.units import measure
from rag.text.values import Value
from rag.text.words import is_function_word, words

_KINDS: dict[AnswerType, tuple[NameKind, ...]] = {
    "person": ("person", "other"),
    "country": ("country",),
    "place": ("place", "country", "other"),
    "organisation": ("organisation", "other", "country"),
    "name": ("person", "place", "organisation", "other", "country"),
}


@lru_cache(maxsize=4096)
def dates_in(text: str, published: str | None = None) -> tuple[Value, ...]:
    """The dates of ``text`` that have a value; relative ones are counted from ``published``."""
    return tuple(date for date in find_dates(text, published) if isinstance(date.value, str))


@lru_cache(maxsize=4096)
def quantities_in(text: str) -> tuple[Value, ...]:
    """The figures of ``text``."""
    return tuple(find_quantities(text))


def values_for(expects: AnswerType, text: str, published: str | None = None) -> list[Value]:
    """The values of ``text`` of the type that is asked for, in order; empty for descriptions and ``any``."""
    if expects in QUANTITIES:
        return [value for value in quantities_in(text) if _is_quantity(expects, value)]
    if expects in DATES:
        return [value for value in find_dates(text, published) if _is_date(expects, value)]
    if expects in NAMES:
        kinds = _KINDS[expects]
        return [
            Value("name", name.start, name.end, name.text, fold(name.text))
            for name in typed_names(text)
            if name.kind in kinds and not (name.initial and name.kind == "other" and expects != "person")
        ]
    return []


def _is_quantity(expects: AnswerType, value: Value) -> bool:
    if value.unit == "th":
        return False
    match expects:
        case "money" | "percent" | "duration":
            return value.kind == expects
        case "count":
            return value.kind == "number" and value.unit in ("", "times")
        case "measure":
            return value.kind == "number" and value.unit not in ("", "times")
        case _:
            return value.kind != "duration"


def _is_date(expects: AnswerType, value: Value) -> bool:
    written = value.text
    match expects:
        case "month":
            return bool(re.search(r"[A-Z][a-z]{2}|-\d\d|\.\d\d?\.", written)) and "day" not in written.lower()
        case "year":
            return bool(re.search(r"\d{4}", written))
    return True


def fits(expects: AnswerType, answer: str, measures: Set[str] = frozenset()) -> bool:
    """Whether a short answer can be of the type asked for: a figure where a figure is wanted, and so on.

    ``measures`` are those that a unit in it may have (``measures_asked``): "how heavy" is not answered by hours.
    """
    if measures and _of_another_measure(answer, measures):
        return False
    match expects:
        case "money" | "percent":
            return any(
                value.kind == expects or (value.kind == "number" and not value.unit)
                for value in quantities_in(answer)
            )
        case "count" | "amount" | "measure" if _is_a_day(answer):
            return False
        case "count" | "amount" | "measure" | "duration":
            return bool(quantities_in(answer)) or bool(_VAGUE_FIGURE.search(answer))
        case "date" | "month" | "year":
            vague = _VAGUE_DATE.search(answer) and not _LENGTH.match(answer)
            return bool(dates_in(answer)) or bool(vague and not _of_another_measure(answer, {"time"}))
        case "person":
            return not _FIGURE_ONLY.match(answer) and len(words(answer)) <= _WORDS_OF_A_PERSON
        case "organisation" | "country" | "place":
            return not _FIGURE_ONLY.match(answer)
        case "purpose":
            return _beside_values(answer)
    return True


def _of_another_measure(answer: str, measures: Set[str]) -> bool:
    """Whether each of its figures has a unit, and none of them measures what is asked for."""
    units = [value.unit for value in quantities_in(answer) if value.kind != "time" and value.unit != "th"]
    return bool(units) and all(unit and measure(unit)[0] not in measures for unit in units)


def _is_a_day(answer: str) -> bool:
    """Whether it is a date and nothing else, more than a year, which could be any number."""
    bare = answer.strip()
    return not bare.isdigit() and any(date.text.strip() == bare for date in dates_in(bare))


def _beside_values(answer: str) -> bool:
    """Whether there are words in it beside figures and dates."""
    values = (*quantities_in(answer), *dates_in(answer))
    return any(
        not any(value.start <= word.start < value.end for value in values)
        for word in words(answer)
        if not is_function_word(word.text)
    )


_WORDS_OF_A_PERSON = 14  # with an office and what it is of; beyond that it is a clause
_VAGUE_FIGURE = re.compile(
    r"\d|\b(?:none|no|zero|one|single|both|half|double|twice|dozens?|hundreds|thousands|millions|few|several|many"
    r"|most|all|years?|centuries|decades|life)\b",
    re.IGNORECASE,
)
_VAGUE_DATE = re.compile(
    r"\d|\b(?:after|before|during|when|ago|centur(?:y|ies)|era|age|period|time|spring|summer|autumn|winter|day"
    r"|month|year|week|late|early|mid|[a-z]+teenth|twent(?:ieth|y-first)|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|today|yesterday|tomorrow|noon|midnight|morning|evening|night|weekend)\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"\W*(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|few|many)[-\s]"
    r"(?:hour|day|week|month|year)s?(?:[-\s]long)?\W*$",
    re.IGNORECASE,
)
"""How long something takes tells no date."""
_FIGURE_ONLY = re.compile(r"\W*[\d.,]+\W*(?:million|billion|percent|%)?\W*$", re.IGNORECASE)


def same_answer(left: str, right: str, published: tuple[str | None, str | None] = (None, None)) -> bool:
    """Whether two short answers say the same: 'half a billion dollars' and '$500 million', name variants."""
    if _plain(left) == _plain(right):
        return True
    pairs = ((quantities_in(left), quantities_in(right)),
             (dates_in(left, published[0]), dates_in(right, published[1])))  # fmt: skip
    for ours, theirs in pairs:
        if len(ours) == 1 and len(theirs) == 1:
            return same_value(ours[0], theirs[0]) or _same_but_for_unit(ours[0], theirs[0])
        if ours or theirs:
            return bool(ours and theirs) and (_all_among(ours, theirs) or _all_among(theirs, ours))
    if left[:1].isupper() and right[:1].isupper() and max(len(left), len(right)) < 60:
        return same_spelling(left, right)
    one, other = (set(content) for content in (_content(left), _content(right)))
    return bool(one and other) and len(one & other) / min(len(one), len(other)) >= 0.75


def _all_among(some: Sequence[Value], others: Sequence[Value]) -> bool:
    return all(any(same_value(a, b) for b in others) for a in some)


def _same_but_for_unit(left: Value, right: Value) -> bool:
    """``500 million`` is ``$500 million`` where one reader left the sign out."""
    bare = [value for value in (left, right) if value.kind == "number" and not value.unit]
    return len(bare) == 1 and left.value == right.value and left.high == right.high


def comparable(left: str, right: str) -> bool:
    """Whether two answers are values of one kind, so that a difference between them is a disagreement."""
    ours, theirs = quantities_in(left), quantities_in(right)
    if ours and theirs:
        return ours[0].kind == theirs[0].kind and (ours[0].kind != "number" or ours[0].unit == theirs[0].unit)
    if ours or theirs:
        return False
    if dates_in(left) and dates_in(right):
        return True
    named = typed_names(left), typed_names(right)
    return bool(named[0] and named[1]) and left[:1].isupper() and right[:1].isupper()


def _plain(text: str) -> str:
    plain = (word.text.casefold().replace(",", "") for word in words(text))
    return " ".join(word for word in plain if word not in ("the", "a", "an"))


def _content(text: str) -> list[str]:
    return [stem(word.text) for word in words(text) if not is_function_word(word.text)]
