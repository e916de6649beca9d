"""Fits the confidence of answers, through the program itself, with a whole field left out at a time.

    python -m eval.models.answer_weights [ROWS.jsonl.gz] [--limit N] [--keep FILE] [--write]

The questions on the fields of the development split are asked as users ask them, and beside them the rows of the file,
whose paragraphs go into a store of their own, an article a document. Fitted are the weight of each feature of a
candidate (a logistic regression, and the share that each reason for doubt takes), the share of
doubt that a second source takes away, the map from the best answer's probability to the share that is right (isotonic
regression on questions of fields that were left out), and, read off the risk-coverage curve of these, the confidence
from which a target precision is reached. ``--keep`` keeps what was asked in a file and reads it from there;
``--write`` writes rag/answering/calibration.json.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import rag.answering
from eval.datasets import ReaderRow, reader_rows
from eval.fresh.fields import load_fields
from eval.fresh.form import WHOLE, FreshQuestion
from eval.matching import exact_and_f1, normalise
from eval.progress import worked
from rag.answering import pipeline
from rag.answering.calibration import DOUBTS, SCORES, Calibration, load_calibration
from rag.answering.candidates import Candidate, grouped
from rag.answering.decision import weighed
from rag.chain import Request, Stages
from rag.ingestion import ingest
from rag.reading.similarity import sentence_similarity
from rag.settings import Settings, load_settings

RIGHT_F1 = 0.5
KEPT = 10
"""Candidates of one question that are learnt from."""
TARGETS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
LEAST_ANSWERS = 25
"""A precision read off fewer answers than these is chance."""
KNOTS = 10
AGREEMENTS = (0.0, 0.1, 0.25, 0.5)
FILE = Path(rag.answering.__file__).with_name("calibration.json")
_PENALTY = 0.003
"""Of the squared weights, beside the mean log loss."""
_USUAL = 1.5
"""What a doubt is where the questions say nothing of it: it leaves a fifth."""
_ROWS = 0.5
"""Weight of all rows of the file, beside that of the fields."""
_FOR = frozenset({"whole", "review", "span", "verified"})
_FREE = frozenset({"constant", "retrieval", "not reviewed", "not verified"})
_FITTED = tuple(name for name in SCORES if name != "answerable")
"""The scores of our own reader."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its candidates, best first, and whether each is right."""

    field: str
    answerable: bool
    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]
    weight: float = 1.0


def candidates_of(
    question: str, settings: Settings, history: Sequence[tuple[str, str]] = (), as_of: str | None = None
) -> list[Candidate] | None:
    """The candidates of a question that wants one short answer; None for others."""
    stages = Stages(settings, None, None, None, None)
    asked = stages.understand(Request(question, tuple(history), as_of))
    if asked.others:
        return None
    found = stages.retrieve(asked, {})
    read = stages.read(found)
    reader = stages.reader()
    readings = pipeline.read_on(read.readings, found.evidence, reader)
    if (
        readings.question.broad
        or readings.question.expects == "polarity"
        or readings.question.kind == "describe"
    ):
        return None
    return weighed(
        readings.question,
        [found.evidence.passages[number] for number in readings.numbers],
        readings.as_read,
        found.evidence.sources,
        load_calibration(reader.name),
        sentence_similarity(settings),
        stages.verifier(),
    )[:KEPT]


def of_fields() -> list[Asked]:
    """The questions on the fields of the development split."""
    found: list[Asked] = []
    (folder,) = load_fields(["development"])
    for name in folder.collections:
        with tempfile.TemporaryDirectory() as place:
            settings = load_settings(store=Path(place, "store"))
            ingest([folder.documents(name)], settings)

            def asked(row: FreshQuestion, settings: Settings = settings) -> Asked | None:
                several = candidates_of(row.question, settings, row.history, row.as_of)
                if several is None:
                    return None
                return Asked(
                    row.collection,
                    row.expected == "answered",
                    tuple(several),
                    tuple(row.expected == "answered" and _matches(row, each) for each in several),
                )

            found += [
                each for each in worked(name, folder.of(name).questions, asked).made if each is not None
            ]
    return found


def _matches(row: FreshQuestion, candidate: Candidate) -> bool:
    said = f"{candidate.text}\n{candidate.sentence.text}" if row.type in WHOLE else candidate.text
    return any(re.search(pattern, said, re.IGNORECASE | re.MULTILINE) for pattern in row.answers)


def of_rows(file: Path, limit: int | None) -> list[Asked]:
    """The rows of a file, all articles in one store."""
    rows = reader_rows(file, limit)
    with tempfile.TemporaryDirectory() as place:
        articles = Path(place, "articles")
        articles.mkdir()
        write_articles(reader_rows(file), articles)
        settings = load_settings(store=Path(place, "store"))
        ingest([articles], settings)

        def asked(row: ReaderRow) -> Asked | None:
            several = candidates_of(row.question, settings)
            if several is None:
                return None
            rights = tuple(right(each.text, row) for each in several)
            return Asked(
                file.name, not row.impossible, tuple(several), rights, 0.25 if row.impossible else 1.0
            )

        return [each for each in worked(file.name, rows, asked).made if each is not None]


def write_articles(rows: Sequence[ReaderRow], folder: Path) -> None:
    """One Markdown file an article, its paragraphs in order of appearance."""
    articles: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        articles[row.title].setdefault(row.context)
    for number, (title, paragraphs) in enumerate(articles.items()):
        head = f"---\ntitle: {json.dumps(title)}\n---\n\n"
        (folder / f"{number}.md").write_text(head + "\n\n".join(paragraphs), encoding="utf-8")


def right(text: str, row: ReaderRow) -> bool:
    """Whether ``text`` answers the row."""
    if row.impossible or not _shared(text, row.accepted):
        return False
    return exact_and_f1(text, row.accepted)[1] >= RIGHT_F1


def _shared(text: str, accepted: Sequence[str]) -> bool:
    """Whether a word is shared at all: without one F1 is 0, and need not be computed."""
    words = set(normalise(text).split())
    return any(words & set(normalise(answer).split()) for answer in accepted)


def fitted_weights(every: Sequence[Asked]) -> tuple[dict[str, float], dict[str, float]]:
    """The weight of each score and the value of each doubt, of least log loss under the bounds."""
    from scipy.optimize import minimize

    rows = [
        (each.features, fits, share)
        for asked, share in zip(every, _shares(every), strict=True)
        for each, fits in zip(asked.candidates, asked.right, strict=True)
        if each.features
    ]
    scores = np.asarray([[features.get(name, 0.0) for name in _FITTED] for features, _, _ in rows])
    doubts = np.asarray([[features.get(name, 0.0) for name in DOUBTS] for features, _, _ in rows])
    labels = np.asarray([float(fits) for _, fits, _ in rows])
    weight = np.asarray([share for _, _, share in rows])
    weight /= weight.sum()
    usual = np.asarray([0.0] * len(_FITTED) + [_USUAL] * len(DOUBTS))

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = np.clip(scores @ values[: len(_FITTED)], -30, 30)
        logistic = 1 / (1 + np.exp(-odds))
        log = np.log(logistic) - doubts @ values[len(_FITTED) :]
        given = np.exp(log)
        rest = np.maximum(1 - given, 1e-6)
        slope = weight * (given - labels) / rest
        loss = (
            -(weight * (labels * log + (1 - labels) * np.log(rest))).sum()
            + _PENALTY * ((values - usual) ** 2).sum()
        )
        gradient = np.concatenate([scores.T @ (slope * (1 - logistic)), -doubts.T @ slope])
        return float(loss), gradient + 2 * _PENALTY * (values - usual)

    bounds: list[tuple[float | None, float | None]] = [
        (None, None) if name in _FREE else (0.0, None) if name in _FOR else (None, 0.0) for name in _FITTED
    ]
    bounds += [(0.0, 6.0)] * len(DOUBTS)
    found = minimize(loss, usual, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 2000})
    told = [round(float(value), 3) for value in found.x]
    return dict(zip(_FITTED, told, strict=False)), dict(zip(DOUBTS, told[len(_FITTED) :], strict=True))


def _shares(every: Sequence[Asked]) -> list[float]:
    """The weight of each question: those of the file count together ``_ROWS`` of those of the fields."""
    totals: dict[bool, float] = defaultdict(float)
    for asked in every:
        totals[asked.field.endswith(".gz")] += asked.weight
    return [
        asked.weight * (_ROWS if asked.field.endswith(".gz") else 1.0) / totals[asked.field.endswith(".gz")]
        for asked in every
    ]


def best_of(asked: Asked, calibration: Calibration) -> tuple[float, bool] | None:
    """The probability of the best answer, and whether it is right; None where that is a cell, which no map is of."""
    known = {id(each): fits for each, fits in zip(asked.candidates, asked.right, strict=True)}
    again = []
    truth: dict[int, bool] = {}
    for each in asked.candidates:
        other = replace(each, probability=calibration.probability(each.features)) if each.features else each
        truth[id(other)] = known[id(each)]
        again.append(other)
    groups = grouped(sorted(again, key=lambda each: -each.probability), calibration)
    read = bool(groups) and bool(groups[0].best.features)
    return (groups[0].probability, truth[id(groups[0].best)]) if read else None


def fitted_map(
    probabilities: NDArray[np.float64], rights: NDArray[np.bool_], weights: NDArray[np.float64]
) -> list[tuple[float, float]]:
    """Knots of the isotonic map, thinned to quantiles so that no few questions make a step."""
    from sklearn.isotonic import IsotonicRegression

    isotonic = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    isotonic.fit(probabilities, rights, sample_weight=weights)
    places = np.unique(np.quantile(probabilities, np.linspace(0.02, 0.98, KNOTS)).round(3))
    # A window of neighbours at each place: the steps of isotonic regression are too hard to stand on.
    heights = [round(float(isotonic.predict(_near(probabilities, place)).mean()), 3) for place in places]
    rising = np.maximum.accumulate(heights)
    knots = [(0.0, 0.0), *((float(x), float(y)) for x, y in zip(places, rising, strict=True))]
    return [
        knots[0],
        *[knot for knot in knots[1:] if 0.0 < knot[0] < 1.0],
        (1.0, max(0.9, float(rising[-1]))),
    ]


def _near(values: NDArray[np.float64], place: float) -> NDArray[np.float64]:
    order = np.argsort(np.abs(values - place))
    return values[order[: max(20, len(values) // 20)]]


def fitted_thresholds(
    confidences: NDArray[np.float64], rights: NDArray[np.bool_], weights: NDArray[np.float64]
) -> list[tuple[float, float]]:
    """For each target precision the lowest confidence from which on the answers reach it."""
    order = np.argsort(-confidences, kind="stable")
    weights = weights[order]
    precision = np.cumsum(rights[order] * weights) / np.cumsum(weights)
    found: list[tuple[float, float]] = []
    for target in TARGETS:
        enough = np.flatnonzero(precision >= target)
        enough = enough[enough >= LEAST_ANSWERS - 1]
        if len(enough):
            found.append((target, round(float(confidences[order[enough[-1]]]), 4)))
    return _rising(found)


def _rising(found: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    kept: list[tuple[float, float]] = []
    for target, confidence in found:
        kept.append((target, max(confidence, kept[-1][1] if kept else 0.0)))
    return kept


Outcomes = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64], list[Asked]]


def left_out(every: Sequence[Asked], start: Calibration) -> Outcomes:
    """Probability, right or not and weight of each best answer, by weights that its field had no part in."""
    probabilities, rights, told = [], [], []
    for field in dict.fromkeys(asked.field for asked in every):
        weights, doubts = fitted_weights([asked for asked in every if asked.field != field])
        calibration = replace(start, weights=weights, doubts=doubts)
        for asked in every:
            if asked.field == field and (best := best_of(asked, calibration)) is not None:
                probabilities.append(best[0])
                rights.append(best[1])
                told.append(asked)
    return np.asarray(probabilities), np.asarray(rights), np.asarray(_shares(told)), told


def _log_loss(
    probabilities: NDArray[np.float64], rights: NDArray[np.bool_], weights: NDArray[np.float64]
) -> float:
    given = np.where(rights, probabilities, 1 - probabilities)
    return float((-np.log(np.maximum(given, 1e-6)) * weights).sum() / weights.sum())


def main() -> None:
    """Ask, fit, print and, if asked, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", type=Path, nargs="?")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    every = _asked(options.rows, options.limit, options.keep)
    start = load_calibration("span-reader")
    tried = []
    for agreement in AGREEMENTS:
        probabilities, rights, weights, told = left_out(every, replace(start, agreement=agreement))
        tried.append(
            (_log_loss(probabilities, rights, weights), agreement, probabilities, rights, weights, told)
        )
    loss, agreement, probabilities, rights, weights, told = min(tried, key=lambda each: each[0])
    knots = fitted_map(probabilities, rights, weights)
    calibration = Calibration(*fitted_weights(every), agreement, tuple(knots))
    confidences = np.asarray([calibration.confidence(p) for p in probabilities])
    block = {
        "weights": calibration.weights,
        "doubts": calibration.doubts,
        "agreement": agreement,
        "knots": knots,
        "thresholds": fitted_thresholds(confidences, rights, weights),
    }
    print(json.dumps({"span-reader": block}, indent=2))
    _print_curve(confidences, rights, told, loss)
    if options.write:
        blocks = json.loads(FILE.read_text("utf-8"))
        blocks["span-reader"] = block
        blocks["default"]["doubts"] = calibration.doubts
        FILE.write_text(json.dumps(blocks, indent=2) + "\n", encoding="utf-8")


def _asked(rows: Path | None, limit: int | None, keep: Path | None) -> list[Asked]:
    parts: list[tuple[str, Callable[[], list[Asked]]]] = [("fields", of_fields)]
    if rows is not None:
        parts.append(("rows", lambda: of_rows(rows, limit)))
    every: list[Asked] = []
    for name, ask in parts:
        file = keep.with_suffix(f".{name}") if keep else None
        if file is not None and file.exists():
            every += pickle.loads(file.read_bytes())  # noqa: S301  # a file of one's own
            continue
        found = ask()
        if file is not None:
            file.write_bytes(pickle.dumps(found))
        every += found
    return every


def _print_curve(
    confidences: NDArray[np.float64], rights: NDArray[np.bool_], told: Sequence[Asked], loss: float
) -> None:
    answerable = np.asarray([asked.answerable for asked in told])
    ours = np.asarray([not asked.field.endswith(".gz") for asked in told])
    print(f"{ours.sum()} questions of fields, each field left out once; log loss {loss:.3f}")
    for least in (0.0, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9):
        given = ours & (confidences >= least)
        print(
            f"from {least:.2f}: answerable right {(given & rights).sum() / (ours & answerable).sum():.3f}, "
            f"silent {1 - (given & ~answerable).sum() / max(1, (ours & ~answerable).sum()):.3f}, "
            f"right of the {given.sum()} answered {(given & rights).sum() / max(1, given.sum()):.3f}"
        )


if __name__ == "__main__":
    main()
