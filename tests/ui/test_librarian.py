"""What the library accepts from a browser, which may send anything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.ui.fake_engine import FakeEngine
from tests.ui.handling import event, finished
from ui import wording
from ui.server.folders import allowed_folders
from ui.state.intake import Intake
from ui.tabs.library import LibraryHandlers, Shown
from ui.views.library import Listing
from ui.wording import phrases


@pytest.fixture
def intake(engine: FakeEngine) -> Iterator[Intake]:
    intake = Intake(engine, None)
    intake.start()
    yield intake
    intake.stop()


def last(shown: AsyncIterator[Shown]) -> Shown:
    async def collect() -> Shown:
        return [one async for one in shown][-1]

    return finished(collect())


def test_a_path_is_read_only_in_a_folder_that_was_named(
    engine: FakeEngine, intake: Intake, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("A file of the server.", encoding="utf-8")
    given = event(fields={"source": str(tmp_path)})
    assert "is no web address" in last(LibraryHandlers(engine, intake).add(Listing(), given))[1]
    assert "A file of the server." not in engine.documents.values()
    assert "a.txt" in last(LibraryHandlers(engine, intake, (tmp_path,)).add(Listing(), given))[1]
    assert "A file of the server." in engine.documents.values()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", phrases.ADD_NOTHING),
        ("file:///etc/passwd", "is no web address"),
        ("/no/such/folder", "in none of the folders that may be added"),
        ("/etc/passwd", "in none of the folders that may be added"),
        ("~nouser/x", "in none of the folders that may be added"),
        ("a\x00b", "in none of the folders that may be added"),
        ("/" + "x" * 5000, "in none of the folders that may be added"),
        (None, "in none of the folders that may be added"),
    ],
)
def test_what_cannot_be_added_is_told(
    engine: FakeEngine, intake: Intake, tmp_path: Path, source: object, words: str
) -> None:
    librarian = LibraryHandlers(engine, intake, (tmp_path,))
    assert words in last(librarian.add(Listing(), event(fields={"source": source})))[1]


def test_a_link_out_of_a_named_folder_is_not_followed(
    engine: FakeEngine, intake: Intake, tmp_path: Path
) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("A secret.", encoding="utf-8")
    (inside / "link.txt").symlink_to(outside / "secret.txt")
    (inside / "folder.d").symlink_to(outside)
    (inside / "own.txt").write_text("Our own.", encoding="utf-8")
    librarian = LibraryHandlers(engine, intake, allowed_folders([inside], None))
    for source in (inside / "link.txt", inside / ".." / "outside" / "secret.txt", inside / "folder.d"):
        shown = last(librarian.add(Listing(), event(fields={"source": str(source)})))
        assert "in none of the folders" in shown[1]
    last(librarian.add(Listing(), event(fields={"source": str(inside)})))
    assert "Our own." in engine.documents.values()
    assert "A secret." not in engine.documents.values()


@pytest.mark.parametrize("data", [{}, {"id": 5}, {"id": "nothing"}, {"id": "nothing", "first": "x"}])
def test_a_document_that_is_not_there_is_not_opened(
    engine: FakeEngine, intake: Intake, tmp_path: Path, data: dict[str, object]
) -> None:
    librarian = LibraryHandlers(engine, intake, (tmp_path,))
    assert wording.DOCUMENT_GONE in finished(librarian.open(event(**data)))
    assert "holds no document" in finished(librarian.remove(Listing(), event(**data)))[0]


def test_only_fields_that_can_be_edited_are_edited(
    engine: FakeEngine, intake: Intake, tmp_path: Path
) -> None:
    librarian = LibraryHandlers(engine, intake, (tmp_path,))
    fields = {"publisher": " The Quay ", "url": "", "source": "/etc/passwd", "characters": 5}
    finished(librarian.save(Listing(), event(id="paper", fields=fields)))
    assert engine.edits["paper"] == {"publisher": "The Quay", "url": None}


def test_only_uploads_can_be_dropped(
    engine: FakeEngine, intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    (folder / "good.txt").write_text("A good upload.", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("A secret file.", encoding="utf-8")
    librarian = LibraryHandlers(engine, intake)
    files = [
        {"path": str(tmp_path / "secret.txt")},
        {"path": str(folder / "good.txt"), "name": "x/good.txt"},
        5,
    ]
    last(librarian.take_in(Listing(), event(files=files)))
    assert "A good upload." in engine.documents.values()
    assert "A secret file." not in engine.documents.values()
