"""What kind of file some bytes are. The bytes decide; of text, a name may settle what shapes leave open."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections import Counter
from pathlib import PurePath

from rag.documents.loaders import FORMATS
from rag.errors import DocumentError

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
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
)
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"BM\x00")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEFORE_2007 = (("WordDocument", "doc"), ("PowerPoint Document", "ppt"), ("Workbook", "xls"), ("Book", "xls"))
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}"
    r"<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h[1-6]|title|meta|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<(?:\?xml|svg|rss|feed)\b", re.IGNORECASE)
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t].*)?$")
_MAIL_HEADERS = frozenset(
    """from to cc subject date received return-path message-id mime-version content-type delivered-to
    reply-to sender x-mailer""".split()
)
_MBOX = re.compile(r"From \S+.{0,60}\d{2}:\d{2}.{0,40}\d{4}\s*\n")
_CUE = re.compile(
    r"^[ \t]{0,8}(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}[ \t]{0,8}-->[ \t]{0,8}(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}",
    re.MULTILINE,
)
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 60


def sniff(data: bytes) -> str:
    """The kind of the file ``data``, by the names of ``rag.documents.loaders``; any text is ``text``.
    Office files of before 2007 are ``doc``, ``xls`` and ``ppt``, which ``rag.documents.converting`` makes new.

    Raises:
        DocumentError: the bytes are empty or of a kind that cannot be read.
    """
    if not data:
        raise DocumentError("The file is empty, so there is nothing to read.")
    # A PDF without its head is a damaged PDF and no text.
    if _is_pdf(data):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if data.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise DocumentError("The file is an empty or split zip archive, not a document; unpack it first.")
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise DocumentError(
                f"The file is not text but looks like {name}; convert it to text, PDF or docx."
            )
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"AVI ")):
        raise DocumentError("The file is not text but looks like a sound or a video.")
    return "text"


def _is_pdf(data: bytes) -> bool:
    if re.match(rb"(?:From |[A-Za-z-]{2,40}: )", data[:64]):
        return False  # a mail with a PDF inside it
    return b"%PDF-" in data[:1024] or (b"startxref" in data[-1024:] and b"endobj" in data)


def sniff_text(text: str, name: str = "") -> str:
    """The kind of a decoded text: ``html``, ``mail``, ``mbox``, ``mhtml``, ``subtitles``, ``json``,
    ``separated``, ``text``, or the format that has the ending of ``name``.
    """
    ending = PurePath(name.replace("\\", "/")).suffix.lower()
    if ending and (named := [kind for kind, each in FORMATS.items() if ending in each.endings]):
        return named[0]
    if is_html(text):
        return "html"
    if _MBOX.match(text) and (_headers(text.partition("\n")[2]) or ending == ".mbox"):
        return "mbox"
    if headers := _headers(text):
        kind = headers.get("content-type", "").lower()
        saved = "multipart/related" in kind and ("from" in headers) and "snapshot-content-location" in headers
        if saved or ending in (".mhtml", ".mht"):
            return "mhtml"
        return "mail"
    if text.startswith(("WEBVTT", "\ufeffWEBVTT")) or len(_CUE.findall(text[:5_000])) >= 2:
        return "subtitles"
    if ending in (".srt", ".vtt") and _CUE.search(text[:5_000]):
        return "subtitles"
    if is_json(text):
        return "json"
    if delimiter_of(text, wanted=ending in (".csv", ".tsv", ".tab")):
        return "separated"
    return "text"


def is_html(text: str) -> bool:
    """Whether decoded text is an HTML page or a fragment of one."""
    return _HTML.match(text[:10_000]) is not None


def is_json(text: str) -> bool:
    """Whether a text is JSON, or one JSON record a line."""
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] not in ("{", "["):
        return False
    end = start.rstrip()[-1:]
    if end not in ("}", "]"):
        return False
    first = start.partition("\n")[0].strip()
    try:
        json.loads(first if first[-1:] in ("}", "]") and len(first) > 2 else start)
    except (ValueError, RecursionError):
        return False
    return True


def delimiter_of(text: str, *, wanted: bool = False) -> str | None:
    """The sign that parts the columns of a text, None where it has no columns.

    Without a name that says so (``wanted``) at least three lines must have the same three columns or
    more, and none of them may read as a sentence.
    """
    lines = [line for line in text[:40_000].split("\n")[:_SAMPLE_LINES] if line.strip()]
    if len(text) > 40_000:
        lines = lines[:-1]
    best: tuple[float, int, str] | None = None
    for sign in _DELIMITERS:
        counts = Counter(_outside_quotes(line, sign) for line in lines)
        count, times = max(
            ((count, times) for count, times in counts.items() if count),
            key=lambda pair: pair[1],
            default=(0, 0),
        )
        if count and (best is None or (times / len(lines), count) > best[:2]):
            best = (times / len(lines), count, sign)
    if best is None:
        return None
    share, count, sign = best
    if wanted:
        return sign if share >= 0.3 else None
    prose = sum(line.rstrip().endswith((".", "!", "?", ":")) or ", " in line for line in lines)
    if sign == "|" and any(line.lstrip().startswith("|") for line in lines):
        return None  # a table of Markdown
    enough = len(lines) >= 3 and share >= 0.9 and count >= (1 if sign == "\t" else 2)
    return sign if enough and prose <= len(lines) / 4 else None


def _outside_quotes(line: str, sign: str) -> int:
    if '"' not in line:
        return line.count(sign)
    return sum(part.count(sign) for part in line.split('"')[::2])


def refuse_xml(text: str) -> None:
    """Raise DocumentError for XML that is no page."""
    if _XML.match(text[:1000]):
        raise DocumentError("The file is XML data without an article; save the article as HTML or text.")


def _headers(text: str) -> dict[str, str]:
    """The headers at the head of a mail, lower-case; empty where the text is no mail."""
    headers: dict[str, str] = {}
    last = ""
    for line in text[:60_000].lstrip("\n").split("\n")[:400]:
        line = line.rstrip("\r")
        if not line:
            break
        if line[0] in " \t" and last:
            headers[last] += " " + line.strip()
            continue
        match = _HEADER.match(line)
        if not match:
            return {}
        last = match[1].lower()
        headers.setdefault(last, line.partition(":")[2].strip())
    known = _MAIL_HEADERS & set(headers)
    technical = known & {
        "received",
        "return-path",
        "message-id",
        "mime-version",
        "content-type",
        "delivered-to",
    }
    return (
        headers
        if (technical and len(known) >= 2) or len(known & {"from", "to", "subject", "date"}) >= 3
        else {}
    )


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            encrypted = any(info.flag_bits & 1 for info in archive.infolist())
            if encrypted:
                raise DocumentError("The file is an encrypted archive; remove the password and try again.")
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    mime = stream.read(100).decode("ascii", "replace").strip()
                return _open_document_kind(mime)
            if "[Content_Types].xml" in names:
                return _open_xml_kind(archive, names)
            if "META-INF/container.xml" in names:
                return "epub"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, MemoryError, EOFError, zlib.error):
        raise DocumentError(
            "The file is a zip archive or Office file that is damaged or cut off; get a whole copy of it."
        ) from None
    if "word/document.xml" in names:
        return "docx"
    return "zip"


def _open_document_kind(mime: str) -> str:
    if mime.startswith("application/epub"):
        return "epub"
    for ending, kind in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp")):
        if mime.startswith(f"application/vnd.oasis.opendocument.{ending}"):
            return kind
    raise DocumentError(
        f"The file is an OpenDocument file of the kind “{mime[-40:]}”, which holds no text; save it as odt or PDF."
    )


def _open_xml_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    """By the main part's type: SharePoint and others name it as they like."""
    if archive.getinfo("[Content_Types].xml").file_size > 5_000_000:
        raise DocumentError("The Office file is a zip bomb or damaged; get a whole copy of it.")
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    for mark, kind in (
        ("wordprocessingml.", "docx"),
        ("ms-word.document", "docx"),
        ("presentationml.", "pptx"),
        ("ms-powerpoint", "pptx"),
        ("spreadsheetml.", "xlsx"),
        ("ms-excel.sheet.macro", "xlsx"),
    ):
        if mark in types:
            return kind
    if any(name.startswith("xl/") for name in names):
        raise DocumentError("The file is a binary Excel file (xlsb); save it as xlsx.")
    raise DocumentError("The file is an Office file of an unknown kind; save it as docx, pptx, xlsx or PDF.")


def _ole_kind(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise DocumentError("The Office file is encrypted; remove the password and try again.")
    if "__substg1.0_".encode("utf-16-le") in data:
        return "msg"
    for stream, kind in _BEFORE_2007:
        if stream.encode("utf-16-le") in data:
            return kind
    raise DocumentError("The file is of the Office format before 2007; save it as docx, pptx or xlsx.")
