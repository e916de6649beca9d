"""Cold starts: a new process to a printed answer, and the chat to its first page.

The files are in the page cache of the system, as they are from the second start on.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from eval.bench.measurements import OURS, TUTORIAL, Series, in_turn, series_of
from rag.errors import FactcheckError
from rag.settings import Settings

PART = "start"
ROOT = Path(__file__).parents[2]
_ANSWERED = (0, 3)  # 3: it abstained, which is an answer
_ADDRESS = re.compile(r"http://[^\s/]+")
_EVERY = 0.02  # seconds between two looks at a program's memory


@dataclass(frozen=True, slots=True)
class Launch:
    """Seconds to the first line of output; the most memory the process held, MiB, None where it is not told."""

    seconds: float
    memory: float | None


class Program(NamedTuple):
    """A process, what it prints, where its complaints go, and when it was started (``perf_counter``)."""

    process: subprocess.Popen[str]
    output: IO[str]
    talk: IO[str]
    start: float


def starting(
    question: str, settings: Settings, tutorial_folder: Path, rounds: int, scratch: Path
) -> Iterator[Series]:
    """The command line beside the tutorial's program on the same text, then the chat."""
    environment = environment_of(settings)
    ask = [sys.executable, "-m", "rag.cli", "ask", question]
    look = [sys.executable, "-m", "eval.bench.tutorial", str(tutorial_folder), question]
    measured = in_turn(
        {OURS: lambda: launched(ask, environment), TUTORIAL: lambda: launched(look, environment)}, rounds
    )

    def series(name: str, launches: list[Launch]) -> Iterator[Series]:
        yield Series(PART, "cold command line", name, "s", tuple(each.seconds for each in launches))
        held = tuple(each.memory for each in launches if each.memory is not None)
        if held:
            yield Series(PART, "memory of a command", name, "MiB", held)

    yield from series_of(measured, series)
    pages = in_turn({OURS: lambda: first_page(environment, scratch)}, rounds)
    yield from series_of(
        pages, lambda name, seconds: [Series(PART, "cold chat, first page", name, "s", tuple(seconds))]
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """What a child process needs to work on the same store with the same models."""
    # Never to the Chroma server of the user; and from the second start on all programs are compiled.
    left_out = {"FACTCHECK_CHROMA_URL", "PYTHONDONTWRITEBYTECODE"}
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    return {
        **inherited,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "FACTCHECK_STORE": str(settings.store),
        "FACTCHECK_CACHE": str(settings.cache),
        "FACTCHECK_THREADS": str(settings.threads),
    }


@contextmanager
def _program(arguments: Sequence[str], environment: dict[str, str]) -> Iterator[Program]:
    """A program under way; ended where the block leaves it running."""
    with tempfile.TemporaryFile("w+") as talk:
        start = time.perf_counter()
        process = subprocess.Popen(
            arguments, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=talk, text=True
        )
        assert process.stdout is not None
        try:
            yield Program(process, process.stdout, talk, start)
        finally:
            if process.returncode is None:
                process.terminate()
                process.wait()
            process.stdout.close()


def launched(arguments: Sequence[str], environment: dict[str, str]) -> Launch:
    """Start a program and wait for its first line.

    Raises:
        FactcheckError: it ended without one.
    """
    with _program(arguments, environment) as program:
        peaks: list[float] = []
        watch = threading.Thread(target=_watch, args=(program.process.pid, peaks), daemon=True)
        watch.start()
        line = next((line for line in program.output if line.strip()), "")
        seconds = time.perf_counter() - program.start
        program.output.read()
        watch.join()
        _, status, usage = os.wait4(program.process.pid, 0)
        code = program.process.returncode = os.waitstatus_to_exitcode(status)
        if not line or code not in _ANSWERED:
            raise _failed(arguments, code, program.talk)
    if peaks:
        return Launch(seconds, peaks[-1])
    # Where there is no /proc. On Linux a child's figure starts with what its parent held.
    return Launch(seconds, None if sys.platform == "linux" else peak_megabytes(usage.ru_maxrss))


def _watch(pid: int, peaks: list[float]) -> None:
    """Note a program's peak until it has ended: an ended one no longer tells it."""
    while (peak := own_peak(pid)) is not None:
        peaks.append(peak)
        time.sleep(_EVERY)


def first_page(environment: dict[str, str], scratch: Path) -> float:
    """Seconds from the start of ``python -m ui`` until its page has come.

    Raises:
        FactcheckError: it ended without serving one.
    """
    nothing = scratch / "no-seeds"
    nothing.mkdir(exist_ok=True)
    arguments = [sys.executable, "-m", "ui", "--port", "0", "--token", "off", "--seeds", str(nothing)]
    with _program(arguments, environment) as program:
        found = next((found for line in program.output if (found := _ADDRESS.search(line))), None)
        if found is None:
            raise _failed(arguments, program.process.wait(), program.talk)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(found[0] + "/") as page:
            page.read()
        return time.perf_counter() - program.start


def own_peak(pid: int) -> float | None:
    """The most memory that a running program has held so far, MiB; None where the system does not tell.

    ``ru_maxrss`` would count what its parent held when it was started.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return None
    found = re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 2**10 if found else None


def peak_megabytes(maxrss: int) -> float:
    """``ru_maxrss`` as MiB: it counts KiB, on macOS bytes."""
    return maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _failed(arguments: Sequence[str], code: int, talk: IO[str]) -> FactcheckError:
    talk.seek(0)
    last = (talk.read().strip().splitlines() or ["it said nothing"])[-1]
    name = " ".join(arguments[1:4])
    return FactcheckError(f"The program `python {name}` ended with {code} and without an answer: {last}")
