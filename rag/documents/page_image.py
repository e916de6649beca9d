"""Pictures of pages, with the places of quoted words: what stands in a PDF or scan can be shown as it is printed.

The file is opened in the parser process, as when it was read; only the picture and boxes come back.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag.documents.originals import original
from rag.documents.parsing import ask_child
from rag.documents.sniffing import sniff
from rag.documents.tables import read_row
from rag.errors import DocumentError
from rag.scratch import scratch
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.documents.loaders.pdf_layout import Word

_LONGEST_SIDE = 5_000  # pixels
_FEWEST_ALIGNED = 3  # words in a row that tell where on a page a text stands in part
_NO_FILE = "The file of the document is no longer where it was added from, so its pages cannot be shown; add it again."


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the picture, from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG, its size in pixels, and the boxes of each quote, one a printed line (none: not found there)."""

    png: bytes
    width: int
    height: int
    boxes: tuple[tuple[Box, ...], ...] = ()


class StoredFiles(Protocol):
    """The part of ``rag.index.Store`` that says where the words of a document come from."""

    def text(self, document_id: str) -> str:
        """The normalised text."""

    def page(self, document_id: str, offset: int) -> int | None:
        """The page on which the character ``offset`` stands."""

    def sentences(self, document_id: str) -> tuple[tuple[int, int], ...]:
        """The ranges of the sentences."""

    def sources(self, document_id: str) -> Mapping[str, str]:
        """Its sources with the SHA-256 of their bytes."""


def page_image(
    source: Path | bytes,
    page: int,
    quotes: Sequence[str] = (),
    *,
    context: str = "",
    scale: float = 2.0,
    settings: Settings | None = None,
) -> PageImage:
    """Page ``page`` (from 1) of a PDF or picture at ``scale`` pixels a point, with the boxes of ``quotes``.

    ``context`` is the sentence or table row in which the quotes stand: of equal words it tells which are meant.

    Raises:
        DocumentError: the file cannot be read, is neither PDF nor picture, or has no such page.
    """
    settings = settings or Settings()
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
    except OSError:
        raise DocumentError(_NO_FILE) from None
    kind = sniff(data)
    if kind not in ("pdf", "image"):
        raise DocumentError("Only the pages of PDF files and pictures can be shown as they are printed.")
    with tempfile.TemporaryDirectory(prefix="page-", dir=scratch()) as folder:
        path = Path(folder) / f"file.{kind}"
        path.write_bytes(data)
        request: dict[str, object] = {
            "kind": "draw",
            "path": str(path),
            "format": kind,
            "page": page,
            "quotes": list(quotes),
            "context": context,
            "scale": scale,
        }
        drawn = ask_child(request, settings)["drawn"]
        boxes = tuple(tuple(Box(*box) for box in each) for each in drawn["boxes"])
        return PageImage(path.with_suffix(".png").read_bytes(), drawn["width"], drawn["height"], boxes)


def stored_page_image(
    store: StoredFiles,
    document_id: str,
    start: int,
    end: int,
    *,
    page: int | None = None,
    scale: float = 2.0,
    settings: Settings | None = None,
) -> PageImage:
    """The page on which ``text[start:end]`` of a stored document stands, with the boxes of these words.

    With ``page`` that page, and the boxes of those of the words that stand there.

    Raises:
        DocumentError: the document has no pages, or its file is no longer there or has changed.
        StoreError: it is not in the store.
    """
    text = store.text(document_id)
    stands = store.page(document_id, start)
    if stands is None:
        raise DocumentError("The document has no pages that could be shown.")
    settings = settings or Settings()
    data = _bytes_of(store.sources(document_id), settings.store)
    if page is not None and page != stands:
        return page_image(data, page, scale=scale, settings=settings)
    context = next((text[a:b] for a, b in store.sentences(document_id) if a <= start < b), "")
    return page_image(data, stands, [text[start:end]], context=context, scale=scale, settings=settings)


def _bytes_of(sources: Mapping[str, str], store: Path) -> bytes:
    """The bytes of the first source that is a file, or was kept, and still is what was read."""
    for source, fingerprint in sources.items():
        kept = original(store, fingerprint)
        try:
            data = (Path(source) if kept is None else kept).read_bytes()
        except (OSError, ValueError):
            continue
        if hashlib.sha256(data).hexdigest() == fingerprint:
            return data
    raise DocumentError(_NO_FILE)


def draw(
    path: Path, kind: str, page: int, quotes: Sequence[str], context: str, scale: float
) -> dict[str, object]:
    """Draw a page beside ``path`` as PNG and find the quotes on it; runs in the parser process."""
    drawing = _draw_pdf(path, page, scale) if kind == "pdf" else _draw_picture(path, page)
    found = [_lines(drawing.words, place_of(drawing.words, quote, context)) for quote in quotes]
    return {
        "width": drawing.width,
        "height": drawing.height,
        "boxes": [[drawing.box(words) for words in each] for each in found],
    }


@dataclass(frozen=True, slots=True)
class _Placed:
    """Words with the boxes that they have in a picture."""

    width: int
    height: int
    words: Sequence[Word]
    boxes: Mapping[int, tuple[float, float, float, float]]

    def box(self, words: Sequence[Word]) -> tuple[float, float, float, float]:
        """The box around words of one line."""
        boxes = [self.boxes[id(word)] for word in words]
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return (
            max(0.0, min(lefts)),
            max(0.0, min(tops)),
            min(float(self.width), max(rights)),
            min(float(self.height), max(bottoms)),
        )


def _draw_pdf(path: Path, number: int, scale: float) -> _Placed:
    import pypdfium2

    from rag.documents.loaders.pdf_layout import boxes_on, words_of
    from rag.documents.loaders.recognition import recognise_pages

    try:
        document = pypdfium2.PdfDocument(path)
        if not 1 <= number <= len(document):
            raise DocumentError(f"The PDF has no page {number}, only 1 to {len(document)}.")
        page = document[number - 1]
        scale = min(scale, _LONGEST_SIDE / max(page.get_width(), page.get_height(), 1.0))
        picture = page.render(scale=scale).to_pil().convert("RGB")
        text_page = page.get_textpage()
        words: Sequence[Word] = words_of(text_page)
        if words:
            boxes = boxes_on(page, text_page, words, picture.size)
        else:
            reading = recognise_pages(document, [number - 1], float("inf"))[number - 1]
            words = [word for line in reading.lines for word in line.words]
            boxes = {
                key: (left * scale, top * scale, right * scale, bottom * scale)
                for key, (left, top, right, bottom) in reading.boxes(words).items()
            }
    except pypdfium2.PdfiumError:
        raise DocumentError("The page is damaged and cannot be shown.") from None
    picture.save(path.with_suffix(".png"))
    return _Placed(picture.width, picture.height, words, boxes)


def _draw_picture(path: Path, number: int) -> _Placed:
    import numpy as np
    from PIL import Image

    from rag.documents.loaders.picture import frames
    from rag.documents.loaders.recognition import recognise

    try:
        with Image.open(path) as opened:
            picture = next((each for count, each in enumerate(frames(opened), 1) if count == number), None)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise DocumentError("The picture is damaged and cannot be shown.") from None
    if picture is None:
        raise DocumentError(f"The picture has no page {number}.")
    reading = recognise(np.asarray(picture)[:, :, ::-1].copy())
    words = [word for line in reading.lines for word in line.words]
    shown = picture.copy()
    shown.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    shrunk = shown.width / picture.width
    boxes = {
        key: (left * shrunk, top * shrunk, right * shrunk, bottom * shrunk)
        for key, (left, top, right, bottom) in reading.boxes(words).items()
    }
    shown.save(path.with_suffix(".png"))
    return _Placed(shown.width, shown.height, words, boxes)


def place_of(words: Sequence[Word], quote: str, context: str = "") -> list[int]:
    """The numbers of the words of a page that ``quote`` consists of, in order; none where it is not there.

    Only letters and digits are compared: hyphens at line ends, marks and signs differ between page and text.
    """
    context = next((part for part in context.split("\n\n") if quote in part), "") if context else ""
    stream = _Stream(words)
    exact = stream.find(quote)
    if not context or context == quote:
        if exact:
            return [number for place in exact for number in place]
        return _in_row(words, quote, None) or stream.aligned(quote)
    if read_row(context):
        return _in_row(words, context, quote) or [number for place in exact for number in place]
    around = stream.find(context)
    inside = [place for place in exact if any(set(place) <= set(each) for each in around)]
    if inside:
        nth = context[: context.find(quote)].count(quote)
        return inside[min(nth, len(inside) - 1)]
    near = stream.aligned(context)
    if exact:
        return min(exact, key=lambda place: min((abs(place[0] - each) for each in near), default=0))
    return stream.aligned(quote)


class _Stream:
    """The letters and digits of a page in its order, and the word that each belongs to."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._folded = [_fold(word.text) for word in words]
        self._letters = "".join(self._folded)
        self._owners = [number for number, text in enumerate(self._folded) for _ in text]

    def find(self, text: str) -> list[list[int]]:
        """The words of each place at which ``text`` stands; it begins and ends with a word, where it does anywhere."""
        sought = _fold(text)
        if not sought:
            return []
        places = [match.start() for match in re.finditer(f"(?={re.escape(sought)})", self._letters)]
        whole = [place for place in places if self._is_whole(place, place + len(sought))]
        chosen = whole or (places if len(sought) > 3 else [])
        return [sorted(set(self._owners[place : place + len(sought)])) for place in chosen]

    def aligned(self, text: str) -> list[int]:
        """The words of those parts of ``text`` that stand here: the rest stands on another page."""
        sought = [folded for word in text.split() if (folded := _fold(word))]
        numbers = [number for number, folded in enumerate(self._folded) if folded]
        here = [self._folded[number] for number in numbers]
        blocks = SequenceMatcher(None, here, sought, autojunk=False).get_matching_blocks()
        least = min(_FEWEST_ALIGNED, max(1, len(sought)))
        return [
            number
            for block in blocks
            if block.size >= least
            for number in numbers[block.a : block.a + block.size]
        ]

    def _is_whole(self, start: int, end: int) -> bool:
        owners = self._owners
        return (start == 0 or owners[start - 1] != owners[start]) and (
            end == len(owners) or owners[end - 1] != owners[end]
        )


def _in_row(words: Sequence[Word], row: str, cell: str | None) -> list[int]:
    """The words of a stored table row, or of one of its cells, where they stand beside each other."""
    from rag.documents.loaders.pdf_layout import visual_rows

    cells = [each for each in read_row(row) if each.text]
    sought = [_parts(each.text) for each in cells]
    if not any(sought):
        return []
    numbers = {id(word): number for number, word in enumerate(words)}
    best: list[Word] = []
    most = 0.0
    for printed in visual_rows(words):
        here = {_fold(word.text) for word in printed}
        held = sum(len(part & here) / len(part) for part in sought if part)
        if held > most:
            best, most = printed, held
    if most < max(1.0, 0.4 * len(cells)):
        return []
    if cell is None:
        every = frozenset().union(*sought)
        return sorted(numbers[id(word)] for word in best if _fold(word.text) in every)
    found = _Stream(best).find(cell)
    place = row.find(cell)
    before = sum(_fold(each.text) == _fold(cell) for each in cells if each.end <= place)
    chosen = found[min(before, len(found) - 1)] if found else []
    return [numbers[id(best[number])] for number in chosen]


def _parts(text: str) -> frozenset[str]:
    return frozenset(folded for word in text.split() if (folded := _fold(word)))


def _fold(text: str) -> str:
    """The letters and digits of a text, without case, accents' forms and ligatures."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _lines(words: Sequence[Word], numbers: Sequence[int]) -> Iterator[list[Word]]:
    """The words by the printed line in which they stand beside each other."""
    line = [words[number] for number in numbers[:1]]
    for before, after in pairwise(numbers):
        last, word = words[before], words[after]
        level = min(last.top, word.top) - max(last.bottom, word.bottom) > 0.35 * min(last.size, word.size)
        beside = after - before == 1 or 0 <= word.left - last.right < 2 * last.size
        if not (level and beside and word.left >= last.left):
            yield line
            line = []
        line.append(word)
    if line:
        yield line
