"""What the calibration reads off development rows."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.datasets import ReaderRow
from eval.models.answer_weights import fitted_map, fitted_thresholds, write_articles
from rag.answering.calibration import parse


def test_thresholds_are_the_lowest_confidence_that_reaches_the_target() -> None:
    confidences = np.linspace(0.99, 0.01, 100)
    rights = np.asarray([True] * 40 + [False] * 60)
    found = dict(fitted_thresholds(confidences, rights, np.ones(100)))
    assert found[0.5] == round(float(confidences[79]), 4)
    assert found[0.8] == round(float(confidences[49]), 4)
    assert found[0.95] == round(float(confidences[41]), 4)


def test_a_target_that_is_never_reached_has_no_threshold() -> None:
    assert fitted_thresholds(np.linspace(0.9, 0.1, 60), np.zeros(60, bool), np.ones(60)) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_the_fitted_map_is_one_that_the_program_accepts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    probabilities = rng.beta(0.7, 0.7, 300)
    rights = rng.random(300) < probabilities**2
    block = {
        "weights": dict.fromkeys(("constant", "answerable", "span", "retrieval", "elsewhere"), 0),
        "doubts": {},
        "agreement": 0.2,
        "knots": json.loads(json.dumps(fitted_map(probabilities, rights, np.ones(300)))),
        "thresholds": [],
    }
    calibration = parse(block)
    assert 0.0 <= calibration.confidence(0.3) <= calibration.confidence(0.9) <= 1.0


def test_every_paragraph_of_an_article_is_written_once(tmp_path: Path) -> None:
    rows = [
        ReaderRow("1", "q", "First paragraph.", ("First",), impossible=False, title="Harbour"),
        ReaderRow("2", "r", "First paragraph.", (), impossible=True, title="Harbour"),
        ReaderRow("3", "s", "Second: one.", ("one",), impossible=False, title='A "quoted" title'),
    ]
    write_articles(rows, tmp_path)
    texts = sorted(file.read_text() for file in tmp_path.iterdir())
    assert len(texts) == 2
    assert sum(text.count("First paragraph.") for text in texts) == 1
