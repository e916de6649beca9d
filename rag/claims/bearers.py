"""Whether evidence speaks of what the claim speaks of: the thing, the place and the period that a value is said of.

Evidence about another bearer is no evidence: it neither supports nor refutes.
"""

from __future__ import annotations

import re

from rag.claims.alignment import Alignment
from rag.claims.comparison import Comparison
from rag.claims.naming import heads_clause
from rag.text import Value, find_names, same_name
from rag.text.clauses import verb_at
from rag.text.countries import country, seat_of
from rag.text.designators import Designator, designators
from rag.text.values import days

_OF_A_THING = re.compile(
    r"\b[a-z]{3,}\s+(?:of|in|at|near|for|from)\s+(?:the\s+|(?:town|city|village|port|island)\s+of\s+)*$"
)
_NOUN_BEHIND = re.compile(r"[’']?s?\s+(?P<noun>[a-z]{3,})\b(?P<rest>[^.]*)")
_VERB_OBJECT = re.compile(
    r"\s+(?:\d|an?\b|the\b|its\b|about\b|over\b|more\b|nearly\b|almost\b|at\b|up\b|[$€£])"
)
_IDENTITY = re.compile(
    r"\b(?:is|was|are|were|became|becomes|remains?|be|been)\s+(?:now\s+|still\s+)?(?:the|an?)\b"
)


def other_designator(claim: str, evidence: str, context: str) -> bool:
    """Ward 6 where the evidence has ward 4, or no ward at all."""
    held, around = designators(evidence), designators(context)
    for asked in designators(claim):
        labels = {other.label for other in held if _one_head(asked.head, other.head)}
        beside = {other.label for other in around if _one_head(asked.head, other.head)}
        if asked.label in labels or (not labels and (asked.label in beside or _stands_in(asked, evidence))):
            continue
        return True
    return False


def _stands_in(asked: Designator, evidence: str) -> bool:
    """Whether the evidence has the number without its noun: "Regulation 2019/44" as "2019/44"."""
    plain = re.sub(r"[-\s]", "", evidence.lower())
    return len(asked.label) > 1 and re.search(rf"(?<!\d){re.escape(asked.label)}(?!\d)", plain) is not None


def names_another(claim: str, sentence: str, seen: Comparison) -> bool:
    """Whether a sentence itself names another bearer in the place of the claim's, not only leaves it unnamed."""
    held = designators(sentence)
    for asked in designators(claim):
        labels = {other.label for other in held if _one_head(asked.head, other.head)}
        if labels and asked.label not in labels:
            return True
    return any(
        pair.agrees is False and pair.claim.kind == "name" and identifies(claim, pair.claim)
        for pair in seen.alignments
    )


def _one_head(one: str, two: str) -> bool:
    return one == two


def absent_names(seen: Comparison, context: str) -> list[Alignment]:
    """The names of the claim that neither the evidence has nor what stands around it."""
    return [
        pair
        for pair in seen.alignments
        if pair.claim.kind == "name" and not pair.agrees and not mentioned(pair.claim.text, context)
    ]


def identifies(claim: str, name: Value) -> bool:
    """Whether a name tells which thing the claim is about: "the quarry of Norby", "the Norby quarry"."""
    verb = verb_at(claim)
    if verb is not None and name.start > verb:
        return False
    if _OF_A_THING.search(claim[: name.start]):
        return True
    behind = _NOUN_BEHIND.match(claim, name.end)
    if behind is None or verb_at(f"x {behind['noun']}") is not None:
        return False
    return verb is not None or _VERB_OBJECT.match(behind["rest"]) is None


_OPEN_ENDED = frozenset({"before", "until", "after", "since"})


def other_period(seen: Comparison) -> bool:
    """Whether the date differs and a figure too: the evidence tells of another time, and decides nothing of this one.

    So it is with a figure of some day before, where the claim says what there was by then, and with the same figure
    of a quarter of the claim's year.
    """
    if any(pair.claim.kind == "date" and _of_another_part(pair) for pair in seen.open):
        return True
    if not any(pair.claim.kind not in {"date", "name"} for pair in seen.mismatches):
        return False
    return any(
        pair.agrees is False
        or (
            pair.agrees is True
            and pair.evidence is not None
            and pair.claim.qualifier in _OPEN_ENDED
            and pair.claim.value != pair.evidence.value
        )
        for pair in seen.alignments
        if pair.claim.kind == "date"
    )


def _of_another_part(pair: Alignment) -> bool:
    """Whether the evidence's date is a part of the claim's, or another period of accounts."""
    whole, part = (None if value is None else days(value) for value in (pair.claim, pair.evidence))
    if whole is None or part is None or pair.evidence is None:
        return False
    both_reported = pair.claim.unit == pair.evidence.unit == "reported"
    return both_reported or part.within(whole) or not part.meets(whole)


def another_actor(pair: Alignment, claim: str) -> bool:
    """Whether the evidence says it of somebody else, which refutes nothing: two may have granted a loan.

    (Hardly of the very same amount: there it is a mismatch like any other.)

    What somebody or something *is* ("Oslo is the capital") is said of one alone.
    """
    named = pair.claim
    return named.kind == "name" and heads_clause(claim, named) and not _IDENTITY.search(claim, named.end)


def mentioned(name: str, context: str) -> bool:
    """Whether ``context`` names it; a government is named by its capital, too."""
    land = country(name)
    return any(
        same_name(name, other.text) or (land is not None and seat_of(other.text) == land)
        for other in find_names(context)
    )
