"""Turns a trained reviewer into what ships: an OpenVINO graph with weights in four bits.

    python -m rag.models.training.reviewer_export TRAINED [OUT] --base FOLDER

FOLDER holds the base model (``reviewer_base``). ``python -m eval.models.reader_calibration`` and
``python -m eval.models.judge_calibration`` then fit the scales that make its scores probabilities.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from rag.models.installation import MODELS
from rag.models.training.export import graph_of, write
from rag.models.training.reviewer_network import GROUP, PADDING, ReviewerNetwork

NAME = "reviewer"
OUTPUTS = ("start", "end", "scores")
PLACED = (".*relative_attention_bias.*", ".*position_embeddings.*", ".*spans.*", ".*labels.*")
"""What stays in sixteen bits: small tables whose rows are looked up, not multiplied, and the heads, which are small too
and do not learn through the rounding."""


class Shipped(nn.Module):
    """``ReviewerNetwork`` with its word vectors in the order of the small models' vocabulary."""

    def __init__(self, network: ReviewerNetwork) -> None:
        super().__init__()
        vectors = network.encoder.embeddings.word_embeddings.weight.detach()[network.numbers]
        self.words = nn.Embedding(len(vectors), vectors.shape[1], _weight=vectors)
        self.encoder, self.spans, self.labels = network.encoder, network.spans, network.labels
        self.encoder.embeddings.word_embeddings = nn.Embedding(PADDING + 1, vectors.shape[1])  # not asked

    def forward(self, ids: Tensor, attention: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """As ``ReviewerNetwork``'s, to which it gives no other scores."""
        places = torch.cumsum(attention, 1) * attention + PADDING
        hidden = self.encoder(
            inputs_embeds=self.words(ids), attention_mask=attention, position_ids=places
        ).last_hidden_state
        start, end = self.spans(hidden).unbind(-1)
        present = attention[:, :, None].to(hidden.dtype)
        mean = (hidden * present).sum(1) / present.sum(1)
        return start, end, self.labels(torch.cat([hidden[:, 0], mean], -1))


def load_network(trained: Path, base: Path) -> ReviewerNetwork:
    """The trained network, in evaluation mode."""
    network = ReviewerNetwork.from_base(base)
    network.load_state_dict(torch.load(trained / "network.pt", map_location="cpu"))
    return network.eval()


def in_four_bits(graph: Any) -> Any:
    """``graph`` with each ``GROUP`` of weights in sixteen levels."""
    import nncf

    return nncf.compress_weights(
        graph,
        mode=nncf.CompressWeightsMode.INT4_SYM,
        group_size=GROUP,
        all_layers=True,
        ignored_scope=nncf.IgnoredScope(patterns=list(PLACED), validate=False),
    )


def main() -> None:
    """Convert, round and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("trained", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=MODELS / NAME)
    parser.add_argument("--base", type=Path, required=True)
    options = parser.parse_args()
    network = Shipped(load_network(options.trained, options.base)).eval()
    write(in_four_bits(graph_of(network, OUTPUTS, ("ids", "attention"))), options.out, NAME)


if __name__ == "__main__":
    main()
