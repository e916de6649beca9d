"""Names of a claim against those of the evidence: the same, another in its place, or the two changed round."""

from __future__ import annotations

import re
from functools import cache

from rag.claims.alignment import Alignment, plain_words
from rag.text import Value, same_name
from rag.text.content import Word, same_content
from rag.text.countries import country
from rag.text.tables import words

_PREPOSITION_WORDS = "in on at by to from of for with into against about between through via under over near"
_PREPOSITIONS = frozenset(_PREPOSITION_WORDS.split())
_LINKS = frozenset({"and", "but", "that", "while", "when", "where", "then", "also", "later", "former"})
_BEFORE_NAME = re.compile(r"([^\W\d_]+|[^\w\s])\s*(?:(?:the|a|an|both)\s+)?$", re.IGNORECASE)


def align_names(
    claim: str, ours: tuple[Value, ...], evidence: str, theirs: tuple[Value, ...]
) -> list[Alignment]:
    """Every name of the claim with its like in the evidence, or with another one in its place."""
    names = [value for value in ours if value.kind == "name"]
    others = [value for value in theirs if value.kind == "name"]
    found = []
    for name in names:
        matches = [other for other in others if same_name(name.text, other.text)]
        if name.qualifier is not None and not matches:
            continue
        rival = _rival(name, names, claim, others, evidence)
        # "Kenya granted" is not borne out by "Peru granted … for peace with Kenya".
        beside = not _slot(claim, name) and all(_slot(evidence, match) in _PREPOSITIONS for match in matches)
        if rival is not None and (not matches or beside):
            found.append(Alignment(name, rival, False))
        else:
            found.append(Alignment(name, *((matches[0], True) if matches else (None, None))))
    return found


def _rival(name: Value, names: list[Value], claim: str, others: list[Value], evidence: str) -> Value | None:
    """The name that stands in the evidence where the claim has ``name``, and that the claim does not mention."""
    free = [
        other
        for other in others
        if other.qualifier is None
        and not any(same_name(known.text, other.text) for known in names)
        and _same_sort(name, other)
    ]
    best = max(free, key=lambda other: _place(claim, name, evidence, other), default=None)
    return best if best is not None and _place(claim, name, evidence, best) else None


def _same_sort(one: Value, two: Value) -> bool:
    """Whether two names can stand for the same sort of thing: a country for a country."""
    return (country(one.text) is None) == (country(two.text) is None)


def _place(claim: str, name: Value, evidence: str, other: Value) -> int:
    """How alike the places of two names are: the same word and preposition before, the same word behind."""
    if _slot(claim, name) != _slot(evidence, other):
        return 0
    score = 0
    for side in (_last_before, _first_behind):
        one, two = side(claim, name), side(evidence, other)
        score += one is not None and two is not None and same_content(one, two)
    return score


def _last_before(text: str, name: Value) -> Word | None:
    return next((word for word in reversed(plain_words(text)) if word.end <= name.start), None)


def _first_behind(text: str, name: Value) -> Word | None:
    return next((word for word in plain_words(text) if word.start >= name.end), None)


def heads_clause(text: str, name: Value) -> bool:
    """Whether a name stands at the head of its clause, as who or what the rest is said of."""
    return not _slot(text, name)


@cache
def _opening() -> re.Pattern[str]:
    """What stands before a name and belongs to it: "then US Secretary of State", "Belarusian President"."""
    titles = "|".join(sorted(words("names", "titles")))
    return re.compile(rf"(?:\b(?:{titles}|of|[A-Z][\w.'’-]*)(?:\.|\b)\s+)+$")


def _slot(text: str, name: Value) -> str:
    """The preposition right before a name, ``verb`` for another word, empty at the head of a clause."""
    before = text[max(0, name.start - 60) : name.start]
    titles = _opening().search(before)
    if titles and not words("names", "titles").isdisjoint(re.findall(r"[a-z]+", titles[0].lower())):
        before = before[: titles.start()]
    match = _BEFORE_NAME.search(before)
    word = match[1].lower() if match else ""
    if word in _PREPOSITIONS:
        return word
    return "verb" if word.isalpha() and word not in _LINKS else ""
