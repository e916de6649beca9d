"""Documents of an ingest in the order they were given, loaded side by side ahead of their turn.

Parsing runs in processes of its own and fetching waits for the network, so threads are enough.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rag.documents.discovery import is_url
from rag.documents.parsing import stop_parsers
from rag.results import FileReport

if TYPE_CHECKING:
    from types import TracebackType

    from rag.documents.model import Document
    from rag.settings import Settings

T = TypeVar("T")
MOST_WORKERS = 4
"""Loaders of one ingest where ``workers`` is 0, at most: each may start a parser process of some 100 MB."""


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
        """``wanted`` is told source and fingerprint, in the caller's thread, before a document is loaded."""
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
        """One arrival a source, in order; what is reported already is passed through at its place."""
        begun = (source if isinstance(source, FileReport) else self._begun(source) for source in sources)
        return look_ahead(begun, self._workers)

    def _begun(self, source: str) -> Arrival:
        from rag.documents import load_file, load_url

        fingerprint = "" if is_url(source) else fingerprint_of(source, self._settings)
        if not self._wanted(source, fingerprint):
            return Arrival(source, fingerprint, None)
        if is_url(source):
            return Arrival(source, fingerprint, self._pool.submit(load_url, source, self._settings))
        return Arrival(source, fingerprint, self._pool.submit(load_file, Path(source), self._settings))


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
