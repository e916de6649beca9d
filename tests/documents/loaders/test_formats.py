# ruff: noqa: E501  documents written out
"""OpenDocument, e-books, Rich Text, subtitles, pictures, and the odd corners of Office files."""

from __future__ import annotations

import io

import pytest

from rag.documents import Document, load_bytes
from rag.errors import DocumentError
from rag.settings import Settings
from tests.documents.samples import PROSE, make_docx, make_zip

_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def load(data: bytes | str, settings: Settings, name: str = "x1") -> Document:
    return load_bytes(data.encode() if isinstance(data, str) else data, name, settings)


def make_odf(kind: str, body: str) -> bytes:
    return make_zip(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {_ODF}><office:body>{body}</office:body></office:document-content>",
        }
    )


def test_an_open_document_text_keeps_headings_notes_and_tables(settings: Settings) -> None:
    body = (
        '<office:text><text:h text:outline-level="1">Ferry line</text:h><text:p>It lost 3<text:s/>million'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In 2021.</text:p></text:note-body>"
        "</text:note> euros.</text:p><table:table><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell>"
        "<table:table-cell><text:p>Loss</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>"
        "<text:p>2021</text:p></table:table-cell><table:table-cell><text:p>3.2</text:p></table:table-cell></table:table-row>"
        "</table:table></office:text>"
    )
    document = load(make_odf("text", body), settings)
    assert document.text.split("\n\n") == [
        "Ferry line",
        "It lost 3 million [1] euros.",
        "[1] In 2021.",
        "Year: 2021 | Loss: 3.2",
    ]


def test_an_open_document_sheet_is_a_table(settings: Settings) -> None:
    row = "<table:table-row>{}</table:table-row>"
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = "".join(
        row.format("".join(map(cell.format, cells))) for cells in (("Town", "2022"), ("Asker", "812"))
    )
    body = f'<office:spreadsheet><table:table table:name="Jobs">{rows}</table:table></office:spreadsheet>'
    assert load(make_odf("spreadsheet", body), settings).text == "Jobs\n\nTown: Asker | 2022: 812"


def test_the_chapters_of_an_e_book_come_in_their_order(settings: Settings) -> None:
    page = "<html><body><h1>{}</h1><p>{}</p></body></html>"
    book = make_zip(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="o/c.opf"/></rootfiles></container>',
            "o/c.opf": (
                '<package><metadata><title>The ferry</title><creator>Ana Lind</creator></metadata><manifest><item id="a" href="a.xhtml"/>'
                '<item id="b" href="b.xhtml"/></manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>'
            ),
            "o/a.xhtml": page.format("Second", "It sank."),
            "o/b.xhtml": page.format("First", PROSE),
        }
    )
    document = load(book, settings)
    assert [section.title for section in document.sections] == ["First", "Second"]
    assert (document.metadata.title, document.metadata.author) == ("The ferry", "Ana Lind")


def test_rich_text_gives_its_paragraphs(settings: Settings) -> None:
    data = r"{\rtf1\ansi{\info{\title Ferry line to close}}The line lost 3 million\super 2\nosupersub  euros.\par It closes.\par}"
    document = load(data, settings)
    assert document.metadata.title == "Ferry line to close"
    assert "3 million [2]" in document.text
    assert document.text.endswith("It closes.")


def test_cues_of_subtitles_are_joined_to_sentences_with_their_time(settings: Settings) -> None:
    data = (
        "WEBVTT\n\n00:01.000 --> 00:03.000\nThe ferry at Asker\n\n00:03.000 --> 00:05.000\nlost 3 million euros.\n\n"
        "00:00:20.000 --> 00:00:22.000\n<v Ana Lind>We knew that.\n"
    )
    document = load(data, settings, "a.vtt")
    assert document.text.split("\n\n") == [
        "[00:01] The ferry at Asker lost 3 million euros.",
        "[00:00:20] Ana Lind: We knew that.",
    ]


def test_a_word_file_is_read_by_its_relationships_and_in_the_strict_form(settings: Settings) -> None:
    data = make_docx([("Ferry line", "Heading1"), PROSE])
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b"word/document.xml", b"word/document2.xml")
            part = part.replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            new.writestr(name.replace("document.xml", "document2.xml"), part)
    document = load(out.getvalue(), settings)
    assert document.text == f"Ferry line\n\n{PROSE}"
    assert document.sections[0].title == "Ferry line"


def test_struck_out_words_are_left_out_and_reported(settings: Settings) -> None:
    document = load("# Toll\n\nThe toll is ~~30~~ 45 euros.\n", settings)
    assert document.text.endswith("The toll is 45 euros.")
    assert document.warnings == ("struck-out text: 1 part left out: “30”",)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("61,000<sup>4</sup> people", "61,000 [4] people"),
        ("250<sup><a href='#n'>11</a></sup> people", "250 [11] people"),
        ("10<sup>7</sup> tonnes", "10⁷ tonnes"),
        ("the 20<sup>th</sup> boat", "the 20th boat"),
        ("12 km<sup>2</sup> of CO<sub>2</sub>", "12 km² of CO2"),
        ("<del>30</del> <ins>45</ins> euros", "45 euros"),
    ],
)
def test_raised_marks_of_a_page_are_no_digits(html: str, text: str, settings: Settings) -> None:
    page = f"<html><body><article><p>{PROSE}</p><p>There were {html} in the harbour, she said.</p></article></body></html>"
    assert f"There were {text} in the harbour" in load(page, settings).text


def test_the_caption_of_a_figure_is_kept(settings: Settings) -> None:
    page = (
        f"<html><body><article><p>{PROSE} {PROSE}</p><figure><img src='a.png'><figcaption>The chart shows 731 visitors in May.</figcaption>"
        f"</figure><p>{PROSE} Really.</p></article></body></html>"
    )
    assert "The chart shows 731 visitors in May." in load(page, settings).text


@pytest.mark.slow
def test_text_in_a_picture_is_recognised_and_marked(settings: Settings) -> None:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (1400, 300), "white")
    font = ImageFont.load_default(40)
    ImageDraw.Draw(picture).text((40, 100), "The ferry of Asker lost 3 million euros in 2021.", "black", font)
    out = io.BytesIO()
    picture.save(out, "PNG")
    document = load(out.getvalue(), settings, "scan.png")
    assert "3 million euros in 2021" in document.text
    assert document.warnings[0].startswith("recognised from a scan: 1 of 1 page, with a confidence of 0.9")


def test_a_picture_without_recognition_says_so() -> None:
    with pytest.raises(DocumentError, match="recognition is switched off"):
        load(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, Settings(scanned_pages=0))
