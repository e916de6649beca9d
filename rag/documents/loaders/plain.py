"""Plain text to blocks: paragraphs, with hard-wrapped lines joined and head lines found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from rag.documents.blocks import Block, Extract
from rag.documents.cleaning.normalising import document_words, join_lines, normalise
from rag.documents.dates import date_line
from rag.documents.loaders import Limits
from rag.documents.tables import SEPARATOR, is_number, rows_as_blocks

_BLANK = re.compile(r"\n[ \n]*\n")
_LIST_MARK = re.compile(r"\s*(?:[-*•–▪·]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_BULLET = re.compile(r"^\s*[-*•–▪·]\s+(?=\S)")
_TERMINAL = (".", "!", "?", "…", '."', ".”", '!"', "!”", '?"', "?”", ".)", ".'", ".’", ":", ";")
_ENDS_HEADING_NOT = (".", ",", ";", ":", "…", '"', "”", "»", ")")
_SAMPLE_LINES = 4_000
_WIDE = re.compile(r" {2,}")
_RULE = re.compile(r"[-=+|_ ]{3,}")
_TITLE_BLOCKS = 6


def load(path: Path, limits: Limits) -> Extract:
    """The blocks of the plain text (UTF-8) at ``path``."""
    del limits
    return parse_plain(normalise(path.read_text(encoding="utf-8"))[0])


def parse_plain(text: str) -> Extract:
    """The blocks of a normalised plain text, none of them a heading yet."""
    paragraphs = [paragraph for paragraph in _BLANK.split(text) if paragraph.strip()]
    width = _wrap_width(paragraphs)
    words = document_words(text) if width else frozenset[str]()
    blocks: list[Block] = []
    for paragraph in paragraphs:
        lines = paragraph.split("\n")
        if (grid := fixed_width(lines)) is not None:
            blocks.extend(rows_as_blocks(grid))
            continue
        for group in _groups(lines, width):
            line = _BULLET.sub("", join_lines(group, words))
            blocks.extend([Block(line)] if line else [])
    return Extract(tuple(blocks))


def fixed_width(lines: Sequence[str]) -> list[list[str]] | None:
    """The cells of lines that are columns parted by spaces, tabs or bars; None where they are none."""
    lines = [line.rstrip() for line in lines if line.strip() and not _RULE.fullmatch(line.strip())]
    if len(lines) < 2:
        return None
    if sum(SEPARATOR.strip() in line for line in lines) == len(lines) and len(lines) >= 3:
        return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    parted = sum(_WIDE.search(line.strip()) is not None for line in lines)
    if parted < max(2, 0.8 * len(lines)):
        return None
    grid = _cut(lines)
    if grid is None:
        return None
    figures = sum(is_number(cell) for row in grid[1:] for cell in row[1:])
    return grid if figures >= max(1, 0.5 * (len(grid) - 1)) else None


def _cut(lines: Sequence[str]) -> list[list[str]] | None:
    """The lines cut where all of them have spaces; else at their own wide gaps, if these are as many in each."""
    if any("\t" in line for line in lines):
        return None
    width = max(map(len, lines))
    empty = [all(column >= len(line) or line[column] == " " for line in lines) for column in range(width)]
    gaps = [
        (start, end)
        for start, end in _stretches(empty)
        if end - start >= 2 and start > min(len(line) - len(line.lstrip()) for line in lines) and end < width
    ]
    if gaps:
        edges = [0, *((start + end) // 2 for start, end in gaps), width]
        return [[line[low:high].strip() for low, high in pairwise(edges)] for line in lines]
    split = [_WIDE.split(line.strip()) for line in lines]
    return split if len({len(row) for row in split}) == 1 and len(split) >= 3 else None


def _stretches(empty: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for place, value in enumerate([*empty, False]):
        if value and start is None:
            start = place
        elif not value and start is not None:
            yield start, place
            start = None


def _wrap_width(paragraphs: Sequence[str]) -> int | None:
    """The column at which the text is hard-wrapped, or None where lines end where thoughts end."""
    inner: list[int] = []
    for paragraph in paragraphs:
        lines = [line for line in paragraph.split("\n") if line.strip()]
        inner.extend(len(line.strip()) for line in lines[:-1][: _SAMPLE_LINES - len(inner)])
        if len(inner) >= _SAMPLE_LINES:
            break
    if len(inner) < 2:
        return None
    inner.sort()
    width = inner[int(0.9 * (len(inner) - 1))]
    filled = sum(0.75 * width <= length <= 1.25 * width for length in inner)
    return width if 30 <= width <= 130 and filled >= 0.6 * len(inner) else None


def _groups(lines: Sequence[str], width: int | None) -> Iterator[list[str]]:
    group: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        if group and not _continues(group[-1], line, width):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(line: str, following: str, width: int | None) -> bool:
    if width is None or _LIST_MARK.match(following):
        return False
    line, bare = line.rstrip(), following.strip()
    if len(following) - len(following.lstrip()) > len(line) - len(line.lstrip()) and line.endswith(_TERMINAL):
        return False
    # A full line goes on; a short one only where the sentence evidently does.
    return len(line) >= 0.65 * width or (not line.endswith(_TERMINAL) and bare[:1].islower())


def with_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with headings guessed from their shape; boilerplate must be gone before."""
    titled = any(block.level for block in blocks)
    for index, block in enumerate(blocks):
        following = blocks[index + 1].text if index + 1 < len(blocks) else ""
        fits = index < _TITLE_BLOCKS if not titled else _is_prose(following)
        if not block.level and not block.row and following and fits and looks_like_heading(block.text):
            yield replace(block, level=2 if titled else 1)
            titled = True
        else:
            yield block


def looks_like_heading(line: str) -> bool:
    """Whether a line standing alone has the shape of a headline: short, and no sentence."""
    words = line.split()
    if not 2 <= len(words) <= 18 or len(line) > 140 or line.endswith(_ENDS_HEADING_NOT):
        return False
    first = line.lstrip("\"'“‘«(")[:1]
    return (
        (first.isupper() or first.isdigit())
        and date_line(line) is None
        and "|" not in line
        and "://" not in line
    )


def _is_prose(line: str) -> bool:
    return len(line) >= 80 or line.endswith(_TERMINAL)
