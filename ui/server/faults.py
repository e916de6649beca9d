"""Every error of the server in one shape: ``{"error": "one sentence"}``, whoever made it.

Gradio and FastAPI have shapes of their own, and a fault inside of them is a page of text.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from ui import wording
from ui.server.guard import refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

_CALLS = ("/gradio_api/call/", "/gradio_api/queue/join", "/gradio_api/cancel")
"""Here Gradio only looks at what is called and puts it into its queue: it fails at a call it cannot use."""


class Faults:
    """ASGI middleware next to the application: errors that come out of it leave as sentences."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False
        failed: Message | None = None
        parts: list[bytes] = []

        async def sending(message: Message) -> None:
            nonlocal begun, failed
            if message["type"] == "http.response.start" and message["status"] >= 400:
                failed = message
            elif failed is not None:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    begun = True
                    await _retold(failed, b"".join(parts), scope, receive, send)
            else:
                begun = True
                await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception:
            call = scope["path"].startswith(_CALLS)
            log.log(logging.INFO if call else logging.ERROR, "a request could not be answered", exc_info=True)
            if begun and failed is None:  # too late for a sentence
                raise
            if not begun:
                told = refused(wording.NOT_A_CALL, 400) if call else refused(wording.FAULT, 500)
                await told(scope, receive, send)


async def _retold(start: Message, body: bytes, scope: Scope, receive: Receive, send: Send) -> None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict) and "error" in told:
        await send(start)
        await send({"type": "http.response.body", "body": body})
        return
    if start["status"] == 500 and scope["path"].startswith(_CALLS):
        await refused(wording.NOT_A_CALL, 400)(scope, receive, send)
        return
    kept = {
        name.decode(): value.decode()
        for name, value in start["headers"]
        if name.lower() in (b"allow", b"retry-after")
    }
    await refused(_sentence(start["status"], told), start["status"], kept)(scope, receive, send)


def _sentence(status: int, told: object) -> str:
    detail = told.get("detail") if isinstance(told, dict) else None
    match status:
        case 404:
            return wording.NOTHING_HERE
        case 500:
            return wording.FAULT
        case 503:
            return wording.BUSY
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        where = ".".join(str(part) for part in detail[0].get("loc", ()))[:100]
        return wording.request_invalid(f"{where}: {str(detail[0].get('msg', '')).lower()}")
    return wording.request_invalid(str(detail or f"status {status}"))
