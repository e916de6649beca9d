"""Turns a trained reader into what ships.

python -m rag.models.training.reader_export DATA TRAINED [OUT] [--precision int8|fp16]
"""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertConfig

from rag.models.installation import SHIPPED
from rag.models.training import export
from rag.models.training.base_model import base_folder
from rag.models.training.reader_network import ReaderNetwork
from rag.models.training.reader_training import ReaderPairs


def load_network(trained: Path) -> ReaderNetwork:
    """The trained network, in evaluation mode."""
    config = BertConfig.from_pretrained(base_folder(), attn_implementation="eager")
    network = ReaderNetwork(config)
    network.load_state_dict(torch.load(trained / "network.pt", map_location="cpu"))
    return network.eval()


def main() -> None:
    """Convert, quantise and write."""
    given = export.options(__doc__, SHIPPED["reader"])
    pairs = ReaderPairs(given.data / "train.npz")
    export.export(load_network(given.trained), pairs, ("start", "end"), given, "reader")


if __name__ == "__main__":
    main()
