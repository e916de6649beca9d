"""The Watch tab: its layout, and what happens there: what changed since, and the folders and feeds that are watched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr  # the annotations of handlers are resolved while the program runs

from rag.errors import FactcheckError, InputError
from rag.paths import expanded
from ui.server.access import owner_of
from ui.server.events import fields, word
from ui.server.folders import within
from ui.tabs.ask import LOOK
from ui.tabs.parts import PageParts, TabHandlers, pane, region
from ui.views import library as shelf
from ui.views import watch as views
from ui.views.markup import text
from ui.wording import watch_wording

if TYPE_CHECKING:
    from markupsafe import Markup

    from ui.engine import Engine
    from ui.state.watching import Watcher


_EVERY, _FOLLOWED = 0.5, 120
"""Seconds between two looks at whether a new folder or feed was looked at, and how many there are at most."""


class WatchHandlers:
    """The handlers of the watch; folders inside ``folders`` of the server may be watched."""

    def __init__(self, engine: Engine, watcher: Watcher, folders: Sequence[Path] = ()) -> None:
        self._engine = engine
        self._watcher = watcher
        self._folders = tuple(folders)

    async def show(self, request: gr.Request) -> AsyncIterator[tuple[str, str]]:
        """What changed, and what is watched; again as long as the watch is looking."""
        owner = owner_of(request.headers)
        while True:
            looking = self._watcher.looking
            yield await _told(lambda: self._changed(owner)), await _told(self._sources)
            if not looking:
                return
            while self._watcher.looking:
                await asyncio.sleep(LOOK)

    async def count(self, request: gr.Request) -> str:
        """How many kept results of whoever asks are touched, for the history."""
        owner = owner_of(request.headers)

        return await _told(lambda: views.count_view(self._engine.findings(owner)))

    def see(self) -> object:
        """From the count in the history to the watch."""
        return gr.Tabs(selected="watch")

    async def dismiss(self, event: gr.EventData, request: gr.Request) -> str:
        """What changed of one kept result, or of all, was seen."""
        owner, key = owner_of(request.headers), word(event, "key")

        def work() -> Markup:
            own = {finding.item for finding in self._engine.findings(owner)}
            self._engine.dismiss(own & {key} if key else own)
            return self._changed(owner)

        return await _told(work)

    async def observe(self, event: gr.EventData) -> AsyncIterator[str]:
        """Watch a feed or a folder, too, and say when it was looked at."""
        given = str(fields(event).get("source", "")).strip()
        try:
            await asyncio.to_thread(lambda: self._engine.observe(self._allowed(given)))
        except FactcheckError as error:
            note = str(error)
            yield await _told(lambda: self._sources(note, given))
            return
        self._watcher.look_now()
        yield await _told(self._sources)
        for _ in range(_FOLLOWED):
            await asyncio.sleep(_EVERY)
            if all(source.looked for source in await asyncio.to_thread(self._engine.watched)):
                break
        yield await _told(self._sources)

    async def forget(self, event: gr.EventData) -> str:
        """Watch a feed or folder no longer."""
        source = word(event, "id")

        def work() -> Markup:
            try:
                self._engine.forget(source)
            except FactcheckError as error:
                return self._sources(str(error))
            return self._sources()

        return await _told(work)

    def _allowed(self, given: str) -> str:
        if "://" in given or not given:
            return given
        path = within(expanded(given), self._folders) if self._folders else None
        if path is None:
            raise InputError(watch_wording.not_a_folder(given))
        return str(path)

    def _changed(self, owner: str) -> Markup:
        return views.watch_view(
            self._engine.findings(owner), looking=self._watcher.looking, problem=self._watcher.problem
        )

    def _sources(self, note: str | None = None, given: str = "") -> Markup:
        return views.sources_view(self._engine.watched(), folders=bool(self._folders), note=note, given=given)


async def _told(work: Callable[[], Markup]) -> str:
    try:
        return await asyncio.to_thread(work)
    except FactcheckError as error:
        return shelf.problem(str(error))


def build_watch_tab(handlers: TabHandlers, parts: PageParts, record: gr.HTML) -> None:
    """The layout of the Watch and its wiring; what was kept opens in ``record``, the pane of the history."""
    watcher, light = handlers.watch, parts.light
    with (
        gr.Tab(watch_wording.TAB_WATCH, id="watch", elem_id="fc-tab-watch") as tab,
        gr.Column(elem_id="fc-watch"),
    ):
        changed = pane("", "fc-watch-list", region(text(watch_wording.CHANGED)))
        sources = pane("", "fc-watch-sources", region(text(watch_wording.SOURCES)))
    looking: dict[str, Any] = {**light, "trigger_mode": "multiple"}
    tab.select(watcher.show, None, [changed, sources], **looking)
    changed.dismiss(watcher.dismiss, None, changed, **light)
    sources.observe(watcher.observe, None, sources, **looking)
    sources.forget(watcher.forget, None, sources, **light)
    changed.go(handlers.history.go, None, [record, parts.tabs], **light)
