"""The tables of units and currencies against the libraries that they come from."""

from __future__ import annotations

import pytest

from rag.text.tables import table


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
