"""E-books (EPUB): the chapters in the order of their spine."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from pathlib import Path
from urllib.parse import unquote

from rag.documents.blocks import Block, Extract, Hints
from rag.documents.cleaning.normalising import one_line
from rag.documents.loaders import Limits
from rag.documents.loaders.archive import check_unpacked
from rag.documents.loaders.html import parse_message
from rag.documents.loaders.open_xml import attribute, descendants, local, parse_xml
from rag.errors import DocumentError

_DAMAGED = "The e-book is damaged or protected against copying; get a copy without protection."


def load(path: Path, limits: Limits) -> Extract:
    """The chapters of the e-book at ``path``.

    Raises:
        DocumentError: a zip bomb, or a damaged or protected book.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            check_unpacked(archive, limits.max_unpacked_bytes, "e-book")
            if "META-INF/encryption.xml" in archive.namelist() and b"xhtml" in archive.read(
                "META-INF/encryption.xml"
            ):
                raise DocumentError(_DAMAGED)
            container = parse_xml(archive.read("META-INF/container.xml"))
            root = next(descendants(container, "rootfile"), None) if container is not None else None
            place = (attribute(root, "full-path") or "") if root is not None else ""
            package = parse_xml(archive.read(place))
            if package is None:
                raise DocumentError(_DAMAGED)
            files = {each.get("id") or "": each.get("href") or "" for each in descendants(package, "item")}
            blocks: list[Block] = []
            for each in descendants(package, "itemref"):
                name = posixpath.normpath(
                    posixpath.join(posixpath.dirname(place), unquote(files.get(each.get("idref") or "", "")))
                )
                if name in archive.namelist() and each.get("linear") != "no":
                    blocks += parse_message(archive.read(name).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError, ValueError):
        raise DocumentError(_DAMAGED) from None
    values: dict[str, str] = {}
    for each in package.iter():
        values.setdefault(local(each), one_line(each.text or ""))
    hints = Hints(
        title=values.get("title") or None,
        author=values.get("creator") or None,
        publisher=values.get("publisher") or None,
        published=values.get("date") or None,
    )
    return Extract(tuple(blocks), hints)
