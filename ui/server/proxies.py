"""What proxies in front of the page say of a request; only those that the operator names are believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

_FORWARDED = (b"x-forwarded-", b"forwarded", b"x-real-ip")


class Proxies:
    """ASGI middleware around everything else.

    From a proxy in ``trusted`` (addresses or networks) the address and scheme of the browser are
    taken; from anybody else such headers are dropped.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

        self.app = app
        self._believed = ProxyHeadersMiddleware(self._plain, trusted_hosts=list(trusted))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        else:
            await self._believed(scope, receive, send)  # type: ignore[arg-type]

    async def _plain(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whatever was believed stands in the scope by now; Gradio would read the headers again."""
        kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(_FORWARDED)]
        await self.app({**scope, "headers": kept}, receive, send)
