"""A whole answer through a local server that speaks OpenAI's protocol, with the provider's own package."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

import pytest

from rag.generation.protocol import ChatModel
from rag.generation.providers import load_chat_model
from rag.generation.wording import worded
from rag.settings import Settings
from tests.generation.fakes import conditions, generation, growing, read, shelf

LOAN = "The Nordic Fund lent Larvik $40 million for a tramway [1]."
SHIPS = "The harbour of Larvik took in 3,200 ships in 2019 [2]."
KEY = "sk-wrong-0123456789"

Manner = Literal["well", "silent", "silent after a sentence", "without end", "refusing", "elsewhere"]


class Server(ThreadingHTTPServer):
    """Answers each chat completion with two sentences, in pieces; the first ``failures`` with status 503.

    ``manner`` is how. What is silent goes on when ``speak`` is set; ``left`` is set when the client
    closes the connection before the end; ``other`` is where a request is sent instead.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[dict[str, Any]] = []
        self.failures = 0
        self.manner: Manner = "well"
        self.other = ""
        self.speak, self.left = threading.Event(), threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append({"path": self.path, "key": self.headers["Authorization"], **body})
        if self.server.failures:
            self.server.failures -= 1
            self.send_error(503)
        elif self.server.manner == "refusing":
            self._refuse()
        elif self.server.manner == "elsewhere":
            self.send_response(307)
            self.send_header("Location", f"{self.server.other}/chat/completions")
            self.end_headers()
        else:
            try:
                self._stream()
            except OSError:
                self.server.left.set()

    def _refuse(self) -> None:
        error = {"message": f"Incorrect API key provided: {KEY}.", "code": "invalid_api_key"}
        told = json.dumps({"error": error}).encode()
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if self.server.manner == "silent":
            self.server.speak.wait(20)
        self._say(f"{LOAN} The")
        if self.server.manner == "silent after a sentence":
            self.server.speak.wait(20)
        while self.server.manner == "without end":
            self._say("harbour")
            self.server.speak.wait(0.01)
        self._say(SHIPS.removeprefix("The "))
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        usage = {"prompt_tokens": 70, "completion_tokens": 12, "total_tokens": 82}
        self._event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _say(self, words: str) -> None:
        for word in words.split(" "):
            self._event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": f"{word} "}}]})

    def _event(self, fields: dict[str, Any]) -> None:
        event = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "local", **fields}
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())

    def log_message(self, *_: object) -> None:
        pass


def running() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.speak.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    yield from running()


@pytest.fixture
def other() -> Iterator[Server]:
    """A server that nothing should be sent to."""
    yield from running()


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    load_chat_model.cache_clear()


def chat_at(server: Server, name: str, **settings: Any) -> Any:
    chat: ChatModel | None = load_chat_model(
        Settings(llm=f"openai:{name}", llm_base_url=server.url, **settings)
    )
    assert chat is not None
    assert chat.place == "this machine"
    return chat


def test_an_answer_comes_through_the_protocol_with_its_tokens(server: Server) -> None:
    result = growing(chat_at(server, "local", llm_max_tokens=50))[-1]

    assert result.text == f"{LOAN} {SHIPS}".replace(" [1].", ". [1]").replace(" [2].", ". [2]")
    assert (generation(result).input_tokens, generation(result).output_tokens) == (70, 12)
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    assert request["stream"] is True
    assert request["max_completion_tokens"] == 50
    assert "tools" not in request


def test_a_sentence_is_there_before_the_server_has_ended(server: Server) -> None:
    server.manner = "silent after a sentence"
    shelved = shelf()
    answers = worded(read(shelved), shelved.passages, conditions(chat_at(server, "slow"), shelved))
    first = next(answers)
    server.speak.set()
    *_, last = answers

    assert (first.text, generation(first).finished) == (LOAN.replace(" [1].", ". [1]"), False)
    assert last.text.startswith(f"{first.text} ")
    assert generation(last).finished


def test_a_server_that_is_busy_is_asked_again(server: Server) -> None:
    server.failures = 1
    result = growing(chat_at(server, "busy"), llm_attempts=2)[-1]

    assert generation(result).worded
    assert len(server.requests) == 2


def test_a_server_that_says_nothing_is_not_waited_for(server: Server) -> None:
    server.manner = "silent"
    result = growing(chat_at(server, "silent"), llm_silence_seconds=0.3)[-1]

    assert result.text.startswith("$40 million: “")
    assert "was silent for 0.3 seconds" in (generation(result).note or "")


def test_what_was_checked_stays_when_the_server_falls_silent(server: Server) -> None:
    server.manner = "silent after a sentence"
    result = growing(chat_at(server, "hushed"), llm_silence_seconds=1.5)[-1]

    assert result.text == LOAN.replace(" [1].", ". [1]")
    assert "was silent for 1.5 seconds" in (generation(result).note or "")


def test_a_wrong_key_is_one_sentence_that_does_not_show_it(server: Server) -> None:
    server.manner = "refusing"
    result = growing(chat_at(server, "refusing", llm_key=KEY), llm_attempts=3)[-1]

    assert result.text.startswith("$40 million: “")
    assert generation(result).note == (
        "openai:refusing failed (401: Incorrect API key provided: …); correct the key in FACTCHECK_LLM_KEY. "
        "This is the program's own answer."
    )
    assert [request["key"] for request in server.requests] == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    "name", ["HTTP_PROXY", "ALL_PROXY", "OPENAI_PROXY", "OPENAI_BASE_URL", "LANGSMITH_GATEWAY"]
)
def test_no_variable_sends_the_text_elsewhere_than_to_the_server(
    name: str, server: Server, other: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, other.url)
    result = growing(chat_at(server, f"beside {name}"))[-1]

    assert generation(result).worded
    assert (len(server.requests), other.requests) == (1, [])


def test_a_server_cannot_send_the_text_on_to_another(server: Server, other: Server) -> None:
    server.manner, server.other = "elsewhere", other.url
    result = growing(chat_at(server, "elsewhere"))[-1]

    assert result.text.startswith("$40 million: “")
    assert "307" in (generation(result).note or "")
    assert other.requests == []


@pytest.mark.parametrize("way", ["closing", "giving up"])
def test_ending_an_answer_closes_the_connection(way: str, server: Server) -> None:
    server.manner = "without end"
    shelved = shelf()
    given = conditions(chat_at(server, way), shelved, llm_max_tokens=100_000)
    answers = worded(read(shelved), shelved.passages, given)
    assert next(answers).text == LOAN.replace(" [1].", ". [1]")
    if way == "closing":
        answers.close()  # type: ignore[attr-defined]
    else:
        given.given_up.set()
        assert list(answers) == []

    assert server.left.wait(20)
