"""The program as parts of a LangChain pipeline: a runnable, a retriever and a tool.

>>> from rag import as_runnable
>>> chain = as_runnable() | (lambda answer: answer.text)        # doctest: +SKIP
>>> chain.invoke("how large was China's 2019 loan?")            # doctest: +SKIP

They call the same :func:`rag.ask` and :func:`rag.search` as every other door. Nothing is traced
unless the user switched LangSmith on.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.prompt_values import PromptValue
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.tools import StructuredTool, ToolException
from pydantic import Field
from typing_extensions import TypedDict

from rag.errors import FactcheckError, InputError
from rag.quiet import silence
from rag.results import Answer, Passage
from rag.settings import Settings

Turns: TypeAlias = Sequence[tuple[str, str]]


class Question(TypedDict, total=False):
    """What the runnable takes besides a bare question; only ``question`` is needed."""

    question: str
    history: list[tuple[str, str]]
    as_of: str | None
    documents: list[str] | None


ChainInput: TypeAlias = "str | Question | BaseMessage | list[BaseMessage] | PromptValue"


@dataclass(frozen=True, slots=True)
class _Request:
    question: str
    history: Turns = ()
    as_of: str | None = None
    documents: tuple[str, ...] | None = None


def as_runnable(settings: Settings | None = None) -> Runnable[ChainInput, Answer]:
    """``ask`` as a Runnable: invoke, stream, batch and their async forms.

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
    silence()

    def answer(value: ChainInput) -> Generator[Answer]:
        yield from _growing(value, settings, threading.Event())

    async def answer_async(value: ChainInput) -> AsyncIterator[Answer]:
        given_up = threading.Event()
        answers = _growing(value, settings, given_up)
        try:
            while (step := await asyncio.to_thread(next, answers, None)) is not None:
                yield step
        finally:
            # Where the caller gave up, a thread may still be at work in it: then it ends unheard.
            given_up.set()
            with contextlib.suppress(ValueError):
                answers.close()

    return RunnableLambda(answer, answer_async, name="factcheck").with_types(
        input_type=str | Question,  # type: ignore[arg-type]  # a union has a schema, though it is no type
        output_type=Answer,
    )


def _growing(value: ChainInput, settings: Settings | None, given_up: threading.Event) -> Generator[Answer]:
    from rag.answering import iter_answer

    request = _request(value)
    yield from iter_answer(
        request.question,
        history=request.history,
        as_of=request.as_of,
        settings=settings,
        documents=request.documents,
        given_up=given_up,
    )


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

        found = search(query, self.k, self.settings, documents=self.documents, as_of=self.as_of)
        return [_document(passage) for passage in found]


def as_retriever(settings: Settings | None = None, k: int = 10) -> PassageRetriever:
    """``search`` as a LangChain retriever of ``k`` passages.

    The metadata of each document are ``document_id``, ``start``, ``end``, ``score``, ``title``,
    ``publisher``, ``published``, ``url`` and ``page``; ``page_content`` is the stored text
    between ``start`` and ``end``, to the character.
    """
    silence()
    return PassageRetriever(settings=settings, k=k)


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
        from rag.answering import ask

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


def _document(passage: Passage) -> Document:
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "document_id": passage.document_id,
            "start": passage.start,
            "end": passage.end,
            "score": passage.score,
            "title": passage.title,
            "publisher": passage.publisher,
            "published": passage.published,
            "url": passage.url,
            "page": passage.page,
        },
    )


def _request(value: object) -> _Request:
    match value:
        case str():
            return _Request(value)
        case BaseMessage():
            return _Request(value.text)
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


def _from_mapping(value: Mapping[str, object]) -> _Request:
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
    return _Request(
        asked.question,
        (*asked.history, *_turns(history)),
        as_of,
        None if documents is None else tuple(documents),
    )


def _conversation(messages: Sequence[BaseMessage]) -> _Request:
    """The last human message is the question; what stands before it is the history."""
    last = len(messages) - 1
    asked = next((at for at in range(last, -1, -1) if isinstance(messages[at], HumanMessage)), last)
    return _Request(messages[asked].text, _turns(messages[:asked]))


def _turns(history: Sequence[object]) -> Turns:
    turns: list[tuple[str, str]] = []
    for item in history:
        match item:
            case HumanMessage():
                turns.append((item.text, ""))
            case AIMessage():
                # The answer to the question before it; a greeting answers none.
                if turns:
                    turns[-1] = (turns[-1][0], item.text)
            case BaseMessage():
                continue  # instructions and tool results are no turns of the conversation
            case Answer():
                turns.append((item.rewritten or item.question, item.short_answer))
            case [str() as question, str() as answer]:
                turns.append((question, answer))
            case [str() as question, Answer() as answer]:
                turns.append((answer.rewritten or question, answer.short_answer))
            case _:
                raise InputError(
                    f"The history holds {str(item)[:60]!r}: give pairs of question and answer, answers, or messages."
                )
    return turns
