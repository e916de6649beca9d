"""Whether the shipped reader lies here as it was released."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from rag.reading.span_reader import FOLDER

CHECKSUMS = "checksums.json"


def faults(folder: Path = FOLDER) -> list[str]:
    """What is wrong with the reader's files, a phrase each; empty when all have their SHA-256."""
    sums = folder / CHECKSUMS
    if not sums.is_file():
        return [f"{sums} is missing"]
    found = []
    for name, digest in json.loads(sums.read_text("utf-8")).items():
        file = folder / name
        if not file.is_file():
            found.append(f"{name} is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            found.append(f"{name} is damaged")
    return found


def write_checksums(folder: Path) -> None:
    """Note the SHA-256 of every weight and word-piece file in ``folder``."""
    names = ("reader.xml", "reader.bin", "tokenizer.json")
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    (folder / CHECKSUMS).write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")
