"""No request makes a fault of the server; each that is refused gets a sentence in the one shape."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.hostile.requests import JSON, Attempt, fault_of, requests, send
from tests.ui.conftest import Served
from ui import wording
from ui.server.bodies import DEPTH, json_problem


def test_each_hostile_request_gets_a_sentence(served: Served) -> None:
    faults = [
        f"{attempt.about}: {fault}"
        for attempt in list(requests())[::5]
        if (fault := fault_of(attempt, send(served.url, attempt))) is not None
    ]
    assert faults == []
    assert httpx.get(f"{served.url}/fc/health").json() == {"status": "ready"}


@pytest.mark.parametrize(
    "body",
    [
        b"NaN",
        b"[1e999]",
        b"-1e999",
        b'"\\ud800"',
        b"9" * 6000,
        b"[" * 100_000,
        b"\xff",
        b"",
        b"{",
        b'{"a":1}x',
    ],
)
def test_json_that_readers_take_differently_is_refused(body: bytes) -> None:
    assert json_problem(body)


def test_json_of_many_brackets_is_taken_and_of_deep_ones_is_not() -> None:
    assert json_problem(b"[" + b"[1]," * 1000 + b"[]]") is None
    assert json_problem(b"[" * DEPTH + b"]" * DEPTH) is None
    assert json_problem(b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
@pytest.mark.parametrize("path", ["/mcp", "/api/ingest", "/gradio_api/queue/join"])
def test_json_is_wanted_where_json_is_meant(served: Served, path: str, kind: str) -> None:
    reply = send(served.url, Attempt("form", "POST", path, b"{}", {"content-type": kind} if kind else {}))
    assert reply.status == 415
    assert reply.sentence == wording.wrong_type(kind, "application/json")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "{url}"}, 200),
        ({"referer": "{url}/"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "{url}0"}, 403),
        ({"origin": "http://localhost"}, 403),
        ({"origin": "http://127.0.0.1"}, 403),
        ({"origin": "http://[::1"}, 403),
        ({"origin": "file://"}, 403),
        ({"referer": "http://evil.example/a"}, 403),
        ({"origin": "{url}", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "{url}", "sec-fetch-site": "same-site"}, 403),
        ({"origin": "{url}", "sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_only_the_page_itself_and_programs_may_post(
    served: Served, headers: dict[str, str], status: int
) -> None:
    given = {name: value.replace("{url}", served.url) for name, value in headers.items()}
    body = json.dumps({"query": "port"}).encode()
    assert send(served.url, Attempt("post", "POST", "/api/search", body, {**JSON, **given})).status == status
    read = send(served.url, Attempt("read", "GET", "/gradio_api/info", b"", given))
    assert read.status == status


def test_forwarded_headers_of_nobody_in_particular_are_not_believed(served: Served) -> None:
    forged = {
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
    }
    config = send(served.url, Attempt("forged", "GET", "/config", b"", forged))
    assert b"evil.example" not in config.body
    page = send(served.url, Attempt("forged", "GET", "/", b"", forged))
    assert b"evil.example" not in page.body
    assert "secure" not in page.headers["set-cookie"].lower()
