"""Files that the page offers for download: conversations, and the report of the evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from rag.collections import Collections
from rag.errors import FactcheckError
from ui.exports.conversations import as_json, as_markdown, file_name
from ui.exports.drafts import ENDINGS, exported
from ui.server.access import owner_of
from ui.state.conversations import cited
from ui.state.drafts import Draft
from ui.views.chain import answer_chain, verdict_chain
from ui.views.quality import PAGE, REPORT_PATH

if TYPE_CHECKING:
    from pathlib import Path

    from rag.index import StoredDocument
    from ui.engine import Engine
    from ui.state.keeping import Keeper


def serve_downloads(app: FastAPI, keeper: Keeper, engine: Engine, reports: Path) -> None:
    """Put the downloads beside the page; each owner gets their own conversations and drafts only."""
    conversations = keeper.conversations

    @app.get("/fc/history/{name}")
    def conversation(name: str, request: Request) -> Response:
        record_id, _, ending = name.rpartition(".")
        owner = owner_of(request.headers)
        record = conversations.record(owner, record_id) if owner else None
        if record is None:
            return Response("Not found", 404)
        turns = conversations.turns(owner, record_id)
        markdown = ending == "md"
        body = as_markdown(record, turns) if markdown else as_json(record, turns)
        return Response(
            body,
            media_type="text/markdown; charset=utf-8" if markdown else "application/json",
            headers={"content-disposition": f'attachment; filename="{file_name(record, ending)}"'},
        )

    @app.get("/fc/draft/{name}")
    def draft(name: str, request: Request) -> Response:
        draft_id, _, ending = name.rpartition(".")
        form = next((form for form, known in ENDINGS.items() if known == ending), None)
        found = keeper.archive.draft(owner_of(request.headers), draft_id)
        if form is None or found is None:
            return Response("Not found", 404)
        file = exported(keeper.current_draft(Draft.of(found)), form)
        return Response(
            file.data,
            media_type=file.media_type,
            headers={"content-disposition": f'attachment; filename="{file.name}"'},
        )

    @app.get("/fc/chain/{record}/{part}.html")
    def chain(record: str, part: str, request: Request) -> Response:
        owner = owner_of(request.headers)
        found = keeper.archive.draft(owner, record)
        if found is not None and part.isdecimal() and int(part[:9]) < len(found.claims):
            checked = keeper.current_draft(Draft.of(found))
            page = verdict_chain(checked, int(part), _cited(checked.documents))
        else:
            turns = conversations.turns(owner, record) if owner else []
            turn = next((turn for turn in turns if turn.key == part), None)
            if turn is None:
                return Response("Not found", 404)
            page = answer_chain(turn, _cited(cited(turn.answer)))
        return Response(page, media_type="text/html; charset=utf-8")

    def _cited(documents: set[str]) -> dict[str, StoredDocument | None]:
        return {name: engine.document(name) for name in documents}

    @app.get(REPORT_PATH)
    def report() -> Response:
        try:
            return Response((reports / PAGE).read_bytes(), media_type="text/html; charset=utf-8")
        except OSError:
            return Response("Not found", 404)


def serve_documents(app: FastAPI, engine: Engine) -> None:
    """Put the export of documents beside the page: of those that are named, or that a collection holds."""

    @app.get("/fc/documents.jsonl")
    def documents(request: Request) -> Response:
        wanted, name = set(request.query_params.getlist("id")), request.query_params.get("collection")
        try:
            if name is not None:
                wanted |= set(Collections(engine.settings.store).get(name).documents)
        except FactcheckError as error:
            return Response(str(error), 404)
        return StreamingResponse(
            engine.exported(wanted),
            media_type="application/x-ndjson; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="documents.jsonl"'},
        )
