"""Title, author, publisher and date: stated, or read from the first lines."""

from __future__ import annotations

import pytest

from rag.documents import Metadata, load_bytes
from rag.settings import Settings
from tests.documents.samples import PROSE, make_docx, make_page, make_pdf


def metadata(data: bytes | str, settings: Settings, name: str = "x1.txt") -> Metadata:
    return load_bytes(data.encode() if isinstance(data, str) else data, name, settings).metadata


def test_front_matter_states_all(settings: Settings) -> None:
    text = (
        "---\ntitle: Ferry line to close\nauthor: [Ana Lind, Jon Weiss]\npublisher: Harbour Post\n"
        f"published: 2022-05\nurl: https://harbour.example/ferry\n---\n\n# Another headline\n\n{PROSE}\n"
    )
    assert metadata(text, settings) == Metadata(
        "Ferry line to close",
        "Ana Lind, Jon Weiss",
        "Harbour Post",
        "2022-05",
        "https://harbour.example/ferry",
    )


def test_fields_that_open_a_plain_text_are_front_matter(settings: Settings) -> None:
    text = f"Title: Ferry line to close\nDate: 4 May 2022\nSource: Harbour Post\n\n{PROSE}"
    document = load_bytes(text.encode(), "a.txt", settings)
    assert document.metadata == Metadata("Ferry line to close", None, "Harbour Post", "2022-05-04")
    assert document.text == PROSE


def test_the_head_of_a_marked_up_text_is_read(settings: Settings) -> None:
    text = (
        "04.05.2022\n\nOriginally published in the [Harbour Post](#)\n\n## Ferry Line Faces\n\n### Its Last Summer\n\n"
        f"*Ana Lind*\n\n*{PROSE}*\n\nThe fare was [raised](#) twice in the 20<sup>th</sup> century.\n"
    )
    document = load_bytes(text.encode(), "a.txt", settings)
    assert document.metadata == Metadata(
        "Ferry Line Faces Its Last Summer", "Ana Lind", "Harbour Post", "2022-05-04"
    )
    assert document.text.endswith("The fare was raised twice in the 20th century.")
    assert [section.title for section in document.sections] == ["Ferry Line Faces", "Its Last Summer"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ana Lind", Metadata("Ferry line to close", "Ana Lind")),
        ("By Ana Lind and Jon Weiss", Metadata("Ferry line to close", "Ana Lind and Jon Weiss")),
        ("By Ana Lind | May 4, 2022", Metadata("Ferry line to close", "Ana Lind", None, "2022-05-04")),
        ("By Ana Lind, for the Harbour Post", Metadata("Ferry line to close", "Ana Lind")),
        ("Published: 4 May 2022", Metadata("Ferry line to close", None, None, "2022-05-04")),
        (
            "First published in Harbour Post on 4 May 2022",
            Metadata("Ferry line to close", None, "Harbour Post", "2022-05-04"),
        ),
        ("Source: Harbour Post", Metadata("Ferry line to close", None, "Harbour Post")),
        ("By June the line will be gone", Metadata("Ferry line to close")),
        ("Updated: 4 May 2022", Metadata("Ferry line to close")),
        ("Published in 1990 and in 1991.", Metadata("Ferry line to close")),
    ],
)
def test_a_line_below_the_headline_is_read(line: str, expected: Metadata, settings: Settings) -> None:
    assert metadata(f"Ferry line to close\n\n{line}\n\n{PROSE}\n\nIt rained.", settings) == expected


def test_a_date_inside_a_sentence_is_not_the_date_of_the_document(settings: Settings) -> None:
    assert metadata(f"Ferry line to close\n\nOn 4 May 2022 it rained. {PROSE}", settings).published is None


def test_without_a_headline_the_name_of_the_file_or_the_first_words_serve(settings: Settings) -> None:
    assert metadata(PROSE, settings, "annual-report_2022.txt").title == "annual report 2022"
    assert metadata(PROSE, settings, "000_ab12.txt").title.startswith("The northern ferry line will close")


def test_a_page_states_its_metadata_in_json_ld(settings: Settings) -> None:
    head = (
        "<title>Ferry | Harbour Post</title>"
        '<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "headline": '
        '"Ferry line to close", "author": [{"name": "Ana Lind"}, {"name": "Jon Weiss"}], "publisher": {"name": '
        '"Harbour Post"}, "datePublished": "2022-05-04T10:00:00Z"}]}</script>'
    )
    page = make_page(f"<article><h1>Ferry line to close</h1><p>{PROSE}</p></article>", head)
    assert metadata(page, settings) == Metadata(
        "Ferry line to close", "Ana Lind, Jon Weiss", "Harbour Post", "2022-05-04"
    )


def test_a_page_states_its_metadata_in_meta_elements(settings: Settings) -> None:
    head = (
        '<meta property="og:title" content="Ferry line to close"><meta name="author" content="Ana Lind">'
        '<meta property="og:site_name" content="Harbour Post">'
        '<meta property="article:published_time" content="2022-05-04">'
    )
    page = make_page(f"<article><p>{PROSE}</p></article>", head)
    assert metadata(page, settings) == Metadata(
        "Ferry line to close", "Ana Lind", "Harbour Post", "2022-05-04"
    )


def test_the_day_a_pdf_was_made_is_no_day_of_publication(settings: Settings) -> None:
    info = {"Title": "Ferry line to close", "Author": "Ana Lind", "CreationDate": "D:20230316104000Z"}
    document = load_bytes(make_pdf([[PROSE]], info=info), "x1", settings)
    assert document.metadata == Metadata("Ferry line to close", "Ana Lind")
    assert document.warnings == ("no date of publication is stated; the file was made on 2023-03-16",)
    printed = make_pdf([["4 May 2022", "", PROSE]], info=info)
    assert metadata(printed, settings).published == "2022-05-04"


def test_what_a_program_wrote_as_title_is_no_title(settings: Settings) -> None:
    assert (
        metadata(
            make_pdf([[PROSE]], info={"Title": "Microsoft Word - a.doc"}), settings, "ferry-report.pdf"
        ).title
        == "ferry report"
    )


def test_a_word_file_states_title_and_author(settings: Settings) -> None:
    data = make_docx([PROSE], title="Ferry line to close", author="Ana Lind", created="2013-01-27T09:14:16Z")
    # Its day of creation is often that of a template.
    assert metadata(data, settings) == Metadata("Ferry line to close", "Ana Lind")


@pytest.mark.parametrize(
    ("data", "published", "origin", "made"),
    [
        (f"Ferry line to close\n\nPublished: 4 May 2022\n\n{PROSE}".encode(), "2022-05-04", "text", None),
        (
            make_page(f"<article><h1>Ferry</h1><p>{PROSE} {PROSE}</p></article>",
                      '<meta property="article:published_time" content="2022-05-04T09:00">'),
            "2022-05-04", "declared", None,
        ),
        (make_pdf([[PROSE[:70], PROSE[70:]]], info={"CreationDate": "D:20230316"}), None, None, "2023-03-16"),
    ],
)  # fmt: skip
def test_a_date_says_where_it_comes_from_and_that_of_a_file_is_none(
    data: bytes, published: str | None, origin: str | None, made: str | None, settings: Settings
) -> None:
    about = load_bytes(data, "x", settings).metadata
    assert (about.published, about.published_origin, about.made) == (published, origin, made)
