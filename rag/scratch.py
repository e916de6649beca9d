"""The folder for files that a process needs for a moment: gone with it, or at the next start where it was killed.

What lies there are bytes of somebody's documents. The folder is locked as long as its process lives;
one whose lock is free was left behind.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

_PREFIX, _LOCK = "factcheck-scratch-", ".lock"
_YOUNG = 60.0
"""Seconds in which a folder without a lock may still be about to get it."""
_OURS: dict[int, tuple[Path, BaseFileLock]] = {}
"""The folder of each process, by its id: a forked one has its own."""
_MAKING: dict[int, threading.Lock] = {}
"""Held while the folder of a process is made: of two, one would soon be taken for left behind."""


def scratch() -> Path:
    """The folder of this process; those that killed ones left are removed when it is made."""
    with _MAKING.setdefault(os.getpid(), threading.Lock()):
        held = _OURS.get(os.getpid())
        return held[0] if held is not None and held[0].is_dir() else _made()


def _made() -> Path:
    from filelock import FileLock

    sweep()
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_root()))
        lock = FileLock(folder / _LOCK, thread_local=False)
        lock.acquire()
        if (folder / _LOCK).exists():  # else another process took it for one that was left
            break
        lock.release()
    _OURS[os.getpid()] = (folder, lock)
    atexit.register(clear)
    return folder


def clear() -> None:
    """Remove the folder of this process."""
    held = _OURS.pop(os.getpid(), None)
    if held is not None:
        shutil.rmtree(held[0], ignore_errors=True)
        held[1].release()


def sweep() -> int:
    """Remove the folders that killed processes of this user left; how many there were."""
    from filelock import FileLock, Timeout

    removed = 0
    for folder in _root().glob(f"{_PREFIX}*"):
        try:
            status = folder.lstat()
            if hasattr(os, "getuid") and status.st_uid != os.getuid():
                continue
            if not (folder / _LOCK).exists() and time.time() - status.st_mtime < _YOUNG:
                continue
            with FileLock(folder / _LOCK, thread_local=False).acquire(timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
        except (Timeout, OSError):
            continue
    return removed


def _root() -> Path:
    return Path(tempfile.gettempdir())
