"""The reader network: a MiniLM encoder with a start and an end score for every word piece.

Place 0 ([CLS]) stands for "not here" (Devlin et al. 2019, section 4.3; Rajpurkar et al. 2018),
so the network answers and abstains on one scale.
"""

from __future__ import annotations

from pathlib import Path

from torch import Tensor, nn
from transformers import BertConfig, BertModel


class ReaderNetwork(nn.Module):
    """Scores of start and end, each [batch, places]."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.scores = nn.Linear(config.hidden_size, 2)

    @classmethod
    def from_base(cls, folder: Path, attention: str = "eager") -> ReaderNetwork:
        """A fresh head on the base model. Dropout is off: it halves the speed and one pass needs none.

        ``attention``: eager trains fastest on a CPU, sdpa infers fastest.
        """
        config = BertConfig.from_pretrained(folder, attn_implementation=attention)
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        network = cls(config)
        network.encoder = BertModel.from_pretrained(folder, config=config, add_pooling_layer=False)
        nn.init.normal_(network.scores.weight, std=0.02)
        nn.init.zeros_(network.scores.bias)
        return network

    def forward(self, ids: Tensor, attention: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.encoder(input_ids=ids, attention_mask=attention, token_type_ids=types).last_hidden_state
        start, end = self.scores(hidden).float().unbind(-1)
        return start, end
