"""PDF to blocks: paragraphs with their pages. Runs in the parser process."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Extract, Hints
from rag.documents.dates import parse_pdf_date
from rag.documents.hiding import Hidden
from rag.documents.normalising import document_words, join_lines, normalise, one_line
from rag.errors import DocumentError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_SCANNED_CHARS = 20
_FEW_LINES = 4
_MANY_LINES = 12
_USUAL_LEADING = 1.4
_LINE_FEED, _RETURN = 10, 13
_TINY = 2.5  # points: what is less high is not read by people
_WHITE = 250  # of 255, each colour
# What pdfium puts where it has found a word broken at the end of a line, instead of hyphen and line end.
_BROKEN_WORD = (0x02, 0xFFFE)
_TERMINAL = (".", "!", "?", "…", '."', ".”", '!"', "!”", '?"', "?”", ".)", ":")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|seite|-)?\W*\d{1,4}\W*(?:(?:of|/|von)\W*\d{1,4})?\W*", re.IGNORECASE
)
_PROGRAM_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)\b|untitled|.*\.(?:docx?|indd|pdf|qxd|pptx?|tex|odt)$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its words, and its box and type size in points (0 where unknown)."""

    text: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    height: float = 0.0
    white: bool = False


def parse_pdf(path: str, max_pages: int) -> Extract:
    """The blocks of the PDF file at ``path``.

    Raises:
        DocumentError: encrypted, damaged, too many pages, or no text layer.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        # pdfium may report the error of the file before, so the file is asked too.
        stated = "password" in str(error).lower() or "security" in str(error).lower()
        if stated and b"/Encrypt" in Path(path).read_bytes():
            raise DocumentError("The PDF is encrypted; remove the password and try again.") from None
        raise DocumentError("The PDF is damaged or cut off; get a whole copy of it.") from None
    count = len(document)
    if count > max_pages:
        raise DocumentError(
            f"The PDF has {count:,} pages, more than the {max_pages:,} allowed; split it or raise max_pages."
        )
    if not count:
        raise DocumentError("The PDF has no pages, so there is nothing to read.")
    pages, unread, hidden = _pages(document)
    characters = sum(len(line.text) for page in pages for line in page)
    if not characters or characters < _SCANNED_CHARS * min(count, 50) / 2:
        raise DocumentError(
            f"The PDF has {count} page{'s' if count > 1 else ''} and no text layer (it looks scanned); "
            "run text recognition on it."
        )
    warnings = [f"{unread} of {count} pages could not be read"] if unread else []
    empty = sum(not page for page in pages) - unread
    if empty > 0 and empty >= count / 4:
        warnings.append(f"{empty} of {count} pages have no text layer (they look scanned)")
    warnings += Hidden(tuple(hidden)).warnings
    hints, weak = _hints(document)
    return Extract(tuple(_blocks(_without_running_lines(pages))), hints, weak, tuple(warnings))


def _hints(document: PdfDocument) -> tuple[Hints, Hints]:
    info = document.get_metadata_dict()
    title, author = one_line(info.get("Title", "")), one_line(info.get("Author", ""))
    return (
        Hints(title=title if len(title) > 3 and not _PROGRAM_TITLE.match(title) else None),
        Hints(
            author=author if " " in author else None,
            published=parse_pdf_date(info.get("CreationDate", "")),
        ),
    )


def _pages(document: PdfDocument) -> tuple[list[list[Line]], int, list[str]]:
    """The lines of each page, how many pages could not be read, and the lines that nobody sees."""
    import pypdfium2

    pages: list[list[Line]] = []
    hidden: list[str] = []
    unread = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
            lines = list(_lines(text_page))
            bare = any(line.white for line in lines) and not _painted(page)
            unseen = [line for line in lines if 0 < line.height < _TINY or (line.white and bare)]
            hidden += [line.text for line in unseen]
            pages.append([line for line in lines if line not in unseen])
            text_page.close()
            page.close()
        except pypdfium2.PdfiumError:
            pages.append([])
            unread += 1
    if unread == len(pages):
        raise DocumentError("The PDF is damaged; none of its pages can be read.")
    return pages, unread, hidden


def _painted(page: PdfPage) -> bool:
    """Whether anything but text is on the page, on which white text could be read."""
    import pypdfium2.raw as raw

    grounds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING, raw.FPDF_PAGEOBJ_FORM)
    return next(iter(page.get_objects(filter=grounds, max_depth=1)), None) is not None


def _is_white(page: PdfTextPage, index: int) -> bool:
    import pypdfium2.raw as raw

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = raw.FPDFText_GetFillColor(page, index, red, green, blue, alpha)
    return bool(known) and min(red.value, green.value, blue.value) >= _WHITE


def _lines(page: PdfTextPage) -> Iterator[Line]:
    import pypdfium2.raw

    count = page.count_chars()
    if count <= 0:
        return
    start = 0
    raw: list[str] = []
    # Character by character, because pdfium counts characters and Python code points.
    for index in range(count + 1):
        code = pypdfium2.raw.FPDFText_GetUnicode(page, index) if index < count else _LINE_FEED
        broken = code in _BROKEN_WORD
        if not broken and code not in (_LINE_FEED, _RETURN):
            raw.append(chr(code) if 0 < code < 0x110000 else " ")
            continue
        if raw and (text := one_line(normalise("".join(raw))[0])):
            yield _line(page, text + "-" * broken, start, index - 1)
        raw, start = [], index + 1


def _line(page: PdfTextPage, text: str, first: int, last: int) -> Line:
    import pypdfium2
    import pypdfium2.raw

    try:
        left, bottom, _, top = page.get_charbox(first, loose=True)
        _, _, right, _ = page.get_charbox(last, loose=True)
    except pypdfium2.PdfiumError:
        return Line(text)
    size = float(pypdfium2.raw.FPDFText_GetFontSize(page, first))
    return Line(text, left, right, bottom, size, top - bottom, _is_white(page, first))


def _without_running_lines(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Heads and feet that return on most pages, and page numbers, are no part of the text.

    Pages of a few lines are left alone: there the same line on each page is all there is.
    """
    if len(pages) < 3:
        return [[line for line in page if not _PAGE_NUMBER.fullmatch(line.text)] for page in pages]
    edges: Counter[str] = Counter()
    for page in pages:
        if len(page) > _FEW_LINES:
            edges.update({_mask(line.text) for line in (*page[:2], *page[-2:])})
    running = {text for text, count in edges.items() if count >= max(3, 0.4 * len(pages))}
    result: list[list[Line]] = []
    for page in pages:
        last = len(page) - 1
        result.append(
            [
                line
                for index, line in enumerate(page)
                if not (
                    (index < 2 or index > last - 2)
                    and last >= _FEW_LINES
                    and (_mask(line.text) in running or _PAGE_NUMBER.fullmatch(line.text))
                )
            ]
        )
    return result


def _mask(text: str) -> str:
    return _DIGITS.sub("0", text.casefold())


def _blocks(pages: Sequence[list[Line]]) -> Iterator[Block]:
    lines = [line for page in pages for line in page]
    words = document_words("\n".join(line.text for line in lines))
    sizes = [line.size for line in lines if line.size > 0]
    body = median(sizes) if sizes else 0.0
    leading = _leading(pages)
    pending: Block | None = None
    for number, page in enumerate(pages, start=1):
        for group in _paragraphs(page, leading):
            text = join_lines([line.text for line in group], words)
            if not text:
                continue
            large = body > 0 and group[0].size >= 1.15 * body and len(text) <= 200
            level = (
                (1 if group[0].size >= 1.5 * body else 2) if large and not text.endswith((".", ",")) else 0
            )
            block = Block(text, level=level, page=number)
            if pending is not None and _goes_on(pending, block):
                joined = join_lines([pending.text, text], words)
                turn = (number, max(0, len(joined) - len(text)))
                pending = Block(joined, page=pending.page, turns=(*pending.turns, turn))
                continue
            if pending is not None:
                yield pending
            pending = block
    if pending is not None:
        yield pending


def _goes_on(before: Block, after: Block) -> bool:
    """A paragraph that the end of a page or column has cut in two."""
    if before.level or after.level or before.text.endswith(_TERMINAL) or len(before.text) < 30:
        return False
    return after.text[:1].islower()


def _leading(pages: Sequence[list[Line]]) -> float:
    """The distance of the lines of a paragraph, as a multiple of their type size.

    The lower quartile, because what is not inside a paragraph is wider; and on a page or two
    of few lines the usual one, because there the gaps may outnumber the lines.
    """
    ratios = sorted(
        (above.bottom - below.bottom) / above.size
        for page in pages
        for above, below in pairwise(page)
        if above.size > 0 and 0 < above.bottom - below.bottom < 5 * above.size
    )
    if not ratios:
        return 0.0
    quartile = ratios[len(ratios) // 4]
    return quartile if len(ratios) >= _MANY_LINES else min(quartile, _USUAL_LEADING)


def _paragraphs(lines: Sequence[Line], leading: float) -> Iterator[list[Line]]:
    if not lines:
        return
    right = max(line.right for line in lines)
    left = min(line.left for line in lines)
    group = [lines[0]]
    for before, line in pairwise(lines):
        if _parts(before, line, leading * before.size, left, right):
            yield group
            group = []
        group.append(line)
    yield group


def _parts(before: Line, line: Line, pitch: float, left: float, right: float) -> bool:
    gap = before.bottom - line.bottom
    ended = before.text.endswith(_TERMINAL)
    if abs(before.size - line.size) > 0.1 * max(before.size, line.size, 1.0):
        return True
    if gap <= 0:  # a new column, or a line beside the last one
        return ended or not line.text[:1].islower()
    if pitch and gap > 1.35 * pitch:
        return True
    width = max(right - left, 1.0)
    short = right - before.right > 0.15 * width
    indented = line.left - before.left > 0.015 * width
    return ended and (short or indented)
