"""``factcheck verify``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import AsOfOption, JsonOption, StoreOption, settings_for, text_argument
from rag.cli.outcomes import ExitCode
from rag.cli.terminal import show, stdout_reserved, write_json
from rag.errors import InputError

if TYPE_CHECKING:
    from rag.settings import Settings

DECIDED = {"SUPPORTED", "REFUTED", "CONFLICTING"}
_FILE_NAME = re.compile(r"\S{1,250}\.(?:txt|md|docx|pdf|html?|odt|rtf|eml)", re.IGNORECASE)


def verify(
    context: typer.Context,
    text: Annotated[
        str | None, typer.Argument(help="The text whose claims are checked, or - for standard input.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", metavar="FILE", help="Check the text of this file.")
    ] = None,
    as_of: AsOfOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Check each claim of a text against the documents, with the evidence on both sides.

    A text that names an existing file is read from it. Ends with 0 when at least one claim was
    decided, with 3 when none was.
    """
    settings = settings_for(context, store)
    with stdout_reserved():
        from rag import verify as check_claims

        verdicts = check_claims(_input(text, file, settings), as_of=as_of, settings=settings)
    if json:
        write_json(verdicts)
    else:
        from rag.cli.rendering import render_verdicts

        show(render_verdicts(verdicts))
    if not any(verdict.label in DECIDED for verdict in verdicts):
        raise typer.Exit(ExitCode.ABSTAINED)


def _input(text: str | None, file: Path | None, settings: Settings) -> str:
    if (text is None) == (file is None):
        raise InputError("Give the text to check either as an argument or with --file, one of the two.")
    if text is not None and file is None:
        if _names_file(text):
            file = Path(text)
        elif _FILE_NAME.fullmatch(text.strip()):
            raise InputError(f"There is no file {text.strip()!r}; check its path, or give the text itself.")
    if file is None:
        return text_argument(text or "", what="text to check")
    if str(file) == "-":
        return text_argument("-", what="text to check")
    from rag.documents import load_file

    return load_file(file, settings).text


def _names_file(text: str) -> bool:
    # A sentence is no path: anything long, with a line end or not there is text.
    if len(text) > 255 or "\n" in text:
        return False
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False
