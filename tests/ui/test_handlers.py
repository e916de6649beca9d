"""What the handlers accept from a browser, which may send anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import StoreError
from tests.ui.fake_engine import FakeEngine
from tests.ui.handling import event, finished
from ui import wording
from ui.state.conversation import Conversation
from ui.state.intake import Intake, IntakeState
from ui.tabs.ask import AskHandlers, Shown


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    return folder


@pytest.fixture
def handlers(engine: FakeEngine) -> Iterator[AskHandlers]:
    intake = Intake(engine, None)
    intake.start()
    yield AskHandlers(engine, intake, workers=1, turns=5)
    intake.stop()


def asked(handlers: AskHandlers, question: str, conversation: Conversation) -> list[Shown]:
    async def collect() -> list[Shown]:
        return [shown async for shown in handlers.ask(question, conversation)]

    return finished(collect())


def taken_in(handlers: AskHandlers, files: object) -> str:
    async def last() -> str:
        return [lines async for lines, _ in handlers.take_in(event(files=files))][-1]

    return finished(last())


def test_a_question_is_shown_before_its_answer(handlers: AskHandlers) -> None:
    first, last = asked(handlers, " How many tonnes? ", Conversation())
    assert wording.SEARCHING in first[1]
    assert first[0].turns[0].question == "How many tonnes?"
    assert (first[4]["visible"], first[5]["visible"]) == (False, True)
    assert "4.2 million tonnes" in last[1]
    assert (last[4]["visible"], last[5]["visible"]) == (True, False)


@pytest.mark.parametrize("button", ["stop", "clear"])
def test_an_answer_that_comes_after_stop_or_clear_is_not_shown(
    handlers: AskHandlers, engine: FakeEngine, button: str
) -> None:
    async def pressed() -> list[Shown]:
        asking = handlers.ask("A slow question", Conversation())
        shown = [await anext(asking)]
        shown.append(getattr(handlers, button)(shown[0][0]))
        engine.release.set()
        return shown + [late async for late in asking]

    _, ended = finished(pressed())
    assert [turn.state for turn in ended[0].turns] == (["stopped"] if button == "stop" else [])


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"turn": 0},
        {"turn": "0", "number": 1},
        {"turn": 0, "number": True},
        {"turn": 9, "number": 1},
        {"turn": 0, "number": 5},
    ],
)
def test_a_source_that_no_answer_has_is_not_opened(handlers: AskHandlers, data: dict[str, object]) -> None:
    conversation = asked(handlers, "tonnes", Conversation())[-1][0]
    assert wording.SOURCE_UNKNOWN in handlers.cite(conversation, event(**data))


def test_a_store_that_fails_is_told_where_the_source_would_stand(
    handlers: AskHandlers, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: object) -> None:
        raise StoreError("The store cannot be read.")

    conversation = asked(handlers, "tonnes", Conversation())[-1][0]
    monkeypatch.setattr(engine, "open_source", fail)
    assert "The store cannot be read." in handlers.cite(conversation, event(turn=0, number=1))


def test_only_files_of_the_upload_folder_are_read(
    handlers: AskHandlers, engine: FakeEngine, folder: Path, tmp_path: Path
) -> None:
    before = set(engine.documents.values())
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (folder / "link.txt").symlink_to(secret)
    (folder / "good.txt").write_text("good", encoding="utf-8")
    lines = taken_in(
        handlers,
        [
            {"path": str(secret), "name": "secret.txt"},
            {"path": str(folder / "link.txt"), "name": "link.txt"},
            {"path": str(folder / ".." / "secret.txt"), "name": "dots.txt"},
            {"path": "", "name": "none.txt"},
            {"path": str(folder), "name": "folder.txt"},
            {},
            "text",
            {"path": str(folder / "good.txt"), "name": "../../etc/good.txt"},
        ],
    )
    assert set(engine.documents.values()) - before == {"good"}
    assert engine.titles[list(engine.documents)[-1]] == "good.txt"
    assert lines.count(wording.UPLOAD_LOST) == 6
    assert secret.exists()


@pytest.mark.parametrize("files", [None, [], "text", 5])
def test_a_drop_without_files_reads_nothing(handlers: AskHandlers, folder: Path, files: object) -> None:
    assert "<li" not in taken_in(handlers, files)


def test_a_blank_question_leaves_the_page_as_it_was(handlers: AskHandlers) -> None:
    before = asked(handlers, "tonnes", Conversation())[-1][0]
    (unchanged,) = asked(handlers, "  \n ", before)
    assert unchanged[0] == before


def test_an_example_that_is_no_text_is_ignored(handlers: AskHandlers) -> None:
    async def collect(question: object) -> list[Shown]:
        return [shown async for shown in handlers.follow(Conversation(), event(question=question))]

    # The page as it was, not nothing: from nothing Gradio blanks every part.
    (unchanged,) = finished(collect(0))
    assert unchanged[0] == Conversation()
    assert finished(collect(wording.EXAMPLES[0]))[-1][0].turns[0].question == wording.EXAMPLES[0]


def test_going_back_lists_the_sources_of_that_answer(handlers: AskHandlers) -> None:
    conversation = asked(handlers, "tonnes", Conversation())[-1][0]
    assert wording.SOURCES in handlers.list_sources(conversation, event(turn=0))
    assert wording.EVIDENCE_EMPTY in handlers.list_sources(conversation, event(turn=4))


def test_a_part_of_an_answer_that_comes_behind_stop_does_not_undo_it(handlers: AskHandlers) -> None:
    late = Conversation().asked("A slow question", 5)
    shown, *_ = handlers.settled(late)
    assert shown.turns[-1].state == "stopped"
    assert shown.waiting is None


def test_who_waits_is_told_how_many_questions_are_before(handlers: AskHandlers, engine: FakeEngine) -> None:
    handlers._intake.state = IntakeState("ready")

    async def both() -> str:
        first = handlers.ask("A slow question", Conversation())
        await anext(first)
        second = handlers.ask("Another slow question", Conversation())
        told = (await anext(second))[1]
        engine.release.set()
        for asking in (first, second):
            async for _ in asking:
                pass
        return told

    assert wording.waiting_turn(1) in finished(both())
