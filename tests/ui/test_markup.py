"""Text becomes HTML in one way only: escaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from rag.results import Source
from tests.ui.hostile import ADDRESSES, HOSTILE
from ui import wording
from ui.views import markup, part
from ui.views.signs import LETTERS, band_sign, drawn

SIGNS = [str(sign) for sign in (*map(drawn, LETTERS), *map(band_sign, wording.BANDS))]


class Seen(HTMLParser):
    """What a browser would make of a piece of HTML, but for the signs of the page: its tags and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        for sign in SIGNS:
            html = html.replace(sign, "")
        self.feed(str(html))
        self.close()

    @property
    def line(self) -> str:
        """The text without the line ends that only templates have, and the indent after them."""
        return re.sub(r"\s*\n\s*", "", self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text())
def test_any_text_comes_out_as_text(text: str) -> None:
    seen = Seen(markup.text(text))
    assert seen.tags == []
    assert len(seen.text) == len(text)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf"), include_characters="\n\t")))
def test_what_can_be_shown_is_shown_unchanged(text: str) -> None:
    assert Seen(markup.text(text)).text == text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_markup_even_within_an_attribute(text: str) -> None:
    seen = Seen(Markup('<p title="{}">{}</p>').format(markup.text(text), markup.text(text)))
    assert [tag for tag, _ in seen.tags] == ["p"]
    assert set(seen.tags[0][1]) == {"title"}


def test_characters_that_cannot_be_shown_or_that_reverse_text_are_replaced() -> None:
    assert markup.text("a\x00b\ud800c\u202ed\x9b") == "a\ufffdb\ufffdc\ufffdd\ufffd"


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    assert markup.web_address(address) is None
    assert markup.link(address, "x") == ""


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=c&d=e#f", "http://example.org", "HTTPS://Example.org/"]
)
def test_addresses_of_the_web_become_safe_links(address: str) -> None:
    (tag, attributes), *_ = Seen(markup.link(address, "read")).tags
    assert tag == "a"
    assert attributes["href"] == address
    assert "noopener" in (attributes["rel"] or "")
    assert attributes["target"] == "_blank"


@given(st.text())
def test_a_link_never_leaves_its_attribute(address: str) -> None:
    tags = Seen(markup.link(f"https://example.org/{address}", "read")).tags
    assert {tag for tag, _ in tags} <= {"a", "span"}
    assert all(set(attributes) <= {"class", "href", "target", "rel", "aria-hidden"} for _, attributes in tags)


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2023", "2023"),
        ("2023-03", "March 2023"),
        ("2023-03-06", "6 March 2023"),
        ("2023-12-31", "31 December 2023"),
        ("2023-99", "2023"),
        (None, wording.NO_DATE),
    ],
)
def test_dates_are_told_as_far_as_they_are_known(published: str | None, shown: str) -> None:
    assert Seen(markup.date(published)).text == shown


def test_the_byline_names_publisher_date_and_page() -> None:
    source = Source(
        document_id="d", title="t", quote="q", start=0, end=1, page=3, publisher="A & B", published="2020"
    )
    assert Seen(part("byline", source)).text == "A & B · 2020 · page 3"


def test_percentages_never_claim_certainty_that_is_not_there() -> None:
    assert wording.percent(0.999) == "99 %"
    assert wording.percent(1.0) == "100 %"
    assert wording.percent(0.001) == "1 %"
    assert wording.percent(0.0) == "0 %"
    assert wording.percent(0.934) == "93 %"


@pytest.mark.parametrize(
    ("words", "answer", "found"),
    [
        ("It handled 4.2 million tonnes in 2024.", "4.2 million tonnes", ["4.2 million tonnes"]),
        ("The Mayor opened it, said mayor Ann Lee.", "Ann Lee", ["Ann Lee"]),
        ("Salt, tin and wool were shipped.", "salt, wool and cork", ["Salt", "wool"]),
        ("It rose by 14.2 percent.", "4.2", []),
        ("Nothing of the kind.", "", []),
        ("(a+b)* stands here", "(a+b)*", ["(a+b)*"]),
    ],
)
def test_the_words_of_a_short_answer_are_found_as_whole_words(
    words: str, answer: str, found: list[str]
) -> None:
    pieces = markup.with_found(words, answer)
    assert "".join(piece for piece, _ in pieces) == words
    assert [piece for piece, of_answer in pieces if of_answer] == found
