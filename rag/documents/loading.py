"""One way in for documents: a path, a URL or bytes become a Document, or a DocumentError of one sentence."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from rag.documents.blocks import Extract, Member
from rag.documents.converting import NEWER, converted
from rag.documents.decoding import decode
from rag.documents.fetching import Network, fetch
from rag.documents.loaders import FORMATS
from rag.documents.model import Document
from rag.documents.parsing import assemble_in_child, parse_in_child, parse_into
from rag.documents.sniffing import refuse_xml, sniff, sniff_text
from rag.errors import DocumentError
from rag.settings import Settings

_REASONS = {
    errno.ENOENT: "There is no such file; check its path.",
    errno.ENOTDIR: "There is no such file; check its path.",
    errno.EACCES: "The file may not be read by this user; change its permissions.",
    errno.EPERM: "The file may not be read by this user; change its permissions.",
    errno.ELOOP: "The path is a link that leads back to itself, or may not be followed; give the file itself.",
    errno.ENAMETOOLONG: "The path is too long to be a file; check it.",
}
_ONLY_FILES = ("zip", "mbox")
# O_NONBLOCK: opening a named pipe without a writer would wait for ever.
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_PASSING = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)


def load_file(path: Path, settings: Settings) -> Document:
    """The document in the file ``path``; ``source`` is its absolute path.

    Raises:
        DocumentError: why it cannot be read, in one sentence.
    """
    path = path.absolute()
    return load_bytes(read_file(path, settings), path.name, settings, source=readable(str(path)))


def read_file(path: Path, settings: Settings, *, follow_symlinks: bool = True) -> bytes:
    """The bytes of a file of an allowed size.

    Without ``follow_symlinks`` no part of ``path`` may be a link: a path that was looked at and found to lead
    where it may is not exchanged before it is opened.

    Raises:
        DocumentError: why it cannot be read, in one sentence.
    """
    return _read(path, settings.max_file_bytes, follow_symlinks)


def readable(path: str) -> str:
    r"""A path as text that can be stored and shown: a byte that is no UTF-8 is written as ``\\xe9``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


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
    """The document in ``data``. The bytes decide what it is; ``name`` serves only as a title of last resort
    and where the shape of a text leaves open whether it is a table.

    ``media_type`` is what a server said; a ``charset`` in it or given helps with undeclared encodings.
    Of a mail this is the mail itself; its attachments are named in the warnings.

    Raises:
        DocumentError: why it cannot be read, in one sentence.
    """
    source = source or url or readable(name)
    kind, data, text, remarks = recognise(data, name, settings, media_type=media_type, charset=charset)
    if kind in _ONLY_FILES:
        what = "zip archive" if kind == "zip" else "mailbox"
        raise DocumentError(
            f"The file is a {what} of several documents; add it with `factcheck ingest`, or give its files one by one."
        )
    if kind == "text":
        assert text is not None
        return _load_text(text, source, name, settings, url, remarks)
    extract = parse_in_child(data, kind, settings)
    if extract.members:
        names = ", ".join(member.name for member in extract.members[:5])
        remarks.append(
            f"{len(extract.members)} attachment{'s' * (len(extract.members) > 1)} not read: {names}; "
            "add the file with `factcheck ingest`, or each by itself"
        )
    return document_of(extract, kind, source=source, name=name, settings=settings, url=url, remarks=remarks)


def load_held(
    data: bytes, name: str, settings: Settings, folder: Path, *, source: str
) -> tuple[Document | None, tuple[Member, ...]]:
    """The document in ``data``, if it is one itself, and the files that are held in it, put into ``folder``.

    Raises:
        DocumentError: why it cannot be read, in one sentence.
    """
    kind, data, text, remarks = recognise(data, name, settings)
    if not FORMATS[kind].holds_files:
        if kind == "text":
            assert text is not None
            return _load_text(text, source, name, settings, None, remarks), ()
        extract = parse_in_child(data, kind, settings)
        return document_of(extract, kind, source=source, name=name, settings=settings, remarks=remarks), ()
    extract = parse_into(folder, data, kind, settings)
    document = None
    if extract.blocks:
        document = document_of(extract, kind, source=source, name=name, settings=settings, remarks=remarks)
    return document, extract.members


def holds_files(data: bytes, name: str, settings: Settings) -> bool:
    """Whether the file ``data`` may hold others: an archive, a mailbox, a mail."""
    if not data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) and b":" not in data[:200] and data[:5] != b"From ":
        return False
    try:
        if sniff(data) in NEWER:
            return False
        kind, *_ = recognise(data, name, settings)
    except DocumentError:
        return False
    return FORMATS[kind].holds_files


def recognise(
    data: bytes, name: str, settings: Settings, *, media_type: str | None = None, charset: str | None = None
) -> tuple[str, bytes, str | None, list[str]]:
    """The kind of a file, its bytes for the loader, its text where it is one, and remarks for the report.

    Raises:
        DocumentError: too large, or of a kind that cannot be read.
    """
    if len(data) > settings.max_file_bytes:
        raise DocumentError(_too_large(len(data), settings.max_file_bytes))
    kind = sniff(data)
    if kind in NEWER:
        data, newer = converted(data, kind, settings)
        return newer, data, None, [f"converted from {kind} to {newer} by LibreOffice"]
    if kind != "text":
        return kind, data, None, []
    if data[:20_000].isascii() or b"\nContent-T" in data[:20_000] or data.startswith(b"From "):
        # A mail says the encoding of each part itself.
        mail = sniff_text(data[:100_000].decode("latin-1"), name)
        if mail in ("mail", "mbox", "mhtml"):
            return mail, data, None, []
    if not charset and media_type and "charset=" in media_type.lower():
        charset = media_type.lower().rpartition("charset=")[2].split(";")[0].strip(" \"'")
    text, encoding, broken = decode(data, charset)
    if len(text) > settings.max_text_chars:
        raise DocumentError(
            f"The file holds more than {settings.max_text_chars:,} characters of text; "
            "split it or raise max_text_chars."
        )
    remarks = [] if encoding.startswith(("utf-8", "ascii")) else [f"read as {encoding} text"]
    if broken:
        remarks.append(broken)
    kind = sniff_text(text, name)
    if kind == "text":
        refuse_xml(text)
        return kind, data, text, remarks
    # Beside PDF and Office files, these too: a page can keep its parser busy for hours.
    return kind, text.replace("\x00", "").encode("utf-8", errors="replace"), text, remarks


def document_of(
    extract: Extract,
    kind: str,
    *,
    source: str,
    name: str,
    settings: Settings,
    url: str | None = None,
    remarks: Sequence[str] = (),
) -> Document:
    """The document of what a loader of ``kind`` handed on."""
    return assemble_in_child(
        extract,
        source=source,
        name=name,
        media_type=FORMATS[kind].media_type,
        settings=settings,
        url=url,
        warnings=remarks,
    )


def _load_text(
    text: str, source: str, name: str, settings: Settings, url: str | None, remarks: list[str]
) -> Document:
    extract = parse_in_child(text.encode("utf-8", errors="surrogatepass"), "text", settings)
    kind = "markdown" if extract.markdown else "text"
    return document_of(extract, kind, source=source, name=name, settings=settings, url=url, remarks=remarks)


def _read(path: Path, limit: int, follow_symlinks: bool) -> bytes:
    try:
        descriptor = os.open(path, _READING) if follow_symlinks else _opened_without_links(path)
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


def _opened_without_links(path: Path) -> int:
    """A descriptor of the file, reached folder by folder; a link on the way is an error."""
    if os.open not in os.supports_dir_fd:  # Windows, where making a link takes rights of its own
        return os.open(path, _READING)
    folder = os.open(path.anchor, _PASSING)
    try:
        for part in path.parts[1:-1]:
            inner = os.open(part, _PASSING | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(path.name, _READING | os.O_NOFOLLOW, dir_fd=folder)
    finally:
        os.close(folder)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno in _REASONS:
        return _REASONS[error.errno]
    detail = error.strerror if isinstance(error, OSError) and error.strerror else "the path is not valid"
    return f"The file cannot be read ({detail.lower()}); check its path."


def _too_large(size: int, limit: int) -> str:
    return f"The file is too large: {size:,} bytes, where {limit:,} are allowed; split it or raise max_file_bytes."
