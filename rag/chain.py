"""The chain from a question to an answer, as named LangChain Runnables; and the doors that invoke it.

    understand → retrieve → read → decide → settle (read_on → decide_again) → compose → compute → word
               ↘ reply, to what is no question: nothing is searched
               ↘ survey (a timeline, a summary, what changed) → word

``ask``, the chat, the command line, the API and the evaluation invoke this chain, so a callback handler or a
tracer sees each stage with what goes in and out, and the retriever as a retriever. The stages themselves are
plain functions of plain values in ``rag.answering``; here they are joined, and their parts can be exchanged:

>>> from rag import build_chain
>>> chain = build_chain(retriever=my_retriever, model=my_chat_model)     # doctest: +SKIP
>>> chain.invoke("how large was China's 2019 loan?").text                # doctest: +SKIP

Nothing is traced unless the user switched LangSmith on.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import importlib
import re
import threading
from collections.abc import AsyncIterator, Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, cast

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.prompt_values import PromptValue
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import (
    Runnable,
    RunnableBranch,
    RunnableConfig,
    RunnableLambda,
    RunnablePassthrough,
)
from langchain_core.tools import StructuredTool, ToolException
from pydantic import Field
from typing_extensions import TypedDict

from rag.answering import pipeline
from rag.answering.pipeline import Decided, Evidence, Readings
from rag.answering.stopwatch import Stopwatch
from rag.errors import CitationError, FactcheckError, InputError, StoreError
from rag.quiet import silence
from rag.reading.history import History, Turn, turns
from rag.results import Answer, Passage
from rag.settings import Settings, default_settings

if TYPE_CHECKING:
    from rag.claims.evidence import Library
    from rag.claims.protocol import Judge
    from rag.generation.protocol import ChatModel
    from rag.generation.usage import Usage
    from rag.index import Store
    from rag.reading.overviews import Overview
    from rag.reading.protocol import Reader
    from rag.reading.small_talk import SmallTalk


class Question(TypedDict, total=False):
    """What the chain takes besides a bare question; only ``question`` is needed."""

    question: str
    history: list[tuple[str, str]]
    as_of: str | None
    documents: list[str] | None


@dataclass(frozen=True, slots=True)
class Request:
    """A question with what belongs to it, as the program's own doors give it to the chain.

    ``chat`` words the answer in the place of the chain's model; ``given_up``, set by another thread, ends
    the work with no last answer.
    """

    question: str
    history: History = ()
    as_of: str | None = None
    documents: tuple[str, ...] | None = None
    chat: ChatModel | None = None
    given_up: threading.Event = field(default_factory=threading.Event, compare=False)


ChainInput: TypeAlias = "str | Question | Request | BaseMessage | list[BaseMessage] | PromptValue"


# The doors


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
        question: in English, in the words of whoever asks.
        history: earlier turns, as answers or as pairs of question and answer; they complete a
            follow-up question and are never evidence.
        as_of: partial ISO date; what was published later is left out.
        settings: the store and the models; those of the environment by default.
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
        question, history, as_of, settings, documents: as ``ask``.
        chat: a chat model in the place of the one that ``settings.llm`` names.
        given_up: set by another thread, it cancels the request and ends the iterator, with no last answer.

    Raises:
        As ``ask``.
    """
    chosen = None if documents is None else tuple(documents)
    request = Request(question, history, as_of, chosen, chat, given_up or threading.Event())
    yield from _chain(settings or default_settings()).stream(request)


def as_runnable(settings: Settings | None = None) -> Runnable[ChainInput, Answer]:
    """The chain with the parts that ``settings`` name: what ``ask`` invokes.

    Input: a question; or a mapping with ``question`` and, if wanted, ``history`` (pairs of
    question and answer, answers, or chat messages), ``as_of`` and ``documents``; or what a prompt
    or a model gives, whose last human message (else the last message) is the question and whose
    earlier messages are the history.

    Output: the :class:`~rag.results.Answer`. ``stream`` yields it once and whole; where a chat
    model words it, growing, by one checked sentence at a time. A word is shown when its citation
    has been checked, and not earlier; the last answer is the one that ``invoke`` returns.

    Raises:
        InputError: the input is none of these.
        FactcheckError: as ``ask``.
    """
    return build_chain(settings)


def build_chain(
    settings: Settings | None = None,
    *,
    retriever: BaseRetriever | None = None,
    reader: Reader | None = None,
    verifier: Judge | None = None,
    model: BaseChatModel | ChatModel | None = None,
) -> Runnable[ChainInput, Answer]:
    """The chain from question to answer, with parts of your own in the place of those that ``settings`` name.

    Args:
        settings: the store, limits and thresholds; those of the environment by default.
        retriever: any LangChain retriever. Documents that are not passages of the store are quoted as they
            come: their ``page_content`` is the source, ``title``, ``publisher``, ``published`` and ``url``
            (else ``source``) of their metadata tell whose.
        reader: finds answer spans in passages (:class:`rag.reading.protocol.Reader`).
        verifier: judges statements against evidence (:class:`rag.claims.protocol.Judge`).
        model: a chat model of LangChain that words answers; each sentence is checked before it is shown.

    Input, output and errors: as :func:`as_runnable`.
    """
    silence()
    stages = Stages(settings or default_settings(), retriever, reader, verifier, model)

    def word(composed: _Composed) -> Iterator[Answer]:
        yield from stages.word(composed)

    async def word_async(composed: _Composed) -> AsyncIterator[Answer]:
        growing = stages.word(composed)
        try:
            while (step := await asyncio.to_thread(next, growing, None)) is not None:
                yield step
        finally:
            # Where the caller gave up, a thread may still be at work in it: then it ends unheard.
            composed.asked.request.given_up.set()
            with contextlib.suppress(ValueError):
                growing.close()

    found = (
        RunnableLambda(stages.retrieve, name="retrieve")
        | RunnableLambda(stages.read, name="read")
        | RunnableLambda(stages.decide, name="decide")
        | RunnableBranch(
            (
                lambda found: not found.settled,
                RunnableLambda(stages.read_on, name="read_on")
                | RunnableLambda(stages.decide, name="decide_again"),
            ),
            RunnablePassthrough(),
        ).with_config(run_name="settle")
        | RunnableLambda(stages.compose, name="compose")
    )
    plain: Runnable[ChainInput, _Composed] = RunnableLambda(stages.understand, name="understand") | found

    def compute(composed: _Composed, config: RunnableConfig) -> _Composed:
        def look_up(question: str) -> Answer:
            request = replace(composed.asked.request, question=question, history=())
            return plain.invoke(request, config).answer

        return stages.compute(composed, look_up)

    answering = (
        found | RunnableLambda(compute, name="compute") | RunnableLambda(word, word_async, name="word")
    )
    surveyed: Runnable[Any, Any] = RunnableBranch(
        (lambda made: isinstance(made, _Composed), RunnableLambda(word, word_async, name="word")), answering
    )
    surveying: Runnable[Any, Any] = RunnableLambda(stages.survey, name="survey") | surveyed
    chain = RunnableLambda(stages.understand, name="understand") | RunnableBranch(
        (lambda asked: asked.small_talk is not None, RunnableLambda(stages.reply, name="reply")),
        (lambda asked: asked.overview is not None, surveying),
        answering,
    ).with_config(run_name="respond")
    return chain.with_config(run_name="factcheck").with_types(
        input_type=cast("type[Any]", str | Question),  # a union has a schema, though it is no type
        output_type=Answer,
    )


@lru_cache(maxsize=8)
def _chain(settings: Settings) -> Runnable[ChainInput, Answer]:
    """The chain of these settings, made once."""
    return build_chain(settings)


# The stages: each takes what the one before it made

_LOOKED_THROUGH = 3
"""Times as many passages are searched as are read where the newest of them are wanted."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it is retrieved for; ``spent`` is what a chat model took to complete it.

    ``asked`` is all that was typed, ``question`` the (first) question of it and ``others`` those that follow.
    ``small_talk`` is what it is where it holds no question.
    """

    request: Request
    asked: str
    standalone: str
    spent: Usage
    watch: Stopwatch
    question: str = ""
    others: tuple[str, ...] = ()
    small_talk: SmallTalk | None = None
    overview: Overview | None = None

    @property
    def asked_on(self) -> str:
        """The day of asking: what was published later is not known, and "last year" is counted from it."""
        return self.request.as_of or datetime.now(UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class _Retrieved:
    asked: _Asked
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Read:
    asked: _Asked
    evidence: Evidence
    readings: Readings


@dataclass(frozen=True, slots=True)
class _Found:
    asked: _Asked
    evidence: Evidence
    readings: Readings
    decided: Decided

    @property
    def settled(self) -> bool:
        """Whether nothing that was left unread could change the decision."""
        return self.decided.sure or self.readings.complete


@dataclass(frozen=True, slots=True)
class _Composed:
    asked: _Asked
    evidence: Evidence
    answer: Answer
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Stages:
    """The parts of one chain, and its stages as methods over the plain functions of ``rag.answering``."""

    settings: Settings
    retriever: BaseRetriever | None
    given_reader: Reader | None
    given_verifier: Judge | None
    model: BaseChatModel | ChatModel | None

    def understand(self, value: ChainInput) -> _Asked:
        """The question, completed by the turns before it."""
        from rag.generation.usage import Usage
        from rag.reading import checked_question
        from rag.reading.overviews import overview_of
        from rag.reading.parts import affirmative, questions_in
        from rag.reading.small_talk import small_talk

        request, watch = _request(value), Stopwatch()
        asked = checked_question(request.question, self.settings)
        questions = [part for part in questions_in(asked) if small_talk(part) is None]
        if not questions:
            return _Asked(
                request, asked, asked, Usage(), watch, asked, small_talk=small_talk(asked) or "greeting"
            )
        first, *others = questions
        past = [turn for turn in turns(request.history) if small_talk(turn.question) is None]
        request = replace(request, history=past)
        self._prepare()
        with watch.stage("rewrite"):
            standalone, spent = self._standalone(affirmative(first), request)
        known = _Asked(request, asked, standalone, spent, watch, first, tuple(others))
        return replace(
            known, overview=overview_of(first, known.asked_on) or overview_of(standalone, known.asked_on)
        )

    def reply(self, asked: _Asked) -> Answer:
        """A friendly sentence to what is no question; there is no evidence for it, and none is looked for."""
        from rag.reading.small_talk import REPLIES

        return Answer(
            question=asked.asked,
            status="abstained",
            text=REPLIES[asked.small_talk or "greeting"],
            confidence=0.0,
            timings=asked.watch.timings(),
        )

    def survey(self, asked: _Asked, config: RunnableConfig) -> _Composed | _Asked:
        """A timeline, a summary or what changed; the question again where it is better answered as any other."""
        from rag.answering.overviews import Shelf, overview
        from rag.index.dates import first_day
        from rag.index.scope import Scope

        store, request = _store(self.settings), asked.request
        loose = _LooseDocuments(store)

        def search(query: str, count: int) -> list[Passage]:
            if self.retriever is not None:
                found = [loose.passage(each) for each in self.retriever.invoke(query, config)]
                return [each for each in found if _allowed(each, request)]
            wide = self.settings.model_copy(update={"per_document": count})
            own = PassageRetriever(settings=wide, k=count, as_of=request.as_of, documents=request.documents)
            return [_passage(each) for each in own.invoke(query, config)]

        scope = Scope.of(request.documents, request.as_of)
        documents = [] if self.retriever is not None else store.documents()
        shelf = Shelf(
            search,
            loose,
            [each for each in documents if scope.allows(each.id, first_day(each.published))],
            store.passages_of,
        )
        assert asked.overview is not None
        with asked.watch.stage("survey"):
            answer = overview(asked.standalone, asked.overview, shelf, asked.asked_on)
        if answer is None:
            return asked
        told = answer.model_copy(update=self._of(asked))
        return _Composed(asked, Evidence([], loose, bool(documents)), told, computed=True)

    def retrieve(self, asked: _Asked, config: RunnableConfig) -> _Retrieved:
        """The passages to read, by the retriever."""
        request, store = asked.request, _store(self.settings)
        with asked.watch.stage("retrieve"):
            if self.retriever is None:
                passages = self._search(asked, config)
                sources: Library = store
            else:
                loose = _LooseDocuments(store)
                found = self.retriever.invoke(asked.standalone, config)
                passages = [loose.passage(document) for document in found]
                passages = [each for each in passages if _allowed(each, request)]
                sources = loose
        has_documents = bool(passages) or bool(store.documents())
        return _Retrieved(asked, Evidence(passages, sources, has_documents, asked.asked_on))

    def _search(self, asked: _Asked, config: RunnableConfig) -> list[Passage]:
        """Passages of the store; where the question speaks of a time, those published near it among them."""
        from rag.index.recency import timely
        from rag.reading.moments import in_figures, known_by, period_of, wants_newest

        request, count = asked.request, self.settings.read
        question, asked_on = asked.standalone, asked.asked_on

        def search(k: int, as_of: str | None) -> list[Passage]:
            own = PassageRetriever(settings=self.settings, k=k, as_of=as_of, documents=request.documents)
            return [_passage(each) for each in own.invoke(in_figures(question, asked_on), config)]

        then, period = known_by(question, asked_on), period_of(question, asked_on)
        if not (then or period or wants_newest(question)):
            return search(count, request.as_of)
        if then is None:
            return timely(search(_LOOKED_THROUGH * count, request.as_of), count, period)
        # What was published by then comes first; what tells of it later, behind.
        known = timely(search(_LOOKED_THROUGH * count, min(then, request.as_of or then)), count, None)
        places = {each.id for each in known}
        return [*known, *(each for each in search(count, request.as_of) if each.id not in places)][
            : 2 * count
        ]

    def read(self, retrieved: _Retrieved) -> _Read:
        """Spans of the passages that retrieval ranks first."""
        asked = retrieved.asked
        with asked.watch.stage("read"):
            readings = pipeline.read_first(asked.standalone, retrieved.evidence, self.reader())
        return _Read(asked, retrieved.evidence, readings)

    def decide(self, read: _Read) -> _Found:
        """An answer, a disagreement or silence from what was read."""
        from rag.reading.similarity import sentence_similarity

        with read.asked.watch.stage("decide"):
            decided = pipeline.decide_on(
                read.readings,
                read.evidence,
                self.reader().name,
                self.settings,
                similarity=sentence_similarity(self.settings),
                judge=self.judge(),
                verifier=self.verifier(),
            )
        return _Found(read.asked, read.evidence, read.readings, decided)

    def read_on(self, found: _Found) -> _Read:
        """Spans of the other passages, where the first ones do not settle the question."""
        with found.asked.watch.stage("read"):
            readings = pipeline.read_on(found.readings, found.evidence, self.reader())
        return _Read(found.asked, found.evidence, readings)

    def compose(self, found: _Found) -> _Composed:
        """The answer from checked quotes."""
        asked = found.asked
        with asked.watch.stage("compose"):
            answer = pipeline.compose_answer(found.readings, found.decided, found.evidence)
        models = {"embedder": self.settings.embedder, "reader": self.reader().name}
        answer = answer.model_copy(update={**self._of(asked), "models": models})
        return _Composed(asked, found.evidence, answer)

    def _of(self, asked: _Asked) -> dict[str, object]:
        """What an answer says of its question."""
        return {
            "question": asked.asked,
            "rewritten": asked.standalone if asked.standalone != asked.asked else None,
            "timings": asked.watch.timings(),
            "models": {"embedder": self.settings.embedder},
        }

    def compute(self, composed: _Composed, look_up: Callable[[str], Answer]) -> _Composed:
        """The answer of a question that needs several look-ups, each asked with ``look_up``; others stay."""
        from rag.answering.columns import over_column
        from rag.answering.counting import counted
        from rag.answering.holders import with_newer_holder
        from rag.answering.look_ups import computed
        from rag.reading.operands import taken_apart

        asked = composed.asked
        task = taken_apart(asked.standalone)
        threshold = pipeline.threshold_of(self.reader().name, self.settings)
        with asked.watch.stage("compute"):
            if task is None:
                answer = with_newer_holder(asked.standalone, composed.answer, look_up)
                if answer is composed.answer:
                    answer = counted(asked.standalone, answer, look_up, threshold)
                evidence = composed.evidence
                answer = over_column(asked.standalone, answer, evidence.passages, evidence.sources)
            else:
                answer = computed(task, composed.answer, look_up, threshold)
        if answer is composed.answer:
            return composed
        return replace(
            composed, answer=answer.model_copy(update={"timings": asked.watch.timings()}), computed=True
        )

    def word(self, composed: _Composed) -> Generator[Answer]:
        """The answer in the words of the chat model, growing; of several questions all answers, once and whole."""
        if not composed.asked.others:
            yield from self._worded(composed)
            return
        from rag.answering.several import together

        asked = composed.asked
        chain = build_chain(
            self.settings,
            retriever=self.retriever,
            reader=self.given_reader,
            verifier=self.given_verifier,
            model=self.model,
        )
        answers = list(self._worded(composed))[-1:]
        past = [*turns(asked.request.history), *(Turn(asked.question, each.short_answer) for each in answers)]
        for question in asked.others:
            if asked.request.given_up.is_set():
                return
            growing = list(chain.stream(replace(asked.request, question=question, history=tuple(past))))
            answers += growing[-1:]
            past += [Turn(question, each.short_answer) for each in growing[-1:]]
        if len(answers) == 1 + len(asked.others):
            yield together(asked.asked, answers)

    def _worded(self, composed: _Composed) -> Generator[Answer]:
        """One answer in the words of the chat model, growing; as it is where there is none."""
        request = composed.asked.request
        chat = None if composed.computed else self._chat(request)
        if chat is None:
            yield composed.answer
            return
        from rag.generation.requesting import Conditions
        from rag.generation.wording import worded

        sources = composed.evidence.sources
        given = Conditions(
            chat,
            sources,
            self.judge(),
            self.settings,
            _store(self.settings).revision,
            composed.asked.spent,
            given_up=request.given_up,
        )
        yield from worded(composed.answer, composed.evidence.passages, given)

    def _prepare(self) -> None:
        """Begin to load what will be wanted, while the question is looked at and searched for."""
        from rag.warming import prepare

        if self.retriever is None and self.given_reader is None:
            prepare(self.settings)
            importlib.import_module("langchain_chroma")  # a second, in which the networks are loaded

    def _standalone(self, asked: str, request: Request) -> tuple[str, Usage]:
        """The question as it is retrieved for: by the chat model where one is set, else by rules."""
        from rag.generation.usage import Usage
        from rag.reading.rewriting import rewrite
        from rag.reading.similarity import sentence_similarity

        past, spent, chat = turns(request.history), Usage(), self._chat(request)
        if chat is not None and past:
            from rag.generation.follow_ups import rewritten

            by_model, spent = rewritten(asked, past, chat, self.settings, request.given_up)
            if by_model is not None:
                return by_model, spent
        standalone = rewrite(asked, request.history, sentence_similarity(self.settings))
        return standalone[: self.settings.max_question_chars], spent

    def _chat(self, request: Request) -> ChatModel | None:
        from rag.generation import load_chat_model

        if request.chat is not None:
            return request.chat
        if self.model is None:
            return load_chat_model(self.settings)
        if isinstance(self.model, BaseChatModel):
            from rag.generation.langchain_chat import LangChainChat

            name = getattr(self.model, "model_name", None) or getattr(self.model, "model", None)
            return LangChainChat(self.model, str(name or self.model.get_name()), "a model given to the chain")
        return self.model

    def reader(self) -> Reader:
        from rag.reading import load_reader

        return self.given_reader or load_reader(self.settings)

    def judge(self) -> Judge:
        """What rules yes-or-no questions, and checks the sentences of a chat model."""
        from rag.claims import load_judge

        return self.given_verifier or load_judge(self.settings)

    def verifier(self) -> Judge:
        """What reads each likely answer as a claim."""
        from rag.claims.loading import reviewer

        return self.given_verifier or reviewer(self.settings)


@lru_cache(maxsize=8)
def _store(settings: Settings) -> Store:
    """One open store a process and settings: it sees each new revision by itself and may be shared by threads."""
    from rag.index import Store

    return Store(settings)


# Retrievers and their documents


class PassageRetriever(BaseRetriever):
    """``search`` as a retriever: exact passages, best first, with where each one stands."""

    settings: Settings | None = None
    k: int = Field(default=10, ge=1)
    as_of: str | None = None
    documents: tuple[str, ...] | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  # LangChain's signature
    ) -> list[Document]:
        from rag.index.retriever import search

        settings = self.settings or default_settings()
        found = search(
            query, self.k, settings, store=_store(settings), documents=self.documents, as_of=self.as_of
        )
        return [_document(passage) for passage in found]


def as_retriever(settings: Settings | None = None, k: int = 10) -> PassageRetriever:
    """``search`` as a LangChain retriever of ``k`` passages.

    The metadata of each document are ``document_id``, ``start``, ``end``, ``score``, ``title``, ``author``,
    ``publisher``, ``published``, ``url``, ``section`` and ``page``; ``page_content`` is the stored text
    between ``start`` and ``end``, to the character.
    """
    silence()
    return PassageRetriever(settings=settings, k=k)


_KNOWN = (
    "document_id", "start", "end", "score", "title", "author", "publisher", "published", "url", "section", "page",
)  # fmt: skip


def _document(passage: Passage) -> Document:
    metadata = {name: getattr(passage, name) for name in _KNOWN}
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)


def _passage(document: Document) -> Passage:
    return Passage(id=document.id or "", text=document.page_content, **document.metadata)


_PARTIAL_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


class _LooseDocuments:
    """Documents of any retriever beside those of the store: the content of each is a source by itself."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._texts: dict[str, str] = {}

    def passage(self, document: Document) -> Passage:
        """The document as a passage: of the store where it is one to the character, else of itself."""
        known = document.metadata
        try:
            passage = _passage(document)
            if self._store.text(passage.document_id)[passage.start : passage.end] == passage.text:
                return passage
        except (TypeError, ValueError, StoreError):
            pass  # not one of ours
        text = document.page_content
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
        self._texts[digest] = text
        published = str(known.get("published") or known.get("date") or "")[:10]
        score = known.get("score", 1.0)
        return Passage(
            id=f"{digest}:0",
            document_id=digest,
            text=text,
            start=0,
            end=len(text),
            score=score if isinstance(score, float) and 0.0 <= score <= 1.0 else 1.0,
            title=str(known.get("title") or known.get("source") or ""),
            author=_text(known.get("author")),
            publisher=_text(known.get("publisher")),
            published=published if _PARTIAL_DATE.fullmatch(published) else None,
            url=_text(known.get("url")),
        )

    def text(self, document_id: str) -> str:
        """The text of a document."""
        return self._texts[document_id] if document_id in self._texts else self._store.text(document_id)

    def sentences(self, document_id: str) -> tuple[tuple[int, int], ...]:
        """The ranges of its sentences."""
        if document_id not in self._texts:
            return self._store.sentences(document_id)
        from rag.documents import sentences

        return tuple(sentences(self._texts[document_id]))

    def page(self, document_id: str, offset: int) -> int | None:
        """The page of a character."""
        return None if document_id in self._texts else self._store.page(document_id, offset)

    def verify_quote(self, document_id: str, start: int, end: int, quote: str) -> None:
        """Raise CitationError unless the quote stands there."""
        if document_id not in self._texts:
            self._store.verify_quote(document_id, start, end, quote)
        elif self._texts[document_id][start:end] != quote:
            raise CitationError(
                f"The quotation {quote[:80]!r} is not what the retriever returned; ask again."
            )


def _text(value: object) -> str | None:
    return str(value) if value else None


def _allowed(passage: Passage, request: Request) -> bool:
    from rag.index.dates import first_day
    from rag.index.scope import Scope

    return Scope.of(request.documents, request.as_of).allows(
        passage.document_id, first_day(passage.published)
    )


# Tool


def as_tool(settings: Settings | None = None) -> StructuredTool:
    """``ask`` as a tool for a model that calls tools; the result is plain JSON values.

    A tool message carries the whole ``Answer`` as its artifact.
    """
    silence()

    def ask_documents(
        question: Annotated[
            str, Field(description="One complete question, with the names and years it is about.")
        ],
        as_of: Annotated[
            str | None,
            Field(description="Leave out what was published after this day: YYYY, YYYY-MM or YYYY-MM-DD."),
        ] = None,
    ) -> tuple[dict[str, object], Answer]:
        try:
            answer = ask(question, as_of=as_of, settings=settings)
        except FactcheckError as error:
            raise ToolException(str(error)) from error
        return answer.model_dump(mode="json", exclude={"timings", "models"}), answer

    return StructuredTool.from_function(
        ask_documents,
        name="ask_documents",
        description=(
            "Answer a question from the user's own document collection. The result holds the status "
            "('answered', 'disagreement' between sources, or 'abstained' when the documents do not say), "
            "the answer, and citations whose quotes are the exact words of the sources with title, "
            "publisher and date. Use it for every factual claim about the documents, repeat quotes word "
            "for word, cite them by number, and say so when it abstained instead of answering from memory."
        ),
        response_format="content_and_artifact",
        handle_tool_error=True,
    )


# Inputs


def _request(value: object) -> Request:
    match value:
        case Request():
            return value
        case str():
            return Request(value)
        case BaseMessage():
            return Request(value.text)
        case PromptValue():
            return _conversation(value.to_messages())
        case Mapping():
            return _from_mapping(value)
        case [*items] if items:
            messages = [item for item in items if isinstance(item, BaseMessage)]
            if len(messages) == len(items):
                return _conversation(messages)
    raise InputError(
        f"The runnable cannot take {type(value).__name__} {str(value)[:60]!r} as a question: give a string, "
        "a mapping with 'question', or chat messages."
    )


def _from_mapping(value: Mapping[str, object]) -> Request:
    unknown = sorted(str(key) for key in value if key not in Question.__annotations__)
    if unknown or "question" not in value:
        seen = repr(unknown[0]) if unknown else "no 'question'"
        raise InputError(
            f"The input of the runnable has {seen}: it takes {', '.join(Question.__annotations__)}."
        )
    asked = _request(value["question"])
    as_of, documents, history = value.get("as_of"), value.get("documents"), value.get("history") or ()
    if as_of is not None and not isinstance(as_of, str):
        raise InputError(f"The date as_of cannot be {as_of!r}: give a text such as '2023-03-16'.")
    if documents is not None and (isinstance(documents, str) or not isinstance(documents, Sequence)):
        raise InputError(f"The documents cannot be {documents!r}: give a list of document ids.")
    if isinstance(history, str) or not isinstance(history, Sequence):
        raise InputError(
            f"The history cannot be {str(history)[:60]!r}: give a list of questions with answers."
        )
    return Request(
        asked.question,
        (*asked.history, *_turns(history)),
        as_of,
        None if documents is None else tuple(documents),
    )


def _conversation(messages: Sequence[BaseMessage]) -> Request:
    """The last human message is the question; what stands before it is the history."""
    last = len(messages) - 1
    asked = next((at for at in range(last, -1, -1) if isinstance(messages[at], HumanMessage)), last)
    return Request(messages[asked].text, _turns(messages[:asked]))


def _turns(history: Sequence[object]) -> list[Turn]:
    found: list[Turn] = []
    for item in history:
        match item:
            case HumanMessage():
                found.append(Turn(item.text, ""))
            case AIMessage():
                # The answer to the question before it; a greeting answers none.
                if found:
                    found[-1] = Turn(found[-1].question, item.text)
            case BaseMessage():
                continue  # instructions and tool results are no turns of the conversation
            case Answer():
                found.append(Turn(item.rewritten or item.question, item.short_answer))
            case [str() as question, str() as answer]:
                found.append(Turn(question, answer))
            case [str() as question, Answer() as answer]:
                found.append(Turn(answer.rewritten or question, answer.short_answer))
            case _:
                raise InputError(
                    f"The history holds {str(item)[:60]!r}: give pairs of question and answer, answers, or messages."
                )
    return found
