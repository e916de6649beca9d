"""The mean of networks of one shape: often better than each (model soups, Wortsman et al. 2022).

    python -m rag.models.training.average OUT ONE/network.pt TWO/network.pt [...] [--weights 0.4 0.6]

Writes OUT/network.pt.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor


def averaged(states: Sequence[Mapping[str, Tensor]], weights: Sequence[float]) -> dict[str, Tensor]:
    """The weighted mean of each parameter; what is no float is taken from the first."""
    total = sum(weights)
    return {
        name: sum(
            (state[name] * (weight / total) for state, weight in zip(states, weights, strict=True)),
            torch.zeros_like(first),
        )
        if first.is_floating_point()
        else first
        for name, first in states[0].items()
    }


def main() -> None:
    """Load, average and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("networks", type=Path, nargs="+")
    parser.add_argument("--weights", type=float, nargs="+", help="one a network; equal unless given")
    given = parser.parse_args()
    weights = given.weights or [1.0] * len(given.networks)
    if len(weights) != len(given.networks) or min(weights) < 0 or not sum(weights):
        parser.error(
            f"{len(given.networks)} networks want as many weights, positive ones; {weights} were given"
        )
    states = [torch.load(network, map_location="cpu") for network in given.networks]
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(averaged(states, weights), given.out / "network.pt")


if __name__ == "__main__":
    main()
