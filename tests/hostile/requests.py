"""Requests that a server may answer with a sentence, and never with a fault of its own."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

JSON = {"content-type": "application/json"}
_BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "a number": b"1",
    "null": b"null",
    "a list": b"[1]",
    "NaN": b'{"question": NaN, "k": NaN, "id": NaN}',
    "infinity": b'{"question": "a", "query": "a", "k": 1e999, "id": 1e999}',
    "minus infinity": b'{"k": -Infinity, "query": "a"}',
    "a lone surrogate": b'{"question": "\\ud800", "query": "\\ud800", "text": "\\udfff"}',
    "a lone surrogate as bytes": b'{"question": "\xed\xa0\x80"}',
    "a lone surrogate as a key": b'{"\\ud800": 1}',
    "no UTF-8": b'{"question": "\xff\xfe"}',
    "UTF-16": '{"question": "a"}'.encode("utf-16"),
    "a NUL": b'{"question": "a\\u0000b", "query": "a\\u0000b", "text": "a\\u0000b"}',
    "100,000 brackets": b"[" * 100_000,
    "100,000 closed brackets": b"[" * 100_000 + b"]" * 100_000,
    "100,000 braces": b'{"a":' * 100_000,
    "900 brackets": b'{"history": ' + b"[" * 900 + b"]" * 900 + b', "question": "a"}',
    "a number of 6,000 digits": b'{"k": ' + b"9" * 6000 + b', "query": "a"}',
    "a number of 300 digits": b'{"k": ' + b"9" * 300 + b', "query": "a"}',
    "a fraction of 6,000 digits": b'{"k": 1.' + b"9" * 6000 + b', "query": "a"}',
    "wrong types": b'{"question": {"a": []}, "query": 5, "text": [], "k": "many", "as_of": {}}',
    "unknown fields": b'{"question": "a", "query": "a", "text": "a", "__proto__": {}, "x": 1}',
    "an unknown field of 5,000 signs": json.dumps({"a" * 5000: 1}).encode(),
    "a date that is none": b'{"question": "a", "query": "a", "text": "a", "as_of": "9999999999-99-99"}',
    "a history of nonsense": b'{"question": "a", "history": [["a"], 5, null]}',
    "a home of nobody": b'{"url": "~nouser/x", "name": "~nouser/x", "text": "a"}',
    "an address with a NUL": b'{"url": "http://\\u0000/"}',
    "an address of the machine": b'{"url": "http://127.0.0.1:1/"}',
    "an address in brackets": b'{"url": "http://[::1"}',
    "an address with a long port": b'{"url": "http://a:' + b"9" * 5000 + b'/"}',
    "a name of dots": b'{"text": "a", "name": "../.."}',
    "a name with a NUL": b'{"text": "A text.", "name": "a\\u0000.txt"}',
    "a name of 5,000 signs": json.dumps(
        {"text": "A text with a name.", "name": "a" * 5000 + ".txt"}
    ).encode(),
    "base64 that is none": b'{"data": "%%%", "name": "a.pdf"}',
}
_CALLS = {
    "no function": {"data": [], "session_hash": "abc"},
    "a function that is not there": {"data": [], "fn_index": 9999, "session_hash": "abc"},
    "a negative function": {"data": [], "fn_index": -1, "session_hash": "abc"},
    "a huge function": {"data": [], "fn_index": 10**300, "session_hash": "abc"},
    "a function that is text": {"data": [], "fn_index": "a", "session_hash": "abc"},
    "a true function": {"data": [], "fn_index": True, "session_hash": "abc"},
    "no data": {"fn_index": 1, "session_hash": "abc"},
    "data that is no list": {"data": {"a": 1}, "fn_index": 1, "session_hash": "abc"},
    "a session that is a number": {"data": [], "fn_index": 1, "session_hash": 5},
    "a session of 5,000 signs": {"data": [], "fn_index": 1, "session_hash": "a" * 5000},
    "no session": {"data": [], "fn_index": 1},
    "a trigger that is not there": {"data": [], "fn_index": 1, "session_hash": "abc", "trigger_id": 10**12},
    "an event that is a list": {"data": [], "fn_index": 1, "session_hash": "abc", "event_data": [1]},
    "a file of the server": {
        "data": [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}],
        "fn_index": 1,
        "session_hash": "abc",
    },
    "too much data": {"data": [1] * 500, "fn_index": 1, "session_hash": "abc"},
}
_PATHS = (
    "/gradio_api/file=/etc/passwd", "/gradio_api/file=~nouser/x", "/gradio_api/proxy=http://127.0.0.1/",
    "/gradio_api/call/nothing/abc", "/gradio_api/call/ask/%00", "/gradio_api/call/ask/abc", "/api/", "/api/nothing",
    "/api/ask", "/mcp", "/fc/history/%2e%2e.md", "/fc/history/a.json", "/fc/draft/a.csv", "/fc/report.html",
    "/static/..%2f..%2fetc",
    "/assets/%00", "/assets/nothing.js", "/static/nothing.png", "/gradio_api/heartbeat/%f0%28%8c%28",
    "/gradio_api/queue/data", "/gradio_api/queue/data?session_hash=", "/gradio_api/queue/data?session_hash=%00",
    "/gradio_api/queue/data?session_hash=" + "a" * 5000, "/gradio_api/upload_progress",
    "/gradio_api/upload_progress?upload_id=%ff", "/?question=%ed%a0%80", "/?question=" + "a" * 20_000, "/?token=%ff",
    "/%00", "/..", "//", "/~nouser/x", "/config?%ff=%ff", "/gradio_api/info?all_endpoints=%ff",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request; ``about`` says what is wrong with it."""

    about: str
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def requests() -> Iterator[Attempt]:
    """All attempts, the same at each run."""
    for about, body in _BODIES.items():
        for door in ("ask", "verify", "search", "ingest"):
            yield Attempt(f"{about} to {door}", "POST", f"/api/{door}", body, JSON)
        yield Attempt(f"{about} to mcp", "POST", "/mcp", body, JSON)
        yield Attempt(f"{about} to a call", "POST", "/gradio_api/call/ask", body, JSON)
        yield Attempt(f"{about} to a named call", "POST", "/gradio_api/call/v2/ask", body, JSON)
        yield Attempt(f"{about} to the queue", "POST", "/gradio_api/queue/join", body, JSON)
        yield Attempt(f"{about} to cancel", "POST", "/gradio_api/cancel", body, JSON)
        yield Attempt(f"{about} to reset", "POST", "/gradio_api/reset", body, JSON)
        called = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": %s}}'
        yield Attempt(f"{about} to a tool", "POST", "/mcp", called % (body or b"null"), JSON)
    for about, call in _CALLS.items():
        yield Attempt(about, "POST", "/gradio_api/queue/join", json.dumps(call).encode(), JSON)
        yield Attempt(f"{about}, to cancel", "POST", "/gradio_api/cancel", json.dumps(call).encode(), JSON)
    for path in _PATHS:
        for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"):
            yield Attempt(f"{method} {path[:60]}", method, path)
    for kind in (
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonx",
        "é",
    ):
        for path in ("/api/ask", "/mcp", "/gradio_api/queue/join", "/gradio_api/upload"):
            given = {"content-type": kind} if kind else {}
            yield Attempt(f"type {kind or 'none'} to {path}", "POST", path, b'{"question": "a"}', given)
    for name, value in (
        ("content-length", "9" * 6000), ("content-length", "-1"), ("authorization", "Basic é"),
        ("authorization", "Bearer " + "a" * 8000), ("cookie", "fc_desk=\x01; ="), ("cookie", "a" * 8000),
        ("host", "evil.example"), ("host", ""), ("origin", "null"), ("origin", "http://[::1"), ("origin", "a" * 5000),
        ("referer", "http://evil.example/"), ("mcp-protocol-version", "é" * 100), ("x-forwarded-for", "a" * 5000),
        ("x-forwarded-host", "evil.example"), ("range", "bytes=999999999999999999999-"), ("accept-encoding", "\x01"),
    ):  # fmt: skip
        yield Attempt(
            f"{name}: {value[:30]!r}", "POST", "/api/search", b'{"query": "port"}', {**JSON, name: value}
        )
        yield Attempt(f"{name}: {value[:30]!r} at the page", "GET", "/", b"", {name: value})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; status 0 where the server hung up."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def sentence(self) -> str | None:
        """The sentence of an error, in the one shape that all of them have."""
        try:
            told = json.loads(self.body)
        except ValueError:
            return None
        error = told.get("error") if isinstance(told, dict) else None
        if isinstance(error, dict) and told.get("jsonrpc") == "2.0":  # JSON-RPC has a shape of its own
            error = error.get("message")
        return error if isinstance(error, str) else None


def send(url: str, attempt: Attempt, *, seconds: float = 30.0) -> Reply:
    """Send ``attempt`` as it is: no client in between mends it."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=seconds)
    try:
        own = {name.lower() for name in attempt.headers}
        connection.putrequest(
            attempt.method, attempt.path, skip_host="host" in own, skip_accept_encoding=True
        )
        if attempt.method == "POST" and "content-length" not in own:
            connection.putheader("content-length", str(len(attempt.body)))
        for name, value in attempt.headers.items():
            connection.putheader(name, value.encode("utf-8"))
        connection.endheaders(attempt.body or None)
        answer = connection.getresponse()
        # A stream that stays open is an answer; its end is not waited for.
        stream = (answer.getheader("content-type") or "").startswith("text/event-stream")
        body = b"" if stream else answer.read()
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)
    except (ConnectionError, http.client.HTTPException):
        return Reply(0, {}, b"")
    finally:
        connection.close()


def fault_of(attempt: Attempt, reply: Reply) -> str | None:
    """What is wrong with a reply; None when it is as it should be."""
    if reply.status == 0:
        return None  # no HTTP at all: the server hangs up
    if reply.status >= 500 and reply.status != 503:
        return f"status {reply.status}"
    ours = attempt.method != "HEAD" and "content-security-policy" in reply.headers
    if reply.status >= 400 and ours and reply.sentence is None:
        return f"status {reply.status} without a sentence: {reply.body[:80]!r}"
    return None
