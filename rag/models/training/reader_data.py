"""Makes the reader's training and development data.

    python -m rag.models.training.reader_data OUT [--recipe first|second|third|fourth|pool] [--size 1.0] [--seed 13]

There are four recipes and a pool: the first teaches to find, the second to be silent (more of the pairs that people
wrote, and each changed question beside its original), the third does so once more with more of what
SQuAD 1.1 asks, and with changed questions on news (QAMR) and on Natural Questions too; the fourth shows
half as many pairs again, most of them in short windows, which a processor learns from twice as fast; the pool
holds many pairs, sentences alone among them, of which ``hard_pairs`` takes those that a reader fails at. Writes
OUT/train.npz (word pieces and labels), OUT/dev.jsonl.gz (rows kept for development: five whole
articles of SQuAD 2.0 dev) and OUT/samples.txt (made unanswerable pairs, to be read).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from rag.models.minilm import load_tokenizer
from rag.models.training import sentences_alone, unanswerable
from rag.models.training.base_model import base_folder
from rag.models.training.datasets import Example, read_rows
from rag.models.training.encoding import encode
from rag.models.training.unanswerable import ChangedName, Maker, NearMisses
from rag.reading.span_finder import PLACES

HUMAN = "squad_dev_v2.0_other_half"
DEV_ARTICLES = frozenset({"Amazon rainforest", "Black Death", "Private school", "Construction", "Geology"})
_FIGURES = re.compile(r"\d|million|billion|percent", re.IGNORECASE)


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
}
CHANGED_QUESTIONS = frozenset({"name", "year", "number", "sense", "time"})


def static_vectors(names: list[str]) -> NDArray[np.float32]:
    """Mean static word-piece vectors of the base model, unit length, [n, 384]."""
    from safetensors.numpy import load_file

    folder = base_folder()
    table: NDArray[np.float32] = load_file(str(folder / "model.safetensors"))[
        "embeddings.word_embeddings.weight"
    ]
    tokenizer = load_tokenizer(folder)
    vectors = np.stack([table[tokenizer.encode(n, add_special_tokens=False).ids].mean(axis=0) for n in names])
    unit: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def pick(examples: list[Example], count: int, rng: random.Random) -> list[Example]:
    """``count`` examples without replacement; those about figures weigh double."""
    weighted = sorted(
        examples,
        key=lambda e: rng.random() ** (1 / (2.0 if _about_figures(e) else 1.0)),
        reverse=True,
    )
    return weighted[:count]


def _about_figures(example: Example) -> bool:
    answers = " ".join(example.context[a:b] for a, b in example.answers)
    return bool(_FIGURES.search(answers) or _FIGURES.search(example.question))


def make(
    maker: Maker, pool: Iterable[Example], count: int, rng: random.Random, name: str
) -> list[tuple[Example, Example]]:
    """The first ``count`` pairs that ``maker`` can make, each as (made, original)."""
    made: list[tuple[Example, Example]] = []
    with tqdm(total=count, desc=name) as bar:
        for example in pool:
            if len(made) == count:
                break
            changed = maker(example, rng)
            if changed is not None:
                made.append((changed, example))
                bar.update()
    return made


def build(recipe: Recipe, size: float, seed: int) -> tuple[list[Example], list[Example]]:
    """Training examples in random order, and development rows."""
    rng = random.Random(seed)
    rows = {name: list(read_rows(name)) for name in [*recipe.answerable, HUMAN]}
    dev = [e for e in rows[HUMAN] if e.title in DEV_ARTICLES]
    human = [e for e in rows[HUMAN] if e.title not in DEV_ARTICLES]
    train: list[Example] = human * max(1, round(recipe.human * min(1.0, size)))
    for name, count in recipe.answerable.items():
        train += pick(rows[name], round(count * size), rng)
    squad = rows["squad_train_v1.1"]
    if recipe.alone:
        train += [sentences_alone.alone(e) for e in pick(squad, round(recipe.alone * size), rng)]
    changed = [example for name in recipe.changed for example in rows[name]]
    paragraphs = sorted({(e.title, e.context) for e in squad})
    makers: dict[str, Callable[[Example, random.Random], Example | None]] = {
        "answer sentence": unanswerable.without_answer_sentence,
        "near miss": NearMisses(paragraphs),
        "name": ChangedName(changed, static_vectors),
        "year": unanswerable.changed_year,
        "number": unanswerable.changed_number,
        "sense": unanswerable.changed_sense,
        "time": unanswerable.asked_for_time,
        "another sentence": sentences_alone.another_sentence,
    }
    pools = dict.fromkeys(CHANGED_QUESTIONS, changed) | {"another sentence": changed + human}
    for name, count in recipe.made.items():
        pool = pools.get(name, squad)[:]
        rng.shuffle(pool)
        for made, original in make(makers[name], pool, round(count * size), rng, name):
            train.append(made)
            if recipe.contrasts and name in CHANGED_QUESTIONS:
                train.append(original)
    rng.shuffle(train)
    return train, dev


def main() -> None:
    """Build, encode and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--recipe", choices=sorted(RECIPES), default="first")
    parser.add_argument("--size", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    recipe, rng = RECIPES[options.recipe], random.Random(options.seed + 1)
    train, dev = build(recipe, options.size, options.seed)
    tokenizer = load_tokenizer(base_folder())
    pieces, places = list[int](), []
    for example in tqdm(train, desc="encode"):
        short = rng.random() < recipe.short
        tokens = rng.randrange(80, 144) if short else PLACES
        titled = 0.8 if example.origin in (sentences_alone.ALONE, sentences_alone.ANOTHER) else 0.35
        encoded = encode(example, tokenizer, rng, tokens=tokens, with_title=rng.random() < titled)
        places.append(
            (len(pieces), len(encoded.ids), encoded.question, encoded.text, encoded.start, encoded.end)
        )
        pieces += encoded.ids
    np.savez(
        options.out / "train.npz", ids=np.asarray(pieces, np.uint16), places=np.asarray(places, np.int32)
    )
    with gzip.open(options.out / "dev.jsonl.gz", "wt", encoding="utf-8") as lines:
        for number, e in enumerate(dev):
            answers = [{"text": e.context[a:b], "start": a} for a, b in e.answers]
            row = {"id": f"dev{number}", "dataset": "dev", "title": e.title, "question": e.question}
            lines.write(
                json.dumps({**row, "context": e.context, "answers": answers, "impossible": not answers})
                + "\n"
            )
    made = [e for e in train if not e.answerable and e.origin != HUMAN]
    shown = rng.sample(made, min(300, len(made)))
    (options.out / "samples.txt").write_text(
        "\n\n".join(f"[{e.origin}] {e.question}\n{e.context}" for e in shown), encoding="utf-8"
    )
    print(Counter("answerable" if e.answerable else f"not here: {e.origin}" for e in train))
    print(
        f"{len(train)} training pairs, {np.mean([p[1] for p in places]):.0f} word pieces on average; {len(dev)} dev"
    )


if __name__ == "__main__":
    main()
