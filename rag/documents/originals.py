"""Uploaded files whose pages can be shown, kept in the store as they came: their sender has no path of this machine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_FOLDER = "originals"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def keep_original(store: Path, fingerprint: str, data: bytes) -> None:
    """Keep the bytes of an upload; at another time the same ones are there already."""
    folder = store / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / fingerprint
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)


def original(store: Path, fingerprint: str) -> Path | None:
    """The kept file with that SHA-256, if there is one."""
    path = store / _FOLDER / fingerprint
    return path if _FINGERPRINT.fullmatch(fingerprint) and path.is_file() else None


def remove_originals(store: Path, fingerprints: Iterable[str]) -> None:
    """Remove the kept files of a document that goes."""
    for fingerprint in fingerprints:
        if (path := original(store, fingerprint)) is not None:
            path.unlink(missing_ok=True)
