"""Claims made of questions and of other claims: what the judge learns from must be labelled rightly."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.models.training import contradictions
from rag.models.training.relations import related, relations
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


def test_a_rank_is_changed_to_one_that_the_evidence_does_not_have() -> None:
    rng = random.Random(1)
    evidence = "It was the second bridge and the longest of the three."
    claim = contradictions.another_rank("It was the second bridge.", evidence, rng)
    assert re.fullmatch(r"It was the (?:first|third|fourth|fifth|sixth) bridge\.", claim or "")
    longest = contradictions.another_rank("It is the longest bridge.", "It is the longest bridge.", rng)
    assert re.fullmatch(r"It is the (?:second|third|fourth) longest bridge\.", longest or "")
    assert contradictions.another_rank("It is one of the longest bridges.", "the longest", rng) is None


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Norland attacked Estavia in May.", "Estavia attacked Norland in May."),
        ("Anna Holt was succeeded by Peter Lind.", "Peter Lind was succeeded by Anna Holt."),
        ("Norland met Estavia in May.", None),  # either did it with the other
        ("Norland and Estavia lost.", None),
        ("Norland was founded on March 3.", None),  # a month is no party
    ],
)
def test_the_two_names_of_a_claim_change_places(claim: str, expected: str | None) -> None:
    evidence = "Norland, Estavia, Anna Holt and Peter Lind stood there in March."
    assert contradictions.exchanged(claim, evidence, random.Random(1)) == expected


def test_claims_on_two_parties_are_supported_only_where_each_stands_in_its_place() -> None:
    seen = set()
    for row in related(4_000, random.Random(5)):
        for deed in (" sued ", " beat ", " taught ", " attacked ", " warned "):
            if deed not in row.claim or deed not in row.evidence or " was " in row.claim + row.evidence:
                continue
            doer, other = row.claim.lower().split(deed)
            did, suffered = row.evidence.lower().split(deed)
            if row.label == 0:
                assert doer == did, row
            elif row.label == 1:
                assert suffered.startswith(doer), row
                assert other.startswith(did), row
            else:
                assert row.label == 3, row
                assert doer != did or other.split()[:2] != suffered.split()[:2], row
            seen.add(row.label)
    assert seen == {0, 1, 3}


def test_every_relation_has_several_ways_to_say_it_with_both_parties_in_each() -> None:
    for relation in relations():
        assert len(relation.ways) > 2, relation
        for way in relation.ways:
            assert "{a}" in way, way
            assert "{b}" in way, way
