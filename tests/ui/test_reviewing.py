"""The last word is a person's: verdicts and answers are confirmed, changed or withdrawn, with a reason."""

from __future__ import annotations

import csv
import io
import json
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.archive import CheckedDraft
from tests.ui.conftest import Served
from tests.ui.fake_engine import PORT_QUOTE, FakeEngine
from tests.ui.handling import event, finished
from tests.ui.test_browser import OVERFLOW, ask, on_both
from tests.ui.test_check import check
from tests.ui.test_historian import ADA, BOB
from tests.ui.test_history_browser import history
from tests.ui.test_kept_drafts import checked, restored, server
from ui import wording
from ui.exports.conversations import as_markdown
from ui.exports.draft_markdown import draft_markdown
from ui.exports.draft_page import draft_page
from ui.exports.drafts import claim_reviews, rows
from ui.state.conversation import Conversation, Turn
from ui.state.conversations import Conversations
from ui.state.drafts import Draft
from ui.state.keeping import Keeper
from ui.tabs.history import HistoryHandlers
from ui.tabs.judging import JudgingHandlers
from ui.wording import chain_wording, check_wording, phrases, review_wording


@pytest.fixture
def judging(engine: FakeEngine, conversations: Conversations, tmp_path: Path) -> JudgingHandlers:
    cases = tmp_path / "cases"
    return JudgingHandlers(HistoryHandlers(engine, Keeper(engine, conversations), cases), cases)


@pytest.fixture
def draft(engine: FakeEngine, conversations: Conversations) -> Draft:
    """Supported, refuted, conflicting."""
    return checked(
        server(engine, conversations), "It handled 4.2 million. It handled 5 million. The customs agree."
    )


def change(judging: JudgingHandlers, draft: Draft, number: int, verdict: str, reason: str) -> str:
    judging.judge_verdict(draft, event(number=number, kind="wrong"), ADA)
    judging.judge_verdict(draft, event(number=number, kind="wrong-outdated"), ADA)
    given = event(number=number, fields={"verdict": verdict, "reason": reason})
    return judging.review_verdict(draft, given, ADA)[0]


def test_a_changed_verdict_counts_and_the_programs_own_stays_beside_it(
    judging: JudgingHandlers, draft: Draft
) -> None:
    shown = change(judging, draft, 1, "SUPPORTED", "The figure was corrected in May.")
    assert draft.label_at(1) == "SUPPORTED"
    assert review_wording.programs_own("refuted") in shown
    assert "The figure was corrected in May." in shown
    assert "by ada" in shown
    assert draft.verdicts[1].label == "REFUTED"


def test_a_review_is_there_after_a_restart_for_its_owner_alone(
    judging: JudgingHandlers, draft: Draft, engine: FakeEngine, conversations: Conversations
) -> None:
    change(judging, draft, 1, "SUPPORTED", "Corrected.")
    judging.judge_verdict(draft, event(number=0, kind="right"), ADA)
    judging.judge_verdict(Draft.of(kept(draft, engine, conversations)), event(number=2, kind="right"), BOB)
    again = restored(server(engine, conversations))[-1][0]
    assert [again.label_at(index) for index in range(3)] == ["SUPPORTED", "SUPPORTED", "CONFLICTING"]
    assert [again.opinion_at(index).judged for index in range(3)] == ["right", "wrong", None]
    review = again.opinion_at(1).review
    assert review is not None
    assert (review.by, review.fault, review.reason) == ("ada", "outdated", "Corrected.")


def kept(draft: Draft, engine: FakeEngine, conversations: Conversations) -> CheckedDraft:
    found = Keeper(engine, conversations).archive.draft("user:ada", draft.key)
    assert found is not None
    return found


def test_exports_carry_the_persons_verdict_and_say_what_is_not_reviewed(
    judging: JudgingHandlers, draft: Draft
) -> None:
    change(judging, draft, 1, "SUPPORTED", "Corrected.")
    judging.judge_verdict(draft, event(number=2, kind="wrong"), ADA)
    first, second = json.loads(claim_reviews(draft))["@graph"]
    assert review_wording.NOT_YET in first["reviewRating"]["ratingExplanation"]
    assert second["reviewRating"]["alternateName"] == "supported"
    assert second["reviewRating"]["ratingValue"] == 5
    explanation = second["reviewRating"]["ratingExplanation"]
    assert "Changed to “supported” by ada" in explanation
    assert review_wording.programs_own("refuted") in explanation
    lines = list(csv.DictReader(io.StringIO(rows(draft))))
    assert [line["verdict"] for line in lines if line["claim"] == "It handled 5 million."] == ["supported"]
    assert {line["verdict"] for line in lines if line["claim"] == "The customs agree."} == {"withdrawn"}
    assert lines[0]["review"] == review_wording.NOT_YET
    for whole in (draft_page(draft), draft_markdown(draft).replace("\\", "")):
        assert "Changed to “supported” by ada" in whole
        assert review_wording.NOT_YET in whole
        assert "Withdrawn" in whole


def test_what_is_taken_back_is_not_reviewed(judging: JudgingHandlers, draft: Draft) -> None:
    change(judging, draft, 1, "SUPPORTED", "Corrected.")
    shown = judging.judge_verdict(draft, event(number=1, kind="back"), ADA)[0]
    assert draft.label_at(1) == "REFUTED"
    assert 'aria-pressed="true"' not in shown


@pytest.mark.parametrize(
    "fields",
    [{}, {"verdict": "TRUE"}, {"verdict": 5, "reason": ["x"]}, {"reason": "x" * 9999}, {"answer": None}, "x"],
)
def test_a_strange_form_leaves_a_withdrawn_verdict_withdrawn(
    judging: JudgingHandlers, draft: Draft, fields: object
) -> None:
    judging.review_verdict(draft, event(number=1, fields=fields), ADA)
    assert draft.opinion_at(1).review is None
    judging.judge_verdict(draft, event(number=1, kind="wrong"), ADA)
    judging.review_verdict(draft, event(number=1, fields=fields), ADA)
    assert draft.label_at(1) is None


def test_an_answer_is_changed_in_the_conversation_and_in_the_history(
    judging: JudgingHandlers, engine: FakeEngine, conversations: Conversations, tmp_path: Path
) -> None:
    talk = Conversation((Turn("How many tonnes?", "done", engine.ask("How many tonnes?", ()), key="k1"),))
    finished(judging.judge_answer(talk, event(key="k1", kind="wrong-result"), ADA))
    given = event(key="k1", fields={"answer": "4.3 million", "reason": "See page 9."})
    assert "Changed to “4.3 million” by ada" in str(finished(judging.review_answer(talk, given, ADA)))
    (record,) = conversations.find("user:ada")
    (turn,) = conversations.turns("user:ada", record.id)
    assert turn.judged == "wrong"
    assert turn.reviews[-1].answer == "4.3 million"
    assert "4.3 million" in as_markdown(record, [turn])
    historian = HistoryHandlers(engine, Keeper(engine, conversations), tmp_path / "cases")
    back = event(id=record.id, key="k1", kind="back")
    assert phrases.RECORD_GONE in finished(historian.judge(back, BOB))
    assert conversations.turns("user:ada", record.id)[0].judged == "wrong"
    finished(historian.judge(back, ADA))
    assert conversations.turns("user:ada", record.id)[0].judged is None


@pytest.mark.browser
@on_both
def test_wrong_asks_what_is_wrong_and_takes_another_verdict_with_a_reason(page: Page, served: Served) -> None:
    page.get_by_role("tab", name=wording.TAB_CHECK).click()
    check(page, f"It handled 4.2 million. Quay {secrets.randbelow(10**9)} handled 5 million.").nth(1).click()
    view = page.locator(".fc-claim-view")
    view.get_by_role("button", name=phrases.JUDGE_WRONG, exact=True).click()
    what = view.get_by_role("button", name=review_wording.FAULTS_OF_VERDICT["outdated"], exact=True)
    what.click()
    expect(what).to_have_attribute("aria-pressed", "true")
    expect(view.locator(".fc-claim-verdict")).to_have_text("Withdrawn")
    view.get_by_label(review_wording.YOUR_VERDICT).select_option(label=check_wording.VERDICTS["SUPPORTED"])
    view.get_by_label(review_wording.REASON).fill("Corrected in May.")
    view.get_by_role("button", name=review_wording.SAVE).click()
    expect(view.locator(".fc-claim-verdict")).to_have_text("Supported")
    expect(view.locator(".fc-own")).to_contain_text(review_wording.programs_own("refuted"))
    expect(page.locator("#fc-marked .fc-claim").nth(1)).to_have_attribute("data-label", "SUPPORTED")
    assert page.evaluate(OVERFLOW) <= 0
    page.reload()
    expect(page.locator("#fc-marked .fc-claim").nth(1)).to_have_attribute("data-label", "SUPPORTED")
    page.locator("#fc-marked .fc-claim").nth(1).click()
    with page.context.expect_page() as opened:
        view.get_by_role("link", name=review_wording.CHAIN).click()
    chain = opened.value
    expect(chain.get_by_role("heading", level=1)).to_have_text(chain_wording.TITLE)
    for words in (PORT_QUOTE, "Refuted", "Corrected in May.", "in the collection since"):
        expect(chain.locator("main")).to_contain_text(words)
    expect(chain.locator("button, script")).to_have_count(0)
    chain.close()


@pytest.mark.browser
def test_the_chain_behind_an_answer_is_a_page_of_its_owner(page: Page, served: Served) -> None:
    question = f"How many tonnes? ({secrets.token_hex(4)})"
    turn = ask(page, question, "answered")
    turn.get_by_role("button", name=phrases.JUDGE_RIGHT, exact=True).click()
    expect(turn.locator(".fc-review-line")).to_contain_text("Confirmed")
    history(page, question)
    address = page.locator("#fc-record").get_by_role("link", name=review_wording.CHAIN).get_attribute("href")
    whole = page.request.get(f"{served.url}/{address}")
    assert whole.status == 200
    for words in (question, PORT_QUOTE, "Confirmed"):
        assert words in whole.text()
    page.context.clear_cookies()
    assert page.request.get(f"{served.url}/{address}").status == 404
