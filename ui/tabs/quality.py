"""The Quality tab: the last report of the evaluation."""

from __future__ import annotations

import gradio as gr

from ui.tabs.parts import PageParts, TabHandlers, pane, region
from ui.views import quality
from ui.views.markup import text
from ui.wording import phrases


def build_quality_tab(handlers: TabHandlers, parts: PageParts) -> None:
    """The layout of the tab and its wiring."""

    def show() -> str:
        report = quality.load_report(handlers.reports)
        return quality.quality_view(report, handlers.reports, handlers.cases, handlers.store)

    with gr.Tab(phrases.TAB_QUALITY, id="quality", elem_id="fc-tab-quality") as tab:
        figures = pane("", "fc-quality", region(text(phrases.REPORT)))
        tab.select(show, None, figures, **parts.light)
