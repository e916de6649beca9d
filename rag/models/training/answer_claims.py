"""Questions with an answer behind them, as claims: the judge learns to check what the reader found.

"How large was the loan? $500 million" is supported where the evidence answers so. What is not comes
from the shipped reader itself: its answers to questions that people wrote to be unanswerable, and its
second choices (answer verification, Hu et al. 2019, "Read + Verify"); and from changed questions.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from tqdm import tqdm

from rag.answering.disagreement import answered_claim
from rag.models.training import unanswerable
from rag.models.training.datasets import Example, read_rows
from rag.models.training.made_claims import LABELS, Row
from rag.models.training.reader_data import DEV_ARTICLES, HUMAN, make
from rag.models.training.unanswerable import ChangedName, Maker
from rag.reading.span_reader import Scale, SpanReader
from rag.reading.stretches import sentence_ranges

READ = 3_000
"""Answerable questions of SQuAD 1.1 that the reader reads, at size 1.0."""
CHANGED = {"name": 2_000, "year": 1_000, "number": 600, "sense": 1_200, "near miss": 2_000}
_NOT_HERE, _NOT_SUPPORTED = LABELS["NOT ENOUGH INFO"], LABELS["NOT_SUPPORTED"]
_LONGEST_ANSWER = 90


def answer_rows(makers: dict[str, Maker], size: float, rng: random.Random) -> list[Row]:
    """Questions with right and wrong answers, beside the sentences that the answers stand in."""
    squad = list(read_rows("squad_train_v1.1"))
    people = [example for example in read_rows(HUMAN) if example.title not in DEV_ARTICLES]
    rows = _read(people + rng.sample(squad, round(READ * size)), rng)
    for name, count in CHANGED.items():
        for made, original in make(
            makers[name], rng.sample(squad, len(squad)), round(count * size), rng, name
        ):
            answer = original.context[slice(*original.answers[0])]
            evidence = _around(original.context, original.answers[0], rng)
            if made.context != original.context:  # another passage: beside its first sentences
                evidence = " ".join(made.context[a:b] for a, b in sentence_ranges(made.context)[:3])
            rows.append(
                Row(answered_claim(made.question, answer), evidence, _NOT_HERE, f"answer: {made.origin}")
            )
            if rng.random() < 0.5:
                right = _around(original.context, original.answers[0], rng)
                rows.append(Row(answered_claim(original.question, answer), right, 0, "answer: right"))
    return rows


def _read(examples: Sequence[Example], rng: random.Random) -> list[Row]:
    """What the shipped reader answers, labelled by what people answered."""
    reader = SpanReader(scale=Scale())
    rows = []
    for example in tqdm(examples, desc="read"):
        (reading,) = reader.read(example.question, [example.context])
        spans = [(span.start, span.end) for span in reading.spans]
        if example.answers:
            right = rng.choice(example.answers)
            rows.append(_row(example, right, 0, "right", rng))
            accepted = " ".join(example.context[a:b].lower() for a, b in example.answers).split()
            spans = [
                s for s in spans if not set(example.context[s[0] : s[1]].lower().split()) & set(accepted)
            ]
        if spans and spans[0][1] - spans[0][0] <= _LONGEST_ANSWER:
            label = _NOT_SUPPORTED if example.answers else _NOT_HERE
            rows.append(
                _row(example, spans[0], label, "second choice" if example.answers else "of none", rng)
            )
    return rows


def _row(example: Example, span: tuple[int, int], label: int, kind: str, rng: random.Random) -> Row:
    claim = answered_claim(example.question, example.context[slice(*span)])
    return Row(claim, _around(example.context, span, rng), label, f"answer: {kind}")


def _around(text: str, span: tuple[int, int], rng: random.Random) -> str:
    """The sentence of a span, at times with the one before or behind it."""
    ranges = sentence_ranges(text)
    first = max((i for i, (low, _) in enumerate(ranges) if low <= span[0]), default=0)
    last = next((i for i, (_, high) in enumerate(ranges) if high >= span[1]), len(ranges) - 1)
    first = max(0, first - (rng.random() < 0.5))
    last = min(len(ranges) - 1, last + (rng.random() < 0.25))
    return text[ranges[first][0] : ranges[max(first, last)][1]]


def makers_of(squad: Sequence[Example]) -> dict[str, Maker]:
    """The makers of unanswerable questions that ``CHANGED`` names."""
    from rag.models.training.reader_data import static_vectors
    from rag.models.training.unanswerable import NearMisses

    return {
        "name": ChangedName(squad, static_vectors),
        "year": unanswerable.changed_year,
        "number": unanswerable.changed_number,
        "sense": unanswerable.changed_sense,
        "near miss": NearMisses(sorted({(example.title, example.context) for example in squad})),
    }
