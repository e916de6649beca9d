"""Whether documents have the same text, or nearly, told from a small sketch of each.

A sketch holds the smallest hashes of all runs of five words (bottom-k MinHash: Broder, "On the
resemblance and containment of documents", 1997). The share of hashes that two sketches have in
common estimates the share of runs that the two texts have in common.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

ALIKE = 0.7
"""The share of runs in common from which two texts are nearly the same."""

_WORD = re.compile(r"\w+")
_RUN = 5
_MARKS = 128  # the estimate is off by 0.04 (one standard deviation) near ALIKE
_LOOKED_UP = 16  # of the marks; that two texts which are alike share none of so many does not happen
_LEAST_RUNS = 40  # in a shorter text one word makes the difference
_CHARACTERS = 400_000  # of a longer text the beginning, and its length, stand for the whole
_CROWD = 64  # what so many texts have is a letterhead and no likeness


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is remembered of a text: a digest of its words, its length, and marks of what it says."""

    digest: bytes
    characters: int
    runs: int
    marks: array[int]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The place of an earlier text in the list, and the share in common: 1.0 for the same words."""

    earlier: int
    share: float


def sketch(text: str) -> Sketch:
    """The sketch of a text; case, punctuation and the space between words are nothing to it."""
    import numpy as np

    joined = " ".join(_WORD.findall(text[:_CHARACTERS].casefold())).encode("utf-8", "replace")
    length = len(text) if len(text) > _CHARACTERS else 0
    digest = blake2b(joined, digest_size=16, salt=length.to_bytes(16, "big")).digest()
    words = joined.split()
    hashes = np.fromiter(map(crc32, words), np.uint64, len(words))
    runs = np.zeros(max(0, len(words) - _RUN + 1), np.uint64)
    for place in range(_RUN):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + hashes[place : place + len(runs)]
    runs ^= runs >> np.uint64(32)  # the smallest are to be any of them: the multiplication mixes upwards only
    runs *= np.uint64(0xD6E8FEB86659FD93)
    runs ^= runs >> np.uint64(32)
    different = np.unique(runs)
    return Sketch(digest, len(text), len(different), array("Q", different[:_MARKS].tobytes()))


def share(one: Sketch, other: Sketch) -> float:
    """About which share of all their runs of words two texts have in common; 1.0 for the same words."""
    if one.digest == other.digest:
        return 1.0
    if min(one.runs, other.runs) < _LEAST_RUNS:
        return 0.0
    if min(one.characters, other.characters) < ALIKE * max(one.characters, other.characters):
        return 0.0
    both = set(one.marks) & set(other.marks)
    smallest = sorted({*one.marks, *other.marks})[:_MARKS]
    # Of two texts that differ in case or punctuation alone the digests are the same.
    return min(0.99, sum(mark in both for mark in smallest) / len(smallest))


def likenesses(sketches: Sequence[Sketch]) -> dict[int, Likeness]:
    """The texts that are the same as an earlier one, or nearly, by their place in the list.

    What is like an earlier text is compared with nothing later, except with the very same words.
    """
    found: dict[int, Likeness] = {}
    first: dict[bytes, int] = {}
    holders: dict[int, list[int]] = {}
    for place, one in enumerate(sketches):
        same = first.setdefault(one.digest, place)
        if same != place:
            found[place] = Likeness(same, 1.0)
            continue
        looked_up = one.marks[:_LOOKED_UP]
        near = Counter(earlier for mark in looked_up for earlier in holders.get(mark, ())[:_CROWD])
        best = max(
            (Likeness(earlier, share(sketches[earlier], one)) for earlier, _ in near.most_common(3)),
            key=lambda likeness: likeness.share,
            default=None,
        )
        if best is not None and best.share >= ALIKE:
            found[place] = best
            continue
        for mark in looked_up:
            holders.setdefault(mark, []).append(place)
    return found
