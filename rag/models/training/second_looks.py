"""Pairs as the reviewer meets them: a question with the sentence in which the reader thinks the answer stands.

The released reader reads each text whole, and what it takes for the answer is right, or is not: there
the reviewer has to say so.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tqdm import tqdm

from rag.models.training.datasets import Example
from rag.reading.span_finder import SpanFinder
from rag.reading.stretches import understood_at

TITLED = 0.5
"""Share of the texts that are read under their title."""


def second_looks(examples: Sequence[Example], finder: SpanFinder, rng: random.Random) -> list[Example]:
    """``examples``, each with the sentence of the reader's best span for a text."""
    shown = [example if rng.random() < TITLED else replace(example, title="") for example in examples]
    with ThreadPoolExecutor(2) as pool:  # as many as the graph reads side by side
        looks = tqdm(pool.map(lambda e: second_look(e, finder), shown), "look", len(shown), mininterval=20)
        return [look for look in looks if look is not None]


def second_look(example: Example, finder: SpanFinder) -> Example | None:
    """The example with the sentence of the reader's best span for a text.

    Also where the reader is sure that nothing answers: it has seen most of these pairs in its own training, and is
    less sure of others. None where the sentence is another than the data's but has the words of the answer: then
    nobody knows whether it answers.
    """
    (spans,) = finder.find(example.question, [example.context], [example.title])
    if not spans:
        return None
    low, high = understood_at(example.context, spans[0][1], titled=bool(example.title))
    text = example.context[low:high]
    inside = tuple((start - low, end - low) for start, end in example.answers if low <= start and end <= high)
    if not inside and any(example.context[start:end] in text for start, end in example.answers):
        return None
    return replace(example, context=text, answers=inside)
