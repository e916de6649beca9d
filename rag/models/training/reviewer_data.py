"""Makes the reviewer's training data, of the reader's and of the judge's kind.

    python -m rag.models.training.reviewer_data OUT (--hard SIXTH | --looks SIZE) [--seed 31]

OUT/reader.npz: with ``--hard`` what people asked of SQuAD 2.0 dev's training articles and then pairs of SIXTH, a
folder that ``hard_pairs`` wrote; with ``--looks`` what the reviewer meets in use: pairs of the reader's fourth
recipe at that size, each with the sentence in which the released reader thinks the answer stands. OUT/judge.npz
begins with claims that people wrote to mislead and on the news; of Fool-me-twice a third is kept out by a hash
of its evidence and written to OUT/fm2.jsonl.gz.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from rag.models.minilm import load_tokenizer
from rag.models.training import judge_data
from rag.models.training.base_model import base_folder
from rag.models.training.datasets import read_rows
from rag.models.training.encoding import encode
from rag.models.training.made_claims import Row
from rag.models.training.reader_data import DEV_ARTICLES, HUMAN, RECIPES, build
from rag.models.training.second_looks import second_looks
from rag.reading.span_reader import SpanReader

HARD = 40_000
LONGEST = 160
"""Word pieces of a sentence with its question."""
SIZE = 0.4
"""Of the claims that ``judge_data`` makes."""
SETS = {
    "fm2_dev": 1_169,
    "check_covid_all": 1_504,
    "dialfact_small": 300,
    "wice_oracle_claim_dev": 1_043,
    "begin_dev_cmu": 416,
    "summedits_podcast": 500,
    "summedits_ectsum": 668,
    "tf_mnli_matched": 1_000,
    "tf_mnli_mismatched": 1_000,
    "fever_dev_gold_nosym": 7_000,
    "feverous_dev_programfc": 1_800,
    "rte_train": 1_500,
    "cad_nli_train": 2_000,
    "conjnli_adversarial_train_15k": 1_500,
    "snli_validation": 800,
    "snli_test": 800,
    "factcheck_gpt_stance": 2_000,
    "begin_test_wow": 1_000,
}
"""Rows taken of each set."""
FIRST = ("fm2_dev", "check_covid_all", "tf_mnli_matched", "tf_mnli_mismatched", "rte_train")
SHOWN = 22_400
"""Claims among which those of ``FIRST`` stand, all of them."""
MISLEADING = "fm2_dev"
KEPT_OUT = 0.36
"""Share of ``MISLEADING``."""


def questions(hard: Path, tokenizer: Tokenizer, seed: int) -> tuple[list[int], list[tuple[int, ...]]]:
    """Word pieces, and the places of each pair as ``ReaderPairs`` has them."""
    rng = random.Random(seed)
    pieces: list[int] = []
    places: list[tuple[int, ...]] = []
    for example in read_rows(HUMAN):
        if example.title in DEV_ARTICLES:
            continue
        tokens = rng.randrange(80, 145) if rng.random() < 0.75 else 256
        pair = encode(example, tokenizer, rng, tokens=tokens, with_title=rng.random() < 0.3)
        places.append((len(pieces), len(pair.ids), pair.question, pair.text, pair.start, pair.end))
        pieces += pair.ids
    data = np.load(hard / "train.npz")
    ids, of_hard = data["ids"], data["places"]
    for row in np.random.default_rng(seed).permutation(len(of_hard))[:HARD]:
        offset, length, *rest = of_hard[row].tolist()
        places.append((len(pieces), length, *rest))
        pieces += ids[offset : offset + length].tolist()
    return pieces, places


def looks(size: float, tokenizer: Tokenizer, seed: int) -> tuple[list[int], list[tuple[int, ...]]]:
    """As ``questions``, of sentences alone."""
    rng = random.Random(seed)
    examples, _ = build(RECIPES["fourth"], size, seed)
    pieces: list[int] = []
    places: list[tuple[int, ...]] = []
    for example in second_looks(examples, SpanReader().finder, rng):
        pair = encode(example, tokenizer, rng, tokens=LONGEST, with_title=True)
        places.append((len(pieces), len(pair.ids), pair.question, pair.text, pair.start, pair.end))
        pieces += pair.ids
    return pieces, places


def claims(seed: int) -> list[Row]:
    """Claims of all kinds, those of ``FIRST`` among the first ``SHOWN``."""
    sets = {name: round(SETS[name] / SIZE) for name in judge_data.SETS}
    rows, _ = judge_data.build(SIZE, seed, sets, {})
    out = {row.evidence for row in kept_out()}
    rows = [row for row in rows if row.evidence not in out]
    wanted = {row.claim for name in FIRST for row in judge_data.read_claims(name)}
    first = [row for row in rows if row.claim in wanted]
    rest = [row for row in rows if row.claim not in wanted]
    order = np.random.default_rng(seed).permutation(SHOWN)
    shown = first + rest[: SHOWN - len(first)]
    return [shown[place] for place in order] + rest[SHOWN - len(first) :]


def kept_out() -> list[Row]:
    """The claims of ``MISLEADING`` that train nothing here."""
    return [row for row in judge_data.read_claims(MISLEADING) if judge_data.kept_for_dev(row, KEPT_OUT)]


def main() -> None:
    """Build, encode and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--hard", type=Path)
    kind.add_argument("--looks", type=float)
    parser.add_argument("--seed", type=int, default=31)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(base_folder())
    if options.hard is not None:
        pieces, places = questions(options.hard, tokenizer, options.seed)
    else:
        pieces, places = looks(options.looks, tokenizer, options.seed)
    _write(options.out / "reader.npz", pieces, places)
    _write(options.out / "judge.npz", *judge_data.encoded(claims(options.seed), tokenizer))
    judge_data.write_dev(options.out / "fm2.jsonl.gz", kept_out())


def _write(file: Path, pieces: list[int], places: list[tuple[int, ...]]) -> None:
    np.savez(file, ids=np.asarray(pieces, np.uint16), places=np.asarray(places, np.int32))
    lengths = [length for _, length, *_ in places]
    print(f"{file}: {len(places)} pairs, {np.mean(lengths):.0f} word pieces on average")


if __name__ == "__main__":
    main()
