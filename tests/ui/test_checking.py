"""What the handlers of the Check tab accept from a browser, which may send anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.fake_engine import FakeEngine
from tests.ui.handling import event, finished
from ui import wording
from ui.state.conversations import FILE_NAME, Conversations
from ui.state.drafts import Draft
from ui.state.keeping import Keeper
from ui.tabs.check import Checked, CheckHandlers
from ui.wording import check_wording

DRAFT = "It handled 4.2 million. It handled 5 million."


@pytest.fixture
def handlers(engine: FakeEngine) -> CheckHandlers:
    return CheckHandlers(
        engine, Keeper(engine, Conversations(engine.settings.store / FILE_NAME)), workers=1, limit=200
    )


def checked(handlers: CheckHandlers, text: str, draft: Draft | None = None) -> list[Checked]:
    async def collect() -> list[Checked]:
        return [shown async for shown in handlers.check(text, draft or Draft())]

    return finished(collect())


def test_claims_are_shown_before_their_verdicts(handlers: CheckHandlers) -> None:
    first, *_, last = checked(handlers, DRAFT)
    assert first[0].state == "checking"
    assert last[0].state == "done"
    assert [verdict.label for verdict in last[0].verdicts] == ["SUPPORTED", "REFUTED"]
    assert last[0].claims == tuple((verdict.start, verdict.end) for verdict in last[0].verdicts)


def test_a_blank_draft_leaves_the_tab_as_it_was(handlers: CheckHandlers) -> None:
    before = checked(handlers, DRAFT)[-1][0]
    (unchanged,) = checked(handlers, " \n ", before)
    assert unchanged[0] == before


def test_a_draft_over_the_limit_is_refused_in_a_sentence(handlers: CheckHandlers) -> None:
    (refused,) = checked(handlers, "x" * 201)
    assert refused[0].state == "failed"
    assert check_wording.draft_too_long(201, 200) in refused[1]


def test_a_verdict_that_comes_after_stop_is_not_shown_and_those_before_stay(
    handlers: CheckHandlers, engine: FakeEngine
) -> None:
    async def pressed() -> list[Checked]:
        checking = handlers.check("It handled 4.2 million. A slow one. Another.", Draft())
        shown = [await anext(checking)]
        while not shown[-1][0].verdicts:
            shown.append(await anext(checking))
        shown.append(handlers.stop(shown[-1][0]))
        engine.release.set()
        return shown + [late async for late in checking]

    last = finished(pressed())[-1][0]
    assert last.state == "stopped"
    assert [verdict.label for verdict in last.verdicts] == ["SUPPORTED"]


@pytest.mark.parametrize("data", [{}, {"number": "0"}, {"number": True}, {"number": 9}, {"number": -1}])
def test_a_claim_that_is_not_there_is_told(handlers: CheckHandlers, data: dict[str, object]) -> None:
    draft = checked(handlers, DRAFT)[-1][0]
    assert check_wording.CLAIM_UNKNOWN in handlers.choose(draft, event(**data))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"turn": 0},
        {"turn": 0, "number": 0},
        {"turn": 0, "number": 9},
        {"turn": -1, "number": 1},
        {"turn": 9, "number": 1},
    ],
)
def test_a_source_that_no_claim_has_is_not_opened(handlers: CheckHandlers, data: dict[str, object]) -> None:
    draft = checked(handlers, DRAFT)[-1][0]
    assert wording.SOURCE_UNKNOWN in handlers.cite(draft, event(**data))


@pytest.mark.parametrize("name", [None, 1, "", "../html", "pdf", ["html"]])
def test_only_known_formats_are_saved(handlers: CheckHandlers, name: object) -> None:
    draft = checked(handlers, DRAFT)[-1][0]
    assert handlers.export(draft, event(format=name)) == ""
    assert handlers.export(Draft(), event(format="html")) == ""


def test_only_files_of_the_upload_folder_are_read(
    handlers: CheckHandlers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (folder / "draft.txt").write_text("A draft.", encoding="utf-8")
    update, problem = finished(handlers.take(event(files=[{"path": str(secret), "name": "x"}])))
    assert "value" not in update
    assert wording.UPLOAD_LOST in problem
    update, problem = finished(handlers.take(event(files=[{"path": str(folder / "draft.txt"), "name": "x"}])))
    assert update["value"] == "A draft."
    assert problem == ""
    assert secret.exists()
    assert not (folder / "draft.txt").exists()
