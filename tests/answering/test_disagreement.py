"""Disagreement between sources: shown when real, and only then."""

from __future__ import annotations

from tests.answering.fakes import Shelf, answer

QUESTION = "How many people died in the Sandvik flood?"


def two(first: str, second: str, *, publishers: tuple[str, str] = ("Courier", "Herald")) -> Shelf:
    return (
        Shelf()
        .put(first, publisher=publishers[0], published="2021-03-01")
        .put(second, publisher=publishers[1], published="2022-05")
    )


def test_each_value_stands_with_its_source_and_date() -> None:
    shelf = two("The Sandvik flood left 40 people dead.", "In the Sandvik flood 65 people died.")
    result = answer(QUESTION, shelf, {"40": 0.9, "65": 0.85})

    assert result.status == "disagreement"
    assert result.short_answer == ""
    assert [statement.value for statement in result.statements] == ["40", "65"]
    assert [statement.citations for statement in result.statements] == [(1,), (2,)]
    assert "40 according to Courier (2021-03-01)" in result.text
    assert "65 according to Herald (2022-05)" in result.text


def test_the_same_value_in_other_words_is_agreement() -> None:
    shelf = two("The Sandvik flood left forty people dead.", "In the Sandvik flood 40 people died.")

    assert answer(QUESTION, shelf, {"forty": 0.9, "40": 0.85}).status == "answered"


def test_a_rounded_value_is_agreement() -> None:
    shelf = two("The Sandvik flood left almost 1,500 people dead.", "In the Sandvik flood 1,486 people died.")

    assert answer(QUESTION, shelf, {"almost 1,500": 0.9, "1,486": 0.85}).status == "answered"


def test_one_publisher_does_not_disagree_with_itself() -> None:
    shelf = two(
        "The Sandvik flood left 40 people dead.",
        "In the Sandvik flood 65 people died.",
        publishers=("Courier", "Courier"),
    )

    assert answer(QUESTION, shelf, {"40": 0.9, "65": 0.85}).status == "answered"


def test_an_unsure_second_value_is_no_disagreement() -> None:
    shelf = two("The Sandvik flood left 40 people dead.", "In the Sandvik flood 65 people died.")

    assert answer(QUESTION, shelf, {"40": 0.95, "65": 0.3}).status == "answered"


def test_a_value_for_something_else_is_no_disagreement() -> None:
    shelf = two("The Sandvik flood left 40 people dead.", "The Sandvik council hired 65 teachers.")

    assert answer(QUESTION, shelf, {"40": 0.9, "65": 0.85}).status == "answered"


def test_another_year_is_no_disagreement() -> None:
    shelf = two(
        "In 2019 the Sandvik flood left 40 people dead.", "In 2011 the Sandvik flood left 65 people dead."
    )
    result = answer("How many people died in the 2019 Sandvik flood?", shelf, {"40": 0.9, "65": 0.9})

    assert result.status == "answered"
    assert result.short_answer == "40"


def test_a_date_and_its_year_agree() -> None:
    shelf = two("The Sandvik bridge was opened in May 1968.", "The Sandvik bridge was opened in 1968.")
    result = answer("When was the Sandvik bridge opened?", shelf, {"May 1968": 0.9, "1968": 0.9})

    assert result.status == "answered"
    assert result.short_answer == "May 1968"


def test_different_years_disagree() -> None:
    shelf = two("The Sandvik bridge was opened in 1968.", "The Sandvik bridge was opened in 1971.")
    result = answer("When was the Sandvik bridge opened?", shelf, {"1968": 0.9, "1971": 0.9})

    assert result.status == "disagreement"


def test_spellings_of_one_name_agree() -> None:
    shelf = two("The treaty was signed by Lukashenko.", "The treaty was signed by Alyaksandr Lukashenka.")
    result = answer("Who signed the treaty?", shelf, {"Lukashenko": 0.9, "Lukashenka": 0.9})

    assert result.status == "answered"
    assert len(result.citations) == 2


def test_a_list_is_no_disagreement() -> None:
    shelf = two("The treaty was signed by Norway.", "The treaty was signed by Poland.")
    result = answer("Which countries signed the treaty?", shelf, {"Norway": 0.9, "Poland": 0.9})

    assert result.status == "answered"
    assert result.short_answer == "at least Norway and Poland"
