"""Texts that are the same or nearly the same are recognised, others are not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.documents.likeness import ALIKE, likenesses, share, sketch

WORDS = [first + second for first in "bdfgklmnprst" for second in ("al", "ero", "ina", "ost", "um", "ye")]
HEAD = "The Coast Review. All rights reserved. Printed in Sandvik by Lund and Sons. Page one of several."


def article(seed: int, length: int = 400) -> list[str]:
    """Words in an order that no other seed gives."""
    return random.Random(seed).choices(WORDS, k=length)


def likeness(one: str, other: str) -> float:
    return share(sketch(one), sketch(other))


def test_case_punctuation_and_space_make_no_difference() -> None:
    words = article(1)
    assert likeness(" ".join(words), "\n\n".join(words).upper() + ".") == 1.0


@pytest.mark.parametrize("changed", [1, 5, 12])
def test_a_text_with_some_other_words_is_nearly_the_same(changed: int) -> None:
    words, other = article(1), article(1)
    for place in random.Random(7).sample(range(len(words)), changed):
        other[place] = "2019"
    assert ALIKE <= likeness(" ".join(words), " ".join(other)) < 1.0


def test_a_reprint_under_another_head_is_nearly_the_same() -> None:
    words = " ".join(article(1))
    assert ALIKE <= likeness(words, f"{HEAD}\n\n{words}\n\n{HEAD}") < 1.0


def test_the_estimate_is_near_the_truth() -> None:
    words = article(1, 2000)
    for kept in (500, 1000, 1500, 1900):
        other = words[:kept] + article(2, 2000 - kept)
        truth = (kept - 4) / (2 * 1996 - (kept - 4))
        assert abs(likeness(" ".join(words), " ".join(other)) - truth) < 0.13


def test_a_part_or_another_text_is_no_copy() -> None:
    words = article(1)
    assert likeness(" ".join(words), " ".join(words[:200])) < ALIKE
    assert likeness(" ".join(words), " ".join(article(2))) < 0.1


def test_in_a_short_text_every_word_counts() -> None:
    assert likeness("The fare is 3 euros from March.", "the fare is 3 euros, from March") == 1.0
    assert likeness("The fare is 3 euros from March.", "The fare is 4 euros from March.") == 0.0
    assert likeness("One.", "Two.") == 0.0


def test_the_end_of_a_long_text_counts_by_its_length() -> None:
    begin = "lost words " * 50_000
    assert likeness(begin, begin) == 1.0
    assert likeness(begin, begin + "and then some more") < 1.0
    assert likeness(begin, begin * 3) == 0.0


@given(st.text(), st.text())
def test_any_text_has_a_sketch_and_is_like_itself(one: str, other: str) -> None:
    assert likeness(one, one) == 1.0
    assert likeness(one, other) == likeness(other, one)


def test_each_copy_is_told_of_the_earliest_text() -> None:
    words = article(1)
    near = [*words[:-2], "new", "end"]
    texts = [words, article(2), near, words, near, article(3)]
    found = likenesses([sketch(" ".join(text)) for text in texts])
    assert {place: one.earlier for place, one in found.items()} == {2: 0, 3: 0, 4: 2}
    assert found[3].share == found[4].share == 1.0
    assert ALIKE <= found[2].share < 1.0


def test_many_texts_under_one_letterhead_are_no_copies_and_real_ones_are_still_found() -> None:
    texts = [f"{HEAD} {' '.join(article(seed))}" for seed in range(200)]
    texts.append(f"{HEAD} {' '.join(article(150))} And more.")
    found = likenesses([sketch(text) for text in texts])
    assert {place: one.earlier for place, one in found.items()} == {200: 150}
