"""Stems: forms of one word are one, words that only look alike are not."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import stems
from rag.text.stems import covers, infinitive, stem, stems_among
from rag.text.tables import forms


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("granted", "grants"), ("sold", "selling"), ("Agreements", "agreement"), ("paid", "payment"),
        ("rose", "rising"), ("children", "child"), ("cities", "city"), ("exchanged", "exchange"),
        ("mayor's", "mayor"), ("biggest", "large"), ("stopped", "stop"), ("withdrew", "withdraws"),
    ],
)  # fmt: skip
def test_forms_of_one_word_share_a_stem(one: str, two: str) -> None:
    assert stem(one) == stem(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("important", "import"), ("authority", "author"), ("university", "universe"), ("goods", "good"),
        ("station", "state"), ("minister", "ministry"), ("publication", "public"), ("organization", "organ"),
        ("police", "policy"), ("department", "depart"), ("news", "new"),
    ],
)  # fmt: skip
def test_words_that_look_alike_keep_their_stems(one: str, two: str) -> None:
    assert stem(one) != stem(two)


def test_a_derivation_covers_its_root_in_part() -> None:
    assert covers([stem("lender")], stem("lend")) == pytest.approx(0.7)
    assert covers([stem("lends")], stem("lend")) == 1.0
    assert covers([stem("harbour")], stem("lend")) == 0.0


def test_the_infinitive_of_a_form() -> None:
    assert doctest.testmod(stems).failed == 0
    assert infinitive("harbour") is None


def test_no_form_belongs_to_two_words() -> None:
    for key in ("irregular", "related", "apart"):
        written = [form for row in _rows(key).values() for form in row.split()]
        assert len(written) == len(set(written)), key
    assert not set(forms("verbs", "related")) & set(forms("verbs", "apart"))


def _rows(key: str) -> dict[str, str]:
    from rag.text.tables import table

    return table("verbs")[key]  # type: ignore[return-value]


@given(st.text(max_size=40))
def test_any_word_has_a_stem(word: str) -> None:
    assert stem(word) == stem(word.casefold())


@given(st.lists(st.sampled_from("sold selling Dying worse best ferries Ferry 2019 loans".split())))
def test_the_stems_among_words_are_those_of_each(words: list[str]) -> None:
    wanted = frozenset(map(stem, ("sell", "die", "bad", "ferry", "2019")))
    assert stems_among(words, wanted) == wanted & set(map(stem, words))
