"""An ingest of many small files, killed at any moment: what it had reported is in the store.

A program of its own for the child; it prints a line for each file as it is done.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
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


def kill_one(folder: Path, store: Path, seconds: float) -> tuple[list[str], bool]:
    """The names that an ingest reported before it was killed, ``seconds`` after the first, and whether it was done."""
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
    return [name for status, name in told if status in ("added", "unchanged", "updated")], done


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


def kills(root: Path, count: int, seed: int = 1, most: float = 8.0) -> Iterator[tuple[int, list[str], float]]:
    """Kill ``count`` ingests one after the other; of each how many files it had reported, what is lost, and seconds.

    A store that is full makes room for a new one.
    """
    chance = random.Random(seed)
    folder, round_ = root / "files", 0
    write_files(folder)
    killed = 0
    while killed < count:
        store = root / f"store-{round_}"
        began = time.perf_counter()
        names, done = kill_one(folder, store, chance.uniform(0.0, most))
        killed += not done
        round_ += done
        yield len(names), lost(store, names), time.perf_counter() - began


def run(root: Path, count: int, tell: Callable[[str], None]) -> tuple[int, int, list[str]]:
    """Kills, files reported by all of them, and what was lost."""
    number = reported = 0
    faults: list[str] = []
    for number, (names, missing, _) in enumerate(kills(root, count), start=1):
        reported += names
        faults += [f"ingest {number}: {name} was reported and is not in the store" for name in missing]
        tell(f"{number} ingests, {reported} files reported, {len(faults)} lost")
    return number, reported, faults
