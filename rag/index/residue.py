"""What Chroma's files hold beyond its data.

hnswlib writes the whole of its buffers, and the part that no element uses yet is whatever lay in
that memory: words of documents among it. It is overwritten with zeros, as hnswlib itself does
before it puts an element there.
"""

from __future__ import annotations

import logging
import os
import struct
from pathlib import Path

from rag.errors import StoreError

logger = logging.getLogger(__name__)

_HEADER = struct.Struct("<i4q")  # version, offset, elements there is room for, elements, bytes of one
_VERSION = 1
_LENGTH_BYTES = 4


def blank_unused(folder: Path) -> None:
    """Overwrite the unused ends of the HNSW files under ``folder``, which no client may have open.

    Raises:
        StoreError: the files do not fit together, as after a kill while they were written.
    """
    for header in sorted(folder.glob("*/header.bin")):
        data = header.read_bytes()
        if not data:
            continue
        version, offset, room, elements, size = _HEADER.unpack(
            data[: _HEADER.size].ljust(_HEADER.size, b"\0")
        )
        if version != _VERSION or offset:
            logger.warning(
                "The index files in %s have an unknown layout; unused room in them stays.", header.parent
            )
            continue
        _blank(header.with_name("data_level0.bin"), elements * size, room * size)
        _blank(header.with_name("length.bin"), elements * _LENGTH_BYTES, room * _LENGTH_BYTES)


def _blank(file: Path, used: int, most: int) -> None:
    with file.open("r+b") as stream:
        end = stream.seek(0, os.SEEK_END)
        if not used <= end <= most:
            raise StoreError(
                f"The index file {file} has {end} bytes, between {used} and {most} were expected."
            )
        stream.seek(used)
        if any(stream.read(end - used)):
            stream.seek(used)
            stream.write(bytes(end - used))
