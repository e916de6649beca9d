"""Coordinated sentences: which value belongs to whom, when and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.statements import likeness, statements


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "The yard built 12 ships in May and 19 in June 2018.",
            ["The yard built 12 ships in May 2018.", "The yard built 19 ships in June 2018."],
        ),
        (
            "Ada Holt and Ben Rask won 12 and 19 medals respectively.",
            ["Ada Holt won 12 medals.", "Ben Rask won 19 medals."],
        ),
        (
            "Rent rose by 4% in Orvik and by 9% in Elby.",
            ["Rent rose by 4% in Orvik.", "Rent rose by 9% in Elby."],
        ),
        (
            "In Orvik 60% chose the tram and 40% the bus.",
            ["In Orvik 60% chose the tram.", "In Orvik 40% chose the bus."],
        ),
        (
            "In 2019 Orvik built 30 boats and Elby 50.",
            ["In 2019 Orvik built 30 boats.", "In 2019 Elby built 50 boats."],
        ),
        (
            "Wards 3 and 5 have 20 and 30 beds respectively.",
            ["Ward 3 have 20 beds.", "Ward 5 have 30 beds."],
        ),
        (
            "Orvik sold 40 tonnes of fish to Norland and 75 tonnes to Sudland.",
            ["Orvik sold 40 tonnes of fish to Norland.", "Orvik sold 75 tonnes of fish to Sudland."],
        ),
        (
            "Ada Holt was judge in Orvik from 2001 to 2006 and Ben Rask from 2006 to 2011.",
            [
                "Ada Holt was judge in Orvik from 2001 to 2006.",
                "Ben Rask was judge in Orvik from 2006 to 2011.",
            ],
        ),
        ("Hall A has 3 doors, hall B 5.", ["Hall A has 3 doors.", "Hall B has 5 doors."]),
        (
            "The old mast is 30 metres high and the new mast 45 metres.",
            ["The old mast is 30 metres high.", "The new mast is 45 metres high."],
        ),
        (
            "The bank lost 3 million euros in 2019 and earned 8 million euros in 2020.",
            ["The bank lost 3 million euros in 2019.", "The bank earned 8 million euros in 2020."],
        ),
        ("40% of men and 35% of women voted.", ["40% of men voted.", "35% of women voted."]),
    ],
)
def test_a_coordinated_sentence_shares_out_its_values(sentence: str, told: list[str]) -> None:
    assert [one.text for one in statements(sentence)] == told


@pytest.mark.parametrize(
    "sentence",
    [
        "The budget is between 6 and 8 million crowns.",
        "The classes scored 71%, 74% and 78%.",
        "More than 10,000 people fell ill, with 4,922 deaths.",
        "It was on Thursday, March 6, 2025 at noon.",
        "The fund of Una and Per lent 40 million.",
    ],
)
def test_what_is_not_surely_shared_out_stays_whole(sentence: str) -> None:
    assert [one.text for one in statements(sentence)] == [sentence]


def test_the_statement_about_the_bearer_is_the_likest() -> None:
    one, two = statements("Orvik sold 40 tonnes of fish to Norland and 75 tonnes to Sudland.")
    question = "How much fish did Orvik sell to Sudland?"
    assert likeness(question, two.text) > likeness(question, one.text)


@given(
    st.text(max_size=200), st.sampled_from(["12 in May and 19 in June", "respectively", "3 for A, 5 for B"])
)
def test_any_text_goes_through(text: str, coordinated: str) -> None:
    for sentence in (text, f"{text} {coordinated}", f"{coordinated}{text}"):
        assert all(0 <= one.start <= one.end <= len(sentence) for one in statements(sentence))
