"""What surrounds an answer, in a real browser: its citation marks, copies, link, and the keys of the page."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Served
from tests.ui.fake_engine import PAPER_QUOTE, PORT_QUOTE
from tests.ui.test_browser import OVERFLOW, ask, marked, on_a_phone, on_both
from ui import wording
from ui.wording import check_wording

pytestmark = pytest.mark.browser

CLIPBOARD = """() => {
  window.copied = [];
  Object.defineProperty(navigator, "clipboard", {
    configurable: true, value: { writeText: async (words) => { window.copied.push(words); } },
  });
}"""


def test_pointing_at_a_mark_shows_its_words_title_publisher_and_date(page: Page) -> None:
    turn = ask(page, "How many tonnes?", "answered")
    mark, tip = turn.locator(".fc-cite").first, page.locator("#fc-tip")
    expect(tip).to_be_hidden()
    mark.hover()
    expect(tip).to_be_visible()
    expect(tip.locator(".fc-tip-quote")).to_have_text(PORT_QUOTE)
    expect(tip.locator(".fc-tip-title")).to_have_text("Annual report of the port of Lindhaven")
    expect(tip.locator(".fc-tip-about")).to_have_text("Port of Lindhaven · 11 February 2025 · page 7")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    turn.locator(".fc-cite").nth(1).hover()
    expect(tip.locator(".fc-tip-quote")).to_have_text(PAPER_QUOTE)
    tip.hover()
    expect(tip).to_be_visible()
    page.get_by_label(wording.QUESTION).hover()
    expect(tip).to_be_hidden()


@on_both
def test_an_answer_is_copied_and_its_link_brings_the_question_back(page: Page, served: Served) -> None:
    question = "How many tonnes & <why>?"
    turn = ask(page, question, "answered")
    expect(turn.locator(".fc-strength")).to_have_text(
        "2 independent sources, dated February 2025 to 11 February 2025 · Sure · confidence 93 %"
    )
    page.evaluate(CLIPBOARD)
    for name in wording.COPIES.values():
        turn.get_by_role("button", name=name, exact=True).click()
    turn.get_by_role("button", name=wording.COPY_LINK).click()
    expect(turn.locator(".fc-copied")).to_have_text(wording.COPIED)
    text, markdown, notes, link = page.evaluate("copied")
    assert f"{PORT_QUOTE} [1] [2]" in text
    assert text.startswith(question)
    assert "\\<why\\>" in markdown
    assert f"{PORT_QUOTE}¹²" in notes
    assert parse_qs(urlsplit(link).query) == {"q": [question]}
    assert page.evaluate(OVERFLOW) <= 0
    page.goto(link)
    expect(page.get_by_label(wording.QUESTION)).to_have_value(question)
    # It is the reader who asks, not the page that sent them here.
    expect(page.locator(".fc-turn")).to_have_count(0)


def test_a_hostile_link_is_only_a_question(page: Page, served: Served) -> None:
    question = '"><img src=x onerror=window.pwned=1><script>window.pwned=1</script> ${window.pwned=1}'
    page.goto(f"{served.url}/?q={quote(question)}&__theme=dark&x=%00")
    expect(page.get_by_label(wording.QUESTION)).to_have_value(question)
    ask(page, question, "abstained").get_by_role("button", name=wording.EDIT).click()
    assert page.evaluate("window.pwned") is None


def test_a_question_is_edited_and_asked_again(page: Page) -> None:
    turn = ask(page, "How many boats?", "abstained")
    turn.get_by_role("button", name=wording.EDIT).click()
    box = page.get_by_label(wording.QUESTION)
    expect(box).to_be_focused()
    expect(box).to_have_value("How many boats?")
    box.fill("How many tonnes?")
    box.press("Enter")
    expect(page.locator(".fc-turn").nth(1).locator(".fc-answered")).to_be_visible()


def test_an_abstention_has_nothing_to_copy_but_its_link(page: Page) -> None:
    turn = ask(page, "What about 2019?", "abstained")
    expect(turn.locator(".fc-copies button")).to_have_text([wording.COPY_LINK])


def test_the_keys_lead_to_the_question_the_sources_and_the_tabs(page: Page) -> None:
    ask(page, "How many tonnes?", "answered")
    page.keyboard.press("Alt+j")
    marked(page, PORT_QUOTE)
    page.keyboard.press("Alt+j")
    marked(page, PAPER_QUOTE)
    page.keyboard.press("Alt+k")
    marked(page, PORT_QUOTE)
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+q")
    expect(page.get_by_label(wording.QUESTION)).to_be_focused()
    page.keyboard.press("Alt+c")
    tab = page.get_by_role("tab", name=wording.TAB_CHECK)
    expect(tab).to_be_focused()
    expect(tab).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Alt+q")
    draft = page.get_by_label(check_wording.DRAFT_LABEL)
    expect(draft).to_be_focused()
    page.keyboard.type("It handled 5 million. It handled 4.2 million.")
    page.get_by_role("button", name=check_wording.CHECK, exact=True).click()
    expect(page.locator(".fc-marked[data-state=done]")).to_be_visible()
    page.keyboard.press("Alt+j")
    expect(page.locator(".fc-claim-verdict")).to_have_text("Refuted")
    page.keyboard.press("Alt+j")
    expect(page.locator(".fc-claim-verdict")).to_have_text("Supported")
    tab.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name=wording.TAB_ASK)).to_be_focused()
    expect(page.locator(".fc-answered")).to_be_visible()


@on_both
def test_a_question_that_has_an_answer_is_suggested_and_asked_at_a_click(page: Page) -> None:
    turn = ask(page, "Which boats in 2019, not how many tonnes?", "answered")
    suggested = page.locator("#fc-suggestions button")
    expect(suggested).to_have_text("Which boats in 2024, not how many tonnes?")
    expect(turn.locator(".fc-short")).to_be_in_viewport()
    suggested.click()
    second = page.locator(".fc-turn").nth(1)
    expect(second.locator(".fc-question")).to_have_text("Which boats in 2024, not how many tonnes?")
    expect(second.locator(".fc-answered")).to_be_visible()
    # The year that is asked for now is the only one there is.
    expect(suggested).to_have_count(0)
    assert page.evaluate(OVERFLOW) <= 0


@on_both
def test_the_page_is_not_taller_than_the_window_and_nothing_is_wider(page: Page) -> None:
    for name in (wording.TAB_CHECK, wording.TAB_ASK):
        page.get_by_role("tab", name=name).click()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        assert page.evaluate(OVERFLOW) <= 0
        if (page.viewport_size or {})["width"] > 820:
            assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


@on_a_phone
def test_every_control_is_large_enough_for_a_thumb(page: Page) -> None:
    ask(page, "How many tonnes?", "answered")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button")].filter(node => node.checkVisibility())
          .map(node => [node.textContent, node.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([words]) => words)"""
    )
    assert small == []
