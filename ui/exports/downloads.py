"""Files that the page offers for download: conversations, and the report of the evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response

from ui.exports.conversations import as_json, as_markdown, file_name
from ui.server.access import owner_of
from ui.views.quality import PAGE, REPORT_PATH

if TYPE_CHECKING:
    from pathlib import Path

    from ui.state.conversations import Conversations


def serve_downloads(app: FastAPI, conversations: Conversations, reports: Path) -> None:
    """Put the downloads beside the page; each owner gets their own conversations only."""

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

    @app.get(REPORT_PATH)
    def report() -> Response:
        try:
            return Response((reports / PAGE).read_bytes(), media_type="text/html; charset=utf-8")
        except OSError:
            return Response("Not found", 404)
