"""Tokens and cost of an answer, as far as the provider tells and the prices are set."""

from __future__ import annotations

from dataclasses import dataclass

from rag.generation.protocol import Piece
from rag.settings import Settings

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens sent and written; None where no provider told."""

    input_tokens: int | None = None
    output_tokens: int | None = None

    def and_of(self, piece: Piece) -> Usage:
        """With the counts of ``piece``: providers send increments."""
        return Usage(
            _sum(self.input_tokens, piece.input_tokens), _sum(self.output_tokens, piece.output_tokens)
        )

    def cost(self, settings: Settings) -> float | None:
        """In the currency of the prices; None unless both counts and both prices are known."""
        counts = (self.input_tokens, self.output_tokens)
        prices = (settings.llm_input_price, settings.llm_output_price)
        if None in counts or None in prices:
            return None
        pairs = zip(counts, prices, strict=True)
        return sum((count or 0) * (price or 0.0) for count, price in pairs) / _MILLION


def _sum(one: int | None, two: int | None) -> int | None:
    return two if one is None else one + (two or 0)
