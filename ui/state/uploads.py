"""Which files of the upload folder a client may speak of: those of its owner.

Gradio names the folder of an upload by the hash of what is in it, so whoever has the same file, or sees the
path, could name it. Here each upload is moved to a folder of its own within one of its owner, whose name nobody
else can make.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path


def uploaded(name: str, owner: str | None = None) -> Path | None:
    """The uploaded file of that path; None when it is anywhere else, is gone, or is not that of the ``owner`` given."""
    # A client names the path: anything outside the upload folder is somebody else's file.
    path = _real(name)
    if path is None or not path.is_relative_to(_folder() if owner is None else _folder_of(owner)):
        return None
    return path if path.is_file() else None


def is_of_another(name: str, owner: str) -> bool:
    """Whether a path leads into the upload folder, and there to what is not the ``owner``'s."""
    path = _real(name)
    return path is not None and path.is_relative_to(_folder()) and not path.is_relative_to(_folder_of(owner))


def set_apart(name: str, owner: str) -> str:
    """Move a file that Gradio has just written to the owner's; returns where it lies now."""
    path = uploaded(name)
    if path is None:
        return name
    apart = _folder_of(owner) / secrets.token_hex(16)
    apart.mkdir(parents=True)
    moved = path.replace(apart / path.name)
    if path.parent != _folder() and not any(path.parent.iterdir()):
        path.parent.rmdir()
    return str(moved)


def _real(name: str) -> Path | None:
    try:
        return Path(os.path.realpath(name))
    except (OSError, ValueError):  # a NUL, or too long a name
        return None


def _folder() -> Path:
    from gradio.utils import get_upload_folder

    return Path(get_upload_folder()).resolve()


def _folder_of(owner: str) -> Path:
    mark = hmac.new(_key(), owner.encode("utf-8", "surrogateescape"), hashlib.sha256)
    return _folder() / mark.hexdigest()[:32]


@cache
def _key() -> bytes:
    """Of this process: nobody can tell an owner's folder without it."""
    return secrets.token_bytes(32)
