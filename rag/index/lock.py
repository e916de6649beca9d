"""The writer lock: one process writes, and everyone else can be told which.

The lock itself is an operating-system lock on ``writer.lock``, released by the kernel however
the holder dies; ``writer.json`` only says who holds it.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from rag.errors import StoreError, StoreLocked
from rag.index.schema import now

_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the writer lock, since when (UTC), doing what."""

    pid: int
    host: str
    since: str
    command: str


class WriterLock:
    """The right to write to the store in ``folder``.

    Raises:
        StoreLocked: another process holds it for longer than ``seconds``.
        StoreError: the folder cannot be written.
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        from filelock import FileLock

        self._folder = folder
        self._seconds = seconds
        self._lock = FileLock(folder / "writer.lock", thread_local=False)

    def __enter__(self) -> WriterLock:
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=self._seconds, poll_interval=_POLL_SECONDS)
        except Timeout:
            raise StoreLocked(_refusal(self._folder)) from None
        except OSError as error:
            raise StoreError(unwritable(self._folder, error)) from None
        try:
            _note(self._folder, _ourselves())
        except OSError as error:
            self._lock.release()
            raise StoreError(unwritable(self._folder, error)) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        (self._folder / "writer.json").unlink(missing_ok=True)
        self._lock.release()


def holder(folder: Path) -> Holder | None:
    """Who writes to the store in ``folder`` now; None when nobody does."""
    from filelock import FileLock, Timeout

    if not (folder / "writer.lock").exists():
        return None
    try:
        with FileLock(folder / "writer.lock", thread_local=False).acquire(timeout=0):
            return None
    except Timeout:
        return _noted(folder) or Holder(pid=0, host="?", since="?", command="?")


def unwritable(folder: Path, error: OSError) -> str:
    """That nothing can be written to a store, and what to do, in one sentence."""
    why = (error.strerror or "no reason was given").lower()
    return (
        f"The store {folder} cannot be written ({why}); make the folder writable for this user, "
        "or choose another one with FACTCHECK_STORE."
    )


def _refusal(folder: Path) -> str:
    who = _noted(folder)
    by = f"process {who.pid} on {who.host} ({who.command}) since {who.since}" if who else "another process"
    return f"The store {folder} is being written by {by}; wait until it has finished, or stop it."


def _ourselves() -> Holder:
    command = " ".join([Path(sys.argv[0]).name or "python", *sys.argv[1:2]])
    return Holder(pid=os.getpid(), host=platform.node(), since=now(), command=command[:80])


def _note(folder: Path, who: Holder) -> None:
    # Replaced in one step: a reader of the note never sees half of it.
    draft = folder / f"writer.{who.pid}.json"
    draft.write_text(json.dumps(asdict(who)), encoding="utf-8")
    draft.replace(folder / "writer.json")


def _noted(folder: Path) -> Holder | None:
    try:
        return Holder(**json.loads((folder / "writer.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # The holder has just taken or left the lock: there is nothing to name.
