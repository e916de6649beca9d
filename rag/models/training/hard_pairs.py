"""Takes out of a pool of reader data the pairs that a reader fails at: what it can still learn from.

    python -m rag.models.training.hard_pairs POOL OUT --reader FOLDER [--answerable 66000] [--silent 44000]

POOL is a folder that ``reader_data`` wrote, FOLDER holds an exported reader. Each pair gets the reader's loss.
Where the words of an answer stand several times in a text, the place that the reader holds likeliest is
taken for the answer (hard EM, Min et al. 2019): the data names the first. A pair stays with a probability
that grows with its loss (importance sampling, Katharopoulos and Fleuret 2018); one whose loss is beyond
belief goes, since there the label is wrong more often than the reader. Writes OUT/train.npz and copies
OUT/dev.jsonl.gz.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from rag.models.encoder import PairEncoder
from rag.models.training.reader_training import ReaderPairs

STRETCH = 4096
"""Pairs read between two moves of the progress bar."""
BEYOND = 5.0
"""Loss above which a label is not believed."""
EASY, HARD = 0.05, 2.0
"""Added to each loss, so that a few of the pairs that the reader knows stay; and the loss above which none
counts for more, since much of that is a matter of borders."""


def occurrences(ids: NDArray[np.uint16], text: int, start: int, end: int) -> list[tuple[int, int]]:
    """Where the word pieces ``start`` to ``end`` (included) stand in the text that begins at ``text``."""
    wanted, length = ids[start : end + 1], end + 1 - start
    last = len(ids) - 1 - length
    return [(i, i + length - 1) for i in range(text, last + 1) if np.array_equal(ids[i : i + length], wanted)]


def judged(
    ids: NDArray[np.uint16],
    place: NDArray[np.int32],
    start: NDArray[np.float32],
    end: NDArray[np.float32],
) -> tuple[int, int, float]:
    """The likeliest place of the pair's answer, and the loss there.

    ``place`` holds the columns of ``Pairs.places``; ``start`` and ``end`` are the reader's scores, [places].
    """
    _, length, _, text, first, last = place.tolist()
    allowed = np.r_[0, text : length - 1]
    gone = np.logaddexp.reduce(start[allowed]) + np.logaddexp.reduce(end[allowed])
    options = occurrences(ids, text, first, last) if first else [(0, 0)]
    low, high = max(options or [(first, last)], key=lambda option: start[option[0]] + end[option[1]])
    return low, high, float(gone - start[low] - end[high]) / 2


def losses(pairs: ReaderPairs, graph: PairEncoder) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Places with each answer where the reader finds it likeliest, and the loss of each pair, [pairs]."""
    places, found = pairs.places.copy(), np.zeros(len(pairs.places))
    with tqdm(total=len(places), desc="read", mininterval=20) as bar:
        for low in range(0, len(places), STRETCH):
            rows = range(low, min(low + STRETCH, len(places)))
            texts = [pairs.ids[o : o + n] for o, n, *_ in places[rows.start : rows.stop]]
            outputs = graph.outputs(
                [(ids.tolist(), int(places[r, 2])) for r, ids in zip(rows, texts, strict=True)]
            )
            for row, ids, scores in zip(rows, texts, outputs, strict=True):
                first, last, found[row] = judged(ids, places[row], scores["start"], scores["end"])
                places[row, 4:6] = first, last
            bar.update(len(rows))
    return places, found


def hardest(found: NDArray[np.float64], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """``count`` numbers of pairs, drawn without replacement in proportion to their loss."""
    weights = np.where(found < BEYOND, np.minimum(found, HARD) + EASY, 0.0)
    count = min(count, int(np.count_nonzero(weights)))
    return rng.choice(len(found), count, replace=False, p=weights / weights.sum())


def main() -> None:
    """Read the pool, choose and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pool", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--answerable", type=int, default=66_000)
    parser.add_argument("--silent", type=int, default=44_000)
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args()
    pairs = ReaderPairs(options.pool / "train.npz")
    places, found = losses(pairs, PairEncoder(options.reader, "reader"))
    rng = np.random.default_rng(options.seed)
    chosen = []
    for name, of_kind, count in (
        ("answerable", places[:, 4] > 0, options.answerable),
        ("silent", places[:, 4] == 0, options.silent),
    ):
        rows = np.flatnonzero(of_kind)
        rows = rows[hardest(found[rows], count, rng)]
        chosen.append(rows)
        print(
            f"{name}: {len(rows)} of {of_kind.sum()} pairs, mean loss {found[of_kind].mean():.3f} before, "
            f"{found[rows].mean():.3f} of those taken"
        )
    kept = rng.permutation(np.concatenate(chosen))
    print(
        f"{np.count_nonzero((places[:, 4:6] != pairs.places[:, 4:6]).any(axis=1))} answers moved to a likelier place"
    )
    options.out.mkdir(parents=True, exist_ok=True)
    # The pool's word pieces stay as they are: places point into them.
    np.savez(options.out / "train.npz", ids=pairs.ids, places=places[kept])
    shutil.copyfile(options.pool / "dev.jsonl.gz", options.out / "dev.jsonl.gz")
    print(f"{len(kept)} training pairs, {places[kept, 1].mean():.0f} word pieces on average")


if __name__ == "__main__":
    main()
