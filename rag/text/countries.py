"""Countries by their names, their people and their seats, so that Niger is not Nigeria and Chinese is of China.

The tables are ``data/countries.toml``.
"""

from __future__ import annotations

from functools import cache

from rag.text.tables import forms


@cache
def _lands(key: str) -> dict[str, str]:
    """From each lower-case form to its country."""
    return {form.lower(): land for form, land in forms("countries", key).items()}


@cache
def _written() -> dict[str, str]:
    found = _lands("names") | _lands("peoples")
    return {f"{form}s": land for form, land in found.items()} | found


def country(name: str) -> str | None:
    """The country that ``name`` or ``the name`` stands for (``Chinese`` -> ``china``), or None."""
    return _written().get(_folded(name))


def is_country_name(name: str) -> bool:
    """Whether ``name`` is what a country is called, no people and no capital."""
    return _folded(name) in _lands("names")


def seat_of(name: str) -> str | None:
    """The country whose government ``name`` stands for (``Minsk`` -> ``belarus``), or None."""
    return _lands("seats").get(_folded(name))


def _folded(name: str) -> str:
    plain = name.strip().lower().replace("’", "'").replace("&", "and")
    plain = f"saint {plain[3:].lstrip()}" if plain.startswith(("st ", "st.")) else plain
    return plain.removeprefix("the ").removesuffix(" of america")
