"""The judge network: a MiniLM encoder whose first place ([CLS]) is scored for three labels."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

LABELS = ("SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE")


class JudgeNetwork(nn.Module):
    """Scores of the labels, [batch, 3], in the order of ``LABELS``."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.scores = nn.Sequential(
            nn.Linear(config.hidden_size, config.hidden_size),
            nn.Tanh(),
            nn.Linear(config.hidden_size, len(LABELS)),
        )

    @classmethod
    def from_base(cls, folder: Path) -> JudgeNetwork:
        """A fresh head on the base model, without dropout."""
        config = BertConfig.from_pretrained(folder, attn_implementation="eager")
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        network = cls(config)
        network.encoder = BertModel.from_pretrained(folder, config=config, add_pooling_layer=False)
        return network

    def take(self, file: Path) -> None:
        """Begin from another network: a judge whole, or the encoder of a reader, which compares two texts too."""
        state = torch.load(file, map_location="cpu")
        if "scores.2.weight" in state:
            self.load_state_dict(state)
            return
        encoder = {
            name.removeprefix("encoder."): value
            for name, value in state.items()
            if name.startswith("encoder.")
        }
        self.encoder.load_state_dict(encoder)

    def forward(self, ids: Tensor, attention: Tensor, types: Tensor) -> Tensor:
        hidden = self.encoder(input_ids=ids, attention_mask=attention, token_type_ids=types).last_hidden_state
        scores: Tensor = self.scores(hidden[:, 0]).float()
        return scores
