"""Composed questions taken apart into single look-ups in plain English."""

from __future__ import annotations

import pytest

from rag.reading.operands import offered_things, taken_apart
from rag.text.stems import infinitive

APART: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Who swam the channel faster, Ada Berg or Eva Holm?",
        "largest",
        ("How fast did Ada Berg swim the channel?", "How fast did Eva Holm swim the channel?"),
    ),
    (
        "What would the clock and the dials have cost together?",
        "sum",
        ("How much would the clock cost?", "How much would the dials cost?"),
    ),
    (
        "Which company employs more people, Falk or Ostkrug?",
        "largest",
        ("How many people does Falk employ?", "How many people does Ostkrug employ?"),
    ),
    (
        "Which has the larger population, Selby or Norton?",
        "largest",
        ("What is the population of Selby?", "What is the population of Norton?"),
    ),
    (
        "Which were older, the barrows or the walls?",
        "largest",
        ("How old were the barrows?", "How old were the walls?"),
    ),
    (
        "How much larger was the second loan than the first?",
        "difference",
        ("How large was the second loan?", "How large was the first loan?"),
    ),
    (
        "How much bigger is Norland's budget than Sudland's?",
        "difference",
        ("How big is Norland's budget?", "How big is Sudland's budget?"),
    ),
    (
        "How many more votes did Berg get than Holm in the second round?",
        "difference",
        ("How many votes did Berg get in the second round?", "How many votes did Holm get in the second round?"),
    ),
    (
        "What percentage of the voters supported the bill?",
        "share",
        ("How many voters supported the bill?", "How many voters were there?"),
    ),
    (
        "How many hours passed between the alarm and the arrival of the firemen?",
        "span",
        ("When was the alarm?", "When was the arrival of the firemen?"),
    ),
    (
        "What was the ratio of men to women?",
        "ratio",
        ("How many men were there?", "How many women were there?"),
    ),
    (
        "Which had more deaths, Sierra Leone or Guinea?",
        "largest",
        ("How many deaths did Sierra Leone have?", "How many deaths did Guinea have?"),
    ),
    (
        "Which of the two breweries sold less beer in 2019, Falkbrau or Ostkrug?",
        "smallest",
        ("How much beer did Falkbrau sell in 2019?", "How much beer did Ostkrug sell in 2019?"),
    ),
    (
        "Who scored the most goals, Ada, Eva or Ida?",
        "largest",
        ("How many goals did Ada score?", "How many goals did Eva score?", "How many goals did Ida score?"),
    ),
    (
        "Did trams or buses carry more passengers in May?",
        "largest",
        ("How many passengers did trams carry in May?", "How many passengers did buses carry in May?"),
    ),
    ("Which tower is taller, the north tower or the south tower?", "largest",
     ("How tall is the north tower?", "How tall is the south tower?")),
    ("Which opened first, the mill or the bakery?", "smallest",
     ("When did the mill open?", "When did the bakery open?")),
    ("Which was built later, the pier or the lighthouse?", "largest",
     ("When was the pier built?", "When was the lighthouse built?")),
    ("How much did cash grow from 2022 to 2023?", "difference",
     ("What was cash in 2023?", "What was cash in 2022?")),
    ("By how much did the number of pupils fall between 2010 and 2015?", "difference",
     ("What was the number of pupils in 2015?", "What was the number of pupils in 2010?")),
    ("How much did orders rise between June and September 2021?", "difference",
     ("What were orders in September 2021?", "What were orders in June 2021?")),
    ("How much did turnover drop in 2020?", "difference",
     ("What was turnover in 2020?", "What was turnover in 2019?")),
    ("What was the increase in rents from 2005 to 2009?", "difference",
     ("What were rents in 2009?", "What were rents in 2005?")),
    ("By what percentage did exports shrink between 2008 and 2009?", "percentage change",
     ("What were exports in 2009?", "What were exports in 2008?")),
    ("How many more goals did Ada score than Eva?", "difference",
     ("How many goals did Ada score?", "How many goals did Eva score?")),
    ("How many more patients were treated at Selby than at Norton in May?", "difference",
     ("How many patients were treated at Selby in May?", "How many patients were treated at Norton in May?")),
    ("How many fewer men than women voted in the town?", "difference",
     ("How many men voted in the town?", "How many women voted in the town?")),
    ("How much more did the mill cost than the bakery?", "difference",
     ("How much did the mill cost?", "How much did the bakery cost?")),
    ("How much older is the abbey than the castle?", "difference",
     ("How old is the abbey?", "How old is the castle?")),
    ("What was the difference in price between the tent and the stove?", "difference",
     ("What was the price of the tent?", "What was the price of the stove?")),
    ("How many times as many boats did Selby build as Norton?", "ratio",
     ("How many boats did Selby build?", "How many boats did Norton build?")),
    ("How many times larger was the lake than the pond?", "ratio",
     ("How large was the lake?", "How large was the pond?")),
    ("What share of the riders finished?", "share",
     ("How many riders finished?", "How many riders were there?")),
    ("What percentage of the pupils were girls?", "share",
     ("How many pupils were girls?", "How many pupils were there?")),
    ("How many visitors did the museum, the zoo and the castle have in total?", "sum",
     ("How many visitors did the museum have?", "How many visitors did the zoo have?",
      "How many visitors did the castle have?")),
    ("How much did the clock and the dials cost together?", "sum",
     ("How much did the clock cost?", "How much did the dials cost?")),
    ("What was the total of the grant and the loan?", "sum",
     ("How large was the grant?", "How large was the loan?")),
    ("How many points did Ada and Eva win on average?", "average",
     ("How many points did Ada win?", "How many points did Eva win?")),
    ("How many years passed between the probe's launch and its landing?", "span",
     ("When was the probe's launch?", "When was the probe's landing?")),
    ("How many days after the flood was the bridge closed?", "span",
     ("When was the flood?", "When was the bridge closed?")),
    ("How old was Ada Berg when she became mayor?", "age",
     ("When was Ada Berg born?", "When did Ada Berg become mayor?")),
    ("How old was Ada Berg when the war began?", "age",
     ("When was Ada Berg born?", "When did the war begin?")),
    ("At what age did Ada Berg win the prize?", "age",
     ("When was Ada Berg born?", "When did Ada Berg win the prize?")),
)  # fmt: skip

LEFT = (
    "How many deaths did Guinea have?",
    "Who wrote the book and when was it printed?",
    "What is the difference between a mill and a bakery?",
    "What is the difference between Norway and Sweden?",
    "How many more people were hurt than had first been counted?",
    "How many more of them came?",
    "How old is the abbey?",
    "What was the average age of the pupils?",
    "Is the mill older than the bakery?",
    "Which of them is larger?",
    "Did it rise or fall?",
    "What share does the bank hold?",
    "What share of its budget does the city spend on roads?",
    "What share of the vote did the party win?",
    "How long after it opened did the bridge close?",
    "How has the government's position changed between 3 May and 17 May 2006?",
    "Which had more deaths, Sierra Leone or Sierra Leone?",
    "which",
    "",
    "?" * 500,
    "how many more " * 100,
)


@pytest.mark.parametrize(("question", "operation", "look_ups"), APART, ids=[row[0] for row in APART])
def test_a_composed_question_becomes_single_look_ups(
    question: str, operation: str, look_ups: tuple[str, ...]
) -> None:
    found = taken_apart(question)

    assert found is not None
    assert (found.operation, tuple(one.question for one in found.look_ups)) == (operation, look_ups)


@pytest.mark.parametrize("question", [row[0] for row in APART])
def test_each_look_up_is_a_single_question(question: str) -> None:
    found = taken_apart(question)

    assert found is not None
    assert not [one.question for one in found.look_ups if taken_apart(one.question) is not None]


@pytest.mark.parametrize("question", LEFT)
def test_what_cannot_be_taken_apart_surely_is_left(question: str) -> None:
    assert taken_apart(question) is None


def test_dates_that_the_question_gives_are_not_looked_up() -> None:
    found = taken_apart("How many years lie between 1889 and the fire?")

    assert found is not None
    assert [one.given.value if one.given else None for one in found.look_ups] == ["1889", None]


def test_other_wordings_are_asked_where_the_first_finds_nothing() -> None:
    found = taken_apart("Which is older, the abbey or the castle?")

    assert found is not None
    assert found.look_ups[0].question == "How old is the abbey?"
    assert "When was the abbey built?" in found.look_ups[0].otherwise


def test_a_change_without_periods_has_nothing_to_look_up() -> None:
    found = taken_apart("How much did cash grow?")

    assert found is not None
    assert found.look_ups == ()


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("How many more goals did Ada score than Eva?", 1),
        ("How many fewer goals did Ada score than Eva?", -1),
        ("How much did cash fall from 2022 to 2023?", -1),
        ("What was the difference in price between the tent and the stove?", 0),
    ],
)
def test_the_question_supposes_a_direction(question: str, direction: int) -> None:
    found = taken_apart(question)

    assert found is not None
    assert found.direction == direction


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("Which had more deaths, Sierra Leone or Guinea?", ("Sierra Leone", "Guinea")),
        ("Who runs it, Ada Berg, Eva Holm or Ida Lund?", ("Ada Berg", "Eva Holm", "Ida Lund")),
        ("Where was it built, in Selby or in Norton?", ("in Selby", "in Norton")),
        ("Which country had most deaths?", ()),
        ("Did Ada or Eva win?", ()),
        ("When she left, did she go north or south?", ()),
    ],
)
def test_things_offered_behind_a_comma_are_told(question: str, things: tuple[str, ...]) -> None:
    assert offered_things(question) == things


@pytest.mark.parametrize(
    ("form", "plain"),
    [("had", "have"), ("sold", "sell"), ("raised", "raise"), ("stopped", "stop"), ("carried", "carry"),
     ("visited", "visit"), ("opened", "open"), ("used", "use"), ("travelled", "travel"), ("called", "call"),
     ("boats", None), ("need", None)],
)  # fmt: skip
def test_verbs_are_put_into_their_plain_form(form: str, plain: str | None) -> None:
    assert infinitive(form) == plain
