"""Requests for several sentences at once are told from questions for one thing."""

from __future__ import annotations

import pytest

from rag.reading.overviews import overview_of

DAY = "2023-05-05"


@pytest.mark.parametrize(
    ("question", "kind", "subject"),
    [
        ("Timeline of the quarry fire", "timeline", "the quarry fire"),
        ("Can you give me a short timeline of the quarry fire, please?", "timeline", "the quarry fire"),
        ("Give me a timeline.", "timeline", ""),
        ("Show the chronology of events", "timeline", ""),
        ("What happened when?", "timeline", ""),
        ("List the main events of the strike in chronological order", "timeline", "the strike"),
        ("What happened in Tolbury in 2016?", "happened", "Tolbury"),
        ("What happened last year?", "happened", ""),
        ("Summarise the audit report", "summary", "the audit report"),
        ("Please summarize this document for me.", "summary", "this document"),
        ("Give me the key points of the memo", "summary", "the memo"),
        ("What are the main findings of the report?", "summary", "the report"),
        ("I need a summary", "summary", ""),
        ("What is this document about?", "about", "this document"),
        ("What does the report say?", "about", "the report"),
        ("What is the latest on the strike?", "latest", "the strike"),
        ("Is there any news about the strike?", "latest", "the strike"),
        ("What do you think of the mayor?", "opinion", ""),
        ("Do you think the mayor was right?", "opinion", ""),
    ],
)
def test_the_kind_and_the_subject_of_a_request(question: str, kind: str, subject: str) -> None:
    found = overview_of(question, DAY)

    assert found is not None
    assert (found.kind, found.subject) == (kind, subject)


@pytest.mark.parametrize(
    ("question", "subject", "sides"),
    [
        ("What changed between 2019 and 2023?", "", ("2019", "2023")),
        ("What changed in the fees between 2019 and 2023?", "the fees", ("2019", "2023")),
        ("What changed between 2019 and 2023 in the budget?", "the budget", ("2019", "2023")),
        ("What has changed since May 2019?", "", ("May 2019", "")),
        ("What are the differences between report A and report B?", "", ("report A", "report B")),
    ],
)  # fmt: skip
def test_the_sides_of_a_comparison(question: str, subject: str, sides: tuple[str, str]) -> None:
    found = overview_of(question, DAY)

    assert found is not None
    assert (found.kind, found.subject, found.sides) == ("changes", subject, sides)


@pytest.mark.parametrize(
    "question",
    [
        "What happened to the bridge?",
        "What is the latest figure?",
        "What happened when the bridge closed?",
        "How much did the fee change between 2019 and 2023?",
        "Who wrote the summary of the report?",
        "When was the timeline published?",
        "What should I do if I miss a dose?",
        "How large was the loan?",
        "What are the main reasons for the delay?",
        "word " * 300,
        "",
    ],
)
def test_any_other_question_is_left_to_the_reader(question: str) -> None:
    assert overview_of(question, DAY) is None
