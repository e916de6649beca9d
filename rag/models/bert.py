"""The MiniLM encoder as an OpenVINO graph, built from the weights of a sentence-transformers folder.

Six BERT layers, the mean over the tokens, unit length: Wang et al. 2020 (arXiv 2002.10957),
Reimers and Gurevych 2019 (arXiv 1908.10084).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import openvino

LAYERS = 6
WIDTH = 384
HEADS = 12
NORM_EPSILON = 1e-12
_MASKED = np.float32(-1e9)

Weights = Mapping[str, np.ndarray[Any, np.dtype[Any]]]


def encoder_graph(weights: Weights, *, eight_bits: bool = False) -> openvino.Model:
    """The graph: ``ids`` and ``mask``, int32 [n, t], to ``vectors``, float32 [n, 384] of unit length.

    ``mask`` is 1 for a token and 0 for padding; each row needs at least one token. ``eight_bits`` holds the
    weights of the linear layers as int8 with a scale a row, which OpenVINO multiplies with activations that
    it brings to eight bits as they come.
    """
    import openvino
    from openvino import Node
    from openvino import opset13 as op

    def constant(value: object) -> Node:
        return op.constant(np.asarray(value))

    def weight(name: str) -> Node:
        return op.constant(weights[name].astype(np.float32))

    def matrix(name: str) -> Node:
        if not eight_bits:
            return weight(name)
        rows = weights[name].astype(np.float32)
        scale = np.abs(rows).max(axis=1, keepdims=True) / 127
        return op.multiply(
            op.convert(constant(np.round(rows / scale).astype(np.int8)), "f32"), constant(scale)
        )

    def linear(x: Node, name: str) -> Node:
        return op.add(op.matmul(x, matrix(f"{name}.weight"), False, True), weight(f"{name}.bias"))

    def norm(x: Node, name: str) -> Node:
        centred = op.mvn(x, constant([-1]), True, NORM_EPSILON, "inside_sqrt")
        return op.add(op.multiply(centred, weight(f"{name}.weight")), weight(f"{name}.bias"))

    def split_heads(x: Node) -> Node:
        return op.transpose(
            op.reshape(x, constant([0, 0, HEADS, WIDTH // HEADS]), True), constant([0, 2, 1, 3])
        )

    def merge_heads(x: Node) -> Node:
        return op.reshape(op.transpose(x, constant([0, 2, 1, 3])), constant([0, 0, WIDTH]), True)

    ids = op.parameter([-1, -1], np.int32, name="ids")
    mask = op.parameter([-1, -1], np.int32, name="mask")
    for node, name in ((ids, "ids"), (mask, "mask")):
        node.output(0).get_tensor().set_names({name})
    present = op.convert(mask, "f32")
    absent = op.subtract(constant(np.float32(1)), op.unsqueeze(present, constant([1, 2])))
    bias = op.multiply(absent, constant(_MASKED))

    zero, one = constant(np.int64(0)), constant(np.int64(1))
    length = op.gather(op.shape_of(ids), one, zero)
    words = op.gather(weight("embeddings.word_embeddings.weight"), ids, zero)
    # All text is of type 0: its embedding is added to the positions once.
    positions, types = (
        weights[f"embeddings.{part}_embeddings.weight"].astype(np.float32)
        for part in ("position", "token_type")
    )
    places = op.gather(constant(positions + types[0]), op.range(zero, length, one, "i64"), zero)
    x = norm(op.add(words, places), "embeddings.LayerNorm")

    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            split_heads(linear(x, f"{layer}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        attended = merge_heads(op.scaled_dot_product_attention(query, key, value, bias))
        x = norm(
            op.add(x, linear(attended, f"{layer}.attention.output.dense")),
            f"{layer}.attention.output.LayerNorm",
        )
        inner = op.gelu(linear(x, f"{layer}.intermediate.dense"), "erf")
        x = norm(op.add(x, linear(inner, f"{layer}.output.dense")), f"{layer}.output.LayerNorm")

    weighted = op.unsqueeze(present, constant(np.int64(2)))
    total = op.reduce_sum(op.multiply(x, weighted), constant([1]))
    mean = op.divide(total, op.reduce_sum(weighted, constant([1])))
    vectors = op.normalize_l2(mean, constant([1]), 1e-12, "max")
    vectors.output(0).get_tensor().set_names({"vectors"})
    return openvino.Model([vectors], [ids, mask], "all-MiniLM-L6-v2")
