"""The page of a source as it looks, with the quoted words marked, beside its text."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from rag.documents.originals import keep_original, original, remove_originals
from tests.ui.conftest import Served
from tests.ui.fake_engine import PORT_QUOTE, FakeEngine
from tests.ui.test_browser import OVERFLOW, ask, marked, on_both
from ui import wording
from ui.views.page_images import KEPT, Pages


def test_an_uploaded_file_is_kept_until_its_document_goes(tmp_path: Path) -> None:
    name = "a" * 64
    keep_original(tmp_path, name, b"%PDF")
    found = original(tmp_path, name)
    assert found is not None
    assert found.read_bytes() == b"%PDF"
    assert original(tmp_path, "../originals/" + name) is None
    assert original(tmp_path, "") is None
    remove_originals(tmp_path, ["", "b" * 64, name])
    assert list((tmp_path / "originals").iterdir()) == []


def test_pictures_are_kept_for_a_while_and_go_with_their_document(engine: FakeEngine) -> None:
    pages = Pages(engine)
    first = pages.picture("port", 1, 0, 0)
    assert pages.picture("port", 1, 0, 0) is first
    for start in range(1, KEPT + 1):
        pages.picture("port", 1, start, start)
    assert pages.picture("port", 1, 0, 0) is not first
    engine.delete("port")
    with pytest.raises(Exception, match="no document"):
        pages.picture("port", 1, 0, 0)


def test_a_picture_is_sent_with_the_boxes_of_the_words_or_one_sentence(served: Served) -> None:
    with httpx.Client(base_url=served.url) as client:
        made = client.get("/fc/page/port/7.json?start=5&end=9")
        assert (made.status_code, made.json()["page"], made.json()["pages"]) == (200, 7, 8)
        assert made.json()["boxes"][0] == [60, 400, 300, 420]
        assert client.get("/fc/page/port/7.json?start=x&end=-1").json()["boxes"] == []
        missing = client.get("/fc/page/port/99.json")
        assert missing.status_code == 404
        assert "no page 99" in json.loads(missing.text)["error"]
        assert client.get("/fc/page/none/1.json").status_code == 404
        assert client.get("/fc/page/..%2fport/1.json").status_code == 404


BOX = """figure => {
  const [image, mark] = [figure.querySelector("img"), figure.querySelector(".fc-page-mark")]
    .map(node => node.getBoundingClientRect());
  const frame = figure.querySelector(".fc-page-frame").getBoundingClientRect();
  return { left: (mark.left - image.left) / image.width, top: (mark.top - image.top) / image.height,
    seen: mark.top >= frame.top && mark.bottom <= frame.bottom };
}"""


@pytest.mark.browser
@on_both
def test_a_source_shows_its_page_with_the_words_marked_and_the_pages_around_it(page: Page) -> None:
    turn = ask(page, "How many tonnes?", "answered")
    turn.get_by_role("button", name="Source 1").click()
    figure = page.locator("#fc-evidence .fc-page")
    expect(figure.get_by_role("img")).to_have_attribute("alt", "Page 7 as it looks")
    expect(figure.locator(".fc-page-mark")).to_have_count(2)
    place = figure.evaluate(BOX)
    assert place["left"] == pytest.approx(0.1, abs=0.01)
    assert place["top"] == pytest.approx(0.5, abs=0.01)
    assert place["seen"]
    marked(page, PORT_QUOTE)
    figure.get_by_role("button", name=wording.PAGE_NEXT).click()
    expect(figure.locator(".fc-page-position")).to_have_text("Page 8 of 8")
    expect(figure.locator(".fc-page-mark")).to_have_count(0)
    expect(figure.get_by_role("button", name=wording.PAGE_NEXT)).to_be_disabled()
    figure.get_by_role("button", name=wording.PAGE_PREVIOUS).click()
    expect(figure.locator(".fc-page-mark")).to_have_count(2)
    narrow = figure.locator("img").evaluate("image => image.clientWidth")
    figure.get_by_role("button", name=wording.PAGE_ZOOM).click()
    assert figure.locator("img").evaluate("image => image.clientWidth") > 1.5 * narrow
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.browser
def test_a_source_without_pages_shows_its_text_alone(page: Page) -> None:
    turn = ask(page, "How many tonnes?", "answered")
    turn.get_by_role("button", name="Source 2").click()
    expect(page.locator("#fc-evidence mark")).to_have_count(1)
    expect(page.locator("#fc-evidence .fc-page")).to_have_count(0)
