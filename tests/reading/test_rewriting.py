"""Follow-up questions made to stand alone."""

from __future__ import annotations

import pytest

from rag.reading.history import Turn, turns
from rag.reading.rewriting import rewrite
from rag.reading.similarity import sentence_similarity
from rag.results import Answer
from rag.settings import Settings

LOAN = Turn("How large was China's 2019 loan?", "$500 million")
VISIT = Turn("Which US Secretary of State visited Minsk in February 2020?", "Mike Pompeo")
WHO = Turn("Who visited Minsk in February 2020?", "Mike Pompeo")
PRISONERS = Turn("How many political prisoners are there in Belarus?", "almost 1,500")


@pytest.mark.parametrize(
    ("previous", "question", "wanted"),
    [
        (LOAN, "and in which month?", "In which month was China's 2019 loan?"),
        (LOAN, "what about 2021?", "How large was China's 2021 loan?"),
        (LOAN, "And in 2016?", "How large was China's 2016 loan?"),
        (LOAN, "and Poland?", "How large was Poland's 2019 loan?"),
        (LOAN, "when was it granted?", "When was China's 2019 loan granted?"),
        (LOAN, "When was that loan granted?", "When was China's 2019 loan granted?"),
        (LOAN, "To which country?", "To which country was China's 2019 loan?"),
        (LOAN, "What about the interest rate?", "What is the interest rate of China's 2019 loan?"),
        (VISIT, "who was he?", "Who was Mike Pompeo?"),
        (VISIT, "What did he want there?", "What did Mike Pompeo want in Minsk?"),
        (WHO, "Where was he born?", "Where was Mike Pompeo born?"),
        (WHO, "and when exactly?", "When was it that Mike Pompeo visited Minsk in February 2020?"),
        (PRISONERS, "and in Russia?", "How many political prisoners are there in Russia?"),
        (PRISONERS, "How about Poland?", "How many political prisoners are there in Poland?"),
        (
            Turn("Which country did Xi visit?", "Kazakhstan"),
            "What is its capital?",
            "What is Kazakhstan’s capital?",
        ),
    ],
)
def test_a_follow_up_borrows_from_the_turn_before(previous: Turn, question: str, wanted: str) -> None:
    assert rewrite(question, [previous]) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "How many political prisoners are there in Belarus?",
        "Why did Lukashenko say that he would go?",
        "Is it true that Poland closed its border?",
        "What did the CIA warn about?",
        "Which company says that its missiles are new?",
        "HOW MANY PEOPLE LIVE IN MINSK?",
        "Who wrote the paper?",
        "???",
    ],
)
@pytest.mark.parametrize("previous", [LOAN, VISIT])
def test_a_question_that_stands_alone_is_never_changed(question: str, previous: Turn) -> None:
    assert rewrite(question, [previous]) == question


@pytest.mark.parametrize("question", ["and in which month?", "who was he?", "How large was the loan?"])
def test_without_history_nothing_changes(question: str) -> None:
    assert rewrite(question, []) == question


def test_follow_ups_of_follow_ups_are_resolved_in_turn() -> None:
    history = [LOAN, Turn("and in which month?", "December 2019")]

    assert rewrite("and to whom?", history) == "To whom was China's 2019 loan?"


def test_history_may_be_answers_or_pairs() -> None:
    answer = Answer(
        question="and he?", rewritten="Who was Ann Lee?", status="answered", text="…", short_answer="a judge",
        confidence=0.9,
    )  # fmt: skip

    assert turns([answer, ("and he?", answer), ("Who came?", "Ann Lee")]) == [
        Turn("Who was Ann Lee?", "a judge"),
        Turn("Who was Ann Lee?", "a judge"),
        Turn("Who came?", "Ann Lee"),
    ]


@pytest.mark.parametrize(
    ("previous", "question", "wanted"),
    [
        (("What does a pound of pears cost?", "900"), "And apples?", "What does a pound of apples cost?"),
        (("When was the first bridge opened?", "1901"), "And the second one?", "When was the second bridge opened?"),
        (
            ("How many beds does the Northern and Western Hospital have?", "40"),
            "And the Lindhaven Hospital?",
            "How many beds does the Lindhaven Hospital have?",
        ),
        (
            ("How many sailors came from Norland?", "12"),
            "How many of them drowned?",
            "How many of the sailors from Norland drowned?",
        ),
        (("Who spoke against the levy?", "Ann Lee"), "Who voted for it?", "Who voted for the levy?"),
        (("Who was Ann Lee?", "A sister of Tom Berg"), "Where did she live?", "Where did Ann Lee live?"),
    ],
)  # fmt: skip
def test_a_fragment_takes_the_place_of_what_is_most_like_it(
    previous: tuple[str, str], question: str, wanted: str
) -> None:
    assert rewrite(question, [previous], sentence_similarity(Settings())) == wanted
