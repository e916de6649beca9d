"""The parent's side of the parser process: a crash or hang of a parser becomes one sentence.

Whatever the format, the work on the text of a file is done there, within ``parse_seconds`` and
``max_parse_bytes``: parsing, and assembling the blocks to a document.
"""

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
import time
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from rag.documents.blocks import Extract, from_json, to_json
from rag.documents.model import Document, document_from_json
from rag.errors import DocumentError, IngestCancelled
from rag.scratch import scratch
from rag.settings import Settings

# -P: a file json.py in the folder of the documents must not be taken for the library.
_COMMAND = (sys.executable, "-P", "-m", "rag.documents.parser_process")
_ROOT = Path(__file__).resolve().parents[2]
_LOOK = 0.1
"""Seconds between two looks at whether a parse is still wanted."""
_GIVEN_UP: ContextVar[threading.Event | None] = ContextVar("given_up", default=None)


@contextlib.contextmanager
def until(given_up: threading.Event | None) -> Iterator[None]:
    """Parsers that this thread waits for inside the block are stopped when ``given_up`` is set.

    Whoever waits gets ``IngestCancelled``.
    """
    token = _GIVEN_UP.set(given_up)
    try:
        yield
    finally:
        _GIVEN_UP.reset(token)


def parse_in_child(data: bytes, kind: str, settings: Settings) -> Extract:
    """The extract of ``data``, parsed in a process of its own that lives on for the next file.

    Raises:
        DocumentError: the loader's own reason, or that it crashed or took over ``parse_seconds``.
    """
    with tempfile.TemporaryDirectory(prefix="parse-", dir=scratch()) as folder:
        return parse_into(Path(folder), data, kind, settings)


def parse_into(folder: Path, data: bytes, kind: str, settings: Settings) -> Extract:
    """As ``parse_in_child``; the files that are held in ``data`` are put into ``folder``."""
    path = folder / f"file.{kind}"
    path.write_bytes(data)
    limits = {
        "max_pages": settings.max_pages,
        "max_unpacked_bytes": settings.max_unpacked_bytes,
        "max_file_bytes": settings.max_file_bytes,
        "scanned_pages": settings.scanned_pages,
        "seconds": settings.parse_seconds,
    }
    try:
        request: dict[str, object] = {"kind": kind, "path": str(path), "limits": limits}
        return from_json(ask_child(request, settings)["extract"])
    finally:
        path.unlink(missing_ok=True)


def assemble_in_child(
    extract: Extract,
    *,
    source: str,
    name: str,
    media_type: str,
    settings: Settings,
    url: str | None = None,
    warnings: Sequence[str] = (),
) -> Document:
    """As ``assemble``, in the parser process: a text of many lines may take long to put together.

    Raises:
        DocumentError: as ``assemble``, or that it took over ``parse_seconds``.
    """
    about = {
        "source": source,
        "name": name,
        "media_type": media_type,
        "url": url,
        "warnings": list(warnings),
    }
    request = {
        "kind": "assemble",
        "extract": to_json(extract),
        "about": about,
        "max_text_chars": settings.max_text_chars,
    }
    return document_from_json(ask_child(request, settings)["document"])


def ask_child(request: dict[str, object], settings: Settings) -> dict[str, Any]:
    """The answer of a parser process that is free, or of a new one.

    Raises:
        DocumentError: the reason that the process gives, or that it crashed or took over ``parse_seconds``.
    """
    limits = {"seconds": settings.parse_seconds, "memory": settings.max_parse_bytes}
    child = _free_child()
    try:
        return child.ask({**request, **limits}, settings.parse_seconds)
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

    def ask(self, request: dict[str, object], seconds: float) -> dict[str, Any]:
        """Send ``request`` and wait up to ``seconds`` for the answer.

        Raises:
            DocumentError: the parser's own reason, or that it crashed or took too long.
            IngestCancelled: nobody waits for the document any more.
        """
        process = self._running()
        try:
            line = _exchange(process, json.dumps(request), seconds)
        except BaseException:
            self.stop()  # its answer would be taken for that to the next request
            raise
        if line is None:
            self.stop()
            raise DocumentError(
                f"The file took more than {seconds:g} seconds to parse; split it or raise parse_seconds."
            )
        if not line.endswith("\n"):
            self.stop()
            raise DocumentError("The file made its parser crash; it is damaged or built to do that.")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise DocumentError(str(answer["error"]))
        return answer

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
    given_up = _GIVEN_UP.get()
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        try:
            return answers.get(timeout=left if given_up is None else min(_LOOK, left))
        except queue.Empty:
            if given_up is not None and given_up.is_set():
                raise IngestCancelled from None
    return None


_LOCK = threading.Lock()
_CHILDREN: list[ParserChild] = []
_FREE: list[ParserChild] = []
"""Those that parse nothing now: there are as many as ever parsed at once."""
atexit.register(stop_parsers)
