"""Page furniture goes, and the article stays."""

from __future__ import annotations

import pytest

from rag.documents import Document, load_bytes
from rag.documents.blocks import Block
from rag.documents.furniture import is_furniture, without_furniture
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
def test_a_line_of_the_page_is_furniture(line: str) -> None:
    assert is_furniture(line)


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
    assert not is_furniture(line)


def test_a_heading_that_names_a_platform_stays_above_its_section() -> None:
    blocks = [Block("Facebook"), Block(BODY), Block("Twitter"), Block("Really. " + BODY)]
    assert without_furniture(blocks) == (blocks, 0)


def test_the_furniture_around_an_article_in_plain_text_goes(settings: Settings) -> None:
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
    assert document.text == f"Ferry line to close\n\n{LEAD} {BODY}\n\n{BODY}"
    assert document.metadata.title == "Ferry line to close"
    assert document.warnings == ("page furniture: 10 lines left out",)


def test_a_list_of_other_headlines_at_the_end_goes(settings: Settings) -> None:
    text = (
        f"Ferry line to close\n\n{LEAD}\n\n{BODY}\n\nMost read\n\nTen ships that sank\n\nWhy the bridge stays"
    )
    assert load(text, settings).text.endswith(BODY)


def test_a_section_on_other_articles_stays_when_it_has_sentences(settings: Settings) -> None:
    text = f"Ferry line to close\n\n{LEAD}\n\nRelated stories\n\n{BODY}"
    assert "Related stories" in load(text, settings).text


def test_an_article_about_a_crime_keeps_its_last_paragraph(settings: Settings) -> None:
    last = "Warning of criminal liability, the prosecutor said that the offensive content was illegal and threatening."
    assert load(f"{LEAD}\n\n{BODY}\n\n{last}", settings).text.endswith(last)


def test_a_headline_that_begins_with_a_label_word_stays(settings: Settings) -> None:
    document = load(f"Popular Uprising Shakes The North\n\n{LEAD}\n\n{BODY}", settings)
    assert document.metadata.title == "Popular Uprising Shakes The North"


def test_rows_of_a_table_are_never_furniture() -> None:
    rows = [Block("12 comments", row=True), Block("Share", row=True)]
    assert without_furniture(rows) == (rows, 0)
