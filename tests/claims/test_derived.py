"""Figures of a claim that follow from two figures of the evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.comparison import examine

ORDERS = "Orders in hand stood at £61m at the end of June, against £47m a year earlier."
SHARES = "The north accounted for 38 per cent of sales, the south for 41 and the islands for 17."


def agrees(claim: str, evidence: str) -> list[bool | None]:
    found = examine(claim, evidence).alignments
    return [pair.agrees for pair in found if pair.claim.kind not in {"name", "date"}]


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        ("Orders were £14m higher than a year before.", ORDERS, True),
        ("Orders were £16m higher than a year before.", ORDERS, False),
        ("Together north and south made about four fifths of sales.", SHARES, True),
        ("Turnout was 4 percentage points lower.", "Turnout was 61 percent, after 65 percent.", True),
        (
            "Profit rose by 25 percent.",
            "Profit was 80 million euros, and 100 million euros a year later.",
            True,
        ),
        ("Ward 5 has twice as many beds as ward 3.", "Ward 3 has 20 beds, ward 5 has 40 beds.", True),
    ],
)
def test_what_follows_from_two_figures_is_borne_out(claim: str, evidence: str, expected: bool) -> None:
    assert expected in agrees(claim, evidence)
    assert (not expected) not in agrees(claim, evidence)


def test_a_sum_that_the_claim_does_not_call_one_is_left_open() -> None:
    assert agrees("The ferry carried 42 people.", "The ferry carried 12 adults and 30 children.") == [None]


def test_a_difference_is_not_held_against_a_level() -> None:
    assert agrees("The mill has 40 more workers.", "The mill has 120 workers.") == [None]


@given(st.integers(20, 900), st.integers(20, 900))
def test_every_difference_and_every_total_is_borne_out(one: int, two: int) -> None:
    evidence = f"The mill had {one} workers in spring, and {two} workers in autumn."
    if abs(one - two) > 12:
        assert False not in agrees(f"The number of workers differed by {abs(one - two)}.", evidence)
    assert False not in agrees(f"Together that is {one + two} workers.", evidence)
