"""Office files as programs write them: the strict form, SmartArt, Outlook messages, files of before 2007."""

from __future__ import annotations

import datetime
import io
import struct
import sys
import zipfile
from pathlib import Path

import pytest

from rag import ingest
from rag.documents import load_bytes
from rag.errors import DocumentError
from rag.settings import Settings
from tests.documents.samples import make_compound, make_docx, make_pptx, make_xlsx, make_zip

_STRICT = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/": "http://purl.oclc.org/ooxml/wordprocessingml/",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/": "http://purl.oclc.org/ooxml/spreadsheetml/",
    "http://schemas.openxmlformats.org/presentationml/2006/": "http://purl.oclc.org/ooxml/presentationml/",
    "http://schemas.openxmlformats.org/drawingml/2006/": "http://purl.oclc.org/ooxml/drawingml/",
    "http://schemas.openxmlformats.org/officeDocument/2006/": "http://purl.oclc.org/ooxml/officeDocument/",
}
_DIAGRAM = (
    '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst>'
    "<dgm:pt><dgm:t><a:p><a:r><a:t>Survey the quay</a:t></a:r></a:p></dgm:t></dgm:pt>"
    "<dgm:pt><dgm:t><a:p><a:r><a:t>Rebuild it by 2026</a:t></a:r></a:p></dgm:t></dgm:pt>"
    "</dgm:ptLst></dgm:dataModel>"
)


def parts_of(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def made_strict(data: bytes) -> bytes:
    parts = parts_of(data)
    for name, content in parts.items():
        assert isinstance(content, bytes)
        for plain, strict in _STRICT.items():
            content = content.replace(plain.encode(), strict.encode())
        parts[name] = content
    return make_zip(parts)


@pytest.mark.parametrize(
    "data",
    [
        make_docx(
            [("Costs", "Heading1"), "The quay costs 4 million euros."],
            table=[["Year", "Cost"], ["2021", "3.2"]],
        ),
        make_xlsx({"Costs": [["Item", "2021"], ["Quay", 3.2], ["Crane", 1.1]]}),
        make_pptx([("Costs", "The quay costs 4 million euros.")]),
    ],
    ids=["docx", "xlsx", "pptx"],
)
def test_the_strict_form_reads_like_the_usual_one(data: bytes, settings: Settings) -> None:
    assert load_bytes(made_strict(data), "x", settings).text == load_bytes(data, "x", settings).text


def test_the_words_of_smart_art_on_a_slide_are_read(settings: Settings) -> None:
    parts = parts_of(make_pptx([("Plan", "What comes next.")]))
    slide, related = "ppt/slides/slide1.xml", "ppt/slides/_rels/slide1.xml.rels"
    frame = (
        b'<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds xmlns:dgm="d" r:dm="rId77" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        b"</a:graphicData></a:graphic></p:graphicFrame></p:spTree>"
    )
    relation = (
        b'<Relationship Id="rId77" Type="t/diagramData" Target="../diagrams/data1.xml"/></Relationships>'
    )
    assert isinstance(parts[slide], bytes)
    assert isinstance(parts[related], bytes)
    parts[slide] = parts[slide].replace(b"</p:spTree>", frame)
    parts[related] = parts[related].replace(b"</Relationships>", relation)
    parts["ppt/diagrams/data1.xml"] = _DIAGRAM
    text = load_bytes(make_zip(parts), "x", settings).text
    assert text.split("\n\n")[-2:] == ["Survey the quay", "Rebuild it by 2026"]


def test_the_words_of_smart_art_in_a_text_are_read(settings: Settings) -> None:
    parts = parts_of(make_docx(["What comes next."]))
    drawing = (
        b'<w:p><w:r><w:drawing><dgm:relIds xmlns:dgm="d" r:dm="rId77" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></w:drawing></w:r></w:p></w:body>'
    )
    relation = b'<Relationship Id="rId77" Type="t/diagramData" Target="diagrams/data1.xml"/></Relationships>'
    document, related = "word/document.xml", "word/_rels/document.xml.rels"
    assert isinstance(parts[document], bytes)
    assert isinstance(parts[related], bytes)
    parts[document] = parts[document].replace(b"</w:body>", drawing)
    parts[related] = parts[related].replace(b"</Relationships>", relation)
    parts["word/diagrams/data1.xml"] = _DIAGRAM
    text = load_bytes(make_zip(parts), "x", settings).text
    assert "Survey the quay" in text
    assert "Rebuild it by 2026" in text


def test_struck_out_words_of_a_slide_are_left_out_and_listed(settings: Settings) -> None:
    parts = parts_of(make_pptx([("Plan", "The quay costs 4 million euros.")]))
    slide = parts["ppt/slides/slide1.xml"]
    assert isinstance(slide, bytes)
    old = b'<a:r><a:rPr strike="sngStrike"/><a:t>Not 3 million.</a:t></a:r>'
    parts["ppt/slides/slide1.xml"] = slide.replace(b"<a:r><a:t>The quay", old + b"<a:r><a:t>The quay")
    document = load_bytes(make_zip(parts), "x", settings)
    assert "The quay costs 4 million euros." in document.text.split("\n\n")
    assert "struck-out text: 1 part left out: “Not 3 million.”" in document.warnings


def make_msg(attachment: bytes = b"") -> bytes:
    sent = datetime.datetime(2023, 5, 4, 9, tzinfo=datetime.UTC) - datetime.datetime(
        1601, 1, 1, tzinfo=datetime.UTC
    )
    properties = bytes(32) + struct.pack("<IIQ", 0x00390040, 6, int(sent.total_seconds()) * 10**7)

    def wide(text: str) -> bytes:
        return text.encode("utf-16-le")

    streams = {
        "__properties_version1.0": properties,
        "__substg1.0_0037001F": wide("Quay repairs"),
        "__substg1.0_0C1A001F": wide("Ines Falk"),
        "__substg1.0_0E04001F": wide("Harbour office"),
        "__substg1.0_1000001F": wide(
            "The repairs of the quay cost 4 million euros.\r\n\r\nThey end in July.\r\n"
        ),
    }
    if attachment:
        streams["__attach_version1.0_#00000000/__substg1.0_3707001F"] = wide("offer.txt")
        streams["__attach_version1.0_#00000000/__substg1.0_37010102"] = attachment
    return make_compound(streams)


def test_an_outlook_message_has_its_headers_and_body(settings: Settings) -> None:
    document = load_bytes(make_msg(), "x.msg", settings)
    about = document.metadata
    assert (about.title, about.author, about.published) == ("Quay repairs", "Ines Falk", "2023-05-04")
    assert "The repairs of the quay cost 4 million euros." in document.text.split("\n\n")
    assert "To: Harbour office" in document.text


def test_the_attachment_of_an_outlook_message_is_a_document_of_its_own(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "mail.msg"
    path.write_bytes(
        make_msg(b"The firm Brandt offers to rebuild the quay for 3.1 million euros until 2026.")
    )
    report = ingest([path], settings)
    assert [(Path(file.source).name, file.status) for file in report.files] == [
        ("mail.msg", "added"),
        ("offer.txt", "added"),
    ]


OLD = make_compound({"WordDocument": b"of before 2007"})


def test_an_old_office_file_without_libre_office_says_what_to_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DocumentError, match="install LibreOffice, or save it as docx"):
        load_bytes(OLD, "x.doc", settings)


@pytest.fixture
def libre_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A program of that name which converts as the file ``made`` beside it says."""
    (tmp_path / "made").write_bytes(make_docx(["The quay was built in 1968 by the town."]))
    program = tmp_path / "soffice"
    program.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, sys, time\n"
        "source = pathlib.Path(sys.argv[-1])\n"
        "assert any(each.startswith('-env:UserInstallation=file:') for each in sys.argv)\n"
        "made = pathlib.Path(__file__).with_name('made').read_bytes()\n"
        "if made == b'slow': time.sleep(30)\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "out.mkdir(exist_ok=True)\n"
        "name = source.stem + '.' + sys.argv[sys.argv.index('--convert-to') + 1]\n"
        "if made: (out / name).write_bytes(made)\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "made"


def test_an_old_office_file_is_converted_by_libre_office(settings: Settings, libre_office: Path) -> None:
    document = load_bytes(OLD, "x.doc", settings)
    assert document.text == "The quay was built in 1968 by the town."
    assert "converted from doc to docx by LibreOffice" in document.warnings


@pytest.mark.parametrize(
    ("made", "reason"), [(b"", "could not read the file"), (b"slow", "more than 1 seconds")]
)
def test_a_conversion_that_fails_is_one_sentence(
    settings: Settings, libre_office: Path, made: bytes, reason: str
) -> None:
    libre_office.write_bytes(made)
    with pytest.raises(DocumentError, match=reason):
        load_bytes(OLD, "x.doc", settings.model_copy(update={"parse_seconds": 1.0}))
