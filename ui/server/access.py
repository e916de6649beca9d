"""Who is asking: the password or the token, and the owner of a conversation.

Every request that passes carries ``x-fc-owner``, made here and nowhere else: the name of the user,
or else a mark of the browser, taken from a cookie that only this server reads. What is kept for one
owner is not shown to another.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ui import wording
from ui.server import tokens
from ui.server.guard import HEALTH_PATH, refused
from ui.server.rates import Rate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ui.accounts import Accounts
    from ui.server.tokens import Token

OWNER = "x-fc-owner"
WHO: ContextVar[str] = ContextVar("who", default="")
"""The owner of the request that is being answered, or its address."""
_COOKIE = "fc_desk"
_YEAR = 365 * 24 * 3600
_ATTEMPTS = 10
"""Wrong passwords a minute, from one address and for one user."""


class Access:
    """ASGI middleware: asks for the password or the token where there is one, and says who the owner is."""

    def __init__(self, app: ASGIApp, accounts: Accounts | None, token: Token | None = None) -> None:
        self.app = app
        self.accounts = accounts
        self.token = token
        self._failures = Rate(_ATTEMPTS)
        self._checking = asyncio.Lock()
        # One of its own: who comes in never waits for a thread that waits for a model.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="login")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == HEALTH_PATH:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        user = ""
        if self.accounts is not None:
            found = await self._user(headers.get("authorization", ""), scope)
            if isinstance(found, Response):
                await found(scope, receive, send)
                return
            user = found
        elif self.token is not None and (answer := self._closed(self.token, headers, scope)) is not None:
            await answer(scope, receive, send)
            return
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
        WHO.set(owner_or_address(scope))
        await self.app(scope, receive, _giving(send, fresh, secure=scope.get("scheme") == "https"))

    async def _user(self, header: str, scope: Scope) -> str | Response:
        """The user, or what is answered to whoever is none."""
        accounts = self.accounts
        assert accounts is not None
        known = accounts.known(header)
        if known is not None:
            return known
        keys = (address_key(client_address(scope)), f"account:{accounts.account(header)}")
        if self._is_closed(keys):
            return _too_many()
        challenge = {"www-authenticate": f'Basic realm="{wording.TITLE}", charset="UTF-8"'}
        wanted = refused(wording.WHO_IS_THERE, 401, challenge)
        if not header:
            return wanted
        async with self._checking:  # one by one, or many guesses at once would all find room
            if self._is_closed(keys):
                return _too_many()
            found = await asyncio.get_running_loop().run_in_executor(self._pool, accounts.check, header)
            if found is None:
                self._count(keys)
        return wanted if found is None else found

    def _closed(self, token: Token, headers: Headers, scope: Scope) -> Response | None:
        """None to who has the token; else the answer."""
        port = int((scope.get("server") or ("", 0))[1] or 0)
        if token.is_kept(headers, port):
            return None
        page = scope["path"] == "/" and scope["method"] in ("GET", "HEAD")
        given, rest = tokens.given_in_address(scope.get("query_string", b"")) if page else (None, "/")
        stated = tokens.given_in_header(headers.get("authorization", ""))
        keys = (address_key(client_address(scope)),)
        if (given is not None or stated is not None) and self._is_closed(keys):
            return _too_many()
        if stated is not None and token.opens(stated):
            return None
        if given is not None and token.opens(given):
            # The token leaves the address, which a browser remembers and shows.
            secure = "; Secure" if scope.get("scheme") == "https" else ""
            cookie = f"{token.cookie(port)}; Path=/; HttpOnly; SameSite=Lax{secure}"
            return RedirectResponse(rest, 303, {"set-cookie": cookie})
        if given or stated:
            self._count(keys)
        if page and "text/html" in headers.get("accept", ""):
            return HTMLResponse(tokens.form(), 401)
        return refused(wording.KEY_WANTED, 401, {"www-authenticate": f'Bearer realm="{wording.TITLE}"'})

    def _is_closed(self, keys: Sequence[str]) -> bool:
        return not all(self._failures.has_room(key) for key in keys)

    def _count(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._failures.count(key)


def owner_or_address(scope: Scope) -> str:
    """The owner that ``Access`` has put into a request; of a program, which has none, its address."""
    owner = Headers(scope=scope).get(OWNER, "")
    return owner or f"address:{address_key(client_address(scope))}"


def owner_of(headers: Mapping[str, str]) -> str:
    """Whose conversations a request may see; empty when nobody's."""
    return headers.get(OWNER, "")


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


def address_key(address: str) -> str:
    """What counts as one address: of IPv6 the network, since one machine has as many of its addresses as it likes."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


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


def _too_many() -> Response:
    return refused(wording.TOO_MANY_ATTEMPTS, 429, {"retry-after": "60"})
