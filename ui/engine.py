"""The seam between the page and the program behind it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol

from rag.errors import CitationError, FactcheckError
from ui import wording
from ui.state.collection import Collection, RagCollection
from ui.state.scope import Scope
from ui.views.followups import neighbours
from ui.views.sources import OpenedSource, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from rag.archive import CheckedClaim
    from rag.index import Store
    from rag.preparing import Control
    from rag.reading.history import Turn
    from rag.results import Answer, FileReport, IngestReport, Source, Verdict
    from rag.settings import Settings


KEPT = 200
"""Answers that are kept for the next who asks the same."""


class Engine(Collection, Protocol):
    """What the page asks of the program. Calls block; the page runs them in threads of its own."""

    @property
    def settings(self) -> Settings:
        """The limits that the page tells its users about."""

    def warm(self) -> None:
        """Load the models, so that the first question does not wait for them."""

    def ask(
        self, question: str, history: Sequence[Answer], as_of: str | None = None, collection: str = ""
    ) -> Answer:
        """Answer; ``history`` may rewrite a follow-up question, ``as_of`` leaves out later sources.

        Only the documents of ``collection`` are asked, if one is named; InputError where it holds none.
        """

    def iter_answer(
        self, question: str, history: Sequence[Answer], given_up: threading.Event, scope: Scope
    ) -> Generator[Answer, None, None]:
        """The answer from what ``scope`` names; where a chat model words it, growing by a checked sentence.

        ``given_up`` ends it.
        """

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """Questions near that of ``answer`` which have an answer: tried, and never on a chat model."""

    def claims(self, text: str) -> tuple[tuple[int, int], ...]:
        """The ranges of the claims of ``text`` in reading order: those that ``verify`` judges."""

    def verify(
        self, text: str, only: Sequence[tuple[int, int]], scope: Scope
    ) -> Generator[Verdict, None, None]:
        """The verdicts on the claims of ``text`` with these ranges, in order, as they are reached, from ``scope``.

        Closing it ends the work.
        """

    def recall(
        self, owner: str | None, text: str, claims: Sequence[tuple[int, int]], but: str = ""
    ) -> list[CheckedClaim | None]:
        """For each of these claims of ``text`` the one that says the same and that ``owner`` (None: anybody) may see.

        ``but`` is the draft whose own claims are left out.
        """

    def read_draft(self, data: bytes, name: str) -> str:
        """The text of a file that is to be checked; the store does not learn of it."""

    def open_source(self, source: Source) -> OpenedSource:
        """The text around a quote, checked again; never raises for a quote that fails the check."""

    def document_count(self) -> int:
        """How many documents can be asked about."""

    def fault(self) -> str | None:
        """What is wrong with the store and what to do, in one line; None when nothing is."""

    def ingest(self, paths: Sequence[Path], progress: Callable[[FileReport], None]) -> IngestReport:
        """Read files and folders into the store; ``progress`` hears of each file when it is finished."""

    def ingest_bytes(self, data: bytes, name: str, control: Control | None = None) -> FileReport:
        """Read one uploaded file into the store."""


class RagEngine(RagCollection):
    """The real program. Imports are made when they are first needed: they take longer than the page."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._opened: Store | None = None
        self._answers = _Answers()

    def warm(self) -> None:
        from rag import search
        from rag.models.encoder import load_reviewer
        from rag.reading import load_reader

        with contextlib.suppress(FactcheckError):  # whoever asks hears of it
            search("warm", 1, self._settings)
        load_reader(self._settings).read("What is warm?", ["The engine is warm."])
        load_reviewer(self._settings.threads, self._settings.cache).prepare()

    def ask(
        self, question: str, history: Sequence[Answer], as_of: str | None = None, collection: str = ""
    ) -> Answer:
        (answer,) = self._last(question, history, self._named(Scope(as_of=as_of, collection=collection)))
        return answer

    def iter_answer(
        self, question: str, history: Sequence[Answer], given_up: threading.Event, scope: Scope
    ) -> Generator[Answer, None, None]:
        scope = self._named(scope)
        if self._settings.llm is not None:
            yield from self._asked(question, history, scope, given_up)
        else:
            yield from self._last(question, history, scope, given_up)

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        from rag import ask, search

        # Trying costs the user nothing and sends nothing: no chat model hears of it.
        settings = self._settings.model_copy(update={"llm": None})
        passages = search(answer.rewritten or answer.question, 5, settings)
        found = []
        for question in neighbours(answer, [passage.text for passage in passages]):
            tried = self.ask(question, ()) if self._settings.llm is None else ask(question, settings=settings)
            if tried.status != "abstained" and tried.short_answer != answer.short_answer:
                found.append(question)
        return tuple(found)

    def claims(self, text: str) -> tuple[tuple[int, int], ...]:
        from rag.claims.splitting import split_claims

        return tuple((claim.start, claim.end) for claim in split_claims(text))

    def verify(
        self, text: str, only: Sequence[tuple[int, int]], scope: Scope
    ) -> Generator[Verdict, None, None]:
        from rag.claims.verifying import iter_verdicts

        scope = self._named(scope)
        documents = scope.documents or None
        yield from iter_verdicts(text, scope.as_of, self._settings, documents=documents, only=frozenset(only))

    def recall(
        self, owner: str | None, text: str, claims: Sequence[tuple[int, int]], but: str = ""
    ) -> list[CheckedClaim | None]:
        from rag.claims.memory import recall_from

        return recall_from(self._settings, owner, text, claims, but)

    def read_draft(self, data: bytes, name: str) -> str:
        from rag.documents import load_bytes

        return load_bytes(data, name, self._settings).text

    def open_source(self, source: Source) -> OpenedSource:
        store = self._store()
        if store.document(source.document_id) is None:
            return OpenedSource(source, problem=wording.DOCUMENT_GONE)
        opened = excerpt(source, store.text(source.document_id))
        try:
            store.verify_quote(source.document_id, source.start, source.end, source.quote)
        except CitationError as error:
            return replace(opened, problem=str(error))
        return opened

    def document_count(self) -> int:
        return len(self._store().documents())

    def fault(self) -> str | None:
        from rag.index.losses import REMEDY, loss

        found = loss(self._settings)
        return f"{found} {REMEDY}" if found is not None else None

    def ingest(self, paths: Sequence[Path], progress: Callable[[FileReport], None]) -> IngestReport:
        from rag.ingestion import ingest

        return ingest(list(paths), self._settings, progress=progress)

    def ingest_bytes(self, data: bytes, name: str, control: Control | None = None) -> FileReport:
        from rag.ingestion import ingest_bytes

        return ingest_bytes(data, name, self._settings, control=control)

    def _named(self, scope: Scope) -> Scope:
        from rag.collections import Collections

        return scope.asked(Collections(self._settings.store))

    def _asked(
        self, question: str, history: Sequence[Answer], scope: Scope, given_up: threading.Event | None
    ) -> Iterator[Answer]:
        from rag.chain import iter_answer

        settings = scope.settings(self._settings)
        documents = scope.documents or None
        return iter_answer(question, history, scope.as_of, settings, documents=documents, given_up=given_up)

    def _last(
        self,
        question: str,
        history: Sequence[Answer],
        scope: Scope,
        given_up: threading.Event | None = None,
    ) -> list[Answer]:
        """The answer in a list, kept from before where the same was asked of the same documents; none if given up."""
        from rag.reading.history import turns

        def make() -> Answer | None:
            return next(iter(list(self._asked(question, history, scope, given_up))[-1:]), None)

        if self._settings.llm is not None:
            answer = make()
        else:
            # "This week" means another one tomorrow.
            key = (question, tuple(turns(history)), scope, datetime.now(UTC).date())
            answer = self._answers.recall(self._store().revision, key, make)
        return [] if answer is None else [answer]

    def _store(self) -> Store:
        from rag.index import Store

        if self._opened is None:
            self._opened = Store(self._settings)
        return self._opened


_Asked = tuple[str, "tuple[Turn, ...]", Scope, date]
"""A question, the turns before it, what it is asked of, and the day of asking."""


class _Answers:
    """The last answers, as long as the documents stay the same. Safe to share between threads."""

    def __init__(self) -> None:
        self._revision: int | None = None
        self._kept: OrderedDict[_Asked, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, revision: int, key: _Asked, make: Callable[[], Answer | None]) -> Answer | None:
        """The answer to ``key`` at ``revision`` of the store; ``make`` is asked for one that is not kept."""
        began = time.perf_counter()
        with self._lock:
            if revision != self._revision:  # what was deleted must not live on in here
                self._revision = revision
                self._kept.clear()
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
        if found is not None:
            total = round(1000 * (time.perf_counter() - began), 2)
            return found.model_copy(update={"timings": {"total": total}})
        made = make()
        with self._lock:
            # It may hold of an older revision than that from which it was read, never of a later one.
            if made is not None and revision == self._revision:
                self._kept[key] = made
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return made
