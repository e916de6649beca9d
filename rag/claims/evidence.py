"""Sentences that may decide a claim: retrieved for it, and on purpose against it."""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.claims.assertion import of_motion_before
from rag.claims.comparison import carried, examine
from rag.results import Passage
from rag.text import find_dates, find_quantities
from rag.text.content import Word, content_words, covered

KEPT = 10  # sentences that the judge sees for one claim
_PASSAGES = 10
_LONGEST_JOIN = 3  # characters between two sentences that are read together

_ALIKE = (0.25, 0.85)  # cosine of sentences that have nothing in common, and of those that say the same
_LIKE_WORDS = 0.25  # what likeness in meaning counts beside shared words

Search = Callable[[str], Sequence[Passage]]
Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""From a claim and sentences to the cosine of each."""


class Library(Protocol):
    """What is asked of the store."""

    def text(self, document_id: str) -> str:
        """The normalised text of a document."""

    def sentences(self, document_id: str) -> tuple[tuple[int, int], ...]:
        """The ranges of its sentences, in order."""

    def page(self, document_id: str, offset: int) -> int | None:
        """The page of a character."""

    def verify_quote(self, document_id: str, start: int, end: int, quote: str) -> None:
        """Raise CitationError unless the quote stands there."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a retrieved passage, alone and with the neighbour that says most about the claim.

    ``relevance`` in [0, 1] is the weighted share of the claim that it carries, in its words or in others.
    """

    passage: Passage
    start: int
    end: int
    text: str
    joined_start: int
    joined_end: int
    joined: str
    relevance: float


def masked(claim: str) -> str:
    """The claim without its figures and dates: what contradicts it has other ones."""
    values = sorted([*find_quantities(claim), *find_dates(claim)], key=lambda value: value.start)
    rest, position = "", 0
    for value in values:
        if value.start >= position:
            rest, position = rest + claim[position : value.start], value.end
    without = " ".join((rest + claim[position:]).split())
    return without if re.search(r"\w", without) else claim


def gather(
    claim: str,
    search: Search,
    search_words: Search,
    texts: Library,
    kept: int = KEPT,
    similarity: Similarity | None = None,
) -> list[Candidate]:
    """The ``kept`` sentences of the retrieved passages that carry most of the claim, best first.

    Args:
        claim: the claim.
        search: passages near the claim in meaning and words.
        search_words: passages by words alone; asked for the claim without its figures.
        texts: the store.
        kept: sentences to keep.
        similarity: how near sentences are to the claim in meaning; without it words alone choose.
    """
    passages = {passage.id: passage for passage in search(claim)}
    for passage in search_words(masked(claim)):
        passages.setdefault(passage.id, passage)
    places: dict[tuple[str, int], tuple[Passage, int]] = {}
    for passage in passages.values():
        ranges = texts.sentences(passage.document_id)
        first = bisect.bisect_left(ranges, (passage.start, 0))
        while first < len(ranges) and ranges[first][1] <= passage.end:
            places.setdefault((passage.document_id, first), (passage, first))
            first += 1
    return _ranked(claim, list(places.values()), texts, kept, similarity)


def _ranked(
    claim: str,
    places: Sequence[tuple[Passage, int]],
    texts: Library,
    kept: int,
    similarity: Similarity | None,
) -> list[Candidate]:
    words = content_words(claim)
    sentences = [
        texts.text(passage.document_id)[slice(*texts.sentences(passage.document_id)[index])]
        for passage, index in places
    ]
    hits = [covered(words, content_words(sentence)) for sentence in sentences]
    weights = _weights(words, hits)
    alike = [_alike(cosine) for cosine in similarity(claim, sentences)] if similarity else [0.0] * len(places)
    order = sorted(range(len(places)), key=lambda row: -max(_share(weights, hits[row]), alike[row]))
    candidates = [_candidate(*places[row], claim, weights, texts, alike[row]) for row in order[: kept * 2]]
    candidates.sort(key=lambda candidate: -candidate.relevance)
    return _without_repeats(candidates)[:kept]


def _alike(cosine: float) -> float:
    low, high = _ALIKE
    return min(1.0, max(0.0, (cosine - low) / (high - low)))


def _weights(words: Sequence[Word], rows: Sequence[Sequence[bool]]) -> list[float]:
    """Rare words among the candidates tell more: inverse document frequency over them."""
    total = len(rows)
    return [
        math.log(1.0 + (total + 1) / (1 + sum(row[place] for row in rows))) for place in range(len(words))
    ]


def _share(weights: Sequence[float], hits: Sequence[bool]) -> float:
    total = sum(weights)
    return sum(weight for weight, hit in zip(weights, hits, strict=True) if hit) / total if total else 0.0


def _neighbours(index: int, text: str, ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The sentences that one may be read with: a motion only with what became of it, and that only with the motion."""
    if of_motion_before(text[slice(*ranges[index])]):
        return (index - 1,)
    if index + 1 < len(ranges) and of_motion_before(text[slice(*ranges[index + 1])]):
        return (index + 1,)
    return (index - 1, index + 1)


def _candidate(
    passage: Passage,
    index: int,
    claim: str,
    weights: list[float],
    texts: Library,
    alike: float,
) -> Candidate:
    text, ranges = texts.text(passage.document_id), texts.sentences(passage.document_id)

    def share_of(first: int, last: int) -> float:
        evidence = text[first:last]
        seen = examine(claim, evidence, passage.published)
        if (first, last) != (start, end):  # an opposite word is no reason to read a neighbour with it
            seen = replace(seen, oppositions=())
        return _share(weights, carried(claim, evidence, seen))

    start, end = ranges[index]
    alone = share_of(start, end)
    best = (alone, start, end)
    for other in _neighbours(index, text, ranges):
        if not 0 <= other < len(ranges):
            continue
        low, high = min(start, ranges[other][0]), max(end, ranges[other][1])
        gap = text[ranges[min(index, other)][1] : ranges[max(index, other)][0]]
        if gap.strip() or len(gap) > _LONGEST_JOIN:
            continue
        both = share_of(low, high)
        if both > best[0] or (best[1:] == (start, end) and other < index):
            best = (both, low, high)
    held = min(1.0, alone + 0.5 * (best[0] - alone))
    relevance = max(held, _LIKE_WORDS * alike)
    return Candidate(
        passage, start, end, text[start:end], best[1], best[2], text[best[1] : best[2]], relevance
    )


def _without_repeats(candidates: list[Candidate]) -> list[Candidate]:
    """The same words in the same document once; another document that says the same stays."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for candidate in candidates:
        key = (candidate.passage.document_id, " ".join(candidate.text.lower().split()))
        if key not in seen:
            seen.add(key)
            kept.append(candidate)
    return kept
