"""Values in the notation of many countries: read back from every form, and any text goes through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import Relation, find_dates, find_quantities, find_values, relation
from rag.text.characters import plain, without_invisible
from rag.text.clock import find_times
from rag.text.scores import find_scores


@given(st.integers(min_value=2_100, max_value=10**12))
def test_an_integer_reads_the_same_in_every_notation(number: int) -> None:
    comma = f"{number:,}"
    forms = [
        comma,
        comma.replace(",", "\u202f"),
        comma.replace(",", "'"),
        comma.replace(",", "’"),
        str(number),
    ]
    if number >= 10**6:
        forms.append(comma.replace(",", "."))
    for form in forms:
        assert [value.value for value in find_quantities(f"It holds {form} birds.")] == [float(number)]


@given(st.integers(min_value=1, max_value=10**9), st.integers(min_value=0, max_value=99))
def test_money_reads_the_same_in_every_notation(whole: int, cents: int) -> None:
    comma = f"{whole:,}.{cents:02}"
    forms = [f"€{comma}", f"{comma} euros", f"EUR {comma}", "€" + comma.translate(str.maketrans(",.", ".,"))]
    for form in forms:
        (value,) = find_quantities(f"It cost {form} then.")
        assert (value.kind, value.unit) == ("money", "EUR")
        assert value.value == pytest.approx(whole + cents / 100)


@given(st.integers(min_value=0, max_value=23), st.integers(min_value=0, max_value=59))
def test_a_time_reads_the_same_in_every_notation(hour: int, minute: int) -> None:
    half = "a.m." if hour < 12 else "p.m."
    forms = [
        f"{hour}:{minute:02}",
        f"{hour:02}:{minute:02}",
        f"{hour}.{minute:02}",
        f"{hour % 12 or 12}:{minute:02} {half}",
    ]
    for form in forms:
        (value,) = find_times(f"The train leaves at {form}")
        assert value.value == hour * 60 + minute


@given(st.text(max_size=200))
def test_any_text_goes_through_every_reader(text: str) -> None:
    for value in (*find_values(text), *find_times(text), *find_scores(text)):
        assert text[value.start : value.end] == value.text
        start, end = value.whole
        assert 0 <= start <= value.start <= value.end <= end <= len(text)
    assert plain(plain(text)) == plain(text)
    assert without_invisible(without_invisible(text)) == without_invisible(text)


@given(
    st.lists(
        st.sampled_from(
            "0 1 9 . , ' - – / : ( ) % € $ k m and to from between in May 1e999 ½ ² ° °C ft".split()
        ),
        max_size=25,
    )
)
def test_malformed_figures_are_text_and_no_error(pieces: list[str]) -> None:
    for joint in ("", " "):
        text = joint.join(pieces)
        for value in (*find_quantities(text), *find_dates(text)):
            assert text[value.start : value.end] == value.text


@pytest.mark.parametrize("text", ["9" * 400 + " people", "1e999 men", "31/02/2020", "the 99/99/9999"])
def test_what_is_no_value_is_read_as_text(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ﬁrm", "firm"),
        ("CO₂", "CO2"),
        ("１２", "12"),
        ("10⁷", "10⁷"),
        ("2½", "2½"),
        ("soft\u00adware", "software"),
    ],
)
def test_compatibility_letters_are_spelt_out_and_raised_figures_are_not(typed: str, meant: str) -> None:
    assert plain(typed) == meant


def test_brackets_of_accounts_are_a_minus() -> None:
    (value,) = find_quantities("The result was (14.2) million euros.")
    assert (value.text, value.value) == ("(14.2) million euros", pytest.approx(-14.2e6))


_NUMBERS = st.integers(min_value=2, max_value=9_000)


@given(
    _NUMBERS,
    st.sampled_from([("km", "kilometres"), ("kg", "kilograms"), ("ha", "hectares"), ("GB", "gigabytes")]),
)
def test_a_measure_reads_the_same_with_sign_and_word(number: int, unit: tuple[str, str]) -> None:
    short, long = (find_quantities(f"It came to {number:,} {written}.") for written in unit)
    assert len(short) == len(long) == 1
    assert relation(short[0], long[0]) is Relation.EQUAL


@given(st.integers(min_value=1, max_value=99), st.integers(min_value=0, max_value=9))
def test_a_share_reads_the_same_in_every_notation(whole: int, tenth: int) -> None:
    written = [
        f"{whole}.{tenth}%",
        f"{whole},{tenth} %",
        f"{whole}.{tenth} percent",
        f"{whole}.{tenth} per cent",
    ]
    values = [find_quantities(f"It was {text} of all.") for text in written]
    assert all(len(found) == 1 for found in values)
    assert {relation(values[0][0], found[0]) for found in values} == {Relation.EQUAL}


@given(st.integers(min_value=1, max_value=23), st.integers(min_value=1, max_value=59))
def test_a_length_of_time_reads_the_same_in_minutes(hours: int, minutes: int) -> None:
    compound = find_quantities(f"It took {hours} h {minutes} min.")
    plain = find_quantities(f"It took {hours * 60 + minutes} minutes.")
    assert len(compound) == len(plain) == 1
    assert relation(compound[0], plain[0]) is Relation.EQUAL


@given(st.integers(min_value=1200, max_value=2080), st.integers(min_value=1, max_value=19))
def test_a_span_of_years_reads_the_same_in_every_notation(first: int, length: int) -> None:
    last = first + length
    values = [
        find_dates(text) for text in (f"from {first} to {last}", f"({first}–{last})", f"{first}-{last}")
    ]
    assert [str(found[0].value) for found in values] == [f"{first}/{last}"] * 3


@given(st.integers(min_value=0, max_value=12), st.integers(min_value=0, max_value=12))
def test_a_score_reads_the_same_with_colon_and_dash(one: int, two: int) -> None:
    colon, dash = (find_quantities(f"They won {one}{sign}{two} at home.") for sign in (":", "–"))
    if colon and dash and colon[0].kind == dash[0].kind == "score":
        assert relation(colon[0], dash[0]) is Relation.EQUAL
