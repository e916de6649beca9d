"""Two hundred and more hostile and broken files, built in code, the same on every run.

Each is a name and bytes; ``write_oddities`` adds what only a file system can hold.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import random
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.documents.samples import PROSE, make_docx, make_page, make_pdf, make_pptx, make_xlsx, make_zip

_EXTENSIONS = (
    "txt",
    "md",
    "html",
    "htm",
    "pdf",
    "docx",
    "pptx",
    "xlsx",
    "doc",
    "rtf",
    "csv",
    "json",
    "xml",
    "",
)
_ARTICLE = "<article><h1>Ferry line to close</h1>" + f"<p>{PROSE}</p>" * 3 + "</article>"


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Names (each once) and contents."""
    for family in (
        _noise,
        _broken,
        _encodings,
        _texts,
        _markdown,
        _front_matter,
        _html,
        _json_ld,
        _zips,
        _pdfs,
    ):
        for name, data in family():
            yield f"{family.__name__.strip('_')}-{name}", data


def write_oddities(folder: Path) -> list[Path]:
    """Links, pipes and folders in ``folder`` that look like files."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "target.txt"
    target.write_text(PROSE)
    oddities = []
    for name, aim in {
        "loop.txt": "loop.txt",
        "ring-a.txt": "ring-b.txt",
        "ring-b.txt": "ring-a.txt",
        "dangling.txt": "missing.txt",
        "to-folder.txt": ".",
        "to-file.txt": "target.txt",
        "to-null.txt": os.devnull,
        "to-zero.txt": "/dev/zero",
    }.items():
        link = folder / name
        link.symlink_to(aim)
        oddities.append(link)
    pipe = folder / "pipe.txt"
    os.mkfifo(pipe)
    sparse = folder / "sparse.txt"
    with sparse.open("wb") as file:
        file.truncate(300 * 2**20)
    locked = folder / "locked.txt"
    locked.write_text(PROSE)
    locked.chmod(0)
    (folder / "folder.pdf").mkdir()
    strange = folder / "line\nbreak\x1b[31m.txt"
    strange.write_text(PROSE)
    missing = [
        folder / "missing.txt",
        folder / ("x" * 300),
        folder / "target.txt" / "inside.txt",
        Path("nul\0byte.txt"),
    ]
    return [*oddities, pipe, sparse, locked, folder / "folder.pdf", strange, *missing]


def _noise() -> Iterator[tuple[str, bytes]]:
    chance = random.Random(2023)
    for extension in _EXTENSIONS:
        yield f"random.{extension}", chance.randbytes(3000)
        yield f"random-short.{extension}", chance.randbytes(7)
        yield f"high.{extension}", bytes(chance.randrange(128, 256) for _ in range(500))
    for value in (0x00, 0x01, 0x0A, 0x20, 0x41, 0x7F, 0x80, 0xC3, 0xFF):
        yield f"one-{value:02x}.txt", bytes([value])
        yield f"many-{value:02x}.txt", bytes([value]) * 100_000
    for name, magic in {
        "png": b"\x89PNG\r\n\x1a\n",
        "jpg": b"\xff\xd8\xff\xe0",
        "gif": b"GIF89a",
        "gz": gzip.compress(PROSE.encode()),
        "elf": b"\x7fELF\x02\x01\x01",
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "ole-encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "rtf": b"{\\rtf1 hello}",
        "mp4": b"\x00\x00\x00\x18ftypmp42",
        "wav": b"RIFF\x00\x00\x00\x00WAVE",
        "ps": b"%!PS-Adobe",
        "sqlite": b"SQLite format 3\x00",
        "7z": b"7z\xbc\xaf\x27\x1c",
    }.items():
        yield f"magic-{name}.txt", magic + b"\x00" * 200


def _broken() -> Iterator[tuple[str, bytes]]:
    whole = {
        "pdf": make_pdf([[PROSE[:70], PROSE[70:]]] * 3),
        "docx": make_docx([("Head", "Heading1"), PROSE, PROSE]),
        "pptx": make_pptx([("Head", PROSE)]),
        "xlsx": make_xlsx({"A": [["Year", "Loss"], [2020, 1]]}),
        "html": make_page(_ARTICLE),
    }
    chance = random.Random(7)
    for extension, data in whole.items():
        for share in (0.02, 0.3, 0.6, 0.9, 0.99):
            yield f"cut-{share}.{extension}", data[: max(1, int(len(data) * share))]
        yield f"headless.{extension}", data[len(data) // 10 :]
        yield f"zeros.{extension}", data[: len(data) // 2] + b"\x00" * (len(data) // 2)
        for number in range(3):
            changed = bytearray(data)
            for _ in range(40):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            yield f"changed-{number}.{extension}", bytes(changed)
        yield f"misnamed-{extension}.txt", data
        yield f"trailing.{extension}", data + b"\x00" * 1000


def _encodings() -> Iterator[tuple[str, bytes]]:
    western = "“Prices rose,” said the minister – by 3 % in Málaga and Köln. " * 5
    cyrillic = "Министр сказал, что цены выросли на три процента за последний год. " * 5
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"):
        yield f"western-{encoding}.txt", western.encode(encoding)
        yield f"cyrillic-{encoding}.txt", cyrillic.encode(encoding)
    for encoding in ("cp1252", "mac-roman"):
        yield f"western-{encoding}.txt", western.encode(encoding)
    for encoding in ("cp1251", "koi8-r", "iso8859-5", "cp866"):
        yield f"cyrillic-{encoding}.txt", cyrillic.encode(encoding)
    yield "shift-jis.txt", ("大臣は火曜日に価格が上がったと述べた。" * 9).encode("shift-jis")
    yield "gb18030.txt", ("部长星期二表示价格上涨了百分之三。" * 9).encode("gb18030")
    yield "ebcdic.txt", western.replace("“", '"').encode("cp500", "replace")
    yield "half-utf8.txt", western.encode() + western.encode("cp1252")
    yield "cut-utf8.txt", western.encode() + "é".encode()[:1]
    yield "overlong.txt", PROSE.encode() + b"\xc0\xaf\xe0\x80\xaf"
    yield "surrogates.txt", PROSE.encode() + b"\xed\xa0\x80\xed\xb0\x80"
    for name, mark in {
        "16le": codecs.BOM_UTF16_LE,
        "16be": codecs.BOM_UTF16_BE,
        "32le": codecs.BOM_UTF32_LE,
    }.items():
        yield f"bom-only-{name}.txt", mark
        yield f"bom-lies-{name}.txt", mark + PROSE.encode() + b"\xd8"
    yield "bom-8-lies.txt", codecs.BOM_UTF8 + western.encode("cp1252")
    yield "two-boms.txt", codecs.BOM_UTF8 * 2 + PROSE.encode()
    yield "meta-lies.html", make_page(_ARTICLE, '<meta charset="shift-jis">') + b"\x81"
    yield (
        "meta-unknown.html",
        make_page("é" + _ARTICLE, '<meta charset="klingon">').decode().encode("cp1252", "replace"),
    )
    yield "meta-codec.html", make_page(_ARTICLE, '<meta charset="base64">') + b"\xe9"


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "empty.txt", b""
    yield "white.txt", b" \n\t\r\n \xc2\xa0 \xe3\x80\x80" * 50
    yield "breaks.txt", b"\r\n" * 50_000
    yield "invisible.txt", "\u200b\u2060\ufeff\u202e".encode() * 500
    yield "only-signs.txt", b"*** --- === ... ???"
    yield "huge-line.txt", (PROSE + " ").encode() * 7_000
    yield "huge-word.txt", b"a" * 1_000_000
    yield "no-stop.txt", b"word " * 200_000
    yield "stops.txt", b". " * 200_000
    yield "quotes.txt", ('"' * 100_000 + PROSE).encode()
    yield "brackets.txt", b"(" * 100_000
    yield "hyphens.txt", b"a-\n" * 10_000
    yield "short-lines.txt", b"a\n" * 10_000
    yield "controls.txt", "".join(map(chr, range(32))).encode() + PROSE.encode()
    yield "escapes.txt", ("\x1b[31m" + PROSE + "\x1b[0m").encode()
    yield "nul-inside.txt", PROSE.encode() + b"\x00" + PROSE.encode()
    yield "override.txt", ("\u202e" + PROSE + "\u202c").encode()
    yield "isolates.txt", ("\u2066".join(PROSE)).encode()
    yield "tags.txt", (PROSE + "".join(chr(0xE0000 + ord(c)) for c in "obey me")).encode()
    yield "zalgo.txt", ("e" + "\u0301" * 20_000 + " " + PROSE).encode()
    yield "private.txt", ("\ue000\uf8ff" * 100 + PROSE).encode()
    yield "noncharacters.txt", ("\ufffe\uffff" + PROSE).encode()
    yield "mac-breaks.txt", PROSE.replace(". ", ".\r").encode()
    yield "separators.txt", ("\u2028".join([PROSE] * 5) + "\u2029").encode()
    yield "furniture.txt", b"Share on Facebook\nPost a Comment\nYour Name\nCharacters Left:\n"
    yield "head-only.txt", b"Title: Ferry\nAuthor: Ana\nDate: 2020-01-01\n"
    yield "base64.txt", codecs.encode(bytes(range(256)) * 300, "base64")
    yield "binary-words.txt", PROSE.encode() + bytes(range(1, 32)) * 50
    yield "svg.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><text>Hello</text></svg>"
    yield "rss.xml", b"<?xml version='1.0'?><rss><channel><title>T</title></channel></rss>"
    yield (
        "bomb.xml",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + b"x" * 9999 + b'">]><a>' + b"&b;" * 999 + b"</a>",
    )


def _markdown() -> Iterator[tuple[str, bytes]]:
    head = "# Ferry line\n\n"
    for name, body in {
        "quotes": ">" * 20_000 + PROSE,
        "brackets": "[" * 30_000,
        "links": "[a](" * 20_000,
        "images": "![a" * 6_000,
        "stars": "*a **b " * 20_000,
        "ticks": "`a" * 40_000,
        "lists": "".join(" " * i + "- a\n" for i in range(800)),
        "numbers": "".join(f"{i}. a\n" for i in range(5_000)),
        "fence": "```\n" + PROSE * 100,
        "table": "|a|b|\n|-|-|\n" + "|1|2|\n" * 3_000,
        "wide-table": "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n|" + "1|" * 3_000,
        "html": "<div>\n" * 20_000,
        "script": "<script>alert(1)</script>\n\n" + PROSE,
        "references": "".join(f"[a{i}]: /u\n" for i in range(3_000)) + "[a1]" * 1_000,
        "entities": "&#x0;&#xD800;&#1114112;&amp;lt;" * 1_000 + PROSE,
        "headings": "# a\n" * 4_000,
        "heading-long": "# " + "a " * 100_000,
        "escapes": "\\*" * 50_000,
        "comment": "<!--" + "a" * 50_000,
        "footnotes": "[^1]" * 10_000,
    }.items():
        yield f"{name}.md", (head + body).encode()
    yield "heads-only.md", b"# One\n\n## Two\n\n### Three\n"
    yield "image-only.md", b"# \n\n![a picture](http://192.0.2.1/x.png)\n"


def _front_matter() -> Iterator[tuple[str, bytes]]:
    laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [*{before},*{before},*{before},*{before},*{before},*{before}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for name, fields in {
        "aliases": laughs,
        "deep": "a: " + "[" * 5_000,
        "deep-maps": "{a: " * 3_000,
        "object": "a: !!python/object/apply:os.system ['true']",
        "tag": "a: !unknown 5",
        "list": "- a\n- b",
        "scalar": "just words",
        "numbers": "title: 12\ndate: 99999-99-99",
        "null": "title: null\nauthor: ~",
        "tabs": "title:\n\t- a",
        "quotes": 'title: "never closed',
        "duplicate": "title: a\ntitle: b",
        "colon": "title: a: b: c",
        "merge": "<<: *nothing",
        "long": "title: " + "a" * 60_000,
        "nested-title": "title: {a: {b: c}}\nauthor: [{name: x}]",
    }.items():
        yield f"{name}.md", f"---\n{fields}\n---\n{PROSE}\n".encode()
    yield "open.md", b"---\ntitle: a\n" + PROSE.encode()
    yield "empty.md", b"---\n---\n"
    yield "no-body.md", b"---\ntitle: a\n---\n"


def _html() -> Iterator[tuple[str, bytes]]:
    for name, body in {
        "empty": "",
        "menu": "<nav>" + "<a href='/'>Home</a> <a href='/n'>News</a>" * 20 + "</nav>",
        "script": "<script>document.write('x')</script>" * 50,
        "form": "<form><input name=a><textarea>Post a comment</textarea></form>",
        "deep": "<div>" * 20_000 + PROSE,
        "bold": "<b>" * 20_000 + PROSE,
        "lists": "<ul><li>" * 5_000 + "x",
        "tables": "<table><tr><td>" * 5_000 + "x",
        "unclosed": "<p" + PROSE,
        "comment": "<!-- " + PROSE,
        "cdata": f"<![CDATA[{PROSE}]]>",
        "hidden": f"<div style='display: none'>{_ARTICLE}</div>",
        "frames": "<frameset><frame src='http://192.0.2.1/'></frameset>",
        "refresh": "<meta http-equiv=refresh content='0;url=http://192.0.2.1/'>",
        "entities": "<p>" + "&#0;&#55296;&#1114112;&nosuch;" * 500 + "</p>" + _ARTICLE,
        "attributes": "<p " + " ".join(f"a{i}=b" for i in range(3_000)) + ">" + PROSE + "</p>",
        "nested-links": "<a href=x>" * 3_000 + PROSE,
        "base": "<base href='javascript:alert(1)'>" + _ARTICLE,
        "nul": "\x00".join(_ARTICLE),
        "paragraphs": f"<article>{f'<p>{PROSE}</p>' * 800}</article>",
        "svg": "<svg>" + "<g>" * 5_000 + "</svg>",
        "noscript": f"<noscript>{_ARTICLE}</noscript>",
        "template": f"<template>{_ARTICLE}</template>",
        "zero-width": "<article><p>" + "\u200b".join(PROSE) + "</p></article>",
    }.items():
        yield f"{name}.html", make_page(body)
    yield "doctype-only.html", b"<!DOCTYPE html>"
    yield "open-only.html", b"<html"
    yield (
        "internal-subset.html",
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>&x;</p></html>',
    )
    yield (
        "xhtml-entity.html",
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "b">]><html><body>&a;</body></html>',
    )


def _json_ld() -> Iterator[tuple[str, bytes]]:
    for name, text in {
        "cut": '{"@type":"NewsArticle","headline":"Ferry',
        "deep": "[" * 5_000,
        "list": json.dumps(["a", 1, None, [[]]]),
        "types": json.dumps({"@type": 5, "headline": {"a": 1}, "datePublished": [2020]}),
        "author": json.dumps(
            {"@type": "NewsArticle", "author": [{"name": [1]}, {"x": 2}, [["a"]]], "publisher": 7}
        ),
        "date": json.dumps({"@type": "NewsArticle", "datePublished": "9999-99-99T99:99"}),
        "long": json.dumps({"@type": "NewsArticle", "headline": "a" * 100_000}),
        "graph": json.dumps(
            {"@graph": {"@graph": {"@graph": [{"@type": ["NewsArticle"], "headline": None}]}}}
        ),
        "number": "1e999999",
        "comment": "<!-- {} -->",
    }.items():
        script = f'<script type="application/ld+json">{text}</script>'
        yield f"{name}.html", make_page(_ARTICLE, script)


def _zips() -> Iterator[tuple[str, bytes]]:
    types = "[Content_Types].xml"
    zeros = b"\x00" * 60_000_000
    yield "bomb.docx", make_zip({types: "", "word/document.xml": zeros})
    yield "bomb-media.docx", make_zip({types: "", "word/document.xml": "<a/>", "word/media/a.png": zeros})
    yield "bomb.xlsx", make_zip({types: "", "xl/workbook.xml": zeros})
    yield "bomb.pptx", make_zip({types: "", "ppt/presentation.xml": zeros})
    yield "lying-size.docx", _lying_size(make_zip({types: "", "word/document.xml": zeros[:20_000_000]}))
    yield "many-parts.docx", make_zip({"word/document.xml": "", **{f"a{i}": "" for i in range(20_500)}})
    yield "nested.zip", make_zip({"a.zip": make_zip({"b.zip": make_zip({"c.txt": PROSE})})})
    yield "plain.zip", make_zip({"a.txt": PROSE})
    yield "empty.zip", make_zip({})
    yield "climbing.docx", make_zip({"../../evil.txt": "x", "word/document.xml": "<a/>"})
    yield "epub.epub", make_zip({"mimetype": "application/epub+zip"})
    yield "odt.odt", make_zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})
    for main in ("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml"):
        extension = {"w": "docx", "p": "pptx", "x": "xlsx"}[main[0]]
        yield f"no-xml.{extension}", make_zip({types: "x", main: "no xml"})
        yield f"empty-part.{extension}", make_zip({types: "", main: ""})
        yield f"deep.{extension}", make_zip({types: "", main: "<a>" * 20_000})
        yield f"laughs.{extension}", make_zip({types: "", main: _laughs()})
        yield f"external.{extension}", make_zip({types: "", main: _EXTERNAL})
    yield "no-words.docx", make_docx([""])
    yield (
        "deep-tables.docx",
        _with_part(
            make_docx([PROSE]),
            "word/document.xml",
            _document("<w:tbl><w:tr><w:tc>" * 600 + "</w:tc></w:tr></w:tbl>" * 600),
        ),
    )
    yield "broken-core.docx", _with_part(make_docx([PROSE]), "docProps/core.xml", "<a")
    yield "laughing-core.docx", _with_part(make_docx([PROSE]), "docProps/core.xml", _laughs())
    yield "wide.xlsx", make_xlsx({"A": [["Year", "Loss"], ["x" * 30_000, 1]]})
    yield "no-rows.xlsx", make_xlsx({"A": []})
    yield "encrypted.zip", _marked_encrypted(make_zip({"word/document.xml": PROSE}))


_EXTERNAL = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def _laughs() -> str:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">{entities}]><a>&l9;</a>'


def _document(body: str) -> str:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'


def _with_part(data: bytes, name: str, content: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    return make_zip({**parts, name: content})


def _lying_size(data: bytes) -> bytes:
    """States one byte where twenty million unpack."""
    changed = bytearray(data)
    place = changed.rfind(b"PK\x01\x02")
    changed[place + 24 : place + 28] = struct.pack("<I", 1)
    return bytes(changed)


def _marked_encrypted(data: bytes) -> bytes:
    changed = bytearray(data)
    place = changed.rfind(b"PK\x01\x02")
    changed[place + 8] |= 1
    return bytes(changed)


def _pdfs() -> Iterator[tuple[str, bytes]]:
    whole = make_pdf([[PROSE[:70], PROSE[70:]]])
    yield "encrypted.pdf", make_pdf([[PROSE]], encrypted=True)
    yield "scanned.pdf", make_pdf([[]] * 4)
    yield "no-pages.pdf", make_pdf([])
    yield "many-pages.pdf", make_pdf([["a"]] * 6_000)
    yield "header-only.pdf", b"%PDF-1.7\n"
    yield "no-end.pdf", whole.replace(b"%%EOF", b"")
    yield "wrong-start.pdf", whole.replace(b"startxref\n", b"startxref\n9")
    yield "loop.pdf", whole.replace(b"/Type /Pages /Kids [", b"/Type /Pages /Kids [4 0 R ")
    yield "long-stream.pdf", whole.replace(b"/Length ", b"/Length 9999999")
    yield "no-font.pdf", whole.replace(b"/F1 3 0 R", b"/F1 99 0 R")
    yield "huge-count.pdf", whole.replace(b"/Count 1", b"/Count 2147483647")
    yield "negative-count.pdf", whole.replace(b"/Count 1", b"/Count -1")
    yield (
        "script.pdf",
        whole.replace(
            b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
        ),
    )
    yield "leading-junk.pdf", b"junk " * 50 + whole
    yield "deep-array.pdf", b"%PDF-1.4\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\ntrailer << /Root 1 0 R >>"
    yield "info-noise.pdf", make_pdf([[PROSE]], info={"Title": "\xff\xfe\xd8", "CreationDate": "D:99999999"})
