"""Whether the shipped models lie here as they were released."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

MODELS = Path(__file__).parent
SHIPPED = {name: MODELS / name for name in ("embedder", "reader", "judge", "reviewer")}
"""The folder of each shipped model."""
CHECKSUMS = "checksums.json"


def faults(folder: Path) -> list[str]:
    """What is wrong with a model's files, a phrase each; empty when all have their SHA-256."""
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
    weights = (path for kind in ("xml", "bin", "safetensors") for path in folder.glob(f"*.{kind}"))
    files = sorted([*weights, folder / "tokenizer.json"])
    sums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    (folder / CHECKSUMS).write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")
