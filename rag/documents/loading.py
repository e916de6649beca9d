"""One way in for documents: a path, a URL or bytes become a Document, or a DocumentError of one sentence."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from rag.documents.decoding import decode
from rag.documents.fetching import Network, fetch
from rag.documents.model import Document
from rag.documents.parsing import assemble_in_child, parse_in_child
from rag.documents.sniffing import MEDIA_TYPES, is_html, refuse_xml, sniff
from rag.errors import DocumentError
from rag.settings import Settings

_REASONS = {
    errno.ENOENT: "There is no such file; check its path.",
    errno.ENOTDIR: "There is no such file; check its path.",
    errno.EACCES: "The file may not be read by this user; change its permissions.",
    errno.EPERM: "The file may not be read by this user; change its permissions.",
    errno.ELOOP: "The path is a link that leads back to itself; give the file itself.",
    errno.ENAMETOOLONG: "The path is too long to be a file; check it.",
}


def load_file(path: Path, settings: Settings) -> Document:
    """The document in the file ``path``; ``source`` is its absolute path.

    Raises:
        DocumentError: why it cannot be read, in one sentence.
    """
    path = path.absolute()
    return load_bytes(_read(path, settings.max_file_bytes), path.name, settings, source=str(path))


def load_url(url: str, settings: Settings, *, network: Network | None = None) -> Document:
    """The document at ``url``; ``source`` is the URL as given, ``network`` only for tests.

    Raises:
        FetchError: it cannot or must not be fetched.
        DocumentError: what came back cannot be read.
    """
    fetched = fetch(url, settings, network)
    name = fetched.url.split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2]
    return load_bytes(
        fetched.data,
        name,
        settings,
        url=fetched.url,
        media_type=fetched.media_type,
        source=url,
        charset=fetched.charset,
    )


def load_bytes(
    data: bytes,
    name: str,
    settings: Settings,
    *,
    url: str | None = None,
    media_type: str | None = None,
    source: str | None = None,
    charset: str | None = None,
) -> Document:
    """The document in ``data``. The bytes decide what it is; ``name`` serves only as a title of last resort.

    ``media_type`` is what a server said; a ``charset`` in it or given helps with undeclared encodings.

    Raises:
        DocumentError: why it cannot be read, in one sentence.
    """
    if len(data) > settings.max_file_bytes:
        raise DocumentError(_too_large(len(data), settings.max_file_bytes))
    source = source or url or name
    kind: str = sniff(data)
    if kind != "text":
        extract = parse_in_child(data, kind, settings)
        return assemble_in_child(
            extract, source=source, name=name, media_type=MEDIA_TYPES[kind], settings=settings, url=url
        )
    if not charset and media_type and "charset=" in media_type.lower():
        charset = media_type.lower().rpartition("charset=")[2].split(";")[0].strip(" \"'")
    text, encoding = decode(data, charset)
    if len(text) > settings.max_text_chars:
        raise DocumentError(
            f"The file holds more than {settings.max_text_chars:,} characters of text; "
            "split it or raise max_text_chars."
        )
    remarks = [] if encoding.startswith(("utf-8", "ascii")) else [f"read as {encoding} text"]
    if is_html(text):
        page = text.replace("\x00", "").encode("utf-8", errors="replace")
        extract = parse_in_child(page, "html", settings)
        return assemble_in_child(
            extract,
            source=source,
            name=name,
            media_type=MEDIA_TYPES["html"],
            settings=settings,
            url=url,
            warnings=remarks,
        )
    refuse_xml(text)
    return _load_text(text, source, name, settings, url, remarks)


def _load_text(
    text: str, source: str, name: str, settings: Settings, url: str | None, remarks: list[str]
) -> Document:
    extract = parse_in_child(text.encode("utf-8", errors="surrogatepass"), "text", settings)
    return assemble_in_child(
        extract,
        source=source,
        name=name,
        media_type=MEDIA_TYPES["markdown" if extract.markdown else "text"],
        settings=settings,
        url=url,
        guess_headings=not any(block.level for block in extract.blocks),
        warnings=remarks,
    )


def _read(path: Path, limit: int) -> bytes:
    try:
        # O_NONBLOCK: opening a named pipe without a writer would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise DocumentError(_reason(error)) from None
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise DocumentError("The path is a folder and not a file; its files have to be given one by one.")
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError("The path is a device or pipe and not a file, so it cannot be read.")
        if status.st_size > limit:
            raise DocumentError(_too_large(status.st_size, limit))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit + 1)
    except OSError as error:
        raise DocumentError(_reason(error)) from None
    finally:
        os.close(descriptor)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno in _REASONS:
        return _REASONS[error.errno]
    detail = error.strerror if isinstance(error, OSError) and error.strerror else "the path is not valid"
    return f"The file cannot be read ({detail.lower()}); check its path."


def _too_large(size: int, limit: int) -> str:
    return f"The file is too large: {size:,} bytes, where {limit:,} are allowed; split it or raise max_file_bytes."
