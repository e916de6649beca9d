"""Whether the catalogue has lost what it held: emptied, halved or exchanged behind the program's back.

The program notes what it removes, and the state of the vector index says how much there was. A
catalogue that holds less than that without having noted a removal was changed by something else.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from rag.errors import StoreError

if TYPE_CHECKING:
    from rag.settings import Settings

REMEDY = "Restore the catalogue from a copy, or remove the store's folder and ingest the documents again."


def loss(settings: Settings) -> str | None:
    """What the catalogue has lost, in one sentence; None when it has lost nothing, or cannot be read at all."""
    from rag.index.catalogue import FILE_NAME, open_for_reading
    from rag.index.vectors import STATE

    try:
        state = json.loads((settings.store / STATE).read_text(encoding="utf-8"))
        known, stored = int(state["revision"]), int(state["passages"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    path = settings.store / FILE_NAME
    try:
        with closing(open_for_reading(path)) as catalogue:
            held = _total(catalogue, "SELECT total(passages) FROM documents")
            removed = _total(catalogue, "SELECT total(passages) FROM removed WHERE revision > ?", known)
    except (sqlite3.Error, StoreError):
        return None  # whoever opens it is told
    if held >= stored - removed:
        return None
    return f"The catalogue {path} holds {held:,} passages where {stored - removed:,} were stored."


def _total(catalogue: sqlite3.Connection, query: str, *values: int) -> int:
    return int(catalogue.execute(query, values).fetchone()[0])
