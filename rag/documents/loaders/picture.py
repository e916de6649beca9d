"""Pictures (PNG, JPEG, TIFF and others) of pages: what is recognised in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.blocks import Extract
from rag.documents.loaders import Limits
from rag.documents.loaders.pdf import Page, page_blocks
from rag.documents.loaders.recognition import LEAST_SIDE, recognise
from rag.errors import DocumentError

if TYPE_CHECKING:
    from PIL import Image

_MOST_PIXELS = 120_000_000


def load(path: Path, limits: Limits) -> Extract:
    """The text recognised in the picture at ``path``, frame by frame.

    Raises:
        DocumentError: a damaged or too large picture, recognition switched off, or no text in it.
    """
    import numpy as np
    from PIL import Image

    if not limits.scanned_pages:
        raise DocumentError(
            "The file is a picture, and recognition is switched off; set scanned_pages above 0."
        )
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    pages: list[Page] = []
    confidences: list[float] = []
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise DocumentError(_too_large(picture.width, picture.height))
            for upright in islice(frames(picture), limits.scanned_pages):
                reading = recognise(np.asarray(upright)[:, :, ::-1].copy())
                pages.append(Page(list(reading.lines), recognised=True))
                confidences += [reading.confidence] if reading.lines else []
    except Image.DecompressionBombError:
        raise DocumentError(
            f"The picture has more than {_MOST_PIXELS:,} pixels; make it smaller and try again."
        ) from None
    except (OSError, SyntaxError, ValueError):
        raise DocumentError(
            "The picture is damaged or of a kind that cannot be read; save it as PNG."
        ) from None
    if not confidences:
        raise DocumentError("No text could be recognised in the picture, so there is nothing to read.")
    share = sum(confidences) / len(confidences)
    warning = (
        f"recognised from a scan: {len(confidences)} of {len(pages)} page{'s' * (len(pages) > 1)}, "
        f"with a confidence of {share:.2f}; compare quotes with the picture"
    )
    return Extract(tuple(page_blocks(pages)), warnings=(warning,))


def frames(picture: Image.Image) -> Iterator[Image.Image]:
    """The pages of a picture, upright, and enlarged where their letters would be too small to be recognised."""
    from PIL import ImageOps, ImageSequence

    for frame in ImageSequence.Iterator(picture):
        upright = ImageOps.exif_transpose(frame).convert("RGB")
        longest = max(upright.size)
        if longest < LEAST_SIDE:
            factor = LEAST_SIDE / longest
            upright = upright.resize((round(upright.width * factor), round(upright.height * factor)))
        yield upright
        if picture.format == "GIF":
            break  # the frames of a film


def _too_large(width: int, height: int) -> str:
    return f"The picture is {width:,} by {height:,} pixels, more than {_MOST_PIXELS:,} together; make it smaller."
