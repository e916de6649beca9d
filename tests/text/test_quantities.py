from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import find_quantities, same_value
from rag.text.values import Value


def only(text: str) -> Value:
    (value,) = find_quantities(text)
    return value


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("a loan of $500 million", "money", 5e8, "USD"),
        ("half a billion dollars", "money", 5e8, "USD"),
        ("US$3.5 tn", "money", 3.5e12, "USD"),
        ("€1,487", "money", 1487.0, "EUR"),
        ("500 million yuan", "money", 5e8, "CNY"),
        ("20 U.S. dollars", "money", 20.0, "USD"),
        ("30 New Zealand dollars", "money", 30.0, "NZD"),
        ("5 Belarusian rubles", "money", 5.0, "BYN"),
        ("1.2bn euros", "money", 1.2e9, "EUR"),
        ("$12m", "money", 1.2e7, "USD"),
        ("EUR 40", "money", 40.0, "EUR"),
        ("rose 12.5%", "percent", 12.5, "%"),
        ("seven per cent", "percent", 7.0, "%"),
        ("by 3 percentage points", "percent", 3.0, "pp"),
        ("a third of exports", "percent", 100 / 3, "%"),
        ("half of all households", "percent", 50.0, "%"),
        ("almost 1,500 prisoners", "number", 1500.0, ""),
        ("twenty-one people", "number", 21.0, ""),
        ("three hundred and five thousand men", "number", 305_000.0, ""),
        ("a dozen ships", "number", 12.0, ""),
        ("500m people", "number", 5e8, ""),
        ("the 500m race", "number", 500.0, "m"),
        ("exceeded them five times", "number", 5.0, "times"),
        ("output doubled", "number", 2.0, "times"),
        ("the third largest", "number", 3.0, "th"),
        ("the 20th congress", "number", 20.0, "th"),
        ("20 km", "number", 20.0, "km"),
        ("300 square kilometres", "number", 300.0, "km2"),
        ("30 °C", "number", 30.0, "celsius"),
        ("a five-day visit", "duration", 5.0, "day"),
        ("two and a half decades", "duration", 2.5, "decade"),
        ("two and a half million tonnes", "number", 2.5e6, "tonne"),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, kind: str, value: float, unit: str) -> None:
    found = only(text)
    assert (found.kind, found.unit) == (kind, unit)
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("between 20 and 30 percent", 20.0, 30.0, "%"),
        ("three to four months", 3.0, 4.0, "month"),
        ("$20-30 million", 2e7, 3e7, "USD"),
        ("$20 million to $30 million", 2e7, 3e7, "USD"),
        ("20 to 30 million people", 2e7, 3e7, ""),
        ("500 to 1,500 people", 500.0, 1500.0, ""),
    ],
)
def test_a_range_has_two_ends(text: str, low: float, high: float, unit: str) -> None:
    found = only(text)
    assert (found.value, found.high, found.unit) == (low, high, unit)


def test_from_and_to_are_two_figures() -> None:
    assert [value.value for value in find_quantities("fell from 30 to 20 percent")] == [30.0, 20.0]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("almost 1,500 prisoners", "almost"),
        ("at least 40 agreements", "at least"),
        ("more than $2 million", "more than"),
        ("about 3%", "about"),
        ("up to 20 trains", "up to"),
        ("no more than 20 trains", "at most"),
        ("20 trains", None),
        ("40 or more", "at least"),
        ("less than half of them", "less than"),
    ],
)
def test_a_qualifier_is_kept_beside_the_figure(text: str, qualifier: str | None) -> None:
    assert only(text).qualifier == qualifier


@pytest.mark.parametrize(
    "text",
    [
        "in 2019",
        "COVID-19",
        "the A200 system",
        "one of the ministers",
        "no one came",
        "MiG-29",
        "v1.2",
        "4. Buses",
    ],
)
def test_years_names_and_pronouns_are_no_figures(text: str) -> None:
    assert find_quantities(text) == []


@given(st.text(max_size=200))
def test_every_range_reproduces_its_text(text: str) -> None:
    for value in find_quantities(text):
        assert text[value.start : value.end] == value.text
        assert isinstance(value.value, float)


@given(st.integers(min_value=2, max_value=10**9))
def test_digits_with_and_without_commas_are_the_same_figure(number: int) -> None:
    if 1000 <= number < 2100:
        return  # may be a year
    plain, grouped = only(f"{number} ships"), only(f"{number:,} ships")
    assert plain.value == grouped.value == float(number)
    assert same_value(plain, grouped)


@given(st.integers(min_value=2, max_value=999_999))
def test_numbers_in_words_are_read_back(number: int) -> None:
    from num2words import num2words

    words = num2words(number).replace(",", "")
    found = only(f"{words} ships")
    assert found.value == float(number)
    assert found.text == words


@given(st.integers(min_value=1, max_value=999), st.sampled_from(["thousand", "million", "billion"]))
def test_magnitudes_multiply(number: int, magnitude: str) -> None:
    size = {"thousand": 1e3, "million": 1e6, "billion": 1e9}[magnitude]
    assert only(f"${number} {magnitude}").value == number * size
