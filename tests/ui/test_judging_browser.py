"""Judging in a real browser: right where an answer or a verdict stands, by mouse and keyboard."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import Locator, Page, expect

from eval.suite.cases import added_cases
from tests.ui.conftest import Served
from tests.ui.test_browser import OVERFLOW, ask, on_both
from tests.ui.test_check import check
from tests.ui.test_history_browser import history
from ui import wording
from ui.wording import check_wording, phrases

pytestmark = pytest.mark.browser


def judge(place: Locator, label: str) -> Locator:
    """Press one of the two buttons for the first time; gives it back when the form is there."""
    button = place.get_by_role("button", name=label, exact=True)
    button.click()
    expect(place.locator(".fc-judging .fc-doing")).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    return button


def add(place: Locator) -> None:
    place.get_by_role("button", name=phrases.ADD_CASE).click()


@on_both
def test_an_answer_is_judged_where_it_stands_and_added_to_the_eval_set(page: Page, served: Served) -> None:
    question = f"How many tonnes? ({secrets.token_hex(4)})"
    turn = ask(page, question, "answered")
    right = judge(turn, phrases.JUDGE_RIGHT)
    box = turn.get_by_label(phrases.CASE_ANSWERS)
    expect(box).to_have_value("4.2 million tonnes")
    expect(right).to_be_focused()
    box.fill("4.2 million tonnes; 4.2m")
    add(turn)
    folder = served.engine.settings.store / "cases"
    expect(turn.get_by_role("status").last).to_contain_text(phrases.case_added(str(folder)))
    assert page.evaluate(OVERFLOW) <= 0
    (case,) = [case for case in added_cases(folder).questions if case.question == question]
    assert case.answers == ("4.2 million tonnes", "4.2m")
    # The opinion is still there when the next answer has come, and in the history.
    ask(page, "And 2019?", "abstained")
    expect(right).to_have_attribute("aria-pressed", "true")
    history(page, question)
    kept = page.locator("#fc-record .fc-kept").first
    expect(kept.get_by_role("button", name=phrases.JUDGE_RIGHT, exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_judging_an_earlier_answer_carries_nobody_away_from_it(page: Page) -> None:
    first = ask(page, "How many tonnes?", "answered")
    for _ in range(3):
        ask(page, "And 2019?", "abstained")
    first.get_by_role("button", name=phrases.JUDGE_WRONG, exact=True).focus()
    page.keyboard.press("Enter")
    expect(first.get_by_label(phrases.CASE_ANSWERS)).to_be_visible()
    wrong = first.get_by_role("button", name=phrases.JUDGE_WRONG, exact=True)
    expect(wrong).to_be_focused()
    expect(wrong).to_be_in_viewport()


def test_what_is_typed_is_not_lost_when_another_answer_comes(page: Page, served: Served) -> None:
    first = ask(page, "How many tonnes?", "answered")
    judge(first, phrases.JUDGE_WRONG)
    served.engine.release.clear()
    try:
        question = page.get_by_label(wording.QUESTION)
        question.fill("A slow question about tonnes")
        question.press("Enter")
        expect(page.locator(".fc-turn")).to_have_count(2)
        box = first.get_by_label(phrases.CASE_ANSWERS)
        box.fill("4.3 million")
    finally:
        served.engine.release.set()
    expect(page.locator(".fc-turn").nth(1).locator(".fc-answered")).to_be_visible()
    expect(box).to_have_value("4.3 million")
    expect(box).to_be_focused()


@on_both
def test_a_verdict_is_judged_and_its_claim_is_added_to_the_eval_set(page: Page, served: Served) -> None:
    page.get_by_role("tab", name=wording.TAB_CHECK).click()
    number = secrets.randbelow(10**9)
    check(page, f"It handled 4.2 million. Quay {number} handled 5 million.").nth(1).click()
    view = page.locator(".fc-claim-view")
    expect(view.locator(".fc-claim-verdict")).to_have_text("Refuted")
    judge(view, phrases.JUDGE_WRONG)
    claim = view.get_by_label(phrases.CASE_CLAIM)
    expect(claim).to_have_value(f"Quay {number} handled 5 million.")
    add(view)
    expect(view.get_by_role("alert")).to_have_text(phrases.CLAIM_CASE_WANTS)
    claim.fill(f"Quay {number} of Lindhaven handled 5 million.")
    view.get_by_label(phrases.CASE_LABEL).select_option(label=check_wording.VERDICTS["NOT_ENOUGH_EVIDENCE"])
    add(view)
    folder = served.engine.settings.store / "cases"
    expect(view.get_by_role("status")).to_contain_text(phrases.case_added(str(folder)))
    assert page.evaluate(OVERFLOW) <= 0
    (case,) = [case for case in added_cases(folder).claims if str(number) in case.claim]
    assert (case.claim, case.label) == (
        f"Quay {number} of Lindhaven handled 5 million.",
        "NOT_ENOUGH_EVIDENCE",
    )
