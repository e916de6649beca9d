"""Rich Text (RTF): its paragraphs, tables and title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

from rag.documents.blocks import Block, Extract, Hints
from rag.documents.cleaning.marks import struck_out
from rag.documents.cleaning.normalising import normalise, one_line
from rag.documents.loaders import Limits
from rag.documents.tables import rows_as_blocks
from rag.errors import DocumentError

_FIELD = r"\{{\\{}\s+([^{{}}\\]{{1,300}})\}}"
_TITLE, _AUTHOR = re.compile(_FIELD.format("title")), re.compile(_FIELD.format("author"))
_STRUCK = re.compile(r"\\strike(?:d1)?(?!0)\b ?([^\\{}]{1,500})")
_RAISED = re.compile(r"\\super\b ?([0-9a-z*]{1,3})(?=[\\}])")


def load(path: Path, limits: Limits) -> Extract:
    """The paragraphs of the Rich Text file at ``path``.

    Raises:
        DocumentError: a damaged file.
    """
    from striprtf.striprtf import rtf_to_text

    del limits
    source = path.read_bytes().decode("latin-1")
    if not source.rstrip("\x00\r\n ").endswith("}"):
        raise DocumentError("The Rich Text file is cut off; get a whole copy of it.")
    struck = [one_line(match[1]) for match in _STRUCK.finditer(source) if match[1].strip()]
    source = _STRUCK.sub(" ", source)
    source = _RAISED.sub(lambda match: f" [{match[1]}]", source)
    convert = cast("Callable[..., str]", rtf_to_text)
    text = normalise(convert(source, errors="replace"))[0]
    title, author = _TITLE.search(source), _AUTHOR.search(source)
    hints = Hints(
        title=one_line(title[1]) if title else None,
        author=one_line(author[1]) if author and " " in author[1].strip() else None,
    )
    return Extract(tuple(_blocks(text)), hints, warnings=tuple(struck_out(struck)), guess_headings=True)


def _blocks(text: str) -> Iterator[Block]:
    rows: list[list[str]] = []
    for line in text.split("\n"):
        # The cells of a table end with a bar each.
        if line.count("|") >= 2 and line.rstrip().endswith("|"):
            rows.append(line.rstrip().rstrip("|").split("|"))
            continue
        yield from rows_as_blocks(rows)
        rows = []
        if words := one_line(line):
            yield Block(words)
    yield from rows_as_blocks(rows)
