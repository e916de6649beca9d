"""The tables of words beside this package: read once a process, at their first use."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import cast


@cache
def table(name: str) -> dict[str, object]:
    """The tables of ``data/<name>.toml`` as they stand there."""
    return tomllib.loads(resources.files(__package__).joinpath("data", f"{name}.toml").read_text("utf-8"))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """A list of words, written as one text with white space between, or as several texts by kind."""
    written = cast("str | dict[str, str]", table(name)[key])
    kinds = [written] if isinstance(written, str) else written.values()
    return frozenset(word for kind in kinds for word in kind.split())


@cache
def forms(name: str, key: str) -> dict[str, str]:
    """From each written form to what it stands for; the file has ``meaning = "form form"``, ``_`` for a space."""
    rows = cast("dict[str, str]", table(name)[key])
    return {form.replace("_", " "): meaning for meaning, written in rows.items() for form in written.split()}


@cache
def pairs(name: str, key: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Rows of two lists of words that stand against each other."""
    rows = cast("list[tuple[str, str]]", table(name)[key])
    return tuple((tuple(one.split()), tuple(other.split())) for one, other in rows)


def patterns(name: str, key: str) -> tuple[str, ...]:
    """A list of regular expressions."""
    return tuple(cast("list[str]", table(name)[key]))
