"""Composing, citing, lists and abstention, with a reader that reads from a script."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.errors import CitationError
from rag.results import Answer
from tests.answering.fakes import Shelf, answer

BRIDGE = (
    "Sandvik has a harbour. In May 2019, Norland granted Estavia a loan worth $500 million. "
    "The bridge was built later. Almost 1,500 workers were hired."
)


def shelf() -> Shelf:
    return Shelf().put(BRIDGE, title="Loans", publisher="Courier", published="2021-03-01")


def test_the_text_names_the_short_answer_and_quotes_its_sentence_with_a_mark() -> None:
    result = answer("How large was Norland's 2019 loan?", shelf(), {"500": 0.9})

    assert result.status == "answered"
    assert result.short_answer == "$500 million"
    assert (
        result.text == "$500 million: “In May 2019, Norland granted Estavia a loan worth $500 million.” [1]"
    )
    assert result.statements[0].value == "$500 million"
    assert result.statements[0].citations == (1,)


def test_every_citation_is_the_source_word_for_word() -> None:
    shelved = shelf()
    result = answer("How many workers were hired?", shelved, {"1,500 workers": 0.9})

    assert result.short_answer == "Almost 1,500"
    for citation in result.citations:
        assert shelved.texts[citation.document_id][citation.start : citation.end] == citation.quote
        assert result.short_answer in citation.quote
    assert result.citations[0].title == "Loans"
    assert result.citations[0].publisher == "Courier"
    assert result.citations[0].published == "2021-03-01"
    assert result.citations[0].page == 1


def test_a_quote_that_the_store_no_longer_holds_stops_the_answer() -> None:
    shelved = shelf()
    shelved.broken.add("d0")

    with pytest.raises(CitationError):
        answer("How large was Norland's 2019 loan?", shelved, {"500": 0.9})


def test_the_same_value_of_an_independent_source_is_cited_too() -> None:
    shelved = shelf().put(
        "Estavia got half a billion dollars from Norland in 2019.", publisher="Herald", published="2022"
    )
    result = answer(
        "How large was Norland's 2019 loan to Estavia?", shelved, {"500": 0.9, "half a billion": 0.7}
    )

    assert result.status == "answered"
    assert [citation.number for citation in result.citations] == [1, 2]
    assert result.statements[1].text.startswith("Herald says the same: “Estavia got half")


def test_agreement_raises_the_confidence() -> None:
    alone = answer("How large was Norland's 2019 loan to Estavia?", shelf(), {"500": 0.7})
    both = answer(
        "How large was Norland's 2019 loan to Estavia?",
        shelf().put("Estavia got half a billion dollars from Norland in 2019.", publisher="Herald"),
        {"500": 0.7, "half a billion": 0.7},
    )

    assert both.confidence > alone.confidence


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("Estavia got half a billion dollars from Norland in 2019.", "Courier"),
        ("In May 2019, Norland granted Estavia a loan worth $500 million.", "Herald"),
    ],
)
def test_the_same_publisher_or_a_reprint_is_no_second_source(text: str, publisher: str) -> None:
    shelved = shelf().put(text, publisher=publisher)
    result = answer("How large was Norland's 2019 loan?", shelved, {"500": 0.9, "half a billion": 0.9})

    assert len(result.citations) == 1


def test_overlapping_passages_do_not_agree_with_themselves() -> None:
    whole = len(BRIDGE)
    single = answer("How large was Norland's 2019 loan?", shelf(), {"500": 0.7})
    doubled = Shelf().put(BRIDGE, publisher="Courier", published="2021-03-01", parts=[(0, whole), (0, whole)])
    result = answer("How large was Norland's 2019 loan?", doubled, {"500": 0.7})

    assert result.confidence == pytest.approx(single.confidence)
    assert len(result.citations) == 1


def test_two_things_are_listed() -> None:
    shelved = Shelf().put("Last week Norway’s and Latvia’s ministers closed the crossings with Estavia.")
    result = answer("Which two countries closed crossings with Estavia?", shelved, {"Norway": 0.9})

    assert result.short_answer == "Norway and Latvia"


def test_two_things_from_two_sentences_are_both_cited() -> None:
    shelved = Shelf().put(
        "Poland closed its crossings with Estavia. Later Latvia closed crossings with Estavia."
    )
    result = answer(
        "Which two countries closed crossings with Estavia?", shelved, {"Poland": 0.9, "Latvia": 0.85}
    )

    assert result.short_answer == "Poland and Latvia"
    assert len(result.citations) == 2


def test_names_apart_in_a_clause_are_no_list() -> None:
    text = (
        "Norway supplied Ann Lee with clones of the Albatross, and with its help her office built the Heron."
    )
    shelved = Shelf().put(text)
    result = answer("Who built the Heron?", shelved, {text[:-1]: 0.9})

    assert " and " not in result.short_answer


def test_a_single_thing_is_not_made_a_list() -> None:
    shelved = Shelf().put("Mr Falk and Ms Berg met. Poland and Latvia signed the treaty with Estavia.")
    result = answer("Which country signed the treaty with Estavia first?", shelved, {"Poland": 0.9})

    assert result.short_answer == "Poland"


def test_another_year_is_no_answer() -> None:
    result = answer("How large was Norland's 2016 loan?", shelf(), {"500": 0.97})

    assert result.status == "abstained"
    assert result.citations == ()
    assert result.statements == ()
    assert result.short_answer == ""
    assert result.closest is not None
    assert result.closest.reason == (
        "The question asks for an amount of money for “Norland's 2016 loan”; "
        "the nearest passage gives “$500 million” for 2019, not 2016."
    )
    assert result.closest.unmet[0].found == ("2019",)
    assert result.closest.quote == "In May 2019, Norland granted Estavia a loan worth $500 million."


def test_another_country_is_no_answer() -> None:
    shelved = Shelf().put("China lent Belarus $500 million in 2019.")
    result = answer("How large was China's 2019 loan to Germany?", shelved, {"500": 0.9})

    assert result.status == "abstained"
    assert result.closest is not None
    assert result.closest.reason == (
        "The question asks for an amount of money for “China's 2019 loan to Germany”; "
        "the nearest passage gives “$500 million” for Belarus, not Germany."
    )


def test_the_date_of_another_event_is_no_answer() -> None:
    shelved = Shelf().put("Since late 2020 Norland has sanctioned Estavia.")

    def unlike(_: str, others: Sequence[str]) -> list[float]:
        return [0.1] * len(others)

    asked = "When did Estavia join Norland?"
    assert answer(asked, shelved, {"late 2020": 0.7}, similarity=unlike).status == "abstained"
    asked = "Since when has Norland sanctioned Estavia?"
    assert answer(asked, shelved, {"late 2020": 0.7}, similarity=unlike).short_answer == "late 2020"


def test_a_missing_amount_is_named() -> None:
    shelved = Shelf().put("Norland granted Estavia a loan.")
    result = answer("How large was Norland's loan to Estavia?", shelved, {})

    assert result.closest is not None
    assert result.closest.reason == (
        "The question asks for an amount of money for “Norland's loan to Estavia”; the nearest passage gives none."
    )


@pytest.mark.parametrize(
    ("question", "told", "read", "missing"),
    [
        ("How old is Mara Lind?", "Mara Lind left for a five-day visit.", "five-day", "age"),
        (
            "How much salt did Norland export?",
            "Norland's salt exports exceeded imports five times.",
            "five times",
            "amount",
        ),
        (
            "What did Mara Lind say in Estavia?",
            "Mara Lind opened a bridge in Estavia.",
            "a bridge",
            "word of what was said",
        ),
    ],
)
def test_an_answer_of_another_shape_is_named_by_what_is_missing(
    question: str, told: str, read: str, missing: str
) -> None:
    result = answer(question, Shelf().put(told), {read: 0.6})

    assert result.status == "abstained"
    assert result.closest is not None
    reason = result.closest.reason
    assert f"but no {missing}" in reason or f"asks for a {missing}; the nearest passage gives none" in reason


def test_a_value_that_meets_all_is_named_and_not_denied() -> None:
    result = answer("How large was Norland's 2019 loan to Estavia?", shelf(), {"500": 0.02})

    assert result.status == "abstained"
    assert result.text == (
        "No sure answer was found. The nearest is “$500 million”, but it is not certain that it answers this."
    )


def test_a_date_never_stands_in_the_place_of_a_name() -> None:
    shelved = Shelf().put("The outage began at 14:05 UTC and ended in the night.")
    result = answer("When did the outage of October begin?", shelved, {})

    assert result.closest is not None
    assert "not October" not in result.closest.reason
    assert all("UTC" not in part.found for part in result.closest.unmet)


def test_another_ward_is_named_with_its_value() -> None:
    shelved = Shelf().put("Ward 4 collected 312 signatures in spring.")
    result = answer("How many signatures were collected in ward 6?", shelved, {"312": 0.3})

    assert result.closest is not None
    assert result.closest.reason.endswith("gives “312” for Ward 4, not ward 6.")


def test_the_abstention_says_how_many_passages_were_read() -> None:
    result = answer("Who won the cup?", shelf(), {})

    assert result.status == "abstained"
    assert result.searched == 1
    assert result.text.startswith("The documents do not answer this.")
    assert result.closest is not None
    assert 0 <= result.closest.score <= 1


def test_an_empty_store_says_how_to_add_documents() -> None:
    result = answer("Who won the cup?", Shelf(), {})

    assert result.status == "abstained"
    assert result.closest is None
    assert result.searched == 0
    assert "factcheck ingest" in result.text


def test_below_the_minimum_confidence_there_is_silence() -> None:
    question, script = "How large was Norland's 2019 loan?", {"500": 0.8}

    assert answer(question, shelf(), script, min_confidence=0.5).status == "answered"
    assert answer(question, shelf(), script, min_confidence=0.99).status == "abstained"


def test_an_answer_of_the_wrong_kind_is_held_back() -> None:
    result = answer("How large was Norland's 2019 loan?", shelf(), {"Estavia": 0.9})

    assert result.status == "abstained"


def test_an_answer_that_repeats_the_question_is_held_back() -> None:
    shelved = Shelf().put("The Polonez launcher is the Polonez.")
    result = answer("What is the Polonez launcher called?", shelved, {"Polonez launcher": 0.8})

    assert result.status == "abstained"


def test_the_answer_survives_json() -> None:
    result = answer(
        "How large was it?", shelf(), {"500": 0.9}, standalone="How large was Norland's 2019 loan?"
    )

    assert Answer.model_validate_json(result.model_dump_json()) == result
    assert result.question == "How large was it?"
    assert result.rewritten == "How large was Norland's 2019 loan?"


def test_spans_outside_the_passage_are_ignored() -> None:
    from rag.answering.pipeline import Evidence
    from rag.reading.protocol import PassageReading, Span
    from rag.settings import Settings
    from tests.answering.fakes import ScriptedReader, answered

    class Wild(ScriptedReader):
        def _reading(self, passage: str) -> PassageReading:
            return PassageReading((Span(9_000, 9_010, 1.0), Span(5, 5, 1.0)), 0.99)

    shelved = shelf()
    result = answered(
        "Who?",
        "Who built the bridge?",
        Evidence(shelved.passages, shelved),
        Wild({}),
        Settings(),
    )

    assert result.status == "abstained"


def test_marks_in_a_source_are_not_taken_for_citations() -> None:
    shelved = Shelf().put("Norland lent $5 million in 2019 [7].")
    result = answer("How large was Norland's 2019 loan?", shelved, {"5 million": 0.9})

    assert {number for statement in result.statements for number in statement.citations} == {1}
    assert [citation.number for citation in result.citations] == [1]


def test_a_question_that_offers_two_things_gets_one_of_them() -> None:
    shelf = Shelf().put("The pillars of the Sandvik bridge were made of stone in 1911.")
    result = answer("Were the pillars of the Sandvik bridge made of Wood or Stone?", shelf, {"stone": 0.9})

    assert result.status == "answered"
    assert result.short_answer == "stone"
