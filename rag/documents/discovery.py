"""Which files a list of paths and folders stands for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from rag.paths import expanded

_JUNK_FOLDERS = frozenset(
    {"__MACOSX", "__pycache__", "node_modules", "$RECYCLE.BIN", "System Volume Information"}
)
_JUNK_FILES = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
_JUNK_ENDINGS = ("~", ".tmp", ".part", ".crdownload", ".swp", ".lock", ".bak")
_FOLDER_NOTES = frozenset({"readme", "readme.md", "readme.txt", "license", "license.md", "license.txt"})


def discover(paths: Iterable[str | Path]) -> list[str]:
    """The files in ``paths`` in a stable order, each once; URLs stay as they are.

    Folders are searched to any depth, in the order of names. Skipped in them: hidden files and
    folders, the leftovers of programs, linked folders (they may lead in circles), and notes on
    the folder itself (README, LICENSE). A path given by name is never skipped, even if missing.
    """
    found: dict[str, None] = {}
    for path in paths:
        text = os.fspath(path)
        if is_url(text):
            found[text] = None
        elif Path(text).is_dir():
            for file in _files(text):
                found[file] = None
        else:
            found[str(expanded(text).absolute())] = None
    return list(found)


# Of any scheme: what is no http address is refused by the fetcher, in words that fit an address.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def is_url(text: str) -> bool:
    """Whether ``text`` is an address to fetch and no path."""
    return bool(_SCHEME.match(text))


def _files(folder: str) -> Iterable[str]:
    for root, folders, files in os.walk(Path(folder).absolute()):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _JUNK_FOLDERS
        )
        for name in sorted(files):
            if not _is_junk(name):
                yield str(Path(root, name))


def _is_junk(name: str) -> bool:
    lower = name.lower()
    return (
        name.startswith((".", "~$"))
        or lower in _JUNK_FILES
        or lower in _FOLDER_NOTES
        or lower.endswith(_JUNK_ENDINGS)
    )
