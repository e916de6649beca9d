"""``factcheck verify``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.collections import CollectionOption, DocumentOption, chosen
from rag.cli.options import AsOfOption, JsonOption, StoreOption, settings_for, text_argument
from rag.cli.outcomes import ExitCode
from rag.cli.terminal import say, show, stdout_reserved, write_json
from rag.errors import InputError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.archive import Earlier
    from rag.results import Verdict
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
    document: DocumentOption = None,
    collection: CollectionOption = None,
    memory: Annotated[
        bool,
        typer.Option("--memory/--no-memory", help="Say when a claim was checked before, and what counted."),
    ] = True,
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

        given = _input(text, file, settings)
        documents = chosen(document, collection, settings)
        verdicts = check_claims(given, as_of=as_of, settings=settings, documents=documents)
        earlier = _earlier(given, verdicts, settings) if memory else {}
    if json:
        write_json(
            [
                {**verdict.model_dump(), "earlier": earlier[number].model_dump()}
                if number in earlier
                else verdict
                for number, verdict in enumerate(verdicts)
            ]
        )
    else:
        from rag.cli.rendering import render_verdicts

        show(render_verdicts(verdicts, earlier))
    if not any(verdict.label in DECIDED for verdict in verdicts):
        raise typer.Exit(ExitCode.ABSTAINED)


def _earlier(text: str, verdicts: Sequence[Verdict], settings: Settings) -> dict[int, Earlier]:
    """What is known from before of the claims, by the places of their verdicts."""
    from rag.archive import CHECKS

    if not (settings.store / CHECKS).exists():
        return {}
    from rag.claims.memory import earlier_check, recall_from
    from rag.index import Store
    from rag.watching.quotes import Shelf

    try:
        found = recall_from(settings, None, text, [(verdict.start, verdict.end) for verdict in verdicts])
        with Store(settings) as opened:
            shelf, days = Shelf.of(opened), [document.added for document in opened.documents()]
            return {
                number: earlier_check(claim, shelf, days)
                for number, claim in enumerate(found)
                if claim is not None
            }
    except StoreError as error:  # what was reached now is worth more than what was known
        say(str(error))
        return {}


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
