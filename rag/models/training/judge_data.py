"""Makes the judge's training and development data.

    python -m rag.models.training.judge_data OUT [--size 1.0] [--seed 13]

Claims that people wrote, from the sets that are licensed for it; claims made of questions and
their answers, right and wrong; and supported claims with one thing changed. Writes OUT/train.npz, OUT/dev.jsonl.gz
(kept by a hash of the evidence, so that no evidence stands on both sides) and OUT/samples.txt.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tqdm import tqdm

from rag.models.minilm import load_tokenizer
from rag.models.training.answer_claims import answer_rows, makers_of
from rag.models.training.base_model import base_folder
from rag.models.training.datasets import data_folder, read_rows
from rag.models.training.encoding import encode_pair
from rag.models.training.made_claims import (
    CAPTIONS_AND_TALK,
    LABELS,
    Row,
    asked,
    changed,
    elsewhere,
    from_questions,
)
from rag.models.training.relations import related
from rag.models.training.statements import verbs_of
from rag.models.training.unanswerable import question_names

SETS = {
    "fever_dev_gold_nosym": 12_900,
    "feverous_dev_programfc": 2_900,
    "conjnli_adversarial_train_15k": 3_500,
    "cad_nli_train": 5_000,
    "snli_validation": 2_500,
    "snli_test": 2_500,
    "rte_train": 2_490,
    "tf_mnli_matched": 1_000,
    "tf_mnli_mismatched": 1_000,
    "factcheck_gpt_stance": 3_300,
    "fm2_dev": 1_169,
    "begin_dev_cmu": 416,
    "begin_test_wow": 2_000,
    "check_covid_all": 1_504,
    "dialfact_small": 300,
    "wice_oracle_claim_dev": 1_043,
    "summedits_podcast": 500,
    "summedits_ectsum": 668,
}
"""Rows taken of each set at size 1.0."""
REPEATED = {"fm2_dev": 2, "check_covid_all": 2, "tf_mnli_matched": 2, "tf_mnli_mismatched": 2}
QUESTIONS = {"squad_train_v1.1": 9_000, "qed_train": 1_500, "qamr_dev": 2_500, "qamr_test": 2_500}
"""Statements made of the questions of each set at size 1.0: a third for each label."""
ELSEWHERE = 5_000
"""FEVER claims beside evidence of another claim about the same thing."""
ASKED = 6_000
"""Claims put as questions: yes is supported, no is refuted."""
RELATED = 5_500
"""Sentences on two parties, said from either side."""
DEV_SHARE = 0.06
NAMES = {number: name for name, number in reversed(LABELS.items())}
LONGEST = 224


def read_claims(name: str) -> list[Row]:
    """The rows of ``claims/NAME.jsonl.gz`` that hold a claim."""
    with gzip.open(data_folder() / "claims" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Row(row["claim"].strip(), row["evidence"].strip(), LABELS[row["label"]], name)
        for row in rows
        if row["label"] in LABELS and row["claim"].strip() and row["evidence"].strip()
    ]


def kept_for_dev(row: Row, share: float = DEV_SHARE) -> bool:
    """Whether a row is among the share for development: by a hash of the first words of its evidence."""
    return zlib.crc32(row.evidence[:50].encode()) % 1000 < share * 1000


def build(
    size: float, seed: int, sets: Mapping[str, int] = SETS, repeated: Mapping[str, int] = REPEATED
) -> tuple[list[Row], list[Row]]:
    """Training rows in random order, and development rows."""
    rng = random.Random(seed)
    rows: list[Row] = []
    for name, count in sets.items():
        found = read_claims(name)
        picked = rng.sample(found, min(len(found), round(count * size)))
        rows += picked * repeated.get(name, 1)
    rows += elsewhere(read_claims("fever_dev_gold_nosym"), round(ELSEWHERE * size), rng)
    squad = list(read_rows("squad_train_v1.1"))
    verbs = verbs_of({example.context for example in squad})
    for name, count in QUESTIONS.items():
        rows += tqdm(from_questions(name, round(count * size), rng, verbs), desc=name)
    names = sorted({match.group() for example in squad for match in question_names(example.question)})
    supported = [
        row
        for row in rows
        if row.label == 0 and len(row.claim) < 250 and not row.origin.endswith(CAPTIONS_AND_TALK)
    ]
    rows += tqdm(changed(supported, names, size, rng), desc="changed")
    rows += asked(rows, round(ASKED * size), rng, verbs)
    rows += answer_rows(makers_of(squad), size, rng)
    rows += related(round(RELATED * size), rng)
    dev = [row for row in rows if kept_for_dev(row)]
    train = [row for row in rows if not kept_for_dev(row)]
    rng.shuffle(train)
    return train, list(dict.fromkeys(dev))


def encoded(rows: Sequence[Row], tokenizer: Tokenizer) -> tuple[list[int], list[tuple[int, ...]]]:
    """Word pieces, and the places of each pair as ``JudgePairs`` has them."""
    pieces: list[int] = []
    places: list[tuple[int, ...]] = []
    for row in tqdm(rows, desc="encode"):
        ids, evidence = encode_pair(row.claim, row.evidence, tokenizer, LONGEST)
        places.append((len(pieces), len(ids), evidence, row.label))
        pieces += ids
    return pieces, places


def write_dev(file: Path, rows: Sequence[Row]) -> None:
    """Write rows in the format of the data folder."""
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        for number, row in enumerate(rows):
            fields = {
                "id": f"dev{number}",
                "dataset": row.origin,
                "claim": row.claim,
                "evidence": row.evidence,
                "label": NAMES[row.label],
            }
            lines.write(json.dumps(fields) + "\n")


def main() -> None:
    """Build, encode and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    train, dev = build(options.size, options.seed)
    tokenizer = load_tokenizer(base_folder())
    pieces, places = encoded(train, tokenizer)
    np.savez(
        options.out / "train.npz", ids=np.asarray(pieces, np.uint16), places=np.asarray(places, np.int32)
    )
    write_dev(options.out / "dev.jsonl.gz", dev)
    made = [row for row in train if ":" in row.origin or row.origin == "elsewhere"]
    shown = random.Random(options.seed).sample(made, min(400, len(made)))
    (options.out / "samples.txt").write_text(
        "\n\n".join(f"[{row.origin}] {NAMES[row.label]}: {row.claim}\n{row.evidence}" for row in shown),
        encoding="utf-8",
    )
    print(Counter(row.origin for row in train))
    print(Counter(NAMES[row.label] for row in train))
    print(f"{len(train)} pairs, {np.mean([p[1] for p in places]):.0f} word pieces on average; {len(dev)} dev")


if __name__ == "__main__":
    main()
