"""The metrics: from the values of all outcomes to one figure.

Figures of labels come from scikit-learn and the calibration error from torchmetrics; what stands
here beside them is the same formula over many resamples at once. Labels travel as their index
in ``LABELS``.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.scoring import Column, Metric

LABELS = ("SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE")
OTHER = len(LABELS)
"""The index of whatever is none of the labels (conflicting, not checkable, an error)."""

BINS = 10
Array = NDArray[np.float64]


def _share(hits: Array, totals: Array, axis: int) -> Any:
    return np.sum(hits, axis=axis) / np.sum(totals, axis=axis)


def _calibration_error(confidence: Array, right: Array, axis: int) -> Any:
    bins = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    gaps = [np.abs(np.sum(np.where(bins == b, confidence - right, 0.0), axis=axis)) for b in range(BINS)]
    return np.sum(gaps, axis=0) / confidence.shape[axis]


def _calibration_error_by_torchmetrics(confidence: Column, right: Column) -> float:
    import torch
    from torchmetrics.functional.classification import binary_calibration_error

    chances, hits = torch.from_numpy(np.array(confidence)), torch.from_numpy(np.array(right))
    return float(binary_calibration_error(chances, hits, n_bins=BINS, validate_args=False))


def _accuracy(gold: Array, given: Array, axis: int) -> Any:
    return np.mean(gold == given, axis=axis)


def _accuracy_by_sklearn(gold: Column, given: Column) -> float:
    from sklearn.metrics import accuracy_score

    return float(accuracy_score(gold, given))


def _counts(gold: Array, given: Array, label: float, axis: int) -> tuple[Array, Array, Array]:
    # How often the label is rightly given, how often it is expected, how often it is given.
    expected, named = gold == label, given == label
    rightly = np.sum(expected & named, axis=axis, dtype=float)
    return rightly, np.sum(expected, axis=axis, dtype=float), np.sum(named, axis=axis, dtype=float)


def _balanced_accuracy(gold: Array, given: Array, axis: int) -> Any:
    counts = [_counts(gold, given, label, axis) for label in np.unique(gold)]
    # A label that a resample lacks has no recall, and is left out as scikit-learn does.
    recalls = [np.where(expected > 0, hits / np.maximum(expected, 1), np.nan) for hits, expected, _ in counts]
    return np.nanmean(recalls, axis=0)


def _balanced_accuracy_by_sklearn(gold: Column, given: Column) -> float:
    from sklearn.metrics import balanced_accuracy_score

    with warnings.catch_warnings():
        # Given labels may be ones that no case has.
        warnings.simplefilter("ignore")
        return float(balanced_accuracy_score(gold, given))


def _macro_f1(gold: Array, given: Array, axis: int) -> Any:
    counts = [_counts(gold, given, label, axis) for label in np.unique(gold)]
    scores = [
        np.where(expected > 0, 2 * hits / np.maximum(expected + named, 1), np.nan)
        for hits, expected, named in counts
    ]
    return np.nanmean(scores, axis=0)


def _macro_f1_by_sklearn(gold: Column, given: Column) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(gold, given, labels=np.unique(gold), average="macro", zero_division=0))


def _area_under_roc(gold: Array, probability: Array, axis: int) -> Any:
    # The Mann-Whitney statistic: the rank sum of the positives.
    from scipy.stats import rankdata

    ranks = rankdata(probability, axis=axis)
    positives = np.sum(gold, axis=axis)
    negatives = gold.shape[axis] - positives
    above = np.sum(ranks * gold, axis=axis) - positives * (positives + 1) / 2
    return above / np.where(positives * negatives > 0, positives * negatives, np.nan)


def _area_under_roc_by_sklearn(gold: Column, probability: Column) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(gold, probability)) if len(np.unique(gold)) == 2 else float("nan")


share = Metric(_share)
"""The hits of all outcomes over their totals, so that an outcome weighs as much as it holds."""
median = Metric(partial(np.percentile, q=50))
percentile_95 = Metric(partial(np.percentile, q=95))
calibration_error = Metric(_calibration_error, _calibration_error_by_torchmetrics)
"""Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
accuracy = Metric(_accuracy, _accuracy_by_sklearn)
balanced_accuracy = Metric(_balanced_accuracy, _balanced_accuracy_by_sklearn)
"""The mean recall of the labels that occur."""
macro_f1 = Metric(_macro_f1, _macro_f1_by_sklearn)
"""The mean F1 of the labels that are expected of any case."""
area_under_roc = Metric(_area_under_roc, _area_under_roc_by_sklearn)
"""The chance that a positive ranks above a negative; NaN when one of them is missing."""


def f1_by_label(codes: Sequence[tuple[float, float]], labels: int) -> list[tuple[float, float, float, int]]:
    """Precision, recall, F1 and count of each label index; ``codes`` are pairs of expected and given."""
    from sklearn.metrics import precision_recall_fscore_support

    gold, given = zip(*codes, strict=True)
    columns = precision_recall_fscore_support(gold, given, labels=range(labels), zero_division=0)
    return [(float(p), float(r), float(f), int(n)) for p, r, f, n in zip(*columns, strict=True)]


def confusion(codes: Sequence[tuple[float, float]], labels: int) -> list[list[int]]:
    """Counts: a row for each gold label index below ``labels``, a column for each predicted one."""
    from sklearn.metrics import confusion_matrix

    gold, given = zip(*codes, strict=True)
    counts: list[list[int]] = confusion_matrix(gold, given, labels=range(labels)).tolist()
    return counts
