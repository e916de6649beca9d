"""An ingest of many small files, killed at any moment: what it had reported is in the store.

A program of its own for the child; it prints a line for each file as it is done.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FILES = 400
_INGEST = """
import sys
from pathlib import Path
from rag import Settings, ingest

def tell(line):
    print(line.status, Path(line.source).name, flush=True)

ingest([sys.argv[1]], Settings(store=Path(sys.argv[2])), progress=tell)
"""


def write_files(folder: Path, count: int = FILES) -> None:
    """Small files, no two alike."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        words = (
            f"Ferry {number} sails at {number % 24} o'clock. It carries {number * 7} cars to island {number}."
        )
        (folder / f"file-{number}.txt").write_text(f"{words}\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Killed:
    """What an ingest had reported when it was killed: files that are in, and those that it could not read."""

    reported: list[str]
    failed: list[str]
    done: bool


def kill_one(folder: Path, store: Path, seconds: float) -> Killed:
    """Begin an ingest of ``folder``, and kill it ``seconds`` after the first file that it reports."""
    child = subprocess.Popen(
        [sys.executable, "-c", _INGEST, str(folder), str(store)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    lines = [child.stdout.readline()]
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    lines += child.stdout.readlines()
    done = child.wait() == 0
    # A line that was cut by the kill reported nothing.
    told = [line.split() for line in lines if line.endswith("\n")]
    failed = [name for status, name in told if status == "failed"]
    return Killed([name for _, name in told if name not in failed], failed, done)


def lost(store: Path, names: list[str]) -> list[str]:
    """Those of ``names`` that the store does not hold whole."""
    from rag import Settings
    from rag.index import Store

    with Store(Settings(store=store)) as opened:
        held = {Path(document.source).name: document for document in opened.documents()}
        return [
            name
            for name in names
            if name not in held or len(opened.passages_of(held[name].id)) != held[name].passages
        ]


def run(
    root: Path, count: int, tell: Callable[[str], None], *, seed: int = 1, most: float = 8.0
) -> tuple[int, int, list[str]]:
    """Kill ``count`` ingests one after the other, each within ``most`` seconds of its first file.

    Returns the ingests, the files reported by all of them, and what was lost or could not be read. An ingest that
    is done makes room for a new store.
    """
    chance = random.Random(seed)
    folder, ingests, stores, reported = root / "files", 0, 0, 0
    faults: list[str] = []
    write_files(folder)
    while ingests - stores < count:
        store = root / f"store-{stores}"
        killed = kill_one(folder, store, chance.uniform(0.0, most))
        ingests += 1
        stores += killed.done
        reported += len(killed.reported)
        faults += [f"ingest {ingests}: {name} could not be read" for name in killed.failed]
        faults += [
            f"ingest {ingests}: {name} was reported and is not in the store"
            for name in lost(store, killed.reported)
        ]
        tell(f"{ingests} ingests, {reported} files reported, {len(faults)} lost")
    return ingests, reported, faults
