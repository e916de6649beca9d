"""Paths as people write them."""

from __future__ import annotations

from pathlib import Path


def expanded(path: str | Path) -> Path:
    """``path`` with the home that ``~`` stands for; the home of nobody (``~nouser/x``) stays as it stands."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)
