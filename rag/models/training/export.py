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
    import openvino as ov

    graph = graph_of(network.eval(), outputs)
    if given.precision == "int8":
        graph = quantised(graph, pairs)
    given.out.mkdir(parents=True, exist_ok=True)
    ov.save_model(graph, given.out / f"{name}.xml", compress_to_fp16=True)
    shutil.copy(base_folder() / "tokenizer.json", given.out / "tokenizer.json")
    write_checksums(given.out)
    size = sum(file.stat().st_size for file in given.out.iterdir()) / 2**20
    print(f"wrote {given.out} ({size:.1f} MiB, {given.precision})")


def graph_of(network: nn.Module, outputs: Sequence[str]) -> Any:
    """The OpenVINO graph: ids, attention, types [batch, places] -> ``outputs``."""
    silence()
    import openvino as ov

    sample = torch.ones(2, 16, dtype=torch.int64)
    graph = ov.convert_model(network, example_input=(sample, sample, torch.zeros_like(sample)))
    for tensor, name in zip(graph.inputs, _INPUTS, strict=True):
        tensor.get_tensor().set_names({name})
    for tensor, name in zip(graph.outputs, outputs, strict=True):
        tensor.get_tensor().set_names({name})
    return graph


def quantised(graph: Any, pairs: Pairs, count: int = CALIBRATED_ON) -> Any:
    """``graph`` in 8-bit integers, calibrated on ``count`` training pairs."""
    import nncf

    rows = np.random.default_rng(5).choice(len(pairs.lengths), count, replace=False)

    def batch(row: np.int64) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        tensors = pairs.batch(np.asarray([row]), torch.device("cpu"))
        return {name: tensors[name].numpy() for name in _INPUTS}

    data = nncf.Dataset(rows.tolist(), batch)
    return nncf.quantize(graph, data, model_type=nncf.ModelType.TRANSFORMER, subset_size=count)
