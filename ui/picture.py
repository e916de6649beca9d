"""``python -m ui.picture``: take the picture of the page that the README shows.

The page answers example questions from the seeds, in a store made for the occasion, and the
first source of the first answer is opened. Needs Playwright and a Chromium that is installed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from rag.settings import load_settings
from ui import check_wording, wording
from ui.app import build_app, listening_on, make_server, upload_folder
from ui.engine import RagEngine
from ui.options import load_options

if TYPE_CHECKING:
    from collections.abc import Sequence

_TARGET = Path(__file__).resolve().parent.parent / "docs" / "images" / "chat.png"
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WAIT = 180_000


def take_picture(
    target: Path, *, width: int, height: int, scheme: str, questions: Sequence[str], draft: str | None = None
) -> None:
    """Serve the page from the seeds, ask (or check ``draft``), open the first source, and save what is seen."""
    from rag.quiet import silence

    silence()
    with tempfile.TemporaryDirectory() as store, listening_on("127.0.0.1", 0) as listening, upload_folder():
        up = threading.Event()
        app = build_app(RagEngine(load_settings(store=Path(store))), load_options(port=0))
        server = make_server(app, listening, lambda _: up.set())
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        up.wait(_WAIT / 1000)
        try:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            _photograph(
                address, target, width=width, height=height, scheme=scheme, questions=questions, draft=draft
            )
        finally:
            server.should_exit = True
            thread.join(20)


def _photograph(
    address: str,
    target: Path,
    *,
    width: int,
    height: int,
    scheme: str,
    questions: Sequence[str],
    draft: str | None,
) -> None:
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        page = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            device_scale_factor=1.5,
            reduced_motion="reduce",
        )
        page.set_default_timeout(_WAIT)
        page.goto(address)
        page.locator(".fc-state[data-phase=ready]").wait_for()
        if draft is not None:
            page.get_by_role("tab", name=wording.TAB_CHECK).click()
            page.get_by_label(check_wording.DRAFT_LABEL).fill(draft)
            page.get_by_role("button", name=check_wording.CHECK, exact=True).click()
            page.locator(".fc-marked[data-state=done]").wait_for()
            page.locator(".fc-claim[role=button]").first.click()
            page.locator(".fc-claim-view").wait_for()
        for number, question in enumerate(() if draft is not None else questions):
            box = page.get_by_label(wording.QUESTION)
            box.fill(question)
            box.press("Enter")
            page.locator(f".fc-turn[data-turn='{number}']:not([data-state=asking])").wait_for()
        marks = page.locator(".fc-cite")
        if draft is None and marks.count():
            marks.first.click()
            page.locator("#fc-evidence mark").wait_for()
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=target)
        browser.close()


def main(arguments: list[str] | None = None) -> int:
    """Take the picture; its size, colours, question and file can be chosen."""
    parser = argparse.ArgumentParser(prog="python -m ui.picture", description="Take the picture of the page.")
    parser.add_argument("--to", type=Path, default=_TARGET, help="the file to write (docs/images/chat.png)")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=1090)
    parser.add_argument("--scheme", choices=("light", "dark"), default="light")
    parser.add_argument("--question", action="append", help="a question to ask (may be given several times)")
    parser.add_argument("--draft", help="a text to check instead of asking")
    given = parser.parse_args(arguments)
    questions = given.question or (wording.EXAMPLES[0], wording.EXAMPLES[-1])
    take_picture(
        given.to,
        width=given.width,
        height=given.height,
        scheme=given.scheme,
        questions=questions,
        draft=given.draft,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
