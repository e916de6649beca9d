"""Documents made ready for the store: split and embedded, one ahead of the document that is being stored.

Storing a document keeps one core busy at most; the next one is embedded meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from rag.errors import IngestCancelled, InputError
from rag.index.context import in_context
from rag.results import FileReport
from rag.turns import Turns

if TYPE_CHECKING:
    from types import TracebackType

    from rag.documents.arrivals import Arrival
    from rag.documents.model import Document, PassageSpan
    from rag.index import Store, StoredDocument
    from rag.index.blocks import Vectors
    from rag.models.embedding import Embedder
    from rag.settings import Settings

Step = Callable[[str, str, int, int], None]
"""Called with a source, ``embed`` or ``index``, and how many passages of how many are done."""
Passages = tuple[list["PassageSpan"], "Vectors"]
"""The passages of a document and their vectors, one a row."""

_AHEAD = 1
_BATCH, _SHARED = 128, 32
"""Passages embedded at once, and as long as another document waits for its turn."""
_EMBEDDING = Turns()


@dataclass(frozen=True, slots=True)
class Control:
    """How somebody follows one document on its way into the store, and takes it back.

    ``on_step`` hears how many passages of how many are embedded. When ``given_up`` is set, the work
    ends with ``IngestCancelled``: at once while the file is parsed, else at the next slice.
    """

    on_step: Callable[[int, int], None] = lambda _done, _total: None
    given_up: threading.Event = field(default_factory=threading.Event)

    def step(self, _source: str, _stage: str, done: int, total: int) -> None:
        """A slice is done.

        Raises:
            IngestCancelled: the document was taken back.
        """
        self.check()
        self.on_step(done, total)

    def check(self) -> None:
        """Go on, or not.

        Raises:
            IngestCancelled: the document was taken back.
        """
        if self.given_up.is_set():
            raise IngestCancelled


@dataclass(frozen=True, slots=True)
class Ready:
    """A loaded document; its passages are None where the store seems to hold the document already."""

    document: Document
    passages: Passages | None


class Preparations:
    """Splits and embeds documents in a thread of its own, in order, at most one ahead of its turn.

    A context manager: leaving it ends what is under way, at the next 128 passages.
    """

    def __init__(
        self, settings: Settings, embedder: Embedder, known: Callable[[str], bool], on_step: Step | None
    ) -> None:
        """``known`` says whether the store holds a document, by its id, and is called in that thread."""
        self._settings, self._embedder, self._known, self._on_step = settings, embedder, known, on_step
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="embed")
        self._left = threading.Event()

    def __enter__(self) -> Preparations:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def of(
        self, arrivals: Iterable[Arrival | FileReport]
    ) -> Iterator[tuple[Arrival, Future[Ready] | None] | FileReport]:
        """Each arrival with what is being made of it, None for one that was not loaded; reports pass through."""
        from rag.documents.arrivals import look_ahead

        return look_ahead(map(self._begun, arrivals), _AHEAD)

    def _begun(self, arrival: Arrival | FileReport) -> tuple[Arrival, Future[Ready] | None] | FileReport:
        if isinstance(arrival, FileReport):
            return arrival
        return arrival, None if arrival.loading is None else self._pool.submit(self._ready, arrival)

    def _ready(self, arrival: Arrival) -> Ready:
        document = arrival.document()
        if self._known(document.id):
            return Ready(document, None)
        return Ready(document, embedded(document, self._embedder, self._settings, self._report))

    def _report(self, source: str, stage: str, done: int, total: int) -> None:
        if self._left.is_set():
            raise _LeftError
        if self._on_step is not None:
            self._on_step(source, stage, done, total)


class _LeftError(Exception):
    """Nobody waits for the document any more."""


def embedded(
    document: Document,
    embedder: Embedder,
    settings: Settings,
    on_step: Step | None = None,
    check: Callable[[], None] = lambda: None,
) -> Passages:
    """The passages of a document with their vectors; ``check`` is called now and then while it is split.

    Raises:
        InputError: it holds no sentence.
        ModelError: the embedding model cannot be loaded.
    """
    from rag.documents import split_passages

    spans = split_passages(document, embedder.count_tokens, settings, check)
    if not spans:
        raise InputError("The document has no sentence that could be quoted; check that it holds text.")
    texts = [
        in_context(document.text[span.start : span.end], document.metadata, span.section) for span in spans
    ]
    return spans, _vectors(texts, embedder, on_step and partial(on_step, document.source, "embed"))


def stored_vectors(store: Store, document: StoredDocument, embedder: Embedder) -> Vectors:
    """The vectors of a stored document's passages, made anew."""
    passages = store.passages_of(document.id)
    texts = [in_context(passage.text, document.metadata, passage.section) for passage in passages]
    return _vectors(texts, embedder, None)


def _vectors(texts: Sequence[str], embedder: Embedder, on_step: Callable[[int, int], None] | None) -> Vectors:
    import numpy as np

    blocks = []
    first = 0
    while first < len(texts):
        # A short document has its turn between two slices of a long one.
        with _EMBEDDING:
            last = min(first + (_SHARED if _EMBEDDING.waiting else _BATCH), len(texts))
            blocks.append(embedder.embed_passages(texts[first:last]))
        first = last
        if on_step is not None:
            on_step(first, len(texts))
    return np.concatenate(blocks)
