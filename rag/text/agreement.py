"""Whether two values say the same, with the tolerance that their wording grants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.text.calendar import covered
from rag.text.spelling import same_spelling
from rag.text.units import measure

if TYPE_CHECKING:
    from rag.text.values import Value

_ROUNDING = 0.07  # "3 percent" for 3.2 percent
_ROUND_COUNT = 0.01  # "1,500" for 1,487
_ABOUT = 0.10  # "about", "almost", "just over"
_BOUNDS = frozenset({"more than", "at least", "less than", "at most"})
_FLOORS = frozenset({"more than", "at least", "about", "just over"})
_CEILINGS = frozenset({"less than", "at most", "about", "almost"})
_LOOSE = frozenset({"about", "almost", "just over"})


def same_value(first: Value, second: Value) -> bool:
    """Whether the two values say the same, in either order."""
    return agreement(first, second) is True or agreement(second, first) is True


def agreement(claim: Value, evidence: Value) -> bool | None:
    """Whether ``evidence`` bears out ``claim``; None when the two cannot be compared.

    Not symmetrical: evidence of 600 bears out a claim of "more than 500", not the other way round.
    """
    if claim.kind == "name" or evidence.kind == "name":
        return same_spelling(claim.text, evidence.text) if claim.kind == evidence.kind else None
    if claim.kind == "date" or evidence.kind == "date":
        return _same_date(claim, evidence) if claim.kind == evidence.kind else None
    (kind, size), (other, other_size) = measure(claim.unit), measure(evidence.unit)
    if kind != other or (claim.kind != evidence.kind):
        return None
    low, high = claim.number * size, (claim.number if claim.high is None else claim.high) * size
    below = evidence.number * other_size
    above = (evidence.number if evidence.high is None else evidence.high) * other_size
    if claim.unit == evidence.unit == "th":
        return low == below
    return _figures(claim, (low, high), evidence, (below, above))


def _figures(claim: Value, ours: tuple[float, float], evidence: Value, theirs: tuple[float, float]) -> bool:
    (low, high), (below, above) = ours, theirs
    slack = _slack(claim, evidence, high, above)
    if claim.qualifier == evidence.qualifier and claim.qualifier in _BOUNDS:
        return abs(low - below) <= max(low, below) * 1e-9  # "more than 20" is not how one says "more than 40"
    match claim.qualifier:
        case "more than" | "at least":
            if evidence.qualifier in {"less than", "at most", "almost"}:
                return False
            enough = below > low or (claim.qualifier == "at least" and below == low)
            return enough or (
                evidence.qualifier in {"more than", "at least", "about", "just over"} and below == low
            )
        case "less than" | "at most":
            if evidence.qualifier in {"more than", "at least", "just over"}:
                return False
            enough = above < high or (claim.qualifier == "at most" and above == high)
            return enough or (
                evidence.qualifier in {"less than", "at most", "about", "almost"} and above == high
            )
        case "almost":
            return high * (1 - _ABOUT) <= above <= high * (1 + _loose(evidence))
        case "just over":
            return low * (1 - _loose(evidence)) <= below <= low * (1 + _ABOUT)
    if (evidence.high is None) != (claim.high is None):  # a figure within the range of the other
        return below - slack <= low <= above + slack or low - slack <= below <= above <= high + slack
    match evidence.qualifier:
        case "more than" | "at least":
            return below <= low <= below * 1.25
        case "less than" | "at most":
            return above * 0.75 <= low <= above
    return abs(low - below) <= slack and abs(high - above) <= slack


def _loose(evidence: Value) -> float:
    """How far past its bound an "almost" or "just over" may go: not at all, unless the evidence is loose too."""
    return _ROUNDING if evidence.qualifier in _LOOSE else 1e-9


def _slack(claim: Value, evidence: Value, ours: float, theirs: float) -> float:
    """How far apart two figures may lie, in the base unit."""
    largest = max(abs(ours), abs(theirs))
    tiny = largest * 1e-9
    if claim.qualifier in _LOOSE or evidence.qualifier in _LOOSE:
        return max(tiny, largest * (_ABOUT if claim.qualifier != evidence.qualifier else _ROUNDING))
    if "exactly" in {claim.qualifier, evidence.qualifier} or claim.unit != evidence.unit:
        return tiny if claim.unit == evidence.unit else largest * 0.02
    return max(tiny, _rounding(claim, evidence))


def _rounding(claim: Value, evidence: Value) -> float:
    """The slack that a visibly rounded figure allows: ``3.5`` for 3.47, ``1,500`` for 1,487."""
    first, second = claim.number, evidence.number
    largest = max(abs(first), abs(second))
    if not largest or claim.high is not None or evidence.high is not None:
        return 0.0
    gap = abs(first - second)
    scale = next((size for size in (1e12, 1e9, 1e6, 1e3) if largest >= size), 1.0)
    pairs = ((first / scale, second / scale), (second / scale, first / scale))
    if gap <= largest * _ROUNDING and any(_rounds_to(exact, rounded, scale) for rounded, exact in pairs):
        return gap
    hundreds = largest >= 1000 and any(not number % 100 for number in (first, second))
    return gap if hundreds and gap <= largest * _ROUND_COUNT else 0.0


def _rounds_to(exact: float, rounded: float, scale: float) -> bool:
    """Whether ``rounded`` is ``exact`` with fewer decimals; of large figures one decimal must be left."""
    digits = _decimals(rounded)
    return (
        (digits > 0 or scale == 1)
        and digits < _decimals(exact)
        and abs(round(exact, digits) - rounded) < 1e-9
    )


def _decimals(number: float) -> int:
    """Decimal places of ``number`` as it is written at most (up to 6)."""
    return len(f"{number:.6f}".rstrip("0").partition(".")[2])


def _same_date(claim: Value, evidence: Value) -> bool | None:
    if not isinstance(claim.value, str) or not isinstance(evidence.value, str):
        return None
    return same_date(claim.value, evidence.value)


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
