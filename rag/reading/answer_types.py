"""What kind of thing a question asks for, read from its words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, cast

from rag.text.content import content_stems
from rag.text.stems import stem
from rag.text.tables import forms, table
from rag.text.tables import words as listed
from rag.text.units import measure, unit_of

AnswerType = Literal[
    "money", "count", "percent", "measure", "amount", "date", "month", "year", "duration",
    "person", "place", "country", "organisation", "name", "purpose", "description", "polarity", "any",
]  # fmt: skip
"""``amount`` is any figure; ``any`` is a short span of unknown type; ``polarity`` is yes or no; ``purpose`` is
what something is for, in words."""

QUANTITIES: frozenset[AnswerType] = frozenset({"money", "count", "percent", "measure", "amount", "duration"})
DATES: frozenset[AnswerType] = frozenset({"date", "month", "year"})
NAMES: frozenset[AnswerType] = frozenset({"person", "place", "country", "organisation", "name"})

_PURPOSE = re.compile(
    r"\b(?:for\s+what\s+(?:purpose|reason|use|end)\b|what\s+(?:is|are|was|were|will|would|can|could|do|does|did|should)\s"
    r".{2,80}?\b(?:used|use|meant|intended|designed|built|needed|good|serve[sd]?|spent|earmarked)\s+(?:for|on)\s*\??$)",
    re.IGNORECASE,
)


def is_of_person(noun: str) -> bool:
    """Whether ``noun`` is what a person is: an author, an ambassador."""
    return forms("answers", "nouns").get(noun.lower()) == "person"


def asks_for_purpose(question: str) -> bool:
    """Whether a question asks what something is for: "what was the money spent on?"."""
    return _PURPOSE.search(question) is not None


_BROAD_WHAT = re.compile(
    r"\bwhat\s+(?:(?:do|does|did|has|have|is|are|was|were)\s+.{2,80}?\s+(?:say|says|said|write|wrote|think|thinks"
    r"|thought|argue|argued|claim|claimed|report|reported|suggest|mean|meant|know|known(?!\s+(?:as|for))|conclude)\b"
    r"|are\s+the\s+(?:main\s+)?(?:reasons|causes|consequences|effects|arguments"
    r"|differences|problems|risks|obstacles|difficulties|challenges)|(?:is|was|were)\s+the\s+(?:main\s+)?(?:reason"
    r"|cause|role|relationship|background|consequence|significance|importance|point|argument|impact|effect)"
    r"|(?:caused|causes|led|explains|explain)\b)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\bwhat\s+(?:about|happen(?:s|ed)|(?:is|was)\s+known|do\s+(?:we|you|they)\s+know)\b", re.IGNORECASE
)


def asks_broadly(question: str) -> Literal["what", "describe"] | None:
    """Whether a "what" asks for an explanation or opinion (what), or for all about a subject (describe)."""
    if _SUBJECT.search(question):
        return "describe"
    return "what" if _BROAD_WHAT.search(question) else None


_CHOICE = re.compile(
    r"\w\s+or\s+(?!not\b|any|no\b|more\b|less\b|fewer\b|at\s+(?:least|most)\b|(?:so|other|others|otherwise|something)\b)\w",
    re.IGNORECASE,
)
_NO_CHOICE = re.compile(r"\b(?:any|anything|anyone|anybody|ever|whether|either)\b", re.IGNORECASE)


def asks_to_choose(question: str) -> bool:
    """Whether a question without a question word offers what to choose from: "did exports rise or fall?"."""
    return _CHOICE.search(question) is not None and not _NO_CHOICE.search(question)


def offered(question: str, name: str) -> bool:
    """Whether ``name`` is one of the two things beside the "or" of a question."""
    told = re.escape(name)
    beside = rf"{told}\s+or\b|\bor\s+(?:(?:the|an?|by|in|to|from|with|for)\s+)*{told}"
    return re.search(beside, question, re.IGNORECASE) is not None


def how_type(adjective: str, rest: Sequence[str]) -> AnswerType | None:
    """The type behind "how <adjective> …", or None when the how asks for a manner.

    Args:
        rest: the words after the adjective, in lower case.
    """
    base = cast("AnswerType | None", forms("answers", "how").get(adjective))
    money = listed("answers", "money")
    if base == "amount" and (adjective == "much" or money & set(rest)):
        if rest[:1] and rest[0] == "time":
            return "duration"
        return "money" if money & set(rest) or {"cost", "charge"} & set(rest) else "amount"
    if base == "duration" and adjective == "long" and listed("answers", "measured") & set(rest):
        return "measure"
    if base == "count" and rest[:1] and rest[0] in listed("answers", "lasting"):
        return "duration"
    if (
        base == "count"
        and rest[:1]
        and rest[0] in ("percent", "dollars", "euros", "kilometres", "kilometers", "miles")
    ):
        return {"percent": "percent", "dollars": "money", "euros": "money"}.get(rest[0], "measure")  # type: ignore[return-value]
    return base


_IS = frozenset({"is", "are", "was", "were", "be"})


def measures_asked(expects: AnswerType, question: Sequence[str]) -> frozenset[str]:
    """The measures of ``rag.text.units`` that a unit in the answer may have; empty where the question leaves it open.

    ``question`` are its words in lower case: "how heavy" asks for a mass, "how many kilometres" for a length; "how
    long was the tunnel" for a length or a time, "how long did it run" for a time.
    """
    if expects == "duration":
        of_a_thing = any(one == "long" and verb in _IS for one, verb in pairwise(question))
        return frozenset({"time", "length"} if of_a_thing else {"time"})
    if expects != "measure":
        return frozenset()
    words = cast("dict[str, list[str]]", table("measures"))
    named = [
        measure(unit)[0]
        for before, word in pairwise(question)
        if before == "many" and (unit := unit_of(word))
    ]
    return frozenset(named or [one for word in question for one in words.get(word, ())])


_EMPTY_VERB = re.compile(
    r"\b(?:take|takes|took|taken|taking)\s+place\b|\b(?:happen|happens|happened|occur|occurs|occurred)\b"
    r"|\b(?:called|named)\s*\??\s*$",
    re.IGNORECASE,
)
"""Verbs that say no more than that something was, or has a name."""


def content_asked(question: str) -> tuple[str, ...]:
    """The stems of the words that an answer's sentence should hold, or stand for."""
    stems = content_stems(_EMPTY_VERB.sub(" ", question)) or content_stems(question)
    return tuple(found for found in stems if found not in _classes()) or stems


@cache
def _classes() -> frozenset[str]:
    written = listed("answers", "classes")
    return written | frozenset(map(stem, written))


def noun_type(noun_phrase: Sequence[str], rest: Sequence[str] = ()) -> AnswerType | None:
    """The type of a noun phrase such as ``us secretary of state`` (words in lower case), or None.

    The head is the last of the first known nouns in a row ("state bank" is a bank); a "size of
    the loan" is money through ``rest``.
    """
    found: AnswerType | None = None
    for word in noun_phrase:
        typed = _noun(word)
        if typed is None and found is not None:
            break
        found = typed or found
    return "money" if found == "amount" and listed("answers", "money") & {*noun_phrase, *rest} else found


def _noun(word: str) -> AnswerType | None:
    nouns = cast("dict[str, AnswerType]", forms("answers", "nouns"))
    for form in (word, word.removesuffix("s"), re.sub(r"ies$", "y", word)):
        if form in nouns:
            return nouns[form]
    return None
