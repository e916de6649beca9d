"""The tables of units and currencies against the libraries that they come from."""

from __future__ import annotations

import pytest

from rag.text.countries import country, is_country_name, seat_of
from rag.text.tables import forms, table


def test_sizes_of_units_are_those_of_pint() -> None:
    pint = pytest.importorskip("pint")
    registry = pint.UnitRegistry()
    bases = {
        "length": "meter", "mass": "kilogram", "volume": "liter", "area": "meter**2", "speed": "kilometer/hour",
        "power": "watt", "energy": "kilowatt_hour", "frequency": "hertz", "pressure": "bar", "bytes": "byte",
        "voltage": "volt", "time": "day", "temperature": "delta_degree_Celsius", "barrels": "",
    }  # fmt: skip
    for measure, rows in table("units").items():
        for unit, (size, name, _) in rows.items():  # type: ignore[attr-defined]
            if name:
                expected = registry.Quantity(1, name).to(bases[measure]).magnitude
                assert size == pytest.approx(expected, rel=1e-5), unit


def test_names_of_currencies_are_those_of_unicode() -> None:
    babel = pytest.importorskip("babel")
    currencies = babel.Locale("en").currencies
    for code, name in table("currencies")["names"].items():  # type: ignore[attr-defined]
        assert currencies[code] == name


_NO_STATES = """
AC AI AQ AS AW AX BL BM BQ BV CC CK CP CQ CW CX DG EA EH EZ FK FO GF GG GI GL GP GS GU HK HM IC IM IO JE KY MF MO MP
MQ MS NC NF NU PF PM PN PR QO RE SH SJ SX TA TC TF TK UM VG VI WF XA XB YT ZZ
""".split()
_OTHERWISE = {
    "BA": "Bosnia", "CD": "DR Congo", "CG": "Congo", "MM": "Myanmar", "PS": "Palestine", "ST": "Sao Tome and Principe",
    "VC": "Saint Vincent and the Grenadines",
}  # fmt: skip


def test_every_state_of_unicode_is_a_country() -> None:
    babel = pytest.importorskip("babel")
    territories = {
        code: name
        for code, name in babel.Locale("en").territories.items()
        if len(code) == 2 and code.isalpha()
    }
    unknown = [
        name for code, name in territories.items()
        if code not in _NO_STATES and not is_country_name(_OTHERWISE.get(code, name))
    ]  # fmt: skip
    assert unknown == []


def test_every_people_and_every_seat_has_its_country() -> None:
    for key in ("peoples", "seats"):
        assert {land for land in forms("countries", key).values() if country(land) != land} == set()


@pytest.mark.parametrize(
    ("form", "land"),
    [
        ("Sri Lankan", "sri lanka"), ("the Gambia", "gambia"), ("St. Lucia", "saint lucia"),
        ("Côte d’Ivoire", "ivory coast"), ("Ouagadougou", None),
    ],
)  # fmt: skip
def test_a_form_stands_for_its_country(form: str, land: str | None) -> None:
    assert country(form) == land


def test_a_capital_stands_for_its_government() -> None:
    assert seat_of("Ouagadougou") == "burkina faso"
