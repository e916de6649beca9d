"""The trained reader: finds answer spans, or sees that they are not there.

A MiniLM encoder with start and end scores; place 0 ([CLS]) stands for "not here". The log-odds of
a passage's best span against "not here" order passages and, calibrated, give the probability that
the passage answers (Devlin et al. 2019, section 4.3). Runs on OpenVINO; torch is never imported.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError
from rag.quiet import silence
from rag.reading.protocol import PassageReading, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent.parent / "models" / "reader"
CLS, SEP, COLON = 101, 102, 1024
SCALE = "scale.json"
PLACES = 256
"""Places of one window: what the reader was trained on."""
STRIDE = 96
MAX_QUESTION, MAX_TITLE = 48, 16
MAX_SPAN = 30
"""Longest answer in word pieces."""
SPANS = 5
BATCH_PLACES = 4096
"""Word pieces of one inference call, padding included."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From log-odds against "not here" to the probability of an answer (Platt 1999); fitted by eval.calibration."""

    slope: float = 1.0
    shift: float = 0.0

    def probability(self, odds: float) -> float:
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.slope * odds + self.shift))))


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of one passage with its question: ids, and where each place stands in the passage."""

    passage: int
    ids: list[int]
    question: int
    text: int
    offsets: list[tuple[int, int]]


class SpanReader:
    """The trained reader over an OpenVINO graph. Safe to share between threads."""

    def __init__(
        self,
        folder: Path = FOLDER,
        *,
        threads: int = 0,
        cache_folder: Path | None = None,
        scale: Scale | None = None,
    ) -> None:
        if not (folder / "reader.xml").is_file():
            raise ModelError(f"The reader's weights are missing in {folder}; install the package again.")
        self._folder, self._threads, self._cache = folder, threads, cache_folder
        self._given_scale = scale

    @property
    def name(self) -> str:
        return "span-reader"

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        """Spans and answerability of each passage; ``titles`` are context that is never an answer."""
        windows = list(self._windows(question, passages, titles))
        found: list[list[tuple[float, int, int]]] = [[] for _ in passages]
        for batch in _batches(windows):
            start, end = self._scores([windows[i] for i in batch])
            for row, i in enumerate(batch):
                found[windows[i].passage] += _spans(windows[i], start[row], end[row])
        return [_reading(spans, self._scale) for spans in found]

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _scale(self) -> Scale:
        if self._given_scale is not None:
            return self._given_scale
        file = self._folder / SCALE
        return Scale(**json.loads(file.read_text("utf-8"))) if file.is_file() else Scale()

    @cached_property
    def _model(self) -> Any:
        silence()
        import openvino as ov

        core = ov.Core()
        options: dict[str, Any] = {"PERFORMANCE_HINT": "LATENCY"}
        if self._threads:
            options["INFERENCE_NUM_THREADS"] = self._threads
        if self._cache is not None:
            options["CACHE_DIR"] = str(self._cache)
        return core.compile_model(str(self._folder / "reader.xml"), "CPU", options)

    def _windows(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None
    ) -> Iterator[_Window]:
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:MAX_QUESTION]
        prefix = [CLS, *asked, SEP]
        encodings = self._tokenizer.encode_batch(list(passages), add_special_tokens=False)
        for number, encoding in enumerate(encodings):
            lead = list(prefix)
            if titles is not None and titles[number]:
                pieces = self._tokenizer.encode(titles[number], add_special_tokens=False).ids
                lead += [*pieces[:MAX_TITLE], COLON]
            room = PLACES - len(lead) - 1
            for low in range(0, max(1, len(encoding.ids) - STRIDE), room - STRIDE):
                ids, offsets = encoding.ids[low : low + room], encoding.offsets[low : low + room]
                if ids:
                    yield _Window(number, [*lead, *ids, SEP], len(prefix), len(lead), offsets)

    def _scores(self, windows: Sequence[_Window]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        import numpy as np

        width = max(len(window.ids) for window in windows)
        ids = np.zeros((len(windows), width), np.int64)
        attention, types = np.zeros_like(ids), np.zeros_like(ids)
        for row, window in enumerate(windows):
            length = len(window.ids)
            ids[row, :length] = window.ids
            attention[row, :length] = 1
            types[row, window.question : length] = 1
        request = self._model.create_infer_request()
        result = request.infer({"ids": ids, "attention": attention, "types": types})
        return result["start"], result["end"]


def _batches(windows: Sequence[_Window]) -> Iterator[list[int]]:
    """Places of windows of like length, at most BATCH_PLACES word pieces together."""
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    batch: list[int] = []
    for i in order:
        if batch and (len(batch) + 1) * len(windows[i].ids) > BATCH_PLACES:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _spans(
    window: _Window, start: NDArray[np.float32], end: NDArray[np.float32]
) -> list[tuple[float, int, int]]:
    """The best spans of a window: log-odds against "not here", and offsets in the passage."""
    import numpy as np

    low, high = window.text, len(window.ids) - 1
    nothing = float(start[0] + end[0])
    pairs = start[low:high, None] + end[None, low:high]
    count = high - low
    place = np.arange(count)
    length = place[None, :] - place[:, None]
    pairs = np.where((length >= 0) & (length < MAX_SPAN), pairs, -np.inf)
    wanted = min(SPANS * 4, pairs.size)
    best = np.argpartition(pairs, pairs.size - wanted, axis=None)[-wanted:]
    best = best[np.argsort(pairs.ravel()[best])[::-1]]
    spans: list[tuple[float, int, int]] = []
    for flat in best.tolist():
        first, last = divmod(flat, count)
        if not math.isfinite(pairs[first, last]):
            break
        spans.append((float(pairs[first, last]) - nothing, window.offsets[first][0], window.offsets[last][1]))
    return spans


def _reading(found: list[tuple[float, int, int]], scale: Scale) -> PassageReading:
    """The distinct best spans of a passage; overlapping ones of lower score are left out."""
    kept: list[tuple[float, int, int]] = []
    for score, start, end in sorted(found, reverse=True):
        if len(kept) == SPANS:
            break
        if all(end <= other_start or start >= other_end for _, other_start, other_end in kept):
            kept.append((score, start, end))
    if not kept:
        return PassageReading(spans=(), answerable=0.0)
    top = kept[0][0]
    weights = [math.exp(score - top) for score, _, _ in kept]
    spans = tuple(
        Span(start, end, weight / sum(weights)) for (_, start, end), weight in zip(kept, weights, strict=True)
    )
    return PassageReading(spans=spans, answerable=scale.probability(top))


@cache
def span_reader(threads: int, cache_folder: Path | None) -> SpanReader:
    """The one trained reader of this process."""
    return SpanReader(threads=threads, cache_folder=cache_folder)
