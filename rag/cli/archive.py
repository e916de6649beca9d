"""``factcheck claims``: the archive of checked claims, found, exported and imported."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import JsonOption, StoreOption, settings_for
from rag.cli.outcomes import ExitCode
from rag.cli.terminal import say, show, stdout_reserved, write_json
from rag.errors import InputError, ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.archive import Archive, CheckedClaim
    from rag.settings import Settings


def claims(
    context: typer.Context,
    find: Annotated[
        str | None, typer.Option("--find", metavar="WORDS", help="Only claims that hold all of these words.")
    ] = None,
    export: Annotated[
        str | None, typer.Option("--export", metavar="FILE", help="Write them as JSON lines (- for stdout).")
    ] = None,
    add: Annotated[
        str | None,
        typer.Option(
            "--import", metavar="FILE", help="Add the claims of such a file (- for standard input)."
        ),
    ] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List the claims that were checked on the page, with the verdict that counts; export and import them.

    Imported claims are everybody's; those that are there already stay as they are. Ends with 3 when there is none.
    """
    from rag.archive import CHECKS, Archive

    if add is not None and (export is not None or find is not None):
        raise InputError("Give --import alone, or --find and --export; importing finds and writes nothing.")
    settings = settings_for(context, store)
    archive = Archive(settings.store / CHECKS)
    if add is not None:
        given = list(_read(add))
        count = archive.add(given)
        _embed(archive, settings)
        there = "" if count == len(given) else "; the others were there already"
        say(f"Imported {count} of {len(given)} claims{there}.")
        return
    found = [one.claim for one in archive.claims(None, find or "")]
    if export is not None:
        _write(export, found)
        if export != "-":
            say(f"Exported {len(found)} claims to {export}.")
    elif json:
        write_json([one.model_dump(mode="json") for one in found])
    else:
        from rag.cli.rendering import render_claims

        show(render_claims(found))
    if not found:
        raise typer.Exit(ExitCode.ABSTAINED)


def _embed(archive: Archive, settings: Settings) -> None:
    """Make the vectors now, so that no draft waits for them."""
    from rag.claims.memory import embedded
    from rag.models.embedding import load_embedder

    with stdout_reserved(), suppress(ModelError):  # without a model they are made when there is one
        embedded(archive, "", load_embedder(settings))


def _write(target: str, claims: Sequence[CheckedClaim]) -> None:
    lines = (f"{claim.portable().model_dump_json()}\n" for claim in claims)
    if target == "-":
        sys.stdout.writelines(lines)
        sys.stdout.flush()
        return
    file = Path(target)
    if file.is_dir():
        raise InputError(f"{file} is a folder; name a file.")
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.writelines(lines)
    except FileExistsError:
        raise InputError(f"The file {file} exists already; name another one.") from None
    except OSError as error:
        raise InputError(f"The file {file} cannot be written: {error.strerror}.") from None


def _read(source: str) -> Iterator[CheckedClaim]:
    from pydantic import ValidationError

    from rag.archive import CheckedClaim

    name = "standard input" if source == "-" else source
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"The file {source} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 (byte {error.start}); convert it and try again.") from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield CheckedClaim.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            raise InputError(
                f"Line {number} of {name} is no checked claim ({where}: {first['msg'].lower()}); "
                "give a file that `factcheck claims --export` wrote. Nothing was imported."
            ) from None
