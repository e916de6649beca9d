"""The reader beside the same network in PyTorch: passages a second, ten of 200 word pieces at a time.

Speed does not depend on what the weights are, so PyTorch's side is the base model with a fresh head:
the same layers, in float32, on the same word pieces.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from itertools import cycle, islice

import numpy as np

from eval.comparison import Comparison, in_turn
from rag.models.graph import CLS, SEP
from rag.reading.span_reader import SpanReader
from rag.settings import Settings

QUESTION = "How much did the harbour bridge of the northern district cost?"
PASSAGES, PIECES = 10, 200


def reading(texts: Sequence[str], rounds: int, settings: Settings) -> Comparison:
    """Passages a second of ``SpanReader.read`` and of the bare forward pass in PyTorch float32.

    Ours includes tokenising and the search for spans; PyTorch's side is given its word pieces.
    """
    import torch

    from rag.models.training.base_model import base_folder
    from rag.models.training.reader_network import ReaderNetwork

    ours = SpanReader(threads=settings.threads, cache_folder=settings.cache)
    passages = passages_of_size(texts, ours)
    network = ReaderNetwork.from_base(base_folder(), attention="sdpa").eval()
    asked = [CLS, *ours.pieces(QUESTION), SEP]
    ids = torch.tensor([[*asked, *ours.pieces(passage)[:PIECES], SEP] for passage in passages])
    attention, types = torch.ones_like(ids), torch.zeros_like(ids)
    types[:, len(asked) :] = 1

    def ours_round() -> float:
        start = time.perf_counter()
        ours.read(QUESTION, passages)
        return PASSAGES / (time.perf_counter() - start)

    def peer_round() -> float:
        start = time.perf_counter()
        with torch.inference_mode():
            network(ids, attention, types)
        return PASSAGES / (time.perf_counter() - start)

    first, second = in_turn(ours_round, peer_round, max(rounds, 9))
    milliseconds = [1000 * PASSAGES / statistics.median(rates) for rates in (first, second)]
    return Comparison(
        task="reading",
        unit="passages/s",
        ours=tuple(first),
        peer=tuple(second),
        peer_name="the same network in PyTorch, float32",
        note=f"{PASSAGES} passages of {PIECES} word pieces: {milliseconds[0]:.0f} ms against {milliseconds[1]:.0f} ms",
    )


def passages_of_size(texts: Sequence[str], reader: SpanReader) -> list[str]:
    """``PASSAGES`` texts of ``PIECES`` word pieces each, cut from ``texts`` in turn."""
    long = " ".join(texts)
    offsets = [offset for offset in reader.offsets(long) if offset[0] < offset[1]]
    starts = np.linspace(0, max(0, len(offsets) - PIECES), PASSAGES).astype(int)
    cut = [long[offsets[s][0] : offsets[min(s + PIECES, len(offsets)) - 1][1]] for s in starts]
    return list(islice(cycle(cut), PASSAGES))
