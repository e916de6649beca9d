"""The watch in a real browser: a changed document turns kept answers amber, with the old and the new side by side."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Served
from tests.ui.fake_engine import PORT, PORT_QUOTE
from tests.ui.test_accessibility import faults
from tests.ui.test_browser import OVERFLOW, on_both
from tests.ui.test_history_browser import kept
from ui.wording import phrases, watch_wording

pytestmark = pytest.mark.browser

NEWER = PORT_QUOTE.replace("4.2", "5.2")


def watch(page: Page) -> None:
    page.get_by_role("tab", name=watch_wording.TAB_WATCH).click()
    expect(page.locator("#fc-watch-sources")).to_contain_text(watch_wording.SOURCES_HINT)


@on_both
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_corrected_document_turns_a_kept_answer_amber(
    page: Page, served: Served, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    question = kept(page)
    watch(page)
    expect(page.locator("#fc-watch-list")).to_contain_text(watch_wording.NOTHING)
    assert faults(page) == []
    monkeypatch.setitem(served.engine.documents, "port", PORT.replace(PORT_QUOTE, NEWER))
    page.get_by_role("tab", name=phrases.TAB_HISTORY).click()
    count = page.locator("#fc-past-watch")
    for _ in range(60):  # the watch looks by itself; the page is told when it is opened
        page.get_by_role("tab", name=phrases.TAB_QUALITY).click()
        page.get_by_role("tab", name=phrases.TAB_HISTORY).click()
        page.wait_for_timeout(500)
        if count.get_by_role("button").count():
            break
    expect(count).to_contain_text(watch_wording.touched(1, 0))
    assert faults(page) == []
    count.get_by_role("button", name=watch_wording.SEE).click()
    change = page.locator("#fc-watch-list .fc-change")
    expect(change).to_have_count(1)
    expect(change).to_contain_text(watch_wording.STATES["value changed"])
    expect(page.locator("#fc-watch-list h3")).to_have_text(question)
    for side, quote, value in ((0, PORT_QUOTE, "4.2"), (1, NEWER, "5.2")):
        expect(change.locator("blockquote").nth(side)).to_have_text(quote)
        expect(change.locator("figure").nth(side).locator("mark")).to_have_text(value)
    assert page.evaluate(OVERFLOW) <= 0
    assert faults(page) == []
    page.get_by_role("button", name=watch_wording.GO).click()
    expect(page.locator("#fc-record .fc-change")).to_contain_text(watch_wording.STATES["value changed"])
    assert page.evaluate(OVERFLOW) <= 0
    watch(page)
    page.get_by_role("button", name=watch_wording.SEEN, exact=True).click()
    expect(page.get_by_role("button", name=watch_wording.SEEN, exact=True)).to_have_count(0)
    page.get_by_role("tab", name=phrases.TAB_HISTORY).click()
    expect(count.get_by_role("button")).to_have_count(0)


@on_both
def test_a_folder_is_watched_and_what_is_put_there_comes_into_the_library(
    page: Page, served: Served, tmp_path: Path
) -> None:
    folder, word = tmp_path / "news", secrets.token_hex(4)
    folder.mkdir()
    (folder / f"{word}.txt").write_text(f"A note on {word}.", encoding="utf-8")
    watch(page)
    field = page.get_by_label(watch_wording.OBSERVE_BOTH)
    field.fill("/etc")
    field.press("Enter")
    expect(page.locator("#fc-watch-sources").get_by_role("alert")).to_contain_text("in none of the folders")
    expect(field).to_have_value("/etc")
    field.fill(str(folder))
    field.press("Enter")
    expect(page.locator("#fc-watch-sources li")).to_contain_text(str(folder))
    page.get_by_role("tab", name=phrases.TAB_LIBRARY).click()
    for _ in range(60):
        if f"{word}.txt" in served.engine.titles.values():
            break
        page.wait_for_timeout(500)
    page.get_by_role("tab", name=watch_wording.TAB_WATCH).click()
    page.get_by_role("tab", name=phrases.TAB_LIBRARY).click()
    expect(page.locator("#fc-shelf-list")).to_contain_text(f"{word}.txt")
    watch(page)
    page.get_by_role("button", name=watch_wording.FORGET).click()
    expect(page.locator("#fc-watch-sources")).to_contain_text(watch_wording.SOURCES_NONE)
