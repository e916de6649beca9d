"""Turns a trained judge into what ships.

    python -m rag.models.training.judge_export DATA TRAINED [OUT] [--precision int8|fp16]

``python -m eval.models.judge_calibration`` then fits the scale that makes its scores probabilities.
"""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertConfig

from rag.models.installation import MODELS
from rag.models.training import export
from rag.models.training.base_model import base_folder
from rag.models.training.judge_network import JudgeNetwork
from rag.models.training.judge_training import JudgePairs


def load_network(trained: Path) -> JudgeNetwork:
    """The trained network, in evaluation mode."""
    config = BertConfig.from_pretrained(base_folder(), attn_implementation="eager")
    network = JudgeNetwork(config)
    network.load_state_dict(torch.load(trained / "network.pt", map_location="cpu"))
    return network.eval()


def main() -> None:
    """Convert, quantise and write."""
    given = export.options(__doc__, MODELS / "judge")
    pairs = JudgePairs(given.data / "train.npz")
    export.export(load_network(given.trained), pairs, ("scores",), given, "judge")


if __name__ == "__main__":
    main()
