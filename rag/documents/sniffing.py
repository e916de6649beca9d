"""What kind of file some bytes are, judged by the bytes and never by a name."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from rag.errors import DocumentError

Kind = Literal["text", "html", "pdf", "docx", "pptx", "xlsx"]

MEDIA_TYPES: dict[str, str] = {
    "text": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"BM\x00", "a bitmap image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\x00asm", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"%!PS", "a PostScript file"),
    (b"{\\rtf", "a Rich Text file"),
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}"
    r"<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h[1-6]|title|meta|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<(?:\?xml|svg|rss|feed)\b", re.IGNORECASE)


def sniff(data: bytes) -> Kind:
    """The kind of the file ``data``; plain and Markdown text are both ``text``.

    Raises:
        DocumentError: the bytes are empty or of a kind that cannot be read.
    """
    if not data:
        raise DocumentError("The file is empty, so there is nothing to read.")
    # A PDF without its head is a damaged PDF and no text.
    if b"%PDF-" in data[:1024] or (b"startxref" in data[-1024:] and b"endobj" in data):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    if data.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise DocumentError("The file is an empty or split zip archive, not a document; unpack it first.")
    if data.startswith(_OLE):
        raise DocumentError(_ole_reason(data))
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise DocumentError(
                f"The file is not text but looks like {name}; convert it to text, PDF or docx."
            )
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        raise DocumentError("The file is not text but looks like an image, a sound or a video.")
    if data[4:8] == b"ftyp":
        raise DocumentError("The file is not text but looks like a video.")
    return "text"


def is_html(text: str) -> bool:
    """Whether decoded text is an HTML page or a fragment of one."""
    return _HTML.match(text[:10_000]) is not None


def refuse_xml(text: str) -> None:
    """Raise DocumentError for XML that is no page."""
    if _XML.match(text[:1000]):
        raise DocumentError("The file is XML data without an article; save the article as HTML or text.")


def _office_kind(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            encrypted = any(info.flag_bits & 1 for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError, MemoryError):
        raise DocumentError(
            "The file is a zip archive or Office file that is damaged or cut off; get a whole copy of it."
        ) from None
    if encrypted:
        raise DocumentError("The file is an encrypted archive; remove the password and try again.")
    mains: dict[str, Kind] = {
        "word/document.xml": "docx",
        "ppt/presentation.xml": "pptx",
        "xl/workbook.xml": "xlsx",
    }
    for main, kind in mains.items():
        if main in names:
            return kind
    if "mimetype" in names or "content.xml" in names:
        raise DocumentError("The file is an EPUB or OpenDocument file; save it as docx, PDF or text.")
    raise DocumentError("The file is a zip archive and not a document; unpack it and add the files in it.")


def _ole_reason(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "The Office file is encrypted; remove the password and try again."
    return "The file is of the Office format before 2007; save it as docx, pptx or xlsx."
