"""Coordinated clauses, cut apart only where each has its own subject and verb and stands alone."""

from __future__ import annotations

import re

from rag.text.designators import opens_with_designator
from rag.text.tables import words as listed
from rag.text.words import words

_JOINT = re.compile(
    r"(?:,\s+(?:and|but|while|whereas|yet)\s+|;\s+(?:and\s+|but\s+)?|\s+(?:and|but|while|whereas)\s+)"
)
_SUBORDINATE = re.compile(
    r"^(?:if|when|although|though|while|because|since|unless|after|before|until|once|as|whether|both|either|neither"
    r"|not only)\b",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\b(?:that|said|says|told|claim(?:s|ed)?|believe[sd]?|argue[sd]?|according to|whether|if|who|which|whose|where"
    r"|because|between|both|either|neither|from)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^(?:he|she|it|they|we|you|I|this|that|these|those|his|her|its|their|there|which|who|where|then|so|thus"
    r"|also)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^(?:(?:the|a|an|some|many|most|several|all|each|every|no|both|more than|almost)\s+\S|[A-Z0-9$€£])"
)
_PLURAL = re.compile(r"^(?:[a-z]+\s+){0,2}[a-z]+s\s+[a-z]+")


_LEANS = re.compile(
    r"\b(?:it|them|they|he|she|him|his|her|its|their|this|that|these|those|so|too|as well|instead|likewise)\b"
    r"|\b(?:did|do|does|is|are|was|were|has|have|had|will|would|could|can)(?:\s+not|n['’]t)?[.!]?$",
    re.IGNORECASE,
)  # words that need the other clause: "Chile imported it", "Sweden did not"


def has_verb(clause: str) -> bool:
    """Whether ``clause`` has a finite verb, as far as a word list and the endings -ed and -es tell."""
    return verb_at(clause) is not None


def verb_at(clause: str) -> int | None:
    """Where the first likely finite verb begins, not as the first word."""
    for word in words(clause)[1:]:
        lower = word.text.lower()
        finite = (
            lower in listed("verbs", "finite")
            or (len(lower) > 4 and lower.endswith("ed"))
            or lower.endswith(("n't", "n’t"))
        )
        if finite and not lower[0].isdecimal() and not word.text[0].isupper():
            return word.start
    return None


def clauses(sentence: str) -> list[tuple[int, int]]:
    """The ranges of the clauses of ``sentence``; one range, the whole, where they cannot be told apart surely."""
    whole = [(0, len(sentence))]
    if _SUBORDINATE.match(sentence):
        return whole
    quotes = [match.span() for match in re.finditer(r"[\"“«][^\"”»]*[\"”»]|\([^)]*\)", sentence)]
    start, parts = 0, []
    for joint in _JOINT.finditer(sentence):
        if any(begin < joint.end() and joint.start() < end for begin, end in quotes):
            continue
        if _stands_alone(sentence[start : joint.start()]) and _goes_on_alone(sentence[joint.end() :]):
            parts.append((start, joint.start()))
            start = joint.end()
    return [*parts, (start, len(sentence))] if parts else whole


def spliced(sentence: str) -> list[tuple[int, int]]:
    """The ranges of clauses that only commas part: "the mill has 40 workers, the dairy has 12"; else the whole."""
    whole = [(0, len(sentence))]
    if _SUBORDINATE.match(sentence):
        return whole
    starts = [0, *(comma.end() for comma in re.finditer(r",\s+", sentence))]
    ends = [*(comma.start() for comma in re.finditer(r",\s+", sentence)), len(sentence)]
    parts = list(zip(starts, ends, strict=True))
    alone = all(
        _begins_alone(sentence[start:end]) and verb_at(sentence[start:end]) is not None
        for start, end in parts
    )
    return parts if alone and len(parts) > 1 else whole


def _begins_alone(clause: str) -> bool:
    """Whether a clause begins with a subject that is no pronoun."""
    opens = _SUBJECT.match(clause) or _PLURAL.match(clause) or opens_with_designator(clause)
    return bool(opens) and not _PRONOUN.match(clause)


def _stands_alone(clause: str) -> bool:
    """Whether the left clause is a statement of its own: subject, verb, nothing reported or relative."""
    return len(words(clause)) >= 3 and not _REPORT.search(clause) and has_verb(clause)


def _goes_on_alone(rest: str) -> bool:
    """Whether what follows the joint begins with a subject that is no pronoun, and a verb soon behind it."""
    following = _JOINT.search(rest)
    clause = rest[: following.start()] if following else rest
    if len(words(clause)) < 3:
        clause = rest
    if _LEANS.search(clause.strip()) or not _begins_alone(rest):
        return False
    verb = verb_at(clause)
    if verb is None:
        return False
    subject = clause[:verb]
    # "Chinese companies withdrew": the subject is short and holds no comma or preposition run of its own verb.
    return len(words(subject)) <= 7 and "," not in subject and len(words(clause)) >= 3
