"""The trained judge: a MiniLM encoder that reads claim and evidence together and scores three labels.

Evidence longer than one window, and texts of several sentences, are judged piece by piece: each
sentence of the claim against the windows of the evidence that share most of its words, as SummaC
does (Laban et al. 2022). A text is supported as far as its least supported sentence is, and
refuted as far as one sentence is. Runs on OpenVINO; torch is never imported.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from rag.claims.weighing import judgement_of
from rag.claims.words import content_words, covered
from rag.models.graph import CLS, SEP, PairGraph
from rag.models.installation import MODELS
from rag.results import Judgement

FOLDER = MODELS / "judge"
SCALE = "scale.json"
PLACES = 224
"""Places of one pair: what the judge was trained on."""
WINDOW = 110
"""Word pieces of evidence that are judged together when there is more than one pair holds."""
WINDOWS = 6
"""Windows of a long text that each sentence of the claim is judged against."""

Chances = tuple[float, float, float]
"""Supported, refuted, undecided; they sum to one."""
SecondOpinion = Callable[[Sequence[tuple[str, str]], Sequence[Chances]], list[Chances]]
"""From pairs and their chances to what another judge makes of them."""
Cut = Callable[[str], list[int]]
"""From a text to its word pieces; remembers the texts of one call."""


@dataclass(frozen=True, slots=True)
class JudgeScale:
    """From scores to probabilities: a temperature and an offset for each label (Guo et al. 2017)."""

    slope: float = 1.0
    offsets: Chances = (0.0, 0.0, 0.0)

    def probabilities(self, scores: Sequence[float]) -> Chances:
        """The softmax of the scaled scores."""
        scaled = [
            self.slope * float(score) + shift for score, shift in zip(scores, self.offsets, strict=True)
        ]
        top = max(scaled)
        odds = [math.exp(score - top) for score in scaled]
        total = sum(odds)
        return odds[0] / total, odds[1] / total, odds[2] / total


class TrainedJudge:
    """The trained judge behind the ``Judge`` protocol. Safe to share between threads."""

    name = "trained-judge"

    def __init__(
        self,
        folder: Path = FOLDER,
        *,
        threads: int = 0,
        cache_folder: Path | None = None,
        scale: JudgeScale | None = None,
    ) -> None:
        self._graph = PairGraph(folder, "judge", threads=threads, cache_folder=cache_folder)
        self._folder, self._given_scale = folder, scale

    def judge(self, pairs: Sequence[tuple[str, str]], second: SecondOpinion | None = None) -> list[Judgement]:
        """One judgement a pair, in order; ``second`` has a say in each pair of one window."""
        cut = cache(self._graph.pieces)  # a claim stands in many pairs
        split = [_split(claim, evidence, cut) for claim, evidence in pairs]
        simple = list(dict.fromkeys(pair for parts in split for part in parts for pair in part))
        judged = dict(zip(simple, self._judged(simple, cut, second), strict=True))
        return [
            judgement_of(*_together([[judged[pair] for pair in part] for part in parts])) for parts in split
        ]

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        """The bare scores of the labels, a row a pair, each pair cut to one window."""
        return self._scores(pairs, cache(self._graph.pieces))

    def _scores(self, pairs: Sequence[tuple[str, str]], cut: Cut) -> list[list[float]]:
        encoded = [_encoded(cut(claim), cut(evidence)) for claim, evidence in pairs]
        return [outputs["scores"].tolist() for outputs in self._graph.outputs(encoded)]

    @cached_property
    def _scale(self) -> JudgeScale:
        if self._given_scale is not None:
            return self._given_scale
        file = self._folder / SCALE
        if not file.is_file():
            return JudgeScale()
        values = json.loads(file.read_text("utf-8"))
        first, second, third = values["offsets"]
        return JudgeScale(values["slope"], (first, second, third))

    def _judged(
        self, pairs: Sequence[tuple[str, str]], cut: Cut, second: SecondOpinion | None
    ) -> list[Chances]:
        readable = [pair for pair in pairs if pair[0].strip() and pair[1].strip()]
        chances = [self._scale.probabilities(row) for row in self._scores(readable, cut)]
        if second is not None:
            chances = second(readable, chances)
        told = dict(zip(readable, chances, strict=True))
        return [told.get(pair, (0.0, 0.0, 1.0)) for pair in pairs]


def _split(claim: str, evidence: str, cut: Cut) -> list[list[tuple[str, str]]]:
    """For each part of the claim, the pairs that are judged for it."""
    if len(cut(claim)) + len(cut(evidence)) + 3 <= PLACES and len(cut(claim)) <= PLACES // 2:
        return [[(claim, evidence)]]
    parts = _sentences(claim) or [claim]
    windows = _windows(evidence, cut)
    return [[(part, window) for window in _nearest(part, windows)] for part in parts]


def _encoded(claim: Sequence[int], evidence: Sequence[int]) -> tuple[list[int], int]:
    prefix = [CLS, *claim[: PLACES // 2], SEP]
    return [*prefix, *evidence[: PLACES - len(prefix) - 1], SEP], len(prefix)


def _windows(evidence: str, cut: Cut) -> list[str]:
    """Runs of whole sentences of about ``WINDOW`` word pieces, each beginning a sentence later."""
    sentences = _sentences(evidence)
    sizes = [len(cut(sentence)) for sentence in sentences]
    windows: list[str] = []
    last, held = -1, 0  # the run from ``start`` to ``last``, and its word pieces
    for start, size in enumerate(sizes):
        seen = last
        if last < start:
            last, held = start, size
        while last + 1 < len(sizes) and held + sizes[last + 1] <= WINDOW:
            last += 1
            held += sizes[last]
        if last > seen:  # a run inside the one before says nothing new
            windows.append(" ".join(sentences[start : last + 1]))
        held -= size
    return windows or [evidence]


def _sentences(text: str) -> list[str]:
    from rag.documents import sentences

    return [text[start:end] for start, end in sentences(text)]


def _nearest(claim: str, windows: Sequence[str]) -> list[str]:
    """The windows that share most of the claim's words, in their order."""
    if len(windows) <= WINDOWS:
        return list(windows)
    words = content_words(claim)
    hits = [covered(words, content_words(window)) for window in windows]
    shared = [sum(row[place] for row in hits) for place in range(len(words))]
    weights = [1 / (1 + count) for count in shared]
    share = [sum(w for w, hit in zip(weights, row, strict=True) if hit) for row in hits]
    best = sorted(range(len(windows)), key=lambda place: -share[place])[:WINDOWS]
    return [windows[place] for place in sorted(best)]


def _together(parts: Sequence[Sequence[Chances]]) -> Chances:
    """The chances of a whole text: of each part by its clearest window, over all parts by the weakest."""
    if len(parts) == 1 and len(parts[0]) == 1:
        return parts[0][0]
    supported, refuted = 1.0, 0.0
    for part in parts:
        most = max(chances[0] for chances in part)
        against = max(chances[1] for chances in part) * (1 - most)
        supported, refuted = min(supported, most), max(refuted, against)
    refuted = min(refuted, 1 - supported)
    return supported, refuted, 1 - supported - refuted


@cache
def trained_judge(threads: int, cache_folder: Path | None) -> TrainedJudge:
    """The one trained judge of this process."""
    return TrainedJudge(threads=threads, cache_folder=cache_folder)
