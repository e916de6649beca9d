"""Watched folders and feeds: what is new in them is added to the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import FactcheckError, InputError
from rag.paths import expanded
from rag.watching.ledger import Ledger, mark_of

if TYPE_CHECKING:
    from rag.results import FileReport
    from rag.settings import Settings
    from rag.watching.findings import WatchedSource

Add = Callable[[Sequence[str]], Sequence["FileReport"]]
"""Adds files or addresses to the store, with a line of report for each at least."""
TRIES = 3
"""How often the entry of a feed is tried that cannot be read."""


def watch_folder(settings: Settings, folder: str) -> str:
    """Watch a folder from now on; gives its path.

    Raises:
        InputError: there is no such folder.
        StoreError: the notes of the watch cannot be written.
    """
    path = expanded(folder).absolute()
    if not path.is_dir():
        raise InputError(f"There is no folder {folder}; name one that exists.")
    Ledger(settings.store).watch(str(path), "folder")
    return str(path)


def watch_feed(settings: Settings, address: str) -> str:
    """Watch a feed from now on; gives its address. It is fetched at the next look.

    Raises:
        InputError: that is no address of the web.
        StoreError: the notes of the watch cannot be written.
    """
    address = address.strip()
    if not address.lower().startswith(("http://", "https://")):
        raise InputError(f"{address[:200]!r} is no address of a feed; give one that begins with https://.")
    Ledger(settings.store).watch(address, "feed")
    return address


def forget_source(settings: Settings, source: str) -> None:
    """Watch a folder or feed no longer; what came from it stays.

    Raises:
        InputError: it is not watched.
    """
    ledger = Ledger(settings.store)
    if not ledger.forget(source) and not ledger.forget(str(expanded(source).absolute())):
        raise InputError(f"{source[:200]!r} is not watched; `factcheck watch` lists what is.")


def take_in(
    settings: Settings,
    add: Add,
    *,
    files: Callable[[str], Sequence[str]] | None = None,
    entries: Callable[[str], Sequence[str]] | None = None,
) -> list[FileReport]:
    """Add what is new in every watched folder and feed; gives the reports.

    A file is new when it was not there, or not in this state, at the last look: one that was deleted from the store
    does not come back while it stays as it is.

    Args:
        settings: whose store.
        add: how they are added.
        files: the files of a folder; by default all that an ingest would find.
        entries: the addresses of a feed; by default it is fetched.
    """
    ledger = Ledger(settings.store)
    reports: list[FileReport] = []
    for watched in ledger.watched():
        try:
            found = _found(watched, settings, files, entries)
        except FactcheckError as error:
            ledger.take(watched.source, {}, str(error))
            continue
        taken = ledger.taken(watched.source)
        new = {mark: source for mark, source in found.items() if 0 < taken.get(mark, 1) <= TRIES}
        # What failed is tried again; a file only when it has changed, by its mark.
        told = list(add(list(new.values()))) if new else []
        failed = [report for report in told if report.status == "failed"]
        lost = {
            source
            for source in new.values()
            if any(report.source == source for report in failed) and watched.kind == "feed"
        }
        ledger.take(
            watched.source,
            {mark: taken.get(mark, 1) + 1 if source in lost else 0 for mark, source in new.items()},
            f"{failed[0].source}: {failed[0].reason}" if failed else None,
        )
        reports += told
    return reports


def _found(
    watched: WatchedSource,
    settings: Settings,
    files: Callable[[str], Sequence[str]] | None,
    entries: Callable[[str], Sequence[str]] | None,
) -> dict[str, str]:
    """What a folder or feed holds now, by its mark."""
    if watched.kind == "feed":
        from rag.documents.feeds import fetch_feed

        links = fetch_feed(watched.source, settings) if entries is None else entries(watched.source)
        return {mark_of(link): link for link in links}
    if not Path(watched.source).is_dir():
        raise InputError(
            f"The folder {watched.source} is no longer there; bring it back, or watch it no longer."
        )
    from rag.documents import discover

    names = discover([watched.source], store=settings.store) if files is None else files(watched.source)
    return {mark_of(name, *_state_of(name)): name for name in names}


def _state_of(path: str) -> tuple[int, int]:
    try:
        state = Path(path).stat()
    except OSError:
        return 0, 0
    return state.st_size, state.st_mtime_ns
