"""Answering: from a question to an ``Answer`` whose every citation is the source, word for word."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.reading.history import History, Turn
from rag.results import Answer

if TYPE_CHECKING:
    from rag.answering.stopwatch import Stopwatch
    from rag.generation.protocol import ChatModel
    from rag.generation.usage import Usage
    from rag.index import Store
    from rag.results import Passage
    from rag.settings import Settings

__all__ = ["History", "Turn", "ask", "iter_answer"]


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
        ModelError, SettingsError: the chat model that is set lacks its package, file or key.
    """
    *_, answer = iter_answer(question, history, as_of, settings, documents=documents)
    return answer


def iter_answer(
    question: str,
    history: History = (),
    as_of: str | None = None,
    settings: Settings | None = None,
    *,
    documents: Collection[str] | None = None,
    chat: ChatModel | None = None,
    given_up: threading.Event | None = None,
) -> Iterator[Answer]:
    """The answer of ``ask``, where a chat model words it growing by a checked sentence at a time.

    The last one is the answer of ``ask``; those before it have ``generation.finished`` False and
    say nothing that a later one takes back. Closing the iterator cancels the request.

    Args:
        chat: a chat model in the place of the one that ``settings.llm`` names.
        given_up: set by another thread, it cancels the request and ends the iterator, with no last answer.

    Raises:
        As ``ask``.
    """
    from rag.answering.pipeline import Evidence, answer_from
    from rag.answering.stopwatch import Stopwatch
    from rag.claims.loading import load_judge, trained
    from rag.generation import load_chat_model
    from rag.reading import checked_question, load_reader
    from rag.reading.similarity import sentence_similarity
    from rag.settings import default_settings

    settings = settings or default_settings()
    chat = chat or load_chat_model(settings)
    given_up = given_up or threading.Event()
    watch = Stopwatch()
    asked = checked_question(question, settings)
    reader = load_reader(settings)
    standalone, spent = _standalone(asked, history, settings, chat, watch, given_up)
    store = _store(settings)
    with watch.stage("retrieve"):
        passages = _retrieve(standalone, settings, store, documents, as_of)
    evidence = Evidence(passages, store, has_documents=bool(passages) or bool(store.documents()))
    answer = answer_from(
        asked,
        standalone,
        evidence,
        reader,
        settings,
        watch,
        similarity=sentence_similarity(settings),
        judge=trained(settings),
    )
    if chat is None:
        yield answer
        return

    from rag.generation.requesting import Conditions
    from rag.generation.wording import worded

    given = Conditions(chat, store, load_judge(settings), settings, store.revision, spent, given_up=given_up)
    yield from worded(answer, passages, given)


def _standalone(
    asked: str,
    history: History,
    settings: Settings,
    chat: ChatModel | None,
    watch: Stopwatch,
    given_up: threading.Event,
) -> tuple[str, Usage]:
    """The question as it is retrieved for: by the chat model where one is set, else by rules."""
    from rag.generation.usage import Usage
    from rag.reading.history import turns
    from rag.reading.rewriting import rewrite

    with watch.stage("rewrite"):
        past, spent = turns(history), Usage()
        if chat is not None and past:
            from rag.generation.follow_ups import rewritten

            by_model, spent = rewritten(asked, past, chat, settings, given_up)
            if by_model is not None:
                return by_model, spent
        return rewrite(asked, history)[: settings.max_question_chars], spent


@lru_cache(maxsize=8)
def _store(settings: Settings) -> Store:
    """One open store a process and settings: it sees each new revision by itself and may be shared by threads."""
    from rag.index import Store

    return Store(settings)


def _retrieve(
    question: str, settings: Settings, store: Store, documents: Collection[str] | None, as_of: str | None
) -> Sequence[Passage]:
    from rag.index.retriever import retrieve

    return retrieve(question, settings, store=store, documents=documents, as_of=as_of)
