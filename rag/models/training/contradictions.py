"""Claims that a text refutes, does not decide, or supports by denial, made from claims that it supports.

Each maker takes a supported claim with its evidence and returns another claim, or None:
``another_number``, ``another_year``, ``another_rank``, ``another_name``, ``exchanged``, ``opposite`` and
``negated`` are refuted; ``embellished`` adds a detail that the evidence does not give, and is undecided;
``denied`` denies a refuted claim, and is supported.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from rag.models.training.unanswerable import OPPOSITE

_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-])")
_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-2][0-9])\b")
_SPELLED = (
    "two three four five six seven eight nine ten twelve fifteen twenty thirty forty fifty sixty "
    "hundred thousand million billion"
).split()
_STEPS = (-20, -10, -5, -3, -2, -1, 1, 2, 3, 5, 10)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")
_RANKS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_RANK = re.compile(r"\b(?:the|his|her|its|their|\w's) (" + "|".join(_RANKS) + r")\b(?!-)")
_LARGEST = re.compile(
    r"(?<!one of )(?<!among )\bthe (?=(?:most [a-z]+|(?!\w*west\b|latest|interest|forest|request|protest|contest)"
    r"[a-z]{2,}est) [a-z])"
)
# What one does with the other, the other does with the one; and "Anna and Ben".
_MUTUAL = re.compile(
    r"\b(?:and|or|with|between|meet|met|meets|married|marries|like|equal|equals|resembles?|borders?|same|both|also|"
    r"alongside|near|versus|vs|dated|similar|name|a|an)\b|[,;:()&/]"
)
_VERB = re.compile(
    r"^ (?:\w+ly )?(?:[a-z]+(?:ed|s)|was|were|is|are|has|had|won|beat|led|wrote|made|held|left|met|gave)\b"
)
_ENDING = re.compile(r"\s*(?:[.,]|$|(?:in|on|at|by|as|for|to|during|after|before|from|when|while)\b)")
_NO_PARTY = re.compile(
    r"^(?:"
    + "|".join(_MONTHS + _DAYS)
    + r"|American|\w+(?:ish|ese|ian)|There|It|He|She|They|This|That|In|At|On|I)\b"
)
_BE = re.compile(r"\b(is|was|are|were|has|have|had|will|can|could|did)\b(?!\s+not\b|n't)")
_NEGATION = re.compile(r"\b(?:not|never|no|none|nor|neither|without|\w+n't)\b", re.IGNORECASE)
_EXTRAS = (
    "in full/for the first time/in secret/without any conditions/before the end of the year/unanimously/twice/"
    "against the advice of experts/at no cost/under pressure from abroad/within two weeks/by mistake/"
    "after long negotiations/to great acclaim/despite protests/for three years/ahead of schedule/"
    "in front of a large crowd/with the help of foreign partners/for the last time/free of charge/in writing/"
    "according to the government/on a Monday/at the request of the king/only once/as a gift/in cash/"
    "without a vote/by a wide margin/on the advice of lawyers/for health reasons/in a televised speech"
).split("/")


def another_number(claim: str, evidence: str, rng: random.Random) -> str | None:
    """Another figure, digits or word, in place of one that the evidence has too."""
    places = [m for m in _NUMBER.finditer(claim) if m.group() in evidence and not _YEAR.fullmatch(m.group())]
    spelled = [m for m in re.finditer(r"\b(?:" + "|".join(_SPELLED) + r")\b", claim) if m.group() in evidence]
    if not places and not spelled:
        return None
    match = rng.choice([*places, *spelled])
    if match.group() in _SPELLED:
        place = _SPELLED.index(match.group())
        near = _SPELLED[-4:] if place >= len(_SPELLED) - 4 else _SPELLED[max(0, place - 4) : place + 5]
        other = rng.choice([word for word in near if word != match.group()])
    else:
        other = _other_digits(match.group(), rng)
    return None if re.search(rf"\b{re.escape(other)}\b", evidence) else _replaced(claim, match, other)


def _other_digits(number: str, rng: random.Random) -> str:
    digits = [c for c in number if c.isdigit()]
    if rng.random() < 0.25 and len(digits) < 4:
        digits.append("0") if "." not in number and "," not in number else None
    place = rng.randrange(min(2, len(digits)))
    digits[place] = rng.choice([d for d in "123456789" if d != digits[place]])
    if len(digits) > sum(c.isdigit() for c in number):
        return "".join(digits)
    rest = iter(digits)
    return "".join(next(rest) if c.isdigit() else c for c in number)


def another_year(claim: str, evidence: str, rng: random.Random) -> str | None:
    """Another year, month or weekday in place of one that the evidence has too."""
    matches = [(m, str(int(m.group()) + rng.choice(_STEPS))) for m in _YEAR.finditer(claim)]
    for names in (_MONTHS, _DAYS):
        found = re.finditer(r"\b(?:" + "|".join(names) + r")\b", claim)
        matches += [(m, rng.choice([name for name in names if name != m.group()])) for m in found]
    matches = [(match, other) for match, other in matches if match.group() in evidence]
    if not matches:
        return None
    match, other = rng.choice(matches)
    return None if other in evidence else _replaced(claim, match, other)


def another_name(claim: str, evidence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    """Another name, of ``names``, in place of one that the evidence has too."""
    places = [m for m in _NAME.finditer(claim) if m.start() and m.group() in evidence]
    if not places or not names:
        return None
    match = rng.choice(places)
    words = len(match.group().split())
    fit = [n for n in names if len(n.split()) == words and n not in evidence and n not in claim]
    return _replaced(claim, match, rng.choice(fit)) if fit else None


def another_rank(claim: str, evidence: str, rng: random.Random) -> str | None:
    """Another place in an order: the third for the second, the second largest for the largest."""
    said = set(re.findall(r"[a-z]+", evidence.lower()))
    places = [match for match in _RANK.finditer(claim) if match[1] in said]
    if places:
        match = rng.choice(places)
        near = [rank for rank in _RANKS[:6] if rank not in said]
        return f"{claim[: match.start(1)]}{rng.choice(near)}{claim[match.end(1) :]}" if near else None
    largest = _LARGEST.search(claim)
    if largest is None or claim[largest.end() :].split()[0] not in said or said & set(_RANKS):
        return None
    return f"{claim[: largest.end()]}{rng.choice(_RANKS[1:4])} {claim[largest.end() :]}"


def exchanged(claim: str, evidence: str, _rng: random.Random) -> str | None:
    """The first two names, which the evidence has too, each in the place of the other: who did it to whom."""
    names = list(_NAME.finditer(claim))[:2]
    if len(names) < 2 or not all(re.search(rf"\b{re.escape(name.group())}\b", evidence) for name in names):
        return None
    one, two = names
    before, between, behind = claim[: one.start()], claim[one.end() : two.start()], claim[two.end() :]
    if (
        before.strip() not in ("", "The")
        or not _VERB.search(between)
        or _MUTUAL.search(between)
        or not _ENDING.match(behind)
    ):
        return None
    if any(_NO_PARTY.search(name.group()) for name in names):
        return None
    return f"{before}{two.group()}{between}{one.group()}{behind}"


def opposite(claim: str, evidence: str, rng: random.Random) -> str | None:
    """The opposite word, where the evidence has the original and not the opposite."""
    said = set(re.findall(r"\w+", evidence.lower()))
    places = [m for m in re.finditer(r"\b[a-z]+\b", claim) if m.group() in OPPOSITE and m.group() in said]
    rng.shuffle(places)
    for match in places:
        options = [word for word in OPPOSITE[match.group()] if word not in said]
        if options:
            return _replaced(claim, match, rng.choice(options))
    return None


def negated(claim: str, _evidence: str, rng: random.Random) -> str | None:
    """The first auxiliary negated."""
    if _NEGATION.search(claim):
        return None
    match = _BE.search(claim)
    if match is None:
        return None
    never = match.group() in ("was", "were", "has", "had", "have") and rng.random() < 0.2
    return _replaced(claim, match, f"{match.group()} {'never' if never else 'not'}")


def denied(claim: str, evidence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    """A claim with another year, number or name, denied: true again, so that "not" alone decides nothing."""
    wrong = (
        another_year(claim, evidence, rng)
        or another_number(claim, evidence, rng)
        or another_name(claim, evidence, rng, names)
    )
    return negated(wrong, evidence, rng) if wrong else None


def embellished(claim: str, evidence: str, rng: random.Random) -> str | None:
    """The claim with a detail more than the evidence gives."""
    said = set(re.findall(r"\w+", evidence.lower()))
    extra = rng.choice(_EXTRAS)
    if any(word in said for word in extra.lower().split() if len(word) > 3) or len(claim.split()) < 4:
        return None
    return f"{claim.rstrip('. ')} {extra}."


def _replaced(claim: str, match: re.Match[str], other: str) -> str:
    return claim[: match.start()] + other + claim[match.end() :]
