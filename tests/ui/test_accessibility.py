"""axe-core finds no serious fault. It is under the MPL and no part of this repository: the package
axe-playwright-python carries it.
"""

from __future__ import annotations

import secrets
from functools import cache
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from tests.ui.fake_engine import PORT_QUOTE
from tests.ui.test_browser import ask, marked, on_both
from tests.ui.test_check import DRAFT, check
from tests.ui.test_history_browser import kept
from tests.ui.test_judging_browser import judge
from tests.ui.test_library_browser import library, opened
from ui import wording
from ui.wording import chain_wording, check_wording, phrases, review_wording

pytestmark = pytest.mark.browser


@cache
def axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """The serious and critical faults of what is seen now, each with the elements it is about."""
    # Colours that are on their way from one to the other are no fault.
    page.evaluate(
        "Promise.all(document.getAnimations().filter(one => one.effect.getTiming().iterations !== Infinity)"
        ".map(one => one.finished.catch(() => null)))"
    )
    page.evaluate(axe())
    found = page.evaluate(
        "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
        ".filter(one => ['serious', 'critical'].includes(one.impact))"
        ".map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).join(' | ')}`)"
    )
    assert isinstance(found, list)
    return found


@on_both
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_is_found(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert faults(page) == []
    ask(page, "How many tonnes?", "answered")
    ask(page, "Do they disagree?", "disagreement")
    ask(page, "And 2019?", "abstained")
    ask(page, "A fault", "problem")
    for turn in (0, 2):
        judge(page.locator(".fc-turn").nth(turn), phrases.JUDGE_RIGHT)
    assert faults(page) == []
    page.locator(".fc-answered .fc-cite").first.click()
    marked(page, PORT_QUOTE)
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("tab", name=wording.TAB_CHECK).click()
    expect(page.get_by_label(check_wording.DRAFT_LABEL)).to_be_visible()
    assert faults(page) == []
    claims = check(page, DRAFT)
    for index in (1, 5):
        claims.nth(index).click()
        expect(page.locator(".fc-claim-view")).to_have_attribute("data-number", str(index))
        judge(page.locator(".fc-claim-view"), phrases.JUDGE_WRONG)
        assert faults(page) == []
        page.keyboard.press("Escape")


@on_both
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_is_found_in_the_other_rooms(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    kept(page)
    assert faults(page) == []
    library(page)
    assert faults(page) == []
    opened(page, "Annual report of the port of Lindhaven")
    assert faults(page) == []
    page.get_by_role("tab", name=phrases.TAB_QUALITY).click()
    expect(page.locator("#fc-quality")).to_contain_text(phrases.REPORT)
    assert faults(page) == []


@on_both
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_is_found_where_drafts_are_kept_and_reviewed(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.get_by_role("tab", name=wording.TAB_CHECK).click()
    claim = f"Quay {secrets.randbelow(10**9)} handled 5 million tonnes."
    check(page, claim)
    page.get_by_role("button", name=check_wording.CHANGE).click()
    check(page, claim).first.click()
    view = page.locator(".fc-claim-view")
    expect(view.locator(".fc-earlier")).to_contain_text("sources unchanged since")
    judge(view, phrases.JUDGE_WRONG)
    expect(page.locator("#fc-marked .fc-claim")).to_have_attribute("data-label", "WITHDRAWN")
    assert faults(page) == []
    chain = view.get_by_role("link", name=review_wording.CHAIN).get_attribute("href")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name=phrases.TAB_HISTORY).click()
    page.get_by_label(phrases.PAST_FIND).fill(claim.split()[1])
    expect(page.locator("#fc-past-list [data-kind=claim]")).to_have_count(2)
    for kind in ("draft", "claim"):
        page.locator(f"#fc-past-list [data-kind={kind}]").first.click()
        expect(page.locator("#fc-record .fc-claim-words")).to_have_text(claim)
        assert faults(page) == []
    page.goto(f"{page.url.partition('?')[0]}{chain}")
    expect(page.get_by_role("heading", level=1)).to_have_text(chain_wording.TITLE)
    assert faults(page) == []
