"""The encoded pairs that a network is trained on, as ``reader_data`` and ``judge_data`` write them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.int64] | NDArray[np.bool_]]


class Pairs:
    """Word pieces and places of every pair.

    The columns of ``places`` begin with where a pair stands in ``ids``, its length, and where its
    second text begins; what follows are the labels, which each network reads in its own way.
    """

    def __init__(self, file: Path) -> None:
        data = np.load(file)
        self.ids: NDArray[np.uint16] = data["ids"]
        self.places: NDArray[np.int32] = data["places"]

    @property
    def lengths(self) -> NDArray[np.int32]:
        """Word pieces of each pair."""
        return self.places[:, 1]

    def batch(self, rows: NDArray[np.int64], device: torch.device) -> dict[str, torch.Tensor]:
        """Padded tensors of one batch, labels included."""
        width = int(math.ceil(self.lengths[rows].max() / 16) * 16)
        ids = np.zeros((len(rows), width), np.int64)
        attention, types = np.zeros_like(ids), np.zeros_like(ids)
        for i, (offset, length, second, *_) in enumerate(self.places[rows]):
            ids[i, :length] = self.ids[offset : offset + length]
            attention[i, :length] = 1
            types[i, second:length] = 1
        arrays = {"ids": ids, "attention": attention, "types": types, **self.labels(rows, width)}
        return {name: torch.from_numpy(array).to(device) for name, array in arrays.items()}

    def labels(self, rows: NDArray[np.int64], width: int) -> Arrays:
        """What the loss of these rows needs beside the word pieces; ``width`` is that of the batch."""
        raise NotImplementedError
