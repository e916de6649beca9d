"""A document as the catalogue lists it."""

from __future__ import annotations

import json
import sqlite3

from pydantic import Field

from rag.documents.model import Metadata
from rag.results import PartialDate, Result


class StoredDocument(Result):
    """What is known of a stored document; ``added`` and ``changed`` are ISO times in UTC."""

    id: str
    source: str
    title: str
    author: str | None = None
    publisher: str | None = None
    published: PartialDate | None = None
    url: str | None = None
    media_type: str = "text/plain"
    characters: int = Field(ge=0)
    passages: int = Field(ge=0)
    warnings: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    added: str
    changed: str
    model: str | None = None

    @property
    def metadata(self) -> Metadata:
        """Its metadata with the edits of a person in place."""
        return Metadata(self.title, self.author, self.publisher, self.published, self.url)


COLUMNS = """
    d.key, d.id, d.source, d.title, d.author, d.publisher, d.published, d.url, d.media_type, d.characters,
    d.passages, d.warnings, d.edits, d.added, d.changed,
    (SELECT value FROM meta WHERE key = 'embedder') AS model
"""


def from_row(row: sqlite3.Row) -> StoredDocument:
    """The document of a row with ``COLUMNS``."""
    fields = {name: row[name] for name in row.keys() if name not in ("key", "warnings", "edits")}  # noqa: SIM118
    return StoredDocument(
        **fields, warnings=tuple(json.loads(row["warnings"])), edited=tuple(json.loads(row["edits"]))
    )
