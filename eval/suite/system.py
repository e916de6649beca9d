"""What is measured: the program behind a protocol, so that tests can put a fake in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rag.errors import FactcheckError, InputError
from rag.results import Answer, FileReport, Passage, Source, Verdict
from rag.settings import Settings


class System(Protocol):
    """A program with documents in its store."""

    def ask(self, question: str, history: Sequence[tuple[str, str]], *, forced: bool) -> Answer:
        """Answer; ``forced`` asks for an answer at any confidence."""

    def verify(self, text: str) -> Sequence[Verdict]:
        """Judge the claims of a text."""

    def search(self, query: str, k: int) -> Sequence[Passage]:
        """The best passages, best first."""

    def reproduces(self, source: Source) -> bool:
        """Whether the stored text has the quote at its offsets."""

    def name_of(self, document_id: str) -> str:
        """The file name of a document."""


@dataclass(frozen=True, slots=True)
class Program:
    """The program itself over the store that ``settings`` names."""

    settings: Settings

    def ask(
        self, question: str, history: Sequence[tuple[str, str]], *, forced: bool, as_of: str | None = None
    ) -> Answer:
        """Answer through ``rag.ask``, from what was published by ``as_of``."""
        from rag import ask

        settings = self.settings
        if forced:
            settings = settings.model_copy(update={"min_confidence": 0.0, "target_precision": None})
        return ask(question, history=history, as_of=as_of, settings=settings)

    def verify(self, text: str) -> Sequence[Verdict]:
        """Judge through ``rag.verify``."""
        from rag import verify

        return verify(text, settings=self.settings)

    def search(self, query: str, k: int, as_of: str | None = None) -> Sequence[Passage]:
        """Search through ``rag.search``, in what was published by ``as_of``."""
        from rag import search

        return search(query, k=k, as_of=as_of, settings=self.settings)

    def reproduces(self, source: Source) -> bool:
        """Read the document from the store again and compare."""
        from rag.index import Store

        with Store(self.settings) as store:
            try:
                return store.text(source.document_id)[source.start : source.end] == source.quote
            except (FactcheckError, KeyError):
                return False

    def name_of(self, document_id: str) -> str:
        """The last part of the document's source."""
        from rag.index import Store

        with Store(self.settings) as store:
            document = store.document(document_id)
            return Path(document.source).name if document else document_id


def seeded_program(
    seeds: Path, store: Path, settings: Settings, progress: Callable[[FileReport], None] | None = None
) -> Program:
    """Ingest documents, the seeds for one, into a store at ``store``.

    Raises:
        InputError: a document that cannot be ingested; figures on the rest would mislead.
    """
    from rag import ingest

    # Never into a Chroma server that holds the documents of others.
    settings = settings.model_copy(update={"store": store, "chroma_url": None})
    report = ingest([seeds], settings, progress=progress)
    failed = [file for file in report.files if file.status == "failed"]
    if failed or not report.files:
        fault = f"{failed[0].source}: {failed[0].reason}" if failed else f"{seeds} holds no document"
        raise InputError(f"The documents in {seeds} cannot be ingested ({fault}); mend or remove the file.")
    return Program(settings)
