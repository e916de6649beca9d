"""Opposite directions and negation: cheap checks for what a bag of words cannot see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.claims.parties import parties, standing
from rag.text import find_names
from rag.text.content import Word, content_words, same_content, stem

_AXES = (
    # one side | the other side
    ("rise increase grow gain climb surge soar jump expand higher upward improve accelerate boost raise "
    "strengthen widen swell"
    "|fall decrease decline drop shrink reduce cut plunge slump lower downward worsen slow diminish dwindle "
    "halve weaken narrow slide tumble"),
    "export|import", "before ahead prior precede|after follow", "first earliest|last latest final", "early|late",
    "large most highest maximum more majority greatest|small least lowest minimum less fewer minority smallest",
    "win victory victorious|lose defeat loss", "support back endorse favour favor|oppose reject condemn denounce",
    "accept approve agree|reject refuse decline deny", ("allow permit legal authorise authorize|ban forbid prohibit "
    "illegal prevent bar block"), "open|close shut", ("start begin launch commence|end stop finish cease halt "
    "terminate"), "buy purchase acquire|sell", "include|exclude", "impose introduce|lift remove abolish repeal",
    "arrest detain imprison jail|release free", "join enter accede|withdraw leave quit", ("success successful succeed"
    "|fail failure unsuccessful"), "true correct accurate|false wrong incorrect untrue", ("lend lender creditor"
    "|borrow borrower debtor"), "cheap cheaper inexpensive|expensive costly dear", ("ally friend partner|enemy foe "
    "opponent rival"), "north northern|south southern", "east eastern|west western", "male man|female woman",
    "always|never", "strong stronger|weak weaker", "profit surplus|loss deficit", "arrive arrival|depart departure",
    "guilty convict|innocent acquit", "public|private", "domestic|foreign", "easy easier|difficult hard harder",
    "safe|dangerous unsafe", "positive|negative", "possible|impossible", "likely|unlikely", "alive live|dead die",
    "young younger youngest|old older oldest", "short shorter shortest|long longer longest", "fast faster|slow slower",
    "deep deeper deepest|shallow shallower", "rich richer richest|poor poorer", "heavy heavier heaviest|light lighter",
    "confirm admit|deny refute reject dismiss", "marry|divorce", "exceed outnumber|trail", "optimistic|pessimistic",
    "voluntary|compulsory", "day|night", "summer|winter", "husband|wife", "father|mother", "son|daughter",
    "brother|sister", "king|queen", "few|many", "same|different", "friendly friendship|hostile hostility",
    "attack|defend", "create found establish|dissolve destroy demolish",
)  # fmt: skip
_SIZES = frozenset(
    axis for axis, row in enumerate(_AXES) if row.split("|")[0].split()[0] in {"rise", "large", "strong"}
)
_ORDER = next(axis for axis, row in enumerate(_AXES) if row.startswith("before"))
"""What comes before and after: words without parties."""
_NEGATIONS = (
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|hardly|scarcely|barely|nowhere)\b"
    r"|n['’]t\b|\b(?:fail(?:s|ed|ing)?|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|den(?:y|ies|ied|ying))\s+"
    r"(?:to\b|that\b|having\b|any\b)?|\b(?:rather than|instead of|no longer|far from|ruled out|yet to|unable to"
    r"|lack of|lacks?|absence of|free of|stopped short of|called off|false that|untrue that|myth that)\b"
)
_NEGATION = re.compile(_NEGATIONS, re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial|ials)|reject|dismiss|refut|repudiat|disput|contradict)\w*", re.IGNORECASE
)
_NOT_NEGATIVE = re.compile(
    r"\b(?:not only|no (?:fewer|less|more|later|sooner) than|not (?:just|merely)|no doubt|No\. ?\d)",
    re.IGNORECASE,
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


@lru_cache(maxsize=1)
def _sides() -> dict[str, tuple[tuple[int, int], ...]]:
    """Stem -> the (axis, side) pairs it belongs to."""
    found: dict[str, list[tuple[int, int]]] = {}
    for axis, row in enumerate(_AXES):
        for side, words in enumerate(row.split("|")):
            for word in words.split():
                for form in {word, stem(word)}:
                    found.setdefault(form, []).append((axis, side))
    return {form: tuple(places) for form, places in found.items()}


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
_MARKS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def _marked(text: str) -> tuple[tuple[int, int, int, int], ...]:
    """The words of ``text`` that lie on an axis: (axis, side, start, end)."""
    marked = []
    names = [(name.start, name.end) for name in find_names(text) if name.qualifier is None]
    bounds = [match.span() for match in _BOUND.finditer(text)]
    for match in _MARKS.finditer(text):
        if any(start <= match.start() < end for start, end in [*names, *bounds]):
            continue  # "West Virginia"
        word = match[0].lower()
        # "openly" is not "open"
        for axis, side in _sides().get(word) or (() if word.endswith("ly") else _sides().get(stem(word), ())):
            marked.append((axis, side, match.start(), match.end()))
    return tuple(marked)


def _directions(claim: str, evidence: str) -> list[Opposition]:
    """A word of one side in the claim where the evidence has only the other side, in like company."""
    ours, theirs = _marked(claim), _marked(evidence)
    found = []
    for axis, side, start, end in ours:
        if any(a == axis and s != side for a, s, _, _ in ours):
            continue  # both sides in the claim: a comparison, see _reversals
        same = [place for place in theirs if place[0] == axis and place[1] == side]
        other = [place for place in theirs if place[0] == axis and place[1] != side]
        if same or not other:
            continue
        nearest = max(other, key=lambda place: _company(claim, (start, end), evidence, place[2:]))
        side_of = standing(parties(claim, start, end), parties(evidence, nearest[2], nearest[3]))
        if side_of == "exchanged" and axis != _ORDER:
            continue  # who borrows from the one, the one lends to
        if _company(claim, (start, end), evidence, nearest[2:]):
            found.append(Opposition("direction", claim[start:end], evidence[nearest[2] : nearest[3]]))
    return found


def _company(claim: str, ours: tuple[int, int], evidence: str, theirs: tuple[int, ...]) -> int:
    """How many of the nearest content words around the two places are the same."""
    left = _neighbours(content_words(claim), ours[0], ours[1], 3)
    right = _neighbours(content_words(evidence), theirs[0], theirs[1], 4)
    return sum(any(same_content(one, two) for two in right) for one in left)


def _neighbours(words: tuple[Word, ...], start: int, end: int, reach: int) -> list[Word]:
    before = [word for word in words if word.end <= start][-reach:]
    after = [word for word in words if word.start >= end][:reach]
    return before + after


def _reversals(claim: str, evidence: str) -> list[Opposition]:
    """Both sides of one axis in both texts around the same comparison, in the other order."""
    found = []
    for axis in {place[0] for place in _marked(claim)}:
        ours, theirs = _order(claim, axis), _order(evidence, axis)
        if ours and theirs and ours[:1] != theirs[:1] and ours[1] == theirs[1]:
            found.append(Opposition("direction", ours[2], theirs[2]))
    return found


def _order(text: str, axis: int) -> tuple[int, str, str] | None:
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
    nearest = _MARKS.findall(text[: comparison.start()])[-1:]
    sides = (
        {side for axis, side in _sides().get(nearest[0].lower(), ()) if axis in _SIZES} if nearest else set()
    )
    if sides:
        return "more" if sides == {0} else "less"
    return stem(nearest[0].lower()) if nearest else ""


def _negation(claim: str, evidence: str) -> Opposition | None:
    """One of the two denies a word that the other states, in like company."""
    ours, theirs = _denied(claim), _denied(evidence)
    if bool(ours) == bool(theirs):
        return None
    text, other = (claim, evidence) if ours else (evidence, claim)
    if _DENIAL.search(claim) and _DENIAL.search(evidence):
        return None  # "denied" and "rejected" are one
    for denied, cue in ours or theirs:
        for stated in content_words(other):
            places = (denied.start, denied.end), (stated.start, stated.end)
            if not same_content(denied, stated) or not _company(text, places[0], other, places[1]):
                continue
            said, plain = f"{cue} {text[slice(*places[0])]}", other[slice(*places[1])]
            return Opposition("negation", *((said, plain) if ours else (plain, said)))
    return None


@lru_cache(maxsize=4096)
def _denied(text: str) -> tuple[tuple[Word, str], ...]:
    """The first two content words that each negation governs, with the words that negate them."""
    harmless = [match.span() for match in _NOT_NEGATIVE.finditer(text)]
    words, found = content_words(text), []
    for match in _NEGATION.finditer(text):
        if any(start <= match.start() < end for start, end in harmless):
            continue
        clause = _CLAUSE.search(text, match.end())
        stop = min(clause.start() if clause else len(text), match.end() + _REACH)
        governed = [word for word in words if match.end() <= word.start < stop][:2]
        found += [(word, match[0].strip()) for word in governed]
    return tuple(found)
