"""OpenDocument files (odt, ods, odp): paragraphs, headings, tables, notes and slides."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Extract, Hints
from rag.documents.cleaning.normalising import one_line
from rag.documents.loaders import Limits
from rag.documents.loaders.archive import check_unpacked
from rag.documents.loaders.open_xml import attribute, descendants, local, parse_xml
from rag.documents.tables import rows_as_blocks
from rag.errors import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element

_DAMAGED = "The OpenDocument file is damaged or encrypted; get a whole copy of it without a password."
_MAX_ROWS = 200_000
_MAX_COLUMNS = 400
_MOST_REPEATS = 1_000
_SKIPPED = frozenset("tracked-changes forms sequence-decls annotation-end bookmark deletion".split())


def load(path: Path, limits: Limits) -> Extract:
    """The blocks of the OpenDocument file at ``path``.

    Raises:
        DocumentError: a zip bomb, or a damaged or encrypted file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            check_unpacked(archive, limits.max_unpacked_bytes, "OpenDocument file")
            root = parse_xml(archive.read("content.xml"))
            meta = parse_xml(archive.read("meta.xml")) if "meta.xml" in archive.namelist() else None
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError):
        raise DocumentError(_DAMAGED) from None
    body = next(descendants(root, "body"), None) if root is not None else None
    if body is None:
        raise DocumentError(_DAMAGED)
    blocks: list[Block] = []
    for content in body:
        match local(content):
            case "spreadsheet":
                tables = [each for each in content if local(each) == "table"]
                for number, table in enumerate(tables, start=1):
                    rows = list(_table(table))
                    name = one_line(attribute(table, "name") or f"Sheet {number}")
                    if rows:
                        blocks += [
                            Block(name, level=2, page=number),
                            *(replace(row, page=number) for row in rows),
                        ]
            case "presentation":
                pages = [each for each in content if local(each) == "page"]
                for number, page in enumerate(pages, start=1):
                    blocks += [replace(block, page=number) for block in _walk(page)]
            case "text" | "drawing":
                blocks += list(_walk(content))
    return Extract(tuple(blocks), _hints(meta))


def _hints(meta: _Element | None) -> Hints:
    if meta is None:
        return Hints()
    values = {local(each): one_line(each.text or "") for each in meta.iter()}
    author = values.get("initial-creator") or values.get("creator") or ""
    return Hints(title=values.get("title") or None, author=author if " " in author else None)


def _walk(root: _Element) -> Iterator[Block]:
    stack = list(reversed(root))
    while stack:
        element = stack.pop()
        name = local(element)
        if name in _SKIPPED or not name:
            continue
        if name in ("p", "h"):
            notes: list[str] = []
            boxes: list[_Element] = []
            words = _words(element, notes, boxes)
            level = int(attribute(element, "outline-level") or "1") if name == "h" else 0
            if words:
                yield Block(words, level=max(0, min(6, level)))
            yield from (Block(note) for note in notes)
            stack.extend(reversed(boxes))
        elif name == "table":
            yield from _table(element)
        elif name == "notes":  # of a slide
            yield from (Block(f"Notes: {block.text}") for block in _walk(element))
        else:
            stack.extend(reversed(element))


def _words(paragraph: _Element, notes: list[str], boxes: list[_Element]) -> str:
    parts: list[str] = []

    def visit(element: _Element, depth: int) -> None:
        parts.append(element.text or "")
        for each in element:
            name = local(each)
            if name == "s" or name in ("tab", "line-break"):
                parts.append(" ")
            elif name == "note":
                mark = next((one_line(c.text or "") for c in descendants(each, "note-citation")), "")
                body = next(descendants(each, "note-body"), None)
                text = (
                    one_line(" ".join("".join(map(str, p.itertext())) for p in descendants(body, "p")))
                    if body is not None
                    else ""
                )
                parts.append(f" [{mark}]")
                notes.extend([f"[{mark}] {text}"] if text else [])
            elif name == "annotation":
                text = one_line(" ".join("".join(map(str, p.itertext())) for p in descendants(each, "p")))
                notes.extend([f"[Comment: {text}]"] if text else [])
            elif name in ("frame", "custom-shape", "text-box"):
                boxes.append(each)
            elif name and name not in _SKIPPED and depth < 100:
                visit(each, depth + 1)
            parts.append(each.tail or "")

    visit(paragraph, 0)
    return one_line("".join(parts))


def _table(table: _Element) -> Iterator[Block]:  # noqa: C901  one pass over rows and cells
    grid: list[list[str]] = []
    heads = 0
    for row in descendants(table, "table-row"):
        if attribute(row, "visibility") in ("collapse", "filter"):
            continue
        cells: list[str] = []
        for cell in row:
            name = local(cell)
            if name not in ("table-cell", "covered-table-cell"):
                continue
            words = " ".join(filter(None, (_words(p, [], []) for p in cell if local(p) in ("p", "h"))))
            times = _count(attribute(cell, "number-columns-repeated"))
            span = _count(attribute(cell, "number-columns-spanned"))
            if name == "covered-table-cell" and not words and cells:
                words = cells[-1] if span == 1 and _covers(cell) else ""
            cells += [words] * min(times if words else min(times, 50), _MAX_COLUMNS - len(cells))
        while cells and not cells[-1]:
            cells.pop()
        times = _count(attribute(row, "number-rows-repeated"))
        if cells:
            grid += [cells] * min(times, 100)
        elif grid and grid[-1]:
            grid.append([])
        parent = row.getparent()
        if parent is not None and local(parent) == "table-header-rows" and heads == len(grid) - 1:
            heads = len(grid)
        if len(grid) > _MAX_ROWS:
            raise DocumentError(
                f"A sheet has more than {_MAX_ROWS:,} rows; save the rows that matter as a file of their own."
            )
    stretch: list[list[str]] = []
    for cells in [*grid, []]:
        if cells:
            stretch.append(cells)
        elif stretch:
            yield from rows_as_blocks(stretch, heads=heads if 0 < heads < len(stretch) else None)
            stretch, heads = [], 0


def _covers(cell: _Element) -> bool:
    """Whether a covered cell lies beside the one that covers it, and not below."""
    before = cell.getprevious()
    return before is not None and (
        local(before) == "covered-table-cell" or _count(attribute(before, "number-columns-spanned")) > 1
    )


def _count(value: str | None) -> int:
    return min(_MOST_REPEATS, int(value)) if value and value.isdecimal() and len(value) < 9 else 1
