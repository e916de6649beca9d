"""The analysis of a question: what it asks for and what it insists on, without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.reading.answer_types import (
    QUANTITIES,
    AnswerType,
    asks_broadly,
    asks_for_purpose,
    asks_to_choose,
    content_asked,
    how_type,
    measures_asked,
    noun_type,
    offered,
)
from rag.reading.casing import question_names
from rag.reading.moments import asks_of_present, dates_asked, timeless, wants_newest, without_as_of
from rag.text.clauses import verb_at
from rag.text.numerals import UNITS
from rag.text.quantities import find_quantities
from rag.text.tables import words as listed
from rag.text.values import Value
from rag.text.words import is_function_word, words

QuestionKind = Literal[
    "who", "when", "where", "how_many", "how_much", "how_long", "which", "choice", "yes_no", "why", "how", "what",
    "describe", "list",
]  # fmt: skip
"""``what`` asks for an explanation or an opinion, ``describe`` names a subject, ``choice`` offers two things."""

_POLITE = re.compile(
    r"^\s*(?:(?:please|so|well|ok|okay|hi|hello)\b[,!]?\s*)*"
    r"(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:tell|show|explain\s+to)\s+(?:me|us)\s+"
    r"|do\s+you\s+know\s+|(?:please\s+)?tell\s+(?:me|us)\s+(?!about\b|more\b)"
    r"|i(?:'d|\s+would)?\s+(?:like|want)\s+to\s+know\s+|i\s+wonder\s+)?",
    re.IGNORECASE,
)
_WH = frozenset("who whom whose when where which what why how".split())
_AUXILIARY = frozenset(
    """is are was were do does did has have had can could will would shall should may might must cannot""".split()
)
_IMPERATIVE: dict[str, QuestionKind] = {
    "name": "list", "list": "list", "enumerate": "list", "describe": "describe", "explain": "describe",
    "summarise": "describe", "summarize": "describe", "outline": "describe", "discuss": "describe",
    "compare": "describe", "tell": "describe", "give": "describe", "show": "describe",
}  # fmt: skip
_COUNTS = {word: value for word, value in UNITS.items() if 2 <= value <= 10}
_WHO_IS = re.compile(r"who\s+(?:is|was)\s+(?!(?:the|an?)\s)(?:[A-Z][\w'’.-]*\s*){1,4}\??$", re.IGNORECASE)
_SPAN_LINK = re.compile(r"\s*(?:to|until|till|through|[-–])\s*", re.IGNORECASE)
_LIKE_A_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_DEFINITE = re.compile(r"\b(?:the|these|those|both|all)\s+$", re.IGNORECASE)
_WORTH = re.compile(r"\bworth\b(?!\s+\w+ing\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """What a question asks for (``kind``, ``expects``, ``items``) and what it insists on.

    ``items`` is how many things are asked for ("which two countries": 2; a list of unknown
    length: 0; otherwise 1). ``content`` are stems of its content words. ``focus`` is the noun
    phrase behind which, what or how many. ``newest`` says that a word of time asks for what holds last ("now", "the
    latest"), ``present`` that the question asks what holds, not what was. ``measures`` are those of
    ``rag.text.units`` that a unit in the answer may have, empty where any may stand.
    """

    text: str
    kind: QuestionKind
    expects: AnswerType
    items: int = 1
    years: tuple[int, ...] = ()
    dates: tuple[Value, ...] = ()
    numbers: tuple[Value, ...] = ()
    names: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    focus: str = ""
    newest: bool = False
    present: bool = False
    measures: frozenset[str] = frozenset()

    @property
    def broad(self) -> bool:
        """Whether it wants several sentences rather than a short answer."""
        return self.expects == "description"


def analyse(text: str, passages: Sequence[str] = (), asked_on: str | None = None) -> Question:
    """Analyse a question.

    Args:
        text: the question as typed; capitals, lower case and keywords alone are all accepted.
        passages: texts whose casing tells the names in a question without casing of its own.
        asked_on: partial ISO date from which "last year" is counted; without it such a date insists on nothing.
    """
    asked = without_as_of(text)
    bare = _POLITE.sub("", asked.strip(), count=1) or asked
    lower = [_plain(word.text) for word in words(bare)]
    kind, expects, focus = _asked(bare, lower)
    dates = _dates(text, asked_on)
    return Question(
        text=asked,
        kind=kind,
        expects=expects,
        items=_items(bare, kind, expects, focus, lower),
        years=tuple(
            dict.fromkeys(int(str(date.value)[:4]) for date in dates if str(date.value)[:4].isdigit())
        ),
        dates=dates,
        numbers=_numbers(bare, focus) if kind != "choice" else (),
        names=tuple(n for n in question_names(bare, passages) if kind != "choice" or not offered(bare, n)),
        content=content_asked(timeless(bare)) or content_asked(bare),
        focus=" ".join(focus),
        newest=wants_newest(text),
        present=not dates and asks_of_present(bare),
        measures=measures_asked(expects, lower),
    )


def _plain(word: str) -> str:
    """In lower case, "didn't" as "did"."""
    lower = word.casefold().replace("’", "'")
    return {"won't": "will", "can't": "can"}.get(lower, lower.removesuffix("n't"))


def _dates(bare: str, asked_on: str | None) -> tuple[Value, ...]:
    """The dates a question insists on; "from May 2010 to 2011" is one span."""
    dates: list[Value] = []
    for date in dates_asked(bare, asked_on):
        last = dates[-1] if dates else None
        if (
            last
            and _SPAN_LINK.fullmatch(bare[last.end : date.start])
            and "/" not in f"{last.value}{date.value}"
        ):
            text, value = bare[last.start : date.end], f"{last.value}/{date.value}"
            dates[-1] = Value("date", last.start, date.end, text, value)
        else:
            dates.append(date)
    return tuple(dates)


def _numbers(bare: str, focus: Sequence[str]) -> tuple[Value, ...]:
    """The figures a question insists on: "which two countries" is a wish, and "the two sides" are known."""
    asked_for = set(focus[:2])
    return tuple(
        value
        for value in find_quantities(bare)
        if value.unit != "th"
        and value.text.casefold() not in asked_for
        and not _LIKE_A_YEAR.fullmatch(value.text)
        and not (value.text.casefold() in _COUNTS and _DEFINITE.search(bare, 0, value.start))
    )


def _asked(bare: str, lower: list[str]) -> tuple[QuestionKind, AnswerType, list[str]]:
    if not lower:
        return "describe", "description", []
    if lower[0] in _IMPERATIVE:
        return _imperative(lower)
    at = next((index for index, word in enumerate(lower) if word in _WH), None)
    if at is not None and (at == 0 or lower[0] not in _AUXILIARY) and not _relative(lower, at):
        return _wh(bare, lower, at)
    if lower[0] in _AUXILIARY:
        return ("choice", "any", []) if asks_to_choose(bare) else ("yes_no", "polarity", [])
    if at is not None and lower[0] not in _AUXILIARY and bare.rstrip().endswith("?"):
        return _wh(bare, lower, at)
    return _keywords(lower)


def _relative(lower: list[str], at: int) -> bool:
    """Whether the wh-word at ``at`` opens a relative clause ("the man who …") of a keyword query."""
    return (
        at > 3
        and lower[at] in ("who", "which", "whose", "where", "when")
        and lower[at - 1] not in _PREPOSITIONS
    )


_PREPOSITIONS = frozenset("in on at to from by for of with about into since until during under over".split())


def _imperative(lower: list[str]) -> tuple[QuestionKind, AnswerType, list[str]]:
    kind = _IMPERATIVE[lower[0]]
    rest = [word for word in lower[1:] if word not in ("the", "all", "me", "us", "of")]
    if kind == "list" and rest:
        focus = _phrase(rest)
        return "list", noun_type([word for word in focus if word not in _COUNTS]) or "name", focus
    if "why" in lower:
        return "why", "description", []
    return "describe", "description", []


def _wh(bare: str, lower: list[str], at: int) -> tuple[QuestionKind, AnswerType, list[str]]:
    word, rest = lower[at], lower[at + 1 :]
    if word in ("when", "where") and rest[:1] and rest[0] not in _AUXILIARY | {"exactly"}:
        if rest[0] in ("and", "or"):
            return "when" if word == "when" else "where", "any", []  # "where and when …"
        later = [place for place, other in enumerate(rest) if other in ("what", "who", "which", "how")]
        if later:
            return _wh(bare, rest, later[0])  # "when the ice melts, what …"
    match word:
        case "who" | "whom" | "whose":
            return "who", "any" if _WHO_IS.match(bare) else "person", []
        case "when":
            return "when", "date", []
        case "where":
            return "where", "place", []
        case "why":
            return "why", "description", []
        case "how":
            kind, expects, focus = _how(rest)
            by = lower[at - 1 : at] == ["by"] and rest[:1] == ["much"]  # "By how much was the tax raised?"
            return kind, "amount" if by else expects, focus
    if broad := asks_broadly(bare):
        return broad, "description", []
    if asks_for_purpose(bare):
        return "which", "purpose", []
    if word == "what" and rest[:1] and rest[0] in _AUXILIARY | {"s"}:
        return _what_is(rest)
    focus = _phrase(rest)
    return "which", noun_type(focus, rest) or "any", focus


def _what_is(rest: list[str]) -> tuple[QuestionKind, AnswerType, list[str]]:
    """The type of the noun behind the verb, when it names one: the size in "What was the size of the loan"."""
    if rest[0] not in ("is", "was", "are", "were", "s"):
        found = next((_VALUED[word] for word in rest if word in _VALUED), None)
        return ("which", "any", []) if found is None else ("how_much", found, [])
    if _WORTH.search(" ".join(rest)):
        return "how_much", "money", []
    phrase = [word for word in rest[1:] if word not in ("the", "a", "an")]
    if rest[1:2] and rest[1] not in ("the", "its", "their", "his", "her") and "of" not in phrase:
        return "which", noun_type(phrase[:4], rest) if "name" in phrase else "any", phrase[:3]  # type: ignore[return-value]
    head = _phrase(phrase)
    return "which", noun_type(head, rest) or "any", head


_VALUED: dict[str, AnswerType] = {"cost": "money", "weigh": "measure"}
"""What a verb asks for behind "what did …"."""


def _how(rest: list[str]) -> tuple[QuestionKind, AnswerType, list[str]]:
    if not rest:
        return "how", "description", []
    if rest[0] in ("many", "few"):
        focus = _phrase(rest[1:])
        return "how_many", how_type(rest[0], rest[1:]) or "count", focus
    found = how_type(rest[0], rest[1:])
    if found is None:
        return "how", "description", []
    kind: QuestionKind = "how_long" if found == "duration" else "how_much"
    return kind, found, _phrase(rest[1:]) if rest[0] == "much" else []


def _keywords(lower: list[str]) -> tuple[QuestionKind, AnswerType, list[str]]:
    """A query without a question word: "size of the loan 2019" asks for money, a bare topic for a description."""
    phrase = [word for word in lower if word not in ("the", "a", "an")]
    found = noun_type(phrase[:3], phrase)
    if found and "of" in phrase[:4]:
        return "which", found, phrase[:2]
    return "describe", "description", []


def _phrase(rest: Sequence[str]) -> list[str]:
    """The noun phrase at the head of ``rest``: up to the first verb-like word, four words at most."""
    phrase: list[str] = []
    for word in rest[:6]:
        if word in _AUXILIARY or (
            is_function_word(word) and word not in ("of", "name", "list", "kind", "us")
        ):
            if not phrase and word in _DETERMINERS:
                continue
            break
        phrase.append(word)
    while phrase and phrase[-1] == "of":
        phrase.pop()
    return phrase[:4]


_DETERMINERS = frozenset("the of his her its their only other all any each some most".split())


def _items(bare: str, kind: QuestionKind, expects: AnswerType, focus: list[str], lower: list[str]) -> int:
    if kind == "who" and lower[:2] in (["who", "are"], ["who", "were"]):
        return 0
    for word in focus[:2]:
        if word in _COUNTS:
            return _COUNTS[word]
        if word.isdigit() and 2 <= int(word) <= 10:
            return int(word)
    if kind == "list":
        return 0
    if kind != "which" or expects in QUANTITIES:
        return 1
    return 0 if _several(bare, focus) else 1


_ASKED_OF = re.compile(r"\b(?:which|what)\s+(?:(?:are|were)\s+the\s+)?(?P<words>[^?.,;:]+)", re.IGNORECASE)
_VERB_AFTER = re.compile(
    r"(?:the|an?|his|her|its|their|our|this|that|these|those|it|him|them|up|out|more|most)$"
)


def _several(bare: str, focus: Sequence[str]) -> bool:
    """Whether "which" or "what" asks for things in the plural: "which new parishes", "what are the names of"."""
    match = _ASKED_OF.search(bare)
    if match is None or not focus:
        return False
    said = [word.text.casefold() for word in words(match["words"])]
    for place, word in enumerate(said[:4]):
        if word in _AUXILIARY or (is_function_word(word) and place):
            return False
        if place and word.endswith("s") and verb_at(f"x {word} y") is not None:
            return False  # "which company makes sensors"
        behind = said[place + 1] if place + 1 < len(said) else ""
        if word in listed("lists", "plurals"):
            return True
        if (
            not word.endswith("s")
            or word.endswith(("ss", "us", "is", "ous"))
            or word in listed("lists", "no_plurals")
            or len(word) < 4
        ):
            continue
        named = place and noun_type([said[place - 1]]) is not None and behind not in _AUXILIARY
        return not named and _VERB_AFTER.match(behind) is None  # "which school hosts the games"
    return False
