"""Under which names the page may be asked for, and which pages may post to it.

A browser says in ``Origin`` (or ``Referer``) which page a request comes from; ``Sec-Fetch-Site`` it
leaves out where the page came over plain http from another machine, so that alone proves nothing. A
request with none of the three comes from a program, which no foreign page can start.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.datastructures import Headers

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_EVERY = ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names under which the page may be asked for.

    The check keeps a foreign site from reaching the page through a name of its own that leads here
    (DNS rebinding). With ``numbers`` any address in numbers will do: no name leads there.
    """

    names: frozenset[str]
    numbers: bool = False

    def __contains__(self, host: str) -> bool:
        return host in self.names or (self.numbers and _is_number(host))


def allowed_hosts(host: str, more: Iterable[str]) -> Hosts:
    """The names the page may be asked for when it listens on ``host`` and ``more`` are named."""
    named = frozenset(name.casefold() for name in more if name)
    if listens_everywhere(host):
        return Hosts(named | LOCAL, numbers=not named)
    return Hosts(named | {host.casefold()} | LOCAL)


def listens_everywhere(host: str) -> bool:
    """Whether ``host`` stands for all addresses of this machine."""
    return host in _EVERY


def host_of(header: str) -> str:
    """``[::1]:7860`` and ``localhost:7860`` without port and brackets."""
    if header.startswith("["):
        return header[1:].split("]", 1)[0].casefold()
    return header.rsplit(":", 1)[0].casefold() if ":" in header else header.casefold()


def is_foreign(headers: Headers, hosts: Hosts) -> bool:
    """Whether a request comes from a page of another site."""
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return True
    origins = headers.getlist("origin") or headers.getlist("referer")
    if not origins:
        return False
    if len(origins) > 1 or (page := _place(origins[0])) is None:
        return True
    scheme, host, port = page
    # The port that a proxy hides is the usual one of the page's scheme.
    own = _place(f"{scheme}://{headers.get('host', '')}")
    if own is not None and own[1:] == (host, port):
        return False
    # A proxy that asks under another name than the browser: the page's name is one that was given.
    return not (host in hosts.names - LOCAL and port == _PORTS[scheme])


def _place(address: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of a web address."""
    try:
        parts = urlsplit(address)
        if parts.scheme not in _PORTS or not parts.hostname:
            return None
        return parts.scheme, parts.hostname.casefold(), parts.port or _PORTS[parts.scheme]
    except ValueError:
        return None


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
