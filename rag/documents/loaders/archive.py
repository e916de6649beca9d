"""Zip archives: each file in one is a document of its own, or has a line that says why it is left out."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from rag.documents.blocks import Extract, Member
from rag.documents.discovery import left_out
from rag.documents.loaders import Limits
from rag.errors import DocumentError

_MOST_MEMBERS = 5_000
_RATIO = 500
_PIECE = 1 << 20


def load(path: Path, limits: Limits) -> Extract:
    """The files of the archive at ``path``, each put beside it.

    Raises:
        DocumentError: a zip bomb, an empty archive, or too many files.
    """
    with zipfile.ZipFile(path) as archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        if not files:
            raise DocumentError("The zip archive is empty, so there is nothing to read.")
        if len(files) > _MOST_MEMBERS:
            raise DocumentError(
                f"The zip archive holds {len(files):,} files, and {_MOST_MEMBERS:,} are allowed; split it."
            )
        check_unpacked(archive, limits.max_unpacked_bytes, "zip archive")
        return Extract((), members=tuple(_members(archive, files, path.parent, limits)))


def _members(
    archive: zipfile.ZipFile, files: list[zipfile.ZipInfo], folder: Path, limits: Limits
) -> Iterator[Member]:
    for number, info in enumerate(files, start=1):
        name = info.filename.replace("\\", "/").lstrip("/")
        parts = [part for part in name.split("/") if part not in ("", ".", "..")]
        if reason := next(filter(None, map(left_out, parts)), None):
            yield Member("/".join(parts), reason=reason)
        elif info.file_size > limits.max_file_bytes:
            yield Member(
                name, reason=f"The file is too large: {info.file_size:,} bytes; unpack it and split it."
            )
        else:
            place = folder / f"member-{number}"
            try:
                place.write_bytes(archive.read(info))
            except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError):
                yield Member(name, reason="The file is damaged inside its archive; get a whole copy of it.")
                continue
            yield Member("/".join(parts), str(place))


def check_unpacked(archive: zipfile.ZipFile, limit: int, what: str) -> None:
    """Raise DocumentError for a zip bomb, by what really unpacks: the sizes that a zip bomb states are lies."""
    bomb = f"The {what} is a zip bomb: it unpacks to far more than it should or than the {limit:,} bytes allowed."
    members = archive.infolist()
    if len(members) > 20_000:
        raise DocumentError(f"The {what} is a zip bomb: it holds {len(members):,} parts.")
    if sum(member.file_size for member in members) > limit:
        raise DocumentError(bomb)
    total = 0
    for member in members:
        read = 0
        try:
            with archive.open(member) as stream:
                while piece := stream.read(_PIECE):
                    read += len(piece)
                    total += len(piece)
                    if total > limit or (read > 10_000_000 and read > _RATIO * max(member.compress_size, 1)):
                        raise DocumentError(bomb)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            if what != "zip archive":
                raise
