"""Claims and evidence that one look at both cannot hold: which pairs are judged, and what they say together.

Each sentence of the claim is judged against the windows of the evidence that share most of its words, as
SummaC does (Laban et al. 2022), and so is each of its clauses: a long sentence that is right but for one
detail looks supported as a whole, while the clause with the detail is refuted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.text.content import content_words, covered

Chances = tuple[float, float, float]
"""Supported, refuted, undecided; they sum to one."""
Cut = Callable[[str], list[int]]
"""From a text to its word pieces."""
Pair = tuple[str, str]
"""A claim or a part of one, and evidence."""

WINDOW = 110
"""Word pieces of evidence that are judged together."""
WINDOWS = 6
"""Windows of a long text that each sentence of the claim, and each of its clauses, is judged against."""
_LEFT_OPEN = 0.5
"""What counts of the chance that the best window leaves a sentence undecided: what is missing there is often
told in another window. Chosen with the clauses on SummEdits ECTSum and QMSum."""
_FEWEST = 5
"""Words of a clause."""
_JOINT = re.compile(
    r",\s+(?:and|but|while|which|although|though|where|who|as|since|because|with)\s+|[;:]\s+|,\s+"
    r"|\s+(?:and|but|while|because|although|since|as|during\s+which|which|that)\s+"
)


@dataclass(frozen=True, slots=True)
class Part:
    """The pairs that are judged for one sentence of a claim: by itself, and for each of its clauses."""

    whole: tuple[Pair, ...]
    clauses: tuple[tuple[Pair, ...], ...] = ()

    @property
    def pairs(self) -> list[Pair]:
        """All of them."""
        return [*self.whole, *(pair for clause in self.clauses for pair in clause)]


def parts(claim: str, evidence: str, cut: Cut) -> list[Part]:
    """What is judged for a claim on evidence that is cut into windows."""
    spread = windows(evidence, cut)
    return [
        Part(
            _against(sentence, spread),
            tuple(_against(clause, spread) for clause in clauses(sentence)),
        )
        for sentence in _sentences(claim) or [claim]
    ]


def clauses(sentence: str) -> list[str]:
    """The clauses of a sentence, of ``_FEWEST`` words at least; none where it is but one."""
    found, start = [], 0
    for joint in _JOINT.finditer(sentence):
        before, after = sentence[start : joint.start()], sentence[joint.end() :]
        if min(len(before.split()), len(after.split())) >= _FEWEST:
            found.append(before)
            start = joint.end()
    return [*found, sentence[start:]] if found else []


def together(judged: Sequence[tuple[Sequence[Chances], Sequence[Sequence[Chances]]]]) -> Chances:
    """The chances of a whole claim from those of each sentence's windows, and of its clauses' windows.

    A sentence is supported as far as its clearest window supports it and no clause is refuted; a claim as
    far as its least supported sentence, and refuted as far as one clause is.
    """
    supported, refuted = 1.0, 0.0
    for whole, of_clauses in judged:
        against = max(_refuted(chances) for chances in (whole, *of_clauses))
        best = max(whole, key=lambda chances: chances[0])
        shown = best[0] / max(best[0] + best[1] + _LEFT_OPEN * best[2], 1e-9)
        supported, refuted = min(supported, shown * (1 - against)), max(refuted, against)
    refuted = min(refuted, 1 - supported)
    return supported, refuted, 1 - supported - refuted


def _refuted(chances: Sequence[Chances]) -> float:
    """How far one window refutes what none supports."""
    return max(each[1] for each in chances) * (1 - max(each[0] for each in chances))


def _against(text: str, spread: Sequence[str]) -> tuple[Pair, ...]:
    return tuple((text, window) for window in _nearest(text, spread))


def windows(evidence: str, cut: Cut) -> list[str]:
    """Runs of whole sentences of about ``WINDOW`` word pieces, each beginning a sentence later."""
    sentences = _sentences(evidence)
    sizes = [len(cut(sentence)) for sentence in sentences]
    found: list[str] = []
    last, held = -1, 0  # the run from ``start`` to ``last``, and its word pieces
    for start, size in enumerate(sizes):
        seen = last
        if last < start:
            last, held = start, size
        while last + 1 < len(sizes) and held + sizes[last + 1] <= WINDOW:
            last += 1
            held += sizes[last]
        if last > seen:  # a run inside the one before says nothing new
            found.append(" ".join(sentences[start : last + 1]))
        held -= size
    return found or [evidence]


def _sentences(text: str) -> list[str]:
    from rag.documents import sentences

    return [text[start:end] for start, end in sentences(text)]


def _nearest(text: str, spread: Sequence[str]) -> list[str]:
    """The windows that share most of the text's words, in their order."""
    if len(spread) <= WINDOWS:
        return list(spread)
    words = content_words(text)
    hits = [covered(words, content_words(window)) for window in spread]
    shared = [sum(row[place] for row in hits) for place in range(len(words))]
    weights = [1 / (1 + count) for count in shared]
    share = [sum(w for w, hit in zip(weights, row, strict=True) if hit) for row in hits]
    best = sorted(range(len(spread)), key=lambda place: -share[place])[:WINDOWS]
    return [spread[place] for place in sorted(best)]
