"""CSV and other texts with separated columns: each row with the names of its columns."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from rag.documents.blocks import Block, Extract
from rag.documents.loaders import Limits
from rag.documents.sniffing import delimiter_of
from rag.documents.tables import rows_as_blocks
from rag.errors import DocumentError

_MOST_ROWS = 200_000


def load(path: Path, limits: Limits) -> Extract:
    """The rows of the separated text (UTF-8) at ``path``.

    Raises:
        DocumentError: more rows than are allowed.
    """
    del limits
    text = path.read_text(encoding="utf-8").lstrip("\ufeff")
    sign = ","
    if text[:4].lower() == "sep=":  # Excel writes it there for itself
        first, _, text = text.partition("\n")
        sign = first[4:5] or sign
    else:
        sign = delimiter_of(text, wanted=True) or sign
    csv.field_size_limit(1_000_000)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=sign, skipinitialspace=True):
            rows.append(row)
            if len(rows) > _MOST_ROWS:
                raise DocumentError(
                    f"The table has more than {_MOST_ROWS:,} rows; save the rows that matter as a file of their own."
                )
    except csv.Error:
        return Extract(tuple(Block(line) for line in text.split("\n") if line.strip()))
    return Extract(tuple(rows_as_blocks(rows)))
