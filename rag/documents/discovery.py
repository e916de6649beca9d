"""Which files a list of paths and folders stands for, and why others in the folders are left out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.paths import expanded

_JUNK_FOLDERS = frozenset(
    {"__MACOSX", "__pycache__", "node_modules", "$RECYCLE.BIN", "System Volume Information"}
)
_JUNK_FILES = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
_JUNK_ENDINGS = ("~", ".tmp", ".part", ".crdownload", ".swp", ".lock", ".bak")
_FOLDER_NOTES = frozenset({"readme", "readme.md", "readme.txt", "license", "license.md", "license.txt"})
_BY_NAME = "give it by name to add it"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that is no document, and the reason in one sentence."""

    source: str
    reason: str


def discover(paths: Iterable[str | Path], *, store: Path | None = None) -> list[str]:
    """The files in ``paths`` in a stable order, each once; URLs stay as they are.

    Folders are searched to any depth, in the order of names. Skipped in them: hidden files and
    folders, the leftovers of programs, links that may lead in circles, notes on the folder itself
    (README, LICENSE), and the ``store``. A path given by name is never skipped, even if missing.
    """
    return [found for found in walk(paths, store=store) if isinstance(found, str)]


def walk(paths: Iterable[str | Path], *, store: Path | None = None) -> Iterator[str | Skipped]:
    """As ``discover``, with a ``Skipped`` at its place for each file that is left out; nothing comes twice."""
    seen: set[str] = set()
    for path in paths:
        text = os.fspath(path)
        found: Iterable[str | Skipped]
        if is_url(text):
            found = [text]
        elif not text.strip():
            found = [Skipped(text, "The path is empty; name a file or a folder.")]
        else:
            place = expanded(text)
            found = _files(place, store) if _is_folder(place) else [str(place.absolute())]
        for each in found:
            source = each if isinstance(each, str) else each.source
            if source not in seen:
                seen.add(source)
                yield each


# Of any scheme: what is no http address is refused by the fetcher, in words that fit an address.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def is_url(text: str) -> bool:
    """Whether ``text`` is an address to fetch and no path."""
    return bool(_SCHEME.match(text))


def left_out(name: str) -> str | None:
    """Why a file or folder of this name is no document; None where it may be one."""
    lower = name.lower()
    if (
        name in _JUNK_FOLDERS
        or lower in _JUNK_FILES
        or lower.endswith(_JUNK_ENDINGS)
        or name.startswith("~$")
    ):
        return f"Left over by a program; {_BY_NAME}."
    if name.startswith("."):
        return f"Hidden; {_BY_NAME}."
    if lower in _FOLDER_NOTES:
        return f"A note on the folder; {_BY_NAME}."
    return None


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _files(folder: Path, store: Path | None) -> Iterator[str | Skipped]:
    for root, folders, files in os.walk(folder.absolute()):
        kept = []
        for name in sorted(folders):
            place = Path(root, name)
            if store is not None and place == store:
                yield Skipped(str(place), "The store itself; its files are no documents.")
            elif reason := left_out(name):
                # A folder such as .git holds thousands of files: one line stands for them.
                yield Skipped(str(place), reason)
            elif place.is_symlink():
                yield Skipped(
                    str(place), "A link to a folder, which may lead in circles; give the folder itself."
                )
            else:
                kept.append(name)
        folders[:] = kept
        for name in sorted(files):
            place = Path(root, name)
            reason = left_out(name)
            if reason is None and store is not None and store in place.parents:
                reason = "A file of the store, and no document."
            yield Skipped(str(place), reason) if reason else str(place)
