"""What is read from a text: a value, where it stands, what it measures, and the interval that it says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from rag.text.calendar import covered
from rag.text.units import in_base, measure

Kind = Literal["number", "money", "percent", "date", "duration", "name", "time", "score"]
Qualifier = Literal[
    "exactly",
    "about",
    "almost",
    "just over",
    "at least",
    "more than",
    "at most",
    "up to",
    "less than",
    "before",
    "after",
    "since",
    "until",
    "ago",
    "initial",
]


@dataclass(frozen=True, slots=True)
class Value:
    """A figure, date, time or name: ``source[start:end] == text``.

    ``value`` is a float for figures (the lower end of a range, ``high`` the upper), minutes after midnight for
    times of day, an ISO 8601 date for dates (``2019``, ``2019-12``, ``--12-05`` without a year, ``2019/2021``
    for a span, None when a relative date has nothing to stand on), and the folded spelling for names. A score's
    ``value`` is its first figure and ``high`` its second.

    ``unit`` is an ISO 4217 code for money, ``%`` or ``pp`` for percentages, ``times`` for
    multiples, ``th`` for ranks, a unit name such as ``km`` or ``year``, ``throughout`` for a date that lasts
    ("from 2011 to 2015"), ``reported`` for a period of accounts ("Q1 2020", "FY2021"), ``clock`` for times of day
    with the zone behind it where one is written ("clock cet"), or empty for counts.
    ``qualifier`` is what stands before or after the figure (``almost``, ``at least`` …); it is
    not part of ``text``, but of ``source[whole[0]:whole[1]]``. ``initial`` marks a single capitalised word at
    the head of a sentence, which may be no name at all. ``vague`` is a figure such as "hundreds".

    ``step`` is the place value of the last digit as it is written, 0 for figures in words. ``other`` is the
    second reading of an ambiguous notation ("1.234", "03/04/2022"): nothing is decided by one of the two alone.
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: float | str | None
    unit: str = ""
    qualifier: Qualifier | None = None
    high: float | None = None
    step: float = 0.0
    other: float | str | None = None
    vague: bool = False
    outer: tuple[int, int] | None = None

    @property
    def number(self) -> float:
        """The figure as a float; for dates and names 0.0."""
        return self.value if isinstance(self.value, float) else 0.0

    @property
    def whole(self) -> tuple[int, int]:
        """The range of the value with its qualifier: "more than 700"."""
        return self.outer or (self.start, self.end)

    @property
    def readings(self) -> tuple[Value, ...]:
        """The value in each of its readings; mostly one."""
        from dataclasses import replace

        if self.other is None:
            return (self,)
        return replace(self, other=None), replace(self, value=self.other, other=None, step=1.0)


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``low`` to ``high``; an end that is open does not belong to it."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def within(self, other: Interval) -> bool:
        """Whether every number of it lies in ``other``."""
        above = self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open))
        below = self.high < other.high or (
            self.high == other.high and (self.high_open or not other.high_open)
        )
        return above and below

    def meets(self, other: Interval) -> bool:
        """Whether the two have a number in common; ends that touch count, open or not."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a value says surely (``inner``) and at the widest (``outer``), in the base unit of its measure.

    "About 650" is surely within seven in a hundred of it, and perhaps within fifteen.
    """

    inner: Interval
    outer: Interval


_ABOUT = (0.07, 0.15)
_NEARLY = (0.10, 0.20)
_HAIR = 1e-9


def bounds(value: Value) -> Bounds:
    """The interval of a figure or a time of day, in the base unit of its measure."""
    low = in_base(value.number, value.unit)
    high = low if value.high is None else in_base(value.high, value.unit)
    low, high = min(low, high), max(low, high)
    if value.vague:
        return Bounds(Interval(low, high, high_open=True), Interval(low / 2, high * 10))
    size = max(abs(low), abs(high))
    inner, outer = (size * share for share in _ABOUT)
    near, far = (size * share for share in _NEARLY)
    match value.qualifier:
        case "more than" | "after":
            return _same(Interval(high, math.inf, low_open=True))
        case "at least" | "since":
            return _same(Interval(low, math.inf))
        case "less than" | "before":
            return _same(Interval(-math.inf, low, high_open=True))
        case "at most" | "up to" | "until":
            return _same(Interval(-math.inf, high))
        case "about":
            return Bounds(Interval(low - inner, high + inner), Interval(low - outer, high + outer))
        case "almost":
            return Bounds(Interval(low - near, high), Interval(low - far, high * (1 + _HAIR)))
        case "just over":
            return Bounds(Interval(low, high + near), Interval(low, high + far))
    return _same(Interval(low, high))


def _same(interval: Interval) -> Bounds:
    return Bounds(interval, interval)


def days(value: Value) -> Interval | None:
    """The first and last day of a date as ordinals, with its direction; None for one without a year."""
    held = covered(value.value) if isinstance(value.value, str) else None
    if held is None:
        return None
    first, last = held[0].toordinal(), held[1].toordinal()
    match value.qualifier:
        case "before":
            return Interval(-math.inf, first, high_open=True)
        case "until":
            return Interval(-math.inf, last)
        case "after":
            return Interval(last, math.inf, low_open=True)
        case "since":
            return Interval(first, math.inf)
    return Interval(first, last)


def same_measure(one: Value, two: Value) -> bool:
    """Whether two figures can be compared at all: one kind, and units of one measure."""
    return one.kind == two.kind and measure(one.unit)[0] == measure(two.unit)[0]
