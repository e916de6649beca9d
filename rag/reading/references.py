"""Pronouns and "that loan" in a follow-up question, replaced by what the previous turn spoke of."""

from __future__ import annotations

import re

from rag.reading.history import Turn
from rag.reading.names import Name, typed_names
from rag.text.dates import find_dates
from rag.text.stems import stem
from rag.text.tables import words as listed
from rag.text.words import words

_PERSONAL = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|this|that|these|those|they|them|their)\b", re.IGNORECASE)
_THERE = re.compile(r"(?<!\bis\s)(?<!\bare\s)(?<!\bwas\s)(?<!\bwere\s)(?<!\bbe\s)\bthere\b", re.IGNORECASE)
_THEN = re.compile(
    r"\b(?:in\s+)?(?:that|the\s+same)\s+(?:year|month|day)\b|\bthen\b(?=\s*\??$)", re.IGNORECASE
)
_POSSESSIVES = frozenset({"his", "its", "their", "hers"})
_CLAUSE_WORD = re.compile(
    r"\s+(?:in|on|at|by|for|from|during|after|before|because|when|while|since|until|with|about|about)\b"
)
_WHO_IS = re.compile(r"\s*(?i:who\s+(?:is|was|are|were))\s+(?P<name>[A-Z][^?,;]*?)\s*\??\s*$")
_SUBJECT = re.compile(r"\b(?:did|does|do|has|have|had|will|was|were|is|are)\s+(?:the\s+)?", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s*how\s+many\s+(?P<noun>[a-z][\w-]*)\b(?:.*?(?P<of>\s(?:from|of|in|at|on)\s+[^?]+?))?\s*\??\s*$",
    re.IGNORECASE,
)
"""What was counted: "nurses", "from Kerala"."""
_MAX_PHRASE = 8


def resolve(question: str, previous: Turn) -> str:
    """``question`` with its references resolved; unchanged when it has none, or explains them itself."""
    resolved = _dates(question, previous)
    personal = _PERSONAL.search(resolved)
    if personal and not _named_before(resolved, personal.start()):
        person = _person(previous)
        if person:
            resolved = _replace_all(_PERSONAL, resolved, person)
    resolved = _places(resolved, previous)
    thing = _THING.search(resolved)
    if thing and not _named_before(resolved, thing.start()) and not _conjunction(resolved, thing):
        resolved = _things(resolved, thing, previous)
    return resolved


def _dates(question: str, previous: Turn) -> str:
    dates = find_dates(previous.answer) or find_dates(previous.question)
    match = _THEN.search(question)
    if not match or not dates:
        return question
    return f"{question[: match.start()]}in {dates[-1].text}{question[match.end() :]}"


def _places(question: str, previous: Turn) -> str:
    match = _THERE.search(question)
    places = [name for name in _names(previous) if name.kind in ("country", "place")]
    if not match or not places:
        return question
    return f"{question[: match.start()]}in {places[-1].text}{question[match.end() :]}"


def _named_before(question: str, position: int) -> bool:
    """Whether the question itself names somebody or something that the pronoun can stand for."""
    if question.isupper():
        return False
    return any(not name.initial and name.kind != "adjective" for name in typed_names(question[:position]))


def _conjunction(question: str, match: re.Match[str]) -> bool:
    """Whether this "that" opens a clause ("claim that …") or an "it" is empty ("is it true that …")."""
    before, after = question[: match.start()], question[match.end() :]
    if match.group().casefold() == "that":
        nouns = r"\s+(?:\w+\s+)?(?:was|is|were|are|granted|happen|happened|signed|take|cost|mean|work)?\b"
        if re.search(
            r"\b(?:say|says|said|claim|claims|claimed|true|show|shows|believe|think|warn|warned|fact|know)\s*$",
            before,
        ):
            return True
        return not re.match(nouns, after) and bool(after.strip(" ?"))
    return bool(
        re.search(r"\bit\s+(?:true|possible|likely|clear|known)\b|\bit\s+take\b", question, re.IGNORECASE)
    )


def _names(previous: Turn) -> list[Name]:
    return [*typed_names(previous.question), *typed_names(previous.answer)]


def _person(previous: Turn) -> str | None:
    """Whom "he" or "she" means: who the question was about, else the person of the answer or the question."""
    who = _WHO_IS.match(previous.question)
    if who and any(
        name.text == who["name"] and name.kind in ("person", "other") for name in typed_names(who["name"])
    ):
        return who["name"]
    answered = [name for name in typed_names(previous.answer) if name.kind in ("person", "other")]
    if answered:
        return answered[0].text
    asked = [name for name in typed_names(previous.question) if name.kind in ("person", "other")]
    if not asked and re.match(r"\s*who\b", previous.question, re.IGNORECASE):
        return noun_phrase(previous)
    return asked[-1].text if asked else None


def _things(question: str, match: re.Match[str], previous: Turn) -> str:
    word = match.group().casefold()
    counted = (
        _COUNTED.match(previous.question) if word in ("they", "them", "their", "these", "those") else None
    )
    phrase = f"the {counted['noun']}{counted['of'] or ''}" if counted else noun_phrase(previous)
    if not phrase:
        return question
    if word in ("this", "that", "these", "those"):
        noun = re.match(r"\s+(?P<noun>[a-z]+)\b", question[match.end() :])
        if noun and stem(noun["noun"]) in {item.stem for item in words(phrase)}:
            return f"{question[: match.start()]}{phrase}{question[match.end() + noun.end() :]}"
        if noun and noun["noun"] not in listed("verbs", "behind that"):
            return f"{question.rstrip('? ')} ({phrase})?"
    return _replace_all(_THING, question, phrase)


def noun_phrase(previous: Turn) -> str | None:
    """What the previous question was about: what follows "How large was …", else its answer or its last name."""
    question = previous.question.strip().rstrip("?. ")
    copula = re.search(r"\b(?:is|are|was|were)\s+(?P<phrase>.+)$", question, re.IGNORECASE)
    if copula and not copula["phrase"].casefold().startswith("there"):
        phrase = _CLAUSE_WORD.split(copula["phrase"])[0]
        if 0 < len(words(phrase)) <= _MAX_PHRASE:
            return phrase
    answered = [name for name in typed_names(previous.answer) if name.kind != "person"]
    if answered and len(previous.answer) <= 60:
        return previous.answer
    things = [name for name in typed_names(question) if name.kind not in ("adjective", "person")]
    subject = [name for name in things if _SUBJECT.search(question[: name.start]) and _led(question, name)]
    if subject or things:
        return (subject or things[-1:])[0].text
    noun = _SUBJECT_NOUN.search(question) or _LAST_PHRASE.search(question)
    return noun["phrase"] if noun else None


_SUBJECT_NOUN = re.compile(
    r"\b(?:did|does|do|has|have|had|will|can|could|must|should)\s+(?P<phrase>(?:the|this|that|its|their)\s+[a-z][\w-]*)"
)
"""The noun behind the auxiliary of a question that names nothing: "the city"."""


_LAST_PHRASE = re.compile(r"\b(?P<phrase>(?:the|this|that|its|their)\s+[a-z][\w-]*(?:\s+[a-z][\w-]*)?)$")
"""The noun at the end of a question that names nothing: "the budget"."""


def _led(question: str, name: Name) -> bool:
    """Whether a name follows the auxiliary of the question at once: then it is its subject."""
    lead = question[: name.start]
    return any(match.end() == len(lead) for match in _SUBJECT.finditer(lead))


def _replace_all(pattern: re.Pattern[str], question: str, phrase: str) -> str:
    def put(match: re.Match[str]) -> str:
        possessive = match.group().casefold() in _POSSESSIVES or (
            match.group().casefold() == "her" and re.match(r"\s+\w", question[match.end() :]) is not None
        )
        return f"{phrase}{'’' if phrase.endswith('s') else '’s'}" if possessive else phrase

    return pattern.sub(put, question)
