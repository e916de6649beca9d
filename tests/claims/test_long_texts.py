"""Claims judged piece by piece: the pieces, and what they say together."""

from __future__ import annotations

import pytest

from rag.claims.long_texts import clauses, parts, together, windows

SUPPORTED, REFUTED, NEITHER = (0.9, 0.05, 0.05), (0.05, 0.9, 0.05), (0.1, 0.1, 0.8)


def cut(text: str) -> list[int]:
    return [len(word) for word in text.split()]


def test_a_text_is_as_supported_as_its_weakest_sentence() -> None:
    strong, weak = ([SUPPORTED, NEITHER], []), ([NEITHER], [])
    assert together([strong])[0] > 0.8
    assert together([strong, weak])[0] == together([weak])[0] < 0.3
    assert together([strong, ([REFUTED, NEITHER], [])])[1] > 0.8
    assert sum(together([strong, ([REFUTED, NEITHER], [])])) == pytest.approx(1.0)


def test_one_refuted_clause_takes_the_support_of_its_sentence_away() -> None:
    assert together([([SUPPORTED], [[SUPPORTED], [SUPPORTED]])])[0] > 0.8
    supported, refuted, _ = together([([SUPPORTED], [[SUPPORTED], [REFUTED]])])
    assert supported < 0.2 < 0.8 < refuted


def test_a_clause_that_one_window_supports_is_refuted_by_none() -> None:
    assert together([([SUPPORTED], [[REFUTED, SUPPORTED], [SUPPORTED]])])[0] > 0.7


def test_a_sentence_is_cut_at_its_joints_where_both_sides_are_long_enough() -> None:
    sentence = (
        "The council closed the old bridge in May, and ferries carried the passengers until August, at noon."
    )
    assert clauses(sentence) == [
        "The council closed the old bridge in May",
        "ferries carried the passengers until August, at noon.",
    ]
    assert clauses("The council closed the bridge.") == []


def test_every_sentence_and_clause_meets_the_nearest_windows() -> None:
    filler = " ".join(
        f"Lamp {number} was repaired in the north of the town by the council." for number in range(60)
    )
    evidence = f"{filler} The ferry sank in a storm. {filler}"
    whole, other = parts("The ferry sank in a storm. Nobody was hurt on the shore.", evidence, cut)
    assert len(windows(evidence, cut)) > 6
    assert len(whole.whole) == 6
    assert any("ferry" in window for _, window in whole.whole)
    assert whole.pairs == list(whole.whole)
    assert {claim for claim, _ in other.pairs} == {"Nobody was hurt on the shore."}
