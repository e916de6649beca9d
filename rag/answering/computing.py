"""Exact arithmetic with values of the sources: the result, the line that shows it, or the reason why there is none.

Numbers are fractions, so nothing is lost on the way; a result is rounded only where it is shown, behind "≈".
A value with a qualifier is an interval, and the result is what all numbers in the intervals have in common.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import cast

from rag.reading.operands import Calculation
from rag.text.calendar import covered
from rag.text.tables import table
from rag.text.units import measure
from rag.text.values import Value, bounds, same_measure

_MOST = 12
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_INSIDE = Fraction(98, 100)
"""Of half a place: a figure rounded to 14.2 is below one rounded to 14.3."""
_SOFT = frozenset({"about", "almost", "just over"})
_TEMPERATURES: Mapping[str, tuple[Fraction, Fraction]] = {
    "kelvin": (Fraction(1), Fraction(0)),
    "celsius": (Fraction(1), Fraction(27315, 100)),
    "fahrenheit": (Fraction(5, 9), Fraction(45967, 100) * Fraction(5, 9)),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A value that was looked up, with the name of what it is the value of."""

    label: str
    value: Value


@dataclass(frozen=True, slots=True)
class Result:
    """What was computed: in words, as a line, and for each operand how the line writes it and its place in the input.

    ``winner`` is the place of the greatest or least value where that was asked for. ``bounds`` is between what the
    result lies when the operands are rounded figures.
    """

    text: str
    line: str
    shown: tuple[str, ...]
    order: tuple[int, ...]
    winner: int | None = None
    bounds: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is computed, as one sentence."""

    reason: str


def compute(task: Calculation, operands: Sequence[Known]) -> Result | Refusal:
    """The result of ``task`` for the values of its look-ups, in their order."""
    if not 2 <= len(operands) <= _MOST:
        return Refusal(f"{len(operands)} values cannot be computed with: it takes from two to {_MOST}.")
    if task.operation in {"span", "age"}:
        return _span(task, operands)
    refused = _mixed(operands)
    if refused is not None:
        return refused
    if operands[0].value.kind in {"date", "time"}:
        if task.operation in {"largest", "smallest"}:
            return _ranked(
                task,
                operands,
                [_days(one.value) for one in operands],
                [one.value.text for one in operands],
                "",
            )
        if task.operation == "difference":
            return _span(task, operands)
        return Refusal("Dates and times of day have a difference, but no sum and no ratio.")
    figures = [_figure(one.value, operands[0].value.unit) for one in operands]
    match task.operation:
        case "largest" | "smallest":
            scale, shown, unit = _shown(operands, figures, task.noun)
            spans = [
                figure.span + Span(-half, half)
                for figure, half in zip(figures, _halves(operands), strict=True)
            ]
            return _ranked(task, operands, spans, shown, _of_unit(scale, unit))
        case "difference":
            return _difference(task, operands, figures)
        case "percentage change":
            return _change(operands, figures)
        case "sum" | "average":
            return _sum(task, operands, figures)
        case "ratio" | "share":
            return _ratio(task, operands, figures)
    raise AssertionError(task.operation)


# Numbers


@dataclass(frozen=True, slots=True)
class Span:
    """All numbers from ``low`` to ``high``; None is without end."""

    low: Fraction | None
    high: Fraction | None

    @property
    def exact(self) -> bool:
        return self.low is not None and self.low == self.high

    def __add__(self, other: Span) -> Span:
        return Span(_plus(self.low, other.low), _plus(self.high, other.high))

    def __sub__(self, other: Span) -> Span:
        return self + Span(_minus(other.high), _minus(other.low))

    def __truediv__(self, number: Fraction) -> Span:
        return Span(*(None if end is None else end / number for end in (self.low, self.high)))


def _plus(one: Fraction | None, two: Fraction | None) -> Fraction | None:
    return None if one is None or two is None else one + two


def _minus(one: Fraction | None) -> Fraction | None:
    return None if one is None else -one


@dataclass(frozen=True, slots=True)
class _Figure:
    """A value in the unit that is computed in: as written, the interval it says, and whether it is approximate."""

    point: Fraction
    span: Span
    soft: bool


def exact(number: float, step: float = 0.0) -> Fraction:
    """The fraction that a figure was written as; ``step`` is the place of its last digit, 0 where there is none.

    >>> exact(4.35e6, 0.01e6)
    Fraction(4350000, 1)
    """
    if step:
        place = Fraction(f"{step:.6g}")
        nearest = round(Fraction(number) / place) * place
        if abs(nearest - Fraction(number)) <= abs(Fraction(number)) / 10**9:
            return nearest
    return Fraction(repr(number))


def _figure(value: Value, unit: str) -> _Figure:
    convert = _converter(value.unit, unit)
    low = exact(value.number, value.step)
    high = low if value.high is None else exact(value.high, value.step)
    if value.qualifier is None or value.qualifier in {"exactly", "initial"}:
        span = Span(convert(low), convert(high))
    else:
        inner = bounds(_in(value, unit, convert)).inner
        base = _converter(_base_unit(unit), unit) if unit in _TEMPERATURES else _scaled(unit)
        ends = [None if math.isinf(end) else base(Fraction(repr(end))) for end in (inner.low, inner.high)]
        point = convert(low)
        # what is written is exact; only the width of "about" comes from the table
        span = Span(
            *(point if end is not None and abs(end - point) <= abs(point) / 10**9 else end for end in ends)
        )
    if value.vague:
        span = Span(convert(low), convert(high))
    return _Figure(convert(low), span, value.qualifier in _SOFT or value.vague)


def _in(value: Value, unit: str, convert: Callable[[Fraction], Fraction]) -> Value:
    from dataclasses import replace

    high = None if value.high is None else float(convert(exact(value.high, value.step)))
    return replace(value, value=float(convert(exact(value.number, value.step))), high=high, unit=unit)


def _base_unit(unit: str) -> str:
    return "kelvin" if unit in _TEMPERATURES else unit


def _scaled(unit: str) -> Callable[[Fraction], Fraction]:
    size = _size(unit)
    return lambda number: number / size


def _size(unit: str) -> Fraction:
    return Fraction(repr(measure(unit)[1]))


def _converter(unit: str, into: str) -> Callable[[Fraction], Fraction]:
    """From ``unit`` into another one of its measure, exactly."""
    if unit == into:
        return lambda number: number
    if unit in _TEMPERATURES:
        size, zero = _TEMPERATURES[unit]
        other, base = _TEMPERATURES[into]
        return lambda number: (number * size + zero - base) / other
    factor = _size(unit) / _size(into)
    factor = factor.limit_denominator(10**6) if factor > 1 else 1 / (1 / factor).limit_denominator(10**6)
    return lambda number: number * factor


def _mixed(operands: Sequence[Known]) -> Refusal | None:
    """Why the values cannot be computed with each other."""
    first = operands[0]
    for other in operands[1:]:
        one, two = first.value, other.value
        seen = f"{_said(first)} and {_said(other)}"
        if one.kind == two.kind == "money" and one.unit != two.unit:
            return Refusal(f"The figures are in two currencies, which are never converted: {seen}.")
        if one.kind != two.kind:
            return Refusal(f"The figures are of different kinds: {seen}.")
        if one.kind in {"name", "score"} or not same_measure(one, two):
            return Refusal(f"The figures measure different things: {seen}.")
    unclear = next((one for one in operands if one.value.other is not None), None)
    if unclear is not None:
        return Refusal(f"It is not clear how “{unclear.value.text}” is meant; it can be read in two ways.")
    return None


def _said(one: Known) -> str:
    return f"{one.value.text} ({one.label})"


def _halves(operands: Sequence[Known]) -> list[Fraction]:
    """How far each value may be from what is written because it is rounded: half the place of its last digit.

    What is counted to the unit and money to the cent is exact.
    """
    unit = operands[0].value.unit
    halves = []
    for value in (one.value for one in operands):
        counted = not value.step or value.step == 1.0 or (value.kind == "money" and value.step <= 0.01)
        place = Fraction(0) if counted else Fraction(f"{value.step:.6g}")
        convert = _converter(value.unit, unit)
        halves.append(abs(convert(place) - convert(Fraction(0))) * _INSIDE / 2)
    return halves


def _rounding(result: Fraction, operands: Sequence[Known], scale: int, unit: str, parts: int = 1) -> str:
    """Between what a sum or difference of rounded figures lies; empty where they are exact."""
    half = sum(_halves(operands), Fraction(0)) / _INSIDE / parts
    if not half:
        return ""
    low, high = (_number((result + sign * half) / scale, 4)[0] for sign in (-1, 1))
    return f"{low} to {high}{_of_unit(scale, unit)}"


# Operations


def _difference(task: Calculation, operands: Sequence[Known], figures: Sequence[_Figure]) -> Result | Refusal:
    order = [0, 1]
    if task.direction < 0 or (not task.direction and figures[0].point < figures[1].point):
        order = [1, 0]
    scale, shown, unit = _shown(operands, figures, task.noun)
    one, two = (figures[place] for place in order)
    result, span = one.point - two.point, one.span - two.span
    if operands[0].value.kind == "percent":
        unit = "percentage points"
    words = _in_words(result, span, any(figure.soft for figure in figures), scale, unit)
    if words is None:
        return _no_bounds(operands)
    line = f"{shown[order[0]]} − {_bracketed(shown[order[1]])} = {_number(result / scale, 6)[0]}{_of_unit(scale, unit)}"
    if task.direction and result < 0:
        found, supposed = ("less", "more") if task.direction > 0 else ("more", "less")
        words = f"{words.lstrip('−')} {found}, not {supposed}"
    bounds_ = _rounding(result, operands, scale, unit)
    return Result(words, line, tuple(shown[place] for place in order), tuple(order), bounds=bounds_)


def _change(operands: Sequence[Known], figures: Sequence[_Figure]) -> Result | Refusal:
    late, early = figures
    if early.point == 0:
        return _by_zero(operands[1])
    _, shown, _ = _shown(operands, figures, "")
    if not (late.span.exact and early.span.exact) and not (late.soft or early.soft):
        return _no_bounds(operands)
    change = (late.point - early.point) / early.point * 100
    number, sign = _number(change, 1)
    soft = late.soft or early.soft
    line = f"({shown[0]} − {_bracketed(shown[1])}) ÷ {_bracketed(shown[1])} × 100 {sign} {number} percent"
    return Result(f"{'about ' if soft else ''}{number} percent", line, (shown[0], shown[1]), (0, 1))


def _sum(task: Calculation, operands: Sequence[Known], figures: Sequence[_Figure]) -> Result | Refusal:
    scale, shown, unit = _shown(operands, figures, task.noun)
    if operands[0].value.kind == "percent" and task.operation == "sum":
        unit = "percent"
    total = sum((figure.point for figure in figures), Fraction(0))
    span = figures[0].span
    for figure in figures[1:]:
        span = span + figure.span
    added = " + ".join([shown[0], *(_bracketed(each) for each in shown[1:])])
    if task.operation == "average":
        total, span, added = (
            total / len(figures),
            span / Fraction(len(figures)),
            f"({added}) ÷ {len(figures)}",
        )
    words = _in_words(total, span, any(figure.soft for figure in figures), scale, unit)
    if words is None:
        return _no_bounds(operands)
    number, sign = _number(total / scale)
    parts = len(figures) if task.operation == "average" else 1
    line = f"{added} {sign} {number}{_of_unit(scale, unit)}"
    bounds_ = _rounding(total, operands, scale, unit, parts)
    return Result(words, line, tuple(shown), tuple(range(len(figures))), bounds=bounds_)


def _ratio(task: Calculation, operands: Sequence[Known], figures: Sequence[_Figure]) -> Result | Refusal:
    one, two = figures
    if two.point == 0:
        return _by_zero(operands[1])
    soft = one.soft or two.soft
    if not (one.span.exact and two.span.exact) and not soft:
        return _no_bounds(operands)
    _, shown, _ = _shown(operands, figures, "")
    if task.operation == "share" and not 0 <= one.point <= two.point:
        return Refusal(
            f"{_said(operands[0])} cannot be a part of {_said(operands[1])}: one of the two is of something else."
        )
    times = 100 if task.operation == "share" else 1
    number, sign = _number(one.point / two.point * times, 1 if times == 100 else 2)
    unit = "percent" if times == 100 else "times"
    line = f"{shown[0]} ÷ {_bracketed(shown[1])}{' × 100' if times == 100 else ''} {sign} {number} {unit}"
    return Result(f"{'about ' if soft else ''}{number} {unit}", line, (shown[0], shown[1]), (0, 1))


def _ranked(
    task: Calculation,
    operands: Sequence[Known],
    spans: Sequence[Span | None],
    shown: Sequence[str],
    unit: str,
) -> Result | Refusal:
    known = [span for span in spans if span is not None]
    if len(known) < len(operands):
        return Refusal("One of the dates has no year, so they cannot be put in order.")
    smallest = (task.operation == "smallest") != (task.turned == operands[0].value.kind)

    def ahead(one: Span, two: Span) -> bool:
        """Whether every number of ``one`` comes before every number of ``two``."""
        if smallest:
            return one.high is not None and two.low is not None and one.high < two.low
        return one.low is not None and two.high is not None and one.low > two.high

    best = next(
        (n for n, one in enumerate(known) if all(n == m or ahead(one, two) for m, two in enumerate(known))),
        None,
    )
    if best is None:
        if all(span.exact and span == known[0] for span in known):
            return Refusal(f"None is ahead: all have {operands[0].value.text}.")
        values = " and ".join(_said(one) for one in operands)
        return Refusal(f"The values do not tell which is ahead: {values}.")
    places = sorted(range(len(known)), key=lambda n: (n != best, _middle(known[n]) * (1 if smallest else -1)))
    is_date = operands[0].value.kind == "date"
    mark = (" is before " if smallest else " is after ") if is_date else (" < " if smallest else " > ")
    first, *others = [shown[place] for place in places]
    line = f"{mark.join([first, *others])}{unit}"
    return Result(operands[best].label, line, (first, *others), tuple(places), winner=best)


def _middle(span: Span) -> Fraction:
    ends = [end for end in (span.low, span.high) if end is not None]
    return sum(ends, Fraction(0)) / len(ends) if ends else Fraction(0)


def _no_bounds(operands: Sequence[Known]) -> Refusal:
    values = " and ".join(f"{one.value.qualifier or ''} {one.value.text}".strip() for one in operands)
    return Refusal(f"Nothing definite follows from {values}.")


def _by_zero(one: Known) -> Refusal:
    return Refusal(f"Nothing can be divided by zero, and {one.label} is {one.value.text}.")


# Dates and times


def _days(value: Value) -> Span | None:
    if value.kind == "time":
        return _figure(value, value.unit).span
    held = covered(value.value) if isinstance(value.value, str) else None
    if held is None:
        return None
    return Span(Fraction(held[0].toordinal()), Fraction(held[1].toordinal()))


def _span(task: Calculation, operands: Sequence[Known]) -> Result | Refusal:
    kinds = {one.value.kind for one in operands}
    if kinds == {"time"}:
        return _minutes(operands)
    if kinds != {"date"}:
        seen = " and ".join(_said(one) for one in operands)
        return Refusal(f"A span of time needs two dates: {seen}.")
    first, second = (covered(str(one.value.value)) for one in operands[:2])
    open_ended = any(one.value.qualifier in {"before", "after"} for one in operands)
    if len(operands) != 2 or first is None or second is None or open_ended:
        return Refusal("One of the two dates is not given closely enough.")
    order = (0, 1)
    if first[0] > second[0]:
        if task.operation == "age":
            return Refusal(f"{_said(operands[1])} is before {_said(operands[0])}.")
        first, second, order = second, first, (1, 0)
    unit = task.unit or _unit_of(first, second, task)
    count = _COUNTERS.get(unit)
    if count is None:
        return Refusal(f"Dates do not tell how many {unit}s lie between them.")
    low, high = max(0, count(first[1], second[0])), count(first[0], second[1])
    texts = [operands[place].value.text for place in order]
    years = [str(operands[place].value.value) for place in order]
    if unit == "year" and all(len(year) == 4 for year in years) and task.operation != "age":
        low = high  # by the calendar: 1889 to 2019 is 130 years
    if high - low > max(1, high // 5):
        return Refusal(f"The dates {texts[0]} and {texts[1]} are not close enough to count {unit}s.")
    number = (
        f"{high:,}" if low == high else f"{low:,} or {high:,}" if high - low == 1 else f"{low:,} to {high:,}"
    )
    text = f"{number} {unit}{'s' if number != '1' else ''}"
    return Result(text, f"{texts[1]} − {texts[0]} = {text}", (texts[1], texts[0]), (order[1], order[0]))


def _minutes(operands: Sequence[Known]) -> Result | Refusal:
    if len(operands) != 2 or any(one.value.high is not None for one in operands):
        return Refusal("A span of time needs two times of day.")
    order = (0, 1) if operands[0].value.number <= operands[1].value.number else (1, 0)
    early, late = (operands[place].value for place in order)
    hours, minutes = divmod(round(late.number - early.number), 60)
    parts = [
        f"{count} {word}{'s' if count != 1 else ''}"
        for count, word in ((hours, "hour"), (minutes, "minute"))
        if count
    ]
    text = " ".join(parts) or "0 minutes"
    return Result(text, f"{late.text} − {early.text} = {text}", (late.text, early.text), (order[1], order[0]))


def _unit_of(first: tuple[date, date], second: tuple[date, date], task: Calculation) -> str:
    """The unit in which a span is told where none is asked for."""
    if task.operation == "age" or _years(first[0], second[1]) >= 2:
        return "year"
    return "month" if _months(first[0], second[1]) >= 3 else "day"


def _years(first: date, last: date) -> int:
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


_COUNTERS: Mapping[str, Callable[[date, date], int]] = {
    "year": _years,
    "month": _months,
    "week": lambda first, last: (last - first).days // 7,
    "day": lambda first, last: (last - first).days,
}


# Words


def _shown(operands: Sequence[Known], figures: Sequence[_Figure], noun: str) -> tuple[int, list[str], str]:
    """The common magnitude, each value in it as the line writes it, and the unit in words."""
    points = [figure.point for figure in figures]
    least = min(abs(point) for point in points)
    scale = next(
        (
            size
            for size, _ in _SCALES
            if least >= size and all((point / size * 1000).denominator == 1 for point in points)
        ),
        1,
    )
    return scale, [_number(point / scale, 6)[0] for point in points], unit_words(operands[0].value, noun)


def _of_unit(scale: int, unit: str) -> str:
    magnitude = next((word for size, word in _SCALES if size == scale), "")
    return "".join(f" {word}" for word in (magnitude, unit) if word)


def _in_words(result: Fraction, span: Span, soft: bool, scale: int, unit: str) -> str | None:
    """A result with what its interval leaves open; None where it leaves everything open."""
    of = _of_unit(scale, unit)
    if span.exact:
        number, sign = _number(result / scale)
        return f"{'about ' if sign == '≈' else ''}{number}{of}"
    if span.low is None and span.high is None:
        return None
    if soft and span.low is not None and span.high is not None:
        return f"about {_number(result / scale)[0]}{of}"
    if span.high is None and span.low is not None:
        return f"at least {_number(span.low / scale)[0]}{of}"
    if span.low is None and span.high is not None:
        return f"at most {_number(span.high / scale)[0]}{of}"
    low, high = (_number(end / scale)[0] for end in (span.low or Fraction(0), span.high or Fraction(0)))
    return f"between {low} and {high}{of}"


def _number(number: Fraction, places: int = 3) -> tuple[str, str]:
    """A number in digits with at most ``places`` decimals, and "=" or, where that rounds it, "≈".

    >>> _number(Fraction(17, 10)), _number(Fraction(-10, 3), 1)
    (('1.7', '='), ('−3.3', '≈'))
    """
    rounded = Fraction(round(abs(number) * 10**places), 10**places)
    whole, rest = divmod(rounded * 10**places, 10**places)
    decimals = f"{int(rest):0{places}}".rstrip("0") if rest else ""
    written = f"{int(whole):,}" + (f".{decimals}" if decimals else "")
    sign = "−" if number < 0 and rounded else ""
    return f"{sign}{written}", "=" if rounded == abs(number) else "≈"


def _bracketed(shown: str) -> str:
    return f"({shown})" if shown.startswith("−") else shown


def unit_words(value: Value, noun: str = "") -> str:
    """The unit of a value as a word behind the figure: "dollars", "km", "percent", or what is counted."""
    unit = value.unit
    if value.kind == "money":
        return _money(unit)
    if unit == "%":
        return "percent"
    if unit in {"pp", "bp"}:
        return {"pp": "percentage points", "bp": "basis points"}[unit]
    if unit in {"", "th"} or unit.startswith("clock"):
        return noun
    plurals = cast("Mapping[str, str]", table("computations")["unit_plurals"])
    if unit in plurals:
        return plurals[unit]
    return unit if len(unit) < 4 or unit.endswith("s") or unit[-1].isdigit() else f"{unit}s"


@cache
def _money(code: str) -> str:
    names = cast("Mapping[str, str]", table("currencies")["names"])
    if code not in names:
        return code
    noun = names[code].split()[-1].lower()
    invariant = cast("Mapping[str, str]", table("computations")["words"])["invariant"].split()
    return noun if noun in invariant else f"{noun}s"
