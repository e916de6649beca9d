"""The trained reader: finds answer spans, or sees that they are not there.

A MiniLM encoder with start and end scores; place 0 ([CLS]) stands for "not here", and a span's
score is its log-odds against it (Devlin et al. 2019, section 4.3). A passage that may answer is
looked at twice: whole, which finds the span, and the span's sentence alone (under the title, and with
the one before it where there is no title or the sentence begins with "It" and the like). Near misses
put the question's words around the sentence and not into it, so the second look tells them apart;
both together, calibrated, give the probability that the passage answers. Runs on OpenVINO; torch is
never imported.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.models.graph import CLS, SEP, PairGraph
from rag.reading.protocol import PassageReading, Span
from rag.reading.questions import analyse
from rag.reading.relevance import whereabouts
from rag.reading.stretches import understood_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent.parent / "models" / "reader"
COLON = 1024
SCALE = "scale.json"
PLACES = 256
"""Places of one window: what the reader was trained on."""
STRIDE = 96
MAX_QUESTION, MAX_TITLE = 48, 16
MAX_SPAN = 30
"""Longest answer in word pieces."""
SPANS = 5
UNLIKELY = -3.0
"""Log-odds of a passage's best span below which nobody looks twice."""
_BREAK = re.compile(r"[.!?][\"”’')\]]*\s|\n")
"""Where a sentence may end inside a span."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From both looks, and where the question's words stand, to the probability of an answer (Platt 1999).

    Fitted by eval.calibration.
    """

    whole: float = 1.0
    alone: float = 0.0
    elsewhere: float = 0.0
    absent: float = 0.0
    shift: float = 0.0

    def probability(self, look: Look) -> float:
        weights = (self.whole, self.alone, self.elsewhere, self.absent)
        odds = sum(weight * term for weight, term in zip(weights, look.terms, strict=True)) + self.shift
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in one passage: spans that do not overlap, best first, each with its log-odds
    against "not here"; the log-odds in the sentence of the first when that is read alone; and the shares of
    the question's content that stand in other sentences only, and nowhere in the passage.
    """

    spans: tuple[tuple[float, int, int], ...]
    alone: float
    elsewhere: float = 0.0
    absent: float = 0.0

    @property
    def whole(self) -> float:
        """The log-odds of the best span in its passage."""
        return self.spans[0][0] if self.spans else -math.inf

    @property
    def terms(self) -> tuple[float, float, float, float]:
        """What ``Scale`` weighs."""
        return self.whole, self.alone, self.elsewhere, self.absent


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
        self._graph = PairGraph(folder, "reader", threads=threads, cache_folder=cache_folder)
        self._folder, self._given_scale = folder, scale

    @property
    def name(self) -> str:
        return "span-reader"

    def prepare(self) -> None:
        """Begin to load the network, unless it is loaded."""
        self._graph.prepare()

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        """Spans and answerability of each passage; ``titles`` are context that is never an answer."""
        return [_reading(look, self._scale) for look in self.looks(question, passages, titles)]

    def looks(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[Look]:
        """What both looks find, one a passage, before any scale."""
        found = self._found(question, passages, titles)
        again = [number for number, spans in enumerate(found) if spans and spans[0][0] > UNLIKELY]
        heads = [titles[number] if titles else "" for number in again]
        sentences = []
        for number, head in zip(again, heads, strict=True):
            start, end = understood_at(passages[number], found[number][0][1], titled=bool(head))
            sentences.append(passages[number][start:end])
        read = self._found(question, sentences, heads)
        alone = {number: spans[0][0] for number, spans in zip(again, read, strict=True) if spans}
        asked = analyse(question)
        looks = []
        for number, spans in enumerate(found):
            if not spans:
                looks.append(Look((), -math.inf))
                continue
            elsewhere, absent = whereabouts(asked, passages[number], spans[0][1])
            looks.append(Look(tuple(spans), alone.get(number, spans[0][0]), elsewhere, absent))
        return looks

    def _found(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None
    ) -> list[list[tuple[float, int, int]]]:
        """The best spans of each passage that do not overlap, best first."""
        windows = list(self._windows(question, passages, titles))
        found: list[list[tuple[float, int, int]]] = [[] for _ in passages]
        outputs = self._graph.outputs([(window.ids, window.question) for window in windows])
        for window, scores in zip(windows, outputs, strict=True):
            # A place more than the window has is padding of its batch.
            found[window.passage] += _spans(window, scores["start"], scores["end"], passages[window.passage])
        return [_apart(spans) for spans in found]

    def pieces(self, text: str) -> list[int]:
        """The word-piece ids of a text."""
        return self._graph.pieces(text)

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each word piece of a text begins and ends."""
        offsets: list[tuple[int, int]] = self._graph.tokenizer.encode(text, add_special_tokens=False).offsets
        return offsets

    @cached_property
    def _scale(self) -> Scale:
        if self._given_scale is not None:
            return self._given_scale
        file = self._folder / SCALE
        return Scale(**json.loads(file.read_text("utf-8"))) if file.is_file() else Scale()

    def _windows(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None
    ) -> Iterator[_Window]:
        tokenizer = self._graph.tokenizer
        asked = self._graph.pieces(question)[:MAX_QUESTION]
        prefix = [CLS, *asked, SEP]
        encodings = tokenizer.encode_batch(list(passages), add_special_tokens=False)
        for number, encoding in enumerate(encodings):
            lead = list(prefix)
            if titles is not None and titles[number]:
                lead += [*self._graph.pieces(titles[number])[:MAX_TITLE], COLON]
            room = PLACES - len(lead) - 1
            for low in range(0, max(1, len(encoding.ids) - STRIDE), room - STRIDE):
                ids, offsets = encoding.ids[low : low + room], encoding.offsets[low : low + room]
                if ids:
                    yield _Window(number, [*lead, *ids, SEP], len(prefix), len(lead), offsets)


def _spans(
    window: _Window, start: NDArray[np.float32], end: NDArray[np.float32], passage: str
) -> list[tuple[float, int, int]]:
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


def _best(
    pairs: NDArray[np.float32], nothing: float, offsets: Sequence[tuple[int, int]]
) -> list[tuple[float, int, int]]:
    """The best of ``pairs``, the score of each span by its first place and its length less one."""
    import numpy as np

    wanted = min(SPANS * 4, pairs.size)
    best = np.argpartition(pairs, pairs.size - wanted, axis=None)[-wanted:]
    best = best[np.argsort(pairs.ravel()[best])[::-1]]
    spans: list[tuple[float, int, int]] = []
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


def _apart(found: list[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """The best spans; overlapping ones of lower score are left out."""
    kept: list[tuple[float, int, int]] = []
    for score, start, end in sorted(found, reverse=True):
        if len(kept) == SPANS:
            break
        if all(end <= other_start or start >= other_end for _, other_start, other_end in kept):
            kept.append((score, start, end))
    return kept


def _reading(look: Look, scale: Scale) -> PassageReading:
    if not look.spans:
        return PassageReading(spans=(), answerable=0.0)
    weights = [math.exp(score - look.whole) for score, _, _ in look.spans]
    spans = tuple(
        Span(start, end, weight / sum(weights))
        for (_, start, end), weight in zip(look.spans, weights, strict=True)
    )
    return PassageReading(spans=spans, answerable=scale.probability(look))


@cache
def span_reader(threads: int, cache_folder: Path | None) -> SpanReader:
    """The one trained reader of this process."""
    return SpanReader(threads=threads, cache_folder=cache_folder)
