"""Pairs of a question with one sentence, as the reader meets them at its second look."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from rag.models.training.datasets import Example
from rag.reading.stretches import sentence_ranges, understood_at

ALONE = "sentence alone"
ANOTHER = "another sentence"
_WORD = re.compile(r"\w{4,}")


def alone(example: Example) -> Example:
    """The sentence of the first answer; with the one before it where it leans on that."""
    place = example.answers[0][0]
    low, high = understood_at(example.context, place, titled=True)
    inside = tuple((start - low, end - low) for start, end in example.answers if low <= start and end <= high)
    context = example.context[low:high]
    if not inside:  # the answer crosses the border of its sentence
        return replace(example, origin=ALONE)
    return replace(example, context=context, answers=inside, origin=ALONE)


def another_sentence(example: Example, rng: random.Random) -> Example | None:
    """One of the two sentences that share most words with the question and do not hold an answer."""
    asked = set(_WORD.findall(example.question.lower()))
    answers = [example.context[start:end].lower() for start, end in example.answers]
    found = []
    for start, _ in sentence_ranges(example.context):
        low, high = understood_at(example.context, start, titled=True)
        sentence = example.context[low:high].lower()
        shared = len(asked & set(_WORD.findall(sentence)))
        if shared and not any(answer in sentence for answer in answers):
            found.append((shared, low, high))
    if not found:
        return None
    _, low, high = rng.choice(sorted(found, reverse=True)[:2])
    return example.without_answers(context=example.context[low:high], origin=ANOTHER)
