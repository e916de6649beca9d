"""Progress bars: on stderr, on a terminal, and gone when the work is done."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID

_DOING = {"embed": "embedding", "index": "indexing"}


class Bar:
    """A bar of steps; call it once a step, with the name of what was done."""

    def __init__(self, progress: Progress, task: TaskID, title: str) -> None:
        self._progress, self._task, self._title = progress, task, title

    def __call__(self, name: str) -> None:
        self._progress.update(self._task, advance=1, description=f"{self._title} {_short(name)}")

    def within(self, name: str, stage: str, done: int, total: int) -> None:
        """Say how far one long step is: passages of one document, or of the whole index."""
        if done < total:
            of = f"{_short(name)}, " if name else ""
            parts = f"{_DOING.get(stage, stage)} {done:,} of {total:,} passages"
            self._progress.update(self._task, description=f"{self._title} {of}{parts}")


def _short(name: str) -> str:
    from rag.cli.terminal import harmless

    return harmless(name)[-40:]


@contextmanager
def bar(title: str, total: int | None) -> Iterator[Bar]:
    """A bar of ``total`` steps."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, markup=False, highlight=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal, redirect_stdout=False
    ) as progress:
        yield Bar(progress, progress.add_task(title, total=total), title)
