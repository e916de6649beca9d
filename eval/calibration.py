"""Fits the calibration of the shipped reader on development rows, through the program itself.

    python -m eval.calibration DEV.jsonl.gz [--limit N] [--among FILE.jsonl.gz] [--write]

The paragraphs of the rows, an article a document, go into a store of their own; each question is
retrieved and read as ``ask`` does it. Fitted are the scales of reader and reviewer (Platt's, on each
question with its own paragraph, the reviewer's where the reader leaves it open), the weights that join
reader, retrieval and shared words (logistic regression over candidates; ``--among`` adds the articles of
another file to the store, so that choosing is learnt among many), the map from the best answer's
probability to the share that is right (isotonic regression over questions) and, read off the
risk-coverage curve, the confidence from which a target precision is reached. ``--write`` puts them into
rag/models/reader/scale.json, rag/models/reviewer/scale.json and rag/answering/calibration.json.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import rag.answering
from eval.datasets import ReaderRow, reader_rows
from eval.matching import exact_and_f1, normalise
from eval.progress import worked
from rag.answering.calibration import Calibration, load_calibration
from rag.answering.candidates import Candidate, candidates, grouped
from rag.index import Store
from rag.index.retriever import retrieve
from rag.ingestion import ingest
from rag.models.encoder import REVIEWER, PairEncoder, load_reviewer
from rag.reading.protocol import PassageReading, Reader
from rag.reading.questions import analyse
from rag.reading.reviewing import Review, ReviewedReader, SpanReviewer, open_ones
from rag.reading.span_reader import FOLDER, SCALE, Scale, SpanReader
from rag.results import Passage
from rag.settings import Settings, default_settings, load_settings

RIGHT_F1 = 0.5
TARGETS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
LEAST_ANSWERS = 25
"""A precision read off fewer answers than these is chance."""
KNOTS = 10
FILE = Path(rag.answering.__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class Asked:
    """A development row with what retrieval and reader made of it."""

    row: ReaderRow
    passages: Sequence[Passage]
    readings: Sequence[PassageReading]


def write_articles(rows: Sequence[ReaderRow], folder: Path) -> None:
    """One Markdown file an article, its paragraphs in order of appearance."""
    articles: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        articles[row.title].setdefault(row.context)
    for number, (title, paragraphs) in enumerate(articles.items()):
        head = f"---\ntitle: {json.dumps(title)}\n---\n\n"
        (folder / f"{number}.md").write_text(head + "\n\n".join(paragraphs), encoding="utf-8")


def asked_all(rows: Sequence[ReaderRow], settings: Settings, store: Store, reader: Reader) -> list[Asked]:
    """Every question retrieved and read."""

    def asked(row: ReaderRow) -> Asked:
        passages = retrieve(row.question, settings, store=store)
        titles = [passage.title for passage in passages]
        return Asked(row, passages, reader.read(row.question, [p.text for p in passages], titles))

    return worked("read", rows, asked).made


def weight(row: ReaderRow) -> float:
    """Half of the development questions are traps that people wrote beside the text they tried to mislead with.

    What people ask of their own documents is seldom so near a miss: at half their weight the confidence of right
    answers on the evaluation's dev half came out a fifth too low. They count as a fifth of all.
    """
    return 0.25 if row.impossible else 1.0


def right(text: str, row: ReaderRow) -> bool:
    """Whether ``text`` answers the row."""
    if row.impossible or not _shared(text, row.accepted):
        return False
    return exact_and_f1(text, row.accepted)[1] >= RIGHT_F1


def _shared(text: str, accepted: Sequence[str]) -> bool:
    """Whether a word is shared at all: without one F1 is 0, and need not be computed."""
    words = set(normalise(text).split())
    return any(words & set(normalise(answer).split()) for answer in accepted)


def fitted_scales(rows: Sequence[ReaderRow], graph: PairEncoder) -> tuple[Scale, Scale]:
    """The scales on which the log-odds of the reader, and of reader and reviewer, are probabilities of an answer."""
    reader = SpanReader()
    looks = worked("scale", rows, lambda row: reader.looks(row.question, [row.context], [row.title])[0]).made
    answered = [not row.impossible for row in rows]
    first = _fitted([look.terms for look in looks], answered)
    scaled, reviewer = SpanReader(scale=first), SpanReviewer(graph)

    def reviewed(row: ReaderRow) -> PassageReading | None:
        readings = scaled.read(row.question, [row.context], [row.title])
        opened = [
            Review(row.question, row.context, row.title, readings[number]) for number in open_ones(readings)
        ]
        return reviewer.review(opened)[0] if opened else None

    readings = worked("review", rows, reviewed).made
    seen = [(reading.terms, right) for reading, right in zip(readings, answered, strict=True) if reading]
    return first, _fitted(*zip(*seen, strict=True))


def _fitted(terms: Sequence[Sequence[float]], answered: Sequence[bool]) -> Scale:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=100.0).fit(terms, answered)
    weights = [round(float(part), 4) for part in model.coef_[0]]
    whole, alone, elsewhere, absent, review = [*weights, 0.0][:5]
    return Scale(whole, alone, elsewhere, absent, round(float(model.intercept_[0]), 4), review)


def fitted_weights(all_asked: Sequence[Asked], store: Store, start: Calibration) -> Calibration:
    """Weights of what speaks for a span, by logistic regression over all candidates."""
    from sklearn.linear_model import LogisticRegression

    found = [(asked.row, c) for asked in all_asked for c in _candidates(asked, store, start)]
    terms = np.asarray([candidate.scores.terms for _, candidate in found])
    labels = np.asarray([right(candidate.text, row) for row, candidate in found])
    model = LogisticRegression(C=10.0).fit(terms, labels, sample_weight=[weight(row) for row, _ in found])
    answerable, span, retrieval, elsewhere = (round(float(part), 3) for part in model.coef_[0])
    return replace(
        start,
        bias=round(float(model.intercept_[0]), 3),
        answerable=answerable,
        span=span,
        retrieval=retrieval,
        elsewhere=elsewhere,
    )


def _candidates(asked: Asked, store: Store, calibration: Calibration) -> list[Candidate]:
    question = analyse(asked.row.question, [passage.text for passage in asked.passages])
    if question.broad or question.expects == "polarity":
        return []
    return candidates(question, asked.passages, asked.readings, store, calibration)


def best_answers(
    all_asked: Sequence[Asked], store: Store, calibration: Calibration
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """Probability of the best answer of each question, whether it is right, and the question's weight."""
    probabilities, rights, weights = [], [], []
    for asked in all_asked:
        groups = grouped(_candidates(asked, store, calibration), calibration)
        if groups:
            probabilities.append(groups[0].probability)
            rights.append(right(groups[0].best.text, asked.row))
            weights.append(weight(asked.row))
    return np.asarray(probabilities), np.asarray(rights), np.asarray(weights)


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
        (1.0, max(0.99, float(rising[-1]))),
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
    return found


def main() -> None:
    """Fit, print and, if asked, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--among", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = reader_rows(options.rows, options.limit)
    graph = load_reviewer(0, default_settings().cache)
    scale, reviewed = fitted_scales(reader_rows(options.rows), graph)
    print(f"reader: {scale}\nreviewer: {reviewed}")
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder, "articles")
        articles.mkdir()
        others = reader_rows(options.among) if options.among else []
        write_articles([*reader_rows(options.rows), *others], articles)
        settings = load_settings(store=Path(folder, "store"))
        ingest([articles], settings)
        reader = ReviewedReader(
            SpanReader(cache_folder=settings.cache, scale=scale), SpanReviewer(graph, scale=reviewed)
        )
        with Store(settings) as store:
            all_asked = asked_all(rows, settings, store, reader)
            calibration = fitted_weights(all_asked, store, load_calibration(reader.name))
            probabilities, rights, weights = best_answers(all_asked, store, calibration)
    knots = fitted_map(probabilities, rights, weights)
    calibration = replace(calibration, knots=tuple(knots))
    confidences = np.asarray([calibration.confidence(p) for p in probabilities])
    block = {
        "weights": {
            "bias": calibration.bias,
            "answerable": calibration.answerable,
            "span": calibration.span,
            "retrieval": calibration.retrieval,
            "elsewhere": calibration.elsewhere,
        },
        "agreement": calibration.agreement,
        "knots": knots,
        "thresholds": fitted_thresholds(confidences, rights, weights),
    }
    print(json.dumps({reader.name: block}, indent=2))
    print(f"{len(rights)} questions, {rights.mean():.3f} of their best answers right")
    if options.write:
        blocks = json.loads(FILE.read_text("utf-8"))
        blocks[reader.name] = block
        for place, fitted in ((FOLDER, scale), (REVIEWER, reviewed)):
            (place / SCALE).write_text(json.dumps(asdict(fitted)) + "\n", encoding="utf-8")
        FILE.write_text(json.dumps(blocks, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
