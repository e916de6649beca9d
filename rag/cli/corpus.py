"""``factcheck ingest``, ``list``, ``delete`` and ``reindex``: what is in the store."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.cli.collections import CollectionOption, named, within
from rag.cli.options import JsonOption, StoreOption, settings_for
from rag.cli.outcomes import ExitCode
from rag.cli.terminal import say, show, stdout_reserved, write_json
from rag.errors import InputError


def ingest(
    context: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="PATH|URL...", help="Files, folders, URLs.")],
    collection: Annotated[
        str | None,
        typer.Option("--collection", metavar="NAME", help="Put the documents into this collection."),
    ] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Add files, folders and URLs to the store; what is there already stays as it is.

    Ends with 2 when a file could not be used; the others are in the store all the same.
    """
    from rag.collections import Collections

    settings = settings_for(context, store)
    kept = Collections(settings.store)
    if collection is not None:
        kept.put(collection, ())  # a name that cannot be had is told before anything is read
    with stdout_reserved():
        from rag.cli.progress import bar
        from rag.documents import discover
        from rag.ingestion import ingest as ingest_sources

        # A folder without a file still has its line in the report.
        total = max(len(discover(sources)), len(sources))
        with bar("Reading", total) as step:
            report = ingest_sources(
                sources, settings, progress=lambda file: step(file.source), on_step=step.within
            )
        if collection is not None:
            kept.put(collection, [file.document_id for file in report.files if file.document_id])
    if json:
        write_json(report)
    else:
        from rag.cli.rendering import render_report

        show(render_report(report))
    if report.count("failed"):
        raise typer.Exit(ExitCode.INPUT)


def list_documents(
    context: typer.Context,
    collection: CollectionOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List the documents of the store."""
    settings = settings_for(context, store)
    with stdout_reserved():
        from rag.index import Store

        with Store(settings) as opened:
            documents = within(opened, collection, settings)
    if json:
        write_json(documents)
        return
    from rag.cli.rendering import render_rows

    if not documents:
        say(f"The store {settings.store} holds no document; add some with: factcheck ingest FOLDER")
        return
    rows = [(d.id, d.published, d.passages, d.publisher, d.title) for d in documents]
    show(render_rows(("id", "published", "passages", "publisher", "title"), rows))


def delete(
    context: typer.Context,
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="DOCUMENT...", help="Ids, or sources, as 'factcheck list' shows."),
    ] = None,
    collection: Annotated[
        str | None, typer.Option("--collection", metavar="NAME", help="All documents of this collection.")
    ] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Delete documents from the store: from the catalogue, every index and the disk."""
    if bool(documents) == (collection is not None):
        raise InputError("Name the documents to delete, or a --collection, one of the two.")
    settings = settings_for(context, store)
    with stdout_reserved():
        from rag.index import Store
        from rag.ingestion import delete as delete_documents

        with Store(settings) as opened:
            held = opened.documents() if documents else within(opened, collection, settings)
        chosen = [named(name, held) for name in documents] if documents else held
        chosen = delete_documents([document.id for document in chosen], settings)
    if json:
        write_json(chosen)
    else:
        for document in chosen:
            say(f"Deleted {document.id} ({document.title}).")


def reindex(
    context: typer.Context,
    store: StoreOption = None,
) -> None:
    """Rebuild vectors and word index from the catalogue, for example after changing the model."""
    settings = settings_for(context, store)
    with stdout_reserved():
        from rag.cli.progress import bar
        from rag.index import Store
        from rag.ingestion import reindex as rebuild

        with Store(settings) as opened:
            total = len(opened.documents())
        with bar("Indexing", total) as step:
            count = rebuild(settings, progress=lambda *_: step(""))
    say(f"Rebuilt the indexes of {count} documents in {settings.store}.")
