"""Question and text as word-piece ids, the way the reader meets them in training and in use.

``[CLS] question [SEP] text [SEP]``, or ``[CLS] question [SEP] title : text [SEP]`` where a title
is given. Labels are token places; place 0 ([CLS]) means "not here".
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tokenizers import Tokenizer

from rag.models.encoder import CLS, SEP
from rag.models.training.datasets import Example
from rag.reading.span_finder import COLON, MAX_QUESTION, MAX_TITLE
from rag.reading.stretches import sentence_ranges


@dataclass(frozen=True, slots=True)
class Encoded:
    """Word-piece ids, where the text begins in them, and the labelled places."""

    ids: tuple[int, ...]
    question: int
    """Length of ``[CLS] question [SEP]``: later places have token type 1."""
    text: int
    """First place of the text itself."""
    start: int
    end: int


def encode(
    example: Example, tokenizer: Tokenizer, rng: random.Random, *, tokens: int, with_title: bool
) -> Encoded:
    """One training pair, cut to at most ``tokens`` places around an answer (or anywhere)."""
    question = tokenizer.encode(example.question, add_special_tokens=False).ids[:MAX_QUESTION]
    prefix = [CLS, *question, SEP]
    lead: list[int] = []
    if with_title and example.title:
        lead = [*tokenizer.encode(example.title, add_special_tokens=False).ids[:MAX_TITLE], COLON]
    room = tokens - len(prefix) - len(lead) - 1
    answer = rng.choice(example.answers) if example.answers else None
    text, shift = _window(example.context, answer, room, rng)
    encoding = tokenizer.encode(text, add_special_tokens=False)
    pieces, offsets = encoding.ids, encoding.offsets
    start = end = 0
    low, high = 0, min(room, len(pieces))
    if answer is not None:
        span = [i for i, (a, b) in enumerate(offsets) if b > answer[0] - shift and a < answer[1] - shift]
        if not span:
            raise ValueError(f"no word piece covers the answer of {example.question!r}")
        if span[-1] >= high:
            low = min(span[0], max(0, span[-1] + 8 - room))
            high = min(len(pieces), low + room)
        start, end = span[0] - low, min(span[-1], high - 1) - low
        start, end = start + len(prefix) + len(lead), end + len(prefix) + len(lead)
    ids = [*prefix, *lead, *pieces[low:high], SEP]
    return Encoded(tuple(ids), len(prefix), len(prefix) + len(lead), start, end)


def encode_pair(claim: str, evidence: str, tokenizer: Tokenizer, longest: int) -> tuple[list[int], int]:
    """``[CLS] claim [SEP] evidence [SEP]``, cut to ``longest`` places, and where the evidence begins."""
    asked = tokenizer.encode(claim, add_special_tokens=False).ids[: longest // 2]
    prefix = [CLS, *asked, SEP]
    told = tokenizer.encode(evidence, add_special_tokens=False).ids[: longest - len(prefix) - 1]
    return [*prefix, *told, SEP], len(prefix)


def _window(text: str, answer: tuple[int, int] | None, room: int, rng: random.Random) -> tuple[str, int]:
    """A run of whole sentences of about ``room`` word pieces that holds the answer; and its offset."""
    budget = int(room * 4.2)
    if len(text) <= budget:
        return text, 0
    ranges = sentence_ranges(text)
    if answer is None:
        first = last = rng.randrange(len(ranges))
    else:
        first = max(i for i, (low, _) in enumerate(ranges) if low <= answer[0])
        last = next((i for i, (_, high) in enumerate(ranges) if high >= answer[1]), len(ranges) - 1)
    while True:
        sides = []
        if first > 0 and ranges[last][1] - ranges[first - 1][0] <= budget:
            sides.append("before")
        if last + 1 < len(ranges) and ranges[last + 1][1] - ranges[first][0] <= budget:
            sides.append("after")
        if not sides:
            return text[ranges[first][0] : ranges[last][1]], ranges[first][0]
        if rng.choice(sides) == "before":
            first -= 1
        else:
            last += 1
