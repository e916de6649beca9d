"""The members that a sentence joins, whichever of them is given."""

from __future__ import annotations

import pytest

from rag.documents.sentences import sentences
from rag.text.enumerations import enumeration_at, is_open, items_below, list_around


def members(sentence: str, word: str) -> list[str]:
    start = sentence.index(word)
    return [sentence[a:b] for a, b in enumeration_at(sentence, start, start + len(word))]


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        (
            "Trees died in Harle, Little Brent, Osmund and Tansley, the council said on Tuesday.",
            "Osmund",
            ["Harle", "Little Brent", "Osmund", "Tansley"],
        ),
        (
            "Firms from Denmark, Estonia and Poland show their boats for the first time.",
            "Estonia",
            ["Denmark", "Estonia", "Poland"],
        ),
        (
            "Three firms had bid: Tollgate (£148,000), Brine & Daughters (£139,500) and Wave Ltd (£162,750).",
            "Tollgate",
            ["Tollgate", "Brine & Daughters", "Wave Ltd"],
        ),
        (
            "The kilogram, the ampere, the kelvin and the mole were redefined in 2018.",
            "the ampere",
            ["The kilogram", "the ampere", "the kelvin", "the mole"],
        ),
        (
            "It may be taken back in three cases: if it lies fallow, if bees and hens are kept, or if it floods.",
            "if it lies fallow",
            ["if it lies fallow", "if bees and hens are kept", "if it floods"],
        ),
        (
            "Saturn had been passed by Pioneer 11 in 1979, by Voyager 1 in 1980 and by Voyager 2 in 1981.",
            "Voyager 1",
            ["Pioneer 11", "Voyager 1", "Voyager 2"],
        ),
        (
            "It looked at two asteroids: Šteins, on 5 September 2008, and the far larger Lutetia, on 10 July 2010.",
            "Šteins",
            ["Šteins", "the far larger Lutetia"],
        ),
        (
            "Petra Oduya, the director, and Gunnar Vik founded it.",
            "Petra Oduya",
            ["Petra Oduya", "Gunnar Vik"],
        ),
        ("In 2020 and 2021 the fair was cancelled.", "2020", ["2020", "2021"]),
    ],
)
def test_all_members_are_found_from_one(sentence: str, word: str, expected: list[str]) -> None:
    assert members(sentence, word) == expected


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The mayor of Selby, Sten Aalto, called it a miracle.", "Sten Aalto"),
        ("It was closed because engineers found cracks and the council had no money.", "cracks"),
        ("Norway gave Ann Lee clones of the plane, and with its help her office built another.", "Ann Lee"),
        ("Tram 417 of line 4 ran into tram 622 of line 6.", "Tram 417"),
    ],
)
def test_what_is_not_joined_is_no_list(sentence: str, word: str) -> None:
    assert members(sentence, word) == []


def test_the_lines_below_a_colon_are_a_list() -> None:
    text = (
        "The following were closed:\n\nthe burns unit\n\nthe nursery\n\nThe trust was sorry. Nobody was hurt."
    )
    ranges = sentences(text)

    assert [text[a:b] for a, b in items_below(text, ranges, 0)] == ["the burns unit", "the nursery"]
    around = list_around(text, ranges, 2)
    assert around is not None
    assert around[0] == 0
    assert list_around(text, ranges, 3) is None


def test_examples_are_an_open_list() -> None:
    assert is_open("They sold goods such as oil, salt and tea.")
    assert not is_open("They sold oil, salt and tea.")
