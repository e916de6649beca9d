"""From the parts to a running server.

The socket is bound first, so a taken port is told at once and a browser that is quick only
waits; then Gradio is loaded and the page served; models and seeds come after that, in the
background.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import tempfile
from typing import TYPE_CHECKING

from rag.errors import SettingsError
from rag.scratch import clear, scratch
from ui import wording
from ui.accounts import load_accounts
from ui.server.access import Access, is_loopback
from ui.server.faults import Faults
from ui.server.guard import HEALTH_PATH, STYLE_PATH, Guard
from ui.server.limits import Limits
from ui.server.origins import allowed_hosts, listens_everywhere
from ui.server.proxies import Proxies
from ui.server.sessions import Sessions
from ui.server.tokens import load_token
from ui.server.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    import uvicorn
    from starlette.types import ASGIApp

    from rag.settings import Settings
    from ui.engine import Engine
    from ui.options import PageOptions
    from ui.server.tokens import Token
    from ui.state.intake import Intake
    from ui.state.watching import Watcher

_CLOSING = 2.0
"""Seconds that the file being read may take after the server is told to stop."""


def build_app(engine: Engine, options: PageOptions, token: Token | None = None) -> ASGIApp:
    """The whole application, ready to be given to an ASGI server.

    ``token`` opens it where no password does; without one the options say which, and one that they do
    not name is known to nobody.
    """
    import gradio as gr
    from fastapi import FastAPI, Response

    from ui.api.routes import serve_machines
    from ui.api.service import Service
    from ui.exports.downloads import serve_documents, serve_downloads
    from ui.server.folders import allowed_folders
    from ui.state.conversations import FILE_NAME, Conversations
    from ui.state.intake import Intake
    from ui.state.keeping import Keeper
    from ui.state.watching import Watcher
    from ui.tabs.ask import AskHandlers
    from ui.tabs.check import CheckHandlers
    from ui.tabs.history import HistoryHandlers
    from ui.tabs.judging import JudgingHandlers
    from ui.tabs.library import LibraryHandlers
    from ui.tabs.page import build_page, theme
    from ui.tabs.parts import TabHandlers, style
    from ui.tabs.scope import ScopeHandlers
    from ui.tabs.watch import WatchHandlers
    from ui.views.page_images import serve_pages

    watchdog = Watchdog(options.answer_seconds)
    intake = Intake(engine, options.seeds, most=options.files_per_user)
    settings = engine.settings
    keeper = Keeper(engine, Conversations(settings.store / FILE_NAME))
    handlers = AskHandlers(
        engine,
        intake,
        workers=options.workers,
        turns=options.turns,
        waiting=options.waiting,
        watchdog=watchdog,
        keeper=keeper,
    )
    token = token or load_token(options)
    service = Service(
        engine,
        intake,
        workers=options.workers,
        waiting=options.waiting,
        draft_chars=options.draft_chars,
        watchdog=watchdog,
        # Who has the token of a page that only this machine reaches is who reads its store.
        trusting=token is not None and is_loopback(options.host) and not (options.hosts or options.proxies),
    )
    folders = allowed_folders(options.folders, options.seeds)
    cases = options.cases or settings.store / "cases"
    history = HistoryHandlers(engine, keeper, cases)
    watcher = Watcher(
        engine,
        minutes=options.watch_minutes,
        reading=lambda: not all(batch.finished for batch in intake.batches),
        asking=lambda: handlers.answering or service.working,
    )
    others = TabHandlers(
        LibraryHandlers(engine, intake, folders),
        history,
        JudgingHandlers(history, cases),
        ScopeHandlers(engine),
        WatchHandlers(engine, watcher, folders),
        paths=bool(options.folders),
        reports=options.reports,
        cases=cases,
        store=settings.store,
    )
    checks = CheckHandlers(engine, keeper, workers=options.workers, limit=options.draft_chars)
    page = build_page(
        handlers,
        checks,
        options,
        service,
        others,
        max_chars=settings.max_question_chars,
        max_bytes=settings.max_file_bytes,
    )

    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, lifespan=_background(intake, watchdog, watcher)
    )
    styles = style()

    @app.get(STYLE_PATH)
    def stylesheet() -> Response:
        return Response(styles, media_type="text/css")

    @app.get(HEALTH_PATH)
    async def health() -> dict[str, str]:
        return {"status": "ready" if intake.state.phase == "ready" else "starting"}

    serve_machines(app, service)
    serve_pages(app, engine)
    serve_downloads(app, keeper, engine, options.reports)
    serve_documents(app, engine)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=options.host,
        footer_links=[],
        run_history=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        allowed_paths=[],
        blocked_paths=["/"],
        show_error=False,
        max_file_size=settings.max_file_bytes,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=theme(),
    )
    page.app = app.routes[-1].app  # type: ignore[attr-defined]  # the one that was mounted
    limits = Limits(
        Sessions(Faults(app)),
        per_minute=options.requests_per_minute,
        file_bytes=settings.max_file_bytes,
        body_bytes=4 * max(options.draft_chars, settings.max_question_chars),
    )
    access = Access(limits, load_accounts(options), token)
    return Proxies(Guard(access, allowed_hosts(options.host, options.hosts)), options.proxies)


def serve(settings: Settings, options: PageOptions, *, announce: Callable[[str], None]) -> None:
    """Serve the page until the process is told to stop; ``announce`` gets one line when it is up.

    Raises:
        SettingsError: the address cannot be listened on.
    """
    from rag.quiet import silence

    silence()
    # What Gradio and the parsers put down for a moment lies in there too, not where it would stay.
    temporary, tempfile.tempdir = tempfile.tempdir, str(scratch())
    try:
        _serve(settings, options, announce)
    finally:
        tempfile.tempdir = temporary
        clear()


def _serve(settings: Settings, options: PageOptions, announce: Callable[[str], None]) -> None:
    from ui.engine import RagEngine

    load_accounts(options)  # an unusable users file is told before anything is started
    with listening_on(options.host, options.port) as listening, upload_folder():
        token = load_token(options, settings.store)
        if listens_everywhere(options.host) and not options.hosts:
            announce(wording.NAMES_HINT)
        if options.password is None and options.users is None and token is None:
            announce(wording.OPEN_TO_ALL if not is_loopback(options.host) else wording.OPEN_TO_MACHINE)
        app = build_app(RagEngine(settings), options, token)
        server = make_server(app, listening, announce, token)
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def make_server(
    app: ASGIApp, listening: socket.socket, announce: Callable[[str], None], token: Token | None = None
) -> uvicorn.Server:
    """A server for ``app``; ``run(sockets=[listening])`` serves until it is told to stop."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            host, port = listening.getsockname()[:2]
            url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
            announce(wording.ready_at(token.address(url) if token is not None else url))

    config = uvicorn.Config(
        app,
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        proxy_headers=False,  # `Proxies` believes those that are named, and nobody else
    )
    return Server(config)


@contextlib.contextmanager
def listening_on(host: str, port: int) -> Iterator[socket.socket]:
    """A socket bound to the address, or one sentence why not."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise SettingsError(wording.cannot_listen(host, port, error.strerror or str(error))) from None
    with listening:
        yield listening


@contextlib.contextmanager
def upload_folder() -> Iterator[None]:
    """A private folder for uploads, gone when the server ends; those of a killed one go at the next start."""
    folder = tempfile.mkdtemp(prefix="uploads-", dir=scratch())
    before = os.environ.get("GRADIO_TEMP_DIR")
    os.environ["GRADIO_TEMP_DIR"] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if before is None:
            del os.environ["GRADIO_TEMP_DIR"]
        else:
            os.environ["GRADIO_TEMP_DIR"] = before


def _background(
    intake: Intake, watchdog: Watchdog, watcher: Watcher
) -> Callable[[object], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        watching = asyncio.create_task(watchdog.wind())
        intake.start()
        watcher.start()
        yield
        watcher.stop()
        watching.cancel()
        intake.stop()
        await asyncio.to_thread(intake.wait, _CLOSING)

    return lifespan
