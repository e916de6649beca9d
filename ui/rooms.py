"""The tabs beside the conversation: their layout and their wiring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr
from markupsafe import Markup

from ui import history, library, quality, shelf, wording
from ui.markup import text
from ui.parts import region, script
from ui.scope import Scope
from ui.shelf import Listing
from ui.wording import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gradio.events import Dependency

    from ui.assessing import Assessor
    from ui.historian import Historian
    from ui.librarian import Librarian
    from ui.scoping import Scoping

_FIND = Markup('<input type="search" class="fc-input" data-find placeholder="{0}" aria-label="{0}">')
_ADD = Markup(
    '<div class="fc-add" data-form><input name="source" class="fc-input" placeholder="{hint}" aria-label="{hint}"'
    ' autocomplete="off"><button type="button" class="fc-step fc-main" data-event="include">{add}</button></div>'
)


@dataclass(frozen=True, slots=True)
class Rooms:
    """The handlers behind the tabs."""

    librarian: Librarian
    historian: Historian
    assessor: Assessor
    scoping: Scoping
    paths: bool
    reports: Path
    cases: Path
    store: Path


@dataclass(frozen=True, slots=True)
class Desktop:
    """What the tabs share with the conversation."""

    tabs: gr.Tabs
    state: gr.HTML
    conversation: gr.State
    talk: gr.HTML
    evidence: gr.HTML
    asked: Sequence[Dependency]
    light: dict[str, Any]
    scope: gr.State
    asked_of: gr.HTML


def add_rooms(rooms: Rooms, desktop: Desktop, *, max_bytes: int) -> tuple[Dependency, gr.HTML]:
    """Put the other tabs after that of the conversation; to be called while the page is open.

    Gives the deletion of a document, which what quotes it has to follow, and the pane of what is chosen.
    """
    with desktop.tabs:
        removed, picked = _library(rooms, desktop, max_bytes)
        _history(rooms, desktop)
        _quality(rooms, desktop)
    return removed, picked


def _pane(
    value: str, elem_id: str, template: str = "${value}", js: Sequence[str] = ("forms.js", "rooms.js")
) -> gr.HTML:
    return gr.HTML(
        value,
        html_template=template,
        js_on_load=script(*js),
        apply_default_css=False,
        elem_id=elem_id,
    )


def _library(rooms: Rooms, desktop: Desktop, max_bytes: int) -> tuple[Dependency, gr.HTML]:
    librarian, light = rooms.librarian, desktop.light
    with gr.Tab(phrases.TAB_LIBRARY, id="library", elem_id="fc-tab-library") as tab:
        by = gr.State(Listing())
        with gr.Row(elem_id="fc-library"):
            with gr.Column(elem_id="fc-shelf-side"):
                hint = phrases.ADD_HINT_PATHS if rooms.paths else phrases.ADD_HINT
                add = _pane(_ADD.format(hint=text(hint), add=text(phrases.ADD)), "fc-shelf-add")
                drop = _pane(library.drop_zone(max_bytes), "fc-shelf-drop", js=("page.js",))
                jobs = _pane("", "fc-shelf-jobs", '<div aria-live="polite">${value}</div>')
                find = _pane(_FIND.format(text(phrases.SHELF_FIND)), "fc-shelf-find")
                picked = _pane(rooms.scoping.shown(Scope())[2], "fc-shelf-picked")
                listed = _pane("", "fc-shelf-list", region(text(wording.DOCUMENTS)))
            with gr.Column(elem_id="fc-reader-side"):
                reader = _pane(shelf.nothing_open(), "fc-reader", region(text(phrases.READER)))
        shown = [listed, jobs, desktop.state]
        watching: dict[str, Any] = {**light, "trigger_mode": "multiple"}
        tab.select(librarian.watch, by, shown, **watching)
        add.include(librarian.add, by, shown, **watching)
        drop.dropped(librarian.take_in, by, shown, **watching)
        jobs.cancel(librarian.cancel, by, shown, **watching)
        find.find(librarian.find, by, [by, listed], trigger_mode="always_last", **light)
        listed.sort(librarian.sort, by, [by, listed], trigger_mode="always_last", **light)
        chosen = [desktop.scope, desktop.asked_of, picked]
        listed.pick(rooms.scoping.pick, desktop.scope, chosen, trigger_mode="always_last", **light)
        picked.within(rooms.scoping.within, None, desktop.tabs, **light)
        for part in (listed, reader):
            part.open(librarian.open, None, reader, trigger_mode="always_last", **light)
        reader.save(librarian.save, by, [reader, listed], **light)
        removed: Dependency = reader.remove(librarian.remove, by, [reader, listed, desktop.state], **light)
    return removed, picked


def _history(rooms: Rooms, desktop: Desktop) -> None:
    historian, light = rooms.historian, desktop.light
    with gr.Tab(phrases.TAB_HISTORY, id="history", elem_id="fc-tab-history") as tab:
        words = gr.State("")
        with gr.Row(elem_id="fc-history"):
            with gr.Column(elem_id="fc-past-side"):
                find = _pane(_FIND.format(text(phrases.PAST_FIND)), "fc-past-find")
                listed = _pane("", "fc-past-list", region(text(phrases.PAST)))
            with gr.Column(elem_id="fc-record-side"):
                record = _pane(history.nothing_open(), "fc-record", region(text(phrases.RECORD)))
        # One after the other: what is listed or opened after an answer has to hold it.
        in_turn: dict[str, Any] = {**light, "concurrency_id": "history", "concurrency_limit": 1}
        for asked in desktop.asked:
            asked.then(historian.keep, [desktop.conversation, words], listed, **in_turn)
        tab.select(historian.show, words, listed, **in_turn)
        find.find(historian.find, None, [words, listed], trigger_mode="always_last", **light)
        listed.open(historian.open, None, record, trigger_mode="always_last", **in_turn)
        record.again(historian.again, None, record, **light)
        record.judge(historian.judge, None, record, **light)
        record.learn(historian.learn, None, record, **light)
        record.rename(historian.rename, words, [record, listed], **light)
        record.discard(historian.discard, words, [record, listed], **light)
        desktop.talk.judge(rooms.assessor.judge_answer, desktop.conversation, desktop.talk, **light)
        desktop.talk.learn(rooms.assessor.learn_answer, desktop.conversation, desktop.talk, **light)
        back = [desktop.conversation, desktop.talk, desktop.evidence, desktop.tabs]
        record.resume(historian.resume, None, back, **light)


def _quality(rooms: Rooms, desktop: Desktop) -> None:
    def show() -> str:
        report = quality.load_report(rooms.reports)
        return quality.quality_view(report, rooms.reports, rooms.cases, rooms.store)

    with gr.Tab(phrases.TAB_QUALITY, id="quality", elem_id="fc-tab-quality") as tab:
        figures = _pane("", "fc-quality", region(text(phrases.REPORT)))
        tab.select(show, None, figures, **desktop.light)
