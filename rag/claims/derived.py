"""Figures of a claim that the evidence does not state but that follow from its figures: sums, differences, ratios.

"Orders were 14 million higher" follows from "61 million, against 47 million a year earlier".
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.text import Relation, Value, relation
from rag.text.tables import words
from rag.text.tokens import tokenise

MOST = 8
"""Figures of a piece of evidence that are tried against each other."""
_OTHERS = frozenset({"name", "date", "time", "score"})
_NEAR = 3
"""Words behind a figure in which it is said to be a difference."""
_SMALL = 12
"""Up to it sums agree by chance, unless the claim says that it is one."""


def is_change(text: str, value: Value) -> bool:
    """Whether a figure is said to be by how much two differ: "14 million higher", "by 14 million"."""
    behind = [token.word for token in tokenise(text[value.end :])[:_NEAR]]
    before = [token.word for token in tokenise(text[: value.whole[0]])[-1:]]
    return bool(
        words("changes", "behind").intersection(behind) or words("changes", "before").intersection(before)
    )


def follows(value: Value, claim: str, figures: Sequence[Value]) -> tuple[Value, Value, bool] | None:
    """The two figures of the evidence from which the claim's follows, and whether surely; None where from no two.

    Surely where the claim says that it is a difference or a sum; else the figure must be large enough not to be a sum
    by chance, and may be the sum of other things.
    """
    said = {token.word for token in tokenise(claim)}
    changed = is_change(claim, value) or bool(said & words("changes", "differing"))
    added = bool(said & words("changes", "adding"))
    large = abs(value.number) > _SMALL
    plain = [figure for figure in figures if figure.kind not in _OTHERS and figure.high is None][:MOST]
    for one, two in itertools.combinations(plain, 2):
        if two.kind == "number" and not two.unit and one.unit:  # "38 per cent … and 41"
            two = replace(two, kind=one.kind, unit=one.unit)
        if (one.unit, one.kind) != (two.unit, two.kind):
            continue
        for made, way in _made(one, two, value):
            asked = added or large if way == "sum" else changed or way == "ratio"
            if asked and relation(value, made).implied:
                return one, two, way != "sum" or added
    return None


def _made(one: Value, two: Value, value: Value) -> Iterator[tuple[Value, str]]:
    """What can be made of two figures that is of the claim's kind."""
    step = max(one.step, two.step)
    low, high = sorted((one.number, two.number))
    plain = replace(one, qualifier=None, step=step, text="", outer=None, other=None)
    if relation(value, plain) is not Relation.OTHER_KIND:
        yield replace(plain, value=one.number + two.number), "sum"
        yield replace(plain, value=high - low), "difference"
    elif value.unit == "pp" and one.unit == "%":
        yield replace(plain, value=high - low, unit="pp"), "difference"
    if low <= 0:
        return
    if value.unit == "times":
        yield replace(plain, kind="number", value=high / low, unit="times", step=0.0), "ratio"
    elif value.unit == "%" and one.unit != "%":
        share = replace(plain, kind="percent", unit="%", step=value.step)
        yield replace(share, value=_rounded(100 * low / high, value)), "share"
        for first, last in ((one, two), (two, one)):
            change = 100 * abs(last.number - first.number) / first.number
            yield replace(share, value=_rounded(change, value)), "change"


def _rounded(share: float, value: Value) -> float:
    """A share with as many digits as the claim's has."""
    return round(share / value.step) * value.step if value.step else share
