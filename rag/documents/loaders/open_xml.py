"""Office Open XML packages: parts by their relationships, XML without entities, what all three kinds share.

Names are compared without their namespace, so that the strict and the transitional form read the same.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Hints
from rag.documents.cleaning.normalising import one_line
from rag.documents.loaders.archive import check_unpacked
from rag.documents.tables import rows_as_blocks
from rag.errors import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROGRAM_TITLES = (
    "powerpoint",
    "untitled",
    "word document",
    "document",
    "presentation",
    "book1",
    "microsoft",
)
_DAMAGED = "The Office file is damaged or cut off; get a whole copy of it."


class Package:
    """The parts of an Office file; a context manager."""

    def __init__(self, path: Path, limit: int) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
            check_unpacked(self._archive, limit, "Office file")
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
            raise DocumentError(_DAMAGED) from None
        self.names = {name.lstrip("/").lower(): name for name in self._archive.namelist()}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def read(self, part: str) -> bytes | None:
        """The bytes of a part; None where there is none."""
        name = self.names.get(part.lstrip("/").lower())
        if name is None:
            return None
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError):
            raise DocumentError(_DAMAGED) from None

    def xml(self, part: str) -> _Element | None:
        """The root of an XML part; None where there is none or it is broken."""
        data = self.read(part)
        return None if data is None else parse_xml(data)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part: id to the last word of its type and the part it leads to."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str]] = {}
        if root is None:
            return found
        for each in root:
            target = each.get("Target") or ""
            if each.get("TargetMode") == "External" or not target:
                continue
            place = target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[each.get("Id") or ""] = ((each.get("Type") or "").rpartition("/")[2], place.lstrip("/"))
        return found

    def main(self, fallback: str) -> str:
        """The main part, by the relationships of the package."""
        for kind, part in self.related("").values():
            if kind == "officeDocument" and part.lower() in self.names:
                return part
        return fallback

    def opened(self, fallback: str, what: str) -> tuple[str, _Element]:
        """The name and the root of the main part of a ``what``.

        Raises:
            DocumentError: it cannot be read.
        """
        part = self.main(fallback)
        root = self.xml(part)
        if root is None:
            raise DocumentError(
                f"The {what} is damaged: its main part cannot be read; get a whole copy of it."
            )
        return part, root

    def hints(self) -> Hints:
        """Title and author of the core properties. The day of creation is often that of a template."""
        part = next(
            (part for kind, part in self.related("").values() if kind == "core-properties"),
            "docProps/core.xml",
        )
        root = self.xml(part)
        if root is None:
            return Hints()
        values = {local(each): one_line(each.text or "") for each in root}
        title, author = values.get("title", ""), values.get("creator", "")
        stated = len(title) > 3 and not title.lower().startswith(_PROGRAM_TITLES)
        # The names that programs put there by themselves are one word, such as "openpyxl" or "User".
        return Hints(title=title if stated else None, author=author if " " in author else None)


def parse_xml(data: bytes) -> _Element | None:
    """The root of XML of other people, without entities, networks and huge trees; None where it is broken."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root.getroottree().docinfo.doctype:
        raise DocumentError(
            "The file defines XML entities, as attacks do and documents do not; it is not read."
        )
    return root


def local(element: _Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element, name: str) -> str | None:
    """An attribute whatever its namespace."""
    plain: str | None = element.get(name)
    if plain is not None:
        return plain
    found: str | None = next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == name), None)
    return found


def child(element: _Element, name: str) -> _Element | None:
    """The first child of this name."""
    return next((each for each in element if local(each) == name), None)


def descendants(element: _Element, name: str) -> Iterator[_Element]:
    """All descendants of this name, in order."""
    return (each for each in element.iter() if local(each) == name)


def drawn_words(root: _Element) -> str:
    """The text of DrawingML below ``root``: paragraphs as sentences of one line."""
    lines = []
    for paragraph in descendants(root, "p"):
        words = one_line("".join(each.text or "" for each in descendants(paragraph, "t")))
        lines += [words] if words else []
    return " ".join(lines)


def graphic_blocks(
    package: Package, related: dict[str, tuple[str, str]], element: _Element
) -> Iterator[Block]:
    """The data of the charts and the words of the SmartArt that ``element`` of a part refers to."""
    for chart in descendants(element, "chart"):
        _, part = related.get(attribute(chart, "id") or "", ("", ""))
        root = package.xml(part) if part else None
        yield from _chart_blocks(root) if root is not None else ()
    for diagram in descendants(element, "relIds"):
        _, part = related.get(attribute(diagram, "dm") or "", ("", ""))
        root = package.xml(part) if part else None
        for point in descendants(root, "pt") if root is not None else ():
            if words := drawn_words(point):
                yield Block(words)


def _chart_blocks(root: _Element) -> Iterator[Block]:
    """The data of a chart: a row a category, a column a series, below the chart's title."""
    title = next(descendants(root, "title"), None)
    caption = drawn_words(title) if title is not None else ""
    names: list[str] = []
    columns: list[dict[str, str]] = []
    categories: dict[str, None] = {}
    for series in descendants(root, "ser"):
        head = child(series, "tx")
        names.append(
            _points(head)[0][1] if head is not None and _points(head) else f"Series {len(names) + 1}"
        )
        keys = next((each for each in series if local(each) in ("cat", "xVal")), None)
        values = next((each for each in series if local(each) in ("val", "yVal")), None)
        told = dict(_points(keys)) if keys is not None else {}
        column: dict[str, str] = {}
        for place, value in _points(values) if values is not None else ():
            key = told.get(place, place)
            categories[key] = None
            column[key] = value
        columns.append(column)
    if categories:
        rows = [["", *names], *([key, *(column.get(key, "") for column in columns)] for key in categories)]
        yield from rows_as_blocks(rows, heads=1, caption=caption or "Chart")


def _points(element: _Element) -> list[tuple[str, str]]:
    points = [
        (point.get("idx") or "0", one_line("".join(v.text or "" for v in descendants(point, "v"))))
        for point in descendants(element, "pt")
    ]
    if not points:
        points = [("0", one_line(v.text or "")) for v in descendants(element, "v")][:1]
    return [(place, _short(value)) for place, value in points if value]


def _short(value: str) -> str:
    """A stored figure without the dust of binary fractions."""
    try:
        number = float(value)
    except ValueError:
        return value
    return f"{number:.12g}" if "." in value else value
