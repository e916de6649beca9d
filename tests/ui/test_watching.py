"""The watch in the background, and what its page does for whoever asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rag.errors import StoreError
from tests.ui.fake_engine import PORT, PORT_QUOTE, FakeEngine
from tests.ui.handling import event, finished
from tests.ui.hostile import HOSTILE
from tests.ui.test_kept_drafts import checked
from tests.ui.test_kept_drafts import server as check_server
from ui.server.access import OWNER
from ui.state import watching
from ui.state.conversation import Conversation, Turn
from ui.state.conversations import Conversations
from ui.state.keeping import Keeper
from ui.state.watching import Watcher
from ui.tabs.history import HistoryHandlers
from ui.tabs.watch import WatchHandlers
from ui.wording import watch_wording

NEWER = "In 2024 the port of Lindhaven handled 5.2 million tonnes of goods."


def by(owner: str) -> Any:
    return SimpleNamespace(headers={OWNER: owner} if owner else {})


ADA, BOB, NOBODY = by("user:ada"), by("user:bob"), by("")


@pytest.fixture
def watcher(engine: FakeEngine) -> Iterator[Watcher]:
    watcher = Watcher(engine, minutes=0)
    yield watcher
    watcher.stop()


@pytest.fixture
def page(engine: FakeEngine, watcher: Watcher, tmp_path: Path) -> WatchHandlers:
    return WatchHandlers(engine, watcher, (tmp_path / "allowed",))


@pytest.fixture
def record(engine: FakeEngine, conversations: Conversations) -> str:
    """A conversation of Ada's with one answer, whose key is ``k1``."""
    turn = Turn("How many tonnes?", "done", engine.ask("How many tonnes?", ()), key="k1")
    return Keeper(engine, conversations).keep("user:ada", Conversation((turn,))).record


def shown(page: WatchHandlers, who: Any) -> tuple[str, str]:
    async def last() -> tuple[str, str]:
        return [each async for each in page.show(who)][-1]

    return finished(last())


def observed(page: WatchHandlers, source: str) -> str:
    async def last() -> str:
        return [each async for each in page.observe(event(fields={"source": source}))][-1]

    return finished(last())


def correct(engine: FakeEngine) -> None:
    engine.documents["port"] = PORT.replace(PORT_QUOTE, NEWER)


def test_what_changed_stands_beside_what_was_kept_for_its_owner_alone(
    page: WatchHandlers, engine: FakeEngine, record: str
) -> None:
    correct(engine)
    engine.look_again(lambda: None)
    changed, _ = shown(page, ADA)
    assert watch_wording.STATES["value changed"] in changed
    for words in (
        "How many tonnes?",
        '<mark class="fc-differs">4.2</mark>',
        '<mark class="fc-differs">5.2</mark>',
    ):
        assert words in changed
    assert watch_wording.touched(1, 0) in finished(page.count(ADA))
    for stranger in (BOB, NOBODY):
        assert watch_wording.NOTHING in shown(page, stranger)[0]
        assert finished(page.count(stranger)) == ""
        assert "How many" not in finished(page.dismiss(event(key="k1"), stranger))
    assert watch_wording.touched(1, 0) in finished(page.count(ADA))


def test_the_history_shows_it_with_the_answer(
    page: WatchHandlers, engine: FakeEngine, conversations: Conversations, record: str, tmp_path: Path
) -> None:
    historian = HistoryHandlers(engine, Keeper(engine, conversations), tmp_path / "cases")
    assert "fc-change" not in finished(historian.open(event(id=record), ADA))
    correct(engine)
    engine.look_again(lambda: None)
    opened, tabs = finished(historian.go(event(id=record), ADA))
    assert watch_wording.STATES["value changed"] in opened
    assert tabs.selected == "history"


def test_what_was_seen_is_counted_no_more(page: WatchHandlers, engine: FakeEngine, record: str) -> None:
    correct(engine)
    engine.look_again(lambda: None)
    assert watch_wording.WAS_SEEN in finished(page.dismiss(event(key="k1"), ADA))
    assert finished(page.count(ADA)) == ""
    engine.documents["customs"], engine.titles["customs"] = "Customs counts 5.9 million tonnes.", "Customs"
    engine.changed["customs"] = "2999-01-01T00:00:00+00:00"
    engine.look_again(lambda: None)
    assert watch_wording.touched(1, 0) in finished(page.count(ADA))
    assert watch_wording.STATES["new source against"] in finished(page.dismiss(event(), ADA))
    assert finished(page.count(ADA)) == ""


def test_a_correction_of_the_details_is_a_table_of_then_and_now(
    page: WatchHandlers, engine: FakeEngine, record: str
) -> None:
    engine.edit("port", {"publisher": "Port authority", "published": "2025-03-01"})
    engine.look_again(lambda: None)
    changed, _ = shown(page, ADA)
    for words in ("Port of Lindhaven", "Port authority", "11 February 2025", "1 March 2025"):
        assert words in changed


def test_a_deletion_leaves_none_of_the_words(page: WatchHandlers, engine: FakeEngine, record: str) -> None:
    engine.delete("port")
    engine.look_again(lambda: None)
    changed, _ = shown(page, ADA)
    assert watch_wording.STATES["quote gone"] in changed
    assert "Lindhaven" not in changed


def test_a_kept_draft_shows_what_changed_with_its_claim(
    page: WatchHandlers, engine: FakeEngine, conversations: Conversations, tmp_path: Path
) -> None:
    draft = checked(check_server(engine, conversations))
    correct(engine)
    engine.look_again(lambda: None)
    changed, _ = shown(page, ADA)
    assert watch_wording.STATES["value changed"] in changed
    assert "Verdict then: supported" in changed
    assert f'data-id="{draft.key}" data-kind="draft"' in changed
    historian = HistoryHandlers(engine, Keeper(engine, conversations), tmp_path / "cases")
    opened, _ = finished(historian.go(event(id=draft.key, kind="draft"), ADA))
    assert watch_wording.STATES["value changed"] in opened


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_text(page: WatchHandlers, engine: FakeEngine, record: str, words: str) -> None:
    words = words.replace("\n", " ")
    engine.documents["port"] = PORT.replace(PORT_QUOTE, NEWER.replace("goods", f"goods {words}"))
    engine.titles["port"] = words
    engine.look_again(lambda: None)
    changed, _ = shown(page, ADA)
    for tag in ("<script", "<img", "<svg onload", "<iframe", "<style", "<base", "<form", "<a "):
        assert tag not in changed.casefold()


def test_feeds_and_allowed_folders_are_watched_and_nothing_else(
    page: WatchHandlers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.tabs.watch._FOLLOWED", 0)
    (tmp_path / "allowed" / "news").mkdir(parents=True)
    (tmp_path / "secret").mkdir()

    for source in ("https://news.example/feed", str(tmp_path / "allowed" / "news")):
        assert source in observed(page, source)
    for source in (str(tmp_path / "secret"), "news", "/etc"):
        assert "in none of the folders" in observed(page, source)
    for source in ("", "file:///etc"):
        assert "no address of a feed" in observed(page, source)
    assert "https://news.example" not in finished(page.forget(event(id="https://news.example/feed")))
    assert "is not watched" in finished(page.forget(event(id="nothing")))


def until(condition: Callable[[], bool]) -> bool:
    """Whether it comes true in time."""
    waiting = threading.Event()
    for _ in range(600):
        if condition():
            return True
        waiting.wait(0.05)
    return False


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PAUSE", 0.01)
    monkeypatch.setattr(watching, "_GIVE_WAY", 0.01)


@pytest.mark.usefixtures("_quick")
def test_a_change_is_looked_at_by_itself(engine: FakeEngine, watcher: Watcher, record: str) -> None:
    watcher.start()
    correct(engine)
    assert until(lambda: len(engine.findings("user:ada")) == 1)
    assert until(lambda: not watcher.looking)


@pytest.mark.usefixtures("_quick")
def test_questions_and_files_come_first(engine: FakeEngine, record: str) -> None:
    busy = threading.Event()
    busy.set()
    asked = threading.Event()

    def asking() -> bool:
        asked.set()
        return busy.is_set()

    reading = threading.Event()
    reading.set()
    watcher = Watcher(engine, minutes=0, reading=reading.is_set, asking=asking)
    watcher.start()
    try:
        engine.documents["customs"], engine.titles["customs"] = (
            "Customs counts 5.9 million tonnes.",
            "Customs",
        )
        engine.changed["customs"] = "2999-01-01T00:00:00+00:00"
        assert until(lambda: watcher.looking)
        assert not asked.is_set()
        reading.clear()
        assert asked.wait(30)
        assert engine.findings("user:ada") == ()
        busy.clear()
        assert until(lambda: len(engine.findings("user:ada")) == 1)
    finally:
        watcher.stop()


@pytest.mark.usefixtures("_quick")
def test_what_went_wrong_is_told_and_tried_again(
    engine: FakeEngine, watcher: Watcher, page: WatchHandlers, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(step: object) -> None:
        raise StoreError("The store cannot be used now.")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "look_again", refuse)
        watcher.start()
        assert until(lambda: watcher.problem is not None)
        assert "The store cannot be used now." in shown(page, ADA)[0]
    correct(engine)
    assert until(lambda: len(engine.findings("user:ada")) == 1 and watcher.problem is None)


@pytest.mark.usefixtures("_quick")
def test_the_entries_of_a_feed_come_into_the_library(
    engine: FakeEngine, watcher: Watcher, page: WatchHandlers, record: str
) -> None:
    engine.web["https://news.example/one"] = "Customs counts 5.9 million tonnes."
    watcher.start()
    assert "looked at 2" in observed(page, "https://news.example/feed")
    assert until(lambda: "https://news.example/one" in engine.sources.values())
    assert until(lambda: [one.state for one in engine.findings("user:ada")] == ["new source against"])
