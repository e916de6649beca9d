"""How many pairs of each kind the reader's training data are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many pairs of each kind are taken at size 1.0."""

    answerable: dict[str, int]
    """Rows of each set; all are licensed for training."""
    made: dict[str, int]
    """Made unanswerable pairs of each maker."""
    human: int
    """How often each pair of SQuAD 2.0 dev is shown."""
    contrasts: bool
    """Whether the original of each changed question is shown too (contrast sets, Gardner et al. 2020)."""
    changed: tuple[str, ...] = ("squad_train_v1.1",)
    """The sets whose questions are changed; texts are changed in SQuAD 1.1 only."""
    short: float = 0.6
    """Share of the pairs that are cut to a window of 80 to 144 word pieces."""
    alone: int = 0
    """Answerable pairs whose text is the answer's sentence alone."""


_BROAD = {
    "squad_train_v1.1": 40_000,
    "qed_train": 6_000,
    "nq_open_oracle": 2_500,
    "timeqa_human_train": 900,
    "timeqa_human_test": 800,
    "qamr_dev": 5_000,
    "qamr_test": 5_000,
}
"""Answerable pairs of every set, news included."""
_NEWS_TOO = ("squad_train_v1.1", "qamr_dev", "qamr_test", "nq_open_oracle")

RECIPES = {
    "first": Recipe(
        _BROAD,
        {
            "answer sentence": 9_000,
            "near miss": 8_000,
            "name": 9_000,
            "year": 4_000,
            "number": 2_500,
            "sense": 5_000,
        },
        human=3,
        contrasts=False,
    ),
    "second": Recipe(
        {
            "squad_train_v1.1": 16_000,
            "qed_train": 6_000,
            "nq_open_oracle": 2_500,
            "timeqa_human_train": 900,
            "timeqa_human_test": 800,
            "qamr_dev": 4_000,
            "qamr_test": 4_000,
        },
        {
            "answer sentence": 4_000,
            "near miss": 9_000,
            "name": 6_000,
            "year": 2_500,
            "number": 1_500,
            "sense": 3_000,
            "time": 2_500,
        },
        human=4,
        contrasts=True,
    ),
    "third": Recipe(
        {
            "squad_train_v1.1": 26_000,
            "qed_train": 4_000,
            "nq_open_oracle": 1_500,
            "timeqa_human_train": 900,
            "timeqa_human_test": 800,
            "qamr_dev": 3_000,
            "qamr_test": 3_000,
        },
        {
            "answer sentence": 3_000,
            "near miss": 6_000,
            "name": 6_000,
            "year": 2_500,
            "number": 1_500,
            "sense": 4_000,
            "time": 1_500,
        },
        human=2,
        contrasts=True,
        changed=_NEWS_TOO,
    ),
    "fourth": Recipe(
        {**_BROAD, "squad_train_v1.1": 44_000},
        {
            "answer sentence": 3_000,
            "near miss": 9_000,
            "name": 9_000,
            "year": 3_500,
            "number": 2_000,
            "sense": 6_000,
            "time": 1_500,
        },
        human=1,
        contrasts=True,
        changed=_NEWS_TOO,
        short=0.85,
    ),
    "pool": Recipe(
        {**_BROAD, "squad_train_v1.1": 75_000, "qamr_dev": 8_000, "qamr_test": 8_000},
        {
            "answer sentence": 10_000,
            "near miss": 24_000,
            "name": 36_000,
            "year": 9_000,
            "number": 5_000,
            "sense": 14_000,
            "time": 3_000,
            "another sentence": 40_000,
        },
        human=2,
        contrasts=False,
        changed=_NEWS_TOO,
        short=0.85,
        alone=30_000,
    ),
    "second pool": Recipe(
        {**_BROAD, "squad_train_v1.1": 75_000, "qamr_dev": 8_000, "qamr_test": 8_000},
        {
            "answer sentence": 6_000,
            "near miss": 24_000,
            "name": 24_000,
            "year": 7_000,
            "number": 4_000,
            "sense": 12_000,
            "time": 3_000,
            "another sentence": 36_000,
            "property": 40_000,
        },
        human=2,
        contrasts=False,
        changed=_NEWS_TOO,
        short=0.85,
        alone=30_000,
    ),
}
CHANGED_QUESTIONS = frozenset({"name", "year", "number", "sense", "time", "property"})
