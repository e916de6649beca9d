"""The layout of a PDF page: characters to words, words to lines, raised marks, rows and columns.

All of it works on pdfium's characters and their boxes; a box is (left, bottom, right, top) in points.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.documents.cleaning.marks import raised
from rag.documents.cleaning.normalising import normalise, one_line

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_LINE_FEED, _RETURN, _SPACE = 10, 13, 32
# What pdfium puts where it has found a word broken at the end of a line, instead of hyphen and line end.
_BROKEN_WORD = (0x02, 0xFFFE)
_SMALLER = 0.82  # of the height of its line: so much a raised mark has at most
_RAISED = 0.12  # of the height: so much it stands above the ground of its line
_ASKED = 40  # characters of a page that are asked for their direction
_WHITE = 250  # of 255, each colour


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a space, its box and the number of its first character."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    index: int = 0

    @property
    def size(self) -> float:
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its words as text, its box and height in points, and its words one by one."""

    text: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    white: bool = False
    words: tuple[Word, ...] = ()

    @property
    def top(self) -> float:
        return self.bottom + self.size


def words_of(page: PdfTextPage) -> list[Word]:  # noqa: C901  one pass over characters, for speed
    """The words of a page in the order of its content; a raised mark is a word of its own."""
    import pypdfium2.raw as raw

    count = page.count_chars()
    code_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    box = raw.FS_RECTF()
    pointer, handle = ctypes.byref(box), page.raw
    turn = _turn(page, count)
    words: list[Word] = []
    letters: list[str] = []
    left = bottom = right = top = 0.0
    first = 0

    def close() -> None:
        text = one_line(normalise("".join(letters))[0])
        if text:
            words.append(Word(text, left, bottom, right, top, first))
        letters.clear()

    for index in range(max(0, count)):
        code = code_of(handle, index)
        if code in _BROKEN_WORD:
            letters.append("-")
            close()
            continue
        if code in (_LINE_FEED, _RETURN, _SPACE, 0xA0, 9, 0):
            if letters:
                close()
            continue
        if not box_of(handle, index, pointer):
            if letters:
                letters.append(chr(code) if code < 0x110000 else " ")
            continue
        x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
        if turn == 3:
            x0, y0, x1, y1 = y0, -x1, y1, -x0
        elif turn == 2:
            x0, y0, x1, y1 = -x1, -y1, -x0, -y0
        elif turn == 1:
            x0, y0, x1, y1 = -y1, x0, -y0, x1
        if letters:
            height, before = y1 - y0, top - bottom
            apart = (
                x0 - right > 0.25 * max(before, 1.0) or x0 < left - 0.1 * before or y0 > top or y1 < bottom
            )
            scale = height / before if before else 1.0
            if (
                apart
                or scale < _SMALLER
                or scale > 1 / _SMALLER
                or abs(y0 - bottom) > 0.3 * max(height, before)
            ):
                close()
        if not letters:
            first, left, bottom, right, top = index, x0, y0, x1, y1
        letters.append(chr(code) if 0 < code < 0x110000 else " ")
        left, right = min(left, x0), max(right, x1)
        bottom, top = min(bottom, y0), max(top, y1)
    if letters:
        close()
    return words


def _turn(page: PdfTextPage, count: int) -> int:
    """By how many quarters most of the text is turned: wide tables are often printed along the page."""
    import pypdfium2.raw as raw

    votes = [0, 0, 0, 0]
    for index in range(0, count, max(1, count // _ASKED)):
        if raw.FPDFText_GetUnicode(page, index) > _SPACE:
            votes[round(raw.FPDFText_GetCharAngle(page, index) / (math.pi / 2)) % 4] += 1
    return votes.index(max(votes))


def boxes_on(
    page: PdfPage, text: PdfTextPage, words: Sequence[Word], size: tuple[int, int]
) -> dict[int, tuple[float, float, float, float]]:
    """The boxes (left, top, right, bottom; pixels) of words by their ``id`` in a picture of the page of this size."""
    import pypdfium2.raw as raw

    turn = _turn(text, text.count_chars())
    x, y = ctypes.c_int(), ctypes.c_int()

    def pixel(across: float, up: float) -> tuple[int, int]:
        raw.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, across, up, ctypes.byref(x), ctypes.byref(y))
        return x.value, y.value

    boxes: dict[int, tuple[float, float, float, float]] = {}
    for word in words:
        left, bottom, right, top = word.left, word.bottom, word.right, word.top
        if turn == 3:
            left, bottom, right, top = -top, left, -bottom, right
        elif turn == 2:
            left, bottom, right, top = -right, -top, -left, -bottom
        elif turn == 1:
            left, bottom, right, top = bottom, -right, top, -left
        (x0, y0), (x1, y1) = pixel(left, bottom), pixel(right, top)
        boxes[id(word)] = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return boxes


def lines_of(words: Sequence[Word], page: PdfTextPage | None = None) -> list[Line]:
    """The lines of the words, in the order of the page's content."""
    lines: list[Line] = []
    group: list[Word] = []
    body: Word | None = None  # marks are raised: a line is what its largest word is
    for word in words:
        if body is not None and not _same_line(body, group[-1], word):
            lines.append(_line(group, page))
            group, body = [], None
        group.append(word)
        body = word if body is None or word.size > body.size else body
    if group:
        lines.append(_line(group, page))
    return [line for line in lines if line.text]


def _same_line(body: Word, last: Word, word: Word) -> bool:
    overlap = min(body.top, word.top) - max(body.bottom, word.bottom)
    if overlap < 0.35 * min(body.size, word.size):
        return False
    gap = word.left - last.right
    return -0.6 * body.size < gap < 4 * max(body.size, word.size)


def _line(group: Sequence[Word], page: PdfTextPage | None) -> Line:
    body = _body(group)
    parts: list[str] = []
    last: Word | None = None
    for word in group:
        if is_raised(word, body):
            before = "".join(parts)
            if not parts:
                parts.append(word.text + " ")
                last = None
                continue
            parts.append(raised(before.rstrip(), word.text))
        else:
            joined = last is not None and word.left - last.right < 0.08 * body.size and is_raised(last, body)
            parts.append(
                word.text if last is None or (joined and not parts[-1].endswith("]")) else f" {word.text}"
            )
        last = word
    text = one_line("".join(parts))
    left, right = min(word.left for word in group), max(word.right for word in group)
    white = page is not None and _is_white(page, body.index)
    return Line(text, left, right, body.bottom, body.size, white, tuple(group))


def _body(group: Sequence[Word]) -> Word:
    """The word whose height most letters of a line have."""
    heights: dict[int, int] = {}
    for word in group:
        heights[round(word.size * 2)] = heights.get(round(word.size * 2), 0) + len(word.text)
    most = max(heights, key=lambda height: (heights[height], height))
    if any(word.size * 2 * _SMALLER > most + 0.5 for word in group if len(word.text) > 1):
        # A line may hold more marks than words.
        return max(group, key=lambda word: word.size)
    return next(word for word in group if round(word.size * 2) == most)


def is_raised(word: Word, body: Word) -> bool:
    """Whether a word is a mark above the line that ``body`` stands on."""
    return (
        len(word.text) <= 6
        and word.size < _SMALLER * body.size
        and word.bottom > body.bottom + _RAISED * body.size
        and word.top > body.bottom + 0.75 * body.size
    )


def _is_white(page: PdfTextPage, index: int) -> bool:
    import pypdfium2.raw as raw

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = raw.FPDFText_GetFillColor(page, index, red, green, blue, alpha)
    return bool(known) and min(red.value, green.value, blue.value) >= _WHITE


def visual_rows(words: Sequence[Word]) -> list[list[Word]]:
    """The words by the height at which they stand, from top to bottom, each row from left to right."""
    rows: list[list[Word]] = []
    bodies: list[Word] = []
    for word in sorted(words, key=lambda each: (-each.top, each.left)):
        for place in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            body = bodies[place]
            overlap = min(body.top, word.top) - max(body.bottom, word.bottom)
            if overlap > 0.55 * min(body.size, word.size):
                rows[place].append(word)
                if word.size > 1.2 * body.size:
                    bodies[place] = word
                break
        else:
            rows.append([word])
            bodies.append(word)
    return [sorted(row, key=lambda each: each.left) for row in rows]


def joined(words: Sequence[Word]) -> Word:
    """Words of one cell as one: marks apart, spaces between."""
    line = _line(words, None)
    return replace(
        words[0],
        text=line.text,
        left=line.left,
        right=line.right,
        bottom=min(word.bottom for word in words),
        top=max(word.top for word in words),
    )


def cells_of(row: Sequence[Word]) -> list[Word]:
    """The cells of a visual row: its words, parted where a gap is wider than between words."""
    groups: list[list[Word]] = []
    for word in row:
        if groups and word.left - groups[-1][-1].right < _gap(groups[-1][-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    return list(_with_signs([joined(group) for group in groups]))


def _gap(before: Word, word: Word) -> float:
    size = max(before.size, word.size)
    # Figures of neighbouring columns may stand close to each other.
    figures = before.text[-1:].isdigit() and word.text[:1].isdigit()
    return (0.45 if figures else 0.7) * size


def _with_signs(cells: Sequence[Word]) -> Iterator[Word]:
    """Currency signs, percent signs and brackets that stand apart join their figures."""
    pending: Word | None = None
    for cell in cells:
        if pending is not None:
            opening = pending.text in ("$", "€", "£", "¥", "(", "$(", "-", "US$", "($")
            if opening and (cell.text[:1].isdigit() or cell.text[:1] in "(.—–-"):
                cell = replace(cell, text=pending.text + cell.text, left=pending.left)
            elif cell.text in (")", "%", ")%", "%)") and pending.text[-1:].isdigit() | (
                pending.text[-1:] == ")"
            ):
                pending = replace(pending, text=pending.text + cell.text, right=cell.right)
                continue
            else:
                yield pending
        pending = cell
    if pending is not None:
        yield pending
