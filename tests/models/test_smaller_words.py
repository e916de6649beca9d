"""Word vectors in four bits: the same rounding as in training, and a graph that still computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import openvino as ov  # noqa: E402
from openvino import opset13 as op  # noqa: E402

from rag.models.training import reviewer_network, smaller_words  # noqa: E402

VECTORS = np.random.default_rng(2).normal(size=(50, 256)).astype(np.float32)


def graph(name: str) -> ov.Model:
    ids = op.parameter([-1], dtype=np.int64, name="ids")
    looked_up = op.gather(op.constant(VECTORS), ids, op.constant(0), name=name)
    return ov.Model([looked_up], [ids])


def test_the_vectors_are_those_that_training_rounds_to() -> None:
    smaller = smaller_words.with_smaller_words(graph("word_embeddings/Gather"))
    ids = np.arange(50)
    (found,) = ov.Core().compile_model(smaller, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})([ids]).values()
    wanted = reviewer_network.in_four_bits(torch.from_numpy(VECTORS)).numpy()
    # Scales in sixteen bits decide a few ties otherwise.
    assert np.isclose(found, wanted, atol=0.005).mean() > 0.99
    assert np.abs(found - VECTORS).max() <= np.abs(VECTORS).max() / 8


def test_a_vector_of_zeros_stays_one() -> None:
    node = smaller_words.in_four_bits(np.zeros((2, 128), np.float32))
    (found,) = ov.Core().compile_model(ov.Model([node], []), "CPU")([]).values()
    assert not found.any()


def test_a_graph_without_word_vectors_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ov.save_model(graph("other"), tmp_path / "reader.xml")
    monkeypatch.setattr("sys.argv", ["smaller_words", str(tmp_path / "reader.xml")])
    with pytest.raises(SystemExit, match="looks up no word vectors; give a NAME"):
        smaller_words.main()
