"""The scripts, styles and frames that the tabs of the page share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from markupsafe import Markup

from ui.views.signs import sign_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gradio.events import Dependency

    from ui.tabs.history import HistoryHandlers
    from ui.tabs.judging import JudgingHandlers
    from ui.tabs.library import LibraryHandlers
    from ui.tabs.scope import ScopeHandlers
    from ui.tabs.watch import WatchHandlers

_STATIC = Path(__file__).parent.parent / "static"
STYLES: Sequence[str] = ("style.css", "ask.css", "check.css", "tabs.css")
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


FIND = Markup('<input type="search" class="fc-input" data-find placeholder="{0}" aria-label="{0}">')


# Not an API: the endpoints of a later version get names and types of their own.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
LIGHT: dict[str, Any] = {**PRIVATE, "concurrency_id": "light", "concurrency_limit": None}
"""How an event is served that answers at once."""


@dataclass(frozen=True, slots=True)
class AskPanes:
    """The panes of the Ask tab, and what is kept for one page."""

    conversation: gr.State
    scope: gr.State
    talk: gr.HTML
    suggestions: gr.HTML
    asked_of: gr.HTML
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    clear: gr.Button
    evidence: gr.HTML
    state: gr.HTML
    drop: gr.HTML
    lines: gr.HTML


@dataclass(frozen=True, slots=True)
class TabHandlers:
    """The handlers behind the tabs beside Ask and Check, and what their panes have to know."""

    library: LibraryHandlers
    history: HistoryHandlers
    judging: JudgingHandlers
    scope: ScopeHandlers
    watch: WatchHandlers
    paths: bool
    reports: Path
    cases: Path
    store: Path


@dataclass(frozen=True, slots=True)
class PageParts:
    """What the other tabs share with Ask; ``asked`` are the events that ask a question."""

    tabs: gr.Tabs
    ask: AskPanes
    asked: Sequence[Dependency]
    light: dict[str, Any]


def pane(
    value: str, elem_id: str, template: str = "${value}", js: Sequence[str] = ("forms.js", "tabs.js")
) -> gr.HTML:
    """A part of the page that shows ``value`` as HTML, with scripts of ``static``."""
    return gr.HTML(
        value,
        html_template=template,
        js_on_load=script(*js),
        apply_default_css=False,
        elem_id=elem_id,
    )
