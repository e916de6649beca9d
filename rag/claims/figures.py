"""Figures, dates and ranks of a claim against those of the evidence."""

from __future__ import annotations

import re

from rag.claims.alignment import Alignment, company
from rag.claims.words import Word, content_words, same_content
from rag.text import Value, agreement
from rag.text.units import measure

_BEFORE = frozenset({"before", "until"})
_NAMED = re.compile(r"[A-Z][\w'’-]*\s$")  # "Expo 2020": the year is part of a name
_AFTER = frozenset({"after", "since"})
_SUPERLATIVE = re.compile(r"\b(?:most|least)\s+\w+|\b\w{2,}est\b", re.IGNORECASE)
_SIZE = frozenset({"largest", "biggest", "greatest", "important", "significant"})
_NOT_SUPERLATIVE = re.compile(
    r"\b(?:west|east|rest|test|best-known|interest|protest|request|guest|invest|forest|quest|contest|latest|harvest|"
    r"arrest|suggest|honest|modest|midwest|northwest|southwest|northeast|budapest|bucharest|everest)\b",
    re.IGNORECASE,
)


def align_figure(value: Value, claim: str, theirs: tuple[Value, ...], evidence: str) -> Alignment:
    """A figure of the claim and the figure about the same thing: by unit, by what is counted, by company."""
    rivals = [other for other in theirs if other.kind not in {"name", "date"}]
    judged = [(other, agreement(value, other)) for other in rivals]
    comparable = [(other, agrees) for other, agrees in judged if agrees is not None]
    bare = value.kind == "number" and measure(value.unit)[0] in {"", "th"}
    if bare:
        ranked = value.unit == "th"
        alike = [pair for pair in comparable if _same_thing(claim, value, evidence, pair[0])]
        comparable = alike or [
            pair
            for pair in comparable
            if pair[1] or (not ranked and company(claim, value, evidence, pair[0]) >= 2)
        ]
    agreeing = [other for other, agrees in comparable if agrees]
    if agreeing:
        closest = max(agreeing, key=lambda other: company(claim, value, evidence, other))
        return _unless_swapped(value, closest, claim, evidence, [o for o, agrees in comparable if not agrees])
    if not comparable:
        return _other_unit(value, judged, claim, evidence)
    rival = max((other for other, _ in comparable), key=lambda other: company(claim, value, evidence, other))
    related = bare or len(comparable) == 1 or company(claim, value, evidence, rival) > 0
    return Alignment(value, rival, False) if related else Alignment(value, None, None)


def _counted(text: str, value: Value) -> list[Word]:
    """What a count counts: the two content words behind it, as far as they stand close."""
    words = [word for word in content_words(text) if value.end <= word.start < value.end + 30]
    return [word for word in words[:3] if not re.search("[.;:]", text[value.end : word.start])]


def _same_thing(claim: str, ours: Value, evidence: str, theirs: Value) -> bool:
    """Whether two bare counts, ranks or multiples are of the same noun."""
    right = _counted(evidence, theirs)
    return any(same_content(one, two) for one in _counted(claim, ours) for two in right)


def _unless_swapped(
    value: Value, closest: Value, claim: str, evidence: str, rivals: list[Value]
) -> Alignment:
    """An agreeing figure stands for something else when a rival stands in much likelier company."""
    here = company(claim, value, evidence, closest)
    rival = max(rivals, key=lambda other: company(claim, value, evidence, other), default=None)
    if rival is not None and here == 0 and company(claim, value, evidence, rival) >= 2:
        return Alignment(value, rival, False)
    return Alignment(value, closest, True)


def _other_unit(
    value: Value, judged: list[tuple[Value, bool | None]], claim: str, evidence: str
) -> Alignment:
    """The same numeral with another unit (``40 percent`` for ``40 trains``) is a mismatch; nothing else here is."""
    for other, agrees in judged:
        units, kinds = {value.unit, other.unit}, {value.kind, other.kind}
        clear = "" not in units or kinds & {"money", "percent"}  # "3.57" may well be short for "3.57 times"
        if agrees is None and other.value == value.value and "th" not in units and clear:
            return Alignment(value, other, False)
    if value.kind == "money":
        others = [other for other, agrees in judged if agrees is None and other.kind == "money"]
        if others and company(claim, value, evidence, others[0]) >= 2:
            return Alignment(value, others[0], False)
    return Alignment(value, None, None)


def align_date(value: Value, claim: str, theirs: tuple[Value, ...], evidence: str) -> Alignment:
    """A date of the claim and the date of the evidence that bears it out, or the nearest other one."""
    judged = [(other, _dates_agree(value, other)) for other in theirs if other.kind == "date"]
    rivals = [other for other, agrees in judged if agrees is False]
    agreeing = [other for other, agrees in judged if agrees]
    if agreeing:
        finest = max(agreeing, key=_precision)
        # "September 12" is not borne out by "in September" where "September 22" stands in its company.
        near = company(claim, value, evidence, finest)
        finer = [
            other
            for other in rivals
            if _precision(other) >= _precision(value) > _precision(finest)
            and agreement(other, finest)
            and company(claim, value, evidence, other) >= near
        ]
        return Alignment(value, finer[0], False) if finer else Alignment(value, finest, True)
    if not rivals or _NAMED.search(claim[: value.start]):
        return Alignment(value, None, None)
    return Alignment(value, max(rivals, key=lambda other: company(claim, value, evidence, other)), False)


def _precision(value: Value) -> int:
    """The length of the ISO date: a day is finer than a month, a month finer than a year or a span."""
    return len(value.value) if isinstance(value.value, str) and "/" not in value.value else 0


def _dates_agree(ours: Value, theirs: Value) -> bool | None:
    """Agreement of dates with their directions: evidence of 2017 bears out "before 2019"."""
    agrees = agreement(ours, theirs)
    if not isinstance(ours.value, str) or not isinstance(theirs.value, str) or agrees is None:
        return agrees
    if ours.qualifier in _BEFORE and theirs.qualifier in _AFTER and agrees:
        return False
    if ours.qualifier in _AFTER and theirs.qualifier in _BEFORE and agrees:
        return False
    if not agrees and theirs.qualifier is None:
        earlier = theirs.value[:10] < ours.value[:10]
        if (ours.qualifier in _BEFORE and earlier) or (ours.qualifier in _AFTER and not earlier):
            return True
    return agrees


def align_ranks(
    claim: str, ours: tuple[Value, ...], evidence: str, theirs: tuple[Value, ...]
) -> list[Alignment]:
    """``the largest`` against ``the third largest``: a superlative without a rank claims the first one."""
    found = []
    for mine in _superlatives(claim, ours):
        for other in _superlatives(evidence, theirs):
            if mine.value != other.value and _same_scale(mine, claim, other, evidence):
                found.append(Alignment(mine, other, False))
                break
    return found


def _same_scale(mine: Value, claim: str, other: Value, evidence: str) -> bool:
    """Whether two superlatives rank by the same: one word, or words of size said of the same noun."""
    one, two = (value.text.split()[-1].lower() for value in (mine, other))
    return one == two or ({one, two} <= _SIZE and _same_thing(claim, mine, evidence, other))


def _superlatives(text: str, values: tuple[Value, ...]) -> list[Value]:
    """The superlatives of ``text`` as ranks; one with an ordinal before it has that rank."""
    found = []
    for match in _SUPERLATIVE.finditer(text):
        if _NOT_SUPERLATIVE.search(match[0]) or match[0].lower().startswith("most of"):
            continue
        rank = next((v for v in values if v.unit == "th" and 0 <= match.start() - v.end <= 1), None)
        start = rank.start if rank else match.start()
        number = rank.number if rank else 1.0
        found.append(Value("number", start, match.end(), text[start : match.end()], number, "th"))
    return found
