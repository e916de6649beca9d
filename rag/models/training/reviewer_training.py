"""Trains the reviewer on what ``reviewer_data`` wrote: batches of questions and batches of claims by turns.

    python -m rag.models.training.reviewer_training DATA OUT --base FOLDER [--start EARLIER/network.pt]
                                                 [--questions 750] [--claims 700] [--rate 5e-5] [--seed 31]
                                                 [--rounded] [--frozen 0] [--unsettled 0]

``--questions`` and ``--claims`` are numbers of batches; ``--rounded`` trains with the four bits that ship. ``--frozen``
is the number of lowest layers that do not learn; ``--unsettled`` the share of a level within which weights that were
restored from four bits begin (``ReviewerNetwork.unsettle``).
FOLDER holds the base model (``reviewer_base``). Interrupt it and start it again: it goes on. Runs on CPU or,
unchanged, on a GPU.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rag.models.training import loop
from rag.models.training.judge_training import JudgePairs, label_loss
from rag.models.training.reader_training import ReaderPairs, span_loss
from rag.models.training.reviewer_network import ReviewerNetwork

FRESH = 10.0
"""A fresh head learns at so many times the encoder's rate."""

Rows = tuple[bool, NDArray[np.int64]]
"""A batch: whether of claims, and its rows."""


def turns(questions: NDArray[np.int32], claims: NDArray[np.int32], size: int, seed: int) -> list[Rows]:
    """Batches of both in a seeded random order, each of one kind; the arguments are lengths, [rows]."""
    order = [(False, rows) for rows in loop.batches(questions, size, seed)]
    order += [(True, rows) for rows in loop.batches(claims, size, seed)]
    random.Random(seed).shuffle(order)
    return order


def main() -> None:
    """Train as the options say."""
    parser = loop.parser(__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=750)
    parser.add_argument("--claims", type=int, default=700)
    parser.add_argument("--rounded", action="store_true")
    parser.add_argument("--frozen", type=int, default=0)
    parser.add_argument("--unsettled", type=float, default=0.0)
    parser.set_defaults(rate=5e-5, batch=32, seed=31)
    options = parser.parse_args()
    plan = loop.plan(options)
    torch.manual_seed(plan.seed)
    device = loop.device()
    questions, claims = ReaderPairs(options.data / "reader.npz"), JudgePairs(options.data / "judge.npz")
    network = ReviewerNetwork.from_base(options.base)
    if options.start is not None:
        network.take(options.start)
    network.freeze(options.frozen)
    if options.unsettled:
        network.unsettle(options.unsettled, plan.seed)
    if options.rounded:
        network.round()
    network.to(device).train()

    def loss_of(rows: Rows) -> Tensor:
        pairs = claims if rows[0] else questions
        batch = pairs.batch(rows[1], device)
        start, end, labels = network(batch["ids"], batch["attention"])
        return label_loss(labels, batch) if rows[0] else span_loss(start, end, batch)

    order = turns(
        questions.lengths[: options.questions * plan.batch],
        claims.lengths[: options.claims * plan.batch],
        plan.batch,
        plan.seed,
    )
    heads = [*network.spans.parameters(), *network.labels.parameters()]
    encoder = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    rate = plan.rate * (FRESH if options.start is None else 1.0)
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": plan.rate}, {"params": heads, "lr": rate}], weight_decay=0.01, fused=True
    )
    loop.train_on(network, order, loss_of, options.out, optimiser, plan.save_minutes)


if __name__ == "__main__":
    main()
