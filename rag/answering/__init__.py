"""Answering: from a question to an ``Answer`` whose every citation is the source, word for word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.reading.history import History, Turn
from rag.results import Answer

if TYPE_CHECKING:
    from rag.results import Passage
    from rag.settings import Settings
    from rag.store import Store

__all__ = ["History", "Turn", "ask"]


def ask(
    question: str,
    history: History = (),
    as_of: str | None = None,
    settings: Settings | None = None,
    *,
    documents: Collection[str] | None = None,
) -> Answer:
    """Answer a question from the documents in the store, or say why they do not.

    Args:
        history: earlier turns, as answers or as pairs of question and answer; they complete a
            follow-up question and are never evidence.
        as_of: partial ISO date; what was published later is left out.
        documents: ids of the documents to search; all of them by default.

    Raises:
        QuestionError: the question is empty, too long, or has no words.
        StoreError: the store cannot be used.
    """
    from rag.answering.pipeline import Evidence, answer_from
    from rag.answering.stopwatch import Stopwatch
    from rag.claims.loading import trained
    from rag.reading import checked_question, load_reader
    from rag.reading.rewriting import rewrite
    from rag.reading.similarity import sentence_similarity
    from rag.settings import default_settings

    settings = settings or default_settings()
    watch = Stopwatch()
    asked = checked_question(question, settings)
    with watch.stage("rewrite"):
        standalone = rewrite(asked, history)[: settings.max_question_chars]
    store = _store(settings)
    with watch.stage("retrieve"):
        passages = _retrieve(standalone, settings, store, documents, as_of)
    evidence = Evidence(passages, store, has_documents=bool(passages) or bool(store.documents()))
    return answer_from(
        asked,
        standalone,
        evidence,
        load_reader(settings),
        settings,
        watch,
        similarity=sentence_similarity(settings),
        judge=trained(settings),
    )


@lru_cache(maxsize=8)
def _store(settings: Settings) -> Store:
    """One open store a process and settings: it sees each new revision by itself and may be shared by threads."""
    from rag.store import Store

    return Store(settings)


def _retrieve(
    question: str, settings: Settings, store: Store, documents: Collection[str] | None, as_of: str | None
) -> Sequence[Passage]:
    from rag.retrieval.retriever import retrieve

    return retrieve(question, settings, store=store, documents=documents, as_of=as_of)
