"""The training loop of reader and judge: seeded, resumable, on a CPU or a GPU unchanged."""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

CHUNK = 50
"""Batches sorted by length together: little padding, still a random order."""

Batch = dict[str, Tensor]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to learn."""

    epochs: float
    rate: float
    batch: int
    seed: int
    save_minutes: float


def parser(description: str | None) -> argparse.ArgumentParser:
    """The options that both trainings take; ``plan`` reads them."""
    options = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("data", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--start", type=Path, help="network.pt of an earlier stage")
    options.add_argument("--epochs", type=float, default=1.0)
    options.add_argument("--rate", type=float, default=1.2e-4)
    options.add_argument("--batch", type=int, default=16)
    options.add_argument("--seed", type=int, default=13)
    options.add_argument("--threads", type=int, default=0)
    options.add_argument("--save-minutes", type=float, default=5.0)
    return options


def plan(options: argparse.Namespace) -> Plan:
    """The plan of the options; sets the number of threads."""
    if options.threads:
        torch.set_num_threads(options.threads)
    return Plan(options.epochs, options.rate, options.batch, options.seed, options.save_minutes)


def batches(lengths: NDArray[np.int32], size: int, seed: int) -> list[NDArray[np.int64]]:
    """Row numbers of every batch of one epoch, rows of like length together, in a seeded random order."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(lengths))
    out: list[NDArray[np.int64]] = []
    for low in range(0, len(order), size * CHUNK):
        rows = order[low : low + size * CHUNK]
        rows = rows[np.argsort(lengths[rows], kind="stable")]
        chunk = [rows[i : i + size] for i in range(0, len(rows), size)]
        out += [chunk[i] for i in rng.permutation(len(chunk))]
    return out


def device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def halves(where: torch.device) -> bool:
    """Whether the device multiplies bfloat16 itself: twice as fast as float32 there, slower elsewhere."""
    return where.type == "cuda" or any(
        torch.cpu.get_capabilities().get(kind) for kind in ("avx512_bf16", "amx_bf16")
    )


def train(
    network: nn.Module,
    lengths: NDArray[np.int32],
    loss_of: Callable[[NDArray[np.int64]], Tensor],
    out: Path,
    plan: Plan,
) -> None:
    """Train ``network``, going on from ``out/checkpoint.pt`` where there is one; writes ``out/network.pt``.

    Args:
        network: on its device, in training mode.
        lengths: word pieces of each row, [rows].
        loss_of: the mean loss of the rows of one batch.
        out: the folder of checkpoint and result.
        plan: how long and how fast.
    """
    whole = math.ceil(plan.epochs)
    order = [rows for epoch in range(whole) for rows in batches(lengths, plan.batch, plan.seed + epoch)]
    steps = round(len(order) * plan.epochs / whole)
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.01, fused=True)
    train_on(network, order[:steps], loss_of, out, optimiser, plan.save_minutes)


def train_on(
    network: nn.Module,
    order: Sequence[T],
    loss_of: Callable[[T], Tensor],
    out: Path,
    optimiser: torch.optim.Optimizer,
    save_minutes: float,
) -> None:
    """``train`` on batches of any kind in the order given; the rate rises over a sixteenth and falls to 0."""
    steps = len(order)
    warm = max(1, steps // 16)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    out.mkdir(parents=True, exist_ok=True)
    checkpoint, first, where = out / "checkpoint.pt", 0, next(network.parameters()).device
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=where)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        first = state["step"]
    saved, mean, began, mixed = time.monotonic(), 0.0, time.monotonic(), halves(where)
    with tqdm(total=steps, initial=first, mininterval=20) as bar:
        for step in range(first, steps):
            with torch.autocast(where.type, dtype=torch.bfloat16, enabled=mixed):
                loss = loss_of(order[step])
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad(set_to_none=True)
            mean = loss.item() if step == first else 0.99 * mean + 0.01 * loss.item()
            bar.set_postfix(loss=f"{mean:.3f}", refresh=False)
            bar.update()
            if time.monotonic() - saved > save_minutes * 60:
                _save(checkpoint, network, optimiser, schedule, step + 1)
                saved = time.monotonic()
    partial = out / "network.tmp"
    torch.save(network.state_dict(), partial)
    partial.replace(out / "network.pt")
    print(f"trained {steps - first} steps in {(time.monotonic() - began) / 60:.1f} minutes, loss {mean:.3f}")


def _save(
    file: Path,
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    step: int,
) -> None:
    partial = file.with_suffix(".tmp")
    state = {"network": network.state_dict(), "optimiser": optimiser.state_dict()}
    torch.save({**state, "schedule": schedule.state_dict(), "step": step}, partial)
    partial.replace(file)
