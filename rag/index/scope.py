"""Which documents a search may find: chosen ones, and those published by a day."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from rag.index.dates import NO_BOUND, last_day


@dataclass(frozen=True, slots=True)
class Scope:
    """``documents`` None means all; ``last_day`` is a comparable day, ``NO_BOUND`` for any."""

    documents: frozenset[str] | None = None
    last_day: int = NO_BOUND

    @classmethod
    def of(cls, documents: Collection[str] | None, as_of: str | None) -> Scope:
        """A scope from what a user gives.

        Raises:
            InputError: ``as_of`` is not a partial ISO date.
        """
        return cls(None if documents is None else frozenset(documents), last_day(as_of))

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self.documents is None and self.last_day == NO_BOUND

    def allows(self, document_id: str, first_day: int) -> bool:
        """Whether a document may be found."""
        return first_day <= self.last_day and (self.documents is None or document_id in self.documents)

    def condition(self) -> tuple[str, list[str]]:
        """The same as SQL over the table ``documents d``, with its values."""
        sql, values = "d.first_day <= CAST(? AS INTEGER)", [str(self.last_day)]
        if self.documents is not None:
            sql += " AND d.id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(sorted(self.documents)))
        return sql, values
