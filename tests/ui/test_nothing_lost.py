"""What was asked, answered or typed outlives the page, the connection and the server."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rag.settings import Settings
from tests.ui.conftest import PATIENCE, Served, open_options
from tests.ui.fake_engine import FakeEngine
from tests.ui.handling import finished
from tests.ui.test_browser import OVERFLOW, ask, on_both
from ui import wording
from ui.app import build_app, upload_folder
from ui.pictures import serving
from ui.server.access import OWNER
from ui.state.conversation import Conversation
from ui.state.conversations import Conversations
from ui.state.intake import Intake
from ui.state.keeping import Keeper
from ui.tabs.ask import AskHandlers, Shown
from ui.wording import check_wording

browser_test = pytest.mark.browser


def request(**query: str) -> Any:
    return SimpleNamespace(headers={OWNER: "user:ada"}, query_params=query)


def server(engine: FakeEngine, conversations: Conversations) -> AskHandlers:
    """The handlers of a server that has just been started."""
    return AskHandlers(engine, Intake(engine, None), workers=1, turns=5, keeper=Keeper(engine, conversations))


def restored(handlers: AskHandlers, **query: str) -> list[Shown]:
    async def collect() -> list[Shown]:
        return [shown async for shown in handlers.restore(request(**query))]

    return finished(collect())


def test_a_question_is_answered_to_its_end_though_the_page_has_gone(
    engine: FakeEngine, conversations: Conversations
) -> None:
    handlers = server(engine, conversations)

    async def leave() -> None:
        asking = handlers.ask("A slow question about tonnes", Conversation(), request=request())
        await anext(asking)
        await asking.aclose()  # type: ignore[attr-defined]

    async def come_back() -> list[Shown]:
        restoring = handlers.restore(request())
        shown = [await anext(restoring)]
        engine.release.set()
        return shown + [later async for later in restoring]

    finished(leave())
    asked, answered = finished(come_back())
    assert wording.SEARCHING in asked[1]
    assert asked[5]["visible"]
    assert answered[0].turns[0].state == "done"
    assert engine.histories == [0]
    (again,) = restored(server(engine, conversations))
    assert again[0] == answered[0]


def test_a_question_whose_server_has_ended_is_asked_once_more_and_then_said_to_be_lost(
    engine: FakeEngine, conversations: Conversations
) -> None:
    async def begin(handlers: AskHandlers) -> None:
        asking = handlers.ask("A slow question about tonnes", Conversation(), request=request())
        await anext(asking)

    async def look(handlers: AskHandlers) -> None:
        await anext(handlers.restore(request()))

    finished(begin(server(engine, conversations)))
    finished(look(server(engine, conversations)))
    (lost,) = restored(server(engine, conversations))
    turn = lost[0].turns[0]
    assert (turn.question, turn.state, turn.note) == ("A slow question about tonnes", "failed", wording.LOST)
    assert wording.ASK_AGAIN in lost[1]
    engine.release.set()


def test_what_is_stopped_or_cleared_stays_so(engine: FakeEngine, conversations: Conversations) -> None:
    handlers = server(engine, conversations)

    async def pressed() -> Conversation:
        shown = await anext(handlers.ask("A slow question", Conversation(), request=request()))
        return handlers.stop(shown[0], request())[0]

    stopped = finished(pressed())
    engine.release.set()
    (again,) = restored(server(engine, conversations))
    assert [turn.state for turn in again[0].turns] == ["stopped"]
    handlers.clear(stopped, request())
    assert restored(server(engine, conversations))[0][0] == Conversation()
    assert restored(server(engine, conversations), c=stopped.record)[0][0].turns == stopped.turns
    assert restored(server(engine, conversations), c="no such")[0][0] == Conversation()


def test_a_file_that_cannot_be_written_keeps_nobody_from_an_answer(
    engine: FakeEngine, conversations: Conversations
) -> None:
    conversations.path.parent.mkdir(parents=True, exist_ok=True)
    conversations.path.write_text("This is no database. " * 50, encoding="utf-8")
    handlers = server(engine, conversations)

    async def collect() -> list[Shown]:
        return [shown async for shown in handlers.ask("How many tonnes?", Conversation(), request=request())]

    assert finished(collect())[-1][0].turns[0].state == "done"
    assert restored(handlers, q="And when?")[0][3]["value"] == "And when?"


@browser_test
@on_both
def test_a_conversation_comes_back_after_a_reload_and_on_another_tab(page: Page, served: Served) -> None:
    ask(page, "How many tonnes?", "answered")
    expect(page).to_have_url(re.compile(r"\?c=\w+$"))
    page.reload()
    expect(page.locator(".fc-short")).to_have_text("4.2 million tonnes")
    expect(page.locator("#fc-evidence blockquote")).to_have_count(2)
    assert page.evaluate(OVERFLOW) <= 0
    other = page.context.new_page()
    other.goto(served.url)
    expect(other.locator(".fc-short")).to_have_text("4.2 million tonnes")
    ask(other, "And when?", "answered")
    other.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".fc-turn")).to_have_count(2)
    page.get_by_role("button", name=wording.CLEAR).click()
    expect(page.locator(".fc-turn")).to_have_count(0)
    expect(page).to_have_url(f"{served.url}/")
    page.reload()
    expect(page.locator(".fc-example")).to_have_count(len(wording.EXAMPLES))


@browser_test
def test_nobody_else_sees_the_conversation(
    page: Page, contexts: dict[str, BrowserContext], served: Served
) -> None:
    ask(page, "How many tonnes?", "answered")
    expect(page).to_have_url(re.compile(r"\?c="))
    other = contexts["phone"].new_page()
    other.goto(page.url)
    expect(other.locator(".fc-example")).to_have_count(len(wording.EXAMPLES))
    expect(other.locator(".fc-turn")).to_have_count(0)
    other.close()


@browser_test
def test_a_reload_in_the_middle_of_an_answer_follows_it(page: Page, served: Served) -> None:
    served.engine.release.clear()
    box = page.get_by_label(wording.QUESTION)
    box.fill("A slow question about tonnes")
    box.press("Enter")
    expect(page.locator(".fc-asking")).to_be_visible()
    box.fill("Typed meanwhile")
    page.reload()
    expect(page.locator(".fc-asking")).to_be_visible()
    expect(page.get_by_label(wording.QUESTION)).to_have_value("Typed meanwhile")
    expect(page.get_by_role("button", name=wording.STOP)).to_be_visible()
    served.engine.release.set()
    expect(page.locator(".fc-short")).to_have_text("4.2 million tonnes")
    expect(page.get_by_role("button", name=wording.ASK, exact=True)).to_be_visible()


@browser_test
def test_a_server_that_ends_and_starts_again_loses_nothing(browser: Browser, tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store")
    first, second = FakeEngine(settings), FakeEngine(settings)
    options = open_options(seeds=None)
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    with upload_folder():
        with serving(build_app(first, options)) as url:
            page.goto(url)
            page.locator(".fc-state[data-phase=ready]").wait_for()
            ask(page, "How many tonnes?", "answered")
            box = page.get_by_label(wording.QUESTION)
            box.fill("A slow question about tonnes")
            box.press("Enter")
            expect(page.locator(".fc-asking")).to_be_visible()
            box.fill("Typed meanwhile")
            page.get_by_role("tab", name=wording.TAB_CHECK).click()
            page.get_by_label(check_wording.DRAFT_LABEL).fill("A draft that is being typed.")
        expect(page.get_by_text(wording.DISCONNECTED)).to_be_visible()
        with serving(build_app(second, options), int(url.rpartition(":")[2])):
            expect(page.get_by_text(wording.DISCONNECTED)).to_have_count(0)
            expect(page.locator(".fc-turn")).to_have_count(2)
            expect(page.locator(".fc-asking")).to_be_visible()
            expect(page.get_by_label(wording.QUESTION)).to_have_value("Typed meanwhile")
            second.release.set()
            expect(page.locator(".fc-short")).to_have_count(2)
            page.get_by_role("tab", name=wording.TAB_CHECK).click()
            expect(page.get_by_label(check_wording.DRAFT_LABEL)).to_have_value("A draft that is being typed.")
            page.close()
        first.release.set()
