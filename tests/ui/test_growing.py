"""An answer that a chat model words grows on the page by a checked sentence at a time, and Stop ends it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.generation.drafts import DRAFTS
from rag.generation.protocol import Piece
from rag.settings import Settings
from tests.generation.fakes import QUESTION, set_chat, shelve
from tests.ui.conftest import Served
from tests.ui.fake_engine import PAPER_QUOTE, PORT_QUOTE, FakeEngine
from tests.ui.handling import event, finished
from tests.ui.test_browser import ask, marked
from tests.ui.test_handlers import asked
from tests.ui.test_markup import Seen
from ui import wording
from ui.engine import RagEngine
from ui.state.conversation import Conversation
from ui.state.intake import Intake
from ui.tabs.ask import AskHandlers, Shown

LOAN = "The Nordic Fund lent Larvik $40 million for a tramway"
SHIPS = "The harbour of Larvik took in 3,200 ships in 2019"
GROWING = "How many tonnes? Let it grow."


@pytest.fixture
def handlers(engine: FakeEngine) -> AskHandlers:
    return AskHandlers(engine, Intake(engine, None), workers=1, turns=5)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AskHandlers]:
    """The handlers over the real chain, whose chat model ``set_chat`` gives."""
    shelve(monkeypatch)
    engine = RagEngine(Settings(store=tmp_path / "store", llm="scripted:chat", llm_attempts=1))
    yield AskHandlers(engine, Intake(engine, None), workers=1, turns=5)
    DRAFTS.clear()


def words(shown: Shown) -> str:
    return Seen(str(shown[1])).text


def evidence(shown: Shown) -> str:
    assert isinstance(shown[2], str)
    return shown[2]


def test_each_sentence_is_shown_when_it_is_checked(
    real: AskHandlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, waited = threading.Event(), []

    def draft() -> Iterator[Piece]:
        yield Piece(f"{LOAN} [1]. The harbour ")
        waited.append(seen.wait(15))
        yield Piece(f"{SHIPS.removeprefix('The harbour ')} [2].")

    async def watched() -> list[Shown]:
        asking = real.ask(QUESTION, Conversation())
        shown = [await anext(asking), await anext(asking)]
        seen.set()
        return shown + [later async for later in asking]

    chat = set_chat(monkeypatch, draft)
    searching, first, *_, last = finished(watched())

    assert waited == [True]
    assert wording.SEARCHING in words(searching)
    assert f"{LOAN}." in words(first)
    assert SHIPS not in words(first)
    assert wording.GROWING in words(first)
    assert "A tramway for Larvik" in evidence(first)
    assert "The harbour in figures" not in evidence(first)
    assert (first[4]["visible"], first[5]["visible"]) == (False, True)
    assert f"{LOAN}." in words(last)
    assert f"{SHIPS}." in words(last)
    assert wording.GROWING not in words(last)
    assert wording.chat_model(chat.name, chat.place, worded=True) in words(last)
    assert "The harbour in figures" in evidence(last)
    assert (last[4]["visible"], last[5]["visible"]) == (True, False)


def test_stop_ends_the_request_and_leaves_what_was_checked(
    real: AskHandlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak, heard, closed = threading.Event(), [], threading.Event()

    def silent() -> Iterator[Piece]:
        try:
            yield Piece(f"{LOAN} [1]. The harbour ")
            heard.append(speak.wait(15))
            yield Piece("of Larvik ")
        finally:
            closed.set()

    async def pressed() -> list[Shown]:
        asking = real.ask(QUESTION, Conversation())
        shown = [await anext(asking), await anext(asking)]
        shown.append(real.stop(shown[-1][0]))
        late = [later async for later in asking]
        assert late == []
        # The one thread that answers is free again, though the model is still silent.
        again = [later async for later in real.ask(QUESTION, Conversation())]
        return [*shown, again[-1]]

    set_chat(monkeypatch, silent, f"{SHIPS} [2].")
    *_, stopped, other = finished(pressed())

    assert stopped[0].turns[0].state == "stopped"
    assert f"{LOAN}." in words(stopped)
    assert wording.UNFINISHED in words(stopped)
    assert wording.GROWING not in words(stopped)
    assert f"{SHIPS}." in words(other)
    assert heard == []
    speak.set()
    assert closed.wait(15)


def test_without_a_chat_model_the_answer_comes_at_once(handlers: AskHandlers) -> None:
    shown = asked(handlers, "How many tonnes?", Conversation())
    assert [one[0].turns[0].state for one in shown] == ["asking", "done"]


def test_a_failure_in_the_middle_leaves_what_was_checked_and_is_told(
    handlers: AskHandlers, engine: FakeEngine
) -> None:
    engine.release.set()
    last = asked(handlers, "How many tonnes? Let it grow, then change.", Conversation())[-1]
    assert last[0].turns[0].state == "failed"
    assert PORT_QUOTE in words(last)
    assert wording.UNFINISHED in words(last)
    assert "The document was changed while it was read" in words(last)


def test_a_source_that_is_read_meanwhile_stays_open(handlers: AskHandlers, engine: FakeEngine) -> None:
    async def read(*, back: bool) -> Shown:
        engine.release.clear()
        asking = handlers.ask(GROWING, Conversation())
        await anext(asking)
        growing = (await anext(asking))[0]
        assert PORT_QUOTE in handlers.cite(growing, event(turn=0, number=1))
        if back:
            assert wording.SOURCES in handlers.list_sources(growing, event(turn=0))
        engine.release.set()
        return [later async for later in asking][-1]

    assert "value" not in finished(read(back=False))[2]
    assert "A good year for the quays" in evidence(finished(read(back=True)))


def test_another_question_waits_until_the_answer_is_whole(handlers: AskHandlers, engine: FakeEngine) -> None:
    async def impatient() -> tuple[list[Shown], list[Shown]]:
        asking = handlers.ask(GROWING, Conversation())
        await anext(asking)
        growing = (await anext(asking))[0]
        ignored = [shown async for shown in handlers.follow(growing, event(question="And 2019?"))]
        engine.release.set()
        return ignored, [later async for later in asking]

    (ignored,), rest = finished(impatient())
    assert (len(ignored[0].turns), ignored[5]["visible"]) == (1, True)
    assert rest[-1][0].turns[0].state == "done"


@pytest.mark.browser
def test_a_growing_answer_is_read_while_it_is_written_and_can_be_stopped(page: Page, served: Served) -> None:
    served.engine.release.clear()
    turn = ask(page, GROWING, "growing")
    expect(turn).to_contain_text(PORT_QUOTE)
    expect(turn.get_by_role("status")).to_have_text(wording.GROWING)
    turn.get_by_role("button", name="Source 1").click()
    marked(page, PORT_QUOTE)
    served.engine.release.set()
    expect(turn.locator(".fc-answered")).to_contain_text(PAPER_QUOTE)
    marked(page, PORT_QUOTE)
    page.get_by_role("button", name=wording.BACK).click()
    expect(page.locator("#fc-evidence .fc-card")).to_have_count(2)

    served.engine.release.clear()
    served.engine.given_up.clear()
    turn = ask(page, GROWING, "growing")
    page.get_by_role("button", name=wording.STOP).click()
    expect(turn.locator(".fc-answered")).to_contain_text(wording.UNFINISHED)
    expect(turn).to_contain_text(PORT_QUOTE)
    expect(turn).not_to_contain_text(PAPER_QUOTE)
    assert served.engine.given_up.wait(20)
    served.engine.release.set()
    ask(page, "How many tonnes?", "answered")
    expect(page.locator(".fc-turn")).to_have_count(3)
