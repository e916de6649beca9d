"""The trained judge: a MiniLM encoder that reads claim and evidence together and scores three labels.

Evidence longer than one window, and texts of several sentences, are judged piece by piece
(``rag.claims.long_texts``). Runs on OpenVINO; torch is never imported.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

from rag.claims.long_texts import Chances, Cut, Part, parts, together
from rag.claims.protocol import judgement_of
from rag.models.encoder import CLS, SEP, PairEncoder
from rag.models.installation import MODELS
from rag.models.memory import Memory
from rag.results import Judgement

FOLDER = MODELS / "judge"
SCALE = "labels.json"
PLACES = 224
"""Places of one pair: what the judge was trained on."""

SecondOpinion = Callable[[Sequence[tuple[str, str]], Sequence[Chances]], list[Chances]]
"""From pairs and their chances to what another judge makes of them."""


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
    """The trained judge behind the ``Judge`` protocol. Safe to share between threads.

    It reads no pair twice: a question whose first passages do not settle it is decided again with the same
    candidates, and equal questions come from many.
    """

    name = "trained-judge"

    def __init__(
        self,
        folder: Path = FOLDER,
        *,
        threads: int = 0,
        cache_folder: Path | None = None,
        scale: JudgeScale | None = None,
        graph: PairEncoder | None = None,
    ) -> None:
        """``graph`` is the network where it is another than the judge's; its ``folder`` holds the scale."""
        self._graph = graph or PairEncoder(folder, "judge", threads=threads, cache_folder=cache_folder)
        self._given_scale, self._scale_file = scale, folder / SCALE
        self._memory = Memory[tuple[str, str], tuple[float, ...]]()

    def judge(self, pairs: Sequence[tuple[str, str]], second: SecondOpinion | None = None) -> list[Judgement]:
        """One judgement a pair, in order; ``second`` has a say in each pair of one window."""
        cut = cache(self._graph.pieces)  # a claim stands in many pairs
        split = [
            None if _at_once(claim, evidence, cut) else parts(claim, evidence, cut)
            for claim, evidence in pairs
        ]
        simple = dict[tuple[str, str], None]()
        for pair, of_pair in zip(pairs, split, strict=True):
            simple |= dict.fromkeys(chain(*(part.pairs for part in of_pair)) if of_pair else (pair,))
        judged = dict(zip(simple, self._judged(list(simple), cut, second), strict=True))
        return [
            judgement_of(*(_of_parts(of_pair, judged) if of_pair else judged[pair]))
            for pair, of_pair in zip(pairs, split, strict=True)
        ]

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, ...]]:
        """The bare scores of the labels, a row a pair, each pair cut to one window."""
        return self._scores(pairs, cache(self._graph.pieces))

    def chances(self, pairs: Sequence[tuple[str, str]]) -> list[Chances]:
        """The probabilities of the labels, a row a pair, each pair cut to one window."""
        return [self._scale.probabilities(row) for row in self.scores(pairs)]

    def _scores(self, pairs: Sequence[tuple[str, str]], cut: Cut) -> list[tuple[float, ...]]:
        def read(new: list[tuple[str, str]]) -> list[tuple[float, ...]]:
            encoded = [_encoded(cut(claim), cut(evidence)) for claim, evidence in new]
            return [tuple(outputs["scores"].tolist()) for outputs in self._graph.outputs(encoded)]

        return self._memory.recall(pairs, read)

    @cached_property
    def _scale(self) -> JudgeScale:
        if self._given_scale is not None:
            return self._given_scale
        if not self._scale_file.is_file():
            return JudgeScale()
        values = json.loads(self._scale_file.read_text("utf-8"))
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


def _at_once(claim: str, evidence: str, cut: Cut) -> bool:
    """Whether one pair of word pieces holds both."""
    return len(cut(claim)) + len(cut(evidence)) + 3 <= PLACES and len(cut(claim)) <= PLACES // 2


def _of_parts(of_pair: Sequence[Part], judged: Mapping[tuple[str, str], Chances]) -> Chances:
    return together(
        [
            ([judged[pair] for pair in part.whole], [[judged[p] for p in clause] for clause in part.clauses])
            for part in of_pair
        ]
    )


def _encoded(claim: Sequence[int], evidence: Sequence[int]) -> tuple[list[int], int]:
    prefix = [CLS, *claim[: PLACES // 2], SEP]
    return [*prefix, *evidence[: PLACES - len(prefix) - 1], SEP], len(prefix)


@cache
def trained_judge(threads: int, cache_folder: Path | None) -> TrainedJudge:
    """The one trained judge of this process."""
    return TrainedJudge(threads=threads, cache_folder=cache_folder)
