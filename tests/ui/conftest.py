"""The page, served for tests by a fake program, and a browser to look at it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from rag.quiet import silence
from rag.settings import Settings
from tests.ui.fake_engine import FakeEngine
from ui.app import build_app, upload_folder
from ui.options import PageOptions, load_options
from ui.pictures import FLAGS, installed_browser, serving
from ui.state.conversations import FILE_NAME, Conversations

if TYPE_CHECKING:
    from gradio_client import Client
    from playwright.sync_api import Browser, BrowserContext, Page

MAX_BYTES = 200_000
PATIENCE = 60_000
"""Milliseconds until a state counts as never reached; a busy machine may take long, a sound one does not wait."""


@dataclass
class Served:
    """A running page and the program behind it."""

    url: str
    engine: FakeEngine


def quiet_client(url: str, **options: object) -> Client:
    """A gradio_client that tells nobody of its start, and does not ask its makers' site who runs it."""
    from gradio_client import Client

    silence()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        return Client(url, verbose=False, analytics_enabled=False, **options)  # type: ignore[arg-type]


def open_options(**given: object) -> PageOptions:
    """Options of a page that asks for no token, on a free port."""
    return load_options(**{"port": 0, "token": "off", **given})


@pytest.fixture
def engine(tmp_path: Path) -> FakeEngine:
    return FakeEngine(Settings(store=tmp_path / "store"))


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "store" / FILE_NAME)


def serve_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole application on a free port, in a thread of this process."""
    engine = FakeEngine(Settings(store=tmp_path_factory.mktemp("store"), max_file_bytes=MAX_BYTES))
    options = open_options(
        folders=(tmp_path_factory.getbasetemp(),),
        seeds=None,
        workers=2,
        reports=engine.settings.store / "reports",
    )
    with upload_folder(), serving(build_app(engine, options)) as url:
        yield Served(url, engine)
        engine.release.set()


def open_browser() -> Iterator[Browser]:
    """A real browser. Without one these tests skip with a loud line; in CI they fail."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("BROWSER_FOR_TESTS") or installed_browser()
    if path is None:
        sentence = (
            "NO BROWSER FOUND, the page is NOT tested: install chromium, or name one in BROWSER_FOR_TESTS."
        )
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


# What Gradio's own script says of a stream that ends because the page is left for another one.
LEFT = (
    "AbortError: signal is aborted",
    "AbortError: BodyStreamBuffer was aborted",
    "Unexpected error Connection errored out.",
)


@dataclass
class Witness:
    """What a page asked for and complained about while a test ran."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page, home: str) -> None:
        host = urlsplit(home).netloc

        def requested(url: str) -> None:
            parts = urlsplit(url)
            if parts.scheme not in ("data", "blob") and parts.netloc != host:
                self.foreign.append(url)

        page.on("request", lambda request: requested(request.url))
        page.on("websocket", lambda socket: requested(socket.url))
        page.on("pageerror", lambda error: self._complained(str(error)))
        page.on("console", lambda line: self._complained(line.text) if line.type == "error" else None)

    def _complained(self, words: str) -> None:
        if not words.startswith(LEFT):
            self.errors.append(words)


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """A desktop and a phone that keep the page's assets from one test to the next."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    made = {
        "desktop": browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce"),
        "phone": browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="reduce"
        ),
    }
    for context in made.values():
        context.set_default_timeout(PATIENCE)
    yield made
    for context in made.values():
        context.close()


@pytest.fixture(params=["desktop"])
def page(
    request: pytest.FixtureRequest, contexts: dict[str, BrowserContext], served: Served, witness: Witness
) -> Iterator[Page]:
    """The page, opened and ready. Whatever a test does: nothing leaves this machine, nothing fails."""
    contexts[request.param].clear_cookies()  # somebody who has asked nothing yet
    page = contexts[request.param].new_page()
    witness.watch(page, served.url)
    page.goto(served.url)
    page.locator(".fc-state[data-phase=ready]").wait_for()
    with served.engine.restored():
        yield page
        page.close()
    assert witness.foreign == []
    assert witness.errors == []
