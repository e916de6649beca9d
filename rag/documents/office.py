"""Office files to blocks: docx and pptx through markitdown, xlsx by its rows. Runs in the parser process."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Extract, Hints
from rag.documents.hiding import Hidden, without_parts
from rag.documents.markdown import parse_markdown
from rag.documents.normalising import normalise, one_line
from rag.documents.tables import rows_as_blocks
from rag.errors import DocumentError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # type: ignore[import-untyped]

_RATIO = 500
_MAX_MEMBERS = 20_000
_MAX_ROWS = 200_000
_MAX_COLUMNS = 200
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TINY = 4  # half points
_WHITES = frozenset({"FFFFFF", "FEFEFE", "FDFDFD"})
_DC = "{http://purl.org/dc/elements/1.1/}"


def parse_office(path: str, kind: str, max_unpacked_bytes: int) -> Extract:
    """The blocks of the docx, pptx or xlsx file at ``path``.

    Raises:
        DocumentError: a zip bomb, or a damaged file.
    """
    _check_unpacked(path, max_unpacked_bytes)
    hints, weak = _hints(path)
    if kind == "xlsx":
        hidden: list[str] = []
        blocks = tuple(_sheets(path, hidden))
        return Extract(blocks, hints, weak, tuple(hidden))
    from markitdown import StreamInfo
    from markitdown.converters import DocxConverter, PptxConverter

    converter = (DocxConverter if kind == "docx" else PptxConverter)()
    with Path(path).open("rb") as stream:
        markdown = converter.convert(stream, StreamInfo(extension=f".{kind}")).text_content
    unseen = Hidden(tuple(_hidden_runs(path))) if kind == "docx" else Hidden()
    kept = without_parts(parse_markdown(normalise(markdown)[0]).blocks, unseen.parts)
    return Extract(kept, hints, weak, unseen.warnings)


def _hidden_runs(path: str) -> Iterator[str]:
    """Runs of a Word text that are set hidden, white without shading, or two points high or less."""
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    with zipfile.ZipFile(path) as archive:
        try:
            root = fromstring(archive.read("word/document.xml"))
        except (SyntaxError, ValueError, KeyError):
            return
    for run in root.iter(f"{_W}r"):
        format_ = run.find(f"{_W}rPr")
        text = "".join(part.text or "" for part in run.iter(f"{_W}t")).strip()
        if format_ is not None and text and _is_unseen(format_):
            yield normalise(text)[0]


def _is_unseen(format_: Element) -> bool:
    def value(name: str) -> str | None:
        found = format_.find(f"{_W}{name}")
        return None if found is None else found.get(f"{_W}val", "")

    if value("vanish") not in (None, "0", "false", "off"):
        return True
    size = value("sz") or ""
    if size.isdecimal() and int(size) <= _TINY:
        return True
    shaded = value("shd") is not None or value("highlight") is not None
    return (value("color") or "").upper() in _WHITES and not shaded


def _check_unpacked(path: str, limit: int) -> None:
    """Counts what really unpacks: the sizes that a zip bomb states are lies."""
    total = 0
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > _MAX_MEMBERS:
            raise DocumentError(f"The Office file is a zip bomb: it holds {len(members):,} parts.")
        if sum(member.file_size for member in members) > limit:
            raise DocumentError(_bomb(limit))
        for member in members:
            read = 0
            with archive.open(member) as stream:
                while piece := stream.read(1 << 20):
                    read += len(piece)
                    total += len(piece)
                    if total > limit or (read > 10_000_000 and read > _RATIO * max(member.compress_size, 1)):
                        raise DocumentError(_bomb(limit))


def _bomb(limit: int) -> str:
    return f"The Office file is a zip bomb: it unpacks to far more than it should or than the {limit:,} bytes allowed."


def _hints(path: str) -> tuple[Hints, Hints]:
    from defusedxml.ElementTree import fromstring

    with zipfile.ZipFile(path) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return Hints(), Hints()
        try:
            root = fromstring(archive.read("docProps/core.xml"))
        except (SyntaxError, ValueError):  # broken or hostile XML; the text may be fine
            return Hints(), Hints()

    def text(tag: str) -> str:
        return one_line(root.findtext(f".//{tag}") or "")

    title, author = text(f"{_DC}title"), text(f"{_DC}creator")
    return (
        Hints(
            title=title
            if len(title) > 3 and not title.lower().startswith(("powerpoint", "untitled"))
            else None
        ),
        Hints(
            # The names that programs put there by themselves are one word, such as "openpyxl" or "User".
            author=author if " " in author else None,
            # The stated day of creation is often that of a template years older, and no day of publication.
        ),
    )


def _sheets(path: str, hidden: list[str]) -> Iterator[Block]:
    """The rows of the sheets that are shown; ``hidden`` hears of the others."""
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for number, sheet in enumerate(book.worksheets, start=1):
            if sheet.sheet_state != "visible":
                hidden.append(f"hidden text: the sheet “{sheet.title}” is hidden and left out")
                continue
            rows = list(_rows(sheet))
            if rows:
                yield Block(sheet.title, level=2, page=number)
                yield from rows_as_blocks(rows)
    finally:
        book.close()


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True), start=1):
        if number > _MAX_ROWS:
            raise DocumentError(
                f"A sheet has more than {_MAX_ROWS:,} rows; save the rows that matter as a file of their own."
            )
        if any(value is not None for value in row):
            yield [_cell(value) for value in row]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)
