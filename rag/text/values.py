"""What the lens reads from a text: a value, where it stands, and what it measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "money", "percent", "date", "duration", "name"]
Qualifier = Literal[
    "exactly",
    "about",
    "almost",
    "just over",
    "at least",
    "more than",
    "at most",
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
    """A figure, date or name: ``source[start:end] == text``.

    ``value`` is a float for figures (the lower end of a range, ``high`` the upper), an ISO 8601
    date for dates (``2019``, ``2019-12``, ``--12-05`` without a year, ``2019/2021`` for a span,
    None when a relative date has nothing to stand on), and the folded spelling for names.

    ``unit`` is an ISO 4217 code for money, ``%`` or ``pp`` for percentages, ``times`` for
    multiples, ``th`` for ranks, a unit name such as ``km`` or ``year``, or empty for counts.
    ``qualifier`` is what stands before or after the figure (``almost``, ``at least`` …); it is
    not part of ``text``. ``initial`` marks a single capitalised word at the head of a sentence,
    which may be no name at all.
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: float | str | None
    unit: str = ""
    qualifier: Qualifier | None = None
    high: float | None = None

    @property
    def number(self) -> float:
        """The figure as a float; for dates and names 0.0."""
        return self.value if isinstance(self.value, float) else 0.0
