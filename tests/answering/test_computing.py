"""Arithmetic with values of the sources: exact, and recomputed from the line that is shown."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.computing import Known, Refusal, Result, compute
from rag.reading.operands import Calculation, Operation
from rag.text.dates import find_dates
from rag.text.quantities import find_quantities
from rag.text.values import Value


def value(text: str) -> Value:
    """The one figure or date of a text."""
    found = [*find_quantities(text), *find_dates(text)]
    assert len(found) == 1, (text, found)
    return found[0]


def result(operation: Operation, *texts: str, direction: int = 0, **task: str) -> Result | Refusal:
    operands = [Known(f"thing {number}", value(text)) for number, text in enumerate(texts, start=1)]
    return compute(Calculation(operation, (), direction, **task), operands)  # type: ignore[arg-type]


def line(operation: Operation, *texts: str, direction: int = 0, **task: str) -> str:
    found = result(operation, *texts, direction=direction, **task)
    assert isinstance(found, Result), found
    return found.line


def reason(operation: Operation, *texts: str, direction: int = 0, **task: str) -> str:
    found = result(operation, *texts, direction=direction, **task)
    assert isinstance(found, Refusal), found
    return found.reason


def recomputed(shown: str) -> tuple[Fraction, Fraction, str]:
    """What the left side of a line comes to, what its right side says, and the sign between them."""
    left, sign, right = re.fullmatch(r"(.+?) ([=≈]) (.+)", shown).groups()  # type: ignore[union-attr]
    terms = re.sub(r"[\d,]+(?:\.\d+)?", lambda number: f"Fraction('{number[0].replace(',', '')}')", left)
    plain = terms.replace("−", "-").replace("×", "*").replace("÷", "/")
    number = re.match(r"−?[\d,]+(?:\.\d+)?", right)
    assert number is not None
    said = Fraction(Decimal(number[0].replace(",", "").replace("−", "-")))
    return eval(plain, {"Fraction": Fraction}), said, sign  # our own line, digits and signs alone


FIGURES = st.one_of(
    st.integers(0, 10**7).map(lambda number: f"{number:,} tickets"),
    st.integers(2, 10**6).map(lambda number: f"{number} tickets"),
)
AMOUNTS = st.tuples(
    st.sampled_from(["1", "2.5", "7.4", "9.1", "12.75", "0.8", "310", "4.35", "99.99"]),
    st.sampled_from([" million", " billion", ""]),
).map(lambda parts: f"{parts[0]}{parts[1]} euros")


@pytest.mark.parametrize("operation", ["difference", "sum", "average", "ratio", "percentage change", "share"])
@given(one=st.one_of(FIGURES), two=FIGURES)
def test_a_line_recomputed_from_counts_gives_the_result_that_it_shows(
    operation: Operation, one: str, two: str
) -> None:
    agrees(operation, one, two)


@pytest.mark.parametrize("operation", ["difference", "sum", "average", "ratio", "percentage change"])
@given(one=AMOUNTS, two=AMOUNTS)
def test_a_line_recomputed_from_amounts_gives_the_result_that_it_shows(
    operation: Operation, one: str, two: str
) -> None:
    agrees(operation, one, two)


def agrees(operation: Operation, one: str, two: str) -> None:
    found = result(operation, one, two)
    if isinstance(found, Refusal):
        assert found.reason.endswith(".")
        return
    exact, said, sign = recomputed(found.line)
    decimals = {"ratio": 2, "share": 1, "percentage change": 1}.get(operation, 3)
    if sign == "=":
        assert exact == said
    else:
        assert exact != said
        assert abs(exact - said) <= Fraction(1, 2 * 10**decimals)
    place = 0
    for shown in found.shown:
        place = found.line.index(shown, place) + len(shown)


@given(numbers=st.lists(st.integers(2, 10**6), min_size=2, max_size=8, unique=True))
def test_the_largest_of_several_is_the_largest(numbers: list[int]) -> None:
    texts = [f"{number:,} tickets" for number in numbers]

    most, least = result("largest", *texts), result("smallest", *texts)

    assert isinstance(most, Result)
    assert isinstance(least, Result)
    assert most.winner == numbers.index(max(numbers))
    assert least.winner == numbers.index(min(numbers))


@pytest.mark.parametrize(
    ("operation", "texts", "shown"),
    [
        ("difference", ("9.1 million dollars", "7.4 million dollars"), "9.1 − 7.4 = 1.7 million dollars"),
        ("difference", ("1.2 billion euros", "800 million euros"), "1,200 − 800 = 400 million euros"),
        ("difference", ("12 percent", "9.5 percent"), "12 − 9.5 = 2.5 percentage points"),
        ("difference", ("2 km", "300 metres"), "2 − 0.3 = 1.7 km"),
        ("sum", ("£2,150", "£1,480"), "2,150 + 1,480 = 3,630 pounds"),
        ("average", ("4 goals", "5 goals", "9 goals"), "(4 + 5 + 9) ÷ 3 = 6"),
        ("ratio", ("300 boats", "120 boats"), "300 ÷ 120 = 2.5 times"),
        ("share", ("138 riders", "198 riders"), "138 ÷ 198 × 100 ≈ 69.7 percent"),
        ("percentage change", ("110 tickets", "100 tickets"), "(110 − 100) ÷ 100 × 100 = 10 percent"),
        ("largest", ("3,955 deaths", "2,536 deaths"), "3,955 > 2,536"),
        ("smallest", ("in 1865", "in 1874"), "1865 is before 1874"),
        ("span", ("in 1889", "in 2019"), "2019 − 1889 = 130 years"),
        ("span", ("15 October 1997", "15 September 2017"), "15 September 2017 − 15 October 1997 = 19 years"),
        ("span", ("at 17:45", "at 19:00"), "19:00 − 17:45 = 1 hour 15 minutes"),
        ("age", ("4 May 1950", "12 June 1999"), "12 June 1999 − 4 May 1950 = 49 years"),
        ("age", ("in 1950", "in 1999"), "1999 − 1950 = 48 or 49 years"),
    ],
)
def test_lines_are_exact_and_in_one_unit(operation: Operation, texts: tuple[str, ...], shown: str) -> None:
    assert line(operation, *texts) == shown


def test_what_the_question_supposes_decides_the_sign() -> None:
    found = result("difference", "3 goals", "5 goals", direction=1, noun="goals")

    assert isinstance(found, Result)
    assert found.line == "3 − 5 = −2 goals"
    assert found.text == "2 goals less, not more"


@pytest.mark.parametrize(
    ("one", "two", "text"),
    [
        ("about 650 tickets", "600 tickets", "about 50"),
        ("more than 650 tickets", "600 tickets", "at least 50"),
        ("at most 650 tickets", "600 tickets", "at most 50"),
        ("20 to 30 tickets", "10 tickets", "between 10 and 20"),
    ],
)
def test_a_result_is_no_surer_than_its_operands(one: str, two: str, text: str) -> None:
    found = result("difference", one, two)

    assert isinstance(found, Result)
    assert found.text == text


def test_rounded_figures_give_bounds() -> None:
    found = result("difference", "9.1 million dollars", "7.4 million dollars")

    assert isinstance(found, Result)
    assert found.bounds == "1.6 to 1.8 million dollars"


def test_counts_have_no_bounds() -> None:
    found = result("difference", "14 boats", "9 boats")

    assert isinstance(found, Result)
    assert not found.bounds


def test_the_older_of_two_has_the_earlier_date_and_the_greater_age() -> None:
    by_date = result("largest", "in 1865", "in 1874", turned="date", comparative="older")
    by_age = result("largest", "19 years", "12 years", turned="date", comparative="older")

    assert isinstance(by_date, Result)
    assert isinstance(by_age, Result)
    assert (by_date.winner, by_age.winner) == (0, 0)


@pytest.mark.parametrize(
    ("operation", "texts", "told"),
    [
        ("difference", ("5 million dollars", "4 million euros"), "two currencies"),
        ("sum", ("5 million dollars", "40 tickets"), "different kinds"),
        ("largest", ("5 km", "40 kg"), "measure different things"),
        ("ratio", ("5 tickets", "0 tickets"), "divided by zero"),
        ("percentage change", ("5 tickets", "0 tickets"), "divided by zero"),
        ("difference", ("more than 5 tickets", "more than 3 tickets"), "Nothing definite"),
        ("largest", ("about 650 tickets", "640 tickets"), "do not tell which"),
        ("largest", ("3.5 million euros", "3.47 million euros"), "do not tell which"),
        ("largest", ("7 tickets", "7 tickets"), "None is ahead"),
        ("share", ("300 tickets", "200 tickets"), "cannot be a part"),
        ("sum", ("in 1865", "in 1874"), "no sum"),
        ("span", ("in 1865", "7 tickets"), "needs two dates"),
        ("age", ("in 1999", "in 1950"), "is before"),
        ("sum", ("7 tickets",) * 40, "40 values"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_a_sentence(
    operation: Operation, texts: tuple[str, ...], told: str
) -> None:
    refused = reason(operation, *texts)

    assert told in refused
    assert refused.endswith(".")
