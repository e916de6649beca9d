"""The background reader: seeds once, uploads in order, a sentence for whatever fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.preparing import Control
from rag.results import FileReport, IngestReport
from rag.settings import Settings
from tests.ui.fake_engine import FakeEngine
from ui import wording
from ui.state.intake import OF_ONE, Batch, Intake, Line, Named, TooMany, Upload


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


def test_a_store_that_lost_documents_says_so_and_is_not_filled_with_seeds(
    engine: FakeEngine, seeds: Path
) -> None:
    engine.problem = "The catalogue holds 0 passages where 80 were stored."
    intake = Watched(engine, seeds)
    intake.start()
    intake.finish()
    assert intake.state.problem == engine.problem
    assert engine.documents == {}


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


def test_a_short_file_is_in_while_a_long_one_is_read(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, started: Callable[[Watched], Watched]
) -> None:
    monkeypatch.setattr("ui.state.intake.PATIENCE", 0.05)
    go_on = threading.Event()
    intake = started(Watched(engine, None))
    long = intake.task(lambda _: go_on.wait(30), "ada")
    assert intake.task(lambda _: "short", "ada").result(20) == "short"
    assert intake.task(lambda _: "other", "bob").result(20) == "other"
    assert not long.done()
    go_on.set()
    assert long.result(20)


def test_users_have_their_turns_one_after_the_other(
    engine: FakeEngine, started: Callable[[Watched], Watched]
) -> None:
    order: list[str] = []
    intake = Watched(engine, None)
    for number in range(3):
        intake.task(lambda _, name=f"ada-{number}": order.append(name), "ada")  # type: ignore[misc]
    for number in range(2):
        intake.task(lambda _, name=f"bob-{number}": order.append(name), "bob")  # type: ignore[misc]
    started(intake).finish()
    assert order == ["ada-0", "bob-0", "ada-1", "bob-1", "ada-2"]


def test_one_user_does_not_take_every_reader(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, started: Callable[[Watched], Watched]
) -> None:
    monkeypatch.setattr("ui.state.intake.PATIENCE", 0.01)
    go_on = threading.Event()
    intake = started(Watched(engine, None))
    long = [intake.task(lambda _: go_on.wait(30), "ada") for _ in range(OF_ONE + 2)]
    assert intake.task(lambda _: "bob", "bob").result(20) == "bob"
    assert not any(one.done() for one in long)
    go_on.set()
    assert all(one.result(20) for one in long)


def test_too_many_files_of_one_user_are_refused_and_those_of_others_are_not(
    engine: FakeEngine, tmp_path: Path, started: Callable[[Watched], Watched]
) -> None:
    intake = Watched(engine, None, most=2)
    batch = intake.submit([upload(tmp_path, f"{number}.txt", b"%d" % number) for number in range(3)], "ada")
    assert batch.lines[2] == Line("2.txt", "failed", wording.too_many_files(2))
    with pytest.raises(TooMany, match="wait already"):
        intake.task(lambda _: None, "ada")
    other = intake.submit([upload(tmp_path, "b.txt", b"B")], "bob")
    started(intake).finish()
    assert [line.state for line in (*batch.lines, *other.lines)] == ["added", "added", "failed", "added"]
    assert list(tmp_path.glob("upload-*")) == []
    assert intake.batches_of("ada") == (batch,)
    assert intake.batches_of("bob") == (other,)


def test_a_file_is_taken_back_while_it_waits_and_while_it_is_read(
    engine: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: Callable[[Watched], Watched]
) -> None:
    half = threading.Event()

    def ingest_bytes(data: bytes, name: str, control: Control) -> FileReport:
        control.step(name, "embed", 10, 20)
        half.set()
        control.given_up.wait(20)
        control.check()
        raise AssertionError("it was not taken back")

    monkeypatch.setattr(engine, "ingest_bytes", ingest_bytes)
    intake = started(Watched(engine, None))
    batch = intake.submit([upload(tmp_path, "a.txt", b"A"), upload(tmp_path, "b.txt", b"B")], "ada")
    assert half.wait(20)
    assert batch.lines[0] == Line("a.txt", "reading", passages=20, embedded=10)
    assert not intake.cancel("bob", batch.key, 0)
    assert intake.cancel("ada", batch.key, 1)
    assert batch.lines[1].state == "cancelled"
    assert intake.cancel("ada", batch.key, 0)
    intake.finish()
    assert [line.state for line in batch.lines] == ["cancelled", "cancelled"]
    assert not intake.cancel("ada", batch.key, 0)
    assert list(tmp_path.glob("upload-*")) == []


def test_a_file_that_is_left_out_on_purpose_is_no_problem(engine: FakeEngine, seeds: Path) -> None:
    intake = Intake(engine, seeds)
    intake._seed_finished(FileReport(source="README.md", status="skipped", reason="A note on the folder."))
    assert intake.state.problem is None
    intake._seed_finished(FileReport(source="two.md", status="failed", reason="two.md is empty."))
    assert intake.state.problem == "two.md is empty."
