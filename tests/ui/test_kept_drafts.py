"""A checked draft is kept as it is checked: it outlives the page and the server, and stands in the history."""

from __future__ import annotations

import json
import re
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rag.archive import CHECKS, Archive
from rag.erasing import ERASED
from rag.settings import Settings
from tests.ui.conftest import PATIENCE, Served, open_options
from tests.ui.fake_engine import PORT_QUOTE, FakeEngine
from tests.ui.handling import event, finished
from tests.ui.test_browser import OVERFLOW, on_both
from tests.ui.test_check import check
from tests.ui.test_historian import ADA, BOB
from tests.ui.test_nothing_lost import request
from ui import wording
from ui.app import build_app, upload_folder
from ui.pictures import serving
from ui.state.conversations import Conversations
from ui.state.drafts import Draft
from ui.state.keeping import Keeper
from ui.tabs.check import CheckHandlers, Restored
from ui.tabs.history import HistoryHandlers
from ui.wording import check_wording, phrases

DRAFT = "It handled 4.2 million. It handled 5 million."


def server(engine: FakeEngine, conversations: Conversations) -> CheckHandlers:
    """The handlers of a server that has just been started."""
    return CheckHandlers(engine, Keeper(engine, conversations), workers=1, limit=200)


def checked(desk: CheckHandlers, text: str = DRAFT) -> Draft:
    async def collect() -> Draft:
        return [shown async for shown in desk.check(text, Draft(), None, request())][-1][0]

    return finished(collect())


def restored(desk: CheckHandlers, **query: str) -> list[Restored]:
    async def collect() -> list[Restored]:
        return [shown async for shown in desk.restore(request(**query))]

    return finished(collect())


def test_a_checked_draft_comes_back_after_a_restart_for_its_owner(
    engine: FakeEngine, conversations: Conversations
) -> None:
    draft = checked(server(engine, conversations))
    again = restored(server(engine, conversations))[-1][0]
    assert (again.text, again.verdicts, again.times) == (draft.text, draft.verdicts, draft.times)
    assert again.state == "done"
    shown = restored(server(engine, conversations), d=draft.key)[-1]
    assert shown[0] == again
    archive = Keeper(engine, conversations).archive
    assert archive.draft("user:bob", draft.key) is None
    assert archive.draft("", draft.key) is None


def test_a_new_page_is_empty_after_the_draft_is_changed_and_the_text_is_not_lost(
    engine: FakeEngine, conversations: Conversations
) -> None:
    desk = server(engine, conversations)
    draft = checked(desk)
    changed = desk.change(draft, request())
    assert changed[0].state == "writing"
    assert changed[3]["value"] == DRAFT
    assert restored(desk)[0][0].state == "writing"
    assert restored(desk, d=draft.key)[0][0].verdicts == draft.verdicts


def test_a_check_goes_on_though_the_page_has_gone(engine: FakeEngine, conversations: Conversations) -> None:
    desk = server(engine, conversations)

    async def leave() -> None:
        checking = desk.check("It handled 4.2 million. A slow one.", Draft(), None, request())
        while not (await anext(checking))[0].verdicts:
            pass
        await checking.aclose()  # type: ignore[attr-defined]

    async def come_back() -> Draft:
        restoring = desk.restore(request())
        first = await anext(restoring)
        assert first[0].state == "checking"
        engine.release.set()
        return [first, *[later async for later in restoring]][-1][0]

    finished(leave())
    assert [verdict.label for verdict in finished(come_back()).verdicts] == [
        "SUPPORTED",
        "NOT_ENOUGH_EVIDENCE",
    ]


def test_a_check_whose_server_has_ended_is_gone_on_with_once_and_then_said_to_be_lost(
    engine: FakeEngine, conversations: Conversations
) -> None:
    async def begin() -> None:
        checking = server(engine, conversations).check("It handled 5. A slow one.", Draft(), None, request())
        while not (await anext(checking))[0].verdicts:
            pass

    async def look() -> None:
        await anext(server(engine, conversations).restore(request()))

    finished(begin())
    finished(look())
    (lost,) = restored(server(engine, conversations))
    assert (lost[0].state, lost[0].note) == ("failed", check_wording.CHECK_LOST)
    assert [verdict.label for verdict in lost[0].verdicts] == ["REFUTED"]
    engine.release.set()


def test_a_draft_is_listed_found_renamed_and_deleted_by_its_owner_alone(
    engine: FakeEngine, conversations: Conversations, tmp_path: Path
) -> None:
    draft = checked(server(engine, conversations))
    historian = HistoryHandlers(engine, Keeper(engine, conversations), tmp_path / "cases")
    named = event(id=draft.key, kind="draft", fields={"title": "Harbour"})
    assert phrases.RECORD_GONE in finished(historian.rename("", named, BOB))[0]
    assert "Harbour" in finished(historian.rename("", named, ADA))[1]
    opened = finished(historian.open(event(id=draft.key, kind="draft"), ADA))
    assert PORT_QUOTE in opened
    assert f"fc/draft/{draft.key}.json" in opened
    assert phrases.RECORD_GONE in finished(historian.open(event(id=draft.key, kind="draft"), BOB))
    words = event(words="HARBOUR million")
    assert "Harbour" in finished(historian.find(words, ADA))[1]
    assert phrases.PAST_EMPTY in finished(historian.show("", BOB))
    finished(historian.discard("", event(id=draft.key, kind="draft"), BOB))
    assert "Harbour" in finished(historian.show("", ADA))
    finished(historian.discard("", event(id=draft.key, kind="draft"), ADA))
    assert phrases.PAST_EMPTY in finished(historian.show("", ADA))
    for path in conversations.path.parent.glob(f"{CHECKS}*"):
        assert b"handled" not in path.read_bytes(), path


def test_a_draft_that_is_deleted_while_it_is_checked_does_not_come_back(
    engine: FakeEngine, conversations: Conversations
) -> None:
    desk = server(engine, conversations)

    async def delete_meanwhile() -> None:
        checking = desk.check("A slow one.", Draft(), None, request())
        shown = await anext(checking)
        Keeper(engine, conversations).archive.delete("user:ada", shown[0].key)
        engine.release.set()
        async for _ in checking:
            pass

    finished(delete_meanwhile())
    assert Keeper(engine, conversations).archive.find("user:ada") == []


def test_the_words_of_a_deleted_document_go_from_kept_drafts(
    engine: FakeEngine, conversations: Conversations
) -> None:
    draft = checked(server(engine, conversations))
    engine.delete("port")
    kept = Archive(conversations.path.parent / CHECKS).draft("user:ada", draft.key)
    assert kept is not None
    assert ERASED in kept.model_dump_json()
    assert "check it again" in str(kept.claims[0].verdict.note)
    for path in conversations.path.parent.glob(f"{CHECKS}*"):
        assert PORT_QUOTE.encode() not in path.read_bytes(), path


def test_a_file_of_drafts_that_is_none_keeps_nobody_from_checking(
    engine: FakeEngine, conversations: Conversations
) -> None:
    conversations.path.parent.mkdir(parents=True)
    (conversations.path.parent / CHECKS).write_text("no database", encoding="utf-8")
    draft = checked(server(engine, conversations))
    assert draft.state == "done"
    assert not draft.kept


@pytest.mark.browser
@on_both
def test_a_draft_stands_there_after_reload_and_in_the_history_with_its_exports(page: Page) -> None:
    page.get_by_role("tab", name=wording.TAB_CHECK).click()
    text = f"It handled 4.2 million. Quay {secrets.token_hex(4)} opened."
    check(page, text)
    page.wait_for_url(re.compile(r"[?&]d="))
    page.reload()
    expect(page.locator(".fc-marked[data-state=done] .fc-draft-text")).to_have_text(text)
    page.get_by_role("tab", name=phrases.TAB_HISTORY).click()
    page.locator("#fc-past-list").get_by_role("button", name=text, exact=True).click()
    record = page.locator("#fc-record")
    expect(record.locator("h3")).to_have_text(text)
    expect(record.locator("blockquote").nth(1)).to_have_text(PORT_QUOTE)
    assert page.evaluate(OVERFLOW) <= 0
    for name, label in check_wording.EXPORTS.items():
        with page.expect_download() as download:
            record.get_by_role("link", name=label, exact=True).click()
        written = download.value.path().read_text(encoding="utf-8-sig")
        assert "4.2 million" in written.replace("\\", "")
        if name == "json":
            assert len(json.loads(written)["@graph"]) == 2
    record.get_by_role("button", name=phrases.OPEN_DRAFT).click()
    expect(page.locator(".fc-marked .fc-draft-text")).to_be_visible()
    page.get_by_role("button", name=check_wording.CHANGE).click()
    expect(page.get_by_label(check_wording.DRAFT_LABEL)).to_have_value(text)
    page.get_by_role("tab", name=phrases.TAB_HISTORY).click()
    record.get_by_text(phrases.DELETE, exact=True).click()
    record.get_by_role("button", name=phrases.DELETE_FOR_GOOD).click()
    expect(page.locator("#fc-past-list")).to_contain_text(phrases.PAST_EMPTY)


@pytest.mark.browser
def test_another_browser_does_not_get_a_draft_by_its_address(
    page: Page, contexts: dict[str, BrowserContext], served: Served
) -> None:
    page.get_by_role("tab", name=wording.TAB_CHECK).click()
    check(page, "It handled 4.2 million.")
    page.wait_for_url(re.compile(r"[?&]d="))
    name = page.url.rpartition("=")[2]
    assert page.request.get(f"{served.url}/fc/draft/{name}.html").status == 200
    other = contexts["phone"].new_page()
    other.goto(page.url)
    other.locator(".fc-state[data-phase=ready]").wait_for()
    assert other.request.get(f"{served.url}/fc/draft/{name}.html").status == 404
    expect(other.locator("#fc-marked .fc-claim")).to_have_count(0)
    other.close()


@pytest.mark.browser
def test_a_check_goes_on_after_the_server_was_stopped_in_the_middle_of_it(
    browser: Browser, tmp_path: Path
) -> None:
    settings = Settings(store=tmp_path / "store")
    first, second = FakeEngine(settings), FakeEngine(settings)
    second.release.set()
    options = open_options(seeds=None, workers=1)
    visitor = browser.new_context()
    visitor.set_default_timeout(PATIENCE)
    page = visitor.new_page()
    with upload_folder():
        with serving(build_app(first, options)) as url:
            page.goto(url)
            page.locator(".fc-state[data-phase=ready]").wait_for()
            page.get_by_role("tab", name=wording.TAB_CHECK).click()
            check(page, "It handled 4.2 million. A slow one.", "checking")
            page.wait_for_url(re.compile(r"[?&]d="))
        address = page.url
        page.close()  # it would load itself anew as soon as the server is back
        with serving(build_app(second, options), int(url.rpartition(":")[2])):
            page = visitor.new_page()
            page.goto(address)
            expect(page.locator(".fc-marked[data-state=done] .fc-claim")).to_have_count(2)
            visitor.close()
    first.release.set()
