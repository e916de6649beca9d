"""The background reader: seeds once, uploads in order, a sentence for whatever fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.results import FileReport, IngestReport
from rag.settings import Settings
from tests.ui.fake_engine import FakeEngine
from ui import wording
from ui.intake import Batch, Intake, Line, Named, Upload


class Watched(Intake):
    """An intake that can be brought to its end."""

    def finish(self) -> None:
        self.stop()
        assert self.wait(20)


@pytest.fixture
def engine(tmp_path: Path) -> FakeEngine:
    return FakeEngine(Settings(store=tmp_path / "store"), documents={}, titles={})


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    file = tmp_path / "seed.md"
    file.write_text("A seed.", encoding="utf-8")
    return file


@pytest.fixture
def started() -> Iterator[Callable[[Watched], Watched]]:
    running: list[Watched] = []

    def start(intake: Watched) -> Watched:
        running.append(intake)
        intake.start()
        return intake

    yield start
    for intake in running:
        intake.stop()


def upload(folder: Path, name: str, content: bytes) -> Upload:
    path = folder / f"upload-{name}"
    path.write_bytes(content)
    return Upload(path, name)


def test_an_empty_store_is_filled_with_the_seeds(engine: FakeEngine, seeds: Path) -> None:
    intake = Watched(engine, seeds)
    assert intake.state.phase == "starting"
    intake.start()
    intake.finish()
    assert intake.state.phase == "ready"
    assert intake.state.documents == 1
    assert intake.state.done == 1
    assert engine.warmed.is_set()


def test_a_store_with_documents_is_left_as_it_is(engine: FakeEngine, seeds: Path) -> None:
    engine.documents["own"] = "My own."
    intake = Watched(engine, seeds)
    intake.start()
    intake.finish()
    assert list(engine.documents) == ["own"]


def test_it_starts_once(engine: FakeEngine, started: Callable[[Watched], Watched]) -> None:
    intake = started(Watched(engine, None))
    intake.start()
    intake.finish()


def test_uploads_are_read_in_order_and_removed_from_the_disk(engine: FakeEngine, tmp_path: Path) -> None:
    intake = Watched(engine, None)
    batch = intake.submit(
        [upload(tmp_path, "a.txt", b"A"), upload(tmp_path, "b.txt", b" "), upload(tmp_path, "c.txt", b"A")]
    )
    gone = Upload(tmp_path / "never", "gone.txt")
    lost = intake.submit([gone])
    assert not batch.finished
    intake.start()
    intake.finish()
    assert batch.finished
    assert [line.state for line in batch.lines] == ["added", "failed", "unchanged"]
    assert "is empty" in (batch.lines[1].reason or "")
    assert lost.lines == (Line("gone.txt", "failed", wording.UPLOAD_LOST),)
    assert list(tmp_path.glob("upload-*")) == []
    assert intake.state.documents == 1


def test_an_unforeseen_fault_fails_one_file_without_its_details(
    engine: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ingest_bytes", lambda data, name: 1 / 0)
    intake = Watched(engine, None)
    batch = intake.submit([upload(tmp_path, "a.txt", b"A")])
    intake.start()
    intake.finish()
    assert batch.lines == (Line("a.txt", "failed", wording.FAULT),)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (ModelError("No model is installed."), "No model is installed."),
        (RuntimeError("x"), wording.SEEDS_FAILED),
    ],
)
def test_a_first_start_that_fails_says_so_and_still_takes_uploads(
    engine: FakeEngine,
    seeds: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    sentence: str,
) -> None:
    def fail() -> None:
        raise fault

    monkeypatch.setattr(engine, "warm", fail)
    intake = Watched(engine, seeds)
    batch = intake.submit([upload(tmp_path, "a.txt", b"A")])
    intake.start()
    intake.finish()
    assert intake.state.phase == "ready"
    assert intake.state.problem == sentence
    assert batch.lines[0].state == "added"


def test_the_progress_of_the_seeds_can_be_seen(
    engine: FakeEngine, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half, go_on = threading.Event(), threading.Event()

    def ingest(paths: Sequence[Path], progress: Callable[[FileReport], None]) -> IngestReport:
        progress(FileReport(source="/seeds/one.md", status="added", title="One"))
        half.set()
        assert go_on.wait(20)
        progress(FileReport(source="/seeds/two.md", status="failed", reason="two.md is empty."))
        return IngestReport()

    monkeypatch.setattr(engine, "ingest", ingest)
    intake = Watched(engine, seeds)
    intake.start()
    assert half.wait(20)
    assert (intake.state.phase, intake.state.done, intake.state.latest) == ("seeds", 1, "One")
    go_on.set()
    intake.finish()
    assert (intake.state.done, intake.state.latest, intake.state.problem) == (2, None, "two.md is empty.")


def test_a_batch_without_files_is_finished() -> None:
    assert Batch([]).finished


def test_an_errand_does_not_wait_for_the_files(
    engine: FakeEngine, started: Callable[[Watched], Watched]
) -> None:
    intake = started(Watched(engine, None))
    engine.web = {f"https://example.org/{number}": f"Page {number}." for number in range(3)}
    engine.reading.clear()
    batch = intake.submit([Named(address) for address in engine.web])
    done = intake.errand(lambda: [line.state for line in batch.lines])
    assert done.result(20)[-1] == "waiting"
    engine.reading.set()
    intake.finish()
    assert [line.state for line in batch.lines] == ["added"] * 3
    assert intake.batches == (batch,)


def test_an_errand_that_fails_tells_whoever_waits_for_it_and_the_reader_goes_on(
    engine: FakeEngine, started: Callable[[Watched], Watched]
) -> None:
    intake = started(Watched(engine, None))

    def fail() -> None:
        raise ModelError("No model.")

    failed = intake.errand(fail)
    with pytest.raises(ModelError, match="No model"):
        failed.result(20)
    assert intake.errand(lambda: 3).result(20) == 3


def test_an_address_or_a_file_of_this_machine_is_read_and_stays_where_it_is(
    engine: FakeEngine, tmp_path: Path, started: Callable[[Watched], Watched]
) -> None:
    file = tmp_path / "own.txt"
    file.write_text("My own file.", encoding="utf-8")
    engine.web["https://example.org/a"] = "A page."
    intake = started(Watched(engine, None))
    batch = intake.submit([Named(str(file)), Named("https://example.org/a"), Named("https://example.org/b")])
    intake.finish()
    assert [line.name for line in batch.lines] == [
        "own.txt",
        "https://example.org/a",
        "https://example.org/b",
    ]
    assert [line.state for line in batch.lines] == ["added", "added", "failed"]
    assert file.exists()
