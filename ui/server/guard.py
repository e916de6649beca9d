"""What stands between the network and Gradio: allowed hosts, pages and paths, a clean page, strict headers.

Gradio serves more than this page needs (files of the upload folder, a reverse proxy, recording,
a page of its own for run history). Only what the page uses passes; everything else is 404.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from ui import wording
from ui.server.origins import Hosts, host_of, is_foreign
from ui.tabs.parts import script

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STYLE_PATH = "/fc/style.css"
HEALTH_PATH = "/fc/health"

_DOWNLOADS = (
    r"|/fc/history/\w+\.(md|json)|/fc/draft/\w+\.(html|md|json|csv)|/fc/report\.html|/fc/chain/\w+/\w+\.html"
    r"|/fc/documents\.jsonl|/fc/page/\w{1,64}/\d{1,6}\.json"
)
_MACHINES = (
    r"|/api/(ask|verify|search|ingest|watch|claims|recall|collections|openapi\.json)|/mcp"
    r"|/gradio_api/call/(v2/)?(ask|verify|search|ingest)(/\w+)?"
)

PATHS = re.compile(
    r"/(config|theme\.css|favicon\.ico|robots\.txt)?"
    r"|/fc/(style\.css|health)"
    r"|/(assets|static)/[\w./-]+"
    r"|/gradio_api/(info|startup-events|upload|upload_progress|cancel|reset|theme\.css)/?"
    r"|/gradio_api/queue/(join|data)/?"
    r"|/gradio_api/heartbeat/\w+" + _MACHINES + _DOWNLOADS
)
"""The paths of the page, its assets and its queue. No path here reads a file that a user names."""

_UPLOAD = "/gradio_api/upload"
_INSIDE = ("/gradio_api/", "/api/", "/mcp")
"""What does or tells something: not for other pages, whatever the method."""

_POLICY = {
    "default-src": "'none'",
    # gr.HTML compiles its (constant) template in the browser, hence unsafe-eval; inline scripts and
    # event attributes stay forbidden, so text that slipped through unescaped could still not run.
    "script-src": "'self' 'nonce-{nonce}' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",  # Gradio sets styles from its scripts
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
}

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' "
    "height='16' rx='4' fill='%23205c6b'/%3E%3Cpath d='M4 8.5l2.7 2.7L12 5.4' fill='none' stroke='white' "
    "stroke-width='2'/%3E%3C/svg%3E"
)

_STREAM = script("stream.js")

_FURNITURE = (
    re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*'),
    re.compile(r'<link\s+rel="(?:manifest|preconnect|dns-prefetch)"[^>]*>\s*'),
    re.compile(r"<script>(?:(?!</script>).)*iframeResizer(?:(?!</script>).)*</script>\s*", re.DOTALL),
)
"""Parts of Gradio's page that name other hosts or serve pages embedded elsewhere."""


def clean_page(html: str, nonce: str) -> str:
    """Gradio's page without its furniture, with our style, title and icon, its scripts signed by ``nonce``."""
    for part in _FURNITURE:
        html = part.sub("", html)
    head = (
        f"<title>{wording.TITLE}</title>\n"
        f'\t\t<meta name="description" content="{wording.TAGLINE}" />\n'
        f'\t\t<meta name="color-scheme" content="light dark" />\n'
        f'\t\t<meta name="fc-disconnected" content="{wording.DISCONNECTED}" />\n'
        f'\t\t<link rel="icon" href="{_ICON}" />\n'
        f'\t\t<link rel="stylesheet" href=".{STYLE_PATH}" />\n\t'
    )
    html = re.sub(r"<head[^>]*>", lambda opened: f"{opened[0]}<script>\n{_STREAM}</script>", html, count=1)
    html = html.replace("</head>", head + "</head>", 1)
    html = html.replace("</body>", f"<noscript>{wording.NO_SCRIPT}</noscript></body>", 1)
    return re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', html)


class Guard:
    """ASGI middleware around the whole application; ``hosts`` are the names the page may be asked for."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        nonce = secrets.token_urlsafe(16)
        if refusal is not None:
            await refusal(scope, receive, _Outgoing(send, nonce, rewrite=False, path=scope["path"]))
            return
        page = scope["path"] == "/"
        if page:  # the page is rewritten, so it must arrive uncompressed
            kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, _Outgoing(send, nonce, rewrite=page, path=scope["path"]))

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        if scope["type"] != "http":
            return refused(wording.NOTHING_HERE, 404)
        headers, path = Headers(scope=scope), scope["path"]
        if len(headers.getlist("host")) != 1 or host_of(headers["host"]) not in self.hosts:
            return refused(wording.WRONG_HOST, 421)
        if not PATHS.fullmatch(path) or ".." in path:
            return refused(wording.NOTHING_HERE, 404)
        # A link from elsewhere to the page is welcome; a script that would read it says where it comes from.
        follows = scope["method"] in ("GET", "HEAD") and "origin" not in headers
        if (not follows or path.startswith(_INSIDE)) and is_foreign(headers, self.hosts):
            return refused(wording.FOREIGN_PAGE, 403)
        if scope["method"] in ("POST", "PUT", "PATCH"):
            # A form of a foreign page cannot send JSON: what is meant to be JSON has to say so.
            kind = headers.get("content-type", "").partition(";")[0].strip().casefold()
            wanted = "multipart/form-data" if path.startswith(_UPLOAD) else "application/json"
            if kind != wanted:
                return refused(wording.wrong_type(kind, wanted), 415)
        return None


def refused(words: str, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    """An error as every error is sent: one sentence in ``error``."""
    return JSONResponse({"error": words}, status, headers)


class _Outgoing:
    """Sends a response on, with the headers of the house and the page rewritten."""

    def __init__(self, send: Send, nonce: str, *, rewrite: bool, path: str) -> None:
        self._send = send
        self._nonce = nonce
        self._rewrite = rewrite
        self._path = path
        self._start: Message | None = None
        self._body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._dress(MutableHeaders(scope=message))
            if self._rewrite:
                self._start = message
                return
        elif self._rewrite and self._start is not None:
            self._body.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = clean_page(b"".join(self._body).decode(), self._nonce).encode()
            MutableHeaders(scope=self._start)["content-length"] = str(len(body))
            await self._send(self._start)
            await self._send({"type": "http.response.body", "body": body})
            return
        await self._send(message)

    def _dress(self, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers[name] = value
        headers["content-security-policy"] = "; ".join(
            f"{name} {value.format(nonce=self._nonce)}" for name, value in _POLICY.items()
        )
        if self._path.startswith("/assets/"):
            headers["cache-control"] = "public, max-age=31536000, immutable"  # names hold a hash
        elif not self._path.startswith("/static/"):
            headers["cache-control"] = "no-store"
