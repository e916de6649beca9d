"""Who is asking: the password, and the owner of a conversation.

Every request that passes carries ``x-fc-owner``, made here and nowhere else: the name of the user,
or else a mark of the browser, taken from a cookie that only this server reads. What is kept for one
owner is not shown to another.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from ui import wording
from ui.rates import Rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ui.accounts import Accounts
    from ui.options import PageOptions

OWNER = "x-fc-owner"
_COOKIE = "fc_desk"
_YEAR = 365 * 24 * 3600
_ATTEMPTS = 10
"""Wrong passwords a minute from one address."""


class Access:
    """ASGI middleware: asks for the password where there is one, and says who the owner is."""

    def __init__(self, app: ASGIApp, accounts: Accounts | None) -> None:
        self.app = app
        self.accounts = accounts
        self._failures = Rate(_ATTEMPTS)
        self._checking = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        user = ""
        if self.accounts is not None:
            address = client_address(scope)
            header = headers.get("authorization", "")
            if self.accounts.known(header) is None and not self._failures.has_room(address):
                await _told(wording.TOO_MANY_ATTEMPTS, 429, {"retry-after": "60"})(scope, receive, send)
                return
            found = await self._user(header, address)
            if found is None:
                challenge = {"www-authenticate": f'Basic realm="{wording.TITLE}", charset="UTF-8"'}
                await _told(wording.WHO_IS_THERE, 401, challenge)(scope, receive, send)
                return
            user = found
        token = _token(headers.get("cookie", ""))
        fresh = None
        if user:
            owner = f"user:{user}"
        else:
            if token is None and scope["path"] == "/":
                token = fresh = secrets.token_urlsafe(24)
            owner = "" if token is None else f"browser:{hashlib.sha256(token.encode()).hexdigest()}"
        kept = [(name, value) for name, value in scope["headers"] if name.lower() != OWNER.encode()]
        marked = (OWNER.encode(), owner.encode() if owner.isascii() else _ascii(owner))
        scope = {**scope, "headers": [*kept, marked]}
        await self.app(scope, receive, _giving(send, fresh, secure=scope.get("scheme") == "https"))

    async def _user(self, header: str, address: str) -> str | None:
        accounts = self.accounts
        if accounts is None or not header:
            return None
        known = accounts.known(header)
        if known is not None:
            return known
        async with self._checking:  # one by one, or many guesses at once would all find room
            if not self._failures.has_room(address):
                return None
            found = await asyncio.to_thread(accounts.check, header)
            if found is None:
                self._failures.count(address)
            return found


def owner_of(headers: Mapping[str, str]) -> str:
    """Whose conversations a request may see; empty when nobody's."""
    return headers.get(OWNER, "")


def is_open_here(options: PageOptions) -> bool:
    """Whether only people at this machine can reach the page, and no password parts them.

    Then a path of this machine may be given in place of an upload: who asks can read it anyway.
    """
    return is_loopback(options.host) and options.password is None and not options.users and not options.hosts


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def client_address(scope: Scope) -> str:
    """The address that a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _ascii(owner: str) -> bytes:
    return f"user:{hashlib.sha256(owner.encode()).hexdigest()}".encode()


def _token(cookie: str) -> str | None:
    try:
        found = SimpleCookie(cookie).get(_COOKIE)
    except CookieError:
        return None
    return found.value if found is not None and 20 <= len(found.value) <= 64 else None


def _giving(send: Send, token: str | None, *, secure: bool) -> Send:
    if token is None:
        return send
    cookie = (
        f"{_COOKIE}={token}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"
    )

    async def with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return with_cookie


def _told(words: str, status: int, headers: Mapping[str, str]) -> JSONResponse:
    return JSONResponse({"error": words}, status, dict(headers))
