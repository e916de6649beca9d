"""The page: its tabs, and what one of them tells another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from ui import wording
from ui.api import routes
from ui.tabs.ask import lay_out_ask_tab, wire_ask_tab
from ui.tabs.check import build_check_tab
from ui.tabs.history import build_history_tab
from ui.tabs.library import build_library_tab
from ui.tabs.parts import LIGHT, PageParts
from ui.tabs.quality import build_quality_tab
from ui.tabs.watch import build_watch_tab
from ui.views import render

if TYPE_CHECKING:
    from gradio.themes import Base

    from ui.api.service import Service
    from ui.options import PageOptions
    from ui.tabs.ask import AskHandlers
    from ui.tabs.check import CheckHandlers
    from ui.tabs.parts import TabHandlers


def theme() -> Base:
    """Gradio's plainest theme with the fonts of the system; ``style.css`` does the rest."""
    fonts = gr.themes.Font
    return gr.themes.Base(
        font=[fonts("system-ui"), fonts("sans-serif")],
        font_mono=[fonts("ui-monospace"), fonts("monospace")],
    )


def build_page(
    handlers: AskHandlers,
    checks: CheckHandlers,
    options: PageOptions,
    service: Service,
    others: TabHandlers,
    *,
    max_chars: int,
    max_bytes: int,
) -> gr.Blocks:
    """The page in tabs, each laid out and wired by its own module."""
    page: gr.Blocks
    with gr.Blocks(
        title=wording.TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
    ) as page:
        routes.name_endpoints(service)  # first: an event that comes later gets no name of these
        gr.HTML(
            render("header.html"),
            js_on_load=None,
            apply_default_css=False,
            elem_id="fc-header",
        )
        with gr.Tabs(selected="ask", elem_id="fc-tabs") as tabs:
            with gr.Tab(wording.TAB_ASK, id="ask", elem_id="fc-tab-ask"):
                panes = lay_out_ask_tab(others.scope, max_chars=max_chars, max_bytes=max_bytes)
            with gr.Tab(wording.TAB_CHECK, id="check", elem_id="fc-tab-check", render_children=True):
                checked = build_check_tab(checks, others, panes.scope, options, max_bytes=max_bytes)
        asked, restored = wire_ask_tab(handlers, panes, page)
        parts = PageParts(tabs, panes, asked, LIGHT)
        with tabs:
            removed, picked = build_library_tab(others, parts, max_bytes)
            record = build_history_tab(others, parts)
            build_watch_tab(others, parts, record)
            build_quality_tab(others, parts)
        conversation, scope = panes.conversation, panes.scope
        chosen = [scope, panes.asked_of, picked]
        panes.asked_of.dated(others.scope.dated, scope, chosen, **LIGHT)
        for part in (panes.asked_of, picked):
            part.everything(others.scope.everything, scope, chosen, **LIGHT)
        restored.then(others.scope.resumed, [conversation, scope], chosen, **LIGHT)
        draft, _, proof, *_ = checked
        for gone in removed:
            gone.then(handlers.refresh, conversation, [conversation, panes.talk, panes.evidence], **LIGHT)
            gone.then(others.scope.current, scope, chosen, **LIGHT)
            gone.then(checks.refresh, draft, [draft, proof], **LIGHT)
        page.load(checks.restore, None, [*checked, tabs], **LIGHT)
        record.reopen(checks.reopen, None, [*checked, tabs], **LIGHT)
    page.queue(max_size=options.waiting, api_open=False)
    return page
