"""Reading documents in the background: first the seeds, then what is dropped on the page.

Files are read in the order in which they came, one of each user in turn. One that takes longer than
``PATIENCE`` is read on beside the next ones, so that a short file is in within seconds. The page looks
at ``state`` and at the lines of a ``Batch``; nothing here knows the page.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import OrderedDict, deque
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Literal, TypeVar

from rag.errors import FactcheckError, IngestCancelled
from rag.preparing import Control
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
"""How many of the last batches of one user are remembered, so that a page opened later can show them."""
PATIENCE = 2.0
"""Seconds that a file may take before others are read beside it."""
READERS, OF_ONE = 8, 4
"""Files that are read at the same time, of all users and of one, at most."""
_MOST_USERS = 1000


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
    """What is known of one uploaded file; while it is read, how many of its passages are embedded."""

    name: str
    state: Literal["waiting", "reading", "cancelled"] | FileStatus = "waiting"
    reason: str | None = None
    passages: int = 0
    warnings: tuple[str, ...] = ()
    embedded: int = 0

    @property
    def finished(self) -> bool:
        return self.state not in ("waiting", "reading")


class Batch:
    """The files of one drop: a line each, replaced as they are read."""

    def __init__(self, uploads: Sequence[Upload | Named]) -> None:
        self.uploads = tuple(uploads)
        self.lines: tuple[Line, ...] = tuple(Line(upload.name) for upload in uploads)
        self.key = secrets.token_hex(8)
        self._lock = threading.Lock()

    @property
    def finished(self) -> bool:
        return all(line.finished for line in self.lines)

    def put(self, index: int, line: Line) -> None:
        """Replace one line."""
        with self._lock:
            self.lines = (*self.lines[:index], line, *self.lines[index + 1 :])


@dataclass(eq=False, slots=True)
class _Job:
    """One piece of work of one user; ``work`` never raises."""

    owner: str
    work: Callable[[Control], None]
    cancelled: Callable[[], None] = lambda: None
    control: Control = field(default_factory=Control)
    began: float | None = None


class Intake:
    """The background reader. ``start`` it once; ``submit`` returns at once.

    ``most`` is how many files of one user may wait.
    """

    def __init__(self, engine: Engine, seeds: Path | None, *, most: int = 1000) -> None:
        self._engine = engine
        self._seeds = seeds
        self._most = most
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, deque[_Job]] = OrderedDict()
        self._running: list[_Job] = []
        self._jobs: dict[tuple[str, int], _Job] = {}
        self._stopped = False
        self._errands: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._kept: OrderedDict[str, deque[Batch]] = OrderedDict()
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
        self._readers: list[threading.Thread] = []
        self.state = IntakeState()

    def start(self) -> None:
        """Load the models, read the seeds if the store is empty, then wait for uploads."""
        if not self._thread.ident:
            self._thread.start()

    def stop(self) -> None:
        """Take no further uploads; what was taken is finished."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._errands.put(None)

    def wait(self, seconds: float) -> bool:
        """Whether the reader has come to its end within ``seconds`` of ``stop``."""
        deadline = time.monotonic() + seconds
        if self._thread.ident:
            self._thread.join(seconds)
        for reader in self._readers:
            reader.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in (self._thread, *self._readers))

    def submit(self, uploads: Sequence[Upload | Named], owner: str = "") -> Batch:
        """Queue files and addresses of ``owner`` for reading; whoever asked for it may leave."""
        batch = Batch(uploads)
        if not uploads:
            return batch
        with self._changed:
            self._keep(owner, batch)
            for index, upload in enumerate(uploads):
                if len(self._waiting.get(owner, ())) >= self._most:
                    batch.put(index, Line(upload.name, "failed", wording.too_many_files(self._most)))
                    _discard(upload)
                    continue
                job = _Job(
                    owner, partial(self._read_line, batch, index), partial(self._cancelled, batch, index)
                )
                self._jobs[batch.key, index] = job
                self._waiting.setdefault(owner, deque()).append(job)
            self._changed.notify_all()
        return batch

    def task(self, work: Callable[[Control], T], owner: str = "") -> Future[T]:
        """Have a document read in its turn among the files of ``owner``.

        Raises:
            TooMany: too many of them wait.
        """
        future: Future[T] = Future()
        job = _Job(owner, lambda control: _settle(future, partial(work, control)))
        with self._changed:
            if len(self._waiting.get(owner, ())) >= self._most:
                raise TooMany(wording.too_many_files(self._most))
            self._waiting.setdefault(owner, deque()).append(job)
            self._changed.notify_all()
        return future

    def cancel(self, owner: str, key: str, index: int) -> bool:
        """Take back a file of ``owner`` that is not in the store yet; whether there was one."""
        with self._changed:
            job = self._jobs.get((key, index))
            if job is None or job.owner != owner:
                return False
            job.control.given_up.set()
            if job.began is None:
                self._waiting[owner].remove(job)
                if not self._waiting[owner]:
                    del self._waiting[owner]
                job.cancelled()
            self._changed.notify_all()
        return True

    def batches_of(self, owner: str) -> tuple[Batch, ...]:
        """The last batches of ``owner``, oldest first, finished or not."""
        return tuple(self._kept.get(owner, ()))

    @property
    def batches(self) -> tuple[Batch, ...]:
        """The last batches of all users."""
        return tuple(batch for batches in list(self._kept.values()) for batch in list(batches))

    def errand(self, work: Callable[[], T]) -> Future[T]:
        """Do something else to the store (delete, edit), whatever is being read meanwhile."""
        future: Future[T] = Future()
        self._errands.put(lambda: _settle(future, work))
        return future

    def _keep(self, owner: str, batch: Batch) -> None:
        self._kept.setdefault(owner, deque(maxlen=KEPT)).append(batch)
        self._kept.move_to_end(owner)
        if len(self._kept) > _MOST_USERS:
            self._kept.popitem(last=False)

    def _run(self) -> None:
        self._note(phase="loading")
        try:
            self._note(problem=self._engine.fault())
            self._engine.warm()
            self._count()
            if self._seeds is not None and self.state.documents == 0 and self.state.problem is None:
                self._note(phase="seeds")
                self._engine.ingest([self._seeds], self._seed_finished)
                self._count()
        except FactcheckError as error:
            self._note(problem=str(error))
        except Exception:
            log.exception("the first start could not finish")
            self._note(problem=wording.SEEDS_FAILED)
        self._note(phase="ready", latest=None)
        self._readers = [
            threading.Thread(target=self._work, name=f"reader-{number}", daemon=True)
            for number in range(READERS)
        ]
        for reader in self._readers:
            reader.start()
        while (errand := self._errands.get()) is not None:
            errand()
            self._recount()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job.work(job.control)
            with self._changed:
                self._running.remove(job)
                self._changed.notify_all()
            self._recount()

    def _next(self) -> _Job | None:
        """The next job, as soon as one may be begun; None when there is none and none will come."""
        with self._changed:
            while True:
                if self._stopped and not self._waiting:
                    return None
                now = time.monotonic()
                fresh = [job.began for job in self._running if job.began and now - job.began < PATIENCE]
                if not fresh and len(self._running) < READERS and (job := self._turn()) is not None:
                    job.began = now
                    self._running.append(job)
                    return job
                self._changed.wait(PATIENCE - (now - max(fresh)) + 0.01 if fresh else None)

    def _turn(self) -> _Job | None:
        """The oldest job of the user whose turn it is."""
        for owner in list(self._waiting):
            if sum(job.owner == owner for job in self._running) >= OF_ONE:
                continue
            jobs = self._waiting[owner]
            job = jobs.popleft() if jobs else None
            if jobs:
                self._waiting.move_to_end(owner)
            else:
                del self._waiting[owner]
            if job is not None:
                return job
        return None

    def _read_line(self, batch: Batch, index: int, control: Control) -> None:
        upload, line = batch.uploads[index], replace(batch.lines[index], state="reading")

        def step(done: int, total: int) -> None:
            batch.put(index, replace(line, embedded=done, passages=total))

        batch.put(index, line)
        batch.put(index, self._read(upload, Control(step, control.given_up)))
        self._jobs.pop((batch.key, index), None)

    def _cancelled(self, batch: Batch, index: int) -> None:
        batch.put(index, Line(batch.uploads[index].name, "cancelled"))
        self._jobs.pop((batch.key, index), None)
        _discard(batch.uploads[index])

    def _read(self, upload: Upload | Named, control: Control) -> Line:
        try:
            report = (
                self._engine.add(upload.source, control)
                if isinstance(upload, Named)
                else self._engine.ingest_bytes(upload.path.read_bytes(), upload.name, control)
            )
        except IngestCancelled:
            return Line(upload.name, "cancelled")
        except FactcheckError as error:
            return Line(upload.name, "failed", str(error))
        except OSError:
            return Line(upload.name, "failed", wording.UPLOAD_LOST)
        except Exception:
            log.exception("an upload could not be read")
            return Line(upload.name, "failed", wording.FAULT)
        finally:
            _discard(upload)
        return Line(upload.name, report.status, report.reason, report.passages, report.warnings)

    def _seed_finished(self, report: FileReport) -> None:
        self._note(
            done=self.state.done + 1,
            latest=report.title or report.source.rsplit("/", 1)[-1],
            problem=(report.reason if report.status == "failed" else None) or self.state.problem,
        )

    def _recount(self) -> None:
        try:
            self._count()
        except FactcheckError as error:
            self._note(problem=str(error))
        except Exception:
            log.exception("the documents could not be counted")

    def _count(self) -> None:
        self._note(documents=self._engine.document_count())

    def _note(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]


class TooMany(FactcheckError):
    """A user has more files waiting than one may have."""


def _discard(upload: Upload | Named) -> None:
    if isinstance(upload, Upload):
        upload.path.unlink(missing_ok=True)


def _settle(future: Future[T], work: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whoever waits for the result gets it
        future.set_exception(error)
