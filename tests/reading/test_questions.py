"""What a question asks for and what it insists on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.questions import analyse
from rag.text.stems import stem

PASSAGES = (
    "On Monday Norway and Poland met Ann Lee in Sandvik.",
    "The talks with Poland were led by Ann Lee.",
)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("When did the ferry race in Sandvik take place?", ("ferry", "race", "sandvik")),
        ("When did the flood happen?", ("flood",)),
        ("What is the ferry called?", ("ferry",)),
        ("What happened?", ("happen",)),
        ("What place did the ferry visit?", ("ferry", "visit")),
    ],
)
def test_verbs_that_say_nothing_are_no_content(text: str, content: tuple[str, ...]) -> None:
    assert set(analyse(text).content) == {stem(word) for word in content}


@pytest.mark.parametrize(
    ("text", "kind", "expects"),
    [
        ("How large was Norway's 2019 loan?", "how_much", "money"),
        ("how much did the bridge cost", "how_much", "money"),
        ("How many people came?", "how_many", "count"),
        ("How many years did it last?", "how_many", "duration"),
        ("How long was the visit?", "how_long", "duration"),
        ("How long is the river?", "how_much", "measure"),
        ("By how much did prices rise?", "how_much", "amount"),
        ("By how much was the dyke raised?", "how_much", "amount"),
        ("What percentage of voters agreed?", "which", "percent"),
        ("What was the size of the loan?", "which", "money"),
        ("Who signed the treaty?", "who", "person"),
        ("To whom did he give it?", "who", "person"),
        ("Which US Secretary of State visited Sandvik?", "which", "person"),
        ("When was it built?", "when", "date"),
        ("When the ice melts, what is formed?", "which", "any"),
        ("Where and when did they meet?", "where", "any"),
        ("What is the Norwegian term for a launcher?", "which", "any"),
        ("In which month was it built?", "which", "month"),
        ("What year did it open?", "which", "year"),
        ("Where did they meet?", "where", "place"),
        ("Which country signed first?", "which", "country"),
        ("What is the capital of Norway?", "which", "place"),
        ("Which company built it?", "which", "organisation"),
        ("What is the name of the launcher?", "which", "name"),
        ("What was the loan of 2019 used for?", "which", "purpose"),
        ("For what purpose was the park built?", "which", "purpose"),
        ("What was the money spent on?", "which", "purpose"),
        ("What did he wait for?", "which", "any"),
        ("Why did it close?", "why", "description"),
        ("How did it happen?", "how", "description"),
        ("How does Norway help Poland?", "how", "description"),
        ("What does Lee say about the bridge?", "what", "description"),
        ("What is known about the bridge?", "describe", "description"),
        ("What happened on the bridge?", "describe", "description"),
        ("What is the bridge known as?", "which", "any"),
        ("Did tolls rise or fall?", "choice", "any"),
        ("Were the pillars made of wood or stone?", "choice", "any"),
        ("Did tolls fall by half or more?", "yes_no", "polarity"),
        ("Did any ministers or mayors come?", "yes_no", "polarity"),
        ("Describe the park", "describe", "description"),
        ("Tell me about the park", "describe", "description"),
        ("Norway loan Poland", "describe", "description"),
        ("size of the Norwegian loan", "which", "money"),
        ("Did Norway sign?", "yes_no", "polarity"),
        ("Isn't Norway a member?", "yes_no", "polarity"),
        ("Can you tell me when it opened?", "when", "date"),
        ("Name the two authors of the paper.", "list", "person"),
    ],
)
def test_kind_and_type_are_read_from_the_words(text: str, kind: str, expects: str) -> None:
    question = analyse(text)

    assert (question.kind, question.expects) == (kind, expects)


@pytest.mark.parametrize("change", [str.upper, str.lower])
@pytest.mark.parametrize(
    "text", ["How large was Norway's 2019 loan?", "Who met Ann Lee?", "Did Norway sign?", "Why did it close?"]
)
def test_casing_does_not_change_what_is_asked(text: str, change: object) -> None:
    assert callable(change)
    plain, other = analyse(text, PASSAGES), analyse(change(text), PASSAGES)

    assert (plain.kind, plain.expects, plain.content) == (other.kind, other.expects, other.content)
    assert {name.casefold() for name in plain.names} == {name.casefold() for name in other.names}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Which two countries signed?", 2),
        ("Name the three authors", 3),
        ("Which countries signed?", 0),
        ("Who are the authors?", 0),
        ("Which country signed?", 1),
        ("How many countries signed?", 1),
    ],
)
def test_the_number_of_things_asked_for_is_known(text: str, items: int) -> None:
    assert analyse(text).items == items


def test_years_dates_and_figures_are_what_the_question_insists_on() -> None:
    question = analyse("Who got the $500 million loan in February 2020, and which two towns in 2021?")

    assert question.years == (2020, 2021)
    assert [date.text for date in question.dates] == ["February 2020", "2021"]
    assert "$500 million" in [number.text for number in question.numbers]


def test_the_number_of_things_is_no_figure_of_the_source() -> None:
    assert analyse("Which two countries signed?").numbers == ()
    assert analyse("How many treaties did the two sides sign?").numbers == ()
    assert [number.text for number in analyse("What did two banks lend?").numbers] == ["two"]


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("What were exports to Norland worth in 2021?", "money"),
        ("What is the loan worth?", "money"),
        ("What is worth seeing in Oslo?", "any"),
        ("What did the new roof cost?", "money"),
        ("What does a ticket cost in winter?", "money"),
        ("What does the bell weigh?", "measure"),
        ("What did the council say about costs?", "description"),
    ],
)
def test_what_something_is_worth_is_money(text: str, expects: str) -> None:
    assert analyse(text).expects == expects


def test_names_leave_out_the_opening_word_and_adjective_forms_stay() -> None:
    assert analyse("Which Norwegian town did Ann Lee visit?").names == ("Norwegian", "Ann Lee")
    assert analyse("Didn't Norway sign?").names == ("Norway",)


@given(st.text(max_size=200))
def test_any_text_can_be_analysed(text: str) -> None:
    question = analyse(text, PASSAGES)

    assert question.text == text
    assert question.items >= 0
