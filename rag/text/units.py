"""Currencies and units: their written forms, and what a unit is in the base unit of its measure."""

from __future__ import annotations

from functools import cache
from typing import cast

from rag.text.tables import forms, table

SHORT_FORMS = frozenset("m g l w mi ha t h j st kt kn pa cc gal hp".split())
"""Read as units only behind a figure in digits."""
_ZEROS = {"celsius": 273.15, "fahrenheit": 459.67 * 5 / 9, "kelvin": 0.0}
_SHARES = {
    "%": ("share", 1.0), "pp": ("points", 1.0), "bp": ("points", 0.01), "times": ("times", 1.0),
}  # fmt: skip
_SUPERSCRIPTS = {"²": "2", "2": "2", "³": "3", "3": "3"}


@cache
def _units() -> tuple[dict[str, tuple[str, float]], dict[str, str]]:
    """Unit -> (measure, size), and written form -> unit."""
    sizes, written = dict(_SHARES), dict[str, str]()
    for measure_name, rows in table("units").items():
        for unit, (size, _, names) in cast("dict[str, tuple[float, str, str]]", rows).items():
            sizes[unit] = (measure_name, size)
            written.update(dict.fromkeys(names.split(), unit))
    return sizes, written


def unit_of(word: str) -> str | None:
    """The unit that a lower-case word names, in the singular or plural; None for another word."""
    written = _units()[1]
    return written.get(word) or written.get(singular(word))


def squared(unit: str, power: str) -> str | None:
    """``km`` and ``²`` -> ``km2``, where there is such a unit."""
    name = f"{unit}{_SUPERSCRIPTS.get(power, '')}"
    return name if name != unit and name in _units()[0] else None


def is_duration(unit: str) -> bool:
    """Whether ``unit`` measures time."""
    return measure(unit)[0] == "time"


def singular(word: str) -> str:
    """``word`` without a plural -s, as far as the tables of this package need it."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def measure(unit: str) -> tuple[str, float]:
    """The measure of ``unit`` and its size in the base unit; an unknown unit is its own measure."""
    return _units()[0].get(unit, (unit, 1.0))


def in_base(number: float, unit: str) -> float:
    """``number`` of ``unit`` in the base unit of its measure: kelvin for a temperature."""
    if unit == "fahrenheit":
        return (number + 459.67) * 5 / 9
    return number * measure(unit)[1] + _ZEROS.get(unit, 0.0)


@cache
def currency_signs() -> dict[str, str]:
    """Sign -> ISO 4217 code."""
    return forms("currencies", "signs")


@cache
def dollar_prefixes() -> dict[str, str]:
    """Letters glued to a dollar sign -> code."""
    return forms("currencies", "dollars")


@cache
def currency_codes() -> dict[str, str]:
    """Lower-case code as it is written in a text -> code."""
    names = cast("dict[str, str]", table("currencies")["names"])
    return {code.lower(): code for code in names} | {"rmb": "CNY", "btc": "BTC"}


@cache
def currency_words() -> dict[str, str]:
    """A noun by itself -> code: ``dollar``, ``forint``; one of several currencies only where English means one."""
    nouns: dict[str, set[str]] = {}
    for code, name in cast("dict[str, str]", table("currencies")["names"]).items():
        nouns.setdefault(name.lower().split()[-1], set()).add(code)
    alone = {noun: codes.pop() for noun, codes in nouns.items() if len(codes) == 1 and noun not in _COMMON}
    return alone | forms("currencies", "words")


_COMMON = frozenset("mark real pound taka rights lek sum som leone colon dong kip kina pula vatu won birr lev leu tala"
                    " gold ariary sol dram".split())  # fmt: skip
"""Nouns of a single currency that are too common, or too short, to be read as one by themselves."""


@cache
def currency_owners() -> dict[tuple[str, str], str]:
    """Whose money, and the noun -> code: (``swedish``, ``krona``) -> SEK."""
    owners: dict[tuple[str, str], str] = {}
    for code, name in cast("dict[str, str]", table("currencies")["names"]).items():
        *owner, noun = name.lower().replace(".", "").split()
        if owner:
            owners["".join(owner), noun] = code
            owners.setdefault((owner[-1], noun), code)
    names = cast("dict[str, str]", table("currencies")["names"])
    for written, code in forms("currencies", "words").items():  # "Danish kroner"
        noun = names[code].lower().split()[-1] if code in names else ""
        owners |= {(owner_, written): of for (owner_, noun_), of in owners.items() if noun_ == noun}
    for pair, code in forms("currencies", "owners").items():
        owner_, _, noun_ = pair.partition(" ")
        owners[owner_, noun_] = code
    return owners
