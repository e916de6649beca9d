"""The Check tab: its layout, and what happens on it: a draft is judged claim by claim, with its evidence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import gradio as gr  # the annotations of handlers are resolved while the program runs
from markupsafe import Markup

from rag.errors import FactcheckError
from ui import wording
from ui.exports import drafts as exports
from ui.server.access import owner_of
from ui.server.events import whole, word
from ui.state.checking import Checks
from ui.state.drafts import Draft, claim_sources
from ui.state.scope import Scope, said_of
from ui.tabs.ask import LOOK, Update, uploads_of
from ui.tabs.parts import region, script
from ui.views import marking, sources, verdicts
from ui.views.markup import EMPTY, text
from ui.wording import check_wording

if TYPE_CHECKING:
    from ui.engine import Engine
    from ui.options import PageOptions
    from ui.state.following import Following
    from ui.state.keeping import Keeper
    from ui.tabs.parts import TabHandlers

log = logging.getLogger(__name__)

Checked = tuple[Draft, str, str | Update, Update, Update, Update, Update, Update]
"""Draft, its HTML, the evidence's HTML, the text box, the place to drop a file, and the buttons check, stop, change."""
Restored = tuple[Draft, str | Update, str | Update, Update, Update, Update, Update, Update, Any]
"""The same, and the tab that is chosen."""


_READERS = 4
"""Dropped drafts that are read at the same time."""


class CheckHandlers:
    """The handlers of the tab; what differs between users is in their ``Draft``."""

    def __init__(self, engine: Engine, keeper: Keeper, *, workers: int, limit: int) -> None:
        self._engine = engine
        self._keeper = keeper
        self._limit = limit
        self._checks = Checks(engine, keeper, ThreadPoolExecutor(workers, thread_name_prefix="check"))
        # A file that takes long to parse must not keep drafts of others from being checked.
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="draft")

    async def check(
        self,
        written: object,
        draft: Draft,
        scope: Scope | None = None,
        request: gr.Request | None = None,
    ) -> AsyncIterator[Checked]:
        """Show the claims as soon as they are known, then each verdict as it is reached.

        The draft is kept from now on and checked to its end, whether or not this page stays.
        """
        written = written if isinstance(written, str) else ""
        if not written.strip():
            # A handler that yields nothing would blank every part of the page.
            yield _shown(draft)
            return
        owner = _owner(request)
        draft = draft.started(written, datetime.now(UTC).date().isoformat(), scope)
        if len(written) > self._limit:
            yield _shown(draft.ended("failed", check_wording.draft_too_long(len(written), self._limit)))
            return
        draft = await asyncio.to_thread(self._keeper.begin_draft, owner, draft)
        check = self._checks.start(owner, draft)
        yield _shown(draft, sources.hint(check_wording.PROOF_CHOOSE))
        async with contextlib.aclosing(_followed(check, draft)) as found:
            async for shown in found:
                yield shown

    async def restore(self, request: gr.Request) -> AsyncIterator[Restored]:
        """What a page shows when it is opened: the draft that its address names, or the open one."""
        async with contextlib.aclosing(
            self._opened(request, str(request.query_params.get("d") or ""))
        ) as found:
            async for shown in found:
                yield shown

    async def reopen(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[Restored]:
        """A draft of the history, to go on with it here."""
        async with contextlib.aclosing(self._opened(request, word(event, "id"))) as found:
            async for shown in found:
                yield shown

    async def _opened(self, request: gr.Request, name: str) -> AsyncGenerator[Restored, None]:
        owner, tab = owner_of(request.headers), gr.update()
        try:
            draft = await asyncio.to_thread(self._keeper.open_draft, owner, name[:64])
        except FactcheckError as error:
            log.warning("no draft could be opened: %s", error)
            draft = Draft()
        if draft.kept and draft.key == name:
            tab = gr.Tabs(selected="check")  # type: ignore[assignment]
        if draft.state == "writing":
            same = gr.update()
            yield draft, same, same, same, same, same, same, same, tab
            return
        async with contextlib.aclosing(self._resumed(owner, draft)) as found:
            async for shown in found:
                yield (*shown, tab)
                tab = gr.update()

    async def _resumed(self, owner: str, draft: Draft) -> AsyncGenerator[Checked, None]:
        """A draft from the disk; one whose server has ended is checked to its end, or said to be lost."""
        check = self._checks.of(draft.waiting)
        if draft.waiting is not None and check is None:
            # Its end may have come since it was read; else the server that was at it has ended.
            draft = await asyncio.to_thread(self._keeper.open_draft, owner, draft.key)
            if draft.waiting is not None:
                if await asyncio.to_thread(self._keeper.take_up_draft, owner, draft):
                    check = self._checks.start(owner, draft)
                else:
                    draft = draft.ended("failed", check_wording.CHECK_LOST)
                    await asyncio.to_thread(self._keeper.try_to_keep_draft, owner, draft)
        yield _shown(draft, sources.hint(check_wording.PROOF_CHOOSE))
        if check is not None:
            async with contextlib.aclosing(_followed(check, draft)) as found:
                async for shown in found:
                    yield shown

    def stop(self, draft: Draft, request: gr.Request | None = None) -> Checked:
        """Give up on the claims that are not judged yet; those that are stay."""
        return _shown(self._checks.stop(_owner(request), draft))

    def change(self, draft: Draft, request: gr.Request | None = None) -> Checked:
        """Back to the text, to change it or to paste another; what was checked stays in the history."""
        self._checks.stop(_owner(request), draft)
        with contextlib.suppress(FactcheckError):  # it can be opened again: nothing is lost
            self._keeper.close_draft(_owner(request))
        return _shown(Draft(), sources.hint(check_wording.PROOF_EMPTY), draft.text)

    def choose(self, draft: Draft, event: gr.EventData) -> str:
        """The evidence on one claim."""
        index = whole(event, "number")
        return verdicts.claim_view(self._current(draft), -1 if index is None else index)

    async def recheck(
        self, draft: Draft, event: gr.EventData, request: gr.Request | None = None
    ) -> AsyncIterator[tuple[Draft, str | Update, str]]:
        """Check one claim again; what people said of it stays."""
        index = whole(event, "number")
        if index is None or draft.verdict_at(index) is None or draft.waiting is not None:
            yield draft, gr.update(), verdicts.claim_view(draft, -1 if index is None else index)
            return
        yield draft, gr.update(), verdicts.claim_view(draft, index, working=True)
        again = await asyncio.get_running_loop().run_in_executor(
            self._readers, self._checks.again, _owner(request), draft, index
        )
        yield again, _shown(again)[1], verdicts.claim_view(again, index)

    def back(self, draft: Draft, event: gr.EventData) -> str:
        """From an opened source back to its claim."""
        index = whole(event, "turn")
        return verdicts.claim_view(self._current(draft), -1 if index is None else index)

    def cite(self, draft: Draft, event: gr.EventData) -> str:
        """Open a source of a claim, its quote checked again now."""
        index, number = whole(event, "turn"), whole(event, "number")
        draft = self._current(draft)
        verdict = draft.verdict_at(index)
        source = None if index is None or number is None else draft.source_at(index, number)
        if verdict is None or source is None or index is None:
            return sources.unknown()
        try:
            opened = self._engine.open_source(source)
        except FactcheckError as error:
            opened = sources.OpenedSource(source, problem=str(error))
        return sources.source_view(opened, index, [one.number for one in claim_sources(verdict)])

    def export(self, draft: Draft, event: gr.EventData) -> str:
        """The checked draft as a file that the browser saves."""
        name = getattr(event, "format", None)
        if not isinstance(name, str) or name not in check_wording.EXPORTS or not draft.verdicts:
            return ""
        return exports.handed_over(exports.exported(self._current(draft), name))

    def refresh(self, draft: Draft) -> tuple[Draft, str | Update]:
        """The draft after a document was deleted: its words are gone from the verdicts, and from the evidence."""
        now = self._current(draft)
        return (draft, gr.update()) if now == draft else (now, sources.hint(check_wording.PROOF_CHOOSE))

    def _current(self, draft: Draft) -> Draft:
        """The draft without what was deleted; as it is where the store cannot say."""
        with contextlib.suppress(FactcheckError):
            return self._keeper.current_draft(draft)
        return draft

    async def take(self, event: gr.EventData) -> tuple[Update, str]:
        """The text of a file that was dropped, put into the box; a sentence where it cannot be read."""
        uploads, lost = uploads_of(event)
        if not uploads:
            return gr.update(), marking.drop_problem(wording.UPLOAD_LOST) if lost else ""
        upload = uploads[0]

        def read() -> str:
            try:
                return self._engine.read_draft(upload.path.read_bytes(), upload.name)
            finally:
                for one in uploads:
                    one.path.unlink(missing_ok=True)

        try:
            written = await asyncio.get_running_loop().run_in_executor(self._readers, read)
        except FactcheckError as error:
            return gr.update(), marking.drop_problem(str(error))
        except Exception:
            log.exception("a draft could not be read")
            return gr.update(), marking.drop_problem(wording.FAULT)
        if len(written) > self._limit:
            return gr.update(), marking.drop_problem(check_wording.draft_too_long(len(written), self._limit))
        return gr.update(value=written), ""


async def _followed(check: Following[Draft], seen: Draft) -> AsyncGenerator[Checked, None]:
    """The tab each time that a verdict is reached; ``seen`` is what it shows already."""
    async with contextlib.aclosing(check.follow()) as found:
        async for later in found:
            if later is not seen:
                yield _shown(later)
                if later.waiting is not None:
                    await asyncio.sleep(LOOK)  # what is reached meanwhile is shown together


def _owner(request: gr.Request | None) -> str:
    return "" if request is None else owner_of(request.headers)


def _shown(draft: Draft, proof: str | None = None, written: str | None = None) -> Checked:
    """``written`` replaces what stands in the text box."""
    writing, working = draft.state == "writing", draft.state == "checking"
    said = said_of(draft.scope)
    scope = Markup('<p class="fc-byline">{}</p>').format(text(said)) if said and not writing else EMPTY
    return (
        draft,
        scope + marking.marked_draft(draft),
        gr.update() if proof is None else proof,
        gr.update(visible=True if writing else "hidden", **({} if written is None else {"value": written})),
        gr.update(visible=True if writing else "hidden"),
        gr.update(visible=writing),
        gr.update(visible=working),
        gr.update(visible=not writing and not working),
    )


def build_check_tab(
    desk: CheckHandlers, others: TabHandlers, scope: gr.State, options: PageOptions, *, max_bytes: int
) -> list[Any]:
    """Everything in the tab; called within it. Gives what ``Checked`` are shown in, the draft first.

    ``scope`` is what is asked, and what a draft is checked against; it is chosen in the Library or beside the question.
    """
    assessor = others.judging
    js = script("page.js", "ask.js", "pages.js", "check.js", "forms.js")

    def pane(value: str, elem_id: str, template: str = "${value}") -> gr.HTML:
        return gr.HTML(value, html_template=template, js_on_load=js, apply_default_css=False, elem_id=elem_id)

    draft = gr.State(Draft())
    with gr.Row(elem_id="fc-check"):
        with gr.Column(elem_id="fc-check-left"):
            marked = pane("", "fc-marked")
            written = gr.Textbox(
                label=check_wording.DRAFT_LABEL,
                placeholder=check_wording.DRAFT_HINT,
                lines=12,
                max_lines=12,
                max_length=options.draft_chars,
                container=False,
                elem_id="fc-draft",
            )
            drop = pane(marking.drop_zone(max_bytes), "fc-draft-drop")
            problem = pane("", "fc-draft-problem")
            against = pane(others.scope.line(Scope()), "fc-check-scope")
            with gr.Row(elem_id="fc-check-row"):
                check = gr.Button(check_wording.CHECK, variant="primary", elem_id="fc-check-button")
                stop = gr.Button(wording.STOP, variant="stop", visible=False, elem_id="fc-check-stop")
                change = gr.Button(
                    check_wording.CHANGE, variant="secondary", visible=False, elem_id="fc-change-button"
                )
        with gr.Column(elem_id="fc-check-right"):
            proof = pane(
                sources.hint(check_wording.PROOF_EMPTY), "fc-proof", region(text(check_wording.PROOF))
            )
            exported = pane("", "fc-exported")

    shown = [draft, marked, proof, written, drop, check, stop, change]
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    working: dict[str, Any] = {
        **private, "concurrency_id": "check", "concurrency_limit": options.workers, "trigger_mode": "once",
    }  # fmt: skip
    light: dict[str, Any] = {**private, "concurrency_id": "light", "concurrency_limit": None}
    checking = check.click(desk.check, [written, draft, scope], shown, **working)
    stopped = stop.click(desk.stop, draft, shown, cancels=[checking], **light)
    # Once more: a verdict that was on its way may have come behind it.
    stopped.then(desk.stop, draft, shown, **light)
    change.click(desk.change, draft, shown, cancels=[checking], **light)
    drop.dropped(desk.take, None, [written, problem], **light)
    for part in (marked, proof):
        part.claim(desk.choose, draft, proof, trigger_mode="always_last", **light)
    proof.cite(desk.cite, draft, proof, trigger_mode="always_last", **light)
    proof.list(desk.back, draft, proof, **light)
    proof.recheck(desk.recheck, draft, [draft, marked, proof], **light)
    proof.judge(assessor.judge_verdict, draft, [proof, marked], **light)
    proof.review(assessor.review_verdict, draft, [proof, marked], **light)
    proof.learn(assessor.learn_verdict, draft, proof, **light)
    scope.change(others.scope.line, scope, against, **light)
    marked.export(desk.export, draft, exported, **light)
    return shown
