"""Names that tables of accounts and statistics use for one thing: a question may use any of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import cast

from rag.text.tables import table


@dataclass(frozen=True, slots=True)
class LineItem:
    """A thing that a text names at ``start`` to ``end``, and its other names."""

    start: int
    end: int
    others: tuple[str, ...]


def line_items(text: str) -> list[LineItem]:
    """The things named in ``text`` for which tables have other names.

    >>> [item.others[:2] for item in line_items("What was the COGS of Holm in 2016?")]
    [('cost of products sold', 'cost of goods sold')]
    """
    found = []
    for names in _same():
        for name in names:
            flags = 0 if name.isupper() else re.IGNORECASE
            match = re.search(rf"(?<![\w&]){re.escape(name)}(?![\w&])", text, flags)
            if match is not None:
                others = tuple(each for each in names if each != name)
                found.append(LineItem(match.start(), match.end(), others))
                break
    return found


@cache
def _same() -> tuple[tuple[str, ...], ...]:
    """Lines of names for one thing, the longer ones first."""
    lines = cast("list[str]", table("line_items")["same"])
    return tuple(
        tuple(sorted((name.strip() for name in line.split("|")), key=len, reverse=True)) for line in lines
    )
