"""What the history does for whoever asks, and refuses to everybody else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eval.suite.cases import added_cases
from tests.ui.fake_engine import PORT, PORT_QUOTE, FakeEngine
from tests.ui.handling import event, finished
from ui.server.access import OWNER
from ui.state.conversation import Conversation, Turn
from ui.state.conversations import Conversations
from ui.state.keeping import Keeper
from ui.tabs.history import HistoryHandlers
from ui.wording import phrases


@pytest.fixture
def historian(engine: FakeEngine, conversations: Conversations, tmp_path: Path) -> HistoryHandlers:
    return HistoryHandlers(engine, Keeper(engine, conversations), tmp_path / "cases")


def by(owner: str) -> Any:
    return SimpleNamespace(headers={OWNER: owner} if owner else {})


ADA, BOB, NOBODY = by("user:ada"), by("user:bob"), by("")


@pytest.fixture
def record(historian: HistoryHandlers, engine: FakeEngine, conversations: Conversations) -> str:
    """A conversation of Ada's with one answer, whose key is ``k1``."""
    turn = Turn("How many tonnes?", "done", engine.ask("How many tonnes?", ()), key="k1")
    listed = finished(historian.keep(Conversation((turn,)), "", ADA))
    assert "How many tonnes?" in listed
    return conversations.find("user:ada")[0].id


def test_an_answer_is_listed_and_opened_for_its_owner_alone(historian: HistoryHandlers, record: str) -> None:
    assert "How many tonnes?" in finished(historian.show("", ADA))
    assert PORT_QUOTE in finished(historian.open(event(id=record), ADA))
    for stranger in (BOB, NOBODY):
        assert phrases.PAST_EMPTY in finished(historian.show("", stranger))
        assert phrases.RECORD_GONE in finished(historian.open(event(id=record), stranger))
        resumed = finished(historian.resume(event(id=record), stranger))
        assert resumed[0] == Conversation()


def test_an_answer_is_proved_again(historian: HistoryHandlers, engine: FakeEngine, record: str) -> None:
    again = event(id=record, key="k1")
    assert phrases.proved(2, 2) in finished(historian.again(again, ADA))
    engine.documents["port"] = PORT.replace("4.2", "5.2")
    shown = finished(historian.again(event(id=record), ADA))
    assert phrases.proved(1, 2) in shown
    assert phrases.PROOF_ALTERED in shown
    assert phrases.RECORD_GONE in finished(historian.again(again, BOB))


def test_a_judged_answer_becomes_a_case(historian: HistoryHandlers, record: str, tmp_path: Path) -> None:
    judged = finished(historian.judge(event(id=record, key="k1", kind="right"), ADA))
    assert 'value="4.2 million tonnes"' in judged
    given = {"answers": "4.2 million tonnes; 4.2m", "unanswerable": False}
    learned = finished(historian.learn(event(id=record, key="k1", fields=given), ADA))
    assert phrases.case_added(str(tmp_path / "cases")) in learned
    (case,) = added_cases(tmp_path / "cases").questions
    assert case.answers == ("4.2 million tonnes", "4.2m")
    nothing = finished(historian.learn(event(id=record, key="k1", fields={"answers": " "}), ADA))
    assert phrases.CASE_WANTS in nothing
    finished(historian.learn(event(id=record, key="k1", fields={"answers": "wrong"}), BOB))
    assert added_cases(tmp_path / "cases").questions == (case,)


def test_a_conversation_goes_on_where_it_stood(
    historian: HistoryHandlers, engine: FakeEngine, conversations: Conversations, record: str
) -> None:
    conversation, talk, evidence, tabs = finished(historian.resume(event(id=record), ADA))
    assert [turn.key for turn in conversation.turns] == ["k1"]
    assert "4.2 million tonnes" in talk
    assert PORT_QUOTE in evidence
    assert tabs.selected == "ask"
    more = conversation.asked("And 2019?", 50).ended("done", answer=engine.ask("And 2019?", ()))
    finished(historian.keep(more, "", ADA))
    assert [one.answers for one in conversations.find("user:ada")] == [2]


def test_a_conversation_is_renamed_found_and_deleted_by_its_owner(
    historian: HistoryHandlers, record: str
) -> None:
    named = event(id=record, fields={"title": " The  harbour "})
    assert finished(historian.rename("", named, BOB))[1] != finished(historian.rename("", named, ADA))[1]
    words, listed = finished(historian.find(event(words="HARBOUR"), ADA))
    assert words == "HARBOUR"
    assert "The harbour" in listed
    finished(historian.discard("", event(id=record), BOB))
    assert "The harbour" in finished(historian.show("", ADA))
    shown, listed = finished(historian.discard("", event(id=record), ADA))
    assert phrases.RECORD_EMPTY in shown
    assert phrases.PAST_EMPTY in listed


@pytest.mark.parametrize(
    "data", [{}, {"id": 5, "key": [], "kind": "x", "fields": "y"}, {"id": "%", "key": "%"}]
)
def test_strange_events_do_nothing(historian: HistoryHandlers, record: str, data: dict[str, object]) -> None:
    assert record
    for handler in (historian.open, historian.again, historian.judge, historian.learn):
        assert phrases.RECORD_GONE in finished(handler(event(**data), ADA))
    assert "How many tonnes?" in finished(historian.rename("", event(**data), ADA))[1]
