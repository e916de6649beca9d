"""The formats that can be read: a registry with one entry a format, and one module for each.

A loader is a function of a path and ``Limits`` that returns an ``Extract`` (or raises a DocumentError of
one sentence); it runs in the parser process. To add a format, write such a function in a module of this
package and add its entry to ``FORMATS``, with the endings of its names where it is a kind of text; what has
first bytes of its own is told by ``rag.documents.sniffing``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from rag.documents.blocks import Extract

    Loader = Callable[[Path, "Limits"], Extract]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take up."""

    max_pages: int = 5_000
    max_unpacked_bytes: int = 500 * 2**20
    max_file_bytes: int = 100 * 2**20
    scanned_pages: int = 200
    seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its media type, where its loader is, and whether it holds further files.

    ``loader`` is ``module:function`` within this package, or with the whole name of a module of your own.
    ``endings`` (``".bib"``) are those of names by which a text is known to be of this kind.
    """

    media_type: str
    loader: str
    holds_files: bool = False
    endings: tuple[str, ...] = ()


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, Format] = {
    "html": Format("text/html", "html:load"),
    "pdf": Format("application/pdf", "pdf:load"),
    "docx": Format(f"{_OPEN_XML}.wordprocessingml.document", "word:load"),
    "pptx": Format(f"{_OPEN_XML}.presentationml.presentation", "slides:load"),
    "xlsx": Format(f"{_OPEN_XML}.spreadsheetml.sheet", "sheets:load"),
    "odt": Format("application/vnd.oasis.opendocument.text", "open_document:load"),
    "ods": Format("application/vnd.oasis.opendocument.spreadsheet", "open_document:load"),
    "odp": Format("application/vnd.oasis.opendocument.presentation", "open_document:load"),
    "epub": Format("application/epub+zip", "epub:load"),
    "rtf": Format("application/rtf", "rich_text:load"),
    "mail": Format("message/rfc822", "mail:load", holds_files=True),
    "mhtml": Format("multipart/related", "saved_page:load"),
    "mbox": Format("application/mbox", "mailbox:load", holds_files=True),
    "msg": Format("application/vnd.ms-outlook", "outlook:load", holds_files=True),
    "zip": Format("application/zip", "archive:load", holds_files=True),
    "image": Format("image/*", "picture:load"),
    "subtitles": Format("text/vtt", "subtitles:load"),
    "separated": Format("text/csv", "separated:load"),
    "json": Format("application/json", "records:load"),
    "markdown": Format("text/markdown", "markdown:load"),
    "text": Format("text/plain", "text:load"),
}


def load(kind: str, path: Path, limits: Limits) -> Extract:
    """The file at ``path`` read by the loader of its ``kind``.

    Raises:
        DocumentError: why it cannot be read, in one sentence.
    """
    module, _, function = FORMATS[kind].loader.partition(":")
    home = module if "." in module else f"{__name__}.{module}"
    loader = cast("Loader", getattr(import_module(home), function))
    return loader(path, limits)
