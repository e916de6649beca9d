"""History and quality in a real browser: kept answers are found, proved, judged, exported and deleted."""

from __future__ import annotations

import json
import secrets

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from eval.suite.cases import added_cases
from tests.ui.conftest import Served
from tests.ui.fake_engine import PORT, PORT_QUOTE
from tests.ui.hostile import HOSTILE
from tests.ui.test_browser import OVERFLOW, ask, on_both
from ui.wording import phrases

pytestmark = pytest.mark.browser


def history(page: Page, question: str) -> None:
    """Open the conversation that begins with ``question``."""
    page.get_by_role("tab", name=phrases.TAB_HISTORY).click()
    page.locator("#fc-past-list").get_by_role("button", name=question, exact=True).click()
    expect(page.locator("#fc-record h3")).to_have_text(question)


def kept(page: Page, words: str = "How many tonnes?") -> str:
    """Ask a question that no other test asks, and open it where it is kept."""
    question = f"{words} ({secrets.token_hex(4)})"
    ask(page, question, "answered")
    history(page, question)
    return question


@on_both
def test_an_answer_is_kept_and_stands_there_after_the_page_is_opened_anew(page: Page, served: Served) -> None:
    question = kept(page)
    expect(page.locator("#fc-record blockquote").first).to_have_text(PORT_QUOTE)
    page.goto(served.url)
    history(page, question)
    expect(page.locator("#fc-record .fc-short")).to_have_text("4.2 million tonnes")
    expect(page.locator("#fc-record .fc-source-title")).to_be_focused()
    assert page.evaluate(OVERFLOW) <= 0


def test_a_conversation_goes_on_where_it_stood(page: Page, served: Served) -> None:
    question = kept(page)
    page.goto(served.url)
    history(page, question)
    page.get_by_role("button", name=phrases.RESUME).click()
    expect(page.locator(".fc-turn")).to_have_count(1)
    served.engine.histories.clear()
    ask(page, "And when?", "answered")
    assert served.engine.histories == [1]
    history(page, question)
    expect(page.locator("#fc-record .fc-kept")).to_have_count(2)


@on_both
def test_an_answer_is_proved_again_and_says_what_changed(
    page: Page, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(page)
    page.get_by_role("button", name=phrases.VERIFY_AGAIN).click()
    expect(page.locator(".fc-proofs")).to_contain_text(phrases.proved(2, 2))
    monkeypatch.setitem(served.engine.documents, "port", PORT.replace("4.2", "5.2"))
    page.get_by_role("button", name=phrases.VERIFY_ALL).click()
    expect(page.locator(".fc-proofs")).to_contain_text(phrases.proved(1, 2))
    expect(page.locator(".fc-proof[data-state=altered]")).to_contain_text(phrases.PROOF_ALTERED)


def test_a_judged_answer_is_added_to_the_eval_set(page: Page, served: Served) -> None:
    question = kept(page)
    page.get_by_role("button", name=phrases.JUDGE_RIGHT, exact=True).click()
    box = page.get_by_label(phrases.CASE_ANSWERS)
    expect(box).to_have_value("4.2 million tonnes")
    page.get_by_role("button", name=phrases.ADD_CASE).click()
    folder = served.engine.settings.store / "cases"
    expect(page.locator("#fc-record")).to_contain_text(phrases.case_added(str(folder)))
    page.get_by_role("button", name=phrases.JUDGE_WRONG, exact=True).click()
    expect(box).to_have_value("")
    page.get_by_role("button", name=phrases.ADD_CASE).click()
    expect(page.locator("#fc-record").get_by_role("alert")).to_have_text(phrases.CASE_WANTS)
    (case,) = [case for case in added_cases(folder).questions if case.question == question]
    assert case.answers == ("4.2 million tonnes",)


def test_a_conversation_is_renamed_found_exported_and_deleted(page: Page) -> None:
    kept(page)
    title = f"Harbour {secrets.token_hex(4)}"
    page.locator("#fc-record").get_by_text(phrases.RENAME).click()
    page.locator("#fc-record").get_by_label(phrases.FIELD_LABELS["title"], exact=True).fill(title)
    page.locator("#fc-record").get_by_role("button", name=phrases.SAVE).click()
    expect(page.locator("#fc-record h3")).to_have_text(title)
    page.get_by_label(phrases.PAST_FIND).fill(title.upper())
    expect(page.locator("#fc-past-list li")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name=phrases.EXPORT_MARKDOWN).click()
    assert PORT_QUOTE in download.value.path().read_text(encoding="utf-8")
    with page.expect_download() as download:
        page.get_by_role("link", name=phrases.EXPORT_JSON).click()
    assert json.loads(download.value.path().read_text(encoding="utf-8"))["title"] == title
    page.locator("#fc-record").get_by_text(phrases.DELETE, exact=True).click()
    page.get_by_role("button", name=phrases.DELETE_FOR_GOOD).click()
    expect(page.locator("#fc-record")).to_contain_text(phrases.RECORD_EMPTY)
    expect(page.locator("#fc-past-list")).to_contain_text(phrases.PAST_NOT_FOUND)


def test_another_browser_sees_and_fetches_nothing_of_it(
    page: Page, contexts: dict[str, BrowserContext], served: Served
) -> None:
    question = kept(page)
    address = page.get_by_role("link", name=phrases.EXPORT_JSON).get_attribute("href")
    assert page.request.get(f"{served.url}/{address}").status == 200
    assert httpx.get(f"{served.url}/{address}").status_code == 404
    other = contexts["phone"].new_page()
    other.goto(served.url)
    assert other.request.get(f"{served.url}/{address}").status == 404
    other.get_by_role("tab", name=phrases.TAB_HISTORY).click()
    expect(other.locator("#fc-past-list :is(li, .fc-hint)").first).to_be_visible()
    expect(other.locator("#fc-past-list")).not_to_contain_text(question)
    other.close()


def test_hostile_questions_stay_text_in_the_history(page: Page) -> None:
    whole = " ".join(" | ".join(text.replace("\x00", "") for text in HOSTILE).split())[:1900]
    ask(page, f"tonnes {whole}", "answered")
    page.get_by_role("tab", name=phrases.TAB_HISTORY).click()
    page.locator("#fc-past-list li button").first.click()
    expect(page.locator("#fc-record .fc-question")).to_contain_text("<script>window.pwned=1</script>")
    page.locator("#fc-record").get_by_text(phrases.RENAME).click()
    inside = page.locator("#fc-history")
    assert inside.locator("script, img, iframe, object, embed, style, form, base, video, audio").count() == 0
    assert page.evaluate("window.pwned") is None


@on_both
def test_the_last_report_stands_inside_the_page(page: Page, served: Served) -> None:
    folder = served.engine.settings.store / "reports"
    folder.mkdir(exist_ok=True)
    figure = {"label": "Right answers", "value": 0.8, "low": 0.7, "high": 0.9, "n": 9, "unit": "share"}
    report = {"complete": True, "failures": [], "figures": {"all": [figure], "dev half": [figure]}}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (folder / "report.html").write_text("<h1>The whole report</h1>", encoding="utf-8")
    page.get_by_role("tab", name=phrases.TAB_QUALITY).click()
    expect(page.locator("#fc-quality")).to_contain_text(phrases.REPORT_PASSED)
    expect(page.get_by_role("row", name="Right answers")).to_contain_text("0.80 (0.70 to 0.90)")
    link = page.get_by_role("link", name=phrases.WHOLE_REPORT).get_attribute("href")
    whole = page.request.get(f"{served.url}/{link}")
    assert "The whole report" in whole.text()
    assert "default-src 'none'" in whole.headers["content-security-policy"]
    assert page.evaluate(OVERFLOW) <= 0
