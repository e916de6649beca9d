"""The reviewer network: an MPNet encoder that scores answer spans, and the labels of a claim.

It sees the same word pieces as reader and judge; their numbers become those of MPNet's vocabulary
inside the network. Spans are scored as by the reader (place 0 is "not here"), labels from the first
place and the mean of all.
"""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel

from rag.models.training.base_model import base_folder
from rag.models.training.judge_network import LABELS

PADDING = 1
_MARKS = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}


GROUP = 128
"""Weights that share a scale."""


def in_four_bits(weight: Tensor) -> Tensor:
    """The nearest weights that ship: of each ``GROUP`` of a row sixteen levels, the largest of them exact.

    The levels are those of NNCF's INT4_SYM; ``weight`` is [outputs, inputs].
    """
    groups = weight.reshape(len(weight), -1, GROUP)
    low, high = groups.amin(-1, keepdim=True), groups.amax(-1, keepdim=True)
    scale = torch.where(-low >= high, -low, -high) / 8
    scale = torch.where(scale == 0, torch.ones_like(scale), scale)
    return (torch.clamp(torch.round(groups / scale), -8, 7) * scale).reshape(weight.shape)


class FourBitLinear(nn.Linear):
    """A layer that computes with what will ship, and learns as if it did not (straight-through, Bengio et al. 2013)."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002  # the name that nn.Linear gives it
        if not self.weight.requires_grad:
            return nn.functional.linear(input, self.weight, self.bias)
        with torch.no_grad():
            rounding = in_four_bits(self.weight) - self.weight
        return nn.functional.linear(input, self.weight + rounding, self.bias)


class ReviewerNetwork(nn.Module):
    """Both heads over one encoder."""

    numbers: Tensor

    def __init__(self, encoder: MPNetModel, numbers: Tensor) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.spans = nn.Linear(width, 2)
        self.labels = nn.Sequential(nn.Linear(2 * width, width), nn.Tanh(), nn.Linear(width, len(LABELS)))
        nn.init.normal_(self.spans.weight, std=0.02)
        nn.init.zeros_(self.spans.bias)
        self.register_buffer("numbers", numbers, persistent=False)

    @classmethod
    def from_base(cls, folder: Path) -> ReviewerNetwork:
        """Fresh heads on the base model, without dropout; its word vectors stay as they are."""
        config = MPNetConfig.from_pretrained(folder, attn_implementation="eager")
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        encoder = MPNetModel.from_pretrained(folder, config=config, add_pooling_layer=False)
        encoder.embeddings.requires_grad_(False)
        return cls(encoder, numbers_of(base_folder(), folder))

    def round(self) -> None:
        """From now on compute with four bits in the encoder; the word vectors, which do not learn, keep no more."""
        for layer in self.encoder.encoder.layer.modules():
            if type(layer) is nn.Linear:
                layer.__class__ = FourBitLinear
                if not layer.weight.requires_grad:
                    layer.weight.data = in_four_bits(layer.weight)
        with torch.no_grad():
            words = self.encoder.embeddings.word_embeddings.weight
            words.copy_(in_four_bits(words))

    def take(self, file: Path) -> None:
        """The parameters of ``file``: of an earlier stage, or what ``restore`` read from the shipped graph."""
        state = torch.load(file, map_location="cpu")
        words = state.pop("words.weight", None)
        if words is not None:
            vectors = self.encoder.embeddings.word_embeddings.weight.detach().clone()
            vectors[self.numbers] = words
            state["encoder.embeddings.word_embeddings.weight"] = vectors
        self.load_state_dict(state)

    def unsettle(self, share: float, seed: int) -> None:
        """Move each weight of the encoder within its level, by at most ``share`` of half a level.

        Weights that were restored from four bits stand in the middle of their levels, and what a short training
        adds would round away. The network computes the same as before where it computes in four bits.
        """
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for layer in self.encoder.encoder.layer.modules():
                if isinstance(layer, nn.Linear) and layer.weight.requires_grad:
                    groups = layer.weight.view(len(layer.weight), -1, GROUP)
                    largest = groups.abs().amax(-1, keepdim=True)
                    drawn = torch.rand(groups.shape, generator=generator) - 0.5
                    groups.add_(torch.where(groups.abs() == largest, 0.0, drawn * share * largest / 8))

    def freeze(self, layers: int) -> None:
        """Let so many of the lowest layers, and what all layers share, as they are."""
        for layer in self.encoder.encoder.layer[:layers]:
            layer.requires_grad_(False)
        if layers:
            self.encoder.encoder.relative_attention_bias.requires_grad_(False)

    def forward(self, ids: Tensor, attention: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of start and end, each [batch, places], and of the labels, [batch, 3]."""
        ids = torch.where(attention.bool(), self.numbers[ids], PADDING)
        hidden = self.encoder(input_ids=ids, attention_mask=attention).last_hidden_state
        start, end = self.spans(hidden).float().unbind(-1)
        present = attention[:, :, None].to(hidden.dtype)
        mean = (hidden * present).sum(1) / present.sum(1)
        return start, end, self.labels(torch.cat([hidden[:, 0], mean], -1)).float()


def numbers_of(small: Path, large: Path) -> Tensor:
    """The number of each word piece of ``small``'s vocabulary in that of ``large``, [pieces]."""
    one, two = (Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab() for folder in (small, large))
    numbers = torch.full((max(one.values()) + 1,), two["[UNK]"])
    for piece, number in one.items():
        numbers[number] = two.get(_MARKS.get(piece, piece), two["[UNK]"])
    return numbers
