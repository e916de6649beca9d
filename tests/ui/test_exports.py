"""A checked draft as a file: everything in it, and nothing of it active in the program that opens the file."""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.results import Evidence, Verdict
from tests.ui.hostile import HOSTILE
from tests.ui.test_markup import Seen
from tests.ui.test_rendering import checked_draft
from ui.exports.answers import as_markdown, as_text, copies, with_footnotes
from ui.exports.draft_markdown import draft_markdown
from ui.exports.draft_page import draft_page
from ui.exports.drafts import cell, claim_reviews, exported, handed_over, rows
from ui.state.drafts import Draft, claim_sources
from ui.wording import check_wording

FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", '"=1+1', "'=1+1", "＝1+1", "＋1", "－1",
    "＠x", "|cmd", "%0A=1", '=HYPERLINK("https://evil.example","x")', "=cmd|' /C calc'!A0", "\x00=1", "   \t -2+3",
)  # fmt: skip


def one(claim: str = "It handled 5 million.", **about: object) -> Draft:
    evidence = Evidence(
        document_id="d", title="Report", publisher="Port", published="2025-02", url="https://example.org/a?b=c",
        quote="It handled 4 million.", start=0, end=21, page=3, stance="refutes", probability=0.9,
    )  # fmt: skip
    known: dict[str, object] = {"label": "REFUTED", "confidence": 0.9, "evidence": (evidence,)}
    verdict = Verdict(claim=claim, start=0, end=len(claim), **{**known, **about})  # type: ignore[arg-type]
    return Draft(claim, "done", ((0, len(claim)),), (verdict,), checked="2026-01-02")


@cache
def harmless_page() -> str:
    return draft_page(checked_draft("harmless"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_saved_page_runs_and_loads_nothing(text: str) -> None:
    page = draft_page(checked_draft(text))
    seen, harmless = Seen(page), Seen(harmless_page())
    links = {"a", "span"}  # an address of the web is a link, a harmless word is none
    assert [tag for tag, _ in seen.tags if tag not in links] == [
        tag for tag, _ in harmless.tags if tag not in links
    ]
    for tag, attributes in seen.tags:
        assert tag not in ("script", "img", "iframe", "object", "link", "base", "form")
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style")]
        href = attributes.get("href")
        assert href is None or href.startswith("#claim-")
    assert page.count("<style>") == 1
    assert "default-src 'none'" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_saved_and_copied_markdown_renders_to_words_only(text: str) -> None:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    seen = Seen(parser.render(draft_markdown(checked_draft(text))))
    assert {tag for tag, _ in seen.tags} <= {"h1", "h2", "h3", "p", "strong", "blockquote"}
    assert not [attributes for _, attributes in seen.tags if attributes]
    assert [tag for tag, _ in seen.tags].count("h2") == 6


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_any_text_is_only_words_in_markdown(text: str) -> None:
    seen = Seen(MarkdownIt("commonmark", {"html": True}).render(draft_markdown(one(f"A {text} b."))))
    assert {tag for tag, _ in seen.tags} <= {"h1", "h2", "h3", "p", "strong", "blockquote", "a"}
    assert [attributes for tag, attributes in seen.tags if tag == "a"] == [
        {"href": "https://example.org/a?b=c"}
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    draft = one(text, note=text)
    for row in csv.reader(io.StringIO(rows(draft))):
        for value in row:
            assert not re.match(r"[\s\x00-\x1f]*[=+\-@＝＋－＠|%]", value)
    assert cell(text).startswith("'")


@given(st.text())
def test_a_cell_keeps_its_words(text: str) -> None:
    assert cell(text).removeprefix("'").replace("\ufffd", "") in (
        text.replace("\x00", "").replace("\ufffd", ""),
        text.removeprefix("'").replace("\x00", "").replace("\ufffd", ""),
    )


def test_numbers_stay_numbers() -> None:
    assert cell(-3) == "-3"
    assert cell(None) == ""


def test_a_table_has_a_line_for_each_sentence_of_evidence() -> None:
    table = list(csv.DictReader(io.StringIO(rows(checked_draft("x")))))
    assert len(table) == 15
    assert [row["stance"] for row in table[:3]] == list(check_wording.STANCES.values())
    (row,) = csv.DictReader(io.StringIO(rows(one(evidence=(), label="NOT_ENOUGH_EVIDENCE"))))
    assert (row["verdict"], row["quote"]) == ("not enough evidence", "")


def test_claim_reviews_follow_the_vocabulary() -> None:
    graph = json.loads(claim_reviews(one()))
    assert graph["@context"] == "https://schema.org"
    (review,) = graph["@graph"]
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == review["itemReviewed"]["text"] == "It handled 5 million."
    assert review["itemReviewed"]["@type"] == "Claim"
    assert review["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "refuted",
        "ratingValue": 1,
        "worstRating": 1,
        "bestRating": 5,
        "ratingExplanation": "Not yet reviewed; ●●● Sure, confidence 90 %",
    }
    assert review["datePublished"] == "2026-01-02"
    (quotation,) = review["citation"]
    assert quotation["text"] == "It handled 4 million."
    assert quotation["isPartOf"]["url"] == "https://example.org/a?b=c"
    assert quotation["isPartOf"]["datePublished"] == "2025-02"


def test_a_verdict_without_a_place_between_false_and_true_gets_no_number() -> None:
    reviews = json.loads(claim_reviews(checked_draft("x")))["@graph"]
    assert len(reviews) == 4  # what is not checkable is no claim
    ratings = {r["reviewRating"]["alternateName"]: r["reviewRating"].get("ratingValue") for r in reviews}
    assert ratings == {"supported": 5, "refuted": 1, "conflicting": None, "not enough evidence": None}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_tag_stands_in_a_claim_review(text: str) -> None:
    written = claim_reviews(checked_draft(text))
    assert not set("<>&") & set(written)
    assert all(review["claimReviewed"] == text for review in json.loads(written)["@graph"])


@pytest.mark.parametrize("name", check_wording.EXPORTS)
def test_every_file_reaches_the_browser_byte_for_byte(name: str) -> None:
    import base64

    file = exported(one(), name)
    ((_, attributes),) = Seen(handed_over(file)).tags
    assert base64.b64decode(attributes["data-content"] or "") == file.data
    assert file.name.startswith("checked-draft-2026-01-02.")


def test_sources_of_a_claim_are_numbered_evidence_first() -> None:
    verdict = checked_draft("x").verdicts[0]
    assert [source.number for source in claim_sources(verdict)] == [1, 2, 3, 4, 5]


def test_an_answer_is_copied_with_its_sources_in_three_forms(tmp_path: object) -> None:
    from rag.settings import Settings
    from tests.ui.fake_engine import PORT_QUOTE, FakeEngine

    engine = FakeEngine(Settings(store="unused"))
    answer = engine.ask("How many <b>tonnes</b>?", ())
    text = as_text(answer)
    assert f"{PORT_QUOTE} [1] [2]" in text
    assert "[1] Annual report of the port of Lindhaven, Port of Lindhaven, 11 February 2025, page 7" in text
    assert "https://example.org/port/2024" in text
    rendered = Seen(MarkdownIt("commonmark", {"html": True}).render(as_markdown(answer)))
    assert {tag for tag, _ in rendered.tags} <= {"p", "strong", "a", "blockquote"}
    assert "How many <b>tonnes</b>?" in rendered.text
    assert f"{PORT_QUOTE}¹²" in with_footnotes(answer)
    assert "² A good year for the quays" in with_footnotes(answer)
    split = as_text(engine.ask("disagree", ()))
    assert "4.2 million tonnes" in split
    assert "3.9 million tonnes" in split
    assert copies(engine.ask("2019", ())) == {}


def test_a_computed_answer_is_copied_with_its_line() -> None:
    from tests.ui.test_rendering import COMPUTED

    assert "1.7 million dollars: 9.1 [1] − 7.4 [2] = 1.7 million dollars." in as_text(COMPUTED)
    rendered = Seen(MarkdownIt("commonmark", {"html": True}).render(as_markdown(COMPUTED)))
    assert "9.1 [1] − 7.4 [2] = 1.7 million dollars" in rendered.text
    assert "9.1¹ − 7.4² = 1.7 million dollars" in with_footnotes(COMPUTED)
