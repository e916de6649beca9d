"""A document as the catalogue lists it."""

from __future__ import annotations

import json
import sqlite3
from typing import Literal

from pydantic import Field

from rag.documents.model import DateOrigin, Metadata
from rag.results import PartialDate, Result


class StoredDocument(Result):
    """What is known of a stored document; ``added`` and ``changed`` are ISO times in UTC.

    ``published_origin`` says where the day of publication comes from: printed in the text, declared by the page or
    file, or edited by a person. ``made`` is the day of the file, which is no day of publication.
    """

    id: str
    source: str
    title: str
    author: str | None = None
    publisher: str | None = None
    published: PartialDate | None = None
    published_origin: DateOrigin | Literal["edited"] | None = None
    made: str | None = None
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
    d.passages, d.warnings, d.edits, d.loaded, d.added, d.changed,
    (SELECT value FROM meta WHERE key = 'embedder') AS model
"""


def from_row(row: sqlite3.Row) -> StoredDocument:
    """The document of a row with ``COLUMNS``."""
    apart = ("key", "warnings", "edits", "loaded")
    fields = {name: row[name] for name in row.keys() if name not in apart}  # noqa: SIM118
    edited, loaded = tuple(json.loads(row["edits"])), json.loads(row["loaded"])
    origin = loaded.get("published_origin") if row["published"] else None
    return StoredDocument(
        **fields,
        warnings=tuple(json.loads(row["warnings"])),
        edited=edited,
        published_origin="edited" if "published" in edited else origin,
        made=loaded.get("made"),
    )
