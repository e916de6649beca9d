"""Claims made of questions with their answers, and of other claims: what nobody wrote a label for.

- ``elsewhere``: a claim beside evidence on something else, undecided;
- ``from_questions``: the statement that a question makes with its answer, or another answer;
- ``changed``: a supported claim with one thing changed (``contradictions``);
- ``asked``: a claim put as a question, with its label.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from rag.models.training import contradictions
from rag.models.training.datasets import Example, read_rows
from rag.models.training.statements import as_question, statement
from rag.reading.stretches import sentence_ranges

LABELS = {"SUPPORTED": 0, "REFUTED": 1, "NOT ENOUGH INFO": 2, "PARTIAL": 2, "NOT_SUPPORTED": 3}
"""3 is "refuted or undecided": the loss takes both together."""
CHANGED = {
    "number": 2_500,
    "year": 2_500,
    "name": 3_000,
    "rank": 1_000,
    "exchanged": 2_500,
    "opposite": 1_500,
    "negated": 2_000,
    "embellished": 2_500,
    "denied": 1_500,
}
CAPTIONS_AND_TALK = ("snli_validation", "snli_test", "nli_train", "_15k", "_cmu", "_wow")
"""Ends of the names of sets whose claims are not changed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A claim, its evidence and its label as a number of ``LABELS``."""

    claim: str
    evidence: str
    label: int
    origin: str


def elsewhere(rows: list[Row], count: int, rng: random.Random) -> list[Row]:
    """Claims beside the evidence of another claim with the same first name: undecided."""
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_name[" ".join(row.claim.split()[:2])].append(row)
    made: list[Row] = []
    for row in rng.sample(rows, len(rows)):
        others = [o for o in by_name[" ".join(row.claim.split()[:2])] if o.evidence[:60] != row.evidence[:60]]
        if len(made) == count:
            break
        if others:
            other = rng.choice(others)
            words = {w for w in row.claim.lower().rstrip(".").split()[2:] if len(w) > 4}
            if not words & set(other.evidence.lower().split()):
                made.append(Row(row.claim, other.evidence, 2, "elsewhere"))
    return made


def from_questions(name: str, count: int, rng: random.Random, verbs: dict[str, str]) -> Iterator[Row]:
    """Statements of the questions of one set, with the sentence that answers, a third for each label."""
    rows = list(read_rows(name))
    kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for example in rows:
        answer = _answer(example)
        kinds[example.title, _kind(example.question, answer)].append(answer)
    rng.shuffle(rows)
    made = 0
    for example in rows:
        if made >= count:
            return
        row = _statement_row(example, made % 3, kinds, rng, verbs, name)
        if row is not None:
            made += 1
            yield row


def _statement_row(
    example: Example,
    label: int,
    kinds: dict[tuple[str, str], list[str]],
    rng: random.Random,
    verbs: dict[str, str],
    name: str,
) -> Row | None:
    answer = _answer(example)
    ranges = sentence_ranges(example.context)
    place = next((i for i, (low, high) in enumerate(ranges) if low <= example.answers[0][0] < high), None)
    if place is None or len(answer) > 80:
        return None
    near = range(max(0, place - rng.randrange(2)), min(len(ranges), place + 1 + rng.randrange(2)))
    if label == 2:
        near = range(max(0, place - 3), min(len(ranges), place + 4))
        pieces = [example.context[slice(*ranges[i])] for i in near if i != place]
        pieces = [piece for piece in pieces if answer.lower() not in piece.lower()][: rng.randrange(1, 4)]
    else:
        pieces = [example.context[slice(*ranges[i])] for i in near]
    evidence, said = " ".join(pieces), answer
    if not evidence:
        return None
    if label == 1:
        others = [
            other
            for other in kinds[example.title, _kind(example.question, answer)]
            if other.lower() not in evidence.lower()
            and not set(other.lower().split()) & set(answer.lower().split())
        ]
        if not others:
            return None
        said = rng.choice(others)
    claim = statement(example.question, said, verbs)
    return None if claim is None else Row(claim, evidence, label, f"question: {name}")


def _answer(example: Example) -> str:
    start, end = min(example.answers, key=lambda span: span[1] - span[0])
    return example.context[start:end]


def _kind(question: str, answer: str) -> str:
    """What an answer must share with another to stand in for it."""
    shape = "number" if answer[:1].isdigit() else "name" if answer[:1].isupper() else "words"
    return f"{' '.join(question.lower().split()[:2])} {shape} {len(answer.split()) > 3}"


def changed(supported: list[Row], names: list[str], size: float, rng: random.Random) -> Iterator[Row]:
    """Supported claims with one thing changed, each beside its original."""
    makers: dict[str, Callable[[str, str, random.Random], str | None]] = {
        "number": contradictions.another_number,
        "year": contradictions.another_year,
        "name": lambda claim, evidence, rng: contradictions.another_name(claim, evidence, rng, names),
        "rank": contradictions.another_rank,
        "exchanged": contradictions.exchanged,
        "opposite": contradictions.opposite,
        "negated": contradictions.negated,
        "embellished": contradictions.embellished,
        "denied": lambda claim, evidence, rng: contradictions.denied(claim, evidence, rng, names),
    }
    labels = {"embellished": LABELS["NOT ENOUGH INFO"], "denied": LABELS["SUPPORTED"]}
    for kind, count in CHANGED.items():
        made = 0
        for row in rng.sample(supported, len(supported)):
            if made >= round(count * size):
                break
            claim = makers[kind](row.claim, row.evidence, rng)
            if claim is not None:
                made += 1
                yield Row(claim, row.evidence, labels.get(kind, 1), f"changed: {kind}")
                if rng.random() < 0.3:
                    yield replace(row, origin="original of changed")


def asked(rows: list[Row], count: int, rng: random.Random, verbs: dict[str, str]) -> list[Row]:
    """Claims of one sentence put as questions, with their labels."""
    made: list[Row] = []
    for row in rng.sample(rows, len(rows)):
        if len(made) >= count:
            break
        question = (
            None
            if row.label == 3 or row.origin.endswith(CAPTIONS_AND_TALK)
            else as_question(row.claim, verbs)
        )
        if question is not None:
            made.append(Row(question, row.evidence, row.label, "asked: whether"))
    return made
