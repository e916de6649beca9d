"""The signs of the page, drawn: a letter for them may be missing in the fonts of a machine.

Each has the letter by which it is known here, and in files that are text alone.
"""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from rag.results import Band

_PATHS = {
    "✓": "M3 8.6l3.2 3.2L13 4.6",
    "✕": "M4 4l8 8M12 4l-8 8",
    "≠": "M3 6h10M3 10h10M10.6 3l-5.2 10",
    "?": "M5.4 5.8a2.6 2.6 0 1 1 3.9 2.2c-.9.5-1.3 1-1.3 1.9M8 12.9v.1",
    "–": "M4 8h8",
    "⚠": "M8 2.4l6.3 11.1H1.7zM8 6.6v3M8 11.5v.1",
    "∅": "M13 8A5 5 0 1 1 3 8a5 5 0 0 1 10 0zM3.6 13.2l8.8-10.4",
    "i": "M8 7.2V12.6M8 3.8v.1",
    "…": "M3.4 8h.1M8 8h.1M12.5 8h.1",
    "○": "M12.5 8a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0z",
    "≈": "M3 6.6c1.7-1.7 3.3-1.7 5 0s3.3 1.7 5 0M3 10.6c1.7-1.7 3.3-1.7 5 0s3.3 1.7 5 0",
    "↻": "M12.8 9.6A5 5 0 1 1 12 5M12.6 2.2V5.2H9.6",
    "·": "M8 8h.1",
    "=": "M3.5 6h9M3.5 10h9",
    "‹": "M10 3L5 8l5 5",
    "›": "M6 3l5 5-5 5",
    "↑": "M8 13V3M4 7l4-4 4 4",
    "↓": "M8 3v10M4 9l4 4 4-4",
    "↗": "M4.6 11.4l6.8-6.8M6 4.6h5.4V10",
    "+": "M8 3v10M3 8h10",
}
LETTERS = tuple(_PATHS)
_PICTURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='black' stroke-width='2' "
    "stroke-linecap='round' stroke-linejoin='round'><path d='{}'/></svg>"
)
_SIGN = Markup(
    '<svg class="fc-svg" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
    '<path d="{}"/></svg>'
)
_FILLED: dict[Band, int] = {"sure": 3, "likely": 2, "unsure": 1}


def drawn(letter: str) -> Markup:
    """A sign as a picture in the colour of the words around it; the letter itself is shown to nobody."""
    return _SIGN.format(_PATHS[letter])


def band_sign(band: Band) -> Markup:
    """How sure something is: one to three of three dots are filled."""
    dots = Markup("").join(
        Markup('<circle cx="{}" cy="8" r="4" fill="{}"/>').format(
            6 + 12 * place, "currentColor" if place < _FILLED[band] else "none"
        )
        for place in range(3)
    )
    return Markup(
        '<svg class="fc-svg" viewBox="0 0 36 16" width="36" height="16" stroke="currentColor" stroke-width="1.6" '
        'aria-hidden="true" focusable="false">{}</svg>'
    ).format(dots)


def sign_rules(selector: str) -> str:
    """Style rules that draw the sign which an element names in ``data-sign``, at ``selector`` of it."""
    rules = []
    for letter, path in _PATHS.items():
        picture = _PICTURE.format(path)
        rules.append(
            f'[data-sign="{letter}"]{selector} {{ mask-image: url("data:image/svg+xml,{quote(picture)}"); }}'
        )
    return "\n".join(rules) + "\n"
