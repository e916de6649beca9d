"""The passages to read where the time of publication counts: the most fitting, and the newest of those that fit."""

from __future__ import annotations

from collections.abc import Sequence

from rag.results import Passage
from rag.text.calendar import covered

WORTH = 0.5
"""Share of the best passage's score from which a passage is worth reading for its day."""


def timely(passages: Sequence[Passage], count: int, period: str | None) -> list[Passage]:
    """The ``count`` best of ``passages`` and half as many others, the nearest in time, in their order.

    Args:
        passages: best first.
        period: partial ISO date or span that is asked about; without it the newest are nearest.
    """
    least = WORTH * max((passage.score for passage in passages), default=0.0)
    worth = [passage for passage in passages[count:] if passage.score >= least and passage.published]
    near = sorted(worth, key=lambda passage: _nearness(passage.published or "", period), reverse=True)
    chosen = {passage.id for passage in near[: count // 2]}
    return [passage for place, passage in enumerate(passages) if place < count or passage.id in chosen]


def _nearness(published: str, period: str | None) -> tuple[bool, int]:
    """Whether a day lies in the period, and how late it is."""
    day, asked = covered(published), covered(period) if period else None
    if day is None:
        return False, 0
    within = asked is not None and day[0] <= asked[1] and asked[0] <= day[1]
    return within, day[1].toordinal()
