"""Trains the reader on what ``reader_data`` wrote. Interrupt it and start it again: it goes on.

    python -m rag.models.training.reader_training DATA OUT [--epochs 1] [--rate 1.2e-4] [--batch 16]
                                               [--start EARLIER/network.pt]

Runs on CPU or, where there is one, on a GPU. OUT/checkpoint.pt holds network, optimiser and place;
OUT/network.pt is the result.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy
from tqdm import tqdm

from rag.models.training.base_model import base_folder
from rag.models.training.reader_network import ReaderNetwork

CHUNK = 50
"""Batches sorted by length together: little padding, still a random order."""


class Pairs:
    """The encoded training pairs."""

    def __init__(self, file: Path) -> None:
        data = np.load(file)
        self.ids: NDArray[np.uint16] = data["ids"]
        self.places: NDArray[np.int32] = data["places"]

    def batches(self, size: int, seed: int) -> list[NDArray[np.int64]]:
        """Row numbers of every batch of one epoch, in a seeded random order."""
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(self.places))
        out: list[NDArray[np.int64]] = []
        for low in range(0, len(order), size * CHUNK):
            rows = order[low : low + size * CHUNK]
            rows = rows[np.argsort(self.places[rows, 1], kind="stable")]
            chunk = [rows[i : i + size] for i in range(0, len(rows), size)]
            out += [chunk[i] for i in rng.permutation(len(chunk))]
        return out

    def batch(self, rows: NDArray[np.int64], device: torch.device) -> dict[str, Tensor]:
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


def loss_of(network: ReaderNetwork, batch: dict[str, Tensor]) -> Tensor:
    """Mean cross entropy of start and end over the allowed places."""
    start, end = network(batch["ids"], batch["attention"], batch["types"])
    blocked = ~batch["allowed"]
    start, end = start.masked_fill(blocked, -1e4), end.masked_fill(blocked, -1e4)
    return (cross_entropy(start, batch["start"]) + cross_entropy(end, batch["end"])) / 2


def train(
    data: Path,
    out: Path,
    *,
    start: Path | None,
    epochs: float,
    rate: float,
    size: int,
    seed: int,
    minutes: float,
) -> None:
    """Train from the base model or an earlier stage, going on from ``out/checkpoint.pt`` where there is one."""
    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    pairs = Pairs(data / "train.npz")
    network = ReaderNetwork.from_base(base_folder()).to(device)
    if start is not None:
        network.load_state_dict(torch.load(start, map_location=device))
    network.train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01, fused=True)
    order = [rows for epoch in range(math.ceil(epochs)) for rows in pairs.batches(size, seed + epoch)]
    steps = round(len(order) * epochs / math.ceil(epochs))
    warm = max(1, steps // 16)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    out.mkdir(parents=True, exist_ok=True)
    checkpoint, first = out / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        first = state["step"]
    saved, mean, began = time.monotonic(), 0.0, time.monotonic()
    with tqdm(total=steps, initial=first, mininterval=20) as bar:
        for step in range(first, steps):
            batch = pairs.batch(order[step], device)
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
                loss = loss_of(network, batch)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad(set_to_none=True)
            mean = loss.item() if step == first else 0.99 * mean + 0.01 * loss.item()
            bar.set_postfix(loss=f"{mean:.3f}", refresh=False)
            bar.update()
            if time.monotonic() - saved > minutes * 60:
                _save(checkpoint, network, optimiser, schedule, step + 1)
                saved = time.monotonic()
    partial = out / "network.tmp"
    torch.save(network.state_dict(), partial)
    partial.replace(out / "network.pt")
    print(f"trained {steps - first} steps in {(time.monotonic() - began) / 60:.1f} minutes, loss {mean:.3f}")


def _save(
    file: Path,
    network: ReaderNetwork,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    step: int,
) -> None:
    partial = file.with_suffix(".tmp")
    state = {"network": network.state_dict(), "optimiser": optimiser.state_dict()}
    torch.save({**state, "schedule": schedule.state_dict(), "step": step}, partial)
    partial.replace(file)


def main() -> None:
    """Train as the options say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, help="network.pt of an earlier stage")
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--save-minutes", type=float, default=5.0)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    train(
        options.data,
        options.out,
        start=options.start,
        epochs=options.epochs,
        rate=options.rate,
        size=options.batch,
        seed=options.seed,
        minutes=options.save_minutes,
    )


if __name__ == "__main__":
    main()
