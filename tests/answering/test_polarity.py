"""Yes-or-no questions."""

from __future__ import annotations

import pytest

from tests.answering.fakes import Shelf, answer


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("Norland granted Estavia a loan in 2019.", "Did Norland grant Estavia a loan in 2019?", "Yes"),
        ("Chinese officials did not publish the agenda.", "Did China publish the agenda?", "No"),
        ("Chinese officials did not publish the agenda.", "Didn't China publish the agenda?", "Yes"),
        ("Olsen never signed the contract.", "Has Olsen signed the contract?", "No"),
        ("The bridge was not only repaired but painted.", "Was the bridge repaired?", "Yes"),
    ],
)
def test_a_sentence_that_decides_gives_yes_or_no(sentence: str, question: str, expected: str) -> None:
    result = answer(question, Shelf().put(sentence), {})

    assert (result.status, result.short_answer) == ("answered", expected)
    assert result.citations[0].quote == sentence
    assert result.text.startswith(f"{expected}: “")


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Olsen denied signing the contract.", "Did Olsen sign the contract?"),
        ("Norland might grant Estavia a loan.", "Did Norland grant Estavia a loan?"),
        ("The CIA warned that Norland could grant Estavia a loan.", "Did Norland grant Estavia a loan?"),
        ("Norland granted Estavia a loan in 2019.", "Did Norland grant Estavia a loan in 2016?"),
        ("Norland granted Estavia a loan.", "Did Germany grant Estavia a loan?"),
        ("Norland talked with Estavia about a loan.", "Did Norland grant Estavia a loan?"),
        ("The bridge is long.", "Is the harbour safe for swimming?"),
    ],
)
def test_a_sentence_that_does_not_decide_is_no_answer(sentence: str, question: str) -> None:
    result = answer(question, Shelf().put(sentence), {})

    assert result.status == "abstained"
    assert result.citations == ()


def test_the_sentence_that_is_shown_says_what_is_asked() -> None:
    text = "Norland granted Estavia a loan in 2019. It was repaid early."
    result = answer("Did Norland grant Estavia a loan in 2019?", Shelf().put(text), {})

    assert result.citations[0].quote == "Norland granted Estavia a loan in 2019."


def test_a_question_of_a_source_decides_nothing() -> None:
    result = answer("Did Norland grant Estavia a loan?", Shelf().put("Did Norland grant Estavia a loan?"), {})

    assert result.status == "abstained"
