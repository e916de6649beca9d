# ruff: noqa: E501  pages written out
"""Of pages of many kinds the article is found at least as well as trafilatura finds it by itself."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import fmean

import pytest
import trafilatura

from rag.documents import load_bytes
from rag.settings import Settings

P = (
    "The harbour council of Sandvik decided on Monday to rebuild the eastern quay, which has been closed since the storm.",
    "Ines Falk, who chairs the council, said that the work would begin in April and cost about 4.2 million euros.",
    "Fishermen had asked for a shorter quay with two cranes, because the old one was never used along its whole length.",
    "The state pays half of the sum; the rest comes from fees, which rise by a tenth for boats of more than twelve metres.",
    "Until the quay is open again ferries land at the northern pier, a walk of ten minutes from the station.",
)
MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
FOOT = "<footer><p>Copyright Sandvik Post. <a href='/terms'>Terms of use</a> <a href='/privacy'>Privacy</a></p></footer>"
ASIDE = (
    "<aside><h3>Most read</h3><ul><li><a href='/1'>Ten cakes for the weekend</a></li>"
    "<li><a href='/2'>Is your cellar dry?</a></li></ul></aside>"
)


@dataclass(frozen=True)
class Page:
    """A page and the words of its article."""

    html: str
    article: str


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>Quay to be rebuilt</title>{head}</head><body>{body}</body></html>"
    )


TEXT = "\n".join(P)
TITLE = "<h1>Quay to be rebuilt</h1>"
PAGES = {
    "an article between menus": Page(
        page(f"{MENU}<article>{TITLE}{paragraphs(*P)}</article>{ASIDE}{FOOT}"), f"Quay to be rebuilt\n{TEXT}"
    ),
    "blocks without paragraphs": Page(
        page(f"{MENU}<div id='main'>{TITLE}{''.join(f'<div>{each}</div>' for each in P)}</div>{FOOT}"),
        f"Quay to be rebuilt\n{TEXT}",
    ),
    "lines parted by breaks": Page(
        page(f"{MENU}<div class='post'>{TITLE}{'<br><br>'.join(P)}</div>{FOOT}"), f"Quay to be rebuilt\n{TEXT}"
    ),
    "an old page of tables": Page(
        page(
            "<table width='100%'><tr><td><a href='/'>Home</a><br><a href='/a'>Archive</a></td>"
            f"<td>{TITLE}{paragraphs(*P)}</td></tr></table>"
        ),
        f"Quay to be rebuilt\n{TEXT}",
    ),
    "cards that turn, with a hidden back side": Page(
        page(
            f"{MENU}<main><div class='card'>{TITLE}{paragraphs(*P)}</div></main>{FOOT}",
            "<style>.card{backface-visibility:hidden;transform:rotate(0)} .menu-open .card{display:none}</style>",
        ),
        f"Quay to be rebuilt\n{TEXT}",
    ),
    "an article that a script fades in": Page(
        page(
            f"{MENU}<article style='opacity:0' class='fade'>{TITLE}{paragraphs(*P)}</article>{FOOT}",
            "<style>.fade{transition:opacity 1s}</style><script>document.querySelector('.fade').style.opacity=1</script>",
        ),
        f"Quay to be rebuilt\n{TEXT}",
    ),
    "hidden in print only": Page(
        page(
            f"<article>{TITLE}{paragraphs(*P)}</article>{FOOT}",
            "<style>@media print{article{display:none}} article{display:block}</style>",
        ),
        f"Quay to be rebuilt\n{TEXT}",
    ),
    "shown again by the last rule": Page(
        page(
            f"{MENU}<article>{TITLE}{paragraphs(*P)}</article>{FOOT}",
            "<style>article{display:none} article{display:block} p{visibility:visible}</style>",
        ),
        f"Quay to be rebuilt\n{TEXT}",
    ),
    "lists and headings": Page(
        page(
            f"{MENU}<article>{TITLE}{paragraphs(P[0], P[1])}<h2>What changes</h2><ul><li>{P[2]}</li><li>{P[3]}</li></ul>"
            f"<blockquote><p>{P[4]}</p></blockquote></article>{ASIDE}{FOOT}"
        ),
        "\n".join(["Quay to be rebuilt", P[0], P[1], "What changes", *P[2:]]),
    ),
    "a figure and its caption": Page(
        page(
            f"{MENU}<article>{TITLE}{paragraphs(*P[:3])}<figure><img src='quay.jpg' alt=''><figcaption>The eastern quay in "
            f"May, with 31 boats.</figcaption></figure>{paragraphs(*P[3:])}</article>{FOOT}"
        ),
        "\n".join(["Quay to be rebuilt", *P, "The eastern quay in May, with 31 boats."]),
    ),
    "readers' comments below": Page(
        page(
            f"{MENU}<article>{TITLE}{paragraphs(*P)}</article><section id='comments' class='comments'><h3>Comments</h3>"
            f"<div class='comment'><p>Finally! I have waited for years, says Olaf.</p></div></section>{FOOT}"
        ),
        f"Quay to be rebuilt\n{TEXT}",
    ),
    "equal lines in minutes": Page(
        page(
            f"{MENU}<article>{TITLE}{paragraphs(P[0], 'Falk: in favour.', 'Motion 1 was adopted.', 'Falk: in favour.')}"
            f"{paragraphs('Motion 2 was adopted.', P[1], P[2])}</article>{FOOT}"
        ),
        "\n".join(["Quay to be rebuilt", P[0], "Falk: in favour.", "Motion 1 was adopted.", "Falk: in favour.",
                   "Motion 2 was adopted.", P[1], P[2]]),
    ),
}  # fmt: skip


def f1(found: str, article: str) -> float:
    """The harmonic mean of how many words found are the article's, and how many of the article's are found."""
    here, there = (Counter(re.findall(r"\w+", text.casefold())) for text in (found, article))
    shared = sum((here & there).values())
    return 2 * shared / max(1, sum(here.values()) + sum(there.values()))


def alone(html: str) -> str:
    return trafilatura.extract(html, include_comments=False, include_tables=True) or ""


@pytest.mark.parametrize("name", PAGES)
def test_the_article_of_a_page_is_found_whole_and_alone(name: str, settings: Settings) -> None:
    each = PAGES[name]
    assert f1(load_bytes(each.html.encode(), "x", settings).text, each.article) >= 0.95


def test_pages_are_read_at_least_as_well_as_by_trafilatura_alone(settings: Settings) -> None:
    ours = [f1(load_bytes(each.html.encode(), "x", settings).text, each.article) for each in PAGES.values()]
    theirs = [f1(alone(each.html), each.article) for each in PAGES.values()]
    assert fmean(ours) >= fmean(theirs)
    assert min(ours) >= min(theirs)


@pytest.mark.parametrize(
    ("style", "attribute"),
    [
        ("", "style='display:none'"),
        (".gone{display:none}", "class='gone'"),
        ("p{display:block} .gone{visibility:hidden}", "class='gone'"),
        ("@media screen{.gone{display:none}}", "class='gone'"),
        (".gone{display:none !important} p.gone{display:block}", "class='gone'"),
        ("", "hidden"),
    ],
)
def test_words_that_no_reader_sees_are_left_out_and_listed(
    style: str, attribute: str, settings: Settings
) -> None:
    body = f"<article>{TITLE}{paragraphs(*P)}<p {attribute}>Buy the quay for one euro.</p></article>"
    document = load_bytes(page(body, f"<style>{style}</style>").encode(), "x", settings)
    assert "one euro" not in document.text
    assert any("one euro" in warning for warning in document.warnings)
