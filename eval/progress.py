"""Progress on stderr: a bar on a terminal, a line now and then elsewhere; and a clean way to stop."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from rag.cli.progress import bar
from rag.cli.terminal import say

Row = TypeVar("Row")
Made = TypeVar("Made")

LINE_SECONDS = 15.0


@dataclass(slots=True)
class Progressed(Generic[Made]):
    """What was made of the rows; ``complete`` is false when the user stopped the run."""

    made: list[Made] = field(default_factory=list)
    complete: bool = True


def worked(title: str, rows: Sequence[Row], work: Callable[[Row], Made]) -> Progressed[Made]:
    """``work`` on each row, in order. On an interrupt, what was made so far is kept."""
    result: Progressed[Made] = Progressed()
    try:
        with counted(title, len(rows)) as step:
            for row in rows:
                result.made.append(work(row))
                step()
    except KeyboardInterrupt:
        result.complete = False
        say(f"Stopped at {len(result.made)} of {len(rows)} ({title}); what is done is kept.")
    return result


@contextmanager
def counted(title: str, total: int) -> Iterator[Callable[[], None]]:
    """A function to call at each step: it moves a bar, or prints a line now and then."""
    quiet = sys.stderr.isatty()
    last = time.monotonic()
    done = 0

    with bar(title, total) as advance:

        def step() -> None:
            nonlocal last, done
            done += 1
            advance("")
            if not quiet and time.monotonic() - last >= LINE_SECONDS:
                last = time.monotonic()
                say(f"{title}: {done} of {total}")

        yield step
