"""The one function of the program that opens connections to addresses a user gives.

http and https only. Each host is resolved once, every address it resolves to must be public,
and the connection goes to that very address: a name that resolves differently a moment later
gains nothing. Redirects are followed by hand and checked in the same way.
"""

from __future__ import annotations

import contextlib
import http.client
import queue
import socket
import ssl
import threading
import time
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.documents.addresses import is_public
from rag.errors import FetchError
from rag.settings import Settings

_REDIRECTS = 5
_PIECE = 65_536
_DIGITS = 15
_TYPES = (
    "text/html",
    "text/plain",
    "text/markdown",
    "text/x-markdown",
    "application/xhtml+xml",
    "application/pdf",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.",
)
_HEADERS = {
    "User-Agent": "factcheck-chat (+document fetch on request of a user)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain,text/markdown;q=0.9,*/*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: the body, the last URL, and what the server said of the body."""

    data: bytes
    url: str
    media_type: str
    charset: str | None


def _resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True, slots=True)
class Network:
    """The two calls that reach outside, so that a test can stand in for the world.

    ``resolve(host, port)`` gives the addresses of a host; ``connect(address, port, seconds)``
    a connected socket. The checks between them cannot be replaced.
    """

    resolve: Callable[[str, int], list[str]] = _resolve
    connect: Callable[[str, int, float], socket.socket] = _connect
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


@dataclass(frozen=True, slots=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str
    url: str


def fetch(
    url: str, settings: Settings, network: Network | None = None, *, types: tuple[str, ...] = _TYPES
) -> Fetched:
    """The document at ``url``, within ``fetch_seconds`` and ``fetch_bytes`` of ``settings``.

    ``types`` are the beginnings of the media types that are wanted.

    Raises:
        FetchError: it cannot or must not be fetched, in one sentence.
    """
    network = network or Network()
    deadline = time.monotonic() + settings.fetch_seconds
    for _ in range(_REDIRECTS + 1):
        target = _target(url)
        address = _address(target, network, deadline, settings)
        try:
            with _response(target, address, network, deadline) as response:
                if response.status in (301, 302, 303, 307, 308) and (
                    location := response.getheader("Location")
                ):
                    url = urllib.parse.urljoin(target.url, location)
                    continue
                return _body(response, target, settings, deadline, types)
        except FetchError:
            raise
        except ssl.SSLError as error:
            raise FetchError(
                f"The certificate or encryption of {target.host} is not valid ({error.reason or 'TLS failed'})."
            ) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            if time.monotonic() >= deadline or isinstance(error, TimeoutError):
                raise FetchError(_too_slow(target.host, settings)) from None
            raise FetchError(
                f"The connection to {target.host} failed ({type(error).__name__}); try again later."
            ) from None
    raise FetchError(f"The URL redirects more than {_REDIRECTS} times; give the address it leads to.")


def _target(url: str) -> _Target:
    if len(url) > 4_000 or any(ord(character) <= 32 or ord(character) == 127 for character in url):
        raise FetchError("The URL holds spaces or control characters or is too long; check it.")
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise FetchError("The URL is not valid; check it.") from None
    if parts.scheme not in ("http", "https"):
        raise FetchError(f"Only http and https URLs are fetched, not {parts.scheme[:20] or 'a bare name'!r}.")
    if not host:
        raise FetchError("The URL names no host; check it.")
    if parts.username is not None or parts.password is not None:
        raise FetchError("The URL holds a user name or password; give it without them.")
    if port == 0:
        raise FetchError("The URL names port 0, which no server has.")
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        raise FetchError("The URL names a host that is not valid; check it.") from None
    path = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        path += "?" + urllib.parse.quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return _Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path, url)


def _address(target: _Target, network: Network, deadline: float, settings: Settings) -> str:
    """The first address of the host; all of them must be public."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(network.resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    # getaddrinfo knows no time limit; the thread does not outlive the program.
    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        raise FetchError(_too_slow(target.host, settings)) from None
    if isinstance(found, Exception) or not found:
        raise FetchError(f"The host {target.host} is not known; check the URL and the connection.")
    if not all(is_public(address) for address in found):
        raise FetchError(
            f"The host {target.host} leads to a private or internal address, which is never fetched."
        )
    return found[0]


@contextlib.contextmanager
def _response(
    target: _Target, address: str, network: Network, deadline: float
) -> Iterator[http.client.HTTPResponse]:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection = http.client.HTTPConnection(target.host, target.port)
    plain = network.connect(address, target.port, left)
    # A server that sends a byte now and then never trips a time-out of the socket; this does.
    watchdog = threading.Timer(left, _shut, (plain,))
    watchdog.daemon = True
    watchdog.start()
    try:
        plain.settimeout(max(0.01, deadline - time.monotonic()))
        connection.sock = (
            network.tls().wrap_socket(plain, server_hostname=target.host)
            if target.scheme == "https"
            else plain
        )
        connection.request("GET", target.path, headers=_HEADERS)
        yield connection.getresponse()
    finally:
        watchdog.cancel()
        connection.close()
        plain.close()


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _body(
    response: http.client.HTTPResponse,
    target: _Target,
    settings: Settings,
    deadline: float,
    types: tuple[str, ...],
) -> Fetched:
    if response.status != 200:
        raise FetchError(
            f"The server {target.host} answered {response.status} instead of the page; check the URL."
        )
    media_type = response.headers.get_content_type().lower()
    if "Content-Type" in response.headers and not media_type.startswith(types):
        raise FetchError(
            f"The URL is of the type {media_type[:60]!r}, which holds no article that can be read."
        )
    length = response.getheader("Content-Length") or ""
    if not (length.isascii() and length.isdigit() and len(length) <= _DIGITS):
        length = ""  # no number, or one that no page has: what arrives is counted all the same
    if length and int(length) > settings.fetch_bytes:
        raise FetchError(_too_large(settings))
    unpack = _unpacker(response.getheader("Content-Encoding") or "", target)
    received = 0
    parts: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        received += len(piece)
        data = unpack(piece, settings.fetch_bytes - size + 1)
        parts.append(data)
        size += len(data)
        if size > settings.fetch_bytes or received > settings.fetch_bytes:
            raise FetchError(_too_large(settings))
        if time.monotonic() >= deadline:
            raise FetchError(_too_slow(target.host, settings))
    if time.monotonic() >= deadline:
        raise FetchError(_too_slow(target.host, settings))
    if length and received < int(length):
        raise FetchError(f"The connection to {target.host} broke off before the page was whole; try again.")
    if not size:
        raise FetchError("The page is empty, so there is nothing to read.")
    return Fetched(b"".join(parts), target.url, media_type, response.headers.get_content_charset())


def _unpacker(encoding: str, target: _Target) -> Callable[[bytes, int], bytes]:
    """Unpacks no further than the limit: a few packed bytes may hold gigabytes."""
    match encoding.strip().lower():
        case "" | "identity":
            return lambda data, _limit: data
        case "gzip" | "x-gzip" | "deflate":
            unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)

            def unpack(data: bytes, limit: int) -> bytes:
                try:
                    return unpacker.decompress(data, max(1, limit))
                except zlib.error:
                    raise FetchError(
                        f"The page of {target.host} is packed wrongly and cannot be read."
                    ) from None

            return unpack
        case other:
            raise FetchError(
                f"The page of {target.host} is packed as {other[:20]!r}, which was not asked for."
            )


def _too_large(settings: Settings) -> str:
    return f"The page is larger than the {settings.fetch_bytes:,} bytes allowed; raise fetch_bytes."


def _too_slow(host: str, settings: Settings) -> str:
    return (
        f"The server {host} did not send the page within {settings.fetch_seconds:g} seconds; try again later."
    )
