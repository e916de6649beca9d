"""Reading documents in the background: first the seeds, then what is dropped on the page.

One thread does all of it in order, because the store has one writer. The page looks at
``state`` and at the lines of a ``Batch``; nothing here knows the page.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Literal, TypeVar

from rag.errors import FactcheckError
from ui import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rag.results import FileReport, FileStatus
    from ui.engine import Engine

log = logging.getLogger(__name__)

T = TypeVar("T")
Phase = Literal["starting", "loading", "seeds", "ready"]

KEPT = 20
"""How many of the last batches are remembered, so that a page opened later can show them."""


@dataclass(frozen=True, slots=True)
class IntakeState:
    """How far the program is: ``ready`` means that models are loaded and the seeds are read."""

    phase: Phase = "starting"
    documents: int = 0
    done: int = 0
    latest: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits on disk to be read; it is removed afterwards."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A web address, or a file of this machine that stays where it is."""

    source: str

    @property
    def name(self) -> str:
        """What its line is called: the address, or the name of the file."""
        return self.source if "://" in self.source else self.source.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one uploaded file."""

    name: str
    state: Literal["waiting", "reading"] | FileStatus = "waiting"
    reason: str | None = None
    passages: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def finished(self) -> bool:
        return self.state not in ("waiting", "reading")


class Batch:
    """The files of one drop: a line each, replaced as they are read."""

    def __init__(self, uploads: Sequence[Upload | Named]) -> None:
        self.uploads = tuple(uploads)
        self.lines: tuple[Line, ...] = tuple(Line(upload.name) for upload in uploads)

    @property
    def finished(self) -> bool:
        return all(line.finished for line in self.lines)

    def put(self, index: int, line: Line) -> None:
        """Replace one line."""
        self.lines = (*self.lines[:index], line, *self.lines[index + 1 :])


class Intake:
    """The background reader. ``start`` it once; ``submit`` returns at once."""

    def __init__(self, engine: Engine, seeds: Path | None) -> None:
        self._engine = engine
        self._seeds = seeds
        self._batches: SimpleQueue[Batch | None] = SimpleQueue()
        self._errands: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._kept: deque[Batch] = deque(maxlen=KEPT)
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
        self.state = IntakeState()

    def start(self) -> None:
        """Load the models, read the seeds if the store is empty, then wait for uploads."""
        if not self._thread.ident:
            self._thread.start()

    def stop(self) -> None:
        """Take no further uploads; the file being read now is finished."""
        self._batches.put(None)

    def wait(self, seconds: float) -> bool:
        """Whether the reader has come to its end within ``seconds`` of ``stop``."""
        if self._thread.ident:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def submit(self, uploads: Sequence[Upload | Named]) -> Batch:
        """Queue files and addresses for reading; whoever asked for it may leave."""
        batch = Batch(uploads)
        if uploads:
            self._kept.append(batch)
        self._batches.put(batch)
        return batch

    @property
    def batches(self) -> tuple[Batch, ...]:
        """The last batches, oldest first, finished or not."""
        return tuple(self._kept)

    def errand(self, work: Callable[[], T]) -> Future[T]:
        """Let the one writer do something else (delete, edit) as soon as the file at hand is read."""
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - whoever waits for the result gets it
                future.set_exception(error)

        self._errands.put(run)
        self._batches.put(Batch(()))
        return future

    def _run(self) -> None:
        self._note(phase="loading")
        try:
            self._engine.warm()
            self._count()
            if self._seeds is not None and self.state.documents == 0:
                self._note(phase="seeds")
                self._engine.ingest([self._seeds], self._seed_finished)
                self._count()
        except FactcheckError as error:
            self._note(problem=str(error))
        except Exception:
            log.exception("the first start could not finish")
            self._note(problem=wording.SEEDS_FAILED)
        self._note(phase="ready", latest=None)
        while (batch := self._batches.get()) is not None:
            self._run_errands()
            for index, upload in enumerate(batch.uploads):
                self._run_errands()
                batch.put(index, replace(batch.lines[index], state="reading"))
                batch.put(index, self._read(upload))
            try:
                self._count()
            except FactcheckError as error:
                self._note(problem=str(error))

    def _run_errands(self) -> None:
        while True:
            try:
                run = self._errands.get_nowait()
            except Empty:
                return
            run()

    def _read(self, upload: Upload | Named) -> Line:
        try:
            report = (
                self._engine.add(upload.source)
                if isinstance(upload, Named)
                else self._engine.ingest_bytes(upload.path.read_bytes(), upload.name)
            )
        except FactcheckError as error:
            return Line(upload.name, "failed", str(error))
        except OSError:
            return Line(upload.name, "failed", wording.UPLOAD_LOST)
        except Exception:
            log.exception("an upload could not be read")
            return Line(upload.name, "failed", wording.FAULT)
        finally:
            if isinstance(upload, Upload):
                upload.path.unlink(missing_ok=True)
        return Line(upload.name, report.status, report.reason, report.passages, report.warnings)

    def _seed_finished(self, report: FileReport) -> None:
        self._note(
            done=self.state.done + 1,
            latest=report.title or report.source.rsplit("/", 1)[-1],
            problem=report.reason or self.state.problem,
        )

    def _count(self) -> None:
        self._note(documents=self._engine.document_count())

    def _note(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
