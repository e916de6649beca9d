"""The Library tab: its layout, and what happens there: listing, adding, opening, correcting and deleting documents."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr  # the annotations of handlers are resolved while the program runs
from markupsafe import Markup

from rag.collections import Collections
from rag.errors import FactcheckError, InputError
from rag.paths import expanded
from ui import wording
from ui.server.access import owner_of
from ui.server.events import fields, whole, word
from ui.server.folders import within
from ui.state.intake import Named, Upload
from ui.state.scope import Scope
from ui.state.uploads import uploaded
from ui.tabs.ask import LOOK
from ui.tabs.parts import FIND, PageParts, TabHandlers, pane, region
from ui.views import intake, library
from ui.views.library import KINDS, Filing, Kind, Listing
from ui.views.markup import EMPTY, text
from ui.views.signs import drawn
from ui.wording import filing_wording, phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gradio.events import Dependency

    from ui.engine import Engine
    from ui.state.copies import Copy
    from ui.state.intake import Intake

log = logging.getLogger(__name__)
T = TypeVar("T")

Shown = tuple[Markup, Markup, Markup]
"""The list of documents, what is being read, the state of the program."""


class LibraryHandlers:
    """The handlers of the library; files in ``folders`` of the server may be added by their path."""

    def __init__(self, engine: Engine, intake: Intake, folders: Sequence[Path] = ()) -> None:
        self._engine = engine
        self._intake = intake
        self._folders = tuple(folders)
        self._copies: Mapping[str, Copy] = {}
        self._collections = Collections(engine.settings.store)

    async def watch(self, by: Listing, request: gr.Request | None = None) -> AsyncIterator[Shown]:
        """The library, and its changes as long as something is being read; in the end, what is a copy."""
        seen: object = None
        known = self._copies
        while True:
            batches = self._intake.batches_of(_owner(request))
            running = self._intake.state.phase != "ready" or not all(batch.finished for batch in batches)
            now = ([batch.lines for batch in batches], self._intake.state)
            if now != seen:
                seen, known = now, self._copies
                yield await self._shown(by, request)
            if not running:
                await asyncio.to_thread(self._compare)
                if self._copies != known:
                    yield await self._shown(by, request)
                return
            await asyncio.sleep(LOOK)

    async def find(self, by: Listing, event: gr.EventData) -> tuple[Listing, Markup]:
        """List the documents that hold some words, in their details or their texts; the words are remembered."""
        by = replace(by, words=str(getattr(event, "words", ""))[:200])
        return by, await self._list(by)

    async def sort(self, by: Listing, event: gr.EventData) -> tuple[Listing, Markup]:
        """List them in the order of a column, or in the other direction."""
        column = whole(event, "number")
        by = by if column is None else by.by(column)
        return by, await self._list(by)

    async def take_in(
        self, by: Listing, event: gr.EventData, request: gr.Request | None = None
    ) -> AsyncIterator[Shown]:
        """Read the files that were dropped here."""
        files = getattr(event, "files", None)
        uploads: list[Upload | Named] = []
        for file in files if isinstance(files, list) else []:
            path = uploaded(str(file.get("path", ""))) if isinstance(file, dict) else None
            if path is not None:
                name = Path(str(file.get("name") or path.name).replace("\\", "/")).name or path.name
                uploads.append(Upload(path, name))
        self._intake.submit(uploads, _owner(request))
        async for shown in self.watch(by, request):
            yield shown

    async def add(
        self, by: Listing, event: gr.EventData, request: gr.Request | None = None
    ) -> AsyncIterator[Shown]:
        """Read a web address, or a folder or file of this machine where that is allowed."""
        source = str(fields(event).get("source", "")).strip()
        try:
            found = await asyncio.to_thread(self._sources, source)
        except FactcheckError as error:
            listed, jobs, state = await self._shown(by, request)
            yield listed, library.problem(str(error)) + jobs, state
            return
        self._intake.submit([Named(one) for one in found], _owner(request))
        async for shown in self.watch(by, request):
            yield shown

    async def cancel(
        self, by: Listing, event: gr.EventData, request: gr.Request | None = None
    ) -> AsyncIterator[Shown]:
        """Take back a file that is not in the store yet."""
        number = whole(event, "number")
        if number is not None:
            self._intake.cancel(_owner(request), word(event, "key"), number)
        async for shown in self.watch(by, request):
            yield shown

    async def open(self, event: gr.EventData) -> Markup:
        """Show a document, or another part of it."""
        first = getattr(event, "first", 0)
        return await self._reader(word(event, "id"), first if isinstance(first, int) else 0)

    async def save(self, by: Listing, event: gr.EventData) -> tuple[Markup, Markup]:
        """Change what is known of a document."""
        document, given = word(event, "id"), fields(event)
        changes = {
            name: str(given[name]).strip()[:2000] or None
            for name in library.FIELDS
            if given.get(name) is not None
        }
        try:
            await self._errand(lambda: self._engine.edit(document, changes))
        except FactcheckError as error:
            return await self._reader(document, note=library.problem(str(error))), await self._list(by)
        note = Markup('<p class="fc-verified" role="status">{} {}</p>').format(drawn("✓"), phrases.SAVED)
        return await self._reader(document, note=note), await self._list(by)

    async def remove(self, by: Listing, event: gr.EventData) -> tuple[Markup, Markup, Markup]:
        """Delete a document; it is gone when this returns."""
        document = word(event, "id")
        try:
            gone = await self._errand(lambda: self._engine.delete(document))
        except FactcheckError as error:
            reader = library.problem(str(error))
        else:
            reader = library.deleted(phrases.deleted(gone[0].title))
        await asyncio.to_thread(self._compare)
        await self._errand(lambda: None)  # the number of documents is counted after the errand before
        return reader, await self._list(by), intake.state_view(self._intake.state)

    async def remove_picked(self, by: Listing, scope: Scope) -> tuple[Markup, Markup, Markup]:
        """Delete the documents that are ticked; they are gone when this returns."""
        try:
            gone = await self._errand(lambda: self._engine.delete(*scope.documents))
        except FactcheckError as error:
            reader = library.problem(str(error))
        else:
            reader = library.deleted(filing_wording.deleted(len(gone)))
        await asyncio.to_thread(self._compare)
        await self._errand(lambda: None)
        return reader, await self._list(by), intake.state_view(self._intake.state)

    async def relist(self, by: Listing) -> Markup:
        """The list once more, after something was put into a collection, or tagged."""
        return await self._list(by)

    async def filter(self, by: Listing, event: gr.EventData) -> tuple[Listing, Markup]:
        """List the documents of one collection or tag, or all."""
        given = word(event, "kind")
        kind: Kind = next((one for one in KINDS if one == given), "")
        by = replace(by, kind=kind, within=word(event, "id") if kind else "")
        return by, await self._list(by)

    async def rename(self, by: Listing, event: gr.EventData) -> tuple[Listing, Markup]:
        """Give a collection another name."""
        name, title = word(event, "id"), str(fields(event).get("title", ""))
        try:
            await asyncio.to_thread(self._collections.rename, name, title)
        except FactcheckError as error:
            return by, await self._list(by, str(error))
        by = replace(by, within=" ".join(title.split()))
        return by, await self._list(by)

    async def discard(self, by: Listing, event: gr.EventData) -> tuple[Listing, Markup]:
        """Remove a collection; its documents stay."""
        try:
            await asyncio.to_thread(self._collections.remove, word(event, "id"))
        except FactcheckError as error:
            return by, await self._list(by, str(error))
        by = replace(by, kind="", within="")
        return by, await self._list(by)

    def _filing(self) -> Filing:
        collections = {one.name: frozenset(one.documents) for one in self._collections.all()}
        return Filing(collections, self._collections.tags())

    def _sources(self, source: str) -> list[str]:
        if not source:
            raise InputError(phrases.ADD_NOTHING)
        if "://" in source:
            if not source.lower().startswith(("http://", "https://")):
                raise InputError(phrases.not_an_address(source))
            return [source]
        if not self._folders:
            raise InputError(phrases.not_an_address(source))
        path = within(expanded(source), self._folders)
        if path is None:
            raise InputError(phrases.not_a_folder(source))
        # A link inside may lead outside: each file is looked at for itself.
        real = (within(file, self._folders) for file in self._engine.discover(str(path)))
        found = [str(file) for file in real if file is not None]
        if not found:
            raise InputError(phrases.nothing_to_read(source))
        return list(dict.fromkeys(found))

    async def _errand(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._intake.errand(work))

    async def _list(self, by: Listing, note: str = "") -> Markup:
        try:
            documents = await asyncio.to_thread(self._engine.catalogue)
            hits = await asyncio.to_thread(self._engine.holding, by.words) if by.words.strip() else {}
            try:
                filing = await asyncio.to_thread(self._filing)
            except FactcheckError as error:  # the documents are there all the same
                filing, note = Filing(), str(error)
            shown = library.warned(documents, self._copies)
            return library.shelf_view(shown, by, hits=hits, filing=filing, note=note)
        except FactcheckError as error:
            return library.problem(str(error))

    def _compare(self) -> None:
        """Look for copies among the documents."""
        with contextlib.suppress(FactcheckError):  # the list itself tells what is wrong with the store
            self._copies = self._engine.copies(self._engine.catalogue())

    async def _shown(self, by: Listing, request: gr.Request | None) -> Shown:
        batches = self._intake.batches_of(_owner(request))
        reach = Markup(' tabindex="0"') if batches else EMPTY  # a long list scrolls, with the keyboard too
        jobs = Markup('<ul class="fc-jobs"{}>{}</ul>').format(reach, library.jobs_view(batches))
        return await self._list(by), jobs, intake.state_view(self._intake.state)

    async def _reader(self, document_id: str, first: int = 0, note: Markup = EMPTY) -> Markup:
        try:
            found = await asyncio.to_thread(self._engine.document, document_id)
            if found is None:
                return library.problem(wording.DOCUMENT_GONE)
            if document_id in self._copies:
                other = await asyncio.to_thread(self._engine.document, self._copies[document_id].of)
                found = library.warned([found, *([other] if other else [])], self._copies)[0]
            return library.reader_view(
                found, await asyncio.to_thread(self._engine.text, document_id), first, note
            )
        except FactcheckError as error:
            return library.problem(str(error))


def _owner(request: gr.Request | None) -> str:
    return "" if request is None else owner_of(request.headers)


_ADD = Markup(
    '<div class="fc-add" data-form><input name="source" class="fc-input" placeholder="{hint}" aria-label="{hint}"'
    ' autocomplete="off"><button type="button" class="fc-step fc-main" data-event="include">{add}</button></div>'
)


def build_library_tab(
    handlers: TabHandlers, parts: PageParts, max_bytes: int
) -> tuple[Sequence[Dependency], gr.HTML]:
    """The layout of the Library and its wiring.

    Gives the deletions of documents, which what quotes them has to follow, and the pane of what is chosen.
    """
    librarian, light = handlers.library, parts.light
    with gr.Tab(phrases.TAB_LIBRARY, id="library", elem_id="fc-tab-library") as tab:
        by = gr.State(Listing())
        with gr.Row(elem_id="fc-library"):
            with gr.Column(elem_id="fc-shelf-side"):
                hint = phrases.ADD_HINT_PATHS if handlers.paths else phrases.ADD_HINT
                add = pane(_ADD.format(hint=text(hint), add=text(phrases.ADD)), "fc-shelf-add")
                drop = pane(intake.drop_zone(max_bytes), "fc-shelf-drop", js=("page.js",))
                jobs = pane("", "fc-shelf-jobs", '<div aria-live="polite">${value}</div>')
                find = pane(FIND.format(text(phrases.SHELF_FIND)), "fc-shelf-find")
                picked = pane(handlers.scope.shown(Scope())[2], "fc-shelf-picked")
                listed = pane("", "fc-shelf-list", region(text(wording.DOCUMENTS)))
            with gr.Column(elem_id="fc-reader-side"):
                reader = pane(library.nothing_open(), "fc-reader", region(text(phrases.READER)))
        shown = [listed, jobs, parts.ask.state]
        watching: dict[str, Any] = {**light, "trigger_mode": "multiple"}
        tab.select(librarian.watch, by, shown, **watching)
        add.include(librarian.add, by, shown, **watching)
        drop.dropped(librarian.take_in, by, shown, **watching)
        jobs.cancel(librarian.cancel, by, shown, **watching)
        find.find(librarian.find, by, [by, listed], trigger_mode="always_last", **light)
        listed.sort(librarian.sort, by, [by, listed], trigger_mode="always_last", **light)
        chosen = [parts.ask.scope, parts.ask.asked_of, picked]
        listed.pick(handlers.scope.pick, parts.ask.scope, chosen, trigger_mode="always_last", **light)
        picked.within(handlers.scope.within, None, parts.tabs, **light)
        filed = picked.file(handlers.scope.file, parts.ask.scope, chosen, **light)
        filed.then(librarian.relist, by, listed, **light)
        listed.filter(librarian.filter, by, [by, listed], trigger_mode="always_last", **light)
        listed.confine(handlers.scope.confine, parts.ask.scope, [*chosen, parts.tabs], **light)
        for changed in (
            listed.rename(librarian.rename, by, [by, listed], **light),
            listed.discard(librarian.discard, by, [by, listed], **light),
        ):
            changed.then(handlers.scope.current, parts.ask.scope, chosen, **light)
        for part in (listed, reader):
            part.open(librarian.open, None, reader, trigger_mode="always_last", **light)
        reader.save(librarian.save, by, [reader, listed], **light)
        after = [reader, listed, parts.ask.state]
        removed: Sequence[Dependency] = (
            reader.remove(librarian.remove, by, after, **light),
            picked.remove(librarian.remove_picked, [by, parts.ask.scope], after, **light),
        )
    return removed, picked
