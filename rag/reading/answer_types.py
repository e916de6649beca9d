"""What kind of thing a question asks for, read from its words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, cast

from rag.text.content import content_stems
from rag.text.stems import stem
from rag.text.tables import table
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

_TYPED_NOUNS: dict[AnswerType, str] = {
    "country": "country nation",
    "place": """state city town village region province capital continent place location area venue district
            island river airport port site destination republic territory""",
    "year": "year",
    "month": "month",
    "date": "day date weekday time season decade century",
    "organisation": """company firm organisation organization bank agency party university institute institution
            think-tank tank newspaper magazine outlet club team band group ministry department court publisher
            broadcaster manufacturer corporation foundation union alliance bloc authority body""",
    "person": """person man woman president minister author writer actor actress politician official
            leader founder ceo director chairman chancellor governor senator secretary king queen pope general expert
            analyst scientist singer player coach spokesman spokeswoman diplomat ambassador dictator judge journalist
            candidate winner inventor people persons men women authors experts who""",
    "percent": "percent percentage share proportion rate",
    "money": "cost price budget revenue salary fee fine turnover profit debt gdp fortune worth loan-size funding",
    "count": "number population toll count tally",
    "amount": "amount sum value volume size total level figure quantity",
    "measure": "length height weight width depth distance speed temperature area-size altitude magnitude",
    "duration": "duration length-of-time age",
    "name": """name language title nickname term-name project treaty agreement law system organisation-name book
            film movie song album prize award religion currency model brand product vehicle weapon aircraft ship
            park programme program operation word platform summit bill virus disease team-name""",
}
_NOUNS: dict[str, AnswerType] = {
    noun: typed for typed, nouns in _TYPED_NOUNS.items() for noun in nouns.split()
}
_MONEY_WORDS = frozenset(
    """loan loans cost costs price pay paid spend spent invest invested investment worth fine fined budget revenue
    revenues aid grant debt debts fund funds funding salary profit profits lend lent credit donate donated donation
    earn earned dollars euros pounds money bailout deal tax taxes raise raised""".split()
)
_MEASURE_WORDS = frozenset(
    "river road bridge wall tunnel tall wide deep far heavy fast high long border pipeline".split()
)
_HOW: dict[str, AnswerType] = {
    "many": "count", "old": "duration", "far": "measure", "tall": "measure", "heavy": "measure",
    "fast": "measure", "wide": "measure", "deep": "measure", "hot": "measure", "cold": "measure",
    "expensive": "money", "large": "amount", "big": "amount", "high": "amount", "great": "amount",
    "small": "amount", "low": "amount", "sizeable": "amount", "much": "amount", "long": "duration",
    "often": "any", "soon": "date", "late": "date", "early": "date", "strong": "any", "few": "count",
    "sharply": "amount", "steeply": "amount", "quickly": "any", "valuable": "money", "frequently": "any",
}  # fmt: skip

_PURPOSE = re.compile(
    r"\b(?:for\s+what\s+(?:purpose|reason|use|end)\b|what\s+(?:is|are|was|were|will|would|can|could|do|does|did|should)\s"
    r".{2,80}?\b(?:used|use|meant|intended|designed|built|needed|good|serve[sd]?|spent|earmarked)\s+(?:for|on)\s*\??$)",
    re.IGNORECASE,
)


def is_of_person(noun: str) -> bool:
    """Whether ``noun`` is what a person is: an author, an ambassador."""
    return _NOUNS.get(noun.lower()) == "person"


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
    base = _HOW.get(adjective)
    if base == "amount" and (adjective == "much" or _MONEY_WORDS & set(rest)):
        if rest[:1] and rest[0] == "time":
            return "duration"
        return "money" if _MONEY_WORDS & set(rest) or {"cost", "charge"} & set(rest) else "amount"
    if base == "duration" and adjective == "long" and _MEASURE_WORDS & set(rest):
        return "measure"
    if base == "count" and rest[:1] and rest[0] in _DURATION_UNITS:
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


_CLASS_WORDS = frozenset(
    """country nation month year day date percentage percent share amount size number name person people man woman
    company organisation organization city place town figure sum large larg big high great long old tall far deep
    wide small expensive expens heavy fast two three four five six seven eight nine ten""".split()
)
"""Words that say what kind of thing is asked for and need not stand in the answer's sentence."""
_CLASS_STEMS = _CLASS_WORDS | frozenset(map(stem, _CLASS_WORDS))
_EMPTY_VERB = re.compile(
    r"\b(?:take|takes|took|taken|taking)\s+place\b|\b(?:happen|happens|happened|occur|occurs|occurred)\b"
    r"|\b(?:called|named)\s*\??\s*$",
    re.IGNORECASE,
)
"""Verbs that say no more than that something was, or has a name."""


def content_asked(question: str) -> tuple[str, ...]:
    """The stems of the words that an answer's sentence should hold, or stand for."""
    stems = content_stems(_EMPTY_VERB.sub(" ", question)) or content_stems(question)
    return tuple(found for found in stems if found not in _CLASS_STEMS) or stems


_DURATION_UNITS = frozenset("seconds minutes hours days weeks months years decades centuries".split())


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
    return "money" if found == "amount" and _MONEY_WORDS & {*noun_phrase, *rest} else found


def _noun(word: str) -> AnswerType | None:
    for form in (word, word.removesuffix("s"), re.sub(r"ies$", "y", word)):
        if form in _NOUNS:
            return _NOUNS[form]
    return None
