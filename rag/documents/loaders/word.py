"""Word files to blocks: headings, paragraphs, tables, text boxes, notes, comments and charts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Extract
from rag.documents.cleaning.hidden import Hidden
from rag.documents.cleaning.marks import raised, struck_out
from rag.documents.cleaning.normalising import normalise, one_line
from rag.documents.loaders import Limits
from rag.documents.loaders.open_xml import (
    Package,
    attribute,
    child,
    descendants,
    graphic_blocks,
    local,
)
from rag.documents.tables import rows_as_blocks
from rag.errors import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element

_TINY = 4  # half points
_WHITES = frozenset({"FFFFFF", "FEFEFE", "FDFDFD"})
_SKIPPED = frozenset({"Fallback", "del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr"})
_LONGEST_CELL = 500
_HEADING = re.compile(r"(?:heading|überschrift|titre|título)\s*([1-6])", re.IGNORECASE)
_OFF = (None, "0", "false", "off", "none")


def load(path: Path, limits: Limits) -> Extract:
    """The blocks of the Word file at ``path``.

    Raises:
        DocumentError: a zip bomb, or a damaged file.
    """
    with Package(path, limits.max_unpacked_bytes) as package:
        part, root = package.opened("word/document.xml", "Word file")
        body = child(root, "body")
        if body is None:
            raise DocumentError("The Word file has no body; get a whole copy of it.")
        reader = _Reader(package, part)
        blocks = tuple(reader.blocks(body))
        warnings = (*Hidden(tuple(reader.hidden)).warnings, *struck_out(reader.struck))
        return Extract(blocks, package.hints(), warnings=warnings)


class _Reader:
    """Reads the body of one Word file; collects what it leaves out."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._related = package.related(part)
        self._levels = self._heading_levels()
        self._notes = {kind: self._noted(kind) for kind in ("footnotes", "endnotes", "comments")}
        self.hidden: list[str] = []
        self.struck: list[str] = []
        self._boxes: list[Block] = []
        self._after: list[Block] = []
        self._number = 0

    def blocks(self, body: _Element) -> Iterator[Block]:
        """The blocks of a body or of what it is made of."""
        for element in body:
            match local(element):
                case "p":
                    yield from self._paragraph(element)
                case "tbl":
                    yield from self._table(element)
                case "sdt" | "sdtContent" | "customXml" | "smartTag" | "ins" | "moveTo" | "body":
                    yield from self.blocks(element)

    def _paragraph(self, element: _Element) -> Iterator[Block]:
        parts: list[str] = []
        emphasis: list[bool] = []
        self._runs(element, parts, emphasis)
        words = one_line("".join(parts))
        boxes, after = self._boxes, self._after
        self._boxes, self._after = [], []
        if words:
            level = self._level(element)
            yield Block(words, level=level, emphasised=bool(emphasis) and all(emphasis) and not level)
        yield from boxes
        yield from after

    def _runs(self, element: _Element, parts: list[str], emphasis: list[bool]) -> None:
        for each in element:
            name = local(each)
            if name in ("del", "moveFrom"):
                words = one_line("".join(t.text or "" for t in each.iter() if local(t) in ("delText", "t")))
                self.struck += [words] if words and name == "del" else []
            elif name in _SKIPPED:
                continue
            elif name == "r":
                self._run(each, parts, emphasis)
            elif name not in (
                "commentRangeStart",
                "commentRangeEnd",
                "bookmarkStart",
                "bookmarkEnd",
                "proofErr",
            ):
                self._runs(each, parts, emphasis)

    def _run(self, run: _Element, parts: list[str], emphasis: list[bool]) -> None:
        style = child(run, "rPr")
        words: list[str] = []
        for each in run:
            self._piece(each, words)
        text = "".join(words)
        if not text:
            return
        if style is not None and text.strip():
            if _is_unseen(style):
                self.hidden.append(normalise(text)[0])
                return
            if _is_on(style, "strike") or _is_on(style, "dstrike"):
                self.struck.append(one_line(text))
                return
            place = child(style, "vertAlign")
            if place is not None and attribute(place, "val") == "superscript":
                text = raised("".join(parts), text.strip())
        if text.strip():
            emphasis.append(style is not None and (_is_on(style, "i") or _is_on(style, "b")))
        parts.append(text)

    def _piece(self, each: _Element, words: list[str]) -> None:
        match local(each):
            case "t":
                words.append(each.text or "")
            case "tab" | "br" | "cr" | "ptab":
                words.append(" ")
            case "noBreakHyphen":
                words.append("-")
            case "sym":
                words.append(_symbol(attribute(each, "char") or ""))
            case "footnoteReference":
                self._note("footnotes", each, words)
            case "endnoteReference":
                self._note("endnotes", each, words)
            case "commentReference":
                self._comment(each)
            case "AlternateContent" | "Choice":
                for inner in each:
                    if local(inner) != "Fallback":
                        self._piece(inner, words)
            case "drawing" | "pict" | "object":
                self._drawing(each)

    def _note(self, kind: str, reference: _Element, words: list[str]) -> None:
        note = self._notes[kind].get(attribute(reference, "id") or "")
        if note is None:
            return
        self._number += 1
        words.append(f" [{self._number}]")
        if text := _all_words(note):
            self._after.append(Block(f"[{self._number}] {text}"))

    def _comment(self, reference: _Element) -> None:
        comment = self._notes["comments"].get(attribute(reference, "id") or "")
        if comment is not None and (text := _all_words(comment)):
            author = one_line(attribute(comment, "author") or "")
            self._after.append(Block(f"[Comment{f' by {author}' * bool(author)}: {text}]"))

    def _drawing(self, drawing: _Element) -> None:
        for box in descendants(drawing, "txbxContent"):
            if any(local(above) == "Fallback" for above in box.iterancestors()):
                continue
            kept, self._boxes = self._boxes, []
            after, self._after = self._after, []
            inner = list(self.blocks(box))
            self._boxes, self._after = [*kept, *inner], after
        self._boxes += graphic_blocks(self._package, self._related, drawing)

    def _table(self, table: _Element) -> Iterator[Block]:
        grid: list[list[str]] = []
        heads = 0
        long = 0
        for row in (each for each in _through(table) if local(each) == "tr"):
            cells: list[str] = []
            style = child(row, "trPr")
            for cell in (each for each in _through(row) if local(each) == "tc"):
                words, span, goes_on = self._cell(cell)
                if goes_on and grid and len(cells) < len(grid[-1]):
                    words = grid[-1][len(cells)]
                long += len(words) > _LONGEST_CELL
                cells += [words] * max(1, min(span, 100))
            if cells:
                grid.append(cells)
            if style is not None and _is_on(style, "tblHeader") and heads == len(grid) - 1:
                heads = len(grid)
        after, self._after = self._after, []
        width = max(map(len, grid), default=0)
        if width < 2 or long > 0.2 * sum(map(len, grid)):
            for cells in grid:
                yield from (Block(words) for words in dict.fromkeys(cells) if words)
        else:
            yield from rows_as_blocks(grid, heads=heads if 0 < heads < len(grid) else None)
        yield from after

    def _cell(self, cell: _Element) -> tuple[str, int, bool]:
        style = child(cell, "tcPr")
        span, goes_on = 1, False
        if style is not None:
            across, down = child(style, "gridSpan"), child(style, "vMerge")
            value = (attribute(across, "val") or "1") if across is not None else "1"
            span = int(value) if value.isdecimal() and len(value) < 4 else 1
            goes_on = down is not None and attribute(down, "val") in (None, "continue")
        after = self._after
        self._after = []
        words = " ".join(
            block.text for block in self.blocks(cell) if not block.text.startswith(("[Comment", "["))
        )
        notes = [block for block in self._after if block.text.startswith("[")]
        self._after = [*after, *notes]
        return words, span, goes_on

    def _level(self, paragraph: _Element) -> int:
        style = child(paragraph, "pPr")
        if style is None:
            return 0
        outline = child(style, "outlineLvl")
        if outline is not None and (value := attribute(outline, "val") or "").isdecimal() and int(value) < 6:
            return int(value) + 1
        named = child(style, "pStyle")
        return self._levels.get(attribute(named, "val") or "", 0) if named is not None else 0

    def _heading_levels(self) -> dict[str, int]:
        """The level of each style of headings, also of those that are based on one."""
        part = next((part for kind, part in self._related.values() if kind == "styles"), "")
        root = self._package.xml(part) if part else None
        levels: dict[str, int] = {"Title": 1, **{f"Heading{n}": n for n in range(1, 7)}}
        based: dict[str, str] = {}
        for style in root if root is not None else ():
            if local(style) != "style":
                continue
            name, key = child(style, "name"), attribute(style, "styleId") or ""
            told = (attribute(name, "val") or "") if name is not None else ""
            above = child(style, "basedOn")
            if above is not None:
                based[key] = attribute(above, "val") or ""
            if match := _HEADING.fullmatch(told.strip()):
                levels[key] = int(match[1])
            elif told.lower() == "title":
                levels[key] = 1
        for key in based:
            above_key, steps = key, 0
            while above_key not in levels and above_key in based and steps < 20:
                above_key, steps = based[above_key], steps + 1
            if key not in levels and above_key in levels:
                levels[key] = levels[above_key]
        return levels

    def _noted(self, kind: str) -> dict[str, _Element]:
        part = next((part for name, part in self._related.values() if name == kind), "")
        root = self._package.xml(part) if part else None
        if root is None:
            return {}
        return {
            attribute(each, "id") or "": each
            for each in root
            if attribute(each, "type") not in ("separator", "continuationSeparator", "continuationNotice")
        }


def _through(element: _Element) -> Iterator[_Element]:
    """The children, and those of wrappers such as content controls."""
    for each in element:
        if local(each) in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
            yield from _through(each)
        else:
            yield each


def _all_words(element: _Element) -> str:
    return one_line(
        " ".join("".join(t.text or "" for t in descendants(p, "t")) for p in descendants(element, "p"))
    )


def _symbol(code: str) -> str:
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    # Symbol fonts put their characters into the private area.
    return "" if 0xE000 <= value <= 0xF8FF or value > 0x10FFFF else chr(value)


def _is_on(style: _Element, name: str) -> bool:
    found = child(style, name)
    return found is not None and attribute(found, "val") not in _OFF[1:]


def _is_unseen(style: _Element) -> bool:
    def value(name: str) -> str | None:
        found = child(style, name)
        return None if found is None else attribute(found, "val") or ""

    if _is_on(style, "vanish") or (_is_on(style, "webHidden") and _is_on(style, "specVanish")):
        return True
    size = value("sz") or ""
    if size.isdecimal() and int(size) <= _TINY:
        return True
    shaded = value("shd") is not None or value("highlight") is not None
    return (value("color") or "").upper() in _WHITES and not shaded
