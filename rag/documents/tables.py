"""Tables as text: a row becomes a line that can be quoted and understood alone, and can be read back.

``Town: Marlow | 2022: 1,204 | 2023: 1,377``. Each cell stands behind the name of its column; the cell
that names the row has the heading of its group before it and the unit of the table behind
it: ``Current assets – Receivables, net (in millions) | 2021: 1,803 | 2020: 1,550``. The stored text is
the only copy: ``read_row`` finds the cells and their ranges in it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.documents.blocks import Block
from rag.documents.cleaning.normalising import one_line

SEPARATOR = " | "
_LONGEST = 420  # characters of one row: what is longer is parted, and each part names the row
_LONGEST_HEAD = 90
_MOST_HEADS = 4
_MOST_COLUMNS = 400
_YEAR = r"(?:FY\s?)?(?:1[89]|20)\d\d(?:\s?[A-Z]|[-/–]\d\d(?:\d\d)?)?"
_DAY = (
    r"(?:1[89]|20)\d\d-[01]\d(?:-[0-3]\d)?(?:[T ]\d\d:\d\d(?::\d\d)?)?"
    r"|\d{1,2}([./-])\d{1,2}\1(?:(?:1[89]|20)\d\d|\d\d)"
)
_PERIOD = re.compile(
    rf"(?:{_DAY}|{_YEAR}|Q[1-4](?:\s*{_YEAR})?|[1-4]Q\s?\d\d(?:\d\d)?|H[12]\s*(?:{_YEAR})?"
    rf"|(?:\d{{1,2}}\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?(?:\s+\d{{1,2}}\s*,?)?(?:\s*{_YEAR})?)\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[-–—+(]?\s*(?:[$€£¥₹]|USD|EUR|GBP|US\$)?\s*[-–—+(]?\d[\d.,'’\u00a0 ]*\)?\s*"
    r"(?:[%‰$€£¥]|[kKmMbB]n?|pp|pts?|million|billion|x|h)?\)?\s*(?:\[\w{1,3}\]|\(\d{1,2}\))?"
)
_BLANK = re.compile(r"[-–—−.*\s]*|n/?[am]\.?|N/?A", re.IGNORECASE)
_UNIT = re.compile(
    r"\(?\s*((?:[\w$€£.]+\s+)?in\s+(?:[\w$€£.]+\s+)?(?:thousands|millions|billions|percent|%|per\s+cent)"
    r"(?:\s+of\s+(?:(?!which\b)[a-z.]{2,12}\s+)?(?:dollars|euros|pounds|francs|yen|yuan|crowns|kron\w+|rupees|shares|[A-Z]{3})\b)?)\b[^()]*\)?"
    r"|\(?\s*((?:EUR|USD|GBP|CHF|US\$|[$€£])\s?(?:thousands?|millions?|billions?|000s?|m|mn|bn))\b\s*\)?"
    r"|\(\s*([$€£]?\s*(?:000s?|millions|thousands|bn|mn?))\s*\)",
    re.IGNORECASE,
)
_SQUEEZED_UNIT = re.compile(r"\b(?:dollars)?in(thousands|millions|billions)\b", re.IGNORECASE)
_WITHOUT_UNIT = re.compile(
    r"\bper (?:\w+ )?share|\bpercent|\bratio|\brate\b|\bmargin|%|\bnumber of", re.IGNORECASE
)
_TOTAL = re.compile(r"total\b|sum\b|net\b|gross\b|grand total", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: the name of its column ("" where it has none), and ``line[start:end]``."""

    column: str
    text: str
    start: int
    end: int


def rows_as_blocks(
    rows: Sequence[Sequence[str]], *, heads: int | None = None, caption: str = "", around: str = ""
) -> Iterator[Block]:
    """One block a row, below the caption, if there is one. A unit is looked for there and in the words ``around``.

    ``heads`` is how many rows at the top name columns, where the format says so; else it is guessed
    from their shape. A name of several rows ("Year ended June 30" above "2023") is joined.
    """
    grid = _rectangle(rows)
    if not grid:
        return
    titles, grid, heads = _titles(grid, heads)
    caption = one_line(" ".join(filter(None, [caption, *titles])))
    if caption:
        yield Block(caption, level=4 if len(caption) <= 200 else 0)
    if not grid:
        return
    for table in _tables(grid, heads):
        yield from _rows(*table, unit=unit_of(caption) or unit_of(around))


def read_row(line: str) -> tuple[Cell, ...]:
    """The cells of a row that ``rows_as_blocks`` wrote; none where ``line`` is no row of a table."""
    if SEPARATOR not in line:
        return ()
    cells: list[Cell] = []
    position = 0
    for part in line.split(SEPARATOR):
        column, colon, _ = part.partition(": ")
        if not colon or len(column) > _LONGEST_HEAD:
            column, begin = "", 0
        else:
            begin = len(column) + 2
        cells.append(Cell(column, part[begin:], position + begin, position + len(part)))
        position += len(part) + len(SEPARATOR)
    return tuple(cells)


def is_number(text: str) -> bool:
    """Whether a cell is a figure, with its sign, currency or unit, and no words."""
    return _NUMBER.fullmatch(text.strip()) is not None


def is_period(text: str) -> bool:
    """Whether a cell or the name of a column is a year, a quarter, a month or a day."""
    return _PERIOD.fullmatch(text.strip()) is not None


def is_day(text: str) -> bool:
    """Whether a cell is a day or month in figures, such as 2023-02-07 or 12.03.2023."""
    return re.fullmatch(_DAY, text.strip()) is not None


def unit_of(text: str) -> str:
    """The unit in which a caption or the name of a row or column says that figures stand, such as "in millions"."""
    if match := _SQUEEZED_UNIT.search(text):
        return f"in {match[1].lower()}"
    match = _UNIT.search(text)
    return one_line(match[1] or match[2] or match[3]) if match else ""


def _rectangle(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    width = min(max((len(row) for row in rows), default=0), _MOST_COLUMNS)
    grid = []
    for row in rows:
        cells = [one_line(cell).replace(SEPARATOR, " / ") for cell in row[:width]]
        grid.append(cells + [""] * (width - len(cells)))
    filled = [column for column in range(width) if any(row[column] for row in grid)]
    return [[row[column] for column in filled] for row in grid if any(row)]


def _titles(grid: list[list[str]], heads: int | None) -> tuple[list[str], list[list[str]], int | None]:
    """Lines above the head that name the whole table: one cell, alone in its row or repeated over all of it."""
    titles: list[str] = []
    while len(grid) > 2 and len(grid[0]) > 1:
        told = {cell for cell in grid[0] if cell}
        if len(told) != 1 or not (spans := sum(bool(cell) for cell in grid[0])):
            break
        title = next(iter(told))
        alone = spans == 1 and (grid[0][0] or len(title) > 25)
        if not (alone or spans == len(grid[0])) or is_number(title) or is_period(title):
            break
        # A group's heading stands above rows of its own, and the head of the table is above it.
        if titles and heads is None and not _is_head(grid[1], grid[2:]) and alone and len(title) < 25:
            break
        titles.append(title)
        grid = grid[1:]
        heads = None if heads is None else max(0, heads - 1)
    return titles, grid, heads


def _tables(
    grid: list[list[str]], heads: int | None
) -> Iterator[tuple[list[str], list[list[str]], list[str]]]:
    """The names of columns with the rows below them; a head repeated further down begins anew."""
    if heads is None:
        heads = _count_heads(grid)
    names, common = _names(grid[:heads]) if heads else ([""] * len(grid[0]), [])
    body: list[list[str]] = []
    head = grid[:heads]
    for place, row in enumerate(grid[heads:], start=heads):
        if heads and row == head[-1] and row != grid[heads]:
            continue  # the head again, at the top of a new page
        if head and row in head:
            continue
        # A second head within one sheet or table: other periods, other columns.
        if heads and body and _is_other_head(row, grid[place + 1 : place + 3], names):
            yield names, body, common
            names, common = _names([row])
            body, head = [], [row]
            continue
        body.append(row)
    yield names, body, common


def _is_other_head(row: list[str], below: list[list[str]], names: list[str]) -> bool:
    filled = [cell for cell in row[1:] if cell]
    return (
        len(filled) >= 2
        and len(filled) >= 0.5 * sum(bool(name) for name in names[1:])
        and all(is_period(cell) for cell in filled)
        and any(is_number(cell) and not is_period(cell) for other in below for cell in other[1:])
    )


def _count_heads(grid: list[list[str]]) -> int:
    count = 0
    while count < min(_MOST_HEADS, len(grid) - 1) and _is_head(grid[count], grid[count + 1 :], count):
        count += 1
        if sum(bool(cell) for cell in grid[count - 1]) >= len(grid[0]) - 1 and not _goes_on(grid, count):
            break
    return count


def _goes_on(grid: list[list[str]], count: int) -> bool:
    """Whether the row below a full head row belongs to the head: units such as "%" or "$m", or periods."""
    below = [cell for cell in grid[count] if cell]
    if count + 1 >= len(grid):
        return False
    repeated = len(set(grid[count - 1])) < len(grid[count - 1])  # a name that spans columns
    return bool(below) and (
        all(re.fullmatch(r"\(?(?:%|[$€£]\w*|000s?|kg|km|t|number|percent)\)?", cell) for cell in below)
        or (
            repeated
            and _is_head(grid[count], grid[count + 1 :], count)
            and any(is_number(cell) and not is_period(cell) for cell in grid[count + 1])
        )
    )


def _is_head(row: Sequence[str], below: Sequence[Sequence[str]], above: int = 0) -> bool:
    """Whether ``row`` names columns: short words or periods, with figures or other words below them."""
    names = [cell for cell in row if cell]
    if not below or any(len(cell) > _LONGEST_HEAD for cell in names):
        return False
    figures = [cell for cell in names if is_number(cell) and not is_period(cell)]
    if figures:
        return False
    if len(names) < (1 if above or not row[0] else 2):
        return False
    periods = [column for column, cell in enumerate(row) if column and is_period(cell)]
    if periods:
        # Years name columns where something else stands below them: 2021 above 2022 is a column of years.
        return any(
            other[column] and not is_period(other[column]) for other in below[:6] for column in periods
        ) or not any(is_number(cell) for other in below[:3] for cell in other)
    if is_period(row[0]) and len(names) == len(row):
        return False  # a row of data that begins with its year or day
    if above:
        # A group's heading is no second head: nothing but its first cell is filled.
        return bool(row[0] == "" or len(names) >= 2) and any(
            is_number(cell) for other in below[:4] for cell in other
        )
    # Two rows of words may as well be two people with their offices.
    return len(below) > 1 or any(any(c.isdigit() for c in cell) for cell in below[0])


def _names(head: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """One name a column, joined from top to bottom; what stands above all columns of figures comes apart."""
    width = len(head[0])
    levels = [list(row) for row in head]
    common: list[str] = []
    for level in levels[:-1]:
        told = {cell for cell in level[1:] if cell}
        if len(told) == 1 and not level[0] and width > 2:
            common.append(told.pop())
            level[:] = [""] * width
            continue
        # A name above several columns stands over its first one: the empty cells behind it are its own.
        for column in range(2, width):
            if not level[column] and levels[-1][column] and level[column - 1] and column > 1:
                level[column] = level[column - 1]
    names = []
    for column in range(width):
        parts = dict.fromkeys(level[column] for level in levels if level[column])
        names.append(" ".join(parts).replace(": ", " – ").rstrip(":"))
    return names, common


def _rows(names: list[str], body: list[list[str]], common: list[str], unit: str) -> Iterator[Block]:
    if common:
        text = " ".join(common)
        unit = unit or unit_of(text)
        yield Block(text, level=4 if len(text) <= 200 else 0)
    name_at = _name_column(names, body)
    unit = unit or (unit_of(names[name_at]) if names else "")
    if names and (match := _UNIT.fullmatch(names[name_at])):
        names = [*names]
        names[name_at] = names[name_at].replace(match[0], "").strip()
    group, open_group = "", False
    for row in body:
        filled = [column for column, cell in enumerate(row) if cell]
        if len(row) > 2 and filled == [name_at] and not is_number(row[name_at]):
            group = _deeper(group if open_group else "", row[name_at])
            open_group = True
            yield Block(row[name_at], row=True)
            continue
        if len(set(row)) == 1 and len(row) > 2:
            group, open_group = row[0].rstrip(": "), True
            yield Block(row[0], row=True)
            continue
        open_group = False
        label = row[name_at]
        if _TOTAL.match(label):
            prefix, group = "", "" if label.casefold().startswith("total") else group
        else:
            prefix = f"{group} – " if group and label and len(group) < 80 else ""
        mark = f" ({unit})" if unit and label and not _WITHOUT_UNIT.search(label) else ""
        yield from _lines(names, row, name_at, f"{prefix}{label}{mark}" if label else prefix[:-3])


def _deeper(group: str, heading: str) -> str:
    """The heading of a group right below another one is part of that."""
    heading = heading.rstrip(": ")
    group = group.rpartition(", ")[2] if group.count(", ") else group
    return f"{group}, {heading}" if group and len(group) + len(heading) < 70 else heading


def _name_column(names: list[str], body: list[list[str]]) -> int:
    """The column whose cells name the rows: the first of the first three that holds words."""
    for column in range(min(3, len(names))):
        cells = [row[column] for row in body if row[column]]
        if (
            cells
            and sum(any(c.isalpha() for c in cell) and not is_number(cell) for cell in cells) > len(cells) / 2
        ):
            return column
    return 0


def _lines(names: list[str], row: list[str], name_at: int, label: str) -> Iterator[Block]:
    first = f"{names[name_at]}: {label}" if names[name_at] and label else label
    line: list[str] = []
    size = 0
    last = ""
    for column, cell in enumerate(row):
        part = first if column == name_at else f"{names[column]}: {cell}" if cell and names[column] else cell
        if not part or part == last:
            continue  # a cell that spans columns of one name
        last = part
        if size + len(part) > _LONGEST and len(line) > 1:
            yield Block(SEPARATOR.join(line), row=True)
            line, size = ([first], len(first)) if first and column > name_at else ([], 0)
        line.append(part)
        size += len(part) + 3
    if line:
        yield Block(SEPARATOR.join(line), row=True)
