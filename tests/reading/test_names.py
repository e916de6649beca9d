"""Names and countries in a text."""

from __future__ import annotations

import pytest

from rag.reading.countries import (
    country_mentions,
    country_of,
    with_governments,
    with_peoples,
)
from rag.reading.names import mentions, typed_names
from rag.text.countries import is_country_name


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("The Chinese side was silent.", "China", True),
        ("He flew to Beijing.", "China", True),
        ("Alyaksandr Lukashenka spoke.", "Lukashenko", True),
        ("Alyaksandr Lukashenka spoke.", "Alexander Lukashenko", True),
        ("The ISW published a report.", "Institute for the Study of War", True),
        ("Austria voted.", "Australia", False),
        ("Michelle Obama spoke.", "Barack Obama", False),
        ("He gave the shoes a polish.", "Poland", False),
        ("They told us so.", "United States", False),
        ("North Korea objected.", "South Korea", False),
    ],
)
def test_a_text_speaks_of_a_name_in_any_spelling(text: str, name: str, expected: bool) -> None:
    assert mentions(text, name) is expected


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("then Secretary of State Ann Lee visited", "Ann Lee", "person"),
        ("The Institute for Wind Research said", "Institute for Wind Research", "organisation"),
        ("They met in Samarkand yesterday.", "Samarkand", "place"),
        ("They met with Poland yesterday.", "Poland", "country"),
        ("A Polish town won.", "Polish", "adjective"),
    ],
)
def test_names_are_typed_by_their_surroundings(text: str, name: str, kind: str) -> None:
    assert (name, kind) in [(found.text, found.kind) for found in typed_names(text)]


@pytest.mark.parametrize("form", ["Poland", "Polish", "Warsaw", "Poland's"])
def test_names_peoples_and_capitals_stand_for_a_country(form: str) -> None:
    assert country_of(form) == country_of("Poland") is not None


@pytest.mark.parametrize(
    ("form", "expected"), [("Poland", True), ("Polish", False), ("Warsaw", False), ("UK", True)]
)
def test_only_its_name_names_a_country(form: str, expected: bool) -> None:
    assert is_country_name(form) is expected


def test_mentions_of_countries_have_exact_places() -> None:
    text = "Warsaw and the Lithuanian side spoke of New Zealand."
    found = country_mentions(text)

    assert [text[mention.start : mention.end] for mention in found] == ["Warsaw", "Lithuanian", "New Zealand"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What sum did Vienna lend to Riga?", "What sum did Austria lend to Latvia?"),
        ("How large was Vienna's loan?", "How large was Austria's loan?"),
        ("Who visited Riga?", "Who visited Riga?"),
        ("What was built near Riga?", "What was built near Riga?"),
        ("Who travelled to Vienna?", "Who travelled to Vienna?"),
        ("Who heads the Riga Forum?", "Who heads the Riga Forum?"),
        ("Did Vienna, in Austria, lend it?", "Did Vienna, in Austria, lend it?"),
        ("What did Oslo lend?", "What did Oslo lend?"),
        ("When was Vienna founded?", "When was Vienna founded?"),
        ("How many inhabitants does Vienna have?", "How many inhabitants does Vienna have?"),
        ("When were the Riga agreements signed?", "When were the Riga agreements signed?"),
    ],
)
def test_a_capital_that_acts_is_read_as_its_country(question: str, expected: str) -> None:
    assert with_governments(question, "Austria lent Latvia 40 million euros in 2019.") == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How large was Austria's 2019 loan?", "How large was the Austrian 2019 loan?"),
        ("how large was austria's loan?", "how large was the Austrian loan?"),
        ("HOW LARGE WAS AUSTRIA'S LOAN?", "HOW LARGE WAS THE AUSTRIAN LOAN?"),
        ("How large was Latvia's loan?", "How large was Latvia's loan?"),
        ("Who is Austria's president?", "Who is Austria's president?"),
        ("How large was the Austrian loan?", "How large was the Austrian loan?"),
    ],
)
def test_a_country_s_thing_is_read_in_the_text_s_word_for_its_people(question: str, expected: str) -> None:
    assert with_peoples(question, "Latvia received an Austrian loan of 40 million euros in 2019.") == expected
