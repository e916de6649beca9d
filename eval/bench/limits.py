"""How near to what the machine can do: embedding and reading against its best matrix product.

Both beside the same network in PyTorch, as everybody else runs it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import TYPE_CHECKING

import numpy as np

from eval.bench.machine import PRECISIONS, Multiplier
from eval.bench.measurements import EMBEDDING, MACHINE, OURS, READING, Series, in_turn, series_of
from rag.models.bert import LAYERS, WIDTH
from rag.models.encoder import CLS, SEP
from rag.models.minilm import MAX_TOKENS
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.reading.span_reader import SpanReader

PART = "limits"
TORCH = "PyTorch, float32"
QUESTION = "How much did the harbour bridge of the northern district cost?"
PASSAGES, PIECES = 10, 200
_MORE_ROUNDS = 3  # a product takes a blink


def operations(lengths: Sequence[int]) -> float:
    """Giga operations of the matrix products of MiniLM over texts of so many word pieces.

    A layer multiplies each piece by 12 WIDTH² weights (query, key, value, output, and the two of
    the inner part, four times as wide) and, in attention, by 2 WIDTH numbers of each other piece.
    """
    pieces = np.asarray(lengths, float)
    return float(2 * LAYERS * (12 * WIDTH**2 * pieces + 2 * WIDTH * pieces**2).sum()) / 1e9


def multiplying(rounds: int, size: int = 1536) -> Iterator[Series]:
    """What the machine reaches in each precision."""
    for precision in PRECISIONS:
        product = Multiplier(precision, size)
        measured = in_turn({MACHINE: product.rate}, rounds * _MORE_ROUNDS)
        note = f"OpenVINO, products of {size} by {size}, executed in {product.executed}"
        yield from series_of(
            measured,
            lambda name, rates, note=note, precision=precision: [  # type: ignore[misc]
                Series(PART, f"matrix products, {precision}", name, "GFLOP/s", tuple(rates), note=note)
            ],
        )


def embedding(passages: Sequence[str], rounds: int, settings: Settings) -> Iterator[Series]:
    """Passages a second of our embedder and of sentence-transformers, the same passages for both."""
    from eval.bench.peers import quiet_progress
    from eval.bench.tutorial import sentence_transformer
    from rag.models.embedding import load_embedder

    ours = load_embedder(settings)
    quiet_progress()
    peer = sentence_transformer()
    work = operations([min(MAX_TOKENS, count + 2) for count in ours.count_tokens(passages)])

    def ours_round() -> float:
        start = time.perf_counter()
        ours.embed_passages(passages)
        return len(passages) / (time.perf_counter() - start)

    def peer_round() -> float:
        start = time.perf_counter()
        peer.encode(list(passages), batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        return len(passages) / (time.perf_counter() - start)

    sample = list(passages[:32])
    theirs = np.asarray(peer.encode(sample, normalize_embeddings=True, show_progress_bar=False))
    agreement = float((ours.embed_passages(sample) * theirs).sum(axis=1).min())
    note = f"{len(passages)} passages; lowest cosine between both vectors of a passage {agreement:.5f}"
    measured = in_turn({OURS: ours_round, TORCH: peer_round}, rounds)
    yield from series_of(
        measured, lambda name, rates: _both(EMBEDDING, name, rates, work / len(passages), note)
    )


def reading(texts: Sequence[str], rounds: int, settings: Settings) -> Iterator[Series]:
    """Passages a second of ``SpanReader.read`` and of the bare forward pass in PyTorch.

    Speed does not depend on what the weights are, so PyTorch's side is the base model with a fresh
    head. Ours includes tokenising and the search for spans; PyTorch's side is given its word pieces.
    """
    import torch

    from rag.models.training.base_model import base_folder
    from rag.models.training.reader_network import ReaderNetwork
    from rag.reading.span_reader import SpanReader

    ours = SpanReader(threads=settings.threads, cache_folder=settings.cache)
    passages = passages_of_size(texts, ours)
    network = ReaderNetwork.from_base(base_folder(), attention="sdpa").eval()
    asked = [CLS, *ours.finder.pieces(QUESTION), SEP]
    ids = torch.tensor([[*asked, *ours.finder.pieces(passage)[:PIECES], SEP] for passage in passages])
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

    note = f"{PASSAGES} passages of {PIECES} word pieces at a time"
    work = operations([int(ids.shape[1])])
    measured = in_turn({OURS: ours_round, TORCH: peer_round}, rounds * _MORE_ROUNDS)
    yield from series_of(measured, lambda name, rates: _both(READING, name, rates, work, note))


def passages_of_size(texts: Sequence[str], reader: SpanReader) -> list[str]:
    """``PASSAGES`` texts of ``PIECES`` word pieces each, cut from ``texts`` in turn."""
    long = " ".join(texts)
    offsets = [offset for offset in reader.finder.offsets(long) if offset[0] < offset[1]]
    starts = np.linspace(0, max(0, len(offsets) - PIECES), PASSAGES).astype(int)
    cut = [long[offsets[s][0] : offsets[min(s + PIECES, len(offsets)) - 1][1]] for s in starts]
    return list(islice(cycle(cut), PASSAGES))


def _both(task: str, name: str, rates: Sequence[float], work: float, note: str) -> Iterator[Series]:
    yield Series(PART, task, name, "passages/s", tuple(rates), note=note)
    yield Series(PART, f"{task}, operations", name, "GFLOP/s", tuple(rate * work for rate in rates))
