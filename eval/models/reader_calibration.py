"""Fits the scales of reader and reviewer: on them their log-odds are probabilities of an answer.

    python -m eval.models.reader_calibration DEV.jsonl.gz [--write]

Platt's scale (1999), on each question of the development rows with its own paragraph; the reviewer's where it reads.
With ``--write`` they go into rag/models/reader/scale.json and rag/models/reviewer/scale.json. The confidence of answers
is fitted on top of them (``eval.models.answer_weights``).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from eval.datasets import ReaderRow, reader_rows
from eval.progress import worked
from rag.models.encoder import REVIEWER, PairEncoder, load_reviewer
from rag.reading.protocol import PassageReading, Terms
from rag.reading.reviewing import Review, SpanReviewer, open_ones
from rag.reading.span_reader import FOLDER, SCALE, Scale, SpanReader
from rag.settings import default_settings


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
    seen = [
        (reading.terms, right)
        for reading, right in zip(readings, answered, strict=True)
        if reading is not None and reading.terms is not None
    ]
    return first, _fitted(*zip(*seen, strict=True))


def _fitted(terms: Sequence[Terms], answered: Sequence[bool]) -> Scale:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=100.0).fit([[part or 0.0 for part in each] for each in terms], answered)
    whole, alone, elsewhere, absent, review = (round(float(part), 4) for part in model.coef_[0])
    return Scale(whole, alone, elsewhere, absent, round(float(model.intercept_[0]), 4), review)


def main() -> None:
    """Fit, print and, if asked, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    graph = load_reviewer(0, default_settings().cache)
    scale, reviewed = fitted_scales(reader_rows(options.rows), graph)
    print(f"reader: {scale}\nreviewer: {reviewed}")
    if options.write:
        for place, fitted in ((FOLDER, scale), (REVIEWER, reviewed)):
            (place / SCALE).write_text(json.dumps(asdict(fitted)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
