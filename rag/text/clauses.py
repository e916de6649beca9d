"""Coordinated clauses, cut apart only where each has its own subject and verb and stands alone."""

from __future__ import annotations

import re

_VERB_WORDS = (
    "is are was were be am been has have had do does did will would can could may might must shall should said says "
    "rose fell grew gave took made got went came saw knew thought bought brought sold told held led left lost won met "
    "paid sent spent built began became broke chose wrote spoke stole found kept flew drew drove fought heard ran shot "
    "sat stood taught caught threw bore died lent sought struck sank fed put set cut hit let shut spread quit remains "
    "become becomes withdrew understood underwent overtook meant felt dealt lay lies rises falls grows "
    "gives takes makes goes comes sees knows holds leads leaves loses wins meets pays sends spends builds "
    "begins breaks writes speaks finds keeps runs stands exceeds exports imports produces sells buys "
    "supplies owns employs includes contains costs needs wants plans hopes uses shows means lives works "
    "plays serves borders consists belongs depends ranks accounts increases decreases declines drops "
    "reaches covers receives provides supports opposes sits hosts manufactures controls operates signs "
    "grants attends visits remain ranked cost weighs weighed"
)
_VERBS = frozenset(_VERB_WORDS.split())
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
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
    for index, match in enumerate(_TOKEN.finditer(clause)):
        word = match[0].lower()
        finite = (
            word in _VERBS
            or (len(word) > 4 and word.endswith("ed"))
            or word.endswith(("n't", "n’t", "'s been"))
        )
        if index and finite and not match[0][0].isupper():
            return match.start()
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


def _stands_alone(clause: str) -> bool:
    """Whether the left clause is a statement of its own: subject, verb, nothing reported or relative."""
    words = _TOKEN.findall(clause)
    return len(words) >= 3 and not _REPORT.search(clause) and has_verb(clause)


def _goes_on_alone(rest: str) -> bool:
    """Whether what follows the joint begins with a subject that is no pronoun, and a verb soon behind it."""
    following = _JOINT.search(rest)
    clause = rest[: following.start()] if following else rest
    if len(_TOKEN.findall(clause)) < 3:
        clause = rest
    if (
        _PRONOUN.match(rest)
        or _LEANS.search(clause.strip())
        or not (_SUBJECT.match(rest) or _PLURAL.match(rest))
    ):
        return False
    verb = verb_at(clause)
    if verb is None:
        return False
    subject = clause[:verb]
    # "Chinese companies withdrew": the subject is short and holds no comma or preposition run of its own verb.
    return len(_TOKEN.findall(subject)) <= 7 and "," not in subject and len(_TOKEN.findall(clause)) >= 3
