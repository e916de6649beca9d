"""PDF to blocks: paragraphs and tables with their pages. Runs in the parser process."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Extract, Hints
from rag.documents.cleaning.hidden import Hidden
from rag.documents.cleaning.normalising import document_words, join_lines, one_line
from rag.documents.dates import parse_pdf_date
from rag.documents.loaders import Limits
from rag.documents.loaders.pdf_layout import Line, lines_of, words_of
from rag.documents.loaders.pdf_tables import Table, tables_of
from rag.documents.tables import rows_as_blocks
from rag.errors import DocumentError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_SCANNED_CHARS = 20
_FEW_LINES = 4
_TINY = 2.5  # points: what is less high is not read by people
_TERMINAL = (".", "!", "?", "…", '."', ".”", '!"', "!”", '?"', "?”", ".)", ":", ".’", "]")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|seite|-)?\W*\d{1,4}\W*(?:(?:of|/|von)\W*\d{1,4})?\W*", re.IGNORECASE
)
_NAMED_PAGE = re.compile(r"\W*(?:page|seite)\W*\d{1,4}\W*(?:(?:of|/|von)\W*\d{1,4})?\W*", re.IGNORECASE)
_PROGRAM_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)\b|untitled|\(?anonymous\)?$|document\d*$|title$|slide \d+$|"
    r"\(?unspecified\)?$|.*\.(?:docx?|indd|pdf|qxd|pptx?|tex|odt|xlsx?|dvi|rtf|htm|html)$)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[•●▪■◦‣–—*-]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s)")
_BULLET_SIGN = re.compile(r"^[•●▪■◦‣]\s*")


@dataclass(slots=True)
class Page:
    """What is read of one page."""

    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    recognised: bool = False
    readable: bool = True


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph or table of a page: its lines, and whether its last line is full."""

    lines: tuple[Line, ...] = ()
    table: Table | None = None
    full: bool = False


def load(path: Path, limits: Limits) -> Extract:
    """The blocks of the PDF file at ``path``.

    Raises:
        DocumentError: encrypted, damaged, too many pages, or no text that can be read or recognised.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        # pdfium may report the error of the file before, so the file is asked too.
        stated = "password" in str(error).lower() or "security" in str(error).lower()
        if stated and b"/Encrypt" in path.read_bytes():
            raise DocumentError("The PDF is encrypted; remove the password and try again.") from None
        raise DocumentError("The PDF is damaged or cut off; get a whole copy of it.") from None
    count = len(document)
    if count > limits.max_pages:
        raise DocumentError(
            f"The PDF has {count:,} pages, more than the {limits.max_pages:,} allowed; split it or raise max_pages."
        )
    if not count:
        raise DocumentError("The PDF has no pages, so there is nothing to read.")
    pages = [_read(document, number) for number in range(count)]
    if not any(page.readable for page in pages):
        raise DocumentError("The PDF is damaged; none of its pages can be read.")
    warnings = _recognise(document, pages, limits)
    if not any(page.lines or page.tables for page in pages):
        raise DocumentError(
            f"The PDF has {count} page{'s' if count > 1 else ''} without words, and none could be recognised on them; "
            "scan it again at 300 dpi."
        )
    unread = sum(not page.readable for page in pages)
    warnings += [f"{unread} of {count} pages could not be read"] if unread else []
    warnings += Hidden(tuple(part for page in pages for part in page.hidden)).warnings
    _drop_running_lines(pages)
    hints, made = _hints(document)
    return Extract(tuple(page_blocks(pages)), hints, warnings=tuple(warnings), made=made)


def _hints(document: PdfDocument) -> tuple[Hints, str | None]:
    info = document.get_metadata_dict()
    title, author = one_line(info.get("Title", "")), one_line(info.get("Author", ""))
    stated = len(title) > 3 and not _PROGRAM_TITLE.match(title) and any(c.isalpha() for c in title)
    return (
        Hints(title=title if stated else None, author=author if " " in author else None),
        parse_pdf_date(info.get("CreationDate", "")),
    )


def _read(document: PdfDocument, number: int) -> Page:
    import pypdfium2

    try:
        page = document[number]
        text_page = page.get_textpage()
        words = words_of(text_page)
        unseen = [word for word in words if 0 < word.size < _TINY]
        words = [word for word in words if word.size >= _TINY]
        tables = tables_of(words) if len(words) < 20_000 else []
        if tables:
            words = [word for word in words if not any(table.holds(word) for table in tables)]
        lines = lines_of(words, text_page)
        bare = any(line.white for line in lines) and not _painted(page)
        hidden = [line.text for line in lines if line.white and bare]
        hidden += [" ".join(word.text for word in unseen)] if unseen else []
        result = Page([line for line in lines if not (line.white and bare)], tables, hidden)
        result.lines = _without_line_numbers(result.lines)
        text_page.close()
        page.close()
    except pypdfium2.PdfiumError:
        return Page(readable=False)
    return result


def _painted(page: PdfPage) -> bool:
    """Whether anything but text is on the page, on which white text could be read."""
    import pypdfium2.raw as raw

    grounds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING, raw.FPDF_PAGEOBJ_FORM)
    return next(iter(page.get_objects(filter=grounds, max_depth=1)), None) is not None


def _recognise(document: PdfDocument, pages: list[Page], limits: Limits) -> list[str]:
    """Recognise the text of pages that have none, as far as the limits allow; what the report says of them."""
    scanned = [
        number
        for number, page in enumerate(pages)
        if page.readable
        and not page.tables
        and sum(len(line.text) for line in page.lines) < _SCANNED_CHARS
        and _holds_picture(document, number)
    ]
    if not scanned:
        return []
    from rag.documents.loaders.recognition import recognise_pages

    wanted = scanned[: limits.scanned_pages]
    found = recognise_pages(document, wanted, limits.seconds)
    confidences = []
    for number, reading in found.items():
        if reading.lines:
            pages[number] = Page(list(reading.lines), recognised=True)
            confidences.append(reading.confidence)
    warnings = []
    if confidences:
        share = sum(confidences) / len(confidences)
        warnings.append(
            f"recognised from a scan: {len(confidences)} of {len(pages)} page{'s' * (len(pages) > 1)}, "
            f"with a confidence of {share:.2f}; compare quotes with the picture"
        )
    left = len(scanned) - len(confidences)
    if left:
        warnings.append(
            f"{left} of {len(pages)} pages have no text that could be read or recognised (they look scanned); "
            "raise scanned_pages or parse_seconds to try more"
        )
    return warnings


def _holds_picture(document: PdfDocument, number: int) -> bool:
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        page = document[number]
        area = page.get_width() * page.get_height()
        covered = 0.0
        for count, picture in enumerate(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3)):
            left, bottom, right, top = picture.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom)
            if covered > 0.2 * area or count > 500:
                return True
        return False
    except pypdfium2.PdfiumError:
        return False


def _without_line_numbers(lines: list[Line]) -> list[Line]:
    """The lines of a transcript without the numbers that count them, where most lines have one."""
    counted = [
        (place, int(line.words[0].text))
        for place, line in enumerate(lines)
        if line.words and line.words[0].text.isdecimal() and len(line.words[0].text) <= 3
    ]
    steps = sum(after[1] - before[1] == 1 for before, after in pairwise(counted))
    if len(counted) < 8 or steps < 0.8 * (len(counted) - 1) or len(counted) < 0.6 * len(lines):
        return lines
    numbered = {place for place, _ in counted}
    kept = []
    for place, line in enumerate(lines):
        if place not in numbered:
            kept.append(line)
        elif len(line.words) > 1:
            words = line.words[1:]
            kept.append(replace(line, text=line.text.partition(" ")[2], left=words[0].left, words=words))
    return kept


def _drop_running_lines(pages: Sequence[Page]) -> None:
    """Heads and feet that return on most pages, and page numbers, are no part of the text.

    Only repetition tells them: pages of a few lines are left alone, and so is a document of two pages, but
    for lines such as "Page 1 of 2".
    """
    edges: Counter[str] = Counter()
    for page in pages:
        if len(page.lines) + sum(len(table.rows) for table in page.tables) > _FEW_LINES:
            edges.update({_mask(line.text) for line in _edge(page)})
    running = {text for text, count in edges.items() if count >= max(3, 0.4 * len(pages))}
    # Left pages and right pages, and the parts of a report, may have heads of their own.
    running |= {text for text, count in edges.items() if count >= 8 and len(pages) >= 20}
    numbered = sum(any(_PAGE_NUMBER.fullmatch(line.text) for line in _edge(page)) for page in pages)
    for page in pages:
        crowded = len(page.lines) + sum(len(table.rows) for table in page.tables) > _FEW_LINES
        edge = set(map(id, _edge(page)))
        page.lines = [
            line
            for line in page.lines
            if id(line) not in edge
            or not (
                _NAMED_PAGE.fullmatch(line.text)
                or (crowded and _mask(line.text) in running)
                or (_PAGE_NUMBER.fullmatch(line.text) and numbered >= max(3, 0.4 * len(pages)))
            )
        ]


def _edge(page: Page) -> list[Line]:
    """The two highest and two lowest lines of a page, wherever they stand in its content."""
    ordered = sorted(page.lines, key=lambda line: -line.bottom)
    tops = [table.top for table in page.tables]
    bottoms = [table.bottom for table in page.tables]
    highest = [line for line in ordered[:2] if line.bottom >= max(tops, default=line.bottom) - 1]
    lowest = [line for line in ordered[-2:] if line.top <= min(bottoms, default=line.top) + 1]
    return [*highest, *lowest]


def _mask(text: str) -> str:
    return _DIGITS.sub("0", text.casefold())


def page_blocks(pages: Sequence[Page]) -> Iterator[Block]:
    """The paragraphs and tables of pages in reading order; sentences go on from page to page."""
    for page in pages:
        if page.recognised:
            _find_tables(page)
    lines = [line for page in pages for line in page.lines]
    words = document_words("\n".join(line.text for line in lines))
    sizes = [line.size for line in lines if line.size > 0 for _ in range(1 + len(line.text) // 20)]
    body = median(sizes) if sizes else 0.0
    done: list[Block] = []
    open_at, open_full = -1, False  # the paragraph that the end of its page or column may have cut
    for number, page in enumerate(pages, start=1):
        first = True
        names: tuple[str, ...] = ()
        for part in _parts(page):
            if part.table is not None:
                names, rows = _table_blocks(part.table, names, done)
                done += [replace(row, page=number) for row in rows]
                open_at = -1
                continue
            block = _paragraph(part.lines, words, body, number)
            if not block.text:
                continue
            small = body > 0 and part.lines[0].size < 0.92 * body
            if open_at >= 0 and first and not small and _goes_on(done[open_at], block, full=open_full):
                before = done[open_at]
                text = join_lines([before.text, block.text], words)
                turn = (number, max(0, len(text) - len(block.text)))
                turns = (*before.turns, turn) if before.page != number else before.turns
                done[open_at] = replace(before, text=text, turns=turns)
                first, open_full = False, part.full
                continue
            done.append(block)
            if not small and not block.level:
                first, open_full = False, part.full
                open_at = len(done) - 1
            elif block.level:
                open_at, first = -1, False
    yield from done


def _table_blocks(
    table: Table, names: tuple[str, ...], before: Sequence[Block]
) -> tuple[tuple[str, ...], list[Block]]:
    """The rows of a table. One without a head goes on below that of the page above, if it has as many columns."""
    rows = list(table.rows)
    unit = " ".join(block.text for block in before[-4:] if len(block.text) < 160)
    if table.headed:
        names = rows[0]
    elif names and rows and len(names) == len(rows[0]):
        rows.insert(0, names)
    headed = table.headed or (rows[:1] == [names] and bool(names))
    return names, list(rows_as_blocks(rows, heads=1 if headed else 0, around=unit))


def _paragraph(lines: Sequence[Line], words: frozenset[str], body: float, number: int) -> Block:
    text = _BULLET_SIGN.sub("", join_lines([line.text for line in lines], words))
    large = body > 0 and lines[0].size >= 1.15 * body and len(text) <= 200
    heading = large and not text.endswith((".", ","))
    level = (1 if lines[0].size >= 1.5 * body else 2) if heading else 0
    return Block(text, level=level, page=number)


def _goes_on(before: Block, after: Block, *, full: bool) -> bool:
    """A paragraph that the end of a page has cut in two: no sentence ends, and its last line is full or a
    small letter follows.
    """
    if before.level or after.level or before.row or before.text.endswith(_TERMINAL) or len(before.text) < 30:
        return False
    return after.text[:1].islower() or (full and not _BULLET.match(after.text))


def _parts(page: Page) -> list[_Part]:
    """The paragraphs and tables of a page in reading order."""
    parts: list[_Part] = []
    waiting = sorted(page.tables, key=lambda table: -table.top)
    run: list[Line] = []
    for line in page.lines:
        # A table stands before the first line below it.
        below = [table for table in waiting if _is_below(line, table)]
        if below:
            parts += _paragraphs(run)
            run = []
            parts += [_Part(table=table) for table in below]
            waiting = [table for table in waiting if table not in below]
        run.append(line)
    parts += _paragraphs(run)
    parts += [_Part(table=table) for table in waiting]
    return parts


def _find_tables(page: Page) -> None:
    """The tables among the recognised lines of a page."""
    words = [word for line in page.lines for word in line.words]
    page.tables = tables_of(words)
    page.lines = [
        line
        for line in page.lines
        if not any(table.holds(word) for table in page.tables for word in line.words[:1])
    ]


def _is_below(line: Line, table: Table) -> bool:
    return line.top <= table.bottom + 0.5 * line.size and line.right > table.left and line.left < table.right


def _paragraphs(lines: Sequence[Line]) -> list[_Part]:
    """The paragraphs of lines that follow each other; each run down a column has edges and leading of its own."""
    if not lines:
        return []
    runs: list[list[Line]] = [[lines[0]]]
    for before, line in pairwise(lines):
        if (
            before.bottom - line.bottom <= 0.2 * line.size
            or line.left > before.right
            or line.right < before.left
        ):
            runs.append([])
        runs[-1].append(line)
    parts: list[_Part] = []
    for run in runs:
        for group, full in _run_paragraphs(run):
            place = _cut_before(parts, group[0])
            if place is None:
                parts.append(_Part(tuple(group), full=full))
            else:
                parts[place] = _Part((*parts[place].lines, *group), full=full)
    return parts


def _cut_before(parts: Sequence[_Part], line: Line) -> int | None:
    """The paragraph that goes on with ``line`` at the top of a column; a head of other size may stand between."""
    for place in range(len(parts) - 1, max(-1, len(parts) - 3), -1):
        last = parts[place].lines[-1]
        if parts[place].full and _continues(last, line):
            return place
        if abs(last.size - line.size) <= 0.12 * max(last.size, line.size):
            return None
    return None


def _continues(before: Line, line: Line) -> bool:
    """Whether a sentence goes on at the top of the next column, whatever letter follows."""
    alike = abs(before.size - line.size) <= 0.12 * max(before.size, line.size)
    return (
        alike
        and not before.text.endswith(_TERMINAL)
        and not _BULLET.match(line.text)
        and len(before.text) > 12
    )


def _run_paragraphs(run: Sequence[Line]) -> Iterator[tuple[list[Line], bool]]:
    left = min(line.left for line in run)
    right = max(line.right for line in run)
    group = [run[0]]
    for place, (before, line) in enumerate(pairwise(run)):
        if _ends(before, line, _pitch(run, place), left, right):
            yield group, False
            group = []
        group.append(line)
    last = group[-1]
    full = len(run) > 1 and right - last.right < 0.12 * max(right - left, 1.0)
    yield group, full and not last.text.endswith(_TERMINAL)


def _pitch(run: Sequence[Line], place: int) -> float:
    """The distance of the lines of a paragraph around ``place``: a low quartile of those of the same size nearby."""
    size = run[place].size
    gaps = sorted(
        above.bottom - below.bottom
        for above, below in pairwise(run[max(0, place - 12) : place + 14])
        if abs(above.size - size) <= 0.12 * size and abs(below.size - size) <= 0.12 * size
    )
    if not gaps:
        return 1.35 * size
    pitch = gaps[len(gaps) // 4]
    return pitch if len(gaps) >= 6 else min(pitch, 1.5 * size)


def _ends(before: Line, line: Line, pitch: float, left: float, right: float) -> bool:
    """Whether a paragraph ends between two lines."""
    if abs(before.size - line.size) > 0.12 * max(before.size, line.size, 1.0):
        return True
    gap = before.bottom - line.bottom
    if pitch and gap > 1.3 * pitch:
        return True
    if _BULLET.match(line.text) and (before.text.endswith(_TERMINAL) or _BULLET.match(before.text)):
        return True
    width = max(right - left, 1.0)
    ended = before.text.endswith(_TERMINAL)
    room = right - before.right
    indented = line.left - before.left > 0.015 * width
    if ended and (room > 0.15 * width or indented):
        return True
    if line.text[:1].islower() or before.text.endswith(("-", ",", "\u2010")):
        return False
    # The next word would have had its place in the line: the line was ended on purpose.
    first = line.words[0] if line.words else None
    needed = (first.right - first.left) if first else 0.1 * width
    return room > needed + 0.5 * line.size + 0.12 * width
