"""The trained reader: finds answer spans, or sees that they are not there.

A MiniLM encoder with start and end scores; place 0 ([CLS]) stands for "not here", and a span's
score is its log-odds against it (Devlin et al. 2019, section 4.3). A passage that may answer is
looked at twice: whole, which finds the span, and the span's sentence alone (under the title, and with
the one before it where there is no title or the sentence begins with "It" and the like). Near misses
put the question's words around the sentence and not into it, so the second look tells them apart;
both together, calibrated, give the probability that the passage answers. What they leave open the
reviewer looks at (``rag.reading.reviewing``). Runs on OpenVINO; torch is never imported.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from rag.models.encoder import PairEncoder
from rag.reading.protocol import PassageReading, Span, Terms
from rag.reading.questions import analyse
from rag.reading.relevance import whereabouts
from rag.reading.span_finder import Found, SpanFinder
from rag.reading.stretches import understood_at

FOLDER = Path(__file__).parent.parent / "models" / "reader"
SCALE = "scale.json"
UNLIKELY = -3.0
"""Log-odds of a passage's best span below which nobody looks twice."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From the looks, and where the question's words stand, to the probability of an answer (Platt 1999).

    Fitted by eval.models.reader_calibration.
    """

    whole: float = 1.0
    alone: float = 0.0
    elsewhere: float = 0.0
    absent: float = 0.0
    shift: float = 0.0
    review: float = 0.0

    def probability(self, terms: Terms) -> float:
        """The probability for ``terms``, in [0, 1]."""
        weights = (self.whole, self.alone, self.elsewhere, self.absent, self.review)
        odds = sum(weight * (term or 0.0) for weight, term in zip(weights, terms, strict=True)) + self.shift
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def scale_of(folder: Path) -> Scale:
    """The scale in a model's folder; the plain one where there is none."""
    file = folder / SCALE
    return Scale(**json.loads(file.read_text("utf-8"))) if file.is_file() else Scale()


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in one passage: spans that do not overlap, best first, each with its log-odds
    against "not here"; the log-odds in the sentence of the first when that is read alone; and the shares of
    the question's content that stand in other sentences only, and nowhere in the passage.
    """

    spans: tuple[Found, ...]
    alone: float
    elsewhere: float = 0.0
    absent: float = 0.0

    @property
    def whole(self) -> float:
        """The log-odds of the best span in its passage."""
        return self.spans[0][0] if self.spans else -math.inf

    @property
    def terms(self) -> Terms:
        """What ``Scale`` weighs."""
        return Terms(self.whole, self.alone, self.elsewhere, self.absent)


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
        self.finder = SpanFinder(PairEncoder(folder, "reader", threads=threads, cache_folder=cache_folder))
        self._folder, self._given_scale = folder, scale

    @property
    def name(self) -> str:
        return "span-reader"

    def prepare(self) -> None:
        """Begin to load the network, unless it is loaded."""
        self.finder.graph.prepare()

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        """Spans and answerability of each passage; ``titles`` are context that is never an answer."""
        return [_reading(look, self._scale) for look in self.looks(question, passages, titles)]

    def looks(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[Look]:
        """What both looks find, one a passage, before any scale."""
        found = self.finder.find(question, passages, titles)
        again = [number for number, spans in enumerate(found) if spans and spans[0][0] > UNLIKELY]
        heads = [titles[number] if titles else "" for number in again]
        sentences = []
        for number, head in zip(again, heads, strict=True):
            start, end = understood_at(passages[number], found[number][0][1], titled=bool(head))
            sentences.append(passages[number][start:end])
        read = self.finder.find(question, sentences, heads)
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

    @cached_property
    def _scale(self) -> Scale:
        return self._given_scale or scale_of(self._folder)


def _reading(look: Look, scale: Scale) -> PassageReading:
    if not look.spans:
        return PassageReading(spans=(), answerable=0.0)
    return PassageReading(shares(look.spans), scale.probability(look.terms), look.terms)


def shares(found: Sequence[Found], start: int = 0, weight: float = 1.0) -> tuple[Span, ...]:
    """Spans, best first, as shares of ``weight`` by their odds; ``start`` is where the text read begins."""
    odds = [math.exp(score - found[0][0]) for score, _, _ in found]
    return tuple(
        Span(start + first, start + last, weight * each / sum(odds))
        for (_, first, last), each in zip(found, odds, strict=True)
    )


@cache
def span_reader(threads: int, cache_folder: Path | None) -> SpanReader:
    """The one trained reader of this process."""
    return SpanReader(threads=threads, cache_folder=cache_folder)
