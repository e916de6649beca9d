from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import agreement, find_quantities, find_values, same_value


def agrees(claim: str, evidence: str) -> bool | None:
    (one,), (two,) = find_quantities(claim), find_quantities(evidence)
    return agreement(one, two)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("almost 1,500 men", "1,487 men"),
        ("1,500 men", "1,487 men"),
        ("1,487 men", "almost 1,500 men"),
        ("half a billion dollars", "$500 million"),
        ("more than 20 ships", "more than 20 ships"),
        ("more than 20 ships", "35 ships"),
        ("at least 20 ships", "20 ships"),
        ("up to 20 ships", "18 ships"),
        ("3.5 percent", "3.47 percent"),
        ("$2.5 million", "$2,487,000"),
        ("about 40 ships", "42 ships"),
        ("one decade", "10 years"),
        ("25 to 30 percent", "25 to 30 percent"),
        ("27 percent", "25 to 30 percent"),
        ("5 km", "5,000 m"),
    ],
)
def test_figures_that_say_the_same_agree(claim: str, evidence: str) -> None:
    assert agrees(claim, evidence) is True


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("$500 million", "$5 million"),
        ("$500 million", "$600 million"),
        ("101 men", "100 men"),
        ("more than 30 years", "more than 20 years"),
        ("more than 10 years", "more than 20 years"),
        ("almost 1,500 men", "1,600 men"),
        ("less than 20 ships", "35 ships"),
        ("third", "second"),
        ("five times", "six times"),
        ("12 percent", "21 percent"),
        ("3 months", "3 years"),
        ("exactly 1,500 men", "1,487 men"),
    ],
)
def test_figures_that_say_something_else_do_not_agree(claim: str, evidence: str) -> None:
    assert agrees(claim, evidence) is False


@pytest.mark.parametrize(
    ("claim", "evidence"), [("$5", "5 percent"), ("$500", "500 euros"), ("5 km", "5 kg"), ("5 ships", "5th")]
)
def test_figures_of_different_measures_cannot_be_compared(claim: str, evidence: str) -> None:
    assert agrees(claim, evidence) is None


@given(st.text(max_size=120), st.text(max_size=120))
def test_sameness_is_reflexive_and_symmetrical(one: str, two: str) -> None:
    for first in find_values(one):
        if first.value:
            assert same_value(first, first)
        for second in find_values(two):
            assert same_value(first, second) == same_value(second, first)


@given(st.floats(min_value=1, max_value=1e12), st.floats(min_value=1.2, max_value=1e3))
def test_a_fifth_more_is_never_the_same_plain_figure(figure: float, factor: float) -> None:
    (one,), (two,) = find_quantities(f"{figure:.2f} %"), find_quantities(f"{figure * factor:.2f} %")
    assert agreement(one, two) is False
