"""A page is shown as it is printed, with boxes around the quoted words and no others."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from rag import ingest
from rag.documents.page_image import Box, PageImage, page_image, stored_page_image
from rag.errors import DocumentError
from rag.index import Store
from rag.settings import Settings
from tests.documents.samples import make_docx, make_pdf
from tests.documents.tabular import make_table_pdf

LINES = [
    "The northern ferry line carried 412 people in May and",
    "closed in June. Its owner lost 3 million euros in 2021.",
]
ROWS = [
    [72, ["Town"], 200, ["2022"], 300, ["2023"]],
    [72, ["Marlow"], 200, ["1,204"], 300, ["1,377"]],
    [72, ["Asker"], 200, ["812"], 300, ["812"]],
    [72, ["Holm"], 200, ["95"], 300, ["118"]],
]


def opened(image: PageImage) -> Image.Image:
    picture = Image.open(io.BytesIO(image.png))
    assert picture.size == (image.width, image.height)
    return picture.convert("L")


def ink(picture: Image.Image, box: Box) -> float:
    """The share of dark pixels in a box."""
    pixels = picture.crop((round(box.left), round(box.top), round(box.right), round(box.bottom))).tobytes()
    return sum(pixel < 128 for pixel in pixels) / max(1, len(pixels))


def test_a_quote_over_two_lines_has_a_box_on_each(settings: Settings) -> None:
    image = page_image(make_pdf([LINES]), 1, ["412 people in May and closed"], scale=2, settings=settings)
    assert (image.width, image.height) == (1190, 1684)
    first, second = image.boxes[0]
    assert first.bottom <= second.top + 8
    assert first.left > second.left == pytest.approx(144, abs=3)
    picture = opened(image)
    assert all(ink(picture, box) > 0.05 for box in (first, second))


def test_words_that_are_not_on_the_page_have_no_box(settings: Settings) -> None:
    image = page_image(make_pdf([LINES]), 1, ["the southern airport", "41"], settings=settings)
    assert image.boxes == ((), ())


def test_the_context_tells_equal_words_apart(settings: Settings) -> None:
    data = make_pdf([["In Marlow 12 people came.", "In Asker 12 people left."]])
    (box,) = page_image(data, 1, ["12 people"], context="In Asker 12 people left.", settings=settings).boxes[
        0
    ]
    (other,) = page_image(
        data, 1, ["12 people"], context="In Marlow 12 people came.", settings=settings
    ).boxes[0]
    assert box.top > other.bottom - 6


def test_a_cell_of_a_stored_row_is_marked_in_its_column(settings: Settings) -> None:
    data = make_table_pdf(ROWS, title="Jobs by town")
    row = "Town: Asker | 2022: 812 | 2023: 812"
    whole, cell = page_image(data, 1, [row, "812"], context=row, settings=settings).boxes
    assert len(whole) >= 1
    assert 400 < cell[0].left < 500
    first = page_image(
        data, 1, ["1,377"], context="Town: Marlow | 2022: 1,204 | 2023: 1,377", settings=settings
    )
    assert first.boxes[0][0].left > 580
    assert first.boxes[0][0].top < cell[0].top


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_boxes_follow_a_page_that_is_shown_turned(settings: Settings, turned: int) -> None:
    data = make_pdf([LINES]).replace(b"/MediaBox", b"/Rotate %d /MediaBox" % turned)
    image = page_image(data, 1, ["3 million euros"], settings=settings)
    (box,) = image.boxes[0]
    assert (box.right - box.left > box.bottom - box.top) == (turned == 180)
    assert ink(opened(image), box) > 0.05


@pytest.mark.slow
@pytest.mark.parametrize("angle", [0, 2, 90])
def test_words_of_a_scan_are_found_where_they_stand(settings: Settings, angle: int) -> None:
    picture = Image.new("RGB", (1000, 500), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(34)
    for number, line in enumerate([*LINES, "", "The council will decide about a new line in May."]):
        draw.text((60, 90 + 70 * number), line, fill="black", font=font)
    picture = picture.rotate(angle, expand=True, fillcolor="white")
    out = io.BytesIO()
    picture.save(out, "PNG")
    image = page_image(out.getvalue(), 1, ["3 million euros"], settings=settings)
    boxes = image.boxes[0]
    assert len(boxes) == 1
    shown = opened(image)
    assert ink(shown, boxes[0]) > 0.05
    area = (boxes[0].right - boxes[0].left) * (boxes[0].bottom - boxes[0].top)
    assert area < 0.03 * image.width * image.height


def test_a_stored_document_is_shown_until_its_file_changes(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(make_pdf([["A first page about nothing at all."], LINES]))
    ingest([str(path)], settings)
    with Store(settings) as store:
        (document,) = store.documents()
        text = store.text(document.id)
        start = text.index("412 people")
        image = stored_page_image(store, document.id, start, start + 10, settings=settings)
        (box,) = image.boxes[0]
        assert ink(opened(image), box) > 0.05
        path.write_bytes(make_pdf([["Another page."]]))
        with pytest.raises(DocumentError, match="no longer where it was added from"):
            stored_page_image(store, document.id, start, start + 10, settings=settings)


@pytest.mark.parametrize(
    ("data", "page", "reason"),
    [
        (make_pdf([LINES]), 2, "no page 2, only 1 to 1"),
        (make_pdf([LINES]), 0, "no page 0"),
        (make_docx([("", "Hello")]), 1, "Only the pages of PDF files and pictures"),
        (b"%PDF-1.4\nnothing", 1, "damaged"),
        (b"\x89PNG\r\n\x1a\nnothing", 1, "damaged"),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_sentence(
    settings: Settings, data: bytes, page: int, reason: str
) -> None:
    with pytest.raises(DocumentError, match=reason):
        page_image(data, page, settings=settings)
