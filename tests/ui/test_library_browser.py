"""The library in a real browser: finding, reading, correcting, deleting and adding documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Served
from tests.ui.fake_engine import PORT_QUOTE
from tests.ui.hostile import HOSTILE
from tests.ui.test_browser import OVERFLOW, files, on_both
from ui import wording
from ui.views import library as shelf
from ui.wording import phrases

pytestmark = pytest.mark.browser


def library(page: Page) -> None:
    page.get_by_role("tab", name=phrases.TAB_LIBRARY).click()
    expect(page.locator("#fc-shelf-list tbody tr").first).to_be_visible()


def opened(page: Page, title: str) -> None:
    page.locator("#fc-shelf-list").get_by_role("button", name=title, exact=True).click()
    expect(page.locator("#fc-reader h3")).to_have_text(title)


def add_address(page: Page, source: str) -> None:
    box = page.locator("#fc-shelf-add input")
    box.fill(source)
    box.press("Enter")


@on_both
def test_documents_are_listed_with_their_facts_and_read(page: Page) -> None:
    library(page)
    port = page.locator("#fc-shelf-list tr[data-id=port]")
    expect(port).to_contain_text("Port of Lindhaven")
    expect(port).to_contain_text("11 February 2025")
    expect(port).to_contain_text(phrases.STATE_READY)
    expect(page.locator("#fc-shelf-list tr[data-id=paper]")).to_contain_text("they look scanned")
    opened(page, "Annual report of the port of Lindhaven")
    expect(page.locator("#fc-reader .fc-run")).to_contain_text(PORT_QUOTE)
    expect(page.locator("#fc-reader .fc-source-title")).to_be_focused()
    assert page.evaluate(OVERFLOW) <= 0


def test_a_document_is_found_by_a_word_of_its_publisher(page: Page) -> None:
    library(page)
    page.get_by_label(phrases.SHELF_FIND).fill("PORT OF lindhaven")
    expect(page.locator("#fc-shelf-list tbody tr")).to_have_count(1)
    page.get_by_label(phrases.SHELF_FIND).fill("nowhere")
    expect(page.locator("#fc-shelf-list")).to_contain_text(phrases.SHELF_NOT_FOUND)


@on_both
def test_a_long_document_is_read_in_the_whole_height_of_the_page(page: Page, served: Served) -> None:
    served.engine.documents["long"] = "\n\n".join(f"Paragraph {n} of the report." for n in range(60))
    served.engine.titles["long"] = "A long report"
    library(page)
    opened(page, "A long report")
    shown = page.locator("#fc-reader .fc-text")
    assert shown.evaluate("text => text.scrollHeight - text.clientHeight") <= 1
    last = page.get_by_text("Paragraph 59 of the report.")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    assert page.evaluate(OVERFLOW) <= 0


@on_both
def test_a_copy_of_another_document_says_so(page: Page, served: Served) -> None:
    served.engine.documents["copy"] = served.engine.documents["paper"].upper()
    served.engine.titles["copy"] = "THE QUAYS"
    library(page)
    warning = phrases.copy_of("A good year for the quays", 1.0)
    expect(page.locator("#fc-shelf-list tr[data-id=copy]")).to_contain_text(warning)
    opened(page, "THE QUAYS")
    expect(page.locator("#fc-reader article > .fc-doubtful")).to_contain_text(warning)
    assert page.evaluate(OVERFLOW) <= 0


@on_both
def test_a_document_is_deleted_after_a_second_thought_and_is_gone(page: Page, served: Served) -> None:
    served.engine.documents["doomed"] = "This goes."
    served.engine.titles["doomed"] = f"Doomed {len(served.engine.documents)}"
    title = served.engine.titles["doomed"]
    library(page)
    opened(page, title)
    page.locator("#fc-reader").get_by_text(phrases.DELETE, exact=True).click()
    page.get_by_role("button", name=phrases.DELETE_FOR_GOOD).click()
    expect(page.locator("#fc-reader")).to_contain_text(phrases.deleted(title))
    expect(page.locator("#fc-shelf-list tr[data-id=doomed]")).to_have_count(0)
    assert "doomed" not in served.engine.documents


def test_the_details_of_a_document_are_corrected(page: Page, served: Served) -> None:
    library(page)
    opened(page, "Customs figures for 2024")
    page.locator("#fc-reader").get_by_text(phrases.EDIT_DETAILS).click()
    page.get_by_label(phrases.FIELD_LABELS["publisher"], exact=True).fill("Customs <office>")
    page.get_by_role("button", name=phrases.SAVE).click()
    expect(page.locator("#fc-reader")).to_contain_text(phrases.SAVED)
    expect(page.locator("#fc-reader .fc-byline").first).to_contain_text("Customs <office>")
    expect(page.locator("#fc-shelf-list tr[data-id=rival]")).to_contain_text("Customs <office>")
    page.locator("#fc-reader").get_by_text(phrases.EDIT_DETAILS).click()
    page.get_by_label(phrases.FIELD_LABELS["title"], exact=True).fill("")
    page.get_by_role("button", name=phrases.SAVE).click()
    expect(page.locator("#fc-reader").get_by_role("alert")).to_contain_text("The title cannot be empty")
    assert served.engine.titles["rival"] == "Customs figures for 2024"


@on_both
def test_several_files_and_an_address_are_added_with_a_line_each(page: Page, served: Served) -> None:
    count = len(served.engine.documents)
    served.engine.web[f"https://example.org/{count}"] = f"Page number {count} of the web."
    library(page)
    page.locator("#fc-shelf-drop input").set_input_files(
        files((f"one {count}.txt", f"One, {count}.".encode()), ("empty.txt", b" "))  # type: ignore[arg-type]
    )
    lines = page.locator("#fc-shelf-jobs .fc-job").first.locator(".fc-line")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("added, 1 passage")
    expect(lines.nth(1)).to_contain_text("empty.txt is empty; nothing was read from it.")
    add_address(page, f"https://example.org/{count}")
    expect(page.locator("#fc-shelf-jobs .fc-job").first).to_contain_text(f"https://example.org/{count} added")
    add_address(page, "https://nowhere.example/")
    expect(page.locator("#fc-shelf-jobs .fc-job").first).to_contain_text("no such host; check the address")
    add_address(page, "ftp://example.org/")
    expect(page.locator("#fc-shelf-jobs").get_by_role("alert")).to_contain_text(
        "“ftp://example.org/” is no web address"
    )
    expect(page.locator("#fc-shelf-list tbody tr").first).to_contain_text(f"https://example.org/{count}")


def test_a_folder_is_read_on_although_the_page_is_closed(page: Page, served: Served, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"folder {number}.txt").write_text(f"File {number} in {tmp_path}.", encoding="utf-8")
    other = page.context.new_page()
    other.goto(served.url)
    library(other)
    served.engine.reading.clear()
    try:
        add_address(other, str(tmp_path))
        expect(other.locator("#fc-shelf-jobs .fc-job").first).to_contain_text(phrases.read_so_far(0, 3))
    finally:
        other.close()
        library(page)
        expect(page.locator("#fc-shelf-jobs .fc-job").first).to_contain_text(wording.READING)
        served.engine.reading.set()
    job = page.locator("#fc-shelf-jobs .fc-job").first
    expect(job).to_contain_text(phrases.read_so_far(3, 3))
    expect(job.locator(".fc-line[data-state=added]")).to_have_count(3)
    expect(page.locator("#fc-shelf-list tbody tr").first).to_contain_text("folder 2.txt")


@pytest.mark.parametrize("path", ["/etc/passwd", "/etc", "~nouser/x", "../../etc/passwd"])
def test_a_path_outside_of_the_named_folders_is_refused(page: Page, served: Served, path: str) -> None:
    before = len(served.engine.documents)
    library(page)
    add_address(page, path)
    expect(page.locator("#fc-shelf-jobs [role=alert]")).to_contain_text(
        "in none of the folders that may be added"
    )
    assert len(served.engine.documents) == before


def test_a_file_that_is_being_read_is_cancelled(page: Page, served: Served) -> None:
    served.engine.reading.clear()
    try:
        library(page)
        add_address(page, "https://example.org/endless")
        line = page.locator("#fc-shelf-jobs .fc-line").filter(has_text="example.org/endless")
        page.get_by_role("button", name=wording.cancel_file("https://example.org/endless")).click()
        expect(line).to_contain_text(wording.STATUS["cancelled"])
        expect(line.get_by_role("button")).to_have_count(0)
    finally:
        served.engine.reading.set()


def test_a_long_document_is_read_part_by_part(page: Page, served: Served) -> None:
    served.engine.documents["long"] = "a" * shelf.PART + "\nThe second part begins here."
    served.engine.titles["long"] = "A long document"
    library(page)
    opened(page, "A long document")
    page.get_by_role("button", name=phrases.LATER_PART).first.click()
    expect(page.locator("#fc-reader .fc-run")).to_contain_text("The second part begins here.")
    page.get_by_role("button", name=phrases.EARLIER_PART).first.click()
    expect(page.locator("#fc-reader .fc-run")).not_to_contain_text("The second part")


def test_hostile_titles_and_texts_stay_text(page: Page, served: Served) -> None:
    whole = " | ".join(text.replace("\x00", "") for text in HOSTILE)
    served.engine.documents["evil"] = whole
    served.engine.titles["evil"] = whole
    served.engine.edits["evil"] = {"publisher": whole, "url": "javascript:window.pwned=1"}
    library(page)
    page.locator("#fc-shelf-list tr[data-id=evil] button").click()
    expect(page.locator("#fc-reader .fc-run")).to_contain_text("<script>window.pwned=1</script>")
    page.locator("#fc-reader").get_by_text(phrases.EDIT_DETAILS).click()
    inside = page.locator("#fc-library")
    assert inside.locator("script, img, iframe, object, embed, style, form, base, video, audio").count() == 0
    assert inside.locator("a[href^=javascript]").count() == 0
    assert page.evaluate("window.pwned") is None
