"""Documents of an ingest in the order they were given, loaded side by side ahead of their turn.

Parsing runs in processes of its own and fetching waits for the network, so threads are enough. A file
that holds others (an archive, a mailbox, a mail with attachments) arrives as itself, if it has words of
its own, and then as each file in it.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rag.documents.discovery import is_url
from rag.documents.parsing import stop_parsers
from rag.errors import DocumentError
from rag.results import FileReport
from rag.scratch import scratch

if TYPE_CHECKING:
    from types import TracebackType

    from rag.documents.blocks import Member
    from rag.documents.model import Document
    from rag.settings import Settings

T = TypeVar("T")
MOST_WORKERS = 4
"""Loaders of one ingest where ``workers`` is 0, at most: each may start a parser process of some 100 MB."""
_DEEPEST = 3
"""How many files may lie one in the other: an attachment of a mail in an archive is the third."""
_HOLDERS = (".zip", ".mbox", ".eml", ".msg")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One source with the SHA-256 of its file ("" for a URL and where only loading can say what is wrong)."""

    source: str
    fingerprint: str
    loading: Future[Document] | None
    """None where the document was not wanted."""

    def document(self) -> Document:
        """The loaded document, waiting for it.

        Raises:
            DocumentError, FetchError: as ``load_file`` and ``load_url``.
        """
        assert self.loading is not None
        return replace(self.loading.result(), source=self.source)


class Arrivals:
    """Loads up to ``settings.workers`` documents at once, and no more of them ahead of their turn.

    A context manager: leaving it ends what is under way.
    """

    def __init__(self, settings: Settings, wanted: Callable[[str, str], bool]) -> None:
        """``wanted`` gets source and fingerprint, in the caller's thread, before a document is loaded."""
        self._settings, self._wanted = settings, wanted
        self._workers = settings.workers or min(MOST_WORKERS, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="load")

    def __enter__(self) -> Arrivals:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        if kind is KeyboardInterrupt:
            stop_parsers()  # It must not wait for a file that takes a minute.

    def of(self, sources: Iterable[str | FileReport]) -> Iterator[Arrival | FileReport]:
        """One arrival a document, in order; what is reported already is passed through at its place."""
        return look_ahead(self._all(sources), self._workers)

    def _all(self, sources: Iterable[str | FileReport]) -> Iterator[Arrival | FileReport]:
        for source in sources:
            if isinstance(source, FileReport):
                yield source
            elif is_url(source):
                yield self._fetched(source)
            else:
                yield from self._read(source)

    def _fetched(self, source: str) -> Arrival:
        from rag.documents import load_url

        if not self._wanted(source, ""):
            return Arrival(source, "", None)
        return Arrival(source, "", self._pool.submit(load_url, source, self._settings))

    def _read(self, path: str) -> Iterator[Arrival | FileReport]:
        from rag.documents import load_file
        from rag.documents.loading import holds_files, read_file, readable

        source, fingerprint = readable(path), fingerprint_of(path, self._settings)
        if _may_hold(path):
            try:
                data = read_file(Path(path), self._settings)
                if holds_files(data, Path(path).name, self._settings):
                    yield from self._held(data, Path(path).name, source, depth=1)
                    return
            except DocumentError:
                pass  # Loading says what is wrong.
        if not self._wanted(source, fingerprint):
            yield Arrival(source, fingerprint, None)
            return
        yield Arrival(source, fingerprint, self._pool.submit(load_file, Path(path), self._settings))

    def _held(self, data: bytes, name: str, source: str, depth: int) -> Iterator[Arrival | FileReport]:
        """The document in ``data``, if it is one itself, and those that are held in it."""
        from rag.documents.loading import load_held

        fingerprint = hashlib.sha256(data).hexdigest()
        with tempfile.TemporaryDirectory(prefix="held-", dir=scratch()) as folder:
            try:
                document, members = load_held(data, name, self._settings, Path(folder), source=source)
            except DocumentError as error:
                yield FileReport(source=source, status="failed", reason=str(error))
                return
            if document is not None:
                wanted = self._wanted(source, fingerprint)
                yield Arrival(source, fingerprint, _done(document) if wanted else None)
            for member in members:
                yield from self._member(member, source, depth)

    def _member(self, member: Member, holder: str, depth: int) -> Iterator[Arrival | FileReport]:
        from rag.documents.loading import holds_files

        source = f"{holder}/{member.name}"
        if not member.path:
            yield FileReport(source=source, status="skipped", reason=member.reason)
            return
        data = Path(member.path).read_bytes()
        if holds_files(data, member.name, self._settings):
            if depth >= _DEEPEST:
                reason = f"The file lies in {depth} others, one in the other; unpack them."
                yield FileReport(source=source, status="skipped", reason=reason)
            else:
                yield from self._held(data, member.name, source, depth + 1)
            return
        fingerprint = hashlib.sha256(data).hexdigest()
        if not self._wanted(source, fingerprint):
            yield Arrival(source, fingerprint, None)
            return
        yield Arrival(
            source, fingerprint, self._pool.submit(_load_member, data, member, source, self._settings)
        )


def _load_member(data: bytes, member: Member, source: str, settings: Settings) -> Document:
    from rag.documents import load_bytes

    document = load_bytes(data, member.name.rpartition("/")[2], settings, source=source)
    return replace(document, warnings=(member.note, *document.warnings)) if member.note else document


def _done(document: Document) -> Future[Document]:
    future: Future[Document] = Future()
    future.set_result(document)
    return future


def _may_hold(path: str) -> bool:
    """Whether the name or the first bytes of a file are those of a holder of files; the loader decides."""
    if path.lower().endswith(_HOLDERS):
        return True
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            return False
        with Path(path).open("rb") as file:
            start = file.read(600)
    except (OSError, ValueError):
        return False
    if start.startswith(b"PK\x03\x04"):
        # Office files, e-books and OpenDocument files are archives too, and begin with a part of their own.
        return not any(
            mark in start
            for mark in (b"[Content_Types].xml", b"mimetype", b"_rels/", b"word/", b"xl/", b"ppt/")
        )
    return start.startswith(
        (b"From ", b"Return-Path:", b"Received:", b"Delivered-To:", b"MIME-Version:", b"Message-ID:")
    )


def look_ahead(begun: Iterable[T], count: int) -> Iterator[T]:
    """The items in order, each given when ``count`` more have been taken, and so begun, behind it."""
    ahead: deque[T] = deque()
    for item in begun:
        ahead.append(item)
        if len(ahead) > count:
            yield ahead.popleft()
    while ahead:
        yield ahead.popleft()  # and no longer held


def fingerprint_of(source: str, settings: Settings) -> str:
    """The SHA-256 of a file; "" where only loading can say what is wrong with it."""
    try:
        status = Path(source).stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > settings.max_file_bytes:
            return ""
        with Path(source).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""
