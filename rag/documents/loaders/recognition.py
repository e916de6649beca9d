"""Text recognised in pictures of pages, by RapidOCR with the models that its package carries.

Nothing is fetched. Lines keep their places, so that columns, tables and paragraphs are found as in a PDF
with text; what is recognised is marked as such where it is reported and quoted.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, Any

from rag.documents.cleaning.normalising import normalise, one_line
from rag.documents.loaders.pdf_layout import Line, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pypdfium2 import PdfDocument

_DPI = 220
_LONGEST_SIDE = 2600
LEAST_SIDE = 1400  # a smaller picture is enlarged: its letters would be too small
_LEAST_SCORE = 0.5
_TIME = 0.8  # of the time a file may take
_DOUBTFUL = 0.8
_TURNED = 1.6  # a box so much higher than wide holds turned text


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines found in a picture, in reading order, with the words in them, and how sure they are, in [0, 1].

    They stand level, in points from the top left corner; ``turns`` (quarters, against the clock) and ``slope`` say
    how the picture of ``width`` by ``height`` points was turned for that.
    """

    lines: tuple[Line, ...] = ()
    confidence: float = 0.0
    turns: int = 0
    slope: float = 0.0
    width: float = 0.0
    height: float = 0.0

    def boxes(self, words: Sequence[Word]) -> dict[int, tuple[float, float, float, float]]:
        """The boxes (left, top, right, bottom; points) of words in the picture as it is, by their ``id``."""
        return {id(word): self._box(word) for word in words}

    def _box(self, word: Word) -> tuple[float, float, float, float]:
        corners = [
            self._turned_back(across, up)
            for across in (word.left, word.right)
            for up in (word.bottom, word.top)
        ]
        across, down = zip(*corners, strict=True)
        return min(across), min(down), max(across), max(down)

    def _turned_back(self, across: float, up: float) -> tuple[float, float]:
        x = across * math.cos(self.slope) - up * math.sin(self.slope)
        y = -(across * math.sin(self.slope) + up * math.cos(self.slope))
        back = {0: (x, y), 1: (self.width - y, x), 2: (self.width - x, self.height - y)}
        return back.get(self.turns, (y, self.height - x))


@dataclass(frozen=True, slots=True)
class _Reading:
    """The boxes of a picture that was turned by some quarters, level: their lines rose at ``slope``."""

    boxes: list[_Box]
    slope: float = 0.0
    turns: int = 0

    @property
    def sureness(self) -> float:
        return sum(box.score * len(box.text) for box in self.boxes)


@dataclass(frozen=True, slots=True)
class _Box:
    text: str
    score: float
    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> float:
        return self.top - self.bottom


def recognise_pages(document: PdfDocument, numbers: Sequence[int], seconds: float) -> dict[int, Recognised]:
    """What is recognised on the pages of these numbers, as many of them as there is time for."""
    import numpy as np

    began = time.monotonic()
    found: dict[int, Recognised] = {}
    for count, number in enumerate(numbers):
        spent = time.monotonic() - began
        if count and spent + spent / count > _TIME * seconds:
            break
        page = document[number]
        scale = min(_DPI / 72, _LONGEST_SIDE / max(page.get_width(), page.get_height(), 1.0))
        picture = page.render(scale=scale).to_pil().convert("RGB")
        found[number] = recognise(np.asarray(picture)[:, :, ::-1].copy(), 1 / scale)
        page.close()
    return found


def recognise(picture: NDArray[np.uint8], unit: float = 1.0) -> Recognised:
    """The text in a picture (height, width, blue-green-red); ``unit`` is the size of a pixel in points."""
    reading = _read(picture)
    boxes = reading.boxes
    turned = [box for box in boxes if len(box.text) > 3]
    if turned and sum(box.size > _TURNED * (box.right - box.left) for box in turned) > 0.6 * len(turned):
        # It lies on its side, and is turned the way in which it reads better.
        reading = max((_read(picture, turns) for turns in (1, 3)), key=lambda each: each.sureness)
    elif boxes and sum(box.score for box in boxes) < _DOUBTFUL * len(boxes):
        reading = max(reading, _read(picture, 2), key=lambda each: each.sureness)  # upside down
    boxes = [_scaled(box, unit) for box in reading.boxes]
    if not boxes:
        return Recognised()
    letters = sum(len(box.text) for box in boxes)
    confidence = sum(box.score * len(box.text) for box in boxes) / letters
    height, width = picture.shape[:2]
    lines = tuple(_lines(boxes))
    return Recognised(lines, confidence, reading.turns, reading.slope, width * unit, height * unit)


def _read(picture: NDArray[np.uint8], turns: int = 0) -> _Reading:
    import numpy as np

    found = _engine()(np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture)
    if found is None or found.boxes is None or found.txts is None or found.scores is None:
        return _Reading([], turns=turns)
    corners = [[(float(x), -float(y)) for x, y in box] for box in found.boxes]
    slope = _slope(corners)
    boxes = []
    for points, text, score in zip(corners, found.txts, found.scores, strict=False):
        words = one_line(normalise(str(text))[0])
        if not words or float(score) < _LEAST_SCORE:
            continue
        level = [
            (x * math.cos(slope) + y * math.sin(slope), y * math.cos(slope) - x * math.sin(slope))
            for x, y in points
        ]
        across, up = [x for x, _ in level], sorted(y for _, y in level)
        boxes.append(
            _Box(words, float(score), min(across), (up[0] + up[1]) / 2, max(across), (up[2] + up[3]) / 2)
        )
    return _Reading(boxes, slope, turns)


def _slope(corners: Sequence[Sequence[tuple[float, float]]]) -> float:
    """The angle at which the lines of a page run, from the upper edges of the wide boxes."""
    angles = []
    for points in corners:
        (x0, y0), (x1, y1) = points[0], points[1]
        if x1 - x0 > 4 * abs(points[0][1] - points[3][1]):
            angles.append(math.atan2(y1 - y0, x1 - x0))
    slope = median(angles) if angles else 0.0
    return slope if 0.003 < abs(slope) < 0.3 else 0.0


def _scaled(box: _Box, unit: float) -> _Box:
    return _Box(box.text, box.score, box.left * unit, box.bottom * unit, box.right * unit, box.top * unit)


def _lines(boxes: Sequence[_Box]) -> Iterator[Line]:
    for row in _rows(_ordered(list(boxes), 0)):
        words = [word for box in row for word in _words(box)]
        size = median(box.size for box in row)
        text = " ".join(box.text for box in row)
        bottom = median(box.bottom for box in row)
        yield Line(text, row[0].left, row[-1].right, bottom, size, words=tuple(words))


def _words(box: _Box) -> Iterator[Word]:
    """The words of a box, at the places they have if all letters are as wide."""
    step = (box.right - box.left) / max(1, len(box.text))
    position = 0
    for word in box.text.split():
        begin = box.text.index(word, position)
        position = begin + len(word)
        yield Word(word, box.left + begin * step, box.bottom, box.left + position * step, box.top)


def _rows(groups: Sequence[Sequence[_Box]]) -> Iterator[list[_Box]]:
    """The boxes of each column by the line in which they stand."""
    for group in groups:
        row: list[_Box] = []
        for box in sorted(group, key=lambda each: -(each.bottom + each.top)):
            if row and abs((box.bottom + box.top) - (row[0].bottom + row[0].top)) > 1.0 * min(
                box.size, row[0].size
            ):
                yield sorted(row, key=lambda each: each.left)
                row = []
            row.append(box)
        if row:
            yield sorted(row, key=lambda each: each.left)


def _ordered(boxes: list[_Box], depth: int) -> list[list[_Box]]:
    """Boxes in reading order: cut between columns where a gutter runs through, else at the widest gap below."""
    if len(boxes) < 4 or depth > 12:
        return [boxes]
    size = median(box.size for box in boxes)
    if parts := _gutter(boxes, size):
        return [group for part in parts for group in _ordered(part, depth + 1)]
    ordered = sorted(boxes, key=lambda box: -box.top)
    lowest = ordered[0].bottom
    cuts: list[tuple[float, int]] = []
    for place, box in enumerate(ordered[1:], start=1):
        if lowest - box.top > 0.1 * size:
            cuts.append((lowest - box.top, place))
        lowest = min(lowest, box.bottom)
    for _, place in sorted(cuts, reverse=True)[:12]:
        upper, lower = ordered[:place], ordered[place:]
        if _gutter(upper, size) or _gutter(lower, size):
            return [*_ordered(upper, depth + 1), *_ordered(lower, depth + 1)]
    return [boxes]


def _gutter(boxes: Sequence[_Box], size: float) -> tuple[list[_Box], list[_Box]] | None:
    """The boxes left and right of a gutter between two columns of lines."""
    ordered = sorted(boxes, key=lambda box: box.left)
    edge = ordered[0].right
    for place, box in enumerate(ordered[1:], start=1):
        if box.left - edge > 0.7 * size and min(place, len(ordered) - place) >= 3:
            left, right = ordered[:place], ordered[place:]
            wide = [median(each.right - each.left for each in part) for part in (left, right)]
            if min(wide) > 8 * size:
                return left, right
        edge = max(edge, box.right)
    return None


@cache
def _engine() -> Any:
    from rapidocr import EngineType, RapidOCR

    logging.disable(logging.WARNING)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": _LONGEST_SIDE,
            # Its classifier takes one line in ten for one upside down.
            "Global.use_cls": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": 1280,
            "Rec.rec_batch_num": 1,
            # A page takes OpenVINO a third of the time that onnxruntime takes on the same cores.
            "Det.engine_type": EngineType.OPENVINO,
            "Rec.engine_type": EngineType.OPENVINO,
        }
    )
