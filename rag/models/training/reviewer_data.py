"""Makes the reviewer's training data, of the reader's and of the judge's kind.

    python -m rag.models.training.reviewer_data OUT (--hard SIXTH | --looks SIZE | --people SIZE) [--seed 31]

OUT/reader.npz: with ``--hard`` what people asked of SQuAD 2.0 dev's training articles and then pairs of SIXTH, a
folder that ``hard_pairs`` wrote; with ``--looks`` what the reviewer meets in use: pairs of the reader's fourth
recipe at that size, each with the sentence in which the released reader thinks the answer stands; with ``--people``
what people wrote to look answerable, beside what it resembles, and a part of every other kind. OUT/judge.npz
begins with claims that people wrote to mislead and on the news; of Fool-me-twice a third is kept out by a hash
of its evidence and written to OUT/fm2.jsonl.gz. ``--people`` also writes OUT/traps.jsonl.gz, OUT/boolq.jsonl.gz
and OUT/claims.jsonl.gz, which are for development.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from rag.models.minilm import load_tokenizer
from rag.models.training import judge_data
from rag.models.training.answer_claims import makers_of
from rag.models.training.base_model import base_folder
from rag.models.training.datasets import Example, read_rows
from rag.models.training.encoding import encode
from rag.models.training.made_claims import CAPTIONS_AND_TALK, Row, asked, changed, elsewhere, from_questions
from rag.models.training.people import cut, kept_for_dev, trap_claims, trap_examples, traps, yes_no
from rag.models.training.reader_data import DEV_ARTICLES, HUMAN, RECIPES, build, make
from rag.models.training.relations import related
from rag.models.training.second_looks import second_look, second_looks
from rag.models.training.shared_out import shared_claims, shared_examples
from rag.models.training.statements import verbs_of
from rag.models.training.unanswerable import question_names
from rag.reading.span_finder import SpanFinder
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


PEOPLE = {
    "squad_train_v1.1": 3_000,
    "qamr_dev": 1_500,
    "qed_train": 2_500,
    "nq_open_oracle": 1_200,
    "covid_qa": 500,
}
"""Answerable rows beside the traps, at size 1."""
TIMED = ("timeqa_human_train", "timeqa_human_test")
CHANGED = {"name": 1_500, "year": 500, "number": 500, "sense": 1_000, "near miss": 3_000}
SHARED = 2_500
NEAR = 0.75
"""Of the questions that a trap resembles."""
ANSWERS = 0.45
"""Of the traps whose careless answer is a claim, too."""
CLAIM_SETS = {
    "fm2_dev": 900, "check_covid_all": 1_000, "dialfact_small": 250, "wice_oracle_claim_dev": 800, "begin_dev_cmu": 300,
    "summedits_podcast": 500, "summedits_ectsum": 668, "tf_mnli_matched": 600, "tf_mnli_mismatched": 600,
    "fever_dev_gold_nosym": 2_500, "feverous_dev_programfc": 900, "rte_train": 500, "cad_nli_train": 600,
    "conjnli_adversarial_train_15k": 500, "factcheck_gpt_stance": 1_200, "begin_test_wow": 300,
}  # fmt: skip


def people(size: float, tokenizer: Tokenizer, seed: int) -> tuple[list[int], list[tuple[int, ...]]]:
    """As ``questions``: traps with what they resemble, and a part of every other kind."""
    rng = random.Random(seed)
    found = [trap for trap in traps() if not kept_for_dev(trap.question.title)]
    examples = list(trap_examples(rng.sample(found, round(len(found) * min(1.0, size))), rng, NEAR))
    for row in read_rows(HUMAN):
        if row.title not in DEV_ARTICLES and rng.random() < size:
            place = row.answers[0][0] if row.answers else rng.randrange(len(row.context))
            examples.append(cut(row, place, rng) if row.answers else row)
    squad = list(read_rows("squad_train_v1.1"))
    for name in (*PEOPLE, *TIMED):
        rows = [row for row in (squad if name == "squad_train_v1.1" else read_rows(name)) if row.answers]
        picked = rng.sample(rows, min(len(rows), round(PEOPLE.get(name, 800) * size)))
        examples += [cut(row, row.answers[0][0], rng) for row in picked]
    makers = makers_of(squad)
    for name, count in CHANGED.items():
        for made, original in make(
            makers[name], rng.sample(squad, len(squad)), round(count * size), rng, name
        ):
            if name == "near miss":
                look = second_look(made, _finder())
                if look is not None:
                    examples.append(look)
                continue
            place = original.answers[0][0]
            examples += [cut(made, place, rng), cut(original, place, rng)]
    examples += shared_examples(round(SHARED * size), rng)
    rng.shuffle(examples)
    print(Counter((example.origin, example.answerable) for example in examples))
    pieces: list[int] = []
    places: list[tuple[int, ...]] = []
    for example in examples:
        pair = encode(example, tokenizer, rng, tokens=LONGEST, with_title=rng.random() < 0.6)
        places.append((len(pieces), len(pair.ids), pair.question, pair.text, pair.start, pair.end))
        pieces += pair.ids
    return pieces, places


@cache
def _finder() -> SpanFinder:
    return SpanReader().finder


def people_claims(size: float, seed: int) -> tuple[list[Row], list[Row]]:
    """Claims for training (answers to the traps, yes or no, every other set), and yes/no questions for development."""
    rng = random.Random(seed)
    found = [trap for trap in traps() if not kept_for_dev(trap.question.title)]
    rows = list(trap_claims(found, rng, ANSWERS * size))
    asked_rows, dev = yes_no(rng)
    rows += asked_rows
    out = {row.evidence for row in kept_out()}
    of_people = list[Row]()
    for name, count in CLAIM_SETS.items():
        every = [row for row in judge_data.read_claims(name) if row.evidence not in out]
        of_people += rng.sample(every, min(len(every), round(count * size)))
    rows += of_people
    rows += elsewhere(judge_data.read_claims("fever_dev_gold_nosym"), round(800 * size), rng)
    squad = list(read_rows("squad_train_v1.1"))
    verbs = verbs_of({example.context for example in squad})
    for name, count in {"squad_train_v1.1": 1_800, "qamr_dev": 600}.items():
        rows += from_questions(name, round(count * size), rng, verbs)
    names = sorted({match.group() for example in squad for match in question_names(example.question)})
    supported = [
        row
        for row in of_people
        if row.label == 0 and len(row.claim) < 250 and not row.origin.endswith(CAPTIONS_AND_TALK)
    ]
    rows += changed(supported, names, 0.12 * size, rng)
    rows += asked(of_people, round(1_200 * size), rng, verbs)
    rows += related(round(600 * size), rng)
    rows += shared_claims(round(SHARED * size), rng)
    rng.shuffle(rows)
    print(Counter(row.origin for row in rows), Counter(row.label for row in rows))
    return [row for row in rows if len(row.evidence) < 1_500], dev


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
    kind.add_argument("--people", type=float)
    parser.add_argument("--seed", type=int, default=31)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(base_folder())
    if options.hard is not None:
        pieces, places = questions(options.hard, tokenizer, options.seed)
    elif options.looks is not None:
        pieces, places = looks(options.looks, tokenizer, options.seed)
    else:
        pieces, places = people(options.people, tokenizer, options.seed)
    _write(options.out / "reader.npz", pieces, places)
    if options.people is None:
        rows = claims(options.seed)
    else:
        rows, dev = people_claims(options.people, options.seed)
        judge_data.write_dev(options.out / "boolq.jsonl.gz", dev)
        judge_data.write_dev(options.out / "claims.jsonl.gz", [*dev, *dev_claims(options.seed)])
        write_rows(options.out / "traps.jsonl.gz", dev_traps())
    _write(options.out / "judge.npz", *judge_data.encoded(rows, tokenizer))
    judge_data.write_dev(options.out / "fm2.jsonl.gz", kept_out())


def dev_traps() -> list[Example]:
    """The traps of the articles kept for development, each with what it resembles."""
    found = [trap for trap in traps() if kept_for_dev(trap.question.title)]
    return list(dict.fromkeys(example for trap in found for example in (trap.question, trap.near)))


DEV_SETS = {"cad_nli_dev": 300, "conjnli_conj_dev": 300, "begin_dev_wow": 200}
"""Rows of sets that train nothing."""


def dev_claims(seed: int) -> list[Row]:
    """Claims for development: on the traps that are kept out, misleading ones, and rows of ``DEV_SETS``."""
    rng = random.Random(seed)
    found = [trap for trap in traps() if kept_for_dev(trap.question.title)]
    rows = [*trap_claims(found, rng, ANSWERS), *kept_out()]
    for name, count in DEV_SETS.items():
        every = judge_data.read_claims(name)
        rows += rng.sample(every, min(len(every), count))
    return rows


def write_rows(file: Path, examples: Sequence[Example]) -> None:
    """Write questions in the format of the data folder."""
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        for number, example in enumerate(examples):
            answers = [{"text": example.context[a:b], "start": a} for a, b in example.answers]
            row = {
                "id": f"dev{number}",
                "dataset": "dev",
                "title": example.title,
                "question": example.question,
                "context": example.context,
                "answers": answers,
                "impossible": not answers,
            }
            lines.write(json.dumps(row) + "\n")


def _write(file: Path, pieces: list[int], places: list[tuple[int, ...]]) -> None:
    np.savez(file, ids=np.asarray(pieces, np.uint16), places=np.asarray(places, np.int32))
    lengths = [length for _, length, *_ in places]
    print(f"{file}: {len(places)} pairs, {np.mean(lengths):.0f} word pieces on average")


if __name__ == "__main__":
    main()
