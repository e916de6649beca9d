"""What is only asked, proposed, supposed or planned is not said to be so."""

from __future__ import annotations

import pytest

from rag.claims.assertion import unasserted, with_outcome
from rag.claims.polarity import denies_another


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The pier was sold.", "A reporter asked whether the pier was sold."),
        ("Mrs Aune took the keys.", "“Did you take the keys?” the clerk asked Mrs Aune."),
        ("The toll was doubled.", "Councillor Moe proposed that the toll be doubled."),
        ("Nurses went on strike.", "The union called for a strike of nurses."),
        ("Lee bribed two clerks.", "Prosecutors accuse Lee of bribing two clerks."),
        ("Lee bribed two clerks.", "Lee was charged with bribing two clerks."),
        ("A tunnel was dug.", "If the county agrees, a tunnel would be dug."),
        ("The firm bought a crane.", "The firm plans to buy a crane."),
        ("The ferry was rebuilt in Turku.", "The ferry will be rebuilt in Turku."),
    ],
)
def test_what_is_asked_proposed_supposed_or_planned_is_not_said_to_be_so(claim: str, evidence: str) -> None:
    assert unasserted(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The ferry will be rebuilt in Turku.", "The board said the ferry would be rebuilt in Turku."),
        ("Moe proposed doubling the toll.", "Councillor Moe proposed that the toll be doubled."),
        ("The firm plans to buy a crane.", "The firm plans to buy a crane."),
        ("The flood claimed 12 lives.", "The flood claimed 12 lives."),
        ("Aune opened the pier.", "Aune, who wants to run for mayor, opened the pier."),
        (
            "The toll was doubled.",
            "Councillor Moe proposed that the toll be doubled. The motion was carried.",
        ),
        ("The pier was not sold.", "Was the pier sold? No, it was not sold."),
        ("Demand fell by a tenth.", "Demand fell by a tenth."),
    ],
)
def test_what_is_said_to_be_so_beside_a_plan_counts_as_said(claim: str, evidence: str) -> None:
    assert not unasserted(claim, evidence)


def test_a_motion_is_read_with_what_became_of_it() -> None:
    read = with_outcome("Moe moved that the toll be doubled. That motion was rejected by 5 votes to 4.")
    assert read == "The motion that the toll be doubled was rejected by 5 votes to 4."
    another = "The motion was rejected. Moe moved that the toll be doubled."
    assert with_outcome(another) == another


_DENIED = "Mr Aas did not sell the boat, and the bank did not pay the crew."


@pytest.mark.parametrize(
    ("claim", "another"),
    [
        ("Mr Aas did not pay the crew.", True),
        ("Mr Aas did not retire.", True),
        ("Mr Aas did not sell the boat.", False),
        ("Mr Aas sold the boat.", False),
        ("The bank did not pay the crew.", False),
    ],
)
def test_what_is_denied_of_another_or_something_else_that_is_denied_bears_nothing_out(
    claim: str, another: bool
) -> None:
    assert denies_another(claim, _DENIED) is another


@pytest.mark.parametrize(
    ("evidence", "another"),
    [
        ("Two drivers were hurt on the road.", True),
        ("Ida Wolf was hurt.", True),
        ("Mr Bell was hurt.", False),
        ("He was hurt.", False),
        ("The driver was hurt.", False),
    ],
)
def test_what_is_stated_of_others_refutes_no_denial(evidence: str, another: bool) -> None:
    assert denies_another("Mr Bell was not hurt.", evidence) is another


def test_the_opposite_bears_out_a_denial() -> None:
    assert not denies_another("The gate did not open.", "The gate stayed closed and nobody was hurt.")
