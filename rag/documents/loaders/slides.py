"""Presentations to blocks: each slide a page, with its texts, tables, charts and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Extract
from rag.documents.cleaning.marks import raised, struck_out
from rag.documents.cleaning.normalising import one_line
from rag.documents.loaders import Limits
from rag.documents.loaders.open_xml import (
    Package,
    child,
    descendants,
    graphic_blocks,
    local,
)
from rag.documents.tables import rows_as_blocks

if TYPE_CHECKING:
    from lxml.etree import _Element

_REPEATED = ("sldNum", "dt", "ftr", "sldImg", "hdr")
_SHAPES = frozenset("sp graphicFrame grpSp cxnSp".split())


def load(path: Path, limits: Limits) -> Extract:
    """The blocks of the presentation at ``path``.

    Raises:
        DocumentError: a zip bomb, or a damaged file.
    """
    with Package(path, limits.max_unpacked_bytes) as package:
        part, root = package.opened("ppt/presentation.xml", "presentation")
        related = package.related(part)
        blocks: list[Block] = []
        hidden = 0
        struck: list[str] = []
        for number, entry in enumerate(descendants(root, "sldId"), start=1):
            _, slide = related.get(_relation(entry), ("", ""))
            page = package.xml(slide) if slide else None
            if page is None:
                continue
            if page.get("show") in ("0", "false"):
                hidden += 1
                continue
            blocks += [replace(block, page=number) for block in _slide(package, slide, page, struck)]
        warnings = [f"hidden text: {hidden} hidden slide{'s' * (hidden > 1)} left out"] if hidden else []
        return Extract(tuple(blocks), package.hints(), warnings=(*warnings, *struck_out(struck)))


def _relation(entry: _Element) -> str:
    return next((value for key, value in entry.attrib.items() if key.endswith("}id")), "")


def _slide(package: Package, part: str, root: _Element, struck: list[str]) -> Iterator[Block]:
    related = package.related(part)
    yield from _shapes(package, related, root, struck)
    for kind, other in related.values():
        if kind == "notesSlide" and (notes := package.xml(other)) is not None:
            yield from (
                Block(f"Notes: {block.text}")
                for block in _shapes(package, {}, notes, struck)
                if not block.level
            )
        if kind == "comments" and (comments := package.xml(other)) is not None:
            for comment in descendants(comments, "cm"):
                text = one_line(" ".join(t.text or "" for t in descendants(comment, "text")))
                yield from [Block(f"[Comment: {text}]")] if text else []


def _shapes(
    package: Package, related: dict[str, tuple[str, str]], root: _Element, struck: list[str]
) -> Iterator[Block]:
    tree = next(descendants(root, "spTree"), None)
    stack = list(reversed(tree)) if tree is not None else []
    while stack:
        shape = stack.pop()
        name = local(shape)
        if name in ("grpSp", "AlternateContent", "Choice"):
            stack.extend(reversed(shape))
        elif name == "sp":
            yield from _texts(shape, struck)
        elif name == "graphicFrame":
            for table in descendants(shape, "tbl"):
                yield from _table(table, struck)
            yield from graphic_blocks(package, related, shape)


def _texts(shape: _Element, struck: list[str]) -> Iterator[Block]:
    holder = next(descendants(shape, "ph"), None)
    kind = (holder.get("type") or "body") if holder is not None else ""
    if kind in _REPEATED:
        return
    body = child(shape, "txBody")
    for paragraph in descendants(body, "p") if body is not None else ():
        if words := _words(paragraph, struck):
            yield Block(words, level=2 if kind in ("title", "ctrTitle") else 0)


def _words(paragraph: _Element, struck: list[str]) -> str:
    """The words of a paragraph; those that are struck out go into ``struck``."""
    parts: list[str] = []
    for each in paragraph:
        if local(each) == "br":
            parts.append(" ")
        if local(each) not in ("r", "fld"):
            continue
        text = "".join(t.text or "" for t in descendants(each, "t"))
        style = child(each, "rPr")
        if style is not None and style.get("strike") not in (None, "noStrike"):
            struck.append(one_line(text))
            continue
        if (
            style is not None
            and (style.get("baseline") or "0").lstrip("+").isdecimal()
            and int(style.get("baseline") or 0) > 0
        ):
            text = raised("".join(parts), text.strip())
        parts.append(text)
    return one_line("".join(parts))


def _table(table: _Element, struck: list[str]) -> Iterator[Block]:
    grid: list[list[str]] = []
    for row in descendants(table, "tr"):
        cells: list[str] = []
        for cell in (each for each in row if local(each) == "tc"):
            words = " ".join(filter(None, (_words(p, struck) for p in descendants(cell, "p"))))
            if cell.get("hMerge") in ("1", "true") and cells:
                words = cells[-1]
            if cell.get("vMerge") in ("1", "true") and grid and len(cells) < len(grid[-1]):
                words = grid[-1][len(cells)]
            cells.append(words)
        grid.append(cells)
    style = child(table, "tblPr")
    heads = 1 if style is not None and style.get("firstRow") in ("1", "true") and len(grid) > 1 else None
    yield from rows_as_blocks(grid, heads=heads)
