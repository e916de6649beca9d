"""The lens: figures, dates and names read from text, and whether two of them say the same."""

from __future__ import annotations

from rag.text.dates import find_dates
from rag.text.names import find_names
from rag.text.quantities import find_quantities
from rag.text.relations import Relation, relation, same_date, same_value
from rag.text.spelling import same_spelling as same_name
from rag.text.values import Value

__all__ = [
    "Relation",
    "Value",
    "find_dates",
    "find_names",
    "find_quantities",
    "find_values",
    "relation",
    "same_date",
    "same_name",
    "same_value",
]


def find_values(text: str, published: str | None = None) -> list[Value]:
    """Figures, dates and names of ``text`` in reading order; of two that overlap the wider one stays."""
    found = [*find_quantities(text), *find_dates(text, published), *find_names(text)]
    return sorted(
        (value for value in found if not any(_covers(other, value) for other in found)),
        key=lambda value: (value.start, value.end),
    )


def _covers(wider: Value, value: Value) -> bool:
    """Whether ``wider`` overlaps ``value`` and is longer: ``20 U.S. dollars`` over ``U.S.``."""
    overlap = wider.start < value.end and value.start < wider.end
    return overlap and wider.end - wider.start > value.end - value.start
