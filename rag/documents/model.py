"""What a loaded document is: one normalised text, and ranges over it.

Offsets are Python string offsets into ``Document.text``; nothing downstream ever holds a
second copy of the words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

DateOrigin = Literal["text", "declared"]
"""Where a day of publication comes from: printed in the text, or declared by the page or file about itself."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who wrote and published a document, and when (``published`` is a partial ISO date).

    ``published_origin`` says where that date comes from. ``made`` is the day on which the file was made: it is
    shown as such, is never the day of publication and decides nothing.
    """

    title: str
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    published_origin: DateOrigin | None = field(default=None, compare=False)
    made: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, in force from ``start`` until the next section."""

    start: int
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """Page ``number`` (from 1) begins at ``start``."""

    number: int
    start: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready to be split: its text is final, normalised and free of boilerplate."""

    source: str
    text: str
    metadata: Metadata
    media_type: str = "text/plain"
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The content hash: the first 16 hexadecimal digits of the SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def document_to_json(document: Document) -> dict[str, object]:
    """``document`` as plain JSON values, for the pipe from the parser process."""
    return asdict(document)


def document_from_json(value: Mapping[str, Any]) -> Document:
    """The inverse of ``document_to_json``; raises TypeError or KeyError on anything else."""
    return Document(
        source=value["source"],
        text=value["text"],
        metadata=Metadata(**value["metadata"]),
        media_type=value["media_type"],
        sections=tuple(Section(**section) for section in value["sections"]),
        pages=tuple(Page(**page) for page in value["pages"]),
        warnings=tuple(value["warnings"]),
    )


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """A run of whole sentences ``text[start:end]``; ``sentences`` are their ranges in the document."""

    index: int
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]
    section: str | None = None
    page: int | None = None
