"""When a short answer is right."""

from __future__ import annotations

import pytest

from eval.matching import contains, exact_and_f1, mentions, normalise


@pytest.mark.parametrize(
    ("given", "accepted", "exact", "f1"),
    [
        ("The Humvee", ["Humvee"], 1.0, 1.0),
        ("$412 million", ["412 Million"], 1.0, 1.0),
        ("in May 2021", ["May 2021"], 0.0, 0.8),  # precision 2/3, recall 1
        ("May", ["June", "May 2021"], 0.0, 2 / 3),  # the best of both
        ("", [], 1.0, 1.0),
        ("May", [], 0.0, 0.0),
        ("", ["May"], 0.0, 0.0),
        ("Nordholm’s ferry", ["Nordholm's ferry"], 1.0, 1.0),
    ],
)
def test_exact_match_and_f1_are_those_of_squad(
    given: str, accepted: list[str], exact: float, f1: float
) -> None:
    found = exact_and_f1(given, accepted)
    assert found[0] == exact
    assert found[1] == pytest.approx(f1)


def test_normalised_text_has_no_articles_punctuation_or_capitals() -> None:
    assert normalise("The  “Great Stone”, a park!") == "great stone park"


def test_a_phrase_is_mentioned_by_whole_words_only() -> None:
    assert mentions("Almost 1,500 people came.", "1,500")
    assert not mentions("There were 15000.", "1500")
    assert not mentions("Anything", "the")


def test_a_right_answer_may_say_a_little_more_but_not_a_whole_paragraph() -> None:
    assert contains("the armoured Humvee of the US army", ["Humvee"])
    assert not contains("one two three four five six seven eight Humvee", ["Humvee"])
    assert not contains("$50 million", ["$500 million"])
    assert not contains("", ["Humvee"])
