"""The spans of passages that a network with start and end scores finds for a question, in windows.

Place 0 ([CLS]) stands for "not here", and a span's score is its log-odds against it (Devlin et al. 2019,
section 4.3).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.models.encoder import CLS, SEP, PairEncoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLON = 1024
PLACES = 256
"""Places of one window: what the networks were trained on."""
STRIDE = 96
MAX_QUESTION, MAX_TITLE = 48, 16
MAX_SPAN = 30
"""Longest answer in word pieces."""
SPANS = 5
_BREAK = re.compile(r"[.!?][\"”’')\]]*\s|\n")
"""Where a sentence may end inside a span."""
Found = tuple[float, int, int]
"""A span: its log-odds against "not here", and where it begins and ends in its passage."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of one passage with its question: ids, and where each place stands in the passage."""

    passage: int
    ids: list[int]
    question: int
    text: int
    offsets: list[tuple[int, int]]


class SpanFinder:
    """A network that finds spans. Safe to share between threads."""

    def __init__(self, graph: PairEncoder) -> None:
        self.graph = graph

    def find(self, question: str, passages: Sequence[str], titles: Sequence[str] | None) -> list[list[Found]]:
        """The best spans of each passage that do not overlap, best first."""
        windows = list(self._windows(question, passages, titles))
        found: list[list[Found]] = [[] for _ in passages]
        outputs = self.graph.outputs([(window.ids, window.question) for window in windows])
        for window, scores in zip(windows, outputs, strict=True):
            # A place more than the window has is padding of its batch.
            found[window.passage] += _spans(window, scores["start"], scores["end"], passages[window.passage])
        return [_apart(spans) for spans in found]

    def pieces(self, text: str) -> list[int]:
        """The word-piece ids of a text."""
        return self.graph.pieces(text)

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each word piece of a text begins and ends."""
        offsets: list[tuple[int, int]] = self.graph.tokenizer.encode(text, add_special_tokens=False).offsets
        return offsets

    def _windows(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None
    ) -> Iterator[_Window]:
        tokenizer = self.graph.tokenizer
        asked = self.graph.pieces(question)[:MAX_QUESTION]
        prefix = [CLS, *asked, SEP]
        encodings = tokenizer.encode_batch(list(passages), add_special_tokens=False)
        for number, encoding in enumerate(encodings):
            lead = list(prefix)
            if titles is not None and titles[number]:
                lead += [*self.graph.pieces(titles[number])[:MAX_TITLE], COLON]
            room = PLACES - len(lead) - 1
            for low in range(0, max(1, len(encoding.ids) - STRIDE), room - STRIDE):
                ids, offsets = encoding.ids[low : low + room], encoding.offsets[low : low + room]
                if ids:
                    yield _Window(number, [*lead, *ids, SEP], len(prefix), len(lead), offsets)


def _spans(
    window: _Window, start: NDArray[np.float32], end: NDArray[np.float32], passage: str
) -> list[Found]:
    """The best spans of a window, each within a sentence: log-odds against "not here", and offsets in the passage."""
    import numpy as np

    low, high = window.text, len(window.ids) - 1
    nothing = float(start[0] + end[0])
    pairs = start[low:high, None] + _ahead(end[low:high], -np.inf)
    spans = _best(pairs, nothing, window.offsets)
    if any(_BREAK.search(passage, first, last) for _, first, last in spans):  # else none crosses a border
        number = _sentence_numbers(passage, window.offsets)
        same = number[:, None] == _ahead(number, -1)
        spans = _best(np.where(same, pairs, -np.inf), nothing, window.offsets)
    return spans


def _ahead(values: NDArray[Any], none: float) -> NDArray[Any]:
    """Each value with those of the next places, [places, MAX_SPAN]; ``none`` beyond the last place."""
    import numpy as np

    padded = np.pad(values, (0, MAX_SPAN - 1), constant_values=none)
    return np.lib.stride_tricks.sliding_window_view(padded, MAX_SPAN)


def _best(pairs: NDArray[np.float32], nothing: float, offsets: Sequence[tuple[int, int]]) -> list[Found]:
    """The best of ``pairs``, the score of each span by its first place and its length less one."""
    import numpy as np

    wanted = min(SPANS * 4, pairs.size)
    best = np.argpartition(pairs, pairs.size - wanted, axis=None)[-wanted:]
    best = best[np.argsort(pairs.ravel()[best])[::-1]]
    spans: list[Found] = []
    for flat in best.tolist():
        first, further = divmod(flat, MAX_SPAN)
        score = float(pairs[first, further])
        if not math.isfinite(score):
            break
        spans.append((score - nothing, offsets[first][0], offsets[first + further][1]))
    return spans


def _sentence_numbers(passage: str, offsets: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """The number of the sentence in which each place of a window stands."""
    import numpy as np

    from rag.documents import sentences

    begins = [begin for begin, _ in sentences(passage)]
    return np.searchsorted(begins, [begin for begin, _ in offsets], side="right")


def _apart(found: list[Found]) -> list[Found]:
    """The best spans; overlapping ones of lower score are left out."""
    kept: list[Found] = []
    for score, start, end in sorted(found, reverse=True):
        if len(kept) == SPANS:
            break
        if all(end <= other_start or start >= other_end for _, other_start, other_end in kept):
            kept.append((score, start, end))
    return kept
