"""A claim that was checked before says so, with one click to check it again; the verdicts are an archive."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Served
from tests.ui.fake_engine import PORT, FakeEngine
from tests.ui.handling import event, finished
from tests.ui.test_browser import OVERFLOW, on_both
from tests.ui.test_check import check
from tests.ui.test_historian import ADA, BOB
from tests.ui.test_kept_drafts import checked, server
from tests.ui.test_reviewing import change
from ui import wording
from ui.state.conversations import Conversations
from ui.state.drafts import Draft
from ui.state.keeping import Keeper
from ui.tabs.check import CheckHandlers
from ui.tabs.history import HistoryHandlers
from ui.tabs.judging import JudgingHandlers
from ui.views.verdicts import claim_view
from ui.wording import check_wording, phrases

CLAIM = "The port handled 5 million tonnes in 2023."


def rechecked(desk: CheckHandlers, draft: Draft, number: int) -> tuple[Draft, str]:
    async def collect() -> tuple[Draft, str]:
        last = [shown async for shown in desk.recheck(draft, event(number=number), ADA)][-1]
        return last[0], last[2]

    return finished(collect())


@pytest.fixture
def judging(engine: FakeEngine, conversations: Conversations, tmp_path: Path) -> JudgingHandlers:
    cases = tmp_path / "cases"
    return JudgingHandlers(HistoryHandlers(engine, Keeper(engine, conversations), cases), cases)


def test_a_claim_of_before_keeps_its_verdict_while_nothing_has_changed(
    engine: FakeEngine, conversations: Conversations
) -> None:
    first = checked(server(engine, conversations), CLAIM)
    second = checked(server(engine, conversations), f"The customs agree. {CLAIM}")
    earlier = second.earlier[1]
    assert (earlier.label, earlier.unchanged, earlier.added, earlier.reused) == ("REFUTED", True, 0, True)
    assert second.times[1] == first.times[0]
    assert second.text[second.verdicts[1].start : second.verdicts[1].end] == CLAIM
    shown = claim_view(second, 1)
    assert "refuted; sources unchanged since" in shown
    assert check_wording.CHECK_AGAIN in shown
    assert 0 not in second.earlier


def test_another_number_is_another_claim(engine: FakeEngine, conversations: Conversations) -> None:
    checked(server(engine, conversations), CLAIM)
    other = checked(server(engine, conversations), CLAIM.replace("2023", "2022"))
    assert other.earlier == {}


def test_a_claim_whose_source_has_changed_is_checked_anew(
    engine: FakeEngine, conversations: Conversations
) -> None:
    first = checked(server(engine, conversations), CLAIM)
    engine.documents["port"] = f"Corrected. {PORT}"
    second = checked(server(engine, conversations), CLAIM)
    assert not second.earlier[0].unchanged
    assert not second.earlier[0].reused
    assert second.times[0] > first.times[0]
    assert "its sources have changed since" in claim_view(second, 0)


def test_a_claim_is_checked_anew_when_documents_came_unless_a_person_stands_for_it(
    engine: FakeEngine,
    conversations: Conversations,
    judging: JudgingHandlers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = checked(server(engine, conversations), CLAIM)
    monkeypatch.setattr("tests.ui.fake_collection.ADDED", "2999-01-01T00:00:00+00:00")
    second = checked(server(engine, conversations), CLAIM)
    assert (second.earlier[0].added, second.earlier[0].reused) == (3, False)
    change(judging, first, 0, "SUPPORTED", "Corrected.")
    third = checked(server(engine, conversations), CLAIM)
    assert third.earlier[0].reused
    assert third.label_at(0) == "SUPPORTED"
    assert third.verdicts[0].label == "REFUTED"
    shown = claim_view(third, 0)
    assert "supported (changed to “supported” by ada" in shown
    assert "3 documents added since" in shown


def test_a_withdrawn_verdict_is_told_and_not_taken_over(
    engine: FakeEngine, conversations: Conversations, judging: JudgingHandlers
) -> None:
    first = checked(server(engine, conversations), CLAIM)
    judging.judge_verdict(first, event(number=0, kind="wrong"), ADA)
    second = checked(server(engine, conversations), CLAIM)
    assert (second.earlier[0].label, second.earlier[0].reused) == (None, False)
    assert second.label_at(0) == "REFUTED"


def test_a_claim_is_checked_again_at_once_and_its_review_stays(
    engine: FakeEngine, conversations: Conversations, judging: JudgingHandlers
) -> None:
    desk = server(engine, conversations)
    checked(desk, CLAIM)
    draft = checked(desk, CLAIM)
    change(judging, draft, 0, "CONFLICTING", "Two reports.")
    again, shown = rechecked(desk, draft, 0)
    assert again.times[0] > draft.times[0]
    assert "sources unchanged since" not in shown
    assert again.label_at(0) == "CONFLICTING"
    kept = Keeper(engine, conversations).open_draft("user:ada", draft.key)
    assert kept.times == again.times
    assert kept.label_at(0) == "CONFLICTING"


@pytest.mark.parametrize("data", [{}, {"number": 9}, {"number": "0"}, {"number": -1}])
def test_a_claim_that_is_not_there_is_not_checked_again(
    engine: FakeEngine, conversations: Conversations, data: dict[str, object]
) -> None:
    desk = server(engine, conversations)
    draft = checked(desk, CLAIM)

    async def collect() -> list[object]:
        return [shown async for shown in desk.recheck(draft, event(**data), ADA)]

    ((same, _, shown),) = finished(collect())  # type: ignore[misc]
    assert same is draft
    assert check_wording.CLAIM_UNKNOWN in shown


def test_a_memory_that_cannot_be_read_keeps_nobody_from_a_verdict(
    engine: FakeEngine, conversations: Conversations
) -> None:
    from rag.archive import CHECKS

    conversations.path.parent.mkdir(parents=True)
    (conversations.path.parent / CHECKS).write_text("no database", encoding="utf-8")
    assert [verdict.label for verdict in checked(server(engine, conversations), CLAIM).verdicts] == [
        "REFUTED"
    ]


def test_claims_are_found_in_the_history_by_who_may_see_them(
    engine: FakeEngine, conversations: Conversations, judging: JudgingHandlers, tmp_path: Path
) -> None:
    draft = checked(server(engine, conversations), CLAIM)
    historian = HistoryHandlers(engine, Keeper(engine, conversations), tmp_path / "cases")
    name = f"{draft.key}-0"
    assert CLAIM in finished(historian.find(event(words="5 MILLION"), ADA))[1]
    assert CLAIM not in finished(historian.find(event(words="5 MILLION"), BOB))[1]
    assert phrases.RECORD_GONE in finished(historian.open(event(id=name, kind="claim"), BOB))
    change(judging, draft, 0, "SUPPORTED", "Corrected.")
    assert CLAIM in finished(historian.find(event(words="corrected"), BOB))[1]
    shown = finished(historian.open(event(id=name, kind="claim"), BOB))
    assert "Supported" in shown
    assert "by ada" in shown


@pytest.mark.browser
@on_both
def test_a_claim_that_was_checked_before_is_checked_again_by_one_click(page: Page, served: Served) -> None:
    claim = f"Quay {secrets.randbelow(10**9)} handled 5 million tonnes."
    page.get_by_role("tab", name=wording.TAB_CHECK).click()
    check(page, claim)
    page.get_by_role("button", name=check_wording.CHANGE).click()
    check(page, f"{claim} The customs agree.").first.click()
    view = page.locator(".fc-claim-view")
    expect(view.locator(".fc-earlier")).to_contain_text("refuted; sources unchanged since")
    assert page.evaluate(OVERFLOW) <= 0
    view.get_by_role("button", name=check_wording.CHECK_AGAIN).click()
    expect(view).not_to_contain_text("sources unchanged since")
    expect(view.locator(".fc-claim-verdict")).to_have_text("Refuted")
    page.get_by_role("tab", name=phrases.TAB_HISTORY).click()
    page.get_by_label(phrases.PAST_FIND).fill(claim.split()[1])
    found = page.locator("#fc-past-list [data-kind=claim]")
    expect(found).to_have_count(2)
    found.first.click()
    expect(page.locator("#fc-record h3")).to_contain_text("Refuted")
    expect(page.locator("#fc-record .fc-claim-words")).to_have_text(claim)
