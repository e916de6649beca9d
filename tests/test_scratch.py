"""What a process puts down for a moment goes with it, or at the next start where it was killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag import scratch
from tests.conftest import ROOT

LEFT = """
import sys, tempfile
tempfile.tempdir = sys.argv[1]
from ui.app import upload_folder
import os, pathlib
with upload_folder():
    pathlib.Path(os.environ["GRADIO_TEMP_DIR"], "secret.txt").write_text("An unpublished document.")
    print("ready", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(scratch, "_OURS", {})


def left(folder: Path) -> list[Path]:
    return list(folder.rglob("secret.txt"))


def test_uploads_of_a_killed_server_are_removed_at_the_next_start(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LEFT, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        assert scratch.sweep() == 0  # it lives
        assert len(left(tmp_path)) == 1
        server.kill()
    assert len(left(tmp_path)) == 1
    scratch.scratch()
    assert left(tmp_path) == []
    scratch.clear()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_process_stays_the_same_and_is_its_own(tmp_path: Path) -> None:
    folder = scratch.scratch()
    assert scratch.scratch() == folder
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o077 == 0
    assert scratch.sweep() == 0
    assert folder.is_dir()
    scratch.clear()


def test_what_is_not_ours_to_remove_stays(tmp_path: Path) -> None:
    fresh = tmp_path / "factcheck-scratch-fresh"
    fresh.mkdir()
    other = tmp_path / "factcheck-uploads-x"
    other.mkdir()
    assert scratch.sweep() == 0
    assert fresh.is_dir()
    assert other.is_dir()


def test_threads_that_want_the_folder_at_once_share_one(tmp_path: Path) -> None:
    start = threading.Barrier(8)

    def take() -> Path:
        start.wait()
        return scratch.scratch()

    with ThreadPoolExecutor(8) as pool:
        taken = [future.result() for future in [pool.submit(take) for _ in range(8)]]
    assert len(set(taken)) == 1
    assert list(tmp_path.glob("factcheck-scratch-*")) == taken[:1]
    assert scratch.sweep() == 0
    scratch.clear()
    assert list(tmp_path.iterdir()) == []
