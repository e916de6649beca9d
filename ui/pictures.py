"""``python -m ui.pictures``: take the pictures of the page that the README shows.

The page is served from the seeds, in a store made for the occasion, and used in a real browser as
a reader would use it. Needs Playwright and a Chromium that is installed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rag.settings import load_settings
from ui import wording
from ui.app import build_app, listening_on, make_server, upload_folder
from ui.engine import RagEngine
from ui.options import load_options
from ui.server.tokens import OFF
from ui.wording import check_wording, phrases

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from starlette.types import ASGIApp

_FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""With which a browser runs without a screen and asks nobody but the page."""
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_WAIT = 180_000
_DRAFT = (
    "In December 2019 China lent Belarus 900 million dollars. Almost 1,500 political prisoners are held in Belarus. "
    "Belarus and China signed a treaty on fisheries. The future looks bright."
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is done on the page before it is photographed, and how large and in which colours it is shown."""

    name: str
    use: Callable[[Page], None]
    width: int = 1280
    height: int = 860
    scheme: Literal["light", "dark"] = "light"


def _asked(page: Page) -> None:
    """An answer with its source opened, and an abstention."""
    for number, question in enumerate((wording.EXAMPLES[0], wording.EXAMPLES[-1])):
        box = page.get_by_label(wording.QUESTION)
        box.fill(question)
        box.press("Enter")
        page.locator(f".fc-turn[data-turn='{number}']:not([data-state=asking])").wait_for()
    page.locator(".fc-cite").first.click()
    page.locator("#fc-evidence mark").wait_for()


def _checked(page: Page) -> None:
    """A draft with its first claim chosen."""
    page.get_by_role("tab", name=wording.TAB_CHECK).click()
    page.get_by_label(check_wording.DRAFT_LABEL).fill(_DRAFT)
    page.get_by_role("button", name=check_wording.CHECK, exact=True).click()
    page.locator(".fc-marked[data-state=done]").wait_for()
    page.locator(".fc-claim[role=button]").first.click()
    page.locator(".fc-claim-view").wait_for()


def _read(page: Page) -> None:
    """The library with a document opened."""
    page.get_by_role("tab", name=phrases.TAB_LIBRARY).click()
    page.locator("#fc-shelf-list tbody tr button").first.click()
    page.locator("#fc-reader .fc-run").first.wait_for()


def _proved(page: Page) -> None:
    """A kept answer, proved again."""
    _asked(page)
    page.get_by_role("tab", name=phrases.TAB_HISTORY).click()
    page.locator("#fc-past-list button").filter(has_text=wording.EXAMPLES[0]).first.click()
    page.get_by_role("button", name=phrases.VERIFY_AGAIN).first.click()
    page.locator(".fc-proofs").first.wait_for()


PICTURES = (
    Picture("chat", _asked, height=1090),
    Picture("check", _checked),
    Picture("library", _read),
    Picture("history", _proved),
    Picture("dark", _asked, height=1090, scheme="dark"),
    Picture("phone", _asked, width=390, height=844),
    Picture("phone-check", _checked, width=390, height=844),
)


def take(pictures: Iterable[Picture], folder: Path) -> Iterator[Path]:
    """Take each picture of a page of its own; gives the files as they are written."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with _shown() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=list(FLAGS))
        for picture in pictures:
            page = browser.new_page(
                viewport={"width": picture.width, "height": picture.height},
                color_scheme=picture.scheme,
                device_scale_factor=1.5,
                reduced_motion="reduce",
            )
            page.set_default_timeout(_WAIT)
            page.goto(address)
            page.locator(".fc-state[data-phase=ready]").wait_for()
            picture.use(page)
            file = folder / f"{picture.name}.png"
            page.screenshot(path=file)
            page.close()
            yield file
        browser.close()


def installed_browser() -> str | None:
    """The path of a Chromium on this machine, if there is one."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


@contextmanager
def serving(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """``app`` on a port (0: a free one), in a thread of this process; gives its address.

    Raises:
        TimeoutError: it did not start.
    """
    up = threading.Event()
    with listening_on("127.0.0.1", port) as listening:
        server = make_server(app, listening, lambda _: up.set())
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            if not up.wait(_WAIT / 1000):
                raise TimeoutError("The page did not start.")
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)


@contextmanager
def _shown() -> Iterator[str]:
    """The page with the seeds in a store of its own; gives its address."""
    from rag.quiet import silence

    silence()
    with tempfile.TemporaryDirectory() as store, upload_folder():
        app = build_app(RagEngine(load_settings(store=Path(store))), load_options(port=0, token=OFF))
        with serving(app) as address:
            yield address


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures, all or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m ui.pictures", description="Take pictures of the page.")
    names = [picture.name for picture in PICTURES]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {' '.join(names)}")
    parser.add_argument("--to", type=Path, default=_FOLDER, help="the folder to write to (docs/images)")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(names):
        parser.error(f"there is no picture {min(unknown)!r}; the pictures are {', '.join(names)}")
    for file in take([p for p in PICTURES if not given.names or p.name in given.names], given.to):
        sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
