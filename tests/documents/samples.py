"""Documents built in code: PDF, Word, PowerPoint and Excel files without binaries in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

PROSE = (
    "The northern ferry line will close in June after forty years of service. "
    "The company said it lost €3.2 million in 2021 and expects to lose more."
)


def make_pdf(
    pages: Sequence[Sequence[str | tuple[str, int]]],
    *,
    info: dict[str, str] | None = None,
    encrypted: bool = False,
) -> bytes:
    """A PDF; each page is a list of lines, a line is text or (text, size); "" leaves a gap."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    tree = len(objects) + 2 * len(pages) + 1
    kids: list[int] = []
    for lines in pages:
        parts = [b"BT", b"1 0 0 1 72 760 Tm"]
        for line in lines:
            text, size = line if isinstance(line, tuple) else (line, 11)
            raw = (
                text.encode("cp1252", "replace")
                .replace(b"\\", b"\\\\")
                .replace(b"(", b"\\(")
                .replace(b")", b"\\)")
            )
            parts.append(b"/F1 %d Tf 0 -%d Td (%s) Tj" % (size, size + 3, raw))
        stream = b"\n".join([*parts, b"ET"])
        content = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = (
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 %d 0 R >> >> >>"
        )
        kids.append(add(page % (tree, content, font)))
    add(b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids)))
    root = add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    trailer = b"/Size %d /Root %d 0 R" % (len(objects) + 3, root)
    if info:
        fields = b" ".join(
            b"/%s (%s)" % (name.encode(), value.encode("latin-1")) for name, value in info.items()
        )
        trailer += b" /Info %d 0 R" % add(b"<< %s >>" % fields)
    if encrypted:
        lock = b"<< /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >>" % (b"o" * 32, b"u" * 32)
        trailer += b" /Encrypt %d 0 R /ID [(0123456789abcdef) (0123456789abcdef)]" % add(lock)
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start))
    return out.getvalue()


_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_docx(
    paragraphs: Sequence[str | tuple[str, str]],
    *,
    title: str = "",
    author: str = "",
    created: str = "",
    table: Sequence[Sequence[str]] = (),
) -> bytes:
    """A Word file; a paragraph is text or (text, style), such as ("Costs", "Heading1")."""
    body = ""
    for paragraph in paragraphs:
        text, style = paragraph if isinstance(paragraph, tuple) else (paragraph, "")
        mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        body += f'<w:p>{mark}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    if table:
        rows = "".join(
            "<w:tr>"
            + "".join(f"<w:tc><w:p><w:r><w:t>{escape(cell)}</w:t></w:r></w:p></w:tc>" for cell in row)
            + "</w:tr>"
            for row in table
        )
        body += f"<w:tbl>{rows}</w:tbl>"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/></w:style>'
        for n in (1, 2, 3)
    )
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<dcterms:created>{created}</dcterms:created></cp:coreProperties>"
    )
    styles_relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
        "</Relationships>"
    )
    return make_zip(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
            "word/styles.xml": f'<w:styles xmlns:w="{_WORD}">{styles}</w:styles>',
            "word/_rels/document.xml.rels": styles_relation,
            "docProps/core.xml": core,
        }
    )


def make_xlsx(sheets: dict[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook with the given sheets."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_pptx(slides: Sequence[tuple[str, str]]) -> bytes:
    """A presentation; each slide is (title, text)."""
    import pptx

    show = pptx.Presentation()
    for title, text in slides:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def make_zip(parts: dict[str, str | bytes]) -> bytes:
    """A compressed zip archive of ``parts``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def make_page(body: str, head: str = "") -> bytes:
    """An HTML page."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def make_compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (the form of .msg and of Office before 2007) of small streams; a "/" in a name is a storage.

    All of it lies in the mini stream: a FAT of one sector, the directory, the mini FAT, the mini stream.
    """
    entries: list[tuple[str, int, list[int], int, int]] = [("Root Entry", 5, [], 0, 0)]
    places = {"": 0}
    mini, chain = b"", list[int]()
    for path, content in streams.items():
        folder, _, name = path.rpartition("/")
        if folder not in places:
            places[folder] = len(entries)
            entries[0][2].append(len(entries))
            entries.append((folder, 1, [], 0, 0))
        entries[places[folder]][2].append(len(entries))
        first, count = len(chain), -(-len(content) // 64)
        chain += [*range(first + 1, first + count), 0xFFFFFFFE] if count else []
        entries.append((name, 2, [], first if count else 0xFFFFFFFE, len(content)))
        mini += content + bytes(-len(content) % 64)
    right = {a: b for _, _, children, *_ in entries for a, b in pairwise(children)}
    directory = b""
    sectors_of_directory = -(-len(entries) // 4)
    sectors_of_chain = max(1, -(-len(chain) // 128))
    mini_start = 1 + sectors_of_directory + sectors_of_chain
    for number, (name, kind, children, start, size) in enumerate(entries):
        raw = name.encode("utf-16-le")
        start, size = (mini_start, len(mini)) if not number else (start, size)
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
        directory += struct.pack(
            "<III", 0xFFFFFFFF, right.get(number, 0xFFFFFFFF), children[0] if children else 0xFFFFFFFF
        )
        directory += bytes(36) + struct.pack("<IQ", start if kind != 1 else 0, size if kind != 1 else 0)
    fat = [0xFFFFFFFD]
    for count in (sectors_of_directory, sectors_of_chain, max(1, -(-len(mini) // 512))):
        fat += [*range(len(fat) + 1, len(fat) + count), 0xFFFFFFFE]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIII", 0, 1, 1, 0, 4096, 1 + sectors_of_directory)
    head += struct.pack("<III", sectors_of_chain, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    head = head.ljust(512, b"\xff")

    def padded(numbers: Sequence[int], sectors: int) -> bytes:
        return struct.pack(f"<{len(numbers)}I", *numbers).ljust(512 * sectors, b"\xff")

    body = (
        padded(fat, 1) + directory.ljust(512 * sectors_of_directory, b"\0") + padded(chain, sectors_of_chain)
    )
    return head + body + mini.ljust(512 * max(1, -(-len(mini) // 512)), b"\0")
