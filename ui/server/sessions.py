"""Whose session it is: what Gradio keeps under a session's name is given to nobody but who opened it.

Gradio knows a session by a name that the browser makes up, and an event by a number. Here each of
them is bound to the first who uses it: the user, the browser (by its cookie), or a program's address.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders

from ui import wording
from ui.server.access import owner_or_address
from ui.server.bodies import received_again
from ui.server.guard import refused
from ui.state.uploads import set_apart

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_OF_ONE = 500
"""Names that one owner may hold; the one longest unused makes room."""
MOST = 50_000

UPLOAD = "/gradio_api/upload"
_JOIN = re.compile(r"/gradio_api/queue/join/?")
_CALL = re.compile(r"/gradio_api/call/(?:v2/)?\w+/?")
_RESULT = re.compile(r"/gradio_api/call/(?:v2/)?\w+/(\w+)")
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/(\w+)")
_NAME = re.compile(r"[\w-]{1,64}", re.ASCII)
_MOST_FUNCTIONS = 10_000


class Owners:
    """Who holds which name. The first to use a name holds it."""

    def __init__(self) -> None:
        self._owner: OrderedDict[str, str] = OrderedDict()
        self._names: defaultdict[str, OrderedDict[str, None]] = defaultdict(OrderedDict)

    def may_use(self, owner: str, name: str, *, new: bool = True) -> bool:
        """Whether ``name`` is held by ``owner``; with ``new`` a name that nobody holds is theirs from now on."""
        held = self._owner.get(name)
        if held is None and new:
            self._take(owner, name)
            return True
        if held != owner:
            return False
        self._owner.move_to_end(name)
        self._names[owner].move_to_end(name)
        return True

    def _take(self, owner: str, name: str) -> None:
        if len(self._names[owner]) >= MOST_OF_ONE:
            self._drop(next(iter(self._names[owner])))
        if len(self._owner) >= MOST:
            self._drop(next(iter(self._owner)))
        self._owner[name] = owner
        self._names[owner][name] = None

    def _drop(self, name: str) -> None:
        owner = self._owner.pop(name)
        self._names[owner].pop(name)
        if not self._names[owner]:
            del self._names[owner]


class Sessions:
    """ASGI middleware behind ``Limits``: sessions, events and uploads belong to who opened them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._owners = Owners()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/gradio_api/"):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        owner = owner_or_address(scope)
        joins, calls = _JOIN.fullmatch(path), _CALL.fullmatch(path)
        if scope["method"] == "POST" and (joins or calls or path.rstrip("/") == "/gradio_api/cancel"):
            body, receive = await received_again(receive)
            refusal = self._refusal(owner, body, joins=bool(joins), calls=bool(calls))
            if joins or calls:
                send = self._noting(owner, send)
        else:
            refusal = self._refusal_of_address(owner, path, scope)
            if path.rstrip("/") == UPLOAD:
                send = _setting_apart(owner, send)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, owner: str, body: bytes, *, joins: bool, calls: bool) -> Response | None:
        try:
            given = json.loads(body)
        except ValueError:
            given = None
        if not isinstance(given, dict):
            return refused(wording.NOT_A_CALL, 400)
        session, event = given.get("session_hash"), given.get("event_id")
        if joins and not _is_call(given):
            return refused(wording.NOT_A_CALL, 400)
        if session is None and calls:
            return None
        if not isinstance(session, str) or not _NAME.fullmatch(session):
            return refused(wording.NOT_A_CALL, 400)
        if not self._owners.may_use(owner, f"session:{session}", new=joins or calls):
            return refused(wording.OTHER_SESSION, 404)
        if not (joins or calls):  # an event is cancelled
            function = given.get("fn_index")
            if not isinstance(event, str) or not isinstance(function, int):
                return refused(wording.NOT_A_CALL, 400)
            if not self._owners.may_use(owner, f"event:{event}", new=False):
                return refused(wording.OTHER_SESSION, 404)
        return None

    def _refusal_of_address(self, owner: str, path: str, scope: Scope) -> Response | None:
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        names: list[tuple[str, bool]] = []
        if found := _HEARTBEAT.fullmatch(path):
            names.append((f"session:{found[1]}", True))
        if found := _RESULT.fullmatch(path):
            names.append((f"event:{found[1]}", False))
        if path.rstrip("/") == "/gradio_api/queue/data":
            names += [(f"session:{name}", True) for name in query.get("session_hash", [])]
        names += [(f"upload:{name}", True) for name in query.get("upload_id", [])]
        if any(not _NAME.fullmatch(name.partition(":")[2]) for name, _ in names):
            return refused(wording.OTHER_SESSION, 404)
        if all(self._owners.may_use(owner, name, new=new) for name, new in names):
            return None
        return refused(wording.OTHER_SESSION, 404)

    def _noting(self, owner: str, send: Send) -> Send:
        """The event that an answer names belongs to whoever asked for it."""
        ok = False

        async def noting(message: Message) -> None:
            nonlocal ok
            if message["type"] == "http.response.start":
                ok = message["status"] == 200
            elif ok:
                try:
                    told = json.loads(message.get("body", b""))
                except ValueError:
                    told = None
                if isinstance(told, dict) and isinstance(told.get("event_id"), str):
                    self._owners.may_use(owner, f"event:{told['event_id']}")
            await send(message)

        return noting


def _setting_apart(owner: str, send: Send) -> Send:
    """The files that an answer names are moved to where only their owner can name them."""
    start: Message | None = None
    told = b""

    async def moving(message: Message) -> None:
        nonlocal start, told
        if message["type"] == "http.response.start":
            start = message
            if message["status"] == 200:
                return
        elif start is not None and start["status"] == 200:
            told += message.get("body", b"")
            if message.get("more_body"):
                return
            body = json.dumps([set_apart(str(name), owner) for name in json.loads(told)]).encode()
            MutableHeaders(scope=start)["content-length"] = str(len(body))
            await send(start)
            message = {**message, "body": body}
        await send(message)

    return moving


def _is_call(given: dict[str, Any]) -> bool:
    """Whether a call is what Gradio takes: all else would be a fault of the server to it."""
    function, trigger = given.get("fn_index"), given.get("trigger_id")
    return (
        isinstance(given.get("data"), list)
        and isinstance(function, int)
        and not isinstance(function, bool)
        and 0 <= function < _MOST_FUNCTIONS
        and (trigger is None or (isinstance(trigger, int) and -1 <= trigger < _MOST_FUNCTIONS))
    )
