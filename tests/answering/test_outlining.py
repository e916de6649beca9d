"""Broad questions get a few sentences: of why and how the one with the reason first, and what belongs to it."""

from __future__ import annotations

from tests.answering.fakes import Shelf, answer

STORY = (
    "The Sandvik bridge stands in the harbour. The council closed the Sandvik bridge because engineers found "
    "cracks in two pillars. Lunch is served at noon in the town hall. The bridge was closed in May for eleven "
    "weeks. Ferries carried passengers while the bridge was closed."
)
CRACKS = "engineers found cracks in two pillars"


def test_why_is_answered_by_the_sentence_with_the_reason_and_nothing_beside_it() -> None:
    result = answer("Why was the Sandvik bridge closed?", Shelf().put(STORY), {CRACKS: 0.9})

    assert result.status == "answered"
    assert result.short_answer == CRACKS
    assert [s.value for s in result.statements if s.value] == [CRACKS]
    assert result.text.startswith(f"{CRACKS}: “")
    assert [citation.quote for citation in result.citations] == [
        "The council closed the Sandvik bridge because engineers found cracks in two pillars."
    ]
    assert all(f"“{citation.quote}” [{citation.number}]" in result.text for citation in result.citations)


def test_the_reason_comes_first_and_the_sentence_that_it_leans_on_behind() -> None:
    text = "The Sandvik bridge was closed in May. It had cracks in two pillars. Lunch is at noon."
    result = answer(
        "Why was the Sandvik bridge closed?", Shelf().put(text), {"It had cracks in two pillars": 0.9}
    )

    assert [citation.quote for citation in result.citations] == [
        "It had cracks in two pillars.",
        "The Sandvik bridge was closed in May.",
    ]


def test_what_a_sentence_calls_somebody_is_no_reason() -> None:
    text = "Oster's deputy, Lena Fairweather, resigned in August 2020."
    result = answer("Why did Lena Fairweather resign?", Shelf().put(text), {"Oster's deputy": 0.95})

    assert result.status == "abstained"


def test_sentences_of_two_documents_keep_together() -> None:
    shelf = (
        Shelf()
        .put(STORY)
        .put(
            "Officials feared that the Sandvik bridge would collapse and closed it because lorries had grown heavier."
        )
    )
    result = answer("Why was the Sandvik bridge closed?", shelf, {CRACKS: 0.9})

    documents = [citation.document_id for citation in result.citations]
    assert documents == sorted(documents, key=documents.index)
    assert set(documents) == {"d0", "d1"}


def test_a_repetition_is_left_out() -> None:
    shelf = (
        Shelf()
        .put(STORY)
        .put("The council closed the Sandvik bridge because engineers found cracks in two pillars.")
    )
    result = answer("Why was the Sandvik bridge closed?", shelf, {CRACKS: 0.9})

    quotes = [citation.quote for citation in result.citations]
    assert sum("because engineers" in quote for quote in quotes) == 1


def test_why_is_not_answered_where_the_reader_finds_no_reason() -> None:
    result = answer("Why was the Sandvik bridge closed?", Shelf().put(STORY), {CRACKS: 0.03})

    assert result.status == "abstained"
    assert result.short_answer == ""


def test_an_answer_that_is_the_whole_sentence_has_no_short_form() -> None:
    sentence = "Ferries carried passengers while the bridge was closed."
    result = answer(
        "How did passengers cross while the bridge was closed?", Shelf().put(STORY), {sentence: 0.9}
    )

    assert result.status == "answered"
    assert result.short_answer == ""
    assert any(citation.quote == sentence for citation in result.citations)


def test_a_subject_is_described_without_the_reader() -> None:
    result = answer("Describe the Sandvik bridge", Shelf().put(STORY), {})

    assert result.status == "answered"
    assert len(result.statements) >= 2


def test_a_subject_that_no_document_has_is_not_described() -> None:
    result = answer("Describe the history of the Zanzibar railway", Shelf().put(STORY), {})

    assert result.status == "abstained"
