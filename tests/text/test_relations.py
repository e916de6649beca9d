from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import Relation, find_dates, find_quantities, find_values, relation, same_value


def related(claim: str, source: str) -> Relation:
    (one,), (two,) = (find_quantities(text) or find_dates(text) for text in (claim, source))
    return relation(one, two)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("2,750,400.50 euros", "€2.750.400,50"),
        ("4.5 GWh", "4,5 GWh"),
        ("2,380 people", "2'380 people"),
        ("2,380 people", "2 380 people"),
        ("2,400 people", "2.4k people"),
        ("2.5 tonnes", "2½ tonnes"),
        ("12 barges", "a dozen barges"),
        ("1,234 people", "1.234 people"),
        ("at 6:20 p.m.", "at 18.20"),
        ("from 8:00 to 18:00", "8 a.m. to 6 p.m."),
        ("on 23 November 2021", "on 23/11/2021"),
        ("half a billion dollars", "$500 million"),
        ("more than 20 ships", "more than 20 ships"),
        ("25 to 30 percent", "25 to 30 percent"),
        ("5 km", "5,000 m"),
        ("20 percent", "one in five"),
        ("500 MWh", "0.5 GWh"),
        ("650 people", "about 650 people"),
        ("48 million Swedish kronor", "SEK 48m"),
        ("20 Danish kroner", "DKK 20"),
        ("420,000 rupees", "Rs 4.2 lakh"),
        ("at 21:40 CET", "at 9:40 p.m. CET"),
        ("on Saturday", "on Saturday"),
    ],
)
def test_the_same_value_is_equal_in_every_notation(claim: str, source: str) -> None:
    assert related(claim, source) is Relation.EQUAL


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("almost 1,500 men", "1,487 men"),
        ("1,500 men", "1,487 men"),
        ("more than 600 people", "640 people"),
        ("at least 20 ships", "20 ships"),
        ("up to 20 ships", "18 ships"),
        ("fewer than 700 people", "640 people"),
        ("between 600 and 700 people", "640 people"),
        ("hundreds of people", "640 people"),
        ("more than 20 years", "more than 30 years"),
        ("more than 5 million euros", "between 6 and 8 million euros"),
        ("about 650 people", "640 people"),
        ("3.5 percent", "3.47 percent"),
        ("$2.5 million", "$2,487,000"),
        ("2 metres", "6 ft 7 in"),
        ("100 °C", "212 °F"),
        ("in November 2021", "on 23/11/2021"),
        ("in Q1 2020", "on 1 March 2020"),
        ("in the spring of 2020", "on 1 March 2020"),
        ("in 2013", "from 2011 to 2015"),
        ("before 2019", "in 2017"),
        ("one decade", "10 years"),
    ],
)
def test_a_claim_that_holds_for_every_value_of_the_source_is_implied(claim: str, source: str) -> None:
    assert related(claim, source).implied


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("640 people", "more than 600 people"),
        ("more than 30 years", "more than 20 years"),
        ("640 people", "about 650 people"),
        ("25 percent", "between 20 and 30 percent"),
        ("on 3 April 2022", "on 03/04/2022"),
        ("1,234 euros", "€1.234"),
        ("3 May 2020", "in May 2020"),
        ("600 people", "hundreds of people"),
        ("at 20:40 GMT", "at 21:40 CET"),
    ],
)
def test_a_claim_that_may_hold_overlaps(claim: str, source: str) -> None:
    assert related(claim, source) is Relation.OVERLAPPING


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("$500 million", "$5 million"),
        ("$500 million", "$600 million"),
        ("101 men", "100 men"),
        ("almost 1,500 men", "1,600 men"),
        ("less than 20 ships", "35 ships"),
        ("more than 700 people", "640 people"),
        ("about 650 people", "900 people"),
        ("hundreds of people", "12 people"),
        ("third", "second"),
        ("five times", "six times"),
        ("12 percent", "21 percent"),
        ("3 months", "3 years"),
        ("exactly 1,500 men", "1,487 men"),
        ("3 metres", "6 ft 7 in"),
        ("at 6:20 a.m.", "at 18.20"),
        ("in 2024", "in Q1 2025"),
        ("from 2011 to 2015", "from 2015 to 2023"),
        ("won 3:1", "won 1:3"),
        ("a profit of 14.2 million euros", "a result of (14.2) million euros"),
        ("on 5 April 2022", "on 03/04/2022"),
    ],
)
def test_a_claim_that_cannot_hold_is_disjoint(claim: str, source: str) -> None:
    assert related(claim, source) is Relation.DISJOINT


@pytest.mark.parametrize(
    ("claim", "source"), [("$5", "5 percent"), ("$500", "500 euros"), ("5 km", "5 kg"), ("5 ships", "5th")]
)
def test_figures_of_different_measures_cannot_be_compared(claim: str, source: str) -> None:
    assert related(claim, source) is Relation.OTHER_KIND


@given(st.text(max_size=120), st.text(max_size=120))
def test_sameness_is_reflexive_and_symmetrical(one: str, two: str) -> None:
    for first in find_values(one):
        if first.value:
            assert same_value(first, first)
        for second in find_values(two):
            assert same_value(first, second) == same_value(second, first)


@given(st.floats(min_value=1, max_value=1e12), st.floats(min_value=1.2, max_value=1e3))
def test_a_fifth_more_is_never_the_same_plain_figure(figure: float, factor: float) -> None:
    assert related(f"{figure:.2f} %", f"{figure * factor:.2f} %") is Relation.DISJOINT
