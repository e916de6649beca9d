"""What people wrote for a careful reader: questions that look answerable, those they resemble, and yes/no questions.

The people's own unanswerable questions of SQuAD 2.0 (Rajpurkar et al. 2018) come with the answer that a careless
reader gives, so each makes four examples: the question beside its text, which has no answer; the question it
resembles, which has one; and both with that answer as a claim (answer verification, Hu et al. 2019).
"""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.answering.disagreement import answered_claim
from rag.models.training.datasets import Example, data_folder
from rag.models.training.made_claims import LABELS, Row
from rag.reading.stretches import sentence_ranges, understood_at

FILE = "squad_train_unanswerable"
DEV_SHARE = 0.04
"""Of the articles, by a hash of their titles: development."""
ALONE, AROUND = 0.4, 0.4
"""Shares of the texts that are cut to one sentence, and to the sentences around it; the rest is longer."""
LONG = 700
"""Characters of the longer texts."""
YES_NO_LONG = 900


@dataclass(frozen=True, slots=True)
class Trap:
    """An unanswerable question, with the answerable one that it resembles."""

    question: Example
    near: Example


def traps() -> Iterator[Trap]:
    """Every row of the data."""
    for row in _rows("reader", FILE):
        title, context, near = row["title"].replace("_", " "), row["context"], row["near"]
        start = near["answer"]["start"]
        answer = ((start, start + len(near["answer"]["text"])),)
        yield Trap(
            Example(row["question"].strip(), context, (), title, FILE),
            Example(near["question"].strip(), context, answer, title, f"{FILE}: near"),
        )


def kept_for_dev(title: str, share: float = DEV_SHARE) -> bool:
    """Whether an article is among those for development."""
    return zlib.crc32(title.encode()) % 1000 < share * 1000


def cut(example: Example, place: int, rng: random.Random) -> Example:
    """The example with a text as the reviewer meets it: a sentence, those around it, or more."""
    text, drawn = example.context, rng.random()
    if drawn < ALONE:
        low, high = understood_at(text, place, titled=bool(example.title))
    else:
        ranges = sentence_ranges(text)
        number = next((i for i, (_, end) in enumerate(ranges) if place < end), len(ranges) - 1)
        if drawn < ALONE + AROUND:
            low = ranges[max(0, number - rng.randrange(1, 3))][0]
            high = ranges[min(len(ranges) - 1, number + rng.randrange(0, 2))][1]
        else:
            first = last = number
            while ranges[last][1] - ranges[first][0] < LONG and (first > 0 or last + 1 < len(ranges)):
                if first > 0 and (last + 1 == len(ranges) or rng.random() < 0.5):
                    first -= 1
                else:
                    last += 1
            low, high = ranges[first][0], ranges[last][1]
    inside = tuple((start - low, end - low) for start, end in example.answers if low <= start and end <= high)
    if example.answers and not inside:
        return example
    return replace(example, context=text[low:high], answers=inside)


def trap_examples(found: Sequence[Trap], rng: random.Random, near: float) -> Iterator[Example]:
    """The unanswerable questions, and of those they resemble the share ``near``, each once."""
    told = set[tuple[str, str]]()
    for trap in found:
        place = trap.near.answers[0][0]
        yield cut(trap.question, place, rng)
        key = (trap.near.question, trap.near.context[:50])
        if key not in told and rng.random() < near:
            told.add(key)
            yield cut(trap.near, place, rng)


def trap_claims(found: Sequence[Trap], rng: random.Random, share: float) -> Iterator[Row]:
    """Of a share of the traps both questions with the careless answer, beside the same sentences."""
    for trap in found:
        start, end = trap.near.answers[0]
        if rng.random() >= share or end - start > 90:
            continue
        answer = trap.near.context[start:end]
        shown = cut(trap.near, start, rng).context
        if len(shown) > LONG * 1.5:
            continue
        yield Row(
            answered_claim(trap.question.question, answer), shown, LABELS["NOT_SUPPORTED"], "trap: answer"
        )
        if rng.random() < 0.7:
            yield Row(answered_claim(trap.near.question, answer), shown, 0, "trap: right")


def yes_no(rng: random.Random) -> tuple[list[Row], list[Row]]:
    """Yes/no questions as claims for training and for development: BoolQ, by title, and PubMedQA's conclusions."""
    labels = {"yes": 0, "no": 1, "maybe": 2}
    train, dev = list[Row](), list[Row]()
    for row in _rows("yesno", "boolq"):
        text = row["context"]
        if len(text) > YES_NO_LONG:
            text = text[: text.rfind(" ", 0, YES_NO_LONG)]
        made = Row(row["question"].strip(), text, labels[row["answer"]], "boolq")
        (dev if kept_for_dev(row["title"], 0.2) else train).append(made)
    for row in _rows("yesno", "pubmedqa_labelled"):
        train.append(
            Row(row["question"].strip(), row["conclusion"].strip(), labels[row["answer"]], "pubmedqa")
        )
    rng.shuffle(train)
    return train, dev


def _rows(folder: str, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(data_folder() / folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
