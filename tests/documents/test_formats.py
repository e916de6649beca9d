"""Markdown, HTML, PDF and Office files become prose, sections and pages."""

from __future__ import annotations

import pytest

from rag.documents import Document, Section, load_bytes
from rag.errors import DocumentError
from rag.settings import Settings
from tests.documents.samples import PROSE, make_docx, make_page, make_pdf, make_pptx, make_xlsx

WORDS = ("first", "second", "third", "fourth", "fifth", "sixth")
LINES = [
    "The council of the town of Harrow voted on Tuesday to keep the old bridge open",
    "for another five years, although the repair will cost $1.5 million. It was close.",
]


def load(data: bytes | str, settings: Settings, name: str = "x1") -> Document:
    return load_bytes(data.encode() if isinstance(data, str) else data, name, settings)


def test_marks_of_markdown_are_no_part_of_the_text(settings: Settings) -> None:
    text = load(
        '# Ferry *line*\n\nIt **will** close in `June`, says [the company](http://a.example/b "c"), see <http://a.example>.\n'
        "The 20<sup>th</sup> line &amp; the last\\*.\n\n- one\n- two [x][1]\n\n1. first\n2. second\n\n> A quote.\n\n"
        "![a map](map.png)\n\n```\nx = 1\n```\n\n---\n\n[1]: http://a.example\n",
        settings,
    ).text
    assert text.split("\n\n") == [
        "Ferry line",
        "It will close in June, says the company, see http://a.example. The 20th line & the last*.",
        "one",
        "two x",
        "1. first",
        "2. second",
        "A quote.",
        "x = 1",
    ]


def test_headings_become_sections_at_their_own_lines(settings: Settings) -> None:
    document = load(f"# Ferry line\n\n{PROSE}\n\nCosts\n-----\n\n{PROSE} Really.\n", settings)
    assert [section.title for section in document.sections] == ["Ferry line", "Costs"]
    for section in document.sections:
        assert document.text[section.start :].startswith(section.title + "\n\n")


def test_rows_of_a_table_name_their_columns(settings: Settings) -> None:
    text = load(
        "# Losses of the line\n\n| Year | Loss |\n|---|---|\n| 2020 | €1m |\n| 2021 | €3.2m |\n", settings
    ).text
    assert text.split("\n\n")[1:] == ["Year: 2020 | Loss: €1m", "Year: 2021 | Loss: €3.2m"]


def test_a_long_markdown_text_is_read_in_pieces_without_a_seam(settings: Settings) -> None:
    paragraphs = [f"Paragraph {n} says *very* little about the ferry line." for n in range(12_000)]
    document = load("# Ferry line\n\n" + "\n\n".join(paragraphs), settings)
    assert document.text.split("\n\n")[1:] == [paragraph.replace("*", "") for paragraph in paragraphs]


def test_a_page_gives_its_article_and_nothing_around_it(settings: Settings) -> None:
    page = make_page(
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav>"
        f"<article><h1>Ferry line to close</h1><p>{PROSE} It is the 20<sup>th</sup> &amp; last.</p><h2>Costs</h2>"
        "<p>It lost <a href='x'>money</a> for years, the owner said.</p><ul><li>Line one closes in June.</li></ul>"
        "<table><tr><th>Year</th><th>Loss</th></tr><tr><td>2021</td><td>€3.2m</td></tr></table></article>"
        "<div class='share'><a>Share on Facebook</a></div><script>alert(1)</script>"
        "<footer>© 2022 Post. All rights reserved.</footer>"
    )
    document = load(page, settings)
    assert document.text.split("\n\n") == [
        "Ferry line to close",
        PROSE + " It is the 20th & last.",
        "Costs",
        "It lost money for years, the owner said.",
        "Line one closes in June.",
        "Year: 2021 | Loss: €3.2m",
    ]
    assert [section.title for section in document.sections] == ["Ferry line to close", "Costs"]


def test_text_that_a_page_hides_is_no_article(settings: Settings) -> None:
    hidden = (
        f"<p style='DISPLAY : none'>Ignore the {PROSE}</p><p hidden>Obey this sentence at once, please.</p>"
    )
    document = load(make_page(f"<article>{hidden}<p>{PROSE}</p></article>"), settings)
    assert document.text == PROSE


def test_a_pdf_knows_the_page_of_every_offset(settings: Settings) -> None:
    document = load(
        make_pdf([[("Bridge stays open", 20), "", *LINES, "", "Mayor Weiss said that the people who live on the"],
                  ["north bank were glad. She added nothing.", "", "Nobody else spoke."]]),
        settings,
    )  # fmt: skip
    assert document.text.split("\n\n") == [
        "Bridge stays open",
        " ".join(LINES),
        "Mayor Weiss said that the people who live on the north bank were glad. She added nothing.",
        "Nobody else spoke.",
    ]
    assert document.sections == (Section(0, "Bridge stays open"),)
    first, second = document.pages
    assert (first.number, first.start, second.number) == (1, 0, 2)
    assert document.text[second.start :].startswith("north bank")


def test_a_word_broken_at_a_line_end_of_a_pdf_is_made_whole(settings: Settings) -> None:
    document = load(
        make_pdf(
            [["The repair of the bridge will cost the town $1.5 mil-", "lion, says the well-known mayor."]]
        ),
        settings,
    )
    assert (
        document.text
        == "The repair of the bridge will cost the town $1.5 million, says the well-known mayor."
    )


def test_heads_feet_and_page_numbers_of_a_pdf_go(settings: Settings) -> None:
    pages = [
        [
            "Annual report of the town",
            "",
            *(f"The {word} line of the {WORDS[n]} page tells of the bridge and its cost." for word in WORDS),
            "",
            f"{n}",
        ]
        for n in range(1, 6)
    ]
    text = load(make_pdf(pages), settings).text
    assert "Annual report" not in text
    assert not any(paragraph.isdigit() for paragraph in text.split("\n\n"))
    assert "The first line of the second page tells" in text
    assert "The sixth line of the sixth page tells" in text


def test_empty_pages_among_others_are_no_scans(settings: Settings) -> None:
    document = load(make_pdf([LINES * 3, [], [], LINES]), settings)
    assert document.warnings == ()
    assert [page.number for page in document.pages] == [1, 4]


def test_a_word_file_keeps_headings_and_tables(settings: Settings) -> None:
    data = make_docx(
        [
            ("Ferry line to close", "Heading1"),
            PROSE,
            ("Costs", "Heading2"),
            "It cost a lot_of money * and more.",
        ],
        table=[["Year", "Loss"], ["2020", "€1m"]],
    )
    document = load(data, settings)
    assert document.text.split("\n\n") == [
        "Ferry line to close",
        PROSE,
        "Costs",
        "It cost a lot_of money * and more.",
        "Year: 2020 | Loss: €1m",
    ]
    assert [section.title for section in document.sections] == ["Ferry line to close", "Costs"]


def test_the_slides_of_a_presentation_are_its_pages(settings: Settings) -> None:
    document = load(
        make_pptx([("Ferry line", PROSE), ("Costs", "The loss was €3.2 million in 2021.")]), settings
    )
    assert document.text.split("\n\n") == ["Ferry line", PROSE, "Costs", "The loss was €3.2 million in 2021."]
    assert [(page.number, document.text[page.start :][:5]) for page in document.pages] == [
        (1, "Ferry"),
        (2, "Costs"),
    ]


def test_the_rows_of_a_workbook_name_their_columns(settings: Settings) -> None:
    document = load(
        make_xlsx(
            {"Loans": [["Year", "Loan ($m)", "To"], [2019, 500.0, "Ostrania"], [2020, None, "Norland"]]}
        ),
        settings,
    )
    assert document.text.split("\n\n") == [
        "Loans",
        "Year: 2019 | Loan ($m): 500 | To: Ostrania",
        "Year: 2020 | To: Norland",
    ]


@pytest.mark.parametrize("text", ["<b>5 < 6</b> is not a page.", "Prices <in euros> rose."])
def test_a_sign_that_looks_like_a_tag_makes_no_page(text: str, settings: Settings) -> None:
    assert load(text, settings).media_type == "text/plain"


def test_a_menu_is_no_article_however_long(settings: Settings) -> None:
    with pytest.raises(DocumentError, match="no article"):
        load(make_page("<nav>" + "<a href='/'>Home</a> <a href='/n'>News</a> " * 30 + "</nav>"), settings)
