"""Tables to blocks: each row a line that can be understood alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.documents.blocks import Block
from rag.documents.normalising import one_line


def rows_as_blocks(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    """One block a row: ``Year: 2021 | Loss: €3.2m`` below a head row, bare cells without one."""
    filled = [cells for row in rows if any(cells := [one_line(cell) for cell in row])]
    if not filled:
        return
    head = filled[0]
    if len(filled) == 1 or not _is_head(head):
        for cells in filled:
            yield Block(" | ".join(cell for cell in cells if cell), row=True)
        return
    for cells in filled[1:]:
        named = [
            f"{head[i]}: {cell}" if i < len(head) and head[i] else cell
            for i, cell in enumerate(cells)
            if cell
        ]
        yield Block(" | ".join(named), row=True)


def _is_head(cells: Sequence[str]) -> bool:
    """A head row names columns: at least two short names, and hardly a number among them."""
    names = [cell for cell in cells if cell]
    numbers = sum(not any(character.isalpha() for character in cell) for cell in names)
    return len(names) >= 2 and numbers <= len(names) / 3 and all(len(cell) <= 60 for cell in names)
