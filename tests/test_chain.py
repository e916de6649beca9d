"""The runnable, the retriever and the tool inside ordinary LangChain pipelines."""

from __future__ import annotations

import asyncio
import json
import string
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.language_models.fake_chat_models import FakeListChatModel, FakeMessagesListChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate, PromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableConfig, RunnableLambda, RunnableParallel, RunnablePassthrough

import rag.chain
import rag.index.retriever
from rag import as_retriever, as_runnable, as_tool, build_chain, ingest, register_embeddings
from rag.errors import InputError, QuestionError
from rag.reading.protocol import PassageReading
from rag.results import Answer, Citation, Judgement, Passage, Statement
from rag.settings import Settings

QUOTE = "About 12,000 cars cross it on a working day."


class Asked:
    """In the place of the stages: an answer to anything, and a record of what was asked."""

    settled = True

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def understand(self, value: Any) -> Asking:
        request = rag.chain._request(value)
        if not request.question.strip():
            raise QuestionError("The question is empty: type what you want to know.")
        return Asking(request)

    def retrieve(self, asking: Asking) -> Asking:
        return asking

    read = decide = read_on = compose = reply = survey = retrieve

    def compute(self, asking: Asking, look_up: object) -> Asking:
        return asking

    def word(self, asking: Asking) -> Generator[Answer]:
        request = asking.request
        self.calls.append(
            {
                "question": request.question,
                "history": request.history,
                "as_of": request.as_of,
                "documents": request.documents,
            }
        )
        yield Answer(
            question=request.question,
            status="answered",
            text=f"12,000 [1] ({request.question})",
            short_answer="12,000",
            statements=(Statement(text=QUOTE, value="12,000", citations=(1,)),),
            citations=(Citation(number=1, document_id="d", title="Bridge", quote=QUOTE, start=10, end=54),),
            confidence=0.9,
        )


@dataclass
class Asking:
    request: rag.chain.Request
    settled: bool = True
    small_talk: None = None
    overview: None = None

    @property
    def asked(self) -> Asking:
        return self


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    fake = Asked()
    monkeypatch.setattr(rag.chain, "Stages", lambda *_: fake)
    monkeypatch.setattr(rag.chain, "_chain", rag.chain.build_chain)
    return fake


def test_a_question_becomes_an_answer(asked: Asked, settings: Settings) -> None:
    answer = as_runnable(settings).invoke("how many cars?")
    assert isinstance(answer, Answer)
    assert asked.calls == [{"question": "how many cars?", "history": (), "as_of": None, "documents": None}]


def test_a_mapping_carries_history_date_and_documents(asked: Asked) -> None:
    as_runnable().invoke(
        {
            "question": "and in 2020?",
            "history": [["how many cars?", "12,000"]],
            "as_of": "2021",
            "documents": ["d"],
        }
    )
    call = asked.calls[0]
    assert [tuple(turn) for turn in call["history"]] == [("how many cars?", "12,000")]
    assert (call["as_of"], call["documents"]) == ("2021", ("d",))


def test_the_history_may_be_chat_messages_or_answers(asked: Asked) -> None:
    earlier = as_runnable().invoke("how many cars?")
    as_runnable().invoke({"question": "and buses?", "history": [earlier, ("and trams?", earlier)]})
    messages = [
        SystemMessage("Be brief."),
        AIMessage("Good morning."),
        HumanMessage("how many cars?"),
        AIMessage("12,000"),
        HumanMessage("and when?"),
    ]
    as_runnable().invoke(messages)
    assert list(asked.calls[1]["history"]) == [("how many cars?", "12,000"), ("and trams?", "12,000")]
    assert (asked.calls[2]["question"], asked.calls[2]["history"]) == (
        "and when?",
        [("how many cars?", "12,000")],
    )


def test_it_takes_what_a_prompt_or_a_model_gives(asked: Asked) -> None:
    chat = ChatPromptTemplate.from_messages([("system", "Be brief."), ("human", "how many {what}?")])
    model = FakeListChatModel(responses=["how many cars cross the bridge?"])
    (chat | as_runnable()).invoke({"what": "cars"})
    (PromptTemplate.from_template("how many {what}?") | as_runnable()).invoke({"what": "buses"})
    (chat | model | as_runnable()).invoke({"what": "cars"})
    (chat | model | StrOutputParser() | as_runnable()).invoke({"what": "cars"})
    assert [call["question"] for call in asked.calls] == [
        "how many cars?",
        "how many buses?",
        "how many cars cross the bridge?",
        "how many cars cross the bridge?",
    ]


def test_an_answer_goes_on_to_a_prompt_and_a_model(asked: Asked) -> None:
    prompt = ChatPromptTemplate.from_template("Say it kindly: {fact}")
    model = FakeListChatModel(responses=["Some 12,000 cars."])
    chain = {"fact": as_runnable() | (lambda answer: answer.text)} | prompt | model | StrOutputParser()
    assert chain.invoke("how many cars?") == "Some 12,000 cars."
    assert "".join(chain.stream("how many cars?")) == "Some 12,000 cars."
    assert len(asked.calls) == 2


def test_it_works_beside_others(asked: Asked) -> None:
    both = RunnableParallel(answer=as_runnable(), question=RunnablePassthrough())
    result = both.invoke("how many cars?")
    assert (result["answer"].short_answer, result["question"]) == ("12,000", "how many cars?")
    assigned = RunnablePassthrough.assign(answer=as_runnable()).invoke({"question": "how many cars?"})
    assert assigned["answer"].short_answer == "12,000"
    assert len(asked.calls) == 2


def test_a_stream_yields_the_answer_once_and_whole(asked: Asked) -> None:
    chain = as_runnable()
    assert list(chain.stream("how many cars?")) == [chain.invoke("how many cars?")]
    texts = (chain | RunnableLambda(lambda answer: answer.text)).stream("how many cars?")
    assert list(texts) == ["12,000 [1] (how many cars?)"]
    assert len(asked.calls) == 3


def test_a_batch_keeps_the_order_and_can_return_errors(asked: Asked) -> None:
    questions = [f"question {number}?" for number in range(8)]
    assert [answer.question for answer in as_runnable().batch(questions)] == questions
    good, bad = as_runnable().batch(["good?", " "], return_exceptions=True)
    assert isinstance(good, Answer)
    assert isinstance(bad, QuestionError)
    assert len(asked.calls) == 9


def test_the_asynchronous_forms_give_the_same(asked: Asked) -> None:
    async def all_forms() -> list[Answer]:
        chain = as_runnable()
        streamed = [answer async for answer in chain.astream("how many cars?")]
        return [await chain.ainvoke("how many cars?"), *await chain.abatch(["how many cars?"]), *streamed]

    answers = asyncio.run(all_forms())
    assert answers == [as_runnable().invoke("how many cars?")] * 3
    assert len(asked.calls) == 4


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (7, "cannot take int '7'"),
        ([], "cannot take list"),
        ({"query": "x"}, "has 'query': it takes question, history, as_of, documents"),
        ({}, "has no 'question'"),
        ({"question": None}, "cannot take NoneType"),
        ({"question": "x", "as_of": 2021}, "as_of cannot be 2021"),
        ({"question": "x", "documents": "d"}, "documents cannot be 'd'"),
        ({"question": "x", "history": "earlier"}, "history cannot be 'earlier'"),
        ({"question": "x", "history": [("only one",)]}, "history holds"),
    ],
)
def test_any_other_input_is_refused_in_one_sentence(asked: Asked, value: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        as_runnable().invoke(value)
    assert asked.calls == []


def test_the_runnable_describes_its_input_and_output() -> None:
    chain = as_runnable()
    assert chain.get_output_jsonschema()["title"] == "Answer"
    assert "question" in json.dumps(chain.get_input_jsonschema())


PASSAGE = Passage(
    id="d:3",
    document_id="d",
    text=QUOTE,
    start=10,
    end=54,
    score=0.8,
    title="Bridge",
    publisher="Coastal Courier",
    published="2021-04-12",
    url="https://example.org/bridge",
    page=2,
)


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []

    def search(query: str, k: int, settings: Settings | None, **filters: Any) -> list[Passage]:
        calls.append((query, k, settings, filters))
        return [PASSAGE]

    monkeypatch.setattr(rag.index.retriever, "search", search)
    return calls


def test_the_retriever_gives_passages_with_exact_metadata(
    searched: list[tuple[Any, ...]], settings: Settings
) -> None:
    (found,) = as_retriever(settings, k=4).invoke("how many cars?")
    assert (found.id, found.page_content) == ("d:3", QUOTE)
    assert found.metadata == {
        "document_id": "d",
        "start": 10,
        "end": 54,
        "score": 0.8,
        "title": "Bridge",
        "author": None,
        "publisher": "Coastal Courier",
        "published": "2021-04-12",
        "url": "https://example.org/bridge",
        "section": None,
        "page": 2,
    }
    ((query, k, used, filters),) = searched
    assert (query, k, used) == ("how many cars?", 4, settings)
    assert (filters["documents"], filters["as_of"]) == (None, None)
    assert json.loads(json.dumps(found.metadata)) == found.metadata


def test_the_retriever_feeds_a_prompt_and_a_model(searched: list[tuple[Any, ...]]) -> None:
    prompt = ChatPromptTemplate.from_template("{context}\n\n{question}")
    context = as_retriever() | (lambda documents: "\n".join(each.page_content for each in documents))
    model = FakeListChatModel(responses=["12,000"])
    chain = {"context": context, "question": RunnablePassthrough()} | prompt | model | StrOutputParser()
    assert chain.invoke("how many cars?") == "12,000"
    assert asyncio.run(as_retriever().ainvoke("how many cars?"))[0].page_content == QUOTE
    assert len(searched) == 2


def test_the_tool_gives_plain_json_and_keeps_the_answer(asked: Asked, settings: Settings) -> None:
    tool = as_tool(settings)
    result = tool.invoke({"question": "how many cars?"})
    assert json.loads(json.dumps(result)) == result
    assert result["citations"][0]["quote"] == QUOTE
    call = {
        "name": tool.name,
        "args": {"question": "how many cars?", "as_of": "2021"},
        "id": "1",
        "type": "tool_call",
    }
    message = tool.invoke(call)
    assert isinstance(message, ToolMessage)
    assert json.loads(message.content)["status"] == "answered"
    assert isinstance(message.artifact, Answer)
    assert asked.calls[1]["as_of"] == "2021"


def test_the_tool_tells_the_model_what_it_takes() -> None:
    tool = as_tool()
    schema = tool.get_input_jsonschema()
    assert set(schema["properties"]) == {"question", "as_of"}
    assert schema["required"] == ["question"]
    assert all(field["description"] for field in schema["properties"].values())
    assert "abstained" in tool.description


def test_a_question_that_cannot_be_asked_is_told_to_the_model(asked: Asked) -> None:
    assert as_tool().invoke({"question": " "}) == "The question is empty: type what you want to know."
    assert asked.calls == []


def test_a_real_answer_comes_through_the_chain(filled: Settings) -> None:
    answer = as_runnable(filled).invoke("How many cars cross the harbour bridge on a working day?")
    assert "12,000" in answer.text
    (first, *_) = as_retriever(filled, k=3).invoke("cars on the harbour bridge")
    assert "12,000 cars" in first.page_content


class ToolCaller(FakeMessagesListChatModel):
    """A chat model that asks for the tool once and then repeats what it said."""

    def bind_tools(self, tools: Any, **_: Any) -> Any:
        assert [tool.name for tool in tools]
        return self


def test_an_agent_of_langchain_can_hold_the_tool(asked: Asked, settings: Settings) -> None:
    tool = as_tool(settings)
    call = {"name": tool.name, "args": {"question": "how many cars?"}, "id": "1", "type": "tool_call"}
    model = ToolCaller(responses=[AIMessage("", tool_calls=[call]), AIMessage("12,000 [1]")])
    messages = create_agent(model, [tool]).invoke({"messages": [HumanMessage("cars?")]})["messages"]
    seen = next(message for message in messages if isinstance(message, ToolMessage))
    assert json.loads(str(seen.content))["short_answer"] == "12,000"
    assert messages[-1].content == "12,000 [1]"


class Tracer(BaseCallbackHandler):
    """A tracer that is not ours: every start and end with its name, and the documents of retrievers."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.ended = 0
        self.tags: list[str] = []
        self.retrieved: list[Document] = []

    def on_chain_start(self, serialized: Any, inputs: Any, **given: Any) -> None:
        self.started.append(given["name"])
        self.tags += given.get("tags") or []

    def on_chain_end(self, outputs: Any, **given: Any) -> None:
        self.ended += 1

    def on_retriever_start(self, serialized: Any, query: str, **given: Any) -> None:
        self.started.append(given["name"])

    def on_retriever_end(self, documents: Sequence[Document], **given: Any) -> None:
        self.retrieved += documents


ASKED = "How many cars cross the harbour bridge on a working day?"


def test_a_callback_handler_sees_each_stage_and_the_documents_of_the_retriever(filled: Settings) -> None:
    tracer = Tracer()
    config: RunnableConfig = {"callbacks": [tracer], "tags": ["mine"], "metadata": {"desk": "news"}}
    answer = as_runnable(filled).invoke(ASKED, config)
    assert answer.status == "answered"
    stages = ["understand", "respond", "retrieve", "read", "decide", "settle", "compose", "compute", "word"]
    assert [name for name in tracer.started if name in stages] == stages
    assert tracer.started[0] == "factcheck"
    assert "PassageRetriever" in tracer.started
    assert any("12,000 cars" in document.page_content for document in tracer.retrieved)
    assert tracer.ended == len([name for name in tracer.started if name != "PassageRetriever"])
    assert "mine" in tracer.tags


def test_events_of_the_chain_can_be_watched_as_they_come(filled: Settings) -> None:
    async def names() -> list[tuple[str, str]]:
        events = as_runnable(filled).astream_events(ASKED, version="v2")
        return [(event["event"], event["name"]) async for event in events]

    seen = asyncio.run(names())
    assert ("on_retriever_end", "PassageRetriever") in seen
    for stage in ("understand", "retrieve", "read", "decide", "compose", "compute", "word"):
        assert ("on_chain_end", stage) in seen


class Untouched(BaseRetriever):
    """A retriever that nothing may be asked of."""

    def _get_relevant_documents(self, query: str, *, run_manager: Any) -> list[Document]:
        raise AssertionError(f"{query!r} was looked for")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Hello!", "Ask a question"),
        ("Thanks, that helps.", "You are welcome"),
        ("Write me an article about the bridge.", "Texts are not written here"),
        ("Wie viele Autos fahren über die Brücke?", "Only English is read here"),
    ],
)
def test_what_is_no_question_gets_a_friendly_sentence_and_nothing_is_searched(
    filled: Settings, said: str, words: str
) -> None:
    chain = build_chain(filled, retriever=Untouched())
    answer = chain.invoke(said)
    assert (answer.question, answer.status, answer.citations, answer.closest) == (said, "abstained", (), None)
    assert words in answer.text
    assert "for example: “" in answer.text.casefold()
    assert [each.text for each in chain.stream(said)] == [answer.text]
    assert asyncio.run(chain.ainvoke(said)).text == answer.text


def test_a_question_beside_small_talk_is_answered(filled: Settings) -> None:
    answer = as_runnable(filled).invoke(f"Hello! How are you? {ASKED} Thanks!")
    assert "12,000" in answer.short_answer


def test_thanks_between_two_questions_leave_the_follow_up_whole(filled: Settings) -> None:
    chain = as_runnable(filled)
    past = [("How many cars cross the harbour bridge?", "12,000")]
    straight = chain.invoke({"question": "And on a working day?", "history": past})
    thanked = chain.invoke({"question": "And on a working day?", "history": [*past, ("Thanks!", "")]})
    assert thanked.rewritten == straight.rewritten


class Shelf(BaseRetriever):
    """A retriever that is not ours, over documents that no store holds."""

    documents: list[Document]

    def _get_relevant_documents(self, query: str, *, run_manager: Any) -> list[Document]:
        return self.documents


FERRY = "The ferry Aurelia was built in 1987. It carries 240 passengers to Holm."


def test_another_retriever_answers_from_its_own_documents(settings: Settings) -> None:
    known = {"title": "Ferries", "published": "2020-05-01", "url": "https://example.org/f"}
    shelf = Shelf(documents=[Document(FERRY, metadata=known), Document("Trams are green.", metadata={})])
    answer = build_chain(settings, retriever=shelf).invoke("How many passengers does the Aurelia carry?")
    assert answer.short_answer == "240"
    (citation, *_) = answer.citations
    assert FERRY[citation.start : citation.end] == citation.quote
    assert (citation.title, citation.published, citation.url) == tuple(known.values())
    later = {"question": "How many passengers does the Aurelia carry?", "as_of": "2019"}
    assert build_chain(settings, retriever=shelf).invoke(later).status == "abstained"


def test_a_retriever_over_our_own_store_quotes_the_store(filled: Settings) -> None:
    class Ours(BaseRetriever):
        def _get_relevant_documents(self, query: str, *, run_manager: Any) -> list[Document]:
            return as_retriever(filled, k=2).invoke(query)

    ours = build_chain(filled, retriever=Ours()).invoke(ASKED)
    plain = as_runnable(filled).invoke(ASKED)
    assert [citation.quote for citation in ours.citations] == [citation.quote for citation in plain.citations]
    assert ours.citations[0].document_id == plain.citations[0].document_id


def test_a_chat_model_of_langchain_words_the_answer_and_is_checked(filled: Settings) -> None:
    model = FakeListChatModel(
        responses=["About 12,000 cars cross it on a working day [1]. It is painted pink [1]."]
    )
    answer = build_chain(filled, model=model).invoke(ASKED)
    assert answer.generation is not None
    assert answer.generation.worded
    assert answer.generation.unsupported == 1
    assert "12,000 cars" in answer.text
    assert answer.citations


def test_another_reader_and_another_verifier_are_asked(filled: Settings) -> None:
    class Nothing:
        name = "nothing"

        def read(self, question: str, passages: Sequence[str], titles: Any = None) -> list[PassageReading]:
            return [PassageReading((), 0.0) for _ in passages]

    class Judge:
        def __init__(self) -> None:
            self.asked = 0

        def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
            self.asked += len(pairs)
            sure = {"SUPPORTED": 1.0, "REFUTED": 0.0, "NOT_ENOUGH_EVIDENCE": 0.0}
            return [Judgement(label="SUPPORTED", probabilities=sure) for _ in pairs]

    assert build_chain(filled, reader=Nothing()).invoke(ASKED).status == "abstained"
    judge = Judge()
    build_chain(filled, verifier=judge).invoke("Did the library burn down in 2014?")
    assert judge.asked > 0


class Letters(Embeddings):
    """Embeddings that are not ours: how often each letter stands in a text."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [
            [float(text.lower().count(letter)) + 0.01 for letter in string.ascii_lowercase] for text in texts
        ]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def test_other_embeddings_of_langchain_are_stored_and_searched(settings: Settings, tmp_path: Path) -> None:
    register_embeddings("letters", Letters())
    own = settings.model_copy(update={"embedder": "letters", "store": tmp_path / "letters"})
    (tmp_path / "ferry.txt").write_text(FERRY)
    assert ingest([tmp_path / "ferry.txt"], own).count("added") == 1
    assert build_chain(own).invoke("How many passengers does the Aurelia carry?").short_answer == "240"
