"""Boilerplate goes, and the article stays."""

from __future__ import annotations

import pytest

from rag.documents import Document, load_bytes
from rag.documents.blocks import Block
from rag.documents.cleaning.boilerplate import is_boilerplate, without_boilerplate
from rag.settings import Settings

LEAD = "The northern ferry line will close in June after forty years of service."
BODY = "The company said it lost €3.2 million in 2021 and that it expects to lose more in the years to come."


def load(text: str, settings: Settings) -> Document:
    return load_bytes(text.encode(), "a.txt", settings)


@pytest.mark.parametrize(
    "line",
    [
        "Post a Comment Print Share on Facebook", "Share", "Share this article on WhatsApp",
        "Facebook Twitter LinkedIn",
        "Print | E-mail | Share", "Share this:", "5 reads.", "- 1,204 views", "12 comments",
        "3.4k shares · 12 comments",
        "4 min read", "Reading time: 4 minutes", "Characters Left:", "Characters remaining: 500",
        "Your Name", "Your e-mail *",
        "Leave a reply", "Name E-mail Website", "Skip to main content", "Back to top",
        "Home > News > World", "Advertisement",
        "Follow us on Twitter @harbour", "Subscribe to our newsletter for more", "Read also: Ten ferries that sank",
        "Log in / Register", "Your comment has been submitted and awaits approval.", "Comments are closed.",
        "We use cookies to improve your visit.", "© 2022 Harbour Post",
        "Copyright 2022 by Harbour Post. All rights reserved.",
        "You must be logged in to post a comment.", "Your email address will not be published.",
    ],
)  # fmt: skip
def test_a_line_of_the_page_is_boilerplate(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        LEAD, BODY, "Ferry line to close", "Share prices fall", "Facebook fined €200 million", "Print is not dead",
        "Share the burden, said the minister.", "Comments by the minister drew protest",
        "Home/office equipment sold well.",
        "Popular uprising in the south", "Related parties must be disclosed.", "12 dead, 40 hurt",
        "Costs", "Loans", "What now?",
        "Name: Ana Lind", "Follow the money", "Join us on Monday, she wrote", "Subscribe to the theory and you lose",
        "The share of women rose to 40 percent.", "In 2021 the page had 3 million views.",
        "Warning shots were fired.",
    ],
)  # fmt: skip
def test_a_line_of_the_article_is_not(line: str) -> None:
    assert not is_boilerplate(line)


def test_a_heading_that_names_a_platform_stays_above_its_section() -> None:
    blocks = [Block("Facebook"), Block(BODY), Block("Twitter"), Block("Really. " + BODY)]
    assert without_boilerplate(blocks, page=True) == (blocks, [])


def test_the_boilerplate_around_an_article_in_plain_text_goes(settings: Settings) -> None:
    text = f"""Post a Comment Print Share on Facebook
Featured Harbour Lindholm FerryLine

Ferry line to close

{LEAD}

- 5 reads.

Ferry line to close

{LEAD} {BODY}

{BODY}

Your Name
Post a Comment
Characters Left:
Your comment has been forwarded to the editors for approval.×
Warning! Criminal, illegal, threatening, insulting or obscene content is the responsibility of the sender."""
    document = load(text, settings)
    assert document.text == "\n\n".join(
        ["Ferry line to close", LEAD, "Ferry line to close", f"{LEAD} {BODY}", BODY]
    )
    assert document.metadata.title == "Ferry line to close"
    (warning,) = document.warnings
    assert warning.startswith(
        "boilerplate: 8 lines left out: “Post a Comment Print Share on Facebook”, “Featured"
    )


def test_one_line_that_looks_like_boilerplate_stays_in_a_text(settings: Settings) -> None:
    document = load(f"Ferry line to close\n\n{LEAD}\n\nShare\n\n{BODY}", settings)
    assert document.text.split("\n\n")[2] == "Share"
    assert document.warnings == ()


def test_equal_lines_of_minutes_are_all_kept(settings: Settings) -> None:
    vote = "Councillor Abel: I vote in favour."
    text = f"Minutes of 4 June\n\n{vote}\nMotion 1 was adopted.\n{vote}\nMotion 2 was adopted.\n"
    assert load(text, settings).text.count(vote) == 2


def test_a_headline_that_stands_below_itself_is_kept_once() -> None:
    blocks = [Block("Ferry line to close", level=1), Block("Ferry line to close"), Block(BODY)]
    kept, left_out = without_boilerplate(blocks, page=True)
    assert [block.text for block in kept] == ["Ferry line to close", BODY]
    assert left_out == [blocks[1]]


def test_a_list_of_other_headlines_at_the_end_of_a_page_goes() -> None:
    blocks = [
        Block(text)
        for text in (
            "Ferry line to close",
            LEAD,
            BODY,
            "Most read",
            "Ten ships that sank",
            "Why the bridge stays",
        )
    ]
    kept, left_out = without_boilerplate(blocks, page=True)
    assert kept[-1].text == BODY
    assert len(left_out) == 3


def test_a_section_on_other_articles_stays_when_it_has_sentences(settings: Settings) -> None:
    text = f"Ferry line to close\n\n{LEAD}\n\nRelated stories\n\n{BODY}"
    assert "Related stories" in load(text, settings).text


def test_an_article_about_a_crime_keeps_its_last_paragraph(settings: Settings) -> None:
    last = "Warning of criminal liability, the prosecutor said that the offensive content was illegal and threatening."
    assert load(f"{LEAD}\n\n{BODY}\n\n{last}", settings).text.endswith(last)


def test_a_headline_that_begins_with_a_label_word_stays(settings: Settings) -> None:
    document = load(f"Popular Uprising Shakes The North\n\n{LEAD}\n\n{BODY}", settings)
    assert document.metadata.title == "Popular Uprising Shakes The North"


def test_rows_of_a_table_are_never_boilerplate() -> None:
    rows = [Block("12 comments", row=True), Block("Share", row=True)]
    assert without_boilerplate(rows, page=True) == (rows, [])
