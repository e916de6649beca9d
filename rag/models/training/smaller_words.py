"""Puts the word vectors of a shipped graph, half of a small network, into four bits.

    python -m rag.models.training.smaller_words SHIPPED/reader.xml [OUT]

Everything else stays as it is. The scales that turn scores into probabilities are fitted anew afterwards.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.models.training.export import write
from rag.models.training.restore import weights_of
from rag.models.training.reviewer_network import GROUP
from rag.quiet import silence

WORDS = "word_embeddings"


def with_smaller_words(graph: Any) -> Any:
    """``graph`` with its word vectors in sixteen levels for each ``GROUP``.

    Raises:
        ValueError: it has no word vectors.
    """
    found = [
        node
        for node in graph.get_ops()
        if node.get_type_name() == "Gather" and WORDS in node.get_friendly_name()
    ]
    if not found:
        raise ValueError("The graph looks up no word vectors; give a NAME.xml that ships.")
    for look_up in found:
        vectors = weights_of(look_up.input_value(0).get_node())
        look_up.input(0).replace_source_output(in_four_bits(vectors).output(0))
    return graph


def in_four_bits(vectors: NDArray[np.float32]) -> Any:
    """The node that gives ``vectors`` [rows, width]: sixteen levels times a scale, which the largest meets exactly.

    As NNCF's INT4_SYM has it.
    """
    import openvino as ov
    from openvino import opset13 as op

    rows, width = vectors.shape
    groups = vectors.reshape(rows, -1, GROUP)
    low, high = groups.min(-1, keepdims=True), groups.max(-1, keepdims=True)
    scales = (np.where(-low >= high, -low, -high) / 8).astype(np.float16)
    scales[scales == 0] = 1
    levels = np.clip(np.round(groups / scales.astype(np.float32)), -8, 7).astype(np.int8)
    pairs = levels.reshape(-1, 2).astype(np.uint8) & 15
    held = ov.Tensor(ov.Type.i4, list(groups.shape))  # one of an array would share its memory, and outlive it
    held.data.reshape(-1)[:] = (pairs[:, 0] | pairs[:, 1] << 4).view(held.data.dtype)
    levelled = op.convert(ov.op.Constant(held), "f16")
    scaled = op.multiply(levelled, op.constant(scales))
    shape = op.constant(np.asarray([rows, width]), dtype=np.int64)
    return op.convert(op.reshape(scaled, shape, special_zero=False), "f32")


def main() -> None:
    """Read, round and write."""
    silence()
    import openvino as ov

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("graph", type=Path)
    parser.add_argument("out", type=Path, nargs="?")
    given = parser.parse_args()
    # Weights in memory, not mapped: the file may be the one that is written.
    graph = ov.Core().read_model(given.graph.read_bytes(), given.graph.with_suffix(".bin").read_bytes())
    try:
        smaller = with_smaller_words(graph)
    except ValueError as error:
        raise SystemExit(str(error)) from error
    write(smaller, given.out or given.graph.parent, given.graph.stem)


if __name__ == "__main__":
    main()
