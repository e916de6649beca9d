"""Scorers, metrics and figures.

A scorer is a small function that gives one outcome its values: a number or several, or None
where it does not apply. Its metric reduces the values of all outcomes (a column for each of the
values) to the figure. Interval and standard error come from the bootstrap over outcomes.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

Outcome = TypeVar("Outcome")
Values = float | tuple[float, ...] | None
Column = NDArray[np.float64]
SEED = 20230316
RESAMPLES = 1000
BATCH_VALUES = 2_000_000
"""Values resampled at once: bounds the memory on large data sets."""


@dataclass(frozen=True, slots=True)
class Metric:
    """How the values of all outcomes become one figure.

    ``reduce`` takes the columns and an axis; it serves the thousand resamples of the bootstrap at
    once. ``library``, where there is one, computes the figure itself; the two agree (tested).
    """

    reduce: Callable[..., Any]
    library: Callable[..., float] | None = None

    def __call__(self, *columns: Column) -> float:
        """The figure."""
        return float(self.library(*columns) if self.library else self.reduce(*columns, axis=-1))


mean = Metric(np.mean)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: ``low`` to ``high`` is its 95% interval, ``n`` the outcomes behind it."""

    name: str
    label: str
    value: float
    low: float
    high: float
    stderr: float
    n: int
    better: Literal["higher", "lower"] = "higher"
    unit: Literal["share", "seconds"] = "share"


@dataclass(frozen=True, slots=True)
class Scorer(Generic[Outcome]):
    """A named scoring function with its metric."""

    name: str
    label: str
    score: Callable[[Outcome], Values]
    metric: Metric
    better: Literal["higher", "lower"] = "higher"
    unit: Literal["share", "seconds"] = "share"

    def figure(self, outcomes: Iterable[Outcome]) -> Figure:
        """The figure over the outcomes that the scorer applies to; NaN when there are none."""
        rows = [_row(value) for outcome in outcomes if (value := self.score(outcome)) is not None]
        columns = [np.asarray(column, dtype=np.float64) for column in zip(*rows, strict=True)]
        value = self.metric(*columns) if rows else math.nan
        low, high, stderr = _interval(columns, self.metric)
        return Figure(self.name, self.label, value, low, high, stderr, len(rows), self.better, self.unit)


def scorer(
    label: str,
    metric: Metric = mean,
    *,
    better: Literal["higher", "lower"] = "higher",
    unit: Literal["share", "seconds"] = "share",
) -> Callable[[Callable[[Outcome], Values]], Scorer[Outcome]]:
    """Make a scorer of a function; the function's name is the name of its figure.

    >>> @scorer("Answered")
    ... def answered(status: str) -> float:
    ...     return float(status != "abstained")
    >>> answered.figure(["answered", "abstained"]).value
    0.5
    """

    def decorate(function: Callable[[Outcome], Values]) -> Scorer[Outcome]:
        return Scorer(function.__name__, label, function, metric, better, unit)

    return decorate


def figures(scorers: Sequence[Scorer[Outcome]], outcomes: Sequence[Outcome]) -> list[Figure]:
    """The figures of all scorers over the same outcomes."""
    return [scorer.figure(outcomes) for scorer in scorers]


def _row(values: float | tuple[float, ...]) -> tuple[float, ...]:
    return values if isinstance(values, tuple) else (float(values),)


def _interval(columns: list[Column], metric: Metric) -> tuple[float, float, float]:
    # scipy's percentile bootstrap; outcomes are resampled whole, so that the citations of one
    # answer stay together.
    from scipy.stats import bootstrap

    n = len(columns[0]) if columns else 0
    if n == 0:
        return math.nan, math.nan, math.nan
    if n == 1 or all(np.all(column == column[0]) for column in columns):
        value = metric(*columns)
        return value, value, math.nan if n == 1 else 0.0
    with warnings.catch_warnings():
        # A resample may lack a label or a kind of case.
        warnings.simplefilter("ignore")
        result: Any = bootstrap(
            columns,
            metric.reduce,
            paired=True,
            vectorized=True,
            method="percentile",
            n_resamples=RESAMPLES,
            batch=max(1, BATCH_VALUES // n),
            rng=np.random.default_rng(SEED),
        )
    sample = np.asarray(result.bootstrap_distribution, dtype=np.float64)
    low, high = np.nanpercentile(sample, [2.5, 97.5]) if np.isfinite(sample).any() else (math.nan, math.nan)
    return float(low), float(high), float(np.nanstd(sample, ddof=1))
