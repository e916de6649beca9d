"""The parent's side of the parser process: a crash or hang of a parser becomes one sentence."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from rag.documents.blocks import Extract, from_json
from rag.errors import DocumentError
from rag.settings import Settings

# -P: a file json.py in the folder of the documents must not be taken for the library.
_COMMAND = (sys.executable, "-P", "-m", "rag.documents.parser_process")
_ROOT = Path(__file__).resolve().parents[2]


def parse_in_child(data: bytes, kind: str, settings: Settings) -> Extract:
    """The extract of ``data``, parsed in a process of its own that lives on for the next file.

    Raises:
        DocumentError: the parser's own reason, or that it crashed or took over ``parse_seconds``.
    """
    with tempfile.TemporaryDirectory(prefix="factcheck-parse-") as folder:
        path = Path(folder, f"file.{kind}")
        path.write_bytes(data)
        request = {
            "kind": kind,
            "path": str(path),
            "seconds": settings.parse_seconds,
            "max_pages": settings.max_pages,
            "max_unpacked_bytes": settings.max_unpacked_bytes,
        }
        child = _free_child()
        try:
            return child.parse(request, settings.parse_seconds)
        finally:
            with _LOCK:
                _FREE.append(child)


def stop_parsers() -> None:
    """Kill every parser process; whoever waits for one is told that it ended."""
    with _LOCK:
        children = list(_CHILDREN)
    for child in children:
        child.stop()


def _free_child() -> ParserChild:
    with _LOCK:
        if _FREE:
            return _FREE.pop()
        child = ParserChild()
        _CHILDREN.append(child)
        return child


class ParserChild:
    """One child process, started when first needed and again after it was killed."""

    def __init__(self, command: tuple[str, ...] = _COMMAND) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0

    def parse(self, request: dict[str, object], seconds: float) -> Extract:
        """Send ``request`` and wait up to ``seconds`` for the answer."""
        process = self._running()
        line = _exchange(process, json.dumps(request), seconds)
        if line is None:
            self.stop()
            raise DocumentError(
                f"The file took more than {seconds:g} seconds to parse; split it or raise parse_seconds."
            )
        if not line.endswith("\n"):
            self.stop()
            raise DocumentError("The file made its parser crash; it is damaged or built to do that.")
        answer = json.loads(line)
        if "error" in answer:
            raise DocumentError(str(answer["error"]))
        return from_json(answer["extract"])

    def stop(self) -> None:
        """Kill the child, if it runs and is ours (a forked process must not kill its parent's)."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        self.stop()
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"},
        )
        self._owner = os.getpid()
        return self._process


def _exchange(process: subprocess.Popen[str], request: str, seconds: float) -> str | None:
    """The line that answers ``request``; unfinished after a crash, None after ``seconds``."""
    answers: queue.SimpleQueue[str] = queue.SimpleQueue()

    def talk() -> None:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(request + "\n")
            process.stdin.flush()
            answers.put(process.stdout.readline())
        except (OSError, ValueError):
            answers.put("")

    threading.Thread(target=talk, daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return None


_LOCK = threading.Lock()
_CHILDREN: list[ParserChild] = []
_FREE: list[ParserChild] = []
"""Those that parse nothing now: there are as many as ever parsed at once."""
atexit.register(stop_parsers)
