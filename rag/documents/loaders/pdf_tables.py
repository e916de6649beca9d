"""Tables of a PDF page, found by where words stand: with rules between the columns or without.

A table is a run of rows in which figures stand below figures. Its columns are the places where cells of
several rows overlap; the rows right above name them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from rag.documents.loaders.pdf_layout import Word, cells_of, visual_rows
from rag.documents.tables import is_number, is_period

_LEAST_ROWS = 3
_MOST_HEADS = 7
_MOST_LABELS = 4  # rows of words alone that may stand between rows of figures
_DASH = re.compile(r"[-–—−.]{1,3}|n/?[am]\.?|\$?[-–—]|\([a-z]\)", re.IGNORECASE)
_DOTS = re.compile(r"\s*(?:\.\s?){3,}\s*")
_SENTENCE = re.compile(r"[a-z]{2,}[.;]\s+[A-Z]|\.\s*$")
_LONG_LABEL = 110
_PERIOD_HEAD = re.compile(
    r"(?:(?:as of|as at|at|on|for the|for)\s+)?"
    r"(?:(?:fiscal |financial )?(?:years?|quarters?|(?:\w+ )?(?:months?|weeks?))(?: (?:ended|ending|to))?\s*)?"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{1,2})?)?,?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one visual row."""

    cells: tuple[Word, ...]

    @property
    def top(self) -> float:
        return max(cell.top for cell in self.cells)

    @property
    def bottom(self) -> float:
        return min(cell.bottom for cell in self.cells)

    @property
    def figures(self) -> int:
        """How many cells behind the first are figures."""
        return sum(_is_figure(cell.text) for cell in self.cells[1:])

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, the first of them the names of its columns where ``headed``, and its box."""

    rows: tuple[tuple[str, ...], ...]
    headed: bool
    left: float
    bottom: float
    right: float
    top: float

    def holds(self, word: Word) -> bool:
        """Whether a word stands in the table."""
        across = (word.left + word.right) / 2
        up = (word.bottom + word.top) / 2
        return self.left - 1 <= across <= self.right + 1 and self.bottom - 0.5 <= up <= self.top + 0.5


def tables_of(words: Sequence[Word]) -> list[Table]:
    """The tables among the words of a page, from top to bottom."""
    rows = [Row(tuple(cells)) for row in visual_rows(words) if (cells := cells_of(row))]
    rows = [Row(tuple(_undotted(row.cells))) for row in rows]
    rows = [row for row in rows if row.cells]
    tables: list[Table] = []
    start = 0
    for first, last in _regions(rows):
        table = _table(rows, max(start, first - _MOST_HEADS), first, last)
        if table is not None:
            tables += table
            start = last
    return tables


def _undotted(cells: Sequence[Word]) -> list[Word]:
    kept = []
    for cell in cells:
        text = _DOTS.sub(" ", cell.text).strip()
        if text:
            kept.append(replace(cell, text=text) if text != cell.text else cell)
    return kept


def _is_figure(text: str) -> bool:
    return is_number(text) or _DASH.fullmatch(text) is not None


def _regions(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Runs of rows, first and behind the last, in which figures stand below figures."""
    regions: list[tuple[int, int]] = []
    first = last = -1
    labels = 0
    for place, row in enumerate(rows):
        if _is_data(row):
            if first >= 0 and not _near(rows, last, place):
                regions.append((first, last + 1))
                first = -1
            if first < 0:
                first = place
            last, labels = place, 0
        elif first >= 0:
            labels += 1
            if labels > _MOST_LABELS or _is_prose(row):
                regions.append((first, last + 1))
                first, labels = -1, 0
    if first >= 0:
        regions.append((first, last + 1))
    return [region for region in regions if _is_table(rows[region[0] : region[1]])]


def _is_data(row: Row) -> bool:
    if len(row.cells) < 2 or not row.figures or len(row.cells[0].text) > 2 * _LONG_LABEL:
        return False
    words = sum(len(cell.text) for cell in row.cells[1:] if not _is_figure(cell.text))
    return row.figures >= 2 or words <= 120


def _near(rows: Sequence[Row], last: int, place: int) -> bool:
    gap = rows[last].bottom - rows[place].top
    size = median(cell.top - cell.bottom for cell in rows[place].cells)
    between = place - last - 1
    return gap < (6 + 2.2 * between) * size


def _is_prose(row: Row) -> bool:
    text = row.text
    return len(row.cells) <= 2 and (
        len(text) > _LONG_LABEL or (len(text) > 70 and bool(_SENTENCE.search(text)))
    )


def _is_table(rows: Sequence[Row]) -> bool:
    data = [row for row in rows if _is_data(row)]
    if len(data) < _LEAST_ROWS and not (len(data) == 2 and all(row.figures >= 2 for row in data)):
        return False
    # A numbered list or lines of prose with figures in wide gaps have no column of figures.
    edges: list[float] = [cell.right for row in data for cell in row.cells[1:] if _is_figure(cell.text)]
    size = median(cell.top - cell.bottom for row in data for cell in row.cells)
    near = max(sum(abs(edge - other) < 0.8 * size for other in edges) for edge in edges)
    return near >= max(2, 0.5 * len(data))


def _table(rows: Sequence[Row], above: int, first: int, last: int) -> list[Table] | None:
    body = list(rows[first:last])
    columns = _columns(body)
    if len(columns) < 2:
        return None
    heads, body = _heads(rows, above, first, body, columns)
    if not body:
        return None
    names = _names(heads, columns)
    grid = _grid(body, columns)
    if not grid:
        return None
    box = [*heads, *body]
    left = min(cell.left for row in box for cell in row.cells)
    right = max(cell.right for row in box for cell in row.cells)
    bottom, top = min(row.bottom for row in box), max(row.top for row in box)
    headed = any(names[1:])
    panels = [(0, len(columns))] if headed else _panels(grid)
    found = []
    for begin, end in panels:
        part = [tuple(row[begin:end]) for row in grid if any(row[begin:end])]
        told = (tuple(names[begin:end]), *part) if headed else tuple(part)
        found.append(Table(told, headed, left, bottom, right, top))
    return found


@dataclass(slots=True)
class _Column:
    """A place where cells overlap, and the rows that have a cell there."""

    low: float
    high: float
    rows: set[int]


def _columns(body: Sequence[Row]) -> list[tuple[float, float]]:
    """The places where cells of several rows overlap, from left to right. No row has two cells in one column."""
    data = [row for row in body if _is_data(row) and not _names_columns(row)]
    cells = [(number, cell) for number, row in enumerate(data) for cell in row.cells]
    # Figures first, then words, the narrow ones before the wide ones.
    cells.sort(key=lambda pair: (not _is_figure(pair[1].text), pair[1].right - pair[1].left))
    columns: list[_Column] = []
    for number, cell in cells:
        over = [
            column for column in columns
            if min(column.high, cell.right) - max(column.low, cell.left)
            > 0.1 * min(column.high - column.low, cell.right - cell.left)
        ]  # fmt: skip
        if not over:
            columns.append(_Column(cell.left, cell.right, {number}))
            continue
        rows = [column.rows for column in over]
        if number in set.union(*rows) or len(set.union(*rows)) < sum(map(len, rows)):
            continue
        rest = [other for other in columns if other not in over]
        low, high = min(column.low for column in over), max(column.high for column in over)
        floor = max((other.high for other in rest if other.high <= low), default=float("-inf"))
        ceiling = min((other.low for other in rest if other.low >= high), default=float("inf"))
        merged = _Column(
            max(floor, min(low, cell.left)), min(ceiling, max(high, cell.right)), {number, *set.union(*rows)}
        )
        columns = [*rest, merged]
    return sorted((column.low, column.high) for column in columns)


def _column_of(cell: Word, columns: Sequence[tuple[float, float]]) -> int | None:
    """The column with which a cell overlaps most; None where it stands over several or beside all."""
    shares = [min(high, cell.right) - max(low, cell.left) for low, high in columns]
    best = max(range(len(columns)), key=lambda number: shares[number])
    if shares[best] <= 0:
        # A short cell beside the others of its column, such as a dash in a column of long figures.
        size = cell.top - cell.bottom
        near = min(
            range(len(columns)),
            key=lambda n: min(abs(columns[n][0] - cell.right), abs(columns[n][1] - cell.left)),
        )
        low, high = columns[near]
        return near if min(abs(low - cell.right), abs(high - cell.left)) < 2 * size else None
    return best


def _heads(
    rows: Sequence[Row], above: int, first: int, body: list[Row], columns: Sequence[tuple[float, float]]
) -> tuple[list[Row], list[Row]]:
    """The rows that name the columns, above the body or at its top, and the body without them."""
    heads: list[Row] = []
    while body and len(body) > 1 and _names_columns(body[0]):
        heads.append(body.pop(0))
    start = columns[0][1]
    for place in range(first - 1, above - 1, -1):
        row = rows[place]
        below = heads[0] if heads else body[0]
        size = median(cell.top - cell.bottom for cell in row.cells)
        if (
            row.bottom - below.top > 3.2 * size
            or (_is_data(row) and not _names_columns(row))
            or _is_prose(row)
        ):
            break
        over = [
            cell for cell in row.cells if cell.right > start or _column_of(cell, columns) not in (0, None)
        ]
        if not over or any(len(cell.text) > 60 for cell in over):
            break
        if len(row.cells) == 1 and _is_title(row.cells[0], below, columns):
            break
        heads.insert(0, row)
    return heads, body


def _names_columns(row: Row) -> bool:
    """Whether the figures of a row are years or other periods."""
    figures = [cell.text for cell in row.cells if _is_figure(cell.text)]
    return bool(figures) and all(is_period(text) for text in figures)


def _is_title(cell: Word, below: Row, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether one line over label and columns alike is the title of the table, and no head."""
    if len(columns) <= 2:
        return False
    middle, width = (columns[0][0] + columns[-1][1]) / 2, columns[-1][1] - columns[0][0]
    large = cell.top - cell.bottom > 1.25 * (below.cells[-1].top - below.cells[-1].bottom)
    return large or cell.left < columns[0][1] or abs((cell.left + cell.right) / 2 - middle) < 0.06 * width


def _names(heads: Sequence[Row], columns: Sequence[tuple[float, float]]) -> list[str]:
    """One name a column: what stands above it, from top to bottom; what spans columns belongs to each."""
    names: list[list[str]] = [[] for _ in columns]
    lowest_names = [""] * len(columns)
    for cell in heads[-1].cells if heads else ():
        for place in _under(cell, columns):
            lowest_names[place] = cell.text
    places = list(columns)
    for cell in heads[-1].cells if heads else ():
        under = _under(cell, columns)
        if len(under) == 1:
            low, high = places[under[0]]
            places[under[0]] = (min(low, cell.left), max(high, cell.right))
    for level, row in enumerate(heads):
        lowest = level == len(heads) - 1
        for number, cell in enumerate(row.cells):
            over = _under(cell, columns)
            if not lowest and 0 not in over:
                neighbours = (row.cells[number - 1] if number else None,
                              row.cells[number + 1] if number + 1 < len(row.cells) else None)  # fmt: skip
                span = _spanned(cell, neighbours, places, lowest_names)
                over = span if len(span) > len(over) else over
            for place in over:
                names[place].append(cell.text)
    told = [" ".join(dict.fromkeys(parts)).rstrip(":,") for parts in names]
    # "As of December 31," above the labels belongs to the years beside it.
    if _PERIOD_HEAD.fullmatch(told[0]) and all(is_period(name) for name in told[1:] if name):
        told = ["", *(f"{told[0]} {name}" if name else "" for name in told[1:])]
    return told


def _under(cell: Word, columns: Sequence[tuple[float, float]]) -> list[int]:
    over = [
        number for number, (low, high) in enumerate(columns)
        if min(high, cell.right) - max(low, cell.left) > 0.25 * min(high - low, cell.right - cell.left)
    ]  # fmt: skip
    if len(over) > 1 and over[0] == 0:
        return over[1:] if cell.left > columns[0][0] + 0.3 * (columns[0][1] - columns[0][0]) else over[:1]
    if not over:
        place = _column_of(cell, columns)
        return [] if place is None else [place]
    return over


def _spanned(
    cell: Word,
    neighbours: tuple[Word | None, Word | None],
    columns: Sequence[tuple[float, float]],
    names: Sequence[str],
) -> list[int]:
    """The columns over whose middle a name stands, none of them nearer to a name beside it.

    Below it each of them has a name of its own.
    """
    middle = (cell.left + cell.right) / 2
    before, after = neighbours
    low = ((before.left + before.right) / 2 + middle) / 2 if before else float("-inf")
    high = ((after.left + after.right) / 2 + middle) / 2 if after else float("inf")
    best: list[int] = []
    for first in range(1, len(columns)):
        for last in range(first, len(columns)):
            told = [name for name in names[first : last + 1] if name]
            if len(set(told)) < last - first + 1:
                continue
            left, right = columns[first][0], columns[last][1]
            off = abs((left + right) / 2 - middle)
            wide = max(columns[n][1] - columns[n][0] for n in range(first, last + 1))
            inside = (
                low <= (columns[first][0] + columns[first][1]) / 2
                and (columns[last][0] + columns[last][1]) / 2 <= high
            )
            if off < 0.6 * wide and inside and last - first >= len(best):
                best = list(range(first, last + 1))
    return best


def _grid(body: Sequence[Row], columns: Sequence[tuple[float, float]]) -> list[list[str]]:  # noqa: C901
    """The cells of the rows by columns; lines of one cell or label are joined."""
    grid: list[list[str]] = []
    waiting = ""  # a label whose figures stand in the next row
    before: Row | None = None
    for row in body:
        cells = [""] * len(columns)
        for cell in row.cells:
            place = _column_of(cell, columns)
            if place is not None:
                cells[place] = f"{cells[place]} {cell.text}".strip()
        filled = [number for number, text in enumerate(cells) if text]
        if not filled:
            continue
        size = median(cell.top - cell.bottom for cell in row.cells)
        close = before is not None and before.bottom - row.top < 0.6 * size
        if filled == [0]:
            label = cells[0]
            if grid and close and not waiting and label[:1].islower() and grid[-1][0]:
                grid[-1][0] = f"{grid[-1][0]} {label}"
            elif label.endswith(":"):
                grid += [[waiting, *[""] * (len(columns) - 1)]] if waiting else []
                grid.append(cells)
                waiting = ""
            else:
                if waiting and not label[:1].islower():
                    grid.append([waiting, *[""] * (len(columns) - 1)])
                    waiting = ""
                waiting = f"{waiting} {label}".strip()
            before = row
            continue
        if len(filled) == 1 and grid and close and not _is_figure(cells[filled[0]]):
            number = filled[0]
            grid[-1][number] = f"{grid[-1][number]} {cells[number]}".strip()
            before = row
            continue
        if waiting:
            if not cells[0] or cells[0][:1].islower():
                cells[0] = f"{waiting} {cells[0]}".strip()
            else:
                grid.append([waiting, *[""] * (len(columns) - 1)])
            waiting = ""
        grid.append(cells)
        before = row
    if waiting:
        grid.append([waiting, *[""] * (len(columns) - 1)])
    return grid


def _panels(grid: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Columns of words behind columns of figures begin a table beside the first one: words, figures, words, figures."""
    width = len(grid[0])
    kinds = []
    for column in range(width):
        cells = [row[column] for row in grid if row[column]]
        kinds.append(bool(cells) and sum(map(_is_figure, cells)) > 0.5 * len(cells))
    starts = [0] + [n for n in range(1, width) if kinds[n - 1] and not kinds[n] and any(kinds[n:])]
    return [(begin, end) for begin, end in zip(starts, [*starts[1:], width], strict=True)]
