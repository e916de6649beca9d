"""Figures, dates and ranks of a claim against those of the evidence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from rag.claims.alignment import Alignment, company
from rag.claims.derived import follows, is_change
from rag.text import Relation, Value, relation
from rag.text.content import Word, content_words, same_content
from rag.text.quantities import as_result
from rag.text.units import measure

_NAMED = re.compile(
    r"(?!The\b|In\b|By\b|On\b|Since\b|A\b)\b[A-Z][\w'’-]*\s$"
)  # "Expo 2020": the year is part of a name
_SUPERLATIVE = re.compile(r"\b(?:most|least)\s+\w+|\b\w{2,}est\b", re.IGNORECASE)
_SIZE = frozenset({"largest", "biggest", "greatest", "important", "significant"})
_NOT_SUPERLATIVE = re.compile(
    r"\b(?:west|east|rest|test|best-known|interest|protest|request|guest|invest|forest|quest|contest|latest|harvest|"
    r"arrest|suggest|honest|modest|midwest|northwest|southwest|northeast|budapest|bucharest|everest)\b",
    re.IGNORECASE,
)


def align_figures(
    claim: str, ours: tuple[Value, ...], evidence: str, theirs: tuple[Value, ...]
) -> list[Alignment]:
    """Each figure of the claim with the evidence's; one that is another figure of the claim answers to that alone."""
    figures = [value for value in ours if value.kind not in {"name", "date"}]
    same = {
        other: [value for value in figures if relation(value, other) is Relation.EQUAL] for other in theirs
    }
    return [
        align_figure(value, claim, tuple(o for o in theirs if not same[o] or value in same[o]), evidence)
        for value in figures
    ]


def align_figure(value: Value, claim: str, theirs: tuple[Value, ...], evidence: str) -> Alignment:
    """A figure of the claim and the figure about the same thing: by unit, by what is counted, by company.

    Of several the one that says the same comes first, then one that bears it out, then the one in likest company.
    """
    rivals = [other for other in theirs if other.kind not in {"name", "date"}]
    judged = [(other, _relation(claim, value, evidence, other)) for other in rivals]
    comparable = [(other, found) for other, found in judged if found is not Relation.OTHER_KIND]
    bare = value.kind == "number" and measure(value.unit)[0] in {"", "th"}
    if bare:
        ranked = value.unit == "th"
        alike = [pair for pair in comparable if _same_thing(claim, value, evidence, pair[0])]
        likest = [
            pair
            for pair in comparable
            if pair[1] is Relation.EQUAL and _likest(value, pair[0], claim, evidence)
        ]
        comparable = (
            likest
            or alike
            or [
                pair
                for pair in comparable
                if pair[1] is Relation.EQUAL or (not ranked and company(claim, value, evidence, pair[0]) >= 2)
            ]
        )
    if not comparable:
        return (
            _lasting(value, theirs)
            or _derived(value, claim, rivals)
            or _other_unit(value, judged, claim, evidence)
        )
    listed = _enumerated(value, claim, comparable, evidence)
    if listed is not None:
        return listed
    equal = [other for other, found in comparable if found is Relation.EQUAL]
    agreeing = equal or [other for other, found in comparable if found.implied]
    if agreeing:
        closest = max(agreeing, key=lambda other: company(claim, value, evidence, other))
        differing = [other for other, found in comparable if not found.implied]
        return _unless_swapped(value, closest, claim, evidence, differing)
    if (made := _derived(value, claim, rivals)) is not None:
        return made
    if is_change(claim, value):  # a difference is compared with differences alone
        comparable = [pair for pair in comparable if is_change(evidence, pair[0])]
        if not comparable:
            return Alignment(value, None, None)
    rival, found = max(comparable, key=lambda pair: company(claim, value, evidence, pair[0]))
    if found is Relation.OVERLAPPING:
        return Alignment(value, rival, None)
    related = bare or len(comparable) == 1 or company(claim, value, evidence, rival) > 0
    return Alignment(value, rival, False) if related else Alignment(value, None, None)


def _relation(claim: str, value: Value, evidence: str, other: Value) -> Relation:
    """The relation of two figures, of which one may be a loss by its sign and the other by its noun."""
    found = relation(value, other)
    if value.kind == other.kind == "score" and _loser_first(claim) is not _loser_first(evidence):
        turned = replace(other, value=other.high, high=other.number)
        return found if found.implied else relation(value, turned)
    ours, theirs = as_result(claim, value), as_result(evidence, other)
    if ours is None or theirs is None or found is Relation.OTHER_KIND or min(ours, theirs) >= 0:
        return found
    return relation(replace(value, value=ours, other=None), replace(other, value=theirs, other=None))


_WON = re.compile(r"\b(?:won|wins?|beat|beats|defeat(?:s|ed)|overcame)\b", re.IGNORECASE)
_LOST = re.compile(r"\b(?:lost|loses?|beaten|defeated\s+by)\b", re.IGNORECASE)


def _loser_first(text: str) -> bool | None:
    """Whether a text names the loser of a match first, None where it says of nobody that they won or lost."""
    if _LOST.search(text):
        return True
    return False if _WON.search(text) else None


def _derived(value: Value, claim: str, figures: Sequence[Value]) -> Alignment | None:
    """The alignment of a figure with two of the evidence from which it follows; they are shown as one."""
    found = follows(value, claim, figures)
    if found is None:
        return None
    one, two, surely = found
    first, last = sorted((one, two), key=lambda each: each.start)
    both = f"{first.text} and {last.text}"
    return Alignment(value, replace(first, end=last.end, text=both, outer=None), surely or None)


def _lasting(value: Value, theirs: Sequence[Value]) -> Alignment | None:
    """A number of years and the span of years that is as long: "for twelve years" and "from 2006 to 2018"."""
    if value.kind != "duration" or value.unit != "year":
        return None
    for other in theirs:
        ends = str(other.value).split("/") if other.unit == "throughout" else []
        if len(ends) == 2 and all(len(end) == 4 and end.isdecimal() for end in ends):
            years = float(int(ends[1]) - int(ends[0]))
            made = replace(value, value=years, high=None, qualifier=None, step=1.0, other=None, outer=None)
            if relation(value, made).implied:
                return Alignment(value, replace(other, start=0, end=0, outer=None), True)
    return None


def _likest(value: Value, other: Value, claim: str, evidence: str) -> bool:
    """Whether an equal figure, not a small one, stands in some of the same company: "86 of the 1,000" and "only 86"."""
    return abs(value.number) > 12 and value.unit != "th" and company(claim, value, evidence, other) >= 1


_LISTED = re.compile(r"\s*(?:,|,?\s*and|,?\s*or|,?\s*&)\s*")
_ALL = re.compile(r"\b(?:all|each|every|both|none|any)\b", re.IGNORECASE)


def _enumerated(
    value: Value, claim: str, comparable: Sequence[tuple[Value, Relation]], evidence: str
) -> Alignment | None:
    """A claim about each of several figures that the evidence lists: "all scored above 70 %"; None for another one."""
    if len(comparable) < 2 or not _ALL.search(claim[: value.start]):
        return None
    values = [other for other, _ in comparable]
    gaps = [evidence[one.end : two.start] for one, two in itertools.pairwise(values)]
    if not all(_LISTED.fullmatch(gap) for gap in gaps):
        return None
    whole = replace(
        values[0], end=values[-1].end, text=evidence[values[0].start : values[-1].end], outer=None
    )
    if all(found.implied for _, found in comparable):
        return Alignment(value, whole, True)
    against = next((other for other, found in comparable if found is Relation.DISJOINT), None)
    return Alignment(value, against or whole, None if against is None else False)


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


def _other_unit(value: Value, judged: list[tuple[Value, Relation]], claim: str, evidence: str) -> Alignment:
    """The same numeral with another unit (``40 percent`` for ``40 trains``) is a mismatch; nothing else here is."""
    for other, found in judged:
        units, kinds = {value.unit, other.unit}, {value.kind, other.kind}
        if found is Relation.OTHER_KIND and value.kind == "money" and _bare_cell(value, other, evidence):
            return Alignment(value, other, True)
        clear = "" not in units or kinds & {"money", "percent"}  # "3.57" may well be short for "3.57 times"
        if found is Relation.OTHER_KIND and other.value == value.value and "th" not in units and clear:
            return Alignment(value, other, False)
    if value.kind == "money":
        others = [o for o, found in judged if found is Relation.OTHER_KIND and o.kind == "money"]
        if others and company(claim, value, evidence, others[0]) >= 2:
            return Alignment(value, others[0], False)
    return Alignment(value, None, None)


def _bare_cell(value: Value, other: Value, evidence: str) -> bool:
    """Whether a table's cell gives the same amount and leaves its currency to a heading."""
    same = (
        other.kind == "number"
        and not other.unit
        and other.number == value.number
        and other.high == value.high
    )
    return same and not evidence[other.end :].strip(" .|\n") and "|" in evidence


def align_date(value: Value, claim: str, theirs: tuple[Value, ...], evidence: str) -> Alignment:
    """A date of the claim and the date of the evidence that bears it out, or the nearest other one."""
    judged = [(other, relation(value, other)) for other in theirs if other.kind == "date"]
    rivals = [other for other, found in judged if found is Relation.DISJOINT]
    agreeing = [other for other, found in judged if found.implied]
    if agreeing:
        return Alignment(value, max(agreeing, key=_precision), True)
    coarse = [other for other, found in judged if found is Relation.OVERLAPPING]
    if coarse:
        finest = max(coarse, key=_precision)
        # "September 12" is not borne out by "in September" where "September 22" stands in its company.
        near = company(claim, value, evidence, finest)
        finer = [
            other
            for other in rivals
            if _precision(other) >= _precision(value) > _precision(finest)
            and relation(finest, other).implied
            and company(claim, value, evidence, other) >= near
        ]
        return Alignment(value, finer[0], False) if finer else Alignment(value, finest, None)
    if not rivals or _NAMED.search(claim[: value.start]):
        return Alignment(value, None, None)
    return Alignment(value, max(rivals, key=lambda other: company(claim, value, evidence, other)), False)


def _precision(value: Value) -> int:
    """The length of the ISO date: a day is finer than a month, a month finer than a year or a span."""
    return len(value.value) if isinstance(value.value, str) and "/" not in value.value else 0


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
