"""``factcheck watch``: what became of kept answers and verdicts since documents changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import JsonOption, StoreOption, settings_for
from rag.cli.terminal import say, show, stdout_reserved, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.results import FileReport
    from rag.settings import Settings
    from rag.watching import WatchReport


def watch(
    context: typer.Context,
    folder: Annotated[
        list[str] | None,
        typer.Option("--folder", metavar="FOLDER", help="Watch this folder, too, from now on."),
    ] = None,
    feed: Annotated[
        list[str] | None,
        typer.Option("--feed", metavar="URL", help="Watch this feed (RSS or Atom), too, from now on."),
    ] = None,
    forget: Annotated[
        list[str] | None,
        typer.Option("--forget", metavar="FOLDER|URL", help="Watch this folder or feed no longer."),
    ] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Add what is new in watched folders and feeds, and say which kept answers and verdicts changed documents touch.

    Each is told once more as long as the difference stands. Ends with 2 when a folder, feed or file could not be
    read; all else is done all the same.
    """
    from rag.cli.outcomes import ExitCode

    settings = settings_for(context, store)
    with stdout_reserved():
        report = _looked(settings, folder or (), feed or (), forget or ())
    if json:
        write_json(report)
    else:
        from rag.cli.rendering import render_watch

        show(render_watch(report))
        for source in report.sources:
            if source.problem:
                say(source.problem)
    if any(source.problem for source in report.sources):
        raise typer.Exit(ExitCode.INPUT)


def _looked(
    settings: Settings, folders: Sequence[str], feeds: Sequence[str], forgotten: Sequence[str]
) -> WatchReport:
    from rag.watching import look
    from rag.watching.sources import forget_source, take_in, watch_feed, watch_folder

    for source in forgotten:
        forget_source(settings, source)
    for folder in folders:
        watch_folder(settings, folder)
    for address in feeds:
        watch_feed(settings, address)

    def add(sources: Sequence[str]) -> Sequence[FileReport]:
        from rag.ingestion import ingest

        return ingest(sources, settings).files

    files = take_in(settings, add)
    return look(settings).model_copy(update={"files": tuple(files)})
