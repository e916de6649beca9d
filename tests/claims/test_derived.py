"""Figures of a claim that follow from two figures of the evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.comparison import examine
from rag.claims.derived import restated

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


MONTHS = "The bakery of Lund sold 900 rolls in March and 600 in April."
YEARS = "Revenue was 40 million euros in 2019 and 52 million in 2021. Costs were 30 million euros in 2019."
TOWNS = "Arvik has 900 inhabitants, Elberg 600 and Hult 40."
LINES = "Line 3 carried 900 people a day and line 4 carried 1,200."


@pytest.mark.parametrize(
    ("claim", "evidence", "said"),
    [
        ("The bakery sold 300 more rolls in March than in April.", MONTHS, True),
        ("The bakery sold 400 more rolls in March than in April.", MONTHS, False),
        ("The bakery sold 300 more rolls in April than in March.", MONTHS, False),
        ("The bakery sold fewer rolls in April than in March.", MONTHS, True),
        ("The bakery sold more rolls in April than in March.", MONTHS, False),
        ("Sales of rolls fell by a third from March to April.", MONTHS, True),
        ("Sales of rolls rose by a third from March to April.", MONTHS, False),
        ("The bakery sold 1,500 rolls in March and April together.", MONTHS, True),
        ("Revenue rose by 12 million euros from 2019 to 2021.", YEARS, True),
        ("Revenue rose by 30 percent between 2019 and 2021.", YEARS, True),
        ("Revenue fell from 2019 to 2021.", YEARS, False),
        ("Arvik has 300 more inhabitants than Elberg.", TOWNS, True),
        ("Hult has more inhabitants than Elberg.", TOWNS, False),
        ("Line 4 carried 300 more people a day than line 3.", LINES, True),
        ("Sales rose by 25 percent.", "Sales rose from 4.0 to 5.0 million euros.", True),
        ("Sales rose by a million euros.", "Sales rose from 4.0 to 5.0 million euros.", True),
        ("Sales rose by 50 percent.", "Sales rose from 4.0 to 5.0 million euros.", False),
        ("Sales fell by 20 percent.", "Sales rose from 4.0 to 5.0 million euros.", False),
        ("The herd shrank by 30 animals.", "The herd fell from 410 to 380 animals.", True),
    ],
)
def test_what_two_statements_say_together_is_said_in_the_words_of_the_claim(
    claim: str, evidence: str, said: bool
) -> None:
    assert (restated(claim, evidence) == claim) is said
    assert restated(claim, evidence) is not None


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The bakery sold more than 600 rolls in March.", MONTHS),  # a bound
        ("The bakery sold 300 more rolls in May than in April.", MONTHS),
        ("The mill sold 300 more boats in March than in April.", MONTHS),  # rolls are no boats
        (
            "Arvik sold 300 more boats in March than in April.",
            "Arvik sold 900 boats in March, Hult 600 in April.",
        ),
        ("The bakery sold 1,500 rolls in March.", MONTHS),
        ("Costs rose from 2019 to 2021.", YEARS.replace("Revenue was", "The debt was")),
    ],
)
def test_what_is_not_said_of_both_is_not_compared(claim: str, evidence: str) -> None:
    assert restated(claim, evidence) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_set_against_each_other(claim: str, evidence: str) -> None:
    restated(f"{claim} than {evidence}", f"{evidence} in 2019 and {claim} in 2020.")


def test_a_span_of_years_is_as_long_as_it_is() -> None:
    mayor = "Jon Mark was abbot from 2006 to 2018."
    assert agrees("Jon Mark was abbot for twelve years.", mayor) == [True]
    assert True not in agrees("Jon Mark was abbot for nine years.", mayor)


_BEDS = "Ward: North | Beds 2020: 44 | Beds 2021: 52 | Beds 2022: 49"


@pytest.mark.parametrize(
    ("claim", "evidence", "said"),
    [
        ("Beds in the north ward fell in 2022.", _BEDS, "Beds in the north ward fell in 2022."),
        ("Beds in the north ward rose in 2022.", _BEDS, "Beds in the north ward fell in 2022."),
        ("Beds in the south ward rose in 2022.", _BEDS, None),
        (
            "Sales rose in 2020.",
            "Sales were 31 million euros in 2020, against 35 million euros in 2019.",
            "Sales fell in 2020.",
        ),
        (
            "The number of nurses rose in 2020.",
            "In 2019 the clinic had 61 nurses, in 2020 it had 58.",
            "The number of nurses fell in 2020.",
        ),
        ("Fees rose in 2020.", "In 2019 the clinic had 61 nurses, in 2020 it had 58.", None),
        (
            "Sales fell in 2020.",
            "Sales were 31 tonnes in 2019 and 31 tonnes in 2020.",
            "Sales stayed the same in 2020.",
        ),
    ],
)
def test_a_rise_or_fall_in_a_year_is_compared_with_the_year_before(
    claim: str, evidence: str, said: str | None
) -> None:
    assert restated(claim, evidence) == said
