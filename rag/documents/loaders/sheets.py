"""Workbooks to blocks: each sheet a page, its tables with values as they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Extract
from rag.documents.cleaning.normalising import one_line
from rag.documents.loaders import Limits
from rag.documents.loaders.number_formats import BUILT_IN, shown
from rag.documents.loaders.open_xml import Package, attribute, child, descendants, local
from rag.documents.tables import rows_as_blocks
from rag.errors import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_ROWS = 200_000
_MAX_COLUMNS = 400
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(slots=True)
class _Sheet:
    """The cells of a sheet by row and column, from 0, and what was found about them."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    uncounted: int = 0  # formulas without a stored value


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets of a workbook share."""

    strings: tuple[str, ...]
    formats: tuple[str, ...]
    from_1904: bool


def load(path: Path, limits: Limits) -> Extract:
    """The rows of the sheets that are shown; the report says which are not.

    Raises:
        DocumentError: a zip bomb, a damaged file, or more rows than are allowed.
    """
    with Package(path, limits.max_unpacked_bytes) as package:
        part, root = package.opened("xl/workbook.xml", "workbook")
        related = package.related(part)
        book = _book(package, root, related)
        blocks: list[Block] = []
        warnings: list[str] = []
        for number, entry in enumerate(descendants(root, "sheet"), start=1):
            name = one_line(entry.get("name") or f"Sheet {number}")
            if entry.get("state") in ("hidden", "veryHidden"):
                warnings.append(f"hidden text: the sheet “{name}” is hidden and left out")
                continue
            key = next((value for key, value in entry.attrib.items() if key.endswith("}id")), "")
            _, place = related.get(key, ("", ""))
            data = package.xml(place) if place else None
            if data is None or local(data) != "worksheet":
                continue
            sheet = _read(data, book)
            if sheet.uncounted:
                warnings.append(
                    f"{sheet.uncounted} formula{'s' * (sheet.uncounted > 1)} on the sheet “{name}” without "
                    "a stored value; open the file in its program and save it"
                )
            rows = list(_blocks(sheet))
            if rows:
                blocks.append(Block(name, level=2, page=number))
                blocks += [replace(row, page=number) for row in rows]
            blocks += [replace(row, page=number) for row in _comments(package, place)]
        return Extract(tuple(blocks), package.hints(), warnings=tuple(warnings))


def _book(package: Package, root: _Element, related: dict[str, tuple[str, str]]) -> _Book:
    parts = dict(related.values())
    strings = package.xml(parts["sharedStrings"]) if "sharedStrings" in parts else None
    told = tuple(_rich(each) for each in strings if local(each) == "si") if strings is not None else ()
    styles = package.xml(parts["styles"]) if "styles" in parts else None
    formats: list[str] = []
    if styles is not None:
        own = {
            each.get("numFmtId") or "": each.get("formatCode") or "" for each in descendants(styles, "numFmt")
        }
        crossed = child(styles, "cellXfs")
        for each in crossed if crossed is not None else ():
            key = each.get("numFmtId") or "0"
            formats.append(own.get(key) or BUILT_IN.get(key, "General"))
    properties = child(root, "workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return _Book(told, tuple(formats), from_1904)


def _rich(element: _Element) -> str:
    """The words of a string, without the readings beside it."""
    return one_line(
        "".join(
            each.text or ""
            for each in element.iter()
            if local(each) == "t" and not any(local(above) == "rPh" for above in each.iterancestors())
        )
    )


def _read(root: _Element, book: _Book) -> _Sheet:
    sheet = _Sheet()
    hidden = _hidden_columns(root)
    data = child(root, "sheetData")
    number = -1
    for row in data if data is not None else ():
        told = row.get("r") or ""
        number = int(told) - 1 if told.isdecimal() else number + 1
        if len(sheet.cells) >= _MAX_ROWS:
            raise DocumentError(
                f"A sheet has more than {_MAX_ROWS:,} rows; save the rows that matter as a file of their own."
            )
        if row.get("hidden") in ("1", "true"):
            continue
        column = -1
        for cell in row:
            if local(cell) != "c":
                continue
            match = _PLACE.fullmatch(cell.get("r") or "")
            column = _column(match[1]) if match else column + 1
            if column >= _MAX_COLUMNS or column in hidden:
                continue
            text = _cell(cell, book, sheet)
            if text:
                sheet.cells.setdefault(number, {})[column] = text
    for merged in descendants(root, "mergeCell"):
        _spread(sheet, merged.get("ref") or "")
    return sheet


def _hidden_columns(root: _Element) -> set[int]:
    hidden: set[int] = set()
    for each in descendants(root, "col"):
        low, high = each.get("min") or "", each.get("max") or ""
        if each.get("hidden") in ("1", "true") and low.isdecimal() and high.isdecimal():
            hidden.update(range(int(low) - 1, min(int(high), _MAX_COLUMNS)))
    return hidden


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cell(cell: _Element, book: _Book, sheet: _Sheet) -> str:
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return _rich(cell)
    value = child(cell, "v")
    text = (value.text or "") if value is not None else ""
    if not text:
        sheet.uncounted += child(cell, "f") is not None
        return ""
    if kind == "s":
        return book.strings[int(text)] if text.isdecimal() and int(text) < len(book.strings) else ""
    if kind == "b":
        return "yes" if text == "1" else "no"
    if kind in ("str", "e", "d"):
        return one_line(text.removesuffix("T00:00:00"))
    style = cell.get("s") or "0"
    form = book.formats[int(style)] if style.isdecimal() and int(style) < len(book.formats) else "General"
    return shown(text, form, from_1904=book.from_1904)


def _spread(sheet: _Sheet, reference: str) -> None:
    """A merged cell stands for each that it covers across; down too, where it names rows."""
    first, _, last = reference.partition(":")
    begin, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
    if not begin or not end:
        return
    top, bottom = int(begin[2]) - 1, int(end[2]) - 1
    left, right = _column(begin[1]), _column(end[1])
    text = sheet.cells.get(top, {}).get(left, "")
    if not text or (bottom - top + 1) * (right - left + 1) > 5_000:
        return
    for row in range(top, bottom + 1):
        if row in sheet.cells:
            for column in range(left, right + 1):
                sheet.cells[row].setdefault(column, text)


def _blocks(sheet: _Sheet) -> Iterator[Block]:
    """The tables of a sheet: parted by empty rows, and by empty columns within them."""
    caption: list[str] = []
    for rows in _stretches(sheet.cells):
        for table in _beside(rows):
            grid = [[row.get(column, "") for column in table[1]] for row in table[0]]
            grid = [row for row in grid if any(row)]
            told = [cell for row in grid for cell in row if cell]
            if (
                len(set(told)) <= 2
                and len(grid) <= 2
                and len(table[1]) <= 2
                and len(grid) * len(table[1]) < 4
            ):
                # A title with an empty row below it.
                caption += told
                continue
            yield from rows_as_blocks(grid, caption=" ".join(caption))
            caption = []
    yield from (Block(words) for words in caption)


def _stretches(cells: dict[int, dict[int, str]]) -> Iterator[list[dict[int, str]]]:
    stretch: list[dict[int, str]] = []
    last = -2
    for number in sorted(cells):
        if stretch and number > last + 1:
            yield stretch
            stretch = []
        stretch.append(cells[number])
        last = number
    if stretch:
        yield stretch


def _beside(rows: Sequence[dict[int, str]]) -> Iterator[tuple[Sequence[dict[int, str]], list[int]]]:
    used = sorted({column for row in rows for column in row})
    group: list[int] = []
    for column in used:
        if group and column > group[-1] + 1:
            yield rows, group
            group = []
        group.append(column)
    if group:
        yield rows, group


def _comments(package: Package, part: str) -> Iterator[Block]:
    for kind, other in package.related(part).values():
        root = package.xml(other) if kind == "comments" else None
        for comment in descendants(root, "comment") if root is not None else ():
            if text := _rich(comment):
                yield Block(f"[Comment on {attribute(comment, 'ref') or 'a cell'}: {text}]")
