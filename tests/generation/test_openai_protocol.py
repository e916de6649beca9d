"""A whole answer through a local server that speaks OpenAI's protocol, with the provider's own package."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from rag.generation.providers import load_chat_model
from rag.settings import Settings
from tests.generation.fakes import generation, growing

LOAN = "The Nordic Fund lent Larvik $40 million for a tramway [1]."


class Server(ThreadingHTTPServer):
    """Answers each chat completion with ``LOAN``, in pieces; the first ``failures`` with status 503."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[dict[str, Any]] = []
        self.failures = 0

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
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for word in LOAN.split(" "):
            self._event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": f"{word} "}}]})
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        usage = {"prompt_tokens": 70, "completion_tokens": 12, "total_tokens": 82}
        self._event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, fields: dict[str, Any]) -> None:
        event = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "local", **fields}
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_an_answer_comes_through_the_protocol(server: Server) -> None:
    chat = load_chat_model(Settings(llm="openai:local", llm_base_url=server.url))
    result = growing(chat)[-1]  # type: ignore[arg-type]

    assert result.text == LOAN.replace(" [1].", ". [1]")
    assert (generation(result).input_tokens, generation(result).output_tokens) == (70, 12)
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    assert request["stream"] is True


def test_a_server_that_is_busy_is_asked_again(server: Server) -> None:
    server.failures = 1
    chat = load_chat_model(Settings(llm="openai:busy", llm_base_url=server.url))
    result = growing(chat, llm_attempts=2)[-1]  # type: ignore[arg-type]

    assert generation(result).worded
    assert len(server.requests) == 2
