"""Work that outlives its limit has every stack in the log, and whoever waits gets a sentence."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from tests.ui.fake_engine import FakeEngine
from tests.ui.handling import finished
from ui import wording
from ui.api.service import AskInput, Busy, Service
from ui.server import watchdog
from ui.server.watchdog import Watchdog
from ui.state.intake import Intake


def test_what_is_overdue_is_written_down_with_all_stacks(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+", encoding="utf-8") as log:
        dog = Watchdog(0.0, log_to=log)
        with dog.watching("a question"):
            assert dog.look()
            assert not dog.look()  # once a minute is enough
        assert dog.overdue() == []
        log.seek(0)
        assert "test_what_is_overdue_is_written_down" in log.read()


def test_a_loop_that_stands_still_is_written_down_without_its_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchdog, "STALL", 0.05)

    async def stall() -> None:
        winding = asyncio.create_task(dog.wind())
        await asyncio.sleep(0)
        hang_for_the_test()
        winding.cancel()

    def hang_for_the_test() -> None:
        threading.Event().wait(0.5)

    with (tmp_path / "log").open("w+", encoding="utf-8") as log:
        dog = Watchdog(600.0, log_to=log)
        finished(stall())
        log.seek(0)
        assert "hang_for_the_test" in log.read()


def test_who_waits_for_what_never_ends_is_told(engine: FakeEngine) -> None:
    dog = Watchdog(0.05)
    service = Service(engine, Intake(engine, None), workers=1, waiting=1, draft_chars=10, watchdog=dog)
    with pytest.raises(Busy, match="was given up") as told:
        finished(service.ask(AskInput(question="A slow question")))
    assert str(told.value) == wording.took_too_long(0.05)
    engine.release.set()
