"""The layout of the page and its wiring; what the parts show is made in the renderers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
from markupsafe import Markup

from ui import answers, api, library, sources, wording
from ui.check_tab import build_check_tab
from ui.conversation import Conversation
from ui.markup import text
from ui.parts import keys_view, script
from ui.rooms import Desktop, add_rooms
from ui.scope import Scope

if TYPE_CHECKING:
    from gradio.themes import Base

    from ui.checking import CheckDesk
    from ui.doors import Doors
    from ui.handlers import Desk
    from ui.options import PageOptions
    from ui.rooms import Rooms

_HEADER = Markup('<header class="fc-header"><h1>{}</h1><p>{}</p>{}</header>')
# Gradio fills in ${value} as data: templates are constants, and nothing else is ever compiled.
_LOG = Markup('<div role="log" aria-live="polite" aria-label="{}">${{value}}</div>')
_REGION = Markup('<section aria-label="{0}"><h2>{0}</h2>${{value}}</section>')


def theme() -> Base:
    """Gradio's plainest theme with the fonts of the system; ``style.css`` does the rest."""
    fonts = gr.themes.Font
    return gr.themes.Base(
        font=[fonts("system-ui"), fonts("sans-serif")],
        font_mono=[fonts("ui-monospace"), fonts("monospace")],
    )


def build_page(
    desk: Desk,
    checks: CheckDesk,
    options: PageOptions,
    doors: Doors,
    rooms: Rooms,
    *,
    max_chars: int,
    max_bytes: int,
) -> gr.Blocks:
    """The page in tabs; on Ask, conversation and question at the left, evidence and documents at the right."""
    js = script("page.js", "ask.js", "pages.js", "forms.js")

    def pane(value: str, elem_id: str, template: str = "${value}") -> gr.HTML:
        return gr.HTML(
            value,
            html_template=template,
            js_on_load=js,
            apply_default_css=False,
            elem_id=elem_id,
        )

    page: gr.Blocks
    with gr.Blocks(
        title=wording.TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
    ) as page:
        api.name_endpoints(doors)  # first: an event that comes later gets no name of these
        conversation = gr.State(Conversation())
        scope = gr.State(Scope())
        gr.HTML(
            _HEADER.format(text(wording.TITLE), text(wording.TAGLINE), keys_view()),
            js_on_load=None,
            apply_default_css=False,
            elem_id="fc-header",
        )
        with gr.Tabs(selected="ask", elem_id="fc-tabs") as tabs:
            with gr.Tab(wording.TAB_ASK, id="ask", elem_id="fc-tab-ask"):  # noqa: SIM117
                with gr.Row(elem_id="fc-desk"):
                    with gr.Column(elem_id="fc-left"):
                        talk = pane(
                            answers.conversation_view(Conversation()),
                            "fc-conversation",
                            _LOG.format(text(wording.CONVERSATION)),
                        )
                        suggestions = pane("", "fc-suggestions")
                        asked_of = pane(rooms.scoping.shown(Scope())[1], "fc-scope")
                        with gr.Row(elem_id="fc-ask"):
                            question = gr.Textbox(
                                label=wording.QUESTION,
                                placeholder=wording.QUESTION_HINT,
                                lines=1,
                                max_lines=5,
                                max_length=max_chars,
                                autofocus=True,
                                container=False,
                                elem_id="fc-question",
                            )
                            ask = gr.Button(wording.ASK, variant="primary", elem_id="fc-ask-button")
                            stop = gr.Button(
                                wording.STOP, variant="stop", visible=False, elem_id="fc-stop-button"
                            )
                            clear = gr.Button(wording.CLEAR, variant="secondary", elem_id="fc-clear-button")
                    with gr.Column(elem_id="fc-right"):
                        evidence = pane(
                            sources.empty(), "fc-evidence", _REGION.format(text(wording.EVIDENCE))
                        )
                        with gr.Column(elem_id="fc-documents"):
                            state = pane("", "fc-state", _REGION.format(text(wording.DOCUMENTS)))
                            drop = pane(library.drop_zone(max_bytes), "fc-drop")
                            lines = pane("", "fc-lines", '<div aria-live="polite">${value}</div>')
            with gr.Tab(wording.TAB_CHECK, id="check", elem_id="fc-tab-check", render_children=True):
                draft, proof = build_check_tab(checks, rooms.assessor, options, max_bytes=max_bytes)

        shown = [conversation, talk, evidence, question, ask, stop]
        # Not an API: the endpoints of a later version get names and types of their own.
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        # A question sent while another is being answered waits its turn.
        asking: dict[str, Any] = {
            **private,
            "concurrency_id": "ask",
            "concurrency_limit": None,  # the desk answers as many as it may at a time, and tells the others
            "trigger_mode": "always_last",
        }
        light: dict[str, Any] = {**private, "concurrency_id": "light", "concurrency_limit": None}
        asked = [
            gr.on([question.submit, ask.click], desk.ask, [question, conversation, scope], shown, **asking),
            talk.follow(desk.follow, [conversation, scope], shown, **asking),
            talk.example(desk.example, [conversation, scope], shown, **asking),
            suggestions.follow(desk.follow, [conversation, scope], shown, **asking),
        ]
        restored = page.load(desk.restore, None, shown, **asking)
        synced = talk.sync(desk.sync, conversation, shown, **asking)
        for event in asked:
            event.then(desk.suggest, conversation, suggestions, **light)
        working = [*asked, restored, synced]
        stopped = stop.click(desk.stop, conversation, shown, cancels=working, **light)
        stopped.then(desk.settled, conversation, shown, **light)
        cleared = clear.click(desk.clear, conversation, shown, cancels=working, **light)
        cleared.then(desk.suggest, conversation, suggestions, **light)
        for part in (talk, evidence):
            part.cite(desk.cite, conversation, evidence, trigger_mode="always_last", **light)
        evidence.list(desk.list_sources, conversation, evidence, **light)
        drop.dropped(desk.take_in, None, [lines, state], trigger_mode="multiple", **light)
        page.load(desk.watch, None, state, **light)
        desktop = Desktop(tabs, state, conversation, talk, evidence, asked, light, scope, asked_of)
        removed, picked = add_rooms(rooms, desktop, max_bytes=max_bytes)
        removed.then(desk.refresh, conversation, [conversation, talk, evidence], **light)
        chosen = [scope, asked_of, picked]
        asked_of.dated(rooms.scoping.dated, scope, chosen, **light)
        for part in (asked_of, picked):
            part.everything(rooms.scoping.everything, scope, chosen, **light)
        restored.then(rooms.scoping.resumed, [conversation, scope], chosen, **light)
        removed.then(rooms.scoping.current, scope, chosen, **light)
        removed.then(checks.refresh, draft, [draft, proof], **light)
    page.queue(max_size=options.waiting, api_open=False)
    return page
