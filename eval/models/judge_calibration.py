"""Fits the scales on which the scores of judge and reviewer are probabilities.

    python -m eval.models.judge_calibration DATA/dev.jsonl.gz [--limit 3000] [--write]

A temperature and an offset for each label (Guo et al. 2017), by gradient descent on the
log loss of development rows; rows that are only "not supported" count for both other labels. With
``--write`` the scales go into ``labels.json`` of rag/models/judge and rag/models/reviewer.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.datasets import ClaimRow, claim_rows
from eval.models.judging import REFUTED, SUPPORTED, UNDECIDED
from eval.progress import worked
from rag.claims.trained_judge import FOLDER, SCALE, JudgeScale, TrainedJudge
from rag.models.encoder import REVIEWER, load_reviewer
from rag.settings import default_settings

STEPS, RATE = 2000, 0.05
_RIGHT = {
    "SUPPORTED": (SUPPORTED,),
    "REFUTED": (REFUTED,),
    "NOT ENOUGH INFO": (UNDECIDED,),
    "PARTIAL": (UNDECIDED,),
    "NOT_SUPPORTED": (REFUTED, UNDECIDED),
}
_LABELS = (SUPPORTED, REFUTED, UNDECIDED)


def right_labels(rows: Sequence[ClaimRow]) -> NDArray[np.float64]:
    """One for each label that is right, [rows, 3]."""
    return np.asarray([[float(label in _RIGHT[row.label]) for label in _LABELS] for row in rows])


def fitted(scores: NDArray[np.float64], right: NDArray[np.float64]) -> JudgeScale:
    """The scale of least log loss."""
    values = np.asarray([0.0, 0.0, 0.0, 0.0])  # log of the slope, offsets
    moment, square = np.zeros(4), np.zeros(4)
    for step in range(1, STEPS + 1):
        scaled = np.exp(values[0]) * scores + values[1:]
        odds = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        given = odds / odds.sum(axis=1, keepdims=True)
        wanted = given * right / (given * right).sum(axis=1, keepdims=True)
        slope = (given - wanted) / len(scores)
        gradient = np.concatenate([[np.exp(values[0]) * (slope * scores).sum()], slope.sum(axis=0)])
        moment = 0.9 * moment + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        values -= RATE * (moment / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    offsets = values[1:] - values[1:].mean()
    first, second, third = (round(float(offset), 4) for offset in offsets)
    return JudgeScale(round(float(np.exp(values[0])), 4), (first, second, third))


def main() -> None:
    """Fit, print and, if asked, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = [row for row in claim_rows(options.rows, options.limit) if row.label in _RIGHT]
    right = right_labels(rows)
    cache = default_settings().cache
    for folder, judge in (
        (FOLDER, TrainedJudge(cache_folder=cache)),
        (REVIEWER, TrainedJudge(REVIEWER, graph=load_reviewer(0, cache))),
    ):
        pairs = [[(row.claim, row.evidence)] for row in rows]
        scores = np.concatenate(worked(folder.name, pairs, judge.scores).made)
        scale = fitted(scores, right)
        given = np.asarray([scale.probabilities(row) for row in scores.tolist()])
        accuracy = right[np.arange(len(rows)), given.argmax(axis=1)].mean()
        print(f"{folder.name}: {len(rows)} rows, {accuracy:.3f} right; {scale}")
        if options.write:
            written = {"slope": scale.slope, "offsets": scale.offsets}
            (folder / SCALE).write_text(json.dumps(written) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
