"""The page in a real browser: asking, reading the evidence, adding documents, with mouse, keyboard and thumb."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui.conftest import MAX_BYTES, Served
from tests.ui.fake_engine import PAPER_QUOTE, PORT, PORT_QUOTE
from tests.ui.hostile import HOSTILE
from ui import wording

pytestmark = pytest.mark.browser

on_a_phone = pytest.mark.parametrize("page", ["phone"], indirect=True)
on_both = pytest.mark.parametrize("page", ["desktop", "phone"], indirect=True)

FULLY_SEEN = """mark => {
  const box = mark.getBoundingClientRect();
  const scroller = mark.closest(".fc-text").getBoundingClientRect();
  return box.top >= scroller.top && box.bottom <= scroller.bottom
    && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def ask(page: Page, question: str, outcome: str) -> Locator:
    """Type a question, press Enter, and wait for its outcome."""
    box = page.get_by_label(wording.QUESTION)
    before = page.locator(".fc-turn").count()
    box.fill(question)
    box.press("Enter")
    turn = page.locator(".fc-turn").nth(before)
    expect(turn.locator(f".fc-{outcome}")).to_be_visible()
    return turn


def marked(page: Page, quote: str) -> Locator:
    """The opened source's highlight: exactly the quote, and in sight."""
    mark = page.locator("#fc-evidence mark")
    expect(mark).to_have_count(1)
    expect(mark).to_have_text(quote)
    expect(mark).to_be_in_viewport(ratio=1)
    assert mark.evaluate(FULLY_SEEN)
    return mark


@on_both
def test_a_question_is_answered_and_its_source_opens_at_the_exact_words(page: Page) -> None:
    turn = ask(page, "How many tonnes did the port handle?", "answered")
    expect(turn.locator(".fc-short")).to_have_text("4.2 million tonnes")
    expect(page.locator("#fc-evidence blockquote")).to_have_count(2)
    turn.get_by_role("button", name="Source 1").click()
    mark = marked(page, PORT_QUOTE)
    assert mark.evaluate("mark => getComputedStyle(mark).backgroundColor") != "rgba(0, 0, 0, 0)"
    evidence = page.locator("#fc-evidence")
    expect(evidence).to_contain_text("Annual report of the port of Lindhaven")
    expect(evidence).to_contain_text("Port of Lindhaven · 11 February 2025 · page 7")
    expect(evidence).to_contain_text(wording.VERIFIED)
    link = evidence.get_by_role("link", name=wording.OPEN_ORIGINAL)
    expect(link).to_have_attribute("href", "https://example.org/port/2024")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    assert page.locator(".fc-run").text_content() in PORT


def test_one_source_leads_to_the_next_and_back_to_all(page: Page) -> None:
    turn = ask(page, "How many tonnes?", "answered")
    turn.get_by_role("button", name="Source 2").click()
    marked(page, PAPER_QUOTE)
    expect(page.locator(".fc-position")).to_have_text(wording.position(2, 2))
    page.get_by_role("button", name=wording.NEXT).click()
    expect(page.locator(".fc-position")).to_have_text(wording.position(1, 2))
    marked(page, PORT_QUOTE)
    page.get_by_role("button", name=wording.BACK).click()
    expect(page.locator(".fc-source")).to_have_count(0)
    expect(page.locator("#fc-evidence .fc-card")).to_have_count(2)


def test_everything_can_be_done_from_the_keyboard(page: Page) -> None:
    page.get_by_label(wording.QUESTION).focus()
    page.keyboard.type("How many tonnes?")
    page.keyboard.press("Enter")
    expect(page.locator(".fc-answered")).to_be_visible()
    mark = page.locator(".fc-cite").first
    expect(page.get_by_label(wording.QUESTION)).to_have_value("")
    for _ in range(10):  # past the buttons that copy and judge the answer
        page.keyboard.press("Shift+Tab")
        if mark.evaluate("mark => mark === document.activeElement"):
            break
    expect(mark).to_be_focused()
    assert mark.evaluate("mark => getComputedStyle(mark).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    marked(page, PORT_QUOTE)
    expect(page.locator(".fc-source-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".fc-source")).to_have_count(0)
    expect(mark).to_be_focused()


@on_both
def test_an_abstention_looks_different_and_lists_no_source(page: Page) -> None:
    answered = ask(page, "How many tonnes?", "answered").locator(".fc-answered")
    abstained = ask(page, "And what about 2019?", "abstained").locator(".fc-abstained")
    ground = "element => getComputedStyle(element).backgroundColor"
    assert answered.evaluate(ground) != abstained.evaluate(ground)
    expect(abstained).to_contain_text(wording.ABSTAINED)
    expect(abstained).to_contain_text(wording.CLOSEST_NOTE)
    expect(abstained).to_contain_text("but about another year")
    expect(abstained.locator(".fc-cite")).to_have_count(0)
    expect(page.locator("#fc-evidence .fc-card")).to_have_count(0)
    expect(page.locator("#fc-evidence")).to_contain_text(wording.EVIDENCE_NONE)
    expect(page.locator("#fc-evidence .fc-closest blockquote")).to_have_text(PORT_QUOTE)
    abstained.get_by_role("button", name=wording.SHOW_CLOSEST).click()
    marked(page, PORT_QUOTE)


@on_both
def test_a_disagreement_is_a_table(page: Page) -> None:
    table = ask(page, "Do they disagree?", "disagreement").locator("table")
    expect(table.get_by_role("columnheader")).to_have_text(list(wording.DISAGREEMENT_COLUMNS))
    expect(table.get_by_role("row")).to_have_count(3)
    expect(table.get_by_role("row").nth(2)).to_contain_text("3.9 million tonnes")
    assert page.evaluate(OVERFLOW) <= 0


def test_a_follow_up_question_brings_its_history(page: Page, served: Served) -> None:
    served.engine.histories.clear()
    ask(page, "How many tonnes?", "answered")
    turn = ask(page, "And when?", "answered")
    assert served.engine.histories == [0, 1]
    expect(turn).to_contain_text("Understood as: When did the port handle")


def test_a_quote_that_no_longer_stands_there_is_told(
    page: Page, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = ask(page, "How many tonnes?", "answered")
    monkeypatch.setitem(served.engine.documents, "port", PORT.replace("4.2", "5.2"))
    turn.get_by_role("button", name="Source 1").click()
    expect(page.get_by_role("alert")).to_contain_text(wording.UNVERIFIED)
    expect(page.locator("#fc-evidence mark")).to_have_count(0)


def test_errors_are_sentences_and_keep_their_details_to_themselves(page: Page) -> None:
    expect(ask(page, "Please refuse", "problem")).to_contain_text("the limit is 2,000; ask it more briefly.")
    failed = ask(page, "A fault, please", "problem")
    expect(failed).to_contain_text(wording.FAULT)
    expect(page.locator("body")).not_to_contain_text("secret detail")
    ask(page, "How many tonnes?", "answered")


def test_a_question_can_be_stopped_and_the_page_cleared(page: Page, served: Served) -> None:
    served.engine.release.clear()
    box = page.get_by_label(wording.QUESTION)
    box.fill("A slow question")
    box.press("Enter")
    expect(page.locator(".fc-asking")).to_contain_text(wording.SEARCHING)
    page.get_by_role("button", name=wording.STOP).click()
    expect(page.locator(".fc-stopped")).to_contain_text(wording.STOPPED)
    served.engine.release.set()
    ask(page, "How many tonnes?", "answered")
    expect(page.locator(".fc-stopped")).to_have_count(1)
    page.get_by_role("button", name=wording.CLEAR).click()
    expect(page.locator(".fc-turn")).to_have_count(0)
    expect(page.locator(".fc-example")).to_have_count(len(wording.EXAMPLES))
    expect(page.locator("#fc-evidence")).to_contain_text(wording.EVIDENCE_EMPTY)


def test_an_empty_question_changes_nothing(page: Page) -> None:
    box = page.get_by_label(wording.QUESTION)
    box.fill("   ")
    box.press("Enter")
    ask(page, "How many tonnes?", "answered")
    expect(page.locator(".fc-turn")).to_have_count(1)


def test_what_is_typed_while_a_question_is_answered_stays_and_is_asked_next(
    page: Page, served: Served
) -> None:
    served.engine.release.clear()
    box = page.get_by_label(wording.QUESTION)
    box.fill("A slow question about tonnes")
    box.press("Enter")
    expect(page.locator(".fc-asking")).to_be_visible()
    box.fill("Do they disagree?")
    served.engine.release.set()
    expect(page.locator(".fc-answered")).to_be_visible()
    expect(box).to_have_value("Do they disagree?")
    served.engine.release.clear()
    box.fill("Another slow one about tonnes")
    box.press("Enter")
    expect(page.locator(".fc-asking")).to_be_visible()
    box.fill("Do they disagree?")
    box.press("Enter")
    served.engine.release.set()
    expect(page.locator(".fc-disagreement")).to_be_visible()
    expect(page.locator(".fc-turn")).to_have_count(3)
    expect(box).to_have_value("")


LATE_END = """
const plain = window.fetch.bind(window);
window.fetch = async (request, options) => {
  const response = await plain(request, options);
  if (!(request.url ?? request).includes("/queue/data")) return response;
  const [reader, decoder] = [response.body.getReader(), new TextDecoder()];
  const pull = async (passed) => {
    const { done, value } = await reader.read();
    if (done) return passed.close();
    const end = decoder.decode(value).includes("close_stream");
    if (end) await new Promise((later) => setTimeout(later, 400));
    passed.enqueue(value);
  };
  return new Response(new ReadableStream({ pull }), { headers: response.headers });
};
"""
"""A slow line: the server's word that nothing is pending arrives late."""


def test_a_question_sent_while_the_line_is_being_closed_is_answered(page: Page) -> None:
    page.add_init_script(LATE_END)
    page.reload()
    page.locator(".fc-state[data-phase=ready]").wait_for()
    for _ in range(3):
        ask(page, "How many tonnes?", "answered")


def test_an_example_is_asked_at_a_click(page: Page) -> None:
    page.get_by_role("button", name=wording.EXAMPLES[0]).click()
    expect(page.locator(".fc-question")).to_have_text(wording.EXAMPLES[0])
    expect(page.locator(".fc-abstained")).to_be_visible()


def files(*named: tuple[str, bytes]) -> list[dict[str, object]]:
    return [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in named]


@on_both
def test_documents_are_added_with_a_line_each_and_a_reason_for_each_failure(
    page: Page, served: Served
) -> None:
    count = served.engine.document_count()
    text = f"An uploaded sentence number {count}.".encode()
    page.locator("#fc-drop input").set_input_files(files(("first report.txt", text), ("empty.txt", b"  ")))  # type: ignore[arg-type]
    lines = page.locator("#fc-lines .fc-line")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("first report.txt added, 1 passage")
    expect(lines.nth(1)).to_contain_text("empty.txt is empty; nothing was read from it.")
    expect(page.locator(".fc-state")).to_have_text(f"{count + 1} documents ready")
    turn = ask(page, "What does the upload say?", "answered")
    turn.get_by_role("button", name="Source 1").click()
    marked(page, text.decode())


DROP = """(zone, names) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(["Dropped: " + name], name, { type: "text/plain" }));
  for (const kind of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def test_documents_can_be_dropped(page: Page) -> None:
    page.locator("#fc-drop label").evaluate(DROP, ["one.txt", "two.txt"])
    lines = page.locator("#fc-lines .fc-line")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("one.txt added")
    expect(lines.nth(1)).to_contain_text("two.txt added")


def test_a_file_over_the_limit_is_refused_in_a_sentence(page: Page, witness: object) -> None:
    page.locator("#fc-drop input").set_input_files(files(("big.txt", b"x" * (MAX_BYTES + 1))))  # type: ignore[arg-type]
    refused = page.locator(".fc-uploading .fc-line")
    expect(refused).to_contain_text(
        "big.txt could not be uploaded. It may be larger than the limit of 195.3 kB"
    )


def test_hostile_texts_run_nothing_and_load_nothing(page: Page, served: Served) -> None:
    whole = " | ".join(text.replace("\x00", "") for text in HOSTILE)
    page.locator("#fc-drop input").set_input_files(
        files(("<img src=x onerror=window.pwned=1>.txt", whole.encode()))  # type: ignore[arg-type]
    )
    expect(page.locator("#fc-lines .fc-line")).to_contain_text("onerror=window.pwned=1>.txt added")
    turn = ask(page, f"upload {whole}"[:2000], "answered")
    turn.get_by_role("button", name="Source 1").click()
    expect(page.locator("#fc-evidence mark")).to_have_count(1)
    expect(page.locator("#fc-evidence mark")).to_contain_text("<script>window.pwned=1</script>")
    assert page.evaluate("window.pwned") is None
    inside = page.locator("#fc-conversation, #fc-evidence, #fc-lines")
    assert inside.locator("script, img, iframe, object, embed, style, form, base, video, audio").count() == 0


@on_a_phone
def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_source_lies_over_the_page(page: Page) -> None:
    assert page.evaluate(OVERFLOW) <= 0
    turn = ask(page, "How many tonnes?", "answered")
    assert page.evaluate(OVERFLOW) <= 0
    mark = turn.get_by_role("button", name="Source 1")
    box = mark.bounding_box()
    assert box is not None
    assert box["width"] >= 24
    assert box["height"] >= 24
    mark.tap()
    marked(page, PORT_QUOTE)
    assert page.evaluate(OVERFLOW) <= 0
    page.get_by_role("button", name=wording.BACK).tap()
    expect(page.locator("#fc-evidence.fc-open")).to_have_count(0)
    expect(mark).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    ask(page, "How many tonnes?", "answered")
    ask(page, "Do they disagree?", "disagreement")
    ask(page, "And 2019?", "abstained")
    ask(page, "A fault", "problem")
    page.locator(".fc-answered .fc-cite").first.click()
    marked(page, PORT_QUOTE)
    faint = page.evaluate(CONTRAST)
    assert faint == []


CONTRAST = """() => {
  const parse = colour => { const n = colour.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(c => { c /= 255; return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; });
    return .2126 * x + .7152 * y + .0722 * z;
  };
  const ground = node => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > .99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const faint = [];
  const walk = document.createTreeWalker(document.querySelector("gradio-app"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !node.offsetParent || node.closest(".fc-visually-hidden")) continue;
    const [one, two] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
    if (ratio < 4.5) faint.push([walk.currentNode.textContent.trim().slice(0, 40), ratio.toFixed(2)]);
  }
  return faint;
}"""


def test_controls_have_names(page: Page) -> None:
    ask(page, "How many tonnes?", "answered")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], input, textarea")]
          .filter(node => node.checkVisibility() && !node.closest(".fc-visually-hidden"))
          .filter(node => !(node.ariaLabel || node.innerText.trim() || node.labels?.[0]?.innerText.trim()))
          .map(node => node.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
