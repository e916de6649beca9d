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
    """A list of words, written as one text with white space between."""
    return frozenset(cast("str", table(name)[key]).split())


@cache
def forms(name: str, key: str) -> dict[str, str]:
    """From each written form to what it stands for; the file has ``meaning = "form form"``, ``_`` for a space."""
    rows = cast("dict[str, str]", table(name)[key])
    return {form.replace("_", " "): meaning for meaning, written in rows.items() for form in written.split()}
