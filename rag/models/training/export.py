"""Turns a trained network into what ships: an OpenVINO graph in 8-bit integers, and its tokenizer.

``int8`` is post-training quantisation (NNCF, transformer preset, SmoothQuant), calibrated on
training pairs; ``fp16`` only halves the weights. Training extras only: the running program needs
neither torch nor nncf.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from rag.models.installation import write_checksums
from rag.models.training.base_model import base_folder
from rag.models.training.pairs import Pairs
from rag.quiet import silence

CALIBRATED_ON = 300
Inputs = dict[str, np.ndarray[Any, np.dtype[Any]]]
"""The arrays of one call of a graph, by name."""
_INPUTS = ("ids", "attention", "types")


def options(description: str | None, shipped: Path) -> argparse.Namespace:
    """The options of an export: DATA TRAINED [OUT] [--precision int8|fp16]."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("trained", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=shipped)
    parser.add_argument("--precision", choices=["int8", "fp16"], default="int8")
    return parser.parse_args()


def export(
    network: nn.Module, pairs: Pairs, outputs: Sequence[str], given: argparse.Namespace, name: str
) -> None:
    """Convert, quantise and write ``NAME.xml``, ``NAME.bin``, tokenizer and checksums."""
    graph = graph_of(network.eval(), outputs)
    if given.precision == "int8":
        graph = quantised(graph, samples(pairs))
    write(graph, given.out, name)


def write(graph: Any, out: Path, name: str) -> None:
    """Write a graph as ``NAME.xml`` and ``NAME.bin`` beside the base model's tokenizer and checksums."""
    import openvino as ov

    out.mkdir(parents=True, exist_ok=True)
    ov.save_model(graph, out / f"{name}.xml", compress_to_fp16=True)
    shutil.copy(base_folder() / "tokenizer.json", out / "tokenizer.json")
    write_checksums(out)
    print(f"wrote {out} ({sum(file.stat().st_size for file in out.iterdir()) / 2**20:.1f} MiB)")


def graph_of(network: nn.Module, outputs: Sequence[str], inputs: Sequence[str] = _INPUTS) -> Any:
    """The OpenVINO graph: ``inputs`` [batch, places] -> ``outputs``."""
    silence()
    import openvino as ov

    sample = torch.ones(2, 16, dtype=torch.int64)
    graph = ov.convert_model(network, example_input=(sample,) * len(inputs))
    for tensor, name in zip(graph.inputs, inputs, strict=True):
        tensor.get_tensor().set_names({name})
    for tensor, name in zip(graph.outputs, outputs, strict=True):
        tensor.get_tensor().set_names({name})
    return graph


def samples(pairs: Pairs, count: int = CALIBRATED_ON) -> list[Inputs]:
    """The inputs of ``count`` training pairs, a pair a call."""
    rows = np.random.default_rng(5).choice(len(pairs.lengths), count, replace=False)
    tensors = (pairs.batch(np.asarray([row]), torch.device("cpu")) for row in rows)
    return [{name: pair[name].numpy() for name in _INPUTS} for pair in tensors]


def quantised(graph: Any, calls: Sequence[Inputs]) -> Any:
    """``graph`` in 8-bit integers, calibrated on the inputs of ``calls``."""
    import nncf

    return nncf.quantize(
        graph, nncf.Dataset(calls), model_type=nncf.ModelType.TRANSFORMER, subset_size=len(calls)
    )
