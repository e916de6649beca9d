"""Claims made of questions and of other claims: what the judge learns from must be labelled rightly."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.models.training import contradictions
from rag.models.training.statements import as_question, statement, verbs_of

VERBS = {"grant": "granted", "win": "won", "move": "moved"}


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Who founded the city?", "Romulus", "Romulus founded the city."),
        ("Which country granted the loan?", "Norland", "Norland granted the loan."),
        (
            "When did Norland grant Estavia the loan?",
            "May 2019",
            "Norland granted Estavia the loan in May 2019.",
        ),
        ("In what year was the harbour bridge built?", "1931", "The harbour bridge was built in 1931."),
        ("Where did the court move?", "Aldermouth", "The court moved in Aldermouth."),
        ("How many boats are there in the harbour?", "forty", "There are forty boats in the harbour."),
        ("What is the capital of Norland?", "Aldermouth", "Aldermouth is the capital of Norland."),
    ],
)
def test_a_question_and_its_answer_make_a_statement(question: str, answer: str, expected: str) -> None:
    assert statement(question, answer, VERBS) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who was the queen married to?",
        "What percentage of boats are red?",
        "What did they sell?",
        "Why is it so?",
        "Who?",
    ],
)
def test_no_statement_is_made_where_no_rule_is_sure(question: str) -> None:
    assert statement(question, "Aldermouth", VERBS) is None


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("The bridge was opened in 2014.", "Was the bridge opened in 2014?"),
        ("Norland granted Estavia a loan.", "Did Norland grant Estavia a loan?"),
        ("She won the race, which was long.", None),
        ("Was it so that they came?", None),
        ("The man who was tall was Norland's king.", None),
    ],
)
def test_a_claim_is_put_as_a_question(claim: str, expected: str | None) -> None:
    assert as_question(claim, VERBS) == expected


def test_verbs_are_those_that_a_text_uses_in_both_forms() -> None:
    text = "They want to open the gate. The gate opened. " * 20 + "to table of the tabled"
    assert verbs_of([text]) == {"open": "opened"}


@given(st.integers(0, 10_000))
def test_a_changed_value_is_one_that_the_evidence_does_not_have(seed: int) -> None:
    evidence = "In May 2019 Norland granted Estavia a loan of 500 million, its 3rd since 1998."
    rng = random.Random(seed)
    for maker in (contradictions.another_number, contradictions.another_year):
        claim = maker("Norland granted a loan of 500 million in May 2019.", evidence, rng)
        if claim is not None:
            new = set(re.findall(r"\w+", claim.lower())) - set(re.findall(r"\w+", evidence.lower()))
            assert len(new) == 1, claim


def test_what_is_negated_embellished_and_denied() -> None:
    rng = random.Random(1)
    evidence = "The bridge was opened in 2014 by the queen."
    assert contradictions.negated("The bridge was opened.", evidence, rng) in (
        "The bridge was not opened.",
        "The bridge was never opened.",
    )
    assert contradictions.negated("The bridge was not opened.", evidence, rng) is None
    longer = contradictions.embellished("The bridge was opened.", evidence, rng)
    assert (longer or "").startswith("The bridge was opened ")
    denied = contradictions.denied("The bridge was opened in 2014.", evidence, rng, [])
    assert re.search(r" (?:not|never) ", denied or "")
    assert "2014" not in (denied or "")
    assert contradictions.opposite("The bridge was opened.", evidence, rng) == "The bridge was closed."
    assert contradictions.another_name("It was the Queen.", "the Queen", rng, ["King"]) == "It was the King."
