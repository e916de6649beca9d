"""Numbers and letters that belong to names, and those that count something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import find_quantities
from rag.text.designators import designators


@pytest.mark.parametrize(
    ("text", "head", "label"),
    [
        ("How many beds has ward 7?", "ward", "7"),
        ("Ward 12 of the hospital has 22 beds.", "ward", "12"),
        ("Room B is closed.", "room", "b"),
        ("The mill A is closed.", "mill", "a"),
        ("The hamlet of Vik3 lies north.", "vik", "3"),
        ("Regulation 2019/44 took effect.", "regulation", "2019/44"),
        ("Decree No. 13 sets the fee.", "decree", "13"),
        ("The Falk 777 seats 300 passengers.", "falk", "777"),
        ("Apollo 11 landed in July.", "apollo", "11"),
        ("They cited 468 U.S. 123.", "u.s.", "468/123"),
    ],
)
def test_a_number_in_a_name_is_no_figure(text: str, head: str, label: str) -> None:
    assert [(one.head, one.label) for one in designators(text)][:1] == [(head, label)]
    assert all(label not in value.text for value in find_quantities(text))


@pytest.mark.parametrize(
    "text",
    [
        "In Norland 640 people died.",
        "In May 300 ships came.",
        "The trial 372 stroke patients took part in ended.",
        "The wards 3 and 5 are full.",
        "About 40 ships came.",
        "In 2019/20 it rained.",
        "Racing Melle beat Union Tarp 4-1 on Saturday.",
    ],
)
def test_a_number_that_counts_something_is_in_no_name(text: str) -> None:
    assert designators(text) == ()


@given(st.text(max_size=200))
def test_any_text_goes_through_and_spans_hold_what_they_say(text: str) -> None:
    for one in designators(text):
        assert 0 <= one.start <= one.label_start < one.end <= len(text)
