"""Trains the judge on what ``judge_data`` wrote. Interrupt it and start it again: it goes on.

    python -m rag.models.training.judge_training DATA OUT [--start EARLIER/network.pt] [--epochs 1] [--rate 1.2e-4]

Runs on CPU or, where there is one, on a GPU. OUT/checkpoint.pt holds network, optimiser and place;
OUT/network.pt is the result.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rag.models.training import loop
from rag.models.training.base_model import base_folder
from rag.models.training.judge_network import JudgeNetwork
from rag.models.training.pairs import Arrays, Pairs

_TAKEN = torch.tensor([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1]], dtype=torch.bool)
"""The labels that make each row right: "not supported" is refuted or undecided."""


class JudgePairs(Pairs):
    """Claims with their evidence; the fourth column is the label."""

    def labels(self, rows: NDArray[np.int64], width: int) -> Arrays:  # noqa: ARG002  # one label a pair
        """The label of each row."""
        return {"label": self.places[rows, 3].astype(np.int64)}


def loss_of(network: JudgeNetwork, batch: loop.Batch) -> Tensor:
    """Mean negative log probability of the labels that make each row right."""
    return label_loss(network(batch["ids"], batch["attention"], batch["types"]), batch)


def label_loss(scores: Tensor, batch: loop.Batch) -> Tensor:
    """The loss of these scores, [batch, 3]."""
    taken = _TAKEN.to(scores.device)[batch["label"]]
    right = torch.logsumexp(scores.masked_fill(~taken, -1e4), dim=1)
    return (torch.logsumexp(scores, dim=1) - right).mean()


def main() -> None:
    """Train as the options say."""
    options = loop.parser(__doc__).parse_args()
    plan = loop.plan(options)
    torch.manual_seed(plan.seed)
    device, pairs = loop.device(), JudgePairs(options.data / "train.npz")
    network = JudgeNetwork.from_base(base_folder())
    if options.start is not None:
        network.take(options.start)
    network.to(device).train()
    loop.train(
        network, pairs.lengths, lambda rows: loss_of(network, pairs.batch(rows, device)), options.out, plan
    )


if __name__ == "__main__":
    main()
