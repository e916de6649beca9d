"""Composed questions: from single look-ups to a computed answer, or to the reason why there is none."""

from __future__ import annotations

import pytest

from rag.answering.look_ups import computed
from rag.answering.several import together
from rag.reading.operands import taken_apart
from rag.results import Answer, Citation, Statement

SILENT = Answer(question="", status="abstained", text="Nothing.", confidence=0.1)


def said(
    quote: str, short: str, *, confidence: float = 0.9, document: str = "", published: str | None = None
) -> Answer:
    """An answer out of one sentence, a document of its own."""
    document = document or f"d{abs(hash(quote)) % 10_000}"
    citation = Citation(
        number=1,
        document_id=document,
        title="A report",
        quote=quote,
        start=0,
        end=len(quote),
        published=published,
    )
    text = f"{short}: “{quote}” [1]"
    return Answer(
        question="",
        status="answered",
        text=text,
        short_answer=short,
        statements=(Statement(text=text, value=short, citations=(1,)),),
        citations=(citation,),
        confidence=confidence,
    )


def asked(question: str, found: dict[str, Answer], plain: Answer = SILENT, threshold: float = 0.3) -> Answer:
    task = taken_apart(question)
    assert task is not None
    return computed(task, plain, lambda look_up: found.get(look_up, SILENT), threshold)


DEATHS = {
    "How many deaths did Sierra Leone have?": said("Sierra Leone had 3,912 deaths.", "3,912"),
    "How many deaths did Guinea have?": said("Guinea had 2,429 deaths.", "2,429", confidence=0.8),
}
CASH = {
    "What was cash in 2023?": said("Cash stood at $9.1 million at the end of 2023.", "$9.1 million"),
    "What was cash in 2022?": said("At the end of 2022 cash was $7.4 million.", "$7.4 million"),
}
GREW = "How much did cash grow from 2022 to 2023?"
MORE = "Which had more deaths, Sierra Leone or Guinea?"


def test_the_greater_of_two_is_named_with_both_figures() -> None:
    answer = asked(MORE, DEATHS, plain=said("Liberia had 4,806 deaths.", "Liberia"))

    assert (answer.status, answer.short_answer) == ("answered", "Sierra Leone")
    assert answer.computation is not None
    assert answer.computation.line == "3,912 > 2,429 deaths"
    assert answer.computation.cited == "3,912 [1] > 2,429 [2] deaths"
    assert answer.confidence == pytest.approx(0.72)


def test_every_operand_stands_in_its_quote() -> None:
    answer = asked(GREW, CASH)

    assert answer.computation is not None
    assert answer.computation.line == "9.1 − 7.4 = 1.7 million dollars"
    quotes = {citation.number: citation.quote for citation in answer.citations}
    assert [operand.value in quotes[operand.citation or 0] for operand in answer.computation.operands] == [
        True,
        True,
    ]
    assert answer.text.startswith("1.7 million dollars: 9.1 [1] − 7.4 [2] = 1.7 million dollars.")


def test_a_sentence_that_states_the_change_is_preferred() -> None:
    plain = said("Cash grew by 1.7 million dollars in 2023.", "1.7 million dollars")

    assert asked(GREW, CASH, plain) is plain


@pytest.mark.parametrize(
    ("question", "quote", "short"),
    [
        ("How many more goals did Ada score than Eva?", "Ada scored 12 more goals than Eva.", "12"),
        ("How old was Ada Berg when she became mayor?", "Ada Berg, aged 49, became mayor.", "49"),
        ("What share of the riders finished?", "Some 70 percent of the riders finished.", "70 percent"),
        ("How much did the clock and the dials cost together?", "The two cost £3,630 in total.", "£3,630"),
        (
            "How many days after the flood was the bridge closed?",
            "It was closed three days later.",
            "three days",
        ),
    ],
)
def test_a_stated_result_is_recognised(question: str, quote: str, short: str) -> None:
    plain = said(quote, short)

    assert asked(question, {}, plain) is plain


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("How much did cash grow?", said("Cash stood at $9.1 million.", "$9.1 million")),
        (GREW, said("Cash grew to $9.1 million in 2023.", "$9.1 million")),
        ("How many more goals did Ada score than Eva?", said("Ada scored 12 goals.", "12")),
        ("What share of the riders finished?", said("In Norton 138 riders finished.", "138")),
    ],
)
def test_a_mere_operand_is_no_answer(question: str, plain: Answer) -> None:
    answer = asked(question, {}, plain)

    assert (answer.status, answer.short_answer, answer.citations) == ("abstained", "", ())


def test_both_levels_of_one_sentence_are_computed_with() -> None:
    plain = said("The list has shortened from 2,310 in July to 1,874 in December.", "1,874")

    answer = asked("How much did the list shrink?", {}, plain)

    assert answer.computation is not None
    assert answer.computation.line == "2,310 − 1,874 = 436"
    assert {operand.citation for operand in answer.computation.operands} == {1}


def test_what_was_not_found_is_named() -> None:
    answer = asked(
        MORE, {"How many deaths did Sierra Leone have?": DEATHS["How many deaths did Sierra Leone have?"]}
    )

    assert answer.status == "abstained"
    assert "How many deaths did Guinea have?" in answer.text


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (said("Guinea had deaths worth 5 million euros.", "5 million euros"), "different kinds"),
        (said("Sierra Leone had 2,400 deaths in all.", "2,400"), "is that of Sierra Leone"),
        (DEATHS["How many deaths did Sierra Leone have?"], "only one value"),
        (said("Guinea had many deaths.", "many"), "one of the values is missing"),
        (
            DEATHS["How many deaths did Guinea have?"].model_copy(update={"status": "disagreement"}),
            "sources disagree",
        ),
    ],
)
def test_operands_that_do_not_belong_together_are_refused(second: Answer, told: str) -> None:
    answer = asked(MORE, DEATHS | {"How many deaths did Guinea have?": second})

    assert answer.status == "abstained"
    assert told in answer.text


def test_a_change_beside_the_level_it_ends_at_is_stated() -> None:
    plain = said("Cash rose by $1.7 million to $9.1 million.", "$1.7 million to $9.1 million")

    assert asked(GREW, {}, plain) is plain


def test_another_wording_is_asked_where_the_first_has_no_answer() -> None:
    found = {
        "When was the abbey founded?": said("The abbey was founded in 1130.", "1130"),
        "When was the castle built?": said("The castle was built in 1254.", "1254"),
    }

    assert asked("Which is older, the abbey or the castle?", found).short_answer == "abbey"


def test_a_share_in_a_sentence_of_shares_is_stated() -> None:
    plain = said("38 per cent of sales came from Asia and 17 from the north.", "17")

    assert asked("What share of the sales came from the north?", {}, plain) is plain


def test_values_of_different_times_are_refused() -> None:
    found = {
        "How many deaths did Sierra Leone have?": said("Sierra Leone had 3,912 deaths in 2015.", "3,912"),
        "How many deaths did Guinea have?": said("Guinea had 2,429 deaths in 2014.", "2,429"),
    }

    assert "of different times" in asked(MORE, found).text


def test_the_level_of_another_year_is_refused() -> None:
    other = said("At the end of 2019 cash was $7.4 million.", "$7.4 million")

    answer = asked(GREW, CASH | {"What was cash in 2022?": other})

    assert answer.status == "abstained"
    assert "2019" in answer.text


def test_currencies_are_never_converted() -> None:
    other = said("At the end of 2022 cash was 7.4 million euros.", "7.4 million euros")

    assert "two currencies" in asked(GREW, CASH | {"What was cash in 2022?": other}).text


def test_the_product_of_the_confidences_is_held_against_the_threshold() -> None:
    assert asked(MORE, DEATHS, threshold=0.71).status == "answered"
    assert asked(MORE, DEATHS, threshold=0.73).status == "abstained"


def test_one_sentence_for_both_values_is_cited_once_and_counts_once() -> None:
    quote = "The plant cost 18 million dollars, and the laboratory cost 5.5 million dollars."
    found = {
        "How much did the plant cost?": said(quote, "18 million dollars"),
        "How much did the laboratory cost?": said(quote, "5.5 million dollars"),
    }

    answer = asked("How much did the plant and the laboratory cost together?", found)

    assert answer.short_answer == "23.5 million dollars"
    assert len(answer.citations) == 1


def test_the_marks_in_a_line_are_renumbered_with_other_answers() -> None:
    first = said("It rained in May.", "May")

    both = together("Two questions", [first, asked(MORE, DEATHS)])

    assert "3,912 [2] > 2,429 [3] deaths" in both.text
