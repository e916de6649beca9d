"""Real Chromium on a page of another site: over plain http, from the machine itself, and by names that lead here."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext

from rag.settings import Settings
from tests.ui.conftest import open_options
from tests.ui.fake_engine import FakeEngine
from ui import wording
from ui.accounts import hashed
from ui.app import build_app, upload_folder
from ui.pictures import FLAGS, installed_browser, serving

pytestmark = pytest.mark.browser

NAMES = ("desk.example", "evil.example", "other.desk.example")
PLANTED = "A planted document."
RPC = (
    '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ingest", "arguments": '
    f'{{"text": "{PLANTED}", "name": "planted.md"}}}}}}'
)
FORM = """([address, kind, body]) => {
  const form = document.createElement("form");
  form.method = "post"; form.action = address; form.enctype = kind;
  const field = document.createElement("input");
  // A form of plain text sends NAME=VALUE: what stands around the sign becomes part of the JSON.
  [field.name, field.value] = [body.slice(0, -1) + ', "x": "', '"}'];
  form.append(field); document.body.append(form); form.submit();
}"""
FETCH = """async ([address, kind, body, mode, method]) => {
  try {
    const answer = await fetch(address, { method, mode, credentials: "include",
      headers: kind ? { "content-type": kind } : {}, body: method === "GET" ? undefined : body });
    return answer.type === "opaque" ? "opaque" : String(answer.status);
  } catch (fault) { return "refused"; }
}"""
BEACON = """([address, body]) => navigator.sendBeacon(address, new Blob([body], { type: "text/plain" }))"""


class Site(http.server.BaseHTTPRequestHandler):
    """A page of somebody else."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A foreign page</title><body></body>")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> FakeEngine:
    return FakeEngine(Settings(store=tmp_path_factory.mktemp("crossing") / "store"))


@pytest.fixture(scope="module")
def port(engine: FakeEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A page with users, asked for as desk.example: over plain http, where Sec-Fetch-Site is not sent."""
    users = tmp_path_factory.mktemp("users") / "users"
    users.write_text(f"ada:{hashed('engine')}\n", encoding="utf-8")
    options = open_options(users=users, hosts=("desk.example",), seeds=None, workers=1)
    with upload_folder(), serving(build_app(engine, options)) as url:
        yield urlsplit(url).port or 0


@pytest.fixture(scope="module")
def signed_in(browser: Browser, port: int, site: int) -> Iterator[BrowserContext]:
    """A browser whose user is signed in, and to which every name here is this machine."""
    path = installed_browser()
    rules = ", ".join(f"MAP {name} 127.0.0.1" for name in NAMES)
    launched = browser.browser_type.launch(
        executable_path=path, args=[*FLAGS, f"--host-resolver-rules={rules}"]
    )
    context = launched.new_context(http_credentials={"username": "ada", "password": "engine"})
    for host in ("desk.example", "127.0.0.1"):
        page = context.new_page()
        page.goto(f"http://{host}:{port}/")
        page.locator(".fc-state[data-phase=ready]").wait_for()
        page.close()
    yield context
    launched.close()


def attacks(target: str) -> list[tuple[str, list[str | None]]]:
    post, text = "POST", "text/plain"
    return [
        (FORM, [f"{target}/mcp", text, RPC]),
        (FORM, [f"{target}/api/ingest", text, f'{{"text": "{PLANTED}", "name": "planted.md"}}']),
        (FORM, [f"{target}/mcp", "application/x-www-form-urlencoded", RPC]),
        (FORM, [f"{target}/gradio_api/upload", "multipart/form-data", RPC]),
        (FETCH, [f"{target}/mcp", text, RPC, "no-cors", post]),
        (FETCH, [f"{target}/mcp", None, RPC, "no-cors", post]),
        (FETCH, [f"{target}/mcp", "application/json", RPC, "cors", post]),
        (FETCH, [f"{target}/mcp", text, RPC, "cors", post]),
        (FETCH, [f"{target}/gradio_api/info", None, None, "cors", "GET"]),
        (FETCH, [f"{target}/config", None, None, "cors", "GET"]),
        (BEACON, [f"{target}/mcp", RPC]),
    ]


@pytest.mark.parametrize(
    ("foreign", "host"),
    [
        ("evil.example", "desk.example"),
        ("other.desk.example", "desk.example"),
        ("evil.example", "127.0.0.1"),
        ("localhost", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_a_foreign_page_can_plant_and_read_nothing(
    signed_in: BrowserContext, engine: FakeEngine, port: int, site: int, foreign: str, host: str
) -> None:
    before = dict(engine.documents)
    page = signed_in.new_page()
    for script, given in attacks(f"http://{host}:{port}"):
        page.goto(f"http://{foreign}:{site}/")
        if script == FORM:
            with page.expect_navigation() as answer:
                page.evaluate(script, given)
            assert answer.value is not None
            assert answer.value.status in (403, 415), given
        else:
            found = page.evaluate(script, given)
            assert found in (True, "refused", "opaque"), (found, given)
    assert engine.documents == before


def test_the_page_itself_may_post(signed_in: BrowserContext, engine: FakeEngine, port: int) -> None:
    page = signed_in.new_page()
    page.goto(f"http://desk.example:{port}/")
    given = [f"http://desk.example:{port}/mcp", "application/json", RPC, "cors", "POST"]
    assert page.evaluate(FETCH, given) == "200"
    assert PLANTED in engine.documents.values()


def test_a_name_that_changes_its_address_gets_no_answer(signed_in: BrowserContext, port: int) -> None:
    page = signed_in.new_page()
    answer = page.goto(f"http://evil.example:{port}/")
    assert answer is not None
    assert answer.status == 421
    assert wording.WRONG_HOST in answer.text()
    given = [f"http://evil.example:{port}/mcp", "application/json", RPC, "cors", "POST"]
    assert page.evaluate(FETCH, given) == "421"
