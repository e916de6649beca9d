"""The arguments and options that several commands share, and the settings they make."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import InputError

if TYPE_CHECKING:
    from rag.settings import Settings

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", metavar="FOLDER", help="The folder that holds catalogue and vectors."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and nothing else.")]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="Only documents published by then: YYYY, YYYY-MM or YYYY-MM-DD."
    ),
]


def settings_for(context: typer.Context, store: Path | None, **overrides: object) -> Settings:
    """The settings of this call: options of the command, of ``factcheck`` itself, environment, defaults."""
    from rag.settings import load_settings

    chosen = store or context.obj
    given = {name: value for name, value in overrides.items() if value is not None}
    if chosen is not None:
        given["store"] = chosen
    return load_settings(**given)


def text_argument(value: str, *, what: str) -> str:
    """``value`` itself, or standard input when it is ``-``.

    Raises:
        InputError: nothing came, or it is not UTF-8.
    """
    if value != "-":
        return value
    try:
        text = sys.stdin.read()
    except UnicodeDecodeError as error:
        raise InputError(
            f"Standard input is not UTF-8 (byte {error.start}); convert it and try again."
        ) from None
    if not text.strip():
        raise InputError(f"Standard input holds no {what}; write it to the pipe or give it as an argument.")
    return text.strip()
