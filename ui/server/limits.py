"""How much a client may send: requests a minute, and bytes a request; and which files it may speak of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ui import wording
from ui.server.access import OWNER, address_key, client_address, is_loopback, owner_or_address
from ui.server.bodies import TooLarge, TooSlow, again, json_problem, whole_body
from ui.server.guard import refused
from ui.server.rates import Rate
from ui.state.uploads import is_of_another, uploaded

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOAD = "/gradio_api/upload"
EXPORT = "/fc/documents.jsonl"
ELSEWHERE = 240
"""Requests a minute from other machines when no number is set."""

_WORK = ("/gradio_api/queue/join", "/gradio_api/call/", UPLOAD, "/api/", "/mcp", EXPORT)
_QUEUED = ("/gradio_api/queue/join", "/gradio_api/call/")
_DIGITS = 15
_HELD = 512 * 2**20
"""Bytes of bodies that are held at the same time."""
_AROUND = 64 * 2**10
"""Bytes that the frame of a multipart or JSON body may add."""


class Limits:
    """ASGI middleware behind ``Access``.

    ``per_minute`` None means ``ELSEWHERE`` for other machines and no limit for this one; 0 means none.
    ``file_bytes`` is the largest upload, ``body_bytes`` the largest of the other bodies; where a
    document may come in base64, that has room.
    """

    def __init__(self, app: ASGIApp, *, per_minute: int | None, file_bytes: int, body_bytes: int) -> None:
        self.app = app
        self._here = per_minute or 0
        most = ELSEWHERE if per_minute is None else per_minute
        self._rate = Rate(most) if most else None
        self._file_bytes = file_bytes
        self._body_bytes = body_bytes
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("POST", "PUT", "PATCH", "DELETE"):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path.startswith(_WORK) and (wait := self._excess(scope)):
            told = refused(wording.too_many_requests(wait), 429, {"retry-after": str(wait)})
            await told(scope, receive, send)
            return
        most = self._most(path)
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and (len(declared) > _DIGITS or int(declared) > most):
            await _too_large(most)(scope, receive, send)
            return
        if path.startswith(UPLOAD):  # streamed to the disk by Gradio, never held here
            await self.app(scope, _counted(receive, most), send)
            return
        # What is declared is held for it; of a body that does not say its length, anything may come.
        room = int(declared) if declared.isdigit() else most
        if self._held + room > max(_HELD, most):
            await refused(wording.BUSY, 503, {"retry-after": "5"})(scope, receive, send)
            return
        self._held += room
        try:
            await self._read(scope, receive, send, most)
        finally:
            self._held -= room

    async def _read(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        try:
            body = await whole_body(receive, most)
        except TooLarge:
            await _too_large(most)(scope, receive, send)
            return
        except TooSlow:
            await refused(wording.TOO_SLOW_BODY, 408)(scope, receive, send)
            return
        if scope["method"] != "DELETE" and (reason := json_problem(body)):
            await refused(wording.not_json(reason), 400)(scope, receive, send)
        elif scope["path"].startswith(_QUEUED) and names_foreign_file(body, owner_or_address(scope)):
            await refused(wording.UPLOAD_LOST, 400)(scope, receive, send)
        else:
            await self.app(scope, again(body, receive), send)

    def _excess(self, scope: Scope) -> int:
        """Seconds to wait; 0 when the request may pass, which counts it."""
        address = client_address(scope)
        if self._rate is None or (not self._here and is_loopback(address)):
            return 0
        owner = dict(scope["headers"]).get(OWNER.encode(), b"").decode()
        # A cookie can be thrown away, an account and an address cannot.
        key = owner if owner.startswith("user:") else address_key(address)
        if not self._rate.has_room(key):
            return self._rate.wait(key)
        self._rate.count(key)
        return 0

    def _most(self, path: str) -> int:
        if path.startswith(UPLOAD):
            return self._file_bytes + _AROUND
        if path.startswith(("/api/ingest", "/mcp")):
            return max(self._file_bytes * 4 // 3, self._body_bytes) + _AROUND
        return self._body_bytes + _AROUND


def names_foreign_file(body: bytes, owner: str) -> bool:
    """Whether a call speaks of a file that was not uploaded, or not by its ``owner``.

    Gradio copies whatever file such an object names, on this disk or on the web, before any handler
    sees it; a page that is mounted into another application is not protected from that.
    """
    try:
        waiting = [json.loads(body)]
    except (ValueError, RecursionError):
        return False
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            path = str(part.get("path", ""))
            if ("path" in part and "meta" in part and uploaded(path, owner) is None) or is_of_another(
                path, owner
            ):
                return True
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return False


def _counted(receive: Receive, most: int) -> Receive:
    size = 0

    async def counting() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        # To the application this is a client that went away.
        return {"type": "http.disconnect"} if size > most else message

    return counting


def _too_large(most: int) -> Response:
    return refused(wording.too_large(most), 413)
