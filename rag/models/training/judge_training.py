"""Trains the judge on what ``judge_data`` wrote. Interrupt it and start it again: it goes on.

    python -m rag.models.training.judge_training DATA OUT [--start READER/network.pt] [--epochs 1] [--rate 1.2e-4]

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

from rag.models.training import loop
from rag.models.training.base_model import base_folder
from rag.models.training.judge_network import JudgeNetwork

_TAKEN = torch.tensor([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1]], dtype=torch.bool)
"""The labels that make each row right: "not supported" is refuted or undecided."""


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
        """Padded tensors of one batch."""
        width = int(math.ceil(self.places[rows, 1].max() / 16) * 16)
        ids = np.zeros((len(rows), width), np.int64)
        attention, types = np.zeros_like(ids), np.zeros_like(ids)
        for i, row in enumerate(rows):
            offset, length, evidence, _ = self.places[row]
            ids[i, :length] = self.ids[offset : offset + length]
            attention[i, :length] = 1
            types[i, evidence:length] = 1
        arrays = {
            "ids": ids,
            "attention": attention,
            "types": types,
            "label": self.places[rows, 3].astype(np.int64),
        }
        return {name: torch.from_numpy(array).to(device) for name, array in arrays.items()}


def loss_of(network: JudgeNetwork, batch: loop.Batch) -> Tensor:
    """Mean negative log probability of the labels that make each row right."""
    scores = network(batch["ids"], batch["attention"], batch["types"])
    taken = _TAKEN.to(scores.device)[batch["label"]]
    right = torch.logsumexp(scores.masked_fill(~taken, -1e4), dim=1)
    return (torch.logsumexp(scores, dim=1) - right).mean()


def main() -> None:
    """Train as the options say."""
    options = loop.parser(__doc__).parse_args()
    plan = loop.plan(options)
    torch.manual_seed(plan.seed)
    device, pairs = loop.device(), Pairs(options.data / "train.npz")
    network = JudgeNetwork.from_base(base_folder())
    if options.start is not None:
        network.take_encoder(options.start)
    network.to(device).train()
    loop.train(
        network, pairs.lengths, lambda rows: loss_of(network, pairs.batch(rows, device)), options.out, plan
    )


if __name__ == "__main__":
    main()
