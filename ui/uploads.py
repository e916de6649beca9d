"""Which files of the upload folder a client may speak of."""

from __future__ import annotations

import os
from pathlib import Path


def uploaded(name: str) -> Path | None:
    """The uploaded file of that path; None when it is anywhere but in the upload folder, or is gone."""
    from gradio.utils import get_upload_folder

    # A client names the path: anything outside the upload folder is somebody else's file.
    path = Path(os.path.realpath(name))
    inside = path.is_relative_to(Path(get_upload_folder()).resolve())
    return path if inside and path.is_file() else None
