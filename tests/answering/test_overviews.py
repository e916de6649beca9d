"""Timelines, summaries and comparisons are whole quotes in order, or a sentence that says what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answering.overviews import Shelf as Reach
from rag.answering.overviews import overview
from rag.index.stored import StoredDocument
from rag.reading.overviews import overview_of
from rag.results import Answer, Passage
from tests.answering.fakes import Shelf

CANAL = (
    "Work on the Lorne canal began on 12 May 1821, and the first barge passed the lock in June 1824. "
    "The lock collapsed on 3 March 1911. The canal company was sold in 1867. Last year the trust bought the lock "
    "house. Walkers use the path of the canal every day. Is the canal deep?"
)
RENEWED = (
    "A gate of the lock on the Lorne canal was renewed on 1 June 2021. "
    "The lock of the Lorne canal collapsed on 3 March 1911."
)


def asked(question: str, shelf: Shelf, *, found: Sequence[Passage] | None = None) -> Answer | None:
    documents = [
        StoredDocument(
            id=each.document_id,
            source=each.id,
            title=each.title,
            published=each.published,
            characters=len(each.text),
            passages=1,
            added="2024-01-01",
            changed="2024-01-01",
        )
        for each in shelf.passages
    ]
    request = overview_of(question, "2024-05-01")
    assert request is not None
    reach = Reach(
        lambda _, count: (shelf.passages if found is None else found)[:count],
        shelf,
        documents,
        lambda document: [each for each in shelf.passages if each.document_id == document],
    )
    return overview(question, request, reach, "2024-05-01")


def canal() -> Shelf:
    return (
        Shelf()
        .put(CANAL, title="The Lorne canal", published="2020-04-02")
        .put(RENEWED, title="Repairs", published="2021-06-05")
        .put("The bakery burned down on 4 July 1900.", title="The bakery")
    )


def checked(answer: Answer | None) -> Answer:
    """The answer, each of its quotes compared with what stands in its citation."""
    assert answer is not None
    quotes = {citation.number: citation.quote for citation in answer.citations}
    assert all(event.text in quotes[event.citations[0]] for event in answer.events)
    assert all(number in quotes for one in answer.statements for number in one.citations)
    return answer


def test_a_timeline_is_in_the_order_of_the_days_with_a_quote_for_each() -> None:
    result = checked(asked("Timeline of the Lorne canal", canal()))

    assert result.status == "answered"
    assert [event.date for event in result.events] == [
        "1821-05-12", "1824-06", "1867", "1911-03-03", "2019", "2021-06-01",
    ]  # fmt: skip
    assert result.events[1].text == "the first barge passed the lock in June 1824."
    assert result.events[4].shown == "Last year"
    assert len(result.events[3].citations) == 2
    assert not any("bakery" in event.text for event in result.events)
    assert result.text.startswith("12 May 1821: “Work on the Lorne canal began on 12 May 1821” [1]")


def test_a_timeline_of_everything_has_every_document() -> None:
    result = checked(asked("Give me a timeline", canal()))

    assert [event.date for event in result.events][3] == "1900-07-04"


def test_what_happened_in_a_time_has_only_that_time() -> None:
    result = checked(asked("What happened in 1911?", canal()))

    assert [event.date for event in result.events] == ["1911-03-03"]
    assert asked("What happened in 1755?", canal()) is None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Timeline of the Zanzibar railway", "Zanzibar railway"),
        ("Summarise the Zanzibar railway", "Zanzibar railway"),
        ("What is this document about?", "“The Lorne canal”"),
        ("What changed between 1700 and 1705?", "1700 and 1705"),
        ("What do you think of the canal?", "No opinion"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(question: str, told: str) -> None:
    result = asked(question, canal())

    assert result is not None
    assert (result.status, result.citations, result.confidence) == ("abstained", (), 0.0)
    assert told in result.text


def test_an_empty_shelf_says_so() -> None:
    for question in ("Give me a timeline", "Give me a summary"):
        result = asked(question, Shelf())
        assert result is not None
        assert "no documents" in result.text


def test_a_document_that_opens_with_the_subject_is_about_it() -> None:
    letter = "I write about the footbridge at Hollin. It fell on 9 May 1999 and again on 6 June 2015. We paid in 2016."
    shelf = (
        Shelf()
        .put(letter, title="Dear Sir")
        .put("The mill opened in 1900. The footbridge at Hollin fell.", title="News")
    )
    result = checked(asked("Timeline of the footbridge at Hollin", shelf))

    assert [event.date for event in result.events] == ["1999-05-09", "2015-06-06", "2016"]


def test_a_day_without_a_year_has_that_of_the_text_before_it() -> None:
    text = (
        "The tunnel was planned in Lille on 20 January 1986. The tunnel treaty was signed on 12 February of that year. "
        "The tunnel was cleaned on 3 October. The tunnel will be closed on 5 October. "
        "The tunnel check due on Monday 2 September had been forgotten."
    )
    result = checked(
        asked("Timeline of the tunnel", Shelf().put(text, title="The tunnel", published="2023-09-27"))
    )

    assert [event.date for event in result.events] == [
        "1986-01-20", "1986-02-12", "1986-10-03", "2023-09-02", "2023-10-05",
    ]  # fmt: skip


def test_a_row_of_a_table_with_a_day_is_an_event() -> None:
    rows = (
        Shelf()
        .put("Date: 3 May 2019 | Event: Opening of the depot", title="Trams")
        .put("Date: 4 May 2018 | Event: First tram | Cost: 2020", title="Trams")
    )
    result = checked(asked("Timeline of trams", rows))

    assert [event.date for event in result.events] == ["2018-05-04", "2019-05-03"]


LONG = (
    "The county council closed eleven village schools in the valley after a long dispute about their cost. "
    "Parents of the village schools had asked the court to stop the council. "
    "The court found that the council had not asked the parents before it closed the schools. "
    "It did not order the schools to be opened again. "
    "The council closed eleven village schools in the valley after a dispute about their cost. "
    "Buses now carry the pupils of the closed schools to the town, which costs the council 400,000 pounds a year. "
    "However, nobody knows what will become of the school buildings. "
    "Why did it happen? "
    "A baker in the valley has offered to buy one of the school buildings from the council. "
    "Lunch was served at noon."
)


def test_a_summary_covers_the_document_without_repeating_itself() -> None:
    shelf = Shelf().put(LONG, title="Village schools closed").put(CANAL, title="The Lorne canal")
    result = checked(asked("Summarise the village schools document", shelf))

    quotes = [citation.quote for citation in result.citations]
    assert 3 <= len(quotes) <= 7
    assert {citation.document_id for citation in result.citations} == {"d0"}
    assert [citation.start for citation in result.citations] == sorted(c.start for c in result.citations)
    assert sum("closed eleven village schools" in quote for quote in quotes) == 1
    assert not any(quote.startswith(("It ", "However", "Why", "Lunch")) for quote in quotes)


def test_the_one_document_there_is_needs_no_name() -> None:
    result = checked(asked("What is this document about?", Shelf().put(LONG, title="Village schools closed")))

    assert result.status == "answered"


def test_a_subject_of_several_documents_is_summed_up_from_all() -> None:
    result = checked(asked("Give me the key points about the lock", canal()))

    assert {citation.title for citation in result.citations} == {"The Lorne canal", "Repairs"}


def test_the_latest_is_what_was_published_last() -> None:
    result = checked(asked("What is the latest on the Lorne canal?", canal()))

    assert {citation.title for citation in result.citations} == {"Repairs"}
    assert result.text.startswith("As of 5 June 2021: “")
    assert asked("What is the latest news about the Zanzibar railway?", canal()) is None


def reports() -> Shelf:
    return (
        Shelf()
        .put("Harrow had 410 employees at the end of 2021. Income was 62 million pounds in 2021."
             " The board has 7 members.",
             title="Harrow annual report 2021", published="2022-03-01")
        .put("Harrow had 385 employees at the end of 2023. Income was 71 million pounds in 2023."
             " The board has 7 members.",
             title="Harrow annual report 2023", published="2024-03-01")
        .put("Lindow had 12 employees at the end of 2023.", title="Lindow report", published="2024-03-01")
    )  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "What changed between 2021 and 2023?",
        "What changed at Harrow between 2021 and 2023?",
        "What are the differences between the annual report 2021 and the annual report 2023?",
    ],
)
def test_what_changed_stands_side_by_side(question: str) -> None:
    result = checked(asked(question, reports()))

    assert [(one.before, one.after) for one in result.changes] == [
        ("410", "385"),
        ("62 million pounds", "71 million pounds"),
    ]
    assert result.compared is not None
    quotes = {citation.number: citation.quote for citation in result.citations}
    for one in result.changes:
        assert one.before in quotes[one.citations[0]]
        assert one.after in quotes[one.citations[-1]]


def test_both_columns_of_a_row_are_compared() -> None:
    shelf = Shelf().put(
        "Town: Marlow | Residents 2019: 1,204 | Residents 2023: 1,377 | Schools: 2", title="Towns"
    )
    result = checked(asked("What changed between 2019 and 2023?", shelf))

    assert [(one.subject, one.before, one.after) for one in result.changes] == [
        ("Marlow, Residents", "1,204", "1,377")
    ]


def test_since_a_day_the_newest_value_is_compared() -> None:
    shelf = (
        Shelf()
        .put("The harbour fee in Kelm is 35 euros a day.", published="2020-02-01")
        .put("The harbour fee in Kelm is 40 euros a day.", published="2022-02-01")
        .put("The harbour fee in Kelm is now 42 euros a day.", published="2023-03-15")
    )
    result = checked(asked("What has changed in the harbour fee since 2020?", shelf))

    assert [(one.before, one.after) for one in result.changes] == [("35 euros", "42 euros")]
    assert "15 March 2023" in result.text


def test_two_things_that_are_no_documents_and_no_days_are_left_to_the_reader() -> None:
    assert asked("Compare the canal and the bakery oven", canal()) is None
