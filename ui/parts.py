"""The scripts, styles and frames that the tabs of the page share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from ui import wording
from ui.markup import joined, text
from ui.signs import sign_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

_STATIC = Path(__file__).parent / "static"
STYLES: Sequence[str] = ("style.css", "ask.css", "check.css", "rooms.css")
"""The style sheets, served as one."""


def script(*names: str) -> str:
    """Scripts of ``static`` in a row; Gradio compiles the whole as one function for each pane."""
    return "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in names)


def style() -> str:
    """All style sheets in a row."""
    return script(*STYLES) + sign_rules("::after")


def region(label: Markup) -> str:
    """The template of a named part of the page; Gradio fills in ``${value}`` as data."""
    return Markup('<section aria-label="{0}"><h2>{0}</h2>${{value}}</section>').format(label)


def keys_view() -> Markup:
    """What the keyboard does, to be opened in the head of the page."""
    rows = joined(
        Markup("<dt>{}</dt><dd>{}</dd>").format(text(key), text(what)) for key, what in wording.KEYS
    )
    return Markup('<details class="fc-keys"><summary>{}</summary><dl>{}</dl></details>').format(
        text(wording.KEYBOARD), rows
    )
