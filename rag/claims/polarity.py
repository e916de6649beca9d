"""Opposite directions and negation: cheap checks for what a bag of words cannot see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from rag.claims.parties import parties, standing
from rag.text import find_names, same_name
from rag.text.clauses import clauses
from rag.text.content import Word, content_words, same_content
from rag.text.stems import stem
from rag.text.tables import pairs, patterns
from rag.text.tables import words as listed
from rag.text.words import words

_REFUSAL = (
    r"\b(?:fail(?:s|ed|ing)?|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|den(?:y|ies|ied|ying))\s+"
    r"(?:to\b|that\b|having\b|any\b)?"
)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial|ials)|reject|dismiss|refut|repudiat|disput|contradict)\w*", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"[,;:.!?—–]| -+ |\b(?:but|although|though|while|whereas|because|which|who)\b", re.IGNORECASE
)
_COMPARISON = re.compile(
    r"\b(?:exceed|exceeds|exceeded|outnumber|outnumbers|outnumbered|than|surpass(?:es|ed)?|outstrip(?:s|ped)?)\b",
    re.IGNORECASE,
)
_REACH = 45  # characters after a negation that it governs at most


@dataclass(frozen=True, slots=True)
class Opposition:
    """A word of the claim and what stands against it in the evidence."""

    kind: Literal["direction", "negation"]
    claim: str
    evidence: str


@cache
def _sides() -> dict[str, tuple[tuple[int, int], ...]]:
    """Word or stem -> the (axis, side) pairs it belongs to."""
    found: dict[str, list[tuple[int, int]]] = {}
    for axis, row in enumerate(pairs("opposites", "opposites")):
        for side, written in enumerate(row):
            for word in written:
                for form in {word, stem(word)}:
                    found.setdefault(form, []).append((axis, side))
    return {form: tuple(places) for form, places in found.items()}


@cache
def _sizes() -> frozenset[int]:
    """The axes that say which of two is more."""
    return frozenset(
        axis for word in listed("opposites", "sizes") for axis, side in _sides()[word] if not side
    )


@cache
def _order() -> int:
    """The axis of what comes before and after: words without parties."""
    return next(axis for axis, side in _sides()["before"] if not side)


@cache
def _negating() -> re.Pattern[str]:
    single = "|".join(sorted(listed("words", "negation")))
    phrases = "|".join(patterns("words", "negating"))
    return re.compile(rf"\b(?:{single})\b|n['’]t\b|{_REFUSAL}|\b(?:{phrases})\b", re.IGNORECASE)


@cache
def _harmless() -> re.Pattern[str]:
    """What looks like a negation and is none."""
    return re.compile(rf"\b(?:{'|'.join(patterns('words', 'harmless'))})", re.IGNORECASE)


def oppositions(claim: str, evidence: str) -> tuple[Opposition, ...]:
    """Where the evidence points the other way than the claim about the same thing."""
    found = [*_directions(claim, evidence), *_reversals(claim, evidence)]
    negation = _negation(claim, evidence)
    return (*found, negation) if negation else tuple(found)


# "at least four", "before 2006": the lens reads these.
_BOUND = re.compile(
    r"\bat (?:least|most)\b|\b(?:more|less|fewer) than (?=[\d$€£]|a |half)|\b(?:before|after) (?=\d|[A-Z]\w+ \d)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def _marked(text: str) -> tuple[tuple[int, int, int, int], ...]:
    """The words of ``text`` that lie on an axis: (axis, side, start, end)."""
    marked = []
    names = [(name.start, name.end) for name in find_names(text) if name.qualifier is None]
    bounds = [match.span() for match in _BOUND.finditer(text)]
    for found in words(text):
        if any(start <= found.start < end for start, end in [*names, *bounds]):
            continue  # "West Virginia"
        word = found.text.lower()
        # "openly" is not "open"
        for axis, side in _sides().get(word) or (() if word.endswith("ly") else _sides().get(stem(word), ())):
            marked.append((axis, side, found.start, found.end))
    return tuple(marked)


def _directions(claim: str, evidence: str) -> list[Opposition]:
    """A word of one side in the claim where the evidence has only the other side, in like company."""
    ours, theirs = _marked(claim), _marked(evidence)
    ours_denied, theirs_denied = ({word.start for word, _ in _denied(text)} for text in (claim, evidence))
    found = []
    for axis, side, start, end in ours:
        if any(a == axis and s != side for a, s, _, _ in ours):
            continue  # both sides in the claim: a comparison, see _reversals
        same = [place for place in theirs if place[0] == axis and place[1] == side]
        other = [place for place in theirs if place[0] == axis and place[1] != side]
        if same or not other:
            continue
        if any((start in ours_denied) is not (place[2] in theirs_denied) for place in other):
            continue  # "did not approve" is no opposite of "rejected"
        nearest = max(other, key=lambda place: _company(claim, (start, end), evidence, place[2:]))
        side_of = standing(parties(claim, start, end), parties(evidence, nearest[2], nearest[3]))
        if side_of == "exchanged" and axis != _order():
            continue  # who borrows from the one, the one lends to
        if _company(claim, (start, end), evidence, nearest[2:]):
            found.append(Opposition("direction", claim[start:end], evidence[nearest[2] : nearest[3]]))
    return found


def _company(claim: str, ours: tuple[int, int], evidence: str, theirs: tuple[int, ...]) -> int:
    """How many of the nearest content words around the two places are the same."""
    left = _neighbours(content_words(claim), ours[0], ours[1], 3)
    right = _neighbours(content_words(evidence), theirs[0], theirs[1], 4)
    return sum(any(same_content(one, two) for two in right) for one in left)


def _neighbours(near: tuple[Word, ...], start: int, end: int, reach: int) -> list[Word]:
    before = [word for word in near if word.end <= start][-reach:]
    after = [word for word in near if word.start >= end][:reach]
    return before + after


def _reversals(claim: str, evidence: str) -> list[Opposition]:
    """Both sides of one axis in both texts around the same comparison, in the other order."""
    found = []
    for axis in {place[0] for place in _marked(claim)}:
        ours, theirs = _compared(claim, axis), _compared(evidence, axis)
        if ours and theirs and ours[:1] != theirs[:1] and ours[1] == theirs[1]:
            found.append(Opposition("direction", ours[2], theirs[2]))
    return found


def _compared(text: str, axis: int) -> tuple[int, str, str] | None:
    """Which side stands before a comparison and the other behind it, what is compared, and the words between."""
    comparison = _COMPARISON.search(text)
    places = [place for place in _marked(text) if place[0] == axis]
    if not comparison:
        return None
    before = [place for place in places if place[3] <= comparison.start()]
    after = [place for place in places if place[2] >= comparison.end()]
    if not before or not after or before[-1][1] == after[0][1]:
        return None
    return before[-1][1], _degree(text, comparison), text[before[-1][2] : after[0][3]]


def _degree(text: str, comparison: re.Match[str]) -> str:
    """What a comparison says: ``more`` for exceeding and growing words, else its own adjective."""
    if comparison[0].lower() != "than":
        return "more"
    nearest = [word.text.lower() for word in words(text[: comparison.start()])[-1:]]
    sides = {side for axis, side in _sides().get(nearest[0], ()) if axis in _sizes()} if nearest else set()
    if sides:
        return "more" if sides == {0} else "less"
    return stem(nearest[0]) if nearest else ""


def _negation(claim: str, evidence: str) -> Opposition | None:
    """One of the two denies a word that the other states, in like company."""
    ours, theirs = _denied(claim), _denied(evidence)
    if bool(ours) == bool(theirs):
        return None
    text, other = (claim, evidence) if ours else (evidence, claim)
    if (_DENIAL.search(claim) and _DENIAL.search(evidence)) or _opposite_denied(claim, evidence):
        return None  # "denied" and "rejected" are one, and so are "rejected" and "did not approve"
    for denied, cue in ours or theirs:
        for stated in content_words(other):
            places = (denied.start, denied.end), (stated.start, stated.end)
            if not same_content(denied, stated) or not _company(text, places[0], other, places[1]):
                continue
            said, plain = f"{cue} {text[slice(*places[0])]}", other[slice(*places[1])]
            return Opposition("negation", *((said, plain) if ours else (plain, said)))
    return None


def denies_another(claim: str, evidence: str) -> bool:
    """Whether the evidence denies something else than the claim does, or denies it of somebody else.

    >>> denies_another("The firm did not pay its staff.", "The firm did not publish its accounts.")
    True
    """
    ours, theirs = _denied(claim), _denied(evidence)
    if not theirs:
        return bool(ours) and _stated_of_another(claim, evidence)
    asked = content_words(claim)
    shared = any(same_content(one, two) for one, _ in theirs for two in asked)
    if ours and not shared and not _opposite_denied(claim, evidence):
        stated = [word for word in content_words(evidence) if word not in {word for word, _ in theirs}]
        return not any(same_content(one, two) for one, _ in ours for two in stated)
    subject, parts = _subject(claim), _clauses(evidence)
    if subject is None or len(parts) < 2 or not shared:
        return False
    named = [any(same_name(subject, other.text) for other in find_names(part)) for part in parts]
    denied = [any(same_content(one, two) for one, _ in _denied(part) for two in asked) for part in parts]
    return any(named) and any(denied) and not any(map(all, zip(named, denied, strict=True)))


def _subject(claim: str) -> str | None:
    """The first name of a claim."""
    return next((name.text for name in find_names(claim) if not name.start or name.qualifier is None), None)


def _clauses(text: str) -> list[str]:
    from rag.documents import sentences

    return [
        text[first + start : first + end]
        for first, last in sentences(text)
        for start, end in clauses(text[first:last])
    ]


_LEANING = re.compile(
    r"^\s*the\b|\b(?:he|she|it|they|who|which|his|her|its|their|this|that|all|everybody|everyone)\b",
    re.IGNORECASE,
)


def _stated_of_another(claim: str, evidence: str) -> bool:
    """Whether what the claim denies of its subject is stated of others alone: "Two drivers were hurt" says of nobody
    that he was not.
    """
    subject, denied = _subject(claim), [word for word, _ in _denied(claim)]
    if subject is None or (not claim.startswith(subject) and not _TITLED.match(claim[: claim.find(subject)])):
        return False
    stated = [
        clause
        for clause in _clauses(evidence)
        if any(same_content(one, two) for one in denied for two in content_words(clause))
    ]
    return bool(stated) and not any(
        _LEANING.search(clause) or any(same_name(subject, other.text) for other in find_names(clause))
        for clause in stated
    )


_TITLED = re.compile(r"(?:[A-Z][\w.]*\s+|the\s+){1,3}\Z", re.IGNORECASE)


def _opposite_denied(claim: str, evidence: str) -> bool:
    """Whether one of the two denies the opposite of what the other says."""
    ours_denied, theirs_denied = ({word.start for word, _ in _denied(text)} for text in (claim, evidence))
    return any(
        ours[0] == theirs[0]
        and ours[1] != theirs[1]
        and (ours[2] in ours_denied) is not (theirs[2] in theirs_denied)
        for ours in _marked(claim)
        for theirs in _marked(evidence)
    )


@lru_cache(maxsize=4096)
def _denied(text: str) -> tuple[tuple[Word, str], ...]:
    """The first two content words that each negation governs, with the words that negate them."""
    harmless = [match.span() for match in _harmless().finditer(text)]
    content, found = content_words(text), []
    for match in _negating().finditer(text):
        if any(start <= match.start() < end for start, end in harmless):
            continue
        clause = _CLAUSE.search(text, match.end())
        stop = min(clause.start() if clause else len(text), match.end() + _REACH)
        governed = [word for word in content if match.end() <= word.start < stop][:2]
        found += [(word, match[0].strip()) for word in governed]
    return tuple(found)
