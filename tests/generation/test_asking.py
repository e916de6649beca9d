"""The chat model behind the doors of the program: ``ask``, the runnable, the command line."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.chain import as_runnable, ask, iter_answer
from rag.generation.drafts import DRAFTS
from rag.generation.protocol import Piece
from rag.settings import Settings
from tests.generation.fakes import QUESTION, ScriptedChat, TextShelf, generation, set_chat, shelve

LOAN = "The Nordic Fund lent Larvik $40 million for a tramway [1]."
SHIPS = "The harbour of Larvik took in 3,200 ships in 2019 [2]."
SET = Settings(llm="scripted:chat", llm_attempts=1)


@pytest.fixture
def shelved(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextShelf]:
    yield shelve(monkeypatch)
    DRAFTS.clear()


@pytest.mark.usefixtures("shelved")
def test_without_the_setting_no_model_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    chat = set_chat(monkeypatch, LOAN)
    result = ask(QUESTION, settings=Settings())

    assert (result.status, result.generation) == ("answered", None)
    assert chat.asked == []


@pytest.mark.usefixtures("shelved")
def test_with_the_setting_ask_answers_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    set_chat(monkeypatch, LOAN)
    result = ask(QUESTION, settings=SET)

    assert result.text == LOAN.replace(" [1].", ". [1]")
    assert generation(result).place == "this machine"
    assert {"generate", "total"} <= set(result.timings)


@pytest.mark.usefixtures("shelved")
def test_the_runnable_streams_checked_sentences_and_invokes_to_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_chat(monkeypatch, f"{LOAN} {SHIPS}")
    chain = as_runnable(SET)
    streamed = list(chain.stream(QUESTION))

    assert [len(answer.statements) for answer in streamed] == [1, 2, 2]
    assert chain.invoke(QUESTION).text == streamed[-1].text


@pytest.mark.usefixtures("shelved")
def test_a_follow_up_is_rewritten_by_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    chat = set_chat(monkeypatch, "How much did the Nordic Fund lend Larvik in 2021?", LOAN)
    result = ask("And in 2021?", [(QUESTION, "$40 million")], settings=SET)

    assert result.rewritten == "How much did the Nordic Fund lend Larvik in 2021?"
    assert len(chat.asked) == 2
    assert generation(result).input_tokens == 200


@pytest.mark.usefixtures("shelved")
@pytest.mark.parametrize(
    "invented",
    [
        "How much did the Nordic Fund lend Larvik in 2016?",
        "How much did Olaf Hansen lend Larvik in 2021?",
        "The fund lent $40 million.",
        "",
    ],
)
def test_a_follow_up_with_what_nobody_said_is_rewritten_by_rules(
    invented: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_chat(monkeypatch, invented, LOAN)
    by_rules = ask("And in 2021?", [(QUESTION, "$40 million")], settings=Settings())
    result = ask("And in 2021?", [(QUESTION, "$40 million")], settings=SET)

    assert result.rewritten == by_rules.rewritten


@pytest.mark.usefixtures("shelved")
def test_an_answer_can_be_watched_as_it_grows() -> None:
    answers = list(iter_answer(QUESTION, settings=Settings(), chat=ScriptedChat(LOAN, name="scripted:grow")))

    assert [generation(answer).finished for answer in answers] == [False, True]


@pytest.mark.usefixtures("shelved")
def test_leaving_the_asynchronous_stream_does_not_wait_for_the_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak, heard = threading.Event(), []

    def silent() -> Iterator[Piece]:
        yield Piece(f"{LOAN} The ")
        heard.append(speak.wait(20))

    async def left() -> None:
        first = asyncio.Event()

        async def watch() -> None:
            async for _ in as_runnable(SET).astream(QUESTION):
                first.set()

        watching = asyncio.create_task(watch())
        await first.wait()
        await asyncio.sleep(0)  # it asks for the next answer, and waits
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching

    set_chat(monkeypatch, silent)
    with ThreadPoolExecutor(1) as thread:  # the browser tests keep a loop in this one
        thread.submit(asyncio.run, left()).result(60)  # ends when the threads of the loop have ended

    assert heard == []
    speak.set()


def test_the_command_line_says_who_worded_an_answer() -> None:
    from rag.cli.rendering import generation_line
    from rag.results import Generation

    part = Generation(
        model="openai:m", place="api.openai.com", worded=True, sentences=3, unsupported=1, unknown=2,
        input_tokens=10, output_tokens=5, cost=0.00123,
    )  # fmt: skip
    assert generation_line(part) == (
        "worded by openai:m on api.openai.com, 1 of 3 sentences not supported, 2 invented citations dropped, "
        "10 + 5 tokens, cost 0.0012"
    )
