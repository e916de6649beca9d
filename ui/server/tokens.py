"""The token of a page without a password: shown in the terminal, kept in the store and in a cookie.

Another account of the same machine reaches the port, but does not see the terminal.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import os
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from ui.views import render

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.datastructures import Headers

    from ui.options import PageOptions

PARAMETER = "token"
OFF = "off"
FILE_NAME = "page-token"
_LENGTH = 24


class Token:
    """A secret that opens the page, in an address, a cookie or a header."""

    def __init__(self, value: str) -> None:
        self.value = value
        self._kept = hmac.digest(value.encode(), b"factcheck page", "sha256").hex()

    def opens(self, value: str) -> bool:
        """Whether ``value`` is the token."""
        return hmac.compare_digest(value.encode(), self.value.encode())

    def cookie(self, port: int) -> str:
        """The name and value of the cookie; a cookie is shared by all ports of a host, so it names its own."""
        return f"{_name(port)}={self._kept}"

    def is_kept(self, headers: Headers, port: int) -> bool:
        """Whether the browser has the cookie."""
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(_name(port))
        except CookieError:
            return False
        return found is not None and hmac.compare_digest(found.value.encode(), self._kept.encode())

    def address(self, url: str) -> str:
        """The address that opens the page at ``url``."""
        return f"{url}/?{urlencode({PARAMETER: self.value})}"


def load_token(options: PageOptions, store: Path | None = None) -> Token | None:
    """The token that the options want; None where a password is asked for, or nothing.

    One that they do not name is made once and kept in ``store``, for its owner to read alone: who has
    the page open has it still when the server is started again.
    """
    if options.password is not None or options.users is not None:
        return None
    if options.token is None:
        return Token(secrets.token_urlsafe(24) if store is None else _kept_token(store / FILE_NAME))
    value = options.token.get_secret_value()
    return None if value == OFF else Token(value)


def _kept_token(path: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        found = path.read_text(encoding="ascii").strip()
        if len(found) >= _LENGTH and path.stat().st_mode & 0o077 == 0:
            return found
    fresh = secrets.token_urlsafe(24)
    with contextlib.suppress(OSError):  # a store that cannot be written has a token of this start alone
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(fresh)
    return fresh


def given_in_header(header: str) -> str | None:
    """The token of an ``Authorization`` header: ``Bearer TOKEN``, or Basic with any name."""
    kind, _, value = header.partition(" ")
    match kind.lower():
        case "bearer":
            return value.strip()
        case "basic":
            try:
                return base64.b64decode(value, validate=True).decode().partition(":")[2]
            except (binascii.Error, ValueError):
                return ""
    return None


def given_in_address(query: bytes) -> tuple[str | None, str]:
    """The token of an address, and the address without it."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    given = next((value for name, value in pairs if name == PARAMETER), None)
    rest = urlencode([(name, value) for name, value in pairs if name != PARAMETER])
    return given, f"/?{rest}" if rest else "/"


def form() -> str:
    """The page that asks for the token."""
    return render("token.html", name=PARAMETER)


def _name(port: int) -> str:
    return f"fc_token_{port}"
