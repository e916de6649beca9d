"""Trains the reader on what ``reader_data`` wrote. Interrupt it and start it again: it goes on.

    python -m rag.models.training.reader_training DATA OUT [--epochs 1] [--rate 1.2e-4] [--batch 16]
                                               [--start EARLIER/network.pt]

Runs on CPU or, where there is one, on a GPU. OUT/checkpoint.pt holds network, optimiser and place;
OUT/network.pt is the result.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy

from rag.models.training import loop
from rag.models.training.base_model import base_folder
from rag.models.training.pairs import Arrays, Pairs
from rag.models.training.reader_network import ReaderNetwork


class ReaderPairs(Pairs):
    """Questions with their texts; the further columns are where the text begins, and the answer's places."""

    def labels(self, rows: NDArray[np.int64], width: int) -> Arrays:
        """Start and end; ``allowed`` marks places that can be an answer, and place 0."""
        allowed = np.zeros((len(rows), width), bool)
        for i, (_, length, _, text, _, _) in enumerate(self.places[rows]):
            allowed[i, text : length - 1] = True
        allowed[:, 0] = True
        start, end = self.places[rows, 4:6].astype(np.int64).T
        return {"allowed": allowed, "start": start.copy(), "end": end.copy()}


def loss_of(network: ReaderNetwork, batch: loop.Batch) -> Tensor:
    """Mean cross entropy of start and end over the allowed places."""
    start, end = network(batch["ids"], batch["attention"], batch["types"])
    return span_loss(start, end, batch)


def span_loss(start: Tensor, end: Tensor, batch: loop.Batch) -> Tensor:
    """The loss of these scores, each [batch, places]."""
    blocked = ~batch["allowed"]
    start, end = start.masked_fill(blocked, -1e4), end.masked_fill(blocked, -1e4)
    return (cross_entropy(start, batch["start"]) + cross_entropy(end, batch["end"])) / 2


def main() -> None:
    """Train as the options say."""
    options = loop.parser(__doc__).parse_args()
    plan = loop.plan(options)
    torch.manual_seed(plan.seed)
    device, pairs = loop.device(), ReaderPairs(options.data / "train.npz")
    network = ReaderNetwork.from_base(base_folder()).to(device)
    if options.start is not None:
        network.load_state_dict(torch.load(options.start, map_location=device))
    network.train()
    loop.train(
        network, pairs.lengths, lambda rows: loss_of(network, pairs.batch(rows, device)), options.out, plan
    )


if __name__ == "__main__":
    main()
