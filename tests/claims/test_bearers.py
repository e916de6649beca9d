"""Whether evidence speaks of what the claim speaks of, and a person's own denial."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.bearers import (
    absent_names,
    identifies,
    mentioned,
    names_another,
    other_designator,
    other_period,
)
from rag.claims.comparison import examine
from rag.claims.denial import denied_by
from rag.text import find_names


@pytest.mark.parametrize(
    ("claim", "evidence", "context", "another"),
    [
        ("Ward 6 has 30 beds.", "Ward 4 has 30 beds.", "", True),
        ("Ward 6 has 30 beds.", "Ward 6 has 30 beds.", "", False),
        ("Ward 6 has 30 beds.", "It has 30 beds.", "Ward 6 was opened.", False),
        ("Ward 6 has 30 beds.", "The hospital has 30 beds.", "", True),
        ("Regulation 2019/44 bans nets.", "Nets are banned by 2019/44.", "", False),
        ("The Falk 777 weighs 40 kg.", "The Falk 900 weighs 40 kg.", "", True),
        ("The mill has 30 workers.", "Ward 4 has 30 beds.", "", False),
    ],
)
def test_a_number_in_a_name_tells_bearers_apart(
    claim: str, evidence: str, context: str, another: bool
) -> None:
    assert other_designator(claim, evidence, context) is another


@pytest.mark.parametrize(
    ("claim", "sentence", "another"),
    [
        ("The quarry of Norby employs 40 people.", "The quarry of Hult employs 60 people.", True),
        ("The quarry of Norby employs 40 people.", "The quarry of Norby employs 60 people.", False),
        ("The quarry of Norby employs 40 people.", "The quarry employs 60 people.", False),
        ("Line 3 carries 900 people.", "Line 4 carries 700 people.", True),
    ],
)
def test_another_bearer_in_its_place_is_named(claim: str, sentence: str, another: bool) -> None:
    assert names_another(claim, sentence, examine(claim, sentence)) is another


@pytest.mark.parametrize(
    ("claim", "name", "tells"),
    [
        ("The quarry of Norby employs 40 people.", "Norby", True),
        ("The Norby quarry employs 40 people.", "Norby", True),
        ("The fund lent Norby 40 million dollars.", "Norby", False),
    ],
)
def test_a_name_that_tells_which_thing_is_meant(claim: str, name: str, tells: bool) -> None:
    value = next(found for found in find_names(claim) if found.text == name)
    assert identifies(claim, value) is tells


def test_a_name_in_the_title_counts_as_present() -> None:
    claim, evidence = "The mill of Arvik has 30 workers.", "The mill has 30 workers."
    seen = examine(claim, evidence)
    assert [pair.claim.text for pair in absent_names(seen, "")] == ["Arvik"]
    assert absent_names(seen, "News from Arvik") == []


def test_a_capital_names_its_government() -> None:
    assert mentioned("Norway", "Talks in Oslo went on.")
    assert not mentioned("Norway", "Talks in Stockholm went on.")


@pytest.mark.parametrize(
    ("claim", "evidence", "other"),
    [
        ("In 2019 the mill had 30 workers.", "In 2021 the mill had 50 workers.", True),
        ("In 2019 the mill had 30 workers.", "In 2019 the mill had 50 workers.", False),
        ("In 2019 the mill had 30 workers.", "In 2021 the mill had 30 workers.", False),
        ("In the first half of 2019 the mill sold 30 boats.", "In H2 2019 the mill sold 30 boats.", True),
        ("The mill sold 30 boats in FY2019.", "The mill sold 30 boats in FY2021.", True),
        (
            "The mill sold 30 boats in the 2019/20 financial year.",
            "The mill sold 30 boats in the 2018/19 financial year.",
            True,
        ),
    ],
)
def test_another_figure_of_another_time_decides_nothing(claim: str, evidence: str, other: bool) -> None:
    assert other_period(examine(claim, evidence)) is other


@pytest.mark.parametrize(
    ("claim", "evidence", "context", "denier"),
    [
        ("Ann Lee took the money.", "Ann Lee denied taking the money.", "", "Ann Lee"),
        ("Ann Lee took the money.", "She has repeatedly denied it.", "Ann Lee was heard.", "Ann Lee"),
        ("Ann Lee took the money.", "Lee called it a lie.", "", "Lee"),
        ("Ann Lee took the money.", "The court dismissed the charge.", "", None),
        ("Ann Lee took the money.", "Olaf Berg denied that Ann Lee took the money.", "", None),
        ("Ann Lee admitted taking the money.", "Ann Lee denied taking the money.", "", None),
        ("Ann Lee denied taking the money.", "Ann Lee denied taking the money.", "", None),
        ('Ann Lee said "I took nothing".', 'Ann Lee denied it: "I took nothing".', "", None),
        ("", "", "", None),
    ],
)
def test_a_denial_is_of_the_person_who_is_spoken_of(
    claim: str, evidence: str, context: str, denier: str | None
) -> None:
    assert denied_by(claim, evidence, context) == denier


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_goes_through(claim: str, evidence: str) -> None:
    other_designator(claim, evidence, "")
    names_another(claim, evidence, examine(claim, evidence))
    denied_by(claim, evidence)
