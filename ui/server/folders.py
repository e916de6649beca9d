"""Which files of the server may be added by their path: those under the folders that the operator names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from rag.paths import expanded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def allowed_folders(named: Iterable[Path], seeds: Path | None) -> tuple[Path, ...]:
    """The folders themselves, behind all links: those that are named, and the starter documents."""
    folders = [*named, *([seeds] if seeds is not None else [])]
    return tuple(Path(os.path.realpath(expanded(folder))) for folder in folders)


def within(path: str | Path, folders: Sequence[Path]) -> Path | None:
    """The file or folder behind all links of ``path``; None where it lies outside of ``folders`` or is nowhere."""
    try:
        real = Path(os.path.realpath(path))
        inside = any(real.is_relative_to(folder) for folder in folders) and real.exists()
    except (OSError, ValueError):  # a NUL, or too long a name
        return None
    return real if inside else None
