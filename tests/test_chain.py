"""The runnable, the retriever and the tool inside ordinary LangChain pipelines."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import FakeListChatModel, FakeMessagesListChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate, PromptTemplate
from langchain_core.runnables import RunnableLambda, RunnableParallel, RunnablePassthrough

import rag.answering
import rag.index.retriever
from rag import as_retriever, as_runnable, as_tool
from rag.errors import InputError, QuestionError
from rag.results import Answer, Citation, Passage, Statement
from rag.settings import Settings

QUOTE = "About 12,000 cars cross it on a working day."


class Asked:
    """In the place of ``ask``: an answer to anything, and a record of what was asked."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def __call__(self, question: str, **options: Any) -> Answer:
        if not question.strip():
            raise QuestionError("The question is empty: type what you want to know.")
        self.calls.append({"question": question, **options})
        return Answer(
            question=question,
            status="answered",
            text=f"12,000 [1] ({question})",
            short_answer="12,000",
            statements=(Statement(text=QUOTE, value="12,000", citations=(1,)),),
            citations=(Citation(number=1, document_id="d", title="Bridge", quote=QUOTE, start=10, end=54),),
            confidence=0.9,
        )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    fake = Asked()
    monkeypatch.setattr(rag.answering, "ask", fake)
    monkeypatch.setattr(
        rag.answering, "iter_answer", lambda *given, given_up, **options: iter([fake(*given, **options)])
    )
    return fake


def test_a_question_becomes_an_answer(asked: Asked, settings: Settings) -> None:
    answer = as_runnable(settings).invoke("how many cars?")
    assert isinstance(answer, Answer)
    assert asked.calls == [
        {"question": "how many cars?", "history": (), "as_of": None, "settings": settings, "documents": None}
    ]


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
        "publisher": "Coastal Courier",
        "published": "2021-04-12",
        "url": "https://example.org/bridge",
        "page": 2,
    }
    assert searched == [("how many cars?", 4, settings, {"documents": None, "as_of": None})]
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
    assert asked.calls[1]["settings"] == settings


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
