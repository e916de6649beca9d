"""The network behind a shipped graph, to train on from: what its eight bits stand for, as floats.

    python -m rag.models.training.restore SHIPPED/reader.xml OUT

Writes OUT/network.pt with every parameter that the graph was made of. The scales that quantisation
put before a layer (SmoothQuant) go back into its weights; the error left is that of eight bits.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rag.quiet import silence

MODULE = "__module."
_SMOOTHED = "nncf_smooth_quant"


def restored(file: Path) -> dict[str, Tensor]:
    """The parameters by name, float32.

    Raises:
        ValueError: the graph holds no layer that PyTorch's names tell.
    """
    silence()
    import openvino as ov

    state: dict[str, NDArray[np.float32]] = {}
    for node in ov.Core().read_model(file).get_ordered_ops():
        layer, _, kind = node.get_friendly_name().removeprefix(MODULE).partition("/aten::")
        kinds = (kind, node.get_type_name())
        if kinds == ("linear/MatMul", "MatMul"):
            state[f"{layer}.weight"] = weights_of(_source(node, 1)) * _smoothing(_source(node, 0))
            # The sum that is the graph's output has lost its name.
            (after,) = (target.get_node() for target in node.output(0).get_target_inputs())
            state[f"{layer}.bias"] = _constant_of(after).ravel()
        elif kinds == ("embedding/Gather", "Gather"):
            state[f"{layer}.weight"] = weights_of(_source(node, 0))
        elif kinds == ("layer_norm/Multiply_1", "Multiply"):
            state[f"{layer}.weight"] = _constant_of(node).ravel()
        elif kinds == ("layer_norm/Add", "Add"):
            state[f"{layer}.bias"] = _constant_of(node).ravel()
    if not state:
        raise ValueError(
            f"{file} holds no layer of a network that PyTorch wrote; give a NAME.xml that ships."
        )
    return {name: torch.from_numpy(np.array(value)) for name, value in state.items()}


def _source(node: Any, place: int) -> Any:
    return node.input_value(place).get_node()


def weights_of(node: Any) -> NDArray[np.float32]:
    """What a node made of constants alone evaluates to."""
    if node.get_type_name() == "Constant":
        return np.asarray(node.data, np.float32)
    if node.get_type_name() == "Convert":
        return weights_of(_source(node, 0))
    if node.get_type_name() == "Reshape":
        return _four_bits(_source(node, 0)).reshape(node.get_output_shape(0))
    left, right = weights_of(_source(node, 0)), weights_of(_source(node, 1))
    if node.get_type_name() == "Multiply":
        return left * right
    if node.get_type_name() == "Subtract":
        return left - right
    raise ValueError(f"{node.get_friendly_name()} is a {node.get_type_name()}, which no weight is made by.")


def _four_bits(node: Any) -> NDArray[np.float32]:
    """Levels, two a byte, times the scale of each group: what ``smaller_words`` writes."""
    packed = _source(_source(node, 0), 0)
    pairs = np.asarray(packed.data).view(np.uint8).ravel()
    levels = np.stack([pairs & 15, pairs >> 4], -1).astype(np.float32).reshape(packed.get_output_shape(0))
    return np.where(levels > 7, levels - 16, levels) * weights_of(_source(node, 1))


def _is_constant(node: Any) -> bool:
    return node.get_type_name() == "Constant" or (
        node.get_type_name() == "Convert" and _is_constant(_source(node, 0))
    )


def _constant_of(node: Any) -> NDArray[np.float32]:
    """The constant one of two inputs."""
    return weights_of(next(source for source in (_source(node, 1), _source(node, 0)) if _is_constant(source)))


def _smoothing(node: Any) -> NDArray[np.float32]:
    """The scale that an input was multiplied by before it was quantised, [1, width], or 1."""
    while node.get_type_name() in ("FakeQuantize", "Convert", "Subtract"):
        node = _source(node, 0)
    if _SMOOTHED not in node.get_friendly_name():
        return np.ones((1, 1), np.float32)
    return _constant_of(node).reshape(1, -1)


def main() -> None:
    """Read the graph and write the parameters."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("graph", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    try:
        state = restored(given.graph)
    except ValueError as error:
        raise SystemExit(str(error)) from error
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(state, given.out / "network.pt")
    print(f"wrote {len(state)} parameters of {given.graph} to {given.out / 'network.pt'}")


if __name__ == "__main__":
    main()
