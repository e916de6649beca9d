"""The Check tab in a real browser: a draft is judged claim by claim, and each claim shows its evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui.conftest import Served
from tests.ui.fake_engine import PORT_QUOTE, RIVAL_QUOTE
from tests.ui.hostile import HOSTILE
from tests.ui.test_browser import CONTRAST, DROP, FULLY_SEEN, OVERFLOW, files, on_a_phone, on_both
from ui import wording
from ui.views.marking import SIGNS
from ui.wording import check_wording

pytestmark = pytest.mark.browser

DRAFT = (
    "In 2024 the port handled 4.2 million tonnes. It handled 5 million in 2023.\n\n"
    "The customs agree with that. A new crane came in March. Was it worth it? "
    "The mayor said “In 2024 the port of Lindhaven moved 9 million tonnes”."
)
LABELS = ["SUPPORTED", "REFUTED", "CONFLICTING", "NOT_ENOUGH_EVIDENCE", "NOT_CHECKABLE", "SUPPORTED"]


@pytest.fixture(autouse=True)
def check_tab(page: Page) -> None:
    page.get_by_role("tab", name=wording.TAB_CHECK).click()
    expect(page.get_by_label(check_wording.DRAFT_LABEL)).to_be_visible()


def claims(page: Page) -> Locator:
    return page.locator("#fc-marked .fc-claim")


def check(page: Page, draft: str, state: str = "done") -> Locator:
    page.get_by_label(check_wording.DRAFT_LABEL).fill(draft)
    page.get_by_role("button", name=check_wording.CHECK, exact=True).click()
    expect(page.locator(f".fc-marked[data-state={state}]")).to_be_visible()
    return claims(page)


@on_both
def test_a_draft_comes_back_with_each_claim_underlined_and_signed(page: Page) -> None:
    marked = check(page, DRAFT)
    assert page.locator(".fc-draft-text").text_content() == DRAFT
    assert marked.evaluate_all("all => all.map(one => one.dataset.label)") == LABELS
    drawn = marked.evaluate_all("all => all.map(one => getComputedStyle(one, '::after').maskImage)")
    assert all(sign.startswith('url("data:image/svg+xml') for sign in drawn)
    assert len(set(drawn)) == len(SIGNS)
    looks = marked.evaluate_all(
        "all => all.map(one => { const s = getComputedStyle(one);"
        " return s.textDecorationLine + s.textDecorationStyle + s.textDecorationColor; })"
    )
    assert all(look.startswith("underline") for look in looks)
    assert len(set(looks)) == len(SIGNS)
    expect(page.locator(".fc-progress")).to_have_text("6 claims checked")
    expect(page.locator(".fc-tally-one").first).to_have_text("2 supported")
    assert page.evaluate(OVERFLOW) <= 0


@on_both
def test_a_claim_shows_what_does_not_match_and_its_source_opens_at_the_sentence(page: Page) -> None:
    check(page, DRAFT).nth(1).click()
    view = page.locator(".fc-claim-view")
    expect(view.locator(".fc-claim-verdict")).to_have_text("Refuted")
    expect(view).to_contain_text("1 independent source against it · Sure · confidence 87 %")
    rows = view.locator(".fc-differences tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Number")
    expect(rows.nth(0).locator("td")).to_have_text(["5 million", "4.2 million", "1"])
    expect(rows.nth(1).locator("td")).to_have_text(["2023", "2024", "1"])
    expect(view.locator("[data-stance=refutes] blockquote")).to_have_text(PORT_QUOTE)
    view.locator(".fc-card-open").click()
    mark = page.locator("#fc-proof mark")
    expect(mark).to_have_text(PORT_QUOTE)
    expect(mark).to_be_in_viewport(ratio=1)
    assert mark.evaluate(FULLY_SEEN)
    expect(page.locator("#fc-proof")).to_contain_text(wording.VERIFIED)
    page.locator("#fc-proof").get_by_role("button", name=wording.BACK).click()
    expect(view.locator(".fc-claim-verdict")).to_have_text("Refuted")
    assert page.evaluate(OVERFLOW) <= 0


def test_conflicting_claims_show_both_sides(page: Page) -> None:
    check(page, DRAFT).nth(2).click()
    view = page.locator(".fc-claim-view")
    expect(view.locator("[data-stance=supports] blockquote")).to_have_text(PORT_QUOTE)
    expect(view.locator("[data-stance=refutes] blockquote")).to_have_text(RIVAL_QUOTE)
    expect(view).to_contain_text("1 independent source for it, 1 independent source against it")


def test_words_in_quotation_marks_are_compared_word_by_word(page: Page) -> None:
    marked = check(page, DRAFT)
    expect(marked.nth(5).locator(".fc-misquoted")).to_have_text(
        "In 2024 the port of Lindhaven moved 9 million tonnes"
    )
    marked.nth(5).click()
    quotation = page.locator(".fc-quotation")
    expect(quotation).to_contain_text(check_wording.QUOTATION["altered"])
    expect(quotation.locator("del")).to_have_text(f"{check_wording.ONLY_SOURCE} handled 4.2")
    expect(quotation.locator("ins")).to_have_text(f"{check_wording.ONLY_DRAFT} moved 9")
    expect(quotation).to_contain_text(check_wording.said_by_other("The mayor", "the harbour master"))
    quotation.get_by_role("button").click()
    expect(page.locator("#fc-proof mark")).to_have_text(
        "In 2024 the port of Lindhaven handled 4.2 million tonnes"
    )


def test_claims_are_chosen_from_the_keyboard(page: Page) -> None:
    marked = check(page, DRAFT)
    marked.first.focus()
    page.keyboard.press("ArrowDown")
    expect(marked.nth(1)).to_be_focused()
    assert marked.nth(1).evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    heading = page.locator(".fc-claim-verdict")
    expect(heading).to_be_focused()
    expect(heading).to_have_text("Refuted")
    expect(marked.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#fc-proof mark")).to_be_visible()
    expect(page.locator(".fc-source-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(heading).to_be_visible()
    page.keyboard.press("Escape")
    expect(marked.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(marked.nth(5)).to_be_focused()
    page.keyboard.press(" ")
    expect(heading).to_have_text("Supported")


def test_one_claim_leads_to_the_next_and_a_count_to_the_next_of_its_kind(page: Page) -> None:
    marked = check(page, DRAFT)
    tally = page.locator(".fc-tally-one").first
    tally.click()
    expect(marked.nth(0)).to_have_attribute("aria-current", "true")
    tally.click()
    expect(marked.nth(5)).to_have_attribute("aria-current", "true")
    expect(page.locator(".fc-claim-view .fc-position")).to_have_text("Claim 6 of 6")
    page.get_by_role("button", name=check_wording.NEXT_CLAIM).click()
    expect(marked.nth(0)).to_have_attribute("aria-current", "true")
    expect(marked.nth(5)).not_to_have_attribute("aria-current", "true")


@on_both
def test_verdicts_come_one_by_one_and_the_check_can_be_stopped(page: Page, served: Served) -> None:
    served.engine.release.clear()
    draft = "The port handled 4.2 million tonnes. This one is slow. And 5 million here."
    marked = check(page, draft, "checking")
    expect(marked.first).to_have_attribute("data-label", "SUPPORTED")
    expect(marked.nth(1)).to_have_attribute("data-label", "PENDING")
    expect(page.locator(".fc-progress")).to_have_text(check_wording.checking(1, 3))
    before = marked.nth(2).bounding_box()
    marked.first.click()
    expect(page.locator(".fc-claim-verdict")).to_have_text("Supported")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=wording.STOP).click()
    expect(page.locator(".fc-marked[data-state=stopped]")).to_be_visible()
    served.engine.release.set()
    expect(page.locator(".fc-progress")).to_have_text("Stopped after 1 claim")
    expect(marked.nth(1)).to_have_attribute("data-label", "PENDING")
    after = marked.nth(2).bounding_box()
    assert before is not None
    assert after is not None
    assert (before["x"], before["width"]) == (after["x"], after["width"])


def test_nothing_moves_when_a_verdict_comes(page: Page, served: Served) -> None:
    served.engine.release.clear()
    marked = check(page, DRAFT.replace("A new crane", "A slow new crane"), "checking")
    expect(marked.nth(2)).to_have_attribute("data-label", "CONFLICTING")
    places = "all => all.map(one => [...one.getClientRects()].map(box => [box.x, box.y, box.width].map(Math.round)))"
    before = marked.evaluate_all(places)
    marked.nth(1).focus()
    served.engine.release.set()
    expect(page.locator(".fc-marked[data-state=done]")).to_be_visible()
    assert marked.evaluate_all(places) == before
    expect(marked.nth(1)).to_be_focused()


def test_the_draft_can_be_changed_and_checked_again(page: Page) -> None:
    check(page, "It handled 5 million.")
    expect(page.get_by_label(check_wording.DRAFT_LABEL)).to_be_hidden()
    page.get_by_role("button", name=check_wording.CHANGE).click()
    box = page.get_by_label(check_wording.DRAFT_LABEL)
    expect(box).to_have_value("It handled 5 million.")
    expect(page.locator("#fc-proof")).to_contain_text(check_wording.PROOF_EMPTY)
    expect(check(page, "It handled 4.2 million.")).to_have_attribute("data-label", "SUPPORTED")


def test_a_draft_can_be_dropped_and_one_that_cannot_be_read_is_told(page: Page, served: Served) -> None:
    count = served.engine.document_count()
    page.locator("#fc-check-left").evaluate(DROP, ["draft.txt"])
    box = page.get_by_label(check_wording.DRAFT_LABEL)
    expect(box).to_have_value("Dropped: draft.txt")
    page.locator("#fc-draft-drop input").set_input_files(files(("empty.txt", b" ")))  # type: ignore[arg-type]
    expect(page.locator("#fc-draft-problem")).to_contain_text("empty.txt is empty")
    expect(box).to_have_value("Dropped: draft.txt")
    assert served.engine.document_count() == count


def test_faults_are_sentences(page: Page) -> None:
    check(page, "A fault here.", "failed")
    expect(page.get_by_role("alert")).to_contain_text(wording.FAULT)
    expect(page.locator("body")).not_to_contain_text("secret detail")
    page.get_by_role("button", name=check_wording.CHANGE).click()
    check(page, "Please refuse.", "failed")
    expect(page.get_by_role("alert")).to_contain_text("There is no text to verify")


@pytest.mark.parametrize("name", list(check_wording.EXPORTS))
def test_a_checked_draft_is_saved_as_a_file(page: Page, name: str, tmp_path: Path) -> None:
    check(page, DRAFT)
    with page.expect_download() as started:
        page.get_by_role("button", name=check_wording.EXPORTS[name], exact=True).click()
    download = started.value
    ending = {"html": ".html", "markdown": ".md", "json": ".json", "csv": ".csv"}[name]
    assert download.suggested_filename.startswith(check_wording.EXPORT_NAME)
    assert download.suggested_filename.endswith(ending)
    download.save_as(tmp_path / "saved")
    saved = (tmp_path / "saved").read_text(encoding="utf-8")
    assert "4.2 million" in saved.replace("\\", "")
    if name == "json":
        assert len(json.loads(saved)["@graph"]) == 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert page.evaluate(CONTRAST) == []
    marked = check(page, DRAFT)
    for index in range(6):
        marked.nth(index).click()
        expect(page.locator(".fc-claim-view")).to_have_attribute("data-number", str(index))
        assert page.evaluate(CONTRAST) == []


@on_a_phone
def test_on_a_phone_the_claim_lies_over_the_draft_and_goes_away_again(page: Page) -> None:
    marked = check(page, DRAFT)
    marked.nth(1).tap()
    expect(page.locator("#fc-proof.fc-sheet .fc-claim-view")).to_be_in_viewport()
    assert page.evaluate(OVERFLOW) <= 0
    page.get_by_role("button", name=wording.CLOSE).tap()
    expect(page.locator("#fc-proof.fc-sheet")).to_have_count(0)
    expect(marked.nth(1)).to_be_focused()


def test_hostile_drafts_run_nothing(page: Page) -> None:
    whole = " 5. ".join(text.replace("\x00", "").replace("\r", "") for text in HOSTILE)
    marked = check(page, whole)
    assert marked.count() >= 50
    first = marked.and_(page.locator("[role=button]")).first
    first.click()
    expect(page.locator(".fc-claim-view")).to_be_visible()
    assert page.evaluate("window.pwned") is None
    inside = page.locator("#fc-marked, #fc-proof")
    assert inside.locator("script, img, iframe, object, embed, style, form, base, video, audio").count() == 0
