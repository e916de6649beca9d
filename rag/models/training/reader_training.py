"""Trains the reader on what ``reader_data`` wrote. Interrupt it and start it again: it goes on.

    python -m rag.models.training.reader_training DATA OUT [--epochs 1] [--rate 1.2e-4] [--batch 16]
                                               [--start EARLIER/network.pt]

Runs on CPU or, where there is one, on a GPU. OUT/checkpoint.pt holds network, optimiser and place;
OUT/network.pt is the result.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy

from rag.models.training import loop
from rag.models.training.base_model import base_folder
from rag.models.training.reader_network import ReaderNetwork


class Pairs:
    """The encoded training pairs."""

    def __init__(self, file: Path) -> None:
        data = np.load(file)
        self.ids: NDArray[np.uint16] = data["ids"]
        self.places: NDArray[np.int32] = data["places"]

    @property
    def lengths(self) -> NDArray[np.int32]:
        """Word pieces of each pair."""
        return self.places[:, 1]

    def batch(self, rows: NDArray[np.int64], device: torch.device) -> loop.Batch:
        """Padded tensors of one batch; ``allowed`` marks places that can be an answer, and place 0."""
        width = int(math.ceil(self.places[rows, 1].max() / 16) * 16)
        ids = np.zeros((len(rows), width), np.int64)
        attention, types = np.zeros_like(ids), np.zeros_like(ids)
        allowed = np.zeros((len(rows), width), bool)
        for i, row in enumerate(rows):
            offset, length, question, text, _, _ = self.places[row]
            ids[i, :length] = self.ids[offset : offset + length]
            attention[i, :length] = 1
            types[i, question:length] = 1
            allowed[i, text : length - 1] = True
        allowed[:, 0] = True
        arrays = {"ids": ids, "attention": attention, "types": types, "allowed": allowed}
        labels = {
            "start": self.places[rows, 4].astype(np.int64),
            "end": self.places[rows, 5].astype(np.int64),
        }
        return {name: torch.from_numpy(array).to(device) for name, array in {**arrays, **labels}.items()}


def loss_of(network: ReaderNetwork, batch: loop.Batch) -> Tensor:
    """Mean cross entropy of start and end over the allowed places."""
    start, end = network(batch["ids"], batch["attention"], batch["types"])
    blocked = ~batch["allowed"]
    start, end = start.masked_fill(blocked, -1e4), end.masked_fill(blocked, -1e4)
    return (cross_entropy(start, batch["start"]) + cross_entropy(end, batch["end"])) / 2


def main() -> None:
    """Train as the options say."""
    options = loop.parser(__doc__).parse_args()
    plan = loop.plan(options)
    torch.manual_seed(plan.seed)
    device, pairs = loop.device(), Pairs(options.data / "train.npz")
    network = ReaderNetwork.from_base(base_folder()).to(device)
    if options.start is not None:
        network.load_state_dict(torch.load(options.start, map_location=device))
    network.train()
    loop.train(
        network, pairs.lengths, lambda rows: loss_of(network, pairs.batch(rows, device)), options.out, plan
    )


if __name__ == "__main__":
    main()
