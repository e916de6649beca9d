from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rag.errors import StoreError, StoreLocked
from rag.index import StoreWriter, holder
from rag.index.lock import WriterLock
from tests.index.conftest import Shelf

pytestmark = pytest.mark.usefixtures("catalogue_only")

HOLD = """
import sys
from pathlib import Path
from rag.index.lock import WriterLock
with WriterLock(Path(sys.argv[1]), 5):
    print("held", flush=True)
    sys.stdin.readline()
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", HOLD, str(folder)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_who_writes_and_a_kill_frees_the_lock(shelf: Shelf) -> None:
    with hold(shelf.settings.store) as process:
        with pytest.raises(
            StoreLocked, match=f"written by process {process.pid} on {platform.node()} .* since 20"
        ):
            StoreWriter(shelf.settings).__enter__()
        who = holder(shelf.settings.store)
        assert who is not None
        assert who.pid == process.pid
        process.send_signal(signal.SIGKILL)
    assert (shelf.settings.store / "writer.json").exists()
    assert holder(shelf.settings.store) is None
    with StoreWriter(shelf.settings):
        mine = json.loads((shelf.settings.store / "writer.json").read_text())
        assert mine["pid"] == os.getpid()
    assert not (shelf.settings.store / "writer.json").exists()


def test_readers_are_not_stopped_by_the_lock(shelf: Shelf) -> None:
    with hold(shelf.settings.store) as process:
        assert shelf.store().documents() == []
        process.communicate("\n")


def test_nobody_holds_the_lock_of_a_store_that_is_not_there(tmp_path: Path) -> None:
    assert holder(tmp_path / "nothing") is None


def test_two_threads_of_one_process_take_turns(shelf: Shelf) -> None:
    shelf.settings.store.mkdir(parents=True)
    inside, most = 0, 0

    def write() -> None:
        nonlocal inside, most
        with WriterLock(shelf.settings.store, 30):
            inside += 1
            most = max(most, inside)
            inside -= 1

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_holder_that_left_no_note_is_another_process(shelf: Shelf) -> None:
    shelf.settings.store.mkdir(parents=True)
    with WriterLock(shelf.settings.store, 1):
        (shelf.settings.store / "writer.json").write_text("{half")
        with pytest.raises(StoreLocked, match="written by another process"):
            StoreWriter(shelf.settings).__enter__()


def test_a_store_that_cannot_be_written_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with (
        pytest.raises(
            StoreError, match=r"cannot be written \(read-only file system\); make the folder writable"
        ),
        WriterLock(tmp_path, 0.1),
    ):
        pass
