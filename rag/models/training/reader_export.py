"""Turns a trained reader into what ships: an OpenVINO graph in 8-bit integers, and its tokenizer.

    python -m rag.models.training.reader_export DATA TRAINED [OUT] [--precision int8|fp16]

``int8`` is post-training quantisation (NNCF, transformer preset, SmoothQuant), calibrated on 300
training pairs; ``fp16`` only halves the weights. Training extras only: the running program needs
neither torch nor nncf.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import BertConfig

from rag.models.training.base_model import base_folder
from rag.models.training.reader_network import ReaderNetwork
from rag.models.training.reader_training import Pairs
from rag.quiet import silence
from rag.reading.installation import write_checksums

SHIPPED = Path(__file__).parent.parent / "reader"


def load_network(trained: Path) -> ReaderNetwork:
    """The trained network, in evaluation mode."""
    config = BertConfig.from_pretrained(base_folder(), attn_implementation="eager")
    network = ReaderNetwork(config)
    network.load_state_dict(torch.load(trained / "network.pt", map_location="cpu"))
    return network.eval()


def graph_of(network: ReaderNetwork) -> Any:
    """The OpenVINO graph: ids, attention, types [batch, places] -> start, end [batch, places]."""
    silence()
    import openvino as ov

    sample = torch.ones(2, 16, dtype=torch.int64)
    graph = ov.convert_model(network, example_input=(sample, sample, torch.zeros_like(sample)))
    for tensor, name in zip(graph.inputs, ("ids", "attention", "types"), strict=True):
        tensor.get_tensor().set_names({name})
    for tensor, name in zip(graph.outputs, ("start", "end"), strict=True):
        tensor.get_tensor().set_names({name})
    return graph


def quantised(graph: Any, pairs: Pairs, count: int = 300) -> Any:
    """``graph`` in 8-bit integers, calibrated on ``count`` training pairs."""
    import nncf

    rows = np.random.default_rng(5).choice(len(pairs.places), count, replace=False)

    def batch(row: np.int64) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        tensors = pairs.batch(np.asarray([row]), torch.device("cpu"))
        return {name: tensors[name].numpy() for name in ("ids", "attention", "types")}

    data = nncf.Dataset(rows.tolist(), batch)
    return nncf.quantize(graph, data, model_type=nncf.ModelType.TRANSFORMER, subset_size=count)


def main() -> None:
    """Convert, quantise and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("trained", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=SHIPPED)
    parser.add_argument("--precision", choices=["int8", "fp16"], default="int8")
    options = parser.parse_args()
    import openvino as ov

    graph = graph_of(load_network(options.trained))
    if options.precision == "int8":
        graph = quantised(graph, Pairs(options.data / "train.npz"))
    options.out.mkdir(parents=True, exist_ok=True)
    ov.save_model(graph, options.out / "reader.xml", compress_to_fp16=True)
    shutil.copy(base_folder() / "tokenizer.json", options.out / "tokenizer.json")
    write_checksums(options.out)
    size = sum(file.stat().st_size for file in options.out.iterdir()) / 2**20
    print(f"wrote {options.out} ({size:.1f} MiB, {options.precision})")


if __name__ == "__main__":
    main()
