"""``factcheck export``: everything out of the store again, in formats that need no program of ours."""

from __future__ import annotations

import json as json_format
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.collections import CollectionOption, within
from rag.cli.options import StoreOption, settings_for
from rag.cli.terminal import harmless, say, stdout_reserved
from rag.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.index import Store, StoredDocument


class Format(StrEnum):
    """How documents are written."""

    JSONL = "jsonl"
    MARKDOWN = "markdown"


def export(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="FILE|FOLDER|-", help="A file for JSON lines (- for stdout), a folder for Markdown."
        ),
    ] = "-",
    form: Annotated[
        Format, typer.Option("--format", help="JSON lines lose nothing; Markdown is one file a document.")
    ] = Format.JSONL,
    collection: CollectionOption = None,
    store: StoreOption = None,
) -> None:
    """Write every document out: its metadata, its text, its passages. Existing files stay as they are."""
    settings = settings_for(context, store)
    with stdout_reserved():
        from rag.index import Store

        opened = Store(settings)
    with opened:
        documents = within(opened, collection, settings)
        if form is Format.MARKDOWN:
            count = _write_markdown(opened, documents, _empty_folder(target))
        elif target == "-":
            count = sum(1 for line in records(opened, documents) if sys.stdout.write(line))
            sys.stdout.flush()
        else:
            count = _write_lines(opened, documents, Path(target))
    say(f"Exported {count} documents{'' if target == '-' else f' to {target}'}.")


def _write_lines(store: Store, documents: Sequence[StoredDocument], file: Path) -> int:
    if file.is_dir():
        raise InputError(f"{file} is a folder; name a file, or add --format markdown.")
    try:
        with file.open("x", encoding="utf-8") as lines:
            return sum(1 for line in records(store, documents) if lines.write(line))
    except FileExistsError:
        raise InputError(f"The file {file} exists already; name another one.") from None
    except OSError as error:
        raise InputError(f"The file {file} cannot be written: {error.strerror}.") from None


def records(store: Store, documents: Sequence[StoredDocument]) -> Iterator[str]:
    """One line a document: what the catalogue knows, the whole text, the ranges of its passages."""
    from pydantic_core import to_json

    for document in documents:
        passages = [
            {
                "id": passage.id,
                "start": passage.start,
                "end": passage.end,
                "section": passage.section,
                "page": passage.page,
            }
            for passage in store.passages_of(document.id)
        ]
        record = {"document": document, "text": store.text(document.id), "passages": passages}
        yield to_json(record).decode() + "\n"


def _empty_folder(target: str) -> Path:
    folder = Path(target)
    if target == "-" or (folder.exists() and not folder.is_dir()):
        raise InputError(f"Markdown is one file a document and needs a folder, not {target!r}.")
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(f"The folder {folder} is not empty; name another one.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder {folder} cannot be made: {error.strerror}.") from None
    return folder


def _write_markdown(store: Store, documents: Sequence[StoredDocument], folder: Path) -> int:
    for document in documents:
        page = f"{_front_matter(document)}\n{store.text(document.id)}\n"
        (folder / _file_name(document)).write_text(page, encoding="utf-8")
    return len(documents)


def _file_name(document: StoredDocument) -> str:
    # The id keeps two documents of one title apart; the title comes from a document and is no path.
    words = re.sub(r"[^\w]+", "-", harmless(document.title).lower()).strip("-_")[:60].rstrip("-")
    return f"{words or 'document'}-{document.id}.md"


def _front_matter(document: StoredDocument) -> str:
    fields = {name: getattr(document, name) for name in ("title", "author", "publisher", "published", "url")}
    # A JSON string is a YAML string: no title can break out of its line.
    lines = [
        f"{name}: {json_format.dumps(value, ensure_ascii=False)}" for name, value in fields.items() if value
    ]
    return "\n".join(["---", *lines, "---", ""])
