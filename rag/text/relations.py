"""How two values stand to each other: the relation of the intervals that they say."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from rag.text.calendar import WEEKDAYS, covered
from rag.text.spelling import same_spelling
from rag.text.units import measure
from rag.text.values import Interval, Value, bounds, days, same_measure

_CONVERTED = (0.02, 0.04)  # "2 metres" for 6 ft 7 in
_DEGREES = (0.6, 1.2)  # the same for temperatures, in kelvin
_ROUND = 0.01  # "1,500" for 1,487
_SOFT = frozenset({"about", "almost", "just over"})
_TINY = 1e-9


class Relation(Enum):
    """What a value of a source means for a value of a claim."""

    EQUAL = "equal"
    """The two say the same."""
    WITHIN = "within"
    """Whatever the source's value is exactly, the claim holds of it: 640 and "more than 600"."""
    OVERLAPPING = "overlapping"
    """The claim may hold or not: "more than 700" and 740."""
    DISJOINT = "disjoint"
    """The claim cannot hold."""
    OTHER_KIND = "other kind"
    """Nothing to compare: metres and kilograms, dollars and euros, a date and a count."""

    @property
    def implied(self) -> bool:
        """Whether the source's value bears out the claim's."""
        return self in (Relation.EQUAL, Relation.WITHIN)


def relation(claim: Value, source: Value) -> Relation:
    """The relation of the claim's value to the source's.

    An ambiguous notation is read both ways: the relation is the one that both readings have, else the two overlap.
    """
    return _relation(claim, source)


@lru_cache(maxsize=16_384)
def _relation(claim: Value, source: Value) -> Relation:
    if claim.kind != source.kind:
        return Relation.OTHER_KIND
    if claim.other is not None or source.other is not None:
        return _of_readings(claim, source)
    if claim.kind == "name":
        return Relation.EQUAL if same_spelling(claim.text, source.text) else Relation.DISJOINT
    if claim.kind == "date":
        return _dates(claim, source)
    if claim.kind == "score":
        same = (claim.value, claim.high) == (source.value, source.high)
        return Relation.EQUAL if same else Relation.DISJOINT
    if claim.kind == "time":
        zones = {value.unit.partition(" ")[2] for value in (claim, source)} - {""}
        return _times(claim, source) if len(zones) < 2 else Relation.OVERLAPPING
    if not same_measure(claim, source):
        return Relation.OTHER_KIND
    if claim.unit == source.unit == "th":
        return Relation.EQUAL if claim.number == source.number else Relation.DISJOINT
    return _figures(claim, source)


def _of_readings(claim: Value, source: Value) -> Relation:
    if claim.text == source.text and claim.qualifier == source.qualifier and claim.unit == source.unit:
        return Relation.EQUAL
    if claim.kind == "time":
        return _of_either_half(claim, source)
    found = {_relation(one, two) for one in claim.readings for two in source.readings}
    return found.pop() if len(found) == 1 else Relation.OVERLAPPING


def _of_either_half(claim: Value, source: Value) -> Relation:
    """Times of which one does not say the half of the day: "half past six" is said of 6:30 and of 18:30."""
    judged = [[_relation(one, two) for two in source.readings] for one in claim.readings]
    if all(any(found.implied for found in row) for row in zip(*judged, strict=True)):
        return Relation.WITHIN
    if claim.other is None and judged[0][0] is Relation.EQUAL and not _HALF_SAID.search(claim.text):
        return Relation.EQUAL  # "6:30" of a source that says "half past six"
    return (
        Relation.DISJOINT
        if all(found is Relation.DISJOINT for row in judged for found in row)
        else Relation.OVERLAPPING
    )


_HALF_SAID = re.compile(r"[ap]\.?\s?m\b|morning|afternoon|evening|night", re.IGNORECASE)


def _figures(claim: Value, source: Value) -> Relation:
    ours, theirs = bounds(claim), bounds(source)
    if ours == theirs and claim.qualifier == source.qualifier:
        return Relation.EQUAL
    if claim.qualifier == source.qualifier == "up to":
        return Relation.DISJOINT  # both name the most there was
    tolerance, widest = _tolerance(claim, source)
    if (
        claim.qualifier in {None, "about"}
        and source.qualifier in _SOFT
        and claim.high is None
        and source.high is None
        and abs(_middle(claim) - _middle(source)) <= max(tolerance, _TINY * abs(_middle(claim)))
    ):
        return Relation.EQUAL  # "650" of a source that says "about 650"
    inner, outer = _wider(ours.inner, tolerance), _wider(ours.outer, widest)
    if theirs.inner.within(inner):
        exact = claim.qualifier == source.qualifier and not claim.vague and not source.vague
        return (
            Relation.EQUAL
            if exact and inner.within(_wider(theirs.inner, 2 * tolerance + _TINY))
            else Relation.WITHIN
        )
    if outer.meets(theirs.outer) or _rounded(source, claim):
        return Relation.OVERLAPPING
    return Relation.DISJOINT


def _middle(value: Value) -> float:
    from dataclasses import replace

    return bounds(replace(value, qualifier=None)).inner.low


def _wider(interval: Interval, by: float) -> Interval:
    if not by:
        return interval
    return Interval(interval.low - by, interval.high + by, interval.low_open, interval.high_open)


def _tolerance(claim: Value, source: Value) -> tuple[float, float]:
    """How far past the claim's interval a source's value still bears it out, and may still do so."""
    largest = max(abs(_middle(claim)), abs(_middle(source)))
    tiny = largest * _TINY
    if "exactly" in {claim.qualifier, source.qualifier}:
        return tiny, tiny
    if measure(claim.unit)[0] == "temperature":
        return _DEGREES if claim.unit != source.unit else (0.0, 0.0)
    if claim.unit != source.unit:
        exact = measure(claim.unit)[0] in {"bytes", "energy", "power", "share", "points"}
        return (tiny, tiny) if exact else (largest * _CONVERTED[0], largest * _CONVERTED[1])
    bounded = claim.qualifier is not None or claim.high is not None or source.high is not None
    return (
        (tiny, tiny)
        if bounded or not _rounded(claim, source)
        else (abs(_middle(claim) - _middle(source)) + tiny,) * 2
    )


def _rounded(round_: Value, exact: Value) -> bool:
    """Whether the one figure is the other with fewer digits: 3.5 for 3.47, 1,500 for 1,487."""
    if round_.unit != exact.unit or exact.high is not None or round_.high is not None or not round_.step:
        return False
    gap = abs(round_.number - exact.number)
    part = not exact.step and exact.number != int(exact.number)  # "a third" has more digits than 33 percent
    if part or (exact.step and round_.step >= 10 * exact.step * (1 - _TINY)):
        finer = exact.step < 1 or "." in round_.text
        if (
            finer
            and ("." in round_.text or abs(round_.number) < 1000)
            and gap <= round_.step / 2 + _TINY * abs(round_.number)
        ):
            return gap <= 0.07 * abs(exact.number)
    size = abs(round_.number)
    return size >= 1000 and round_.number % 100 == 0 and gap <= size * _ROUND and bool(exact.number % 100)


def _times(claim: Value, source: Value) -> Relation:
    ours, theirs = bounds(claim), bounds(source)
    if claim.high is not None and source.high is not None:  # open from … to …
        if ours.inner == theirs.inner:
            return Relation.EQUAL
        return Relation.WITHIN if ours.inner.within(theirs.inner) else Relation.DISJOINT
    if claim.high is not None or source.high is not None:
        return Relation.OVERLAPPING if ours.outer.meets(theirs.outer) else Relation.DISJOINT
    if theirs.inner.within(ours.inner):
        return Relation.EQUAL if claim.qualifier == source.qualifier else Relation.WITHIN
    return Relation.OVERLAPPING if ours.outer.meets(theirs.outer) else Relation.DISJOINT


def _dates(claim: Value, source: Value) -> Relation:
    if (
        claim.value is None
        and claim.text.lower() == source.text.lower()
        and claim.text[:3].lower() in WEEKDAYS
    ):
        return Relation.EQUAL
    if not isinstance(claim.value, str) or not isinstance(source.value, str):
        return Relation.OTHER_KIND
    if claim.value.startswith("--") or source.value.startswith("--"):
        return _without_year(claim, source)
    ours, theirs = days(claim), days(source)
    if ours is None or theirs is None:
        return Relation.OTHER_KIND
    if ours == theirs:
        return Relation.EQUAL
    if source.unit == "throughout" and claim.qualifier is None:
        return _lasting(claim, ours, theirs)
    if theirs.within(ours):
        return Relation.WITHIN
    return Relation.OVERLAPPING if _overlap(ours, theirs) else Relation.DISJOINT


def _lasting(claim: Value, ours: Interval, theirs: Interval) -> Relation:
    """What holds from the first day to the last of a span holds on each day in it, and on none outside."""
    if ours.within(theirs):
        return Relation.WITHIN
    if claim.unit == "throughout":
        return Relation.DISJOINT  # "from 2011 to 2015" and "from 2015 to 2023"
    return Relation.OVERLAPPING if _overlap(ours, theirs) else Relation.DISJOINT


def _overlap(ours: Interval, theirs: Interval) -> bool:
    if not ours.meets(theirs):
        return False
    apart = (ours.high == theirs.low and (ours.high_open or theirs.low_open)) or (
        theirs.high == ours.low and (theirs.high_open or ours.low_open)
    )
    return not apart


def _without_year(claim: Value, source: Value) -> Relation:
    """Month and day only; other kind when one of the two names no month."""
    same = _same_without_year(str(claim.value), str(source.value))
    if same is None:
        return Relation.OTHER_KIND
    if not same:
        return Relation.DISJOINT
    ours, theirs = (_month_and_day(str(value.value)) for value in (claim, source))
    coarser = len(ours) <= len(theirs) and (str(claim.value).startswith("--") or claim.value == source.value)
    return Relation.WITHIN if coarser else Relation.OVERLAPPING


def same_value(first: Value, second: Value) -> bool:
    """Whether the two values say the same, or the one what the other implies, in either order."""
    return relation(first, second).implied or relation(second, first).implied


def same_date(first: str, second: str) -> bool | None:
    """Whether two partial dates or spans can be the same day: one covers the other."""
    if first.startswith("--") or second.startswith("--"):
        return _same_without_year(first, second)
    ours, theirs = covered(first), covered(second)
    if ours is None or theirs is None:
        return None
    inside = ours[0] <= theirs[0] and theirs[1] <= ours[1]
    return inside or (theirs[0] <= ours[0] and ours[1] <= theirs[1])


def _same_without_year(first: str, second: str) -> bool | None:
    """Month and day only; None when one of the two names no month."""
    parts = [_month_and_day(iso) for iso in (first, second)]
    if any("/" in iso for iso in (first, second)) or not all(parts):
        return None
    (one, two) = parts
    shared = min(len(one), len(two))
    return one[:shared] == two[:shared]


def _month_and_day(iso: str) -> list[str]:
    return iso[2:].split("-") if iso.startswith("--") else iso.split("-")[1:]
