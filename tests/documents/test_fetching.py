"""The one function that opens connections, against a server on this machine."""

from __future__ import annotations

import gzip
import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from rag.documents.fetching import Network, fetch
from rag.documents.loading import load_url
from rag.errors import FetchError
from rag.settings import Settings

PUBLIC = "93.184.216.34"
PAGE = b"<html><body><article><p>The ferry line will close in June, the company said.</p></article></body></html>"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by path."""

    requests: list[tuple[str, str]]

    def do_GET(self) -> None:
        type(self).requests.append((self.headers["Host"], self.path))
        answer = ANSWERS.get(self.path.partition("?")[0])
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    def log_message(self, *arguments: object) -> None:
        pass


def reply(
    body: bytes = PAGE, status: int = 200, length: int | None = None, **headers: str
) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def drip(handler: Handler) -> None:
    """A byte now and then, so that no single read ever times out."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/plain")
    handler.end_headers()
    stop = time.monotonic() + 5
    while time.monotonic() < stop:
        try:
            handler.wfile.write(b"x")
            handler.wfile.flush()
        except OSError:
            return
        threading.Event().wait(0.05)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/plain")
    handler.end_headers()
    try:
        for _ in range(2_000):
            handler.wfile.write(b"x" * 10_000)
    except OSError:
        return


ANSWERS = {
    "/page": reply(Content_Type="text/html; charset=utf-8"),
    "/plain": reply(b"A plain page.", Content_Type="text/plain"),
    "/gzip": reply(gzip.compress(PAGE), Content_Type="text/html", Content_Encoding="gzip"),
    "/gzip-bomb": reply(gzip.compress(b"x" * 5_000_000), Content_Type="text/html", Content_Encoding="gzip"),
    "/gzip-broken": reply(b"no gzip", Content_Type="text/html", Content_Encoding="gzip"),
    "/brotli": reply(b"?", Content_Type="text/html", Content_Encoding="br"),
    "/image": reply(b"\x89PNG", Content_Type="image/png"),
    "/empty": reply(b"", Content_Type="text/html"),
    "/large": reply(b"x", length=50_000_000, Content_Type="text/html"),
    "/cut": reply(b"x", length=500, Content_Type="text/html"),
    "/gone": reply(b"", status=410),
    "/move": reply(b"", status=302, Location="/page"),
    "/circle": reply(b"", status=302, Location="/circle"),
    "/inside": reply(b"", status=302, Location="http://inside.example/page"),
    "/loopback": reply(b"", status=302, Location="http://127.0.0.1/page"),
    "/file": reply(b"", status=302, Location="file:///etc/passwd"),
    "/drip": drip,
    "/endless": endless,
}
NAMES = {"news.example": [PUBLIC], "inside.example": ["10.0.0.7"], "both.example": [PUBLIC, "127.0.0.1"]}


@pytest.fixture
def network() -> Iterator[Network]:
    """A world in which every public address leads to a server on this machine."""
    Handler.requests = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()

    def resolve(host: str, port: int) -> list[str]:
        if host in NAMES:
            return NAMES[host]
        if host.replace(".", "").isdigit():
            return [host]
        raise OSError("no such host")

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        assert address == PUBLIC, "only a checked address may be connected to"
        return socket.create_connection(server.server_address[:2], timeout=seconds)

    yield Network(resolve, connect)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def limits() -> Settings:
    return Settings(fetch_seconds=5.0, fetch_bytes=100_000)


def test_a_page_comes_back_with_what_the_server_says_of_it(network: Network, limits: Settings) -> None:
    fetched = fetch("http://news.example/page?a=b c".replace(" ", "%20"), limits, network)
    assert fetched.data == PAGE
    assert (fetched.media_type, fetched.charset) == ("text/html", "utf-8")
    assert Handler.requests == [("news.example", "/page?a=b%20c")]


def test_a_packed_page_is_unpacked(network: Network, limits: Settings) -> None:
    assert fetch("http://news.example/gzip", limits, network).data == PAGE


def test_a_redirect_is_followed_and_the_last_address_is_kept(network: Network, limits: Settings) -> None:
    assert fetch("http://news.example/move", limits, network).url == "http://news.example/page"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/inside", "private or internal"),
        ("/loopback", "private or internal"),
        ("/file", "Only http and https"),
        ("/circle", "redirects more than"),
        ("/image", "image/png"),
        ("/empty", "empty"),
        ("/large", "larger than"),
        ("/endless", "larger than"),
        ("/gzip-bomb", "larger than"),
        ("/gzip-broken", "packed wrongly"),
        ("/brotli", "packed as 'br'"),
        ("/cut", "broke off|failed"),
        ("/gone", "410"),
        ("/nowhere", "404"),
    ],
)
def test_what_must_not_be_read_is_refused(network: Network, limits: Settings, path: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason) as caught:
        fetch(f"http://news.example{path}", limits, network)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://news.example/a", "Only http and https"),
        ("file:///etc/passwd", "Only http and https"),
        ("news.example/a", "Only http and https"),
        ("http://", "names no host"),
        ("http://user:secret@news.example/", "user name or password"),
        ("http://news.example:0/", "port 0"),
        ("http://news.example:99999/", "not valid"),
        ("http://[::1/", "not valid"),
        ("http://news.example/a b", "spaces"),
        ("http://news.example/a\r\nX: y", "spaces"),
        ("http://inside.example/", "private or internal"),
        ("http://both.example/", "private or internal"),
        ("http://169.254.169.254/latest/meta-data", "private or internal"),
        ("http://nowhere.example/", "not known"),
        ("http://" + "a" * 5_000, "too long"),
    ],
)
def test_a_url_that_must_not_be_fetched_reaches_no_server(
    network: Network, limits: Settings, url: str, reason: str
) -> None:
    with pytest.raises(FetchError, match=reason):
        fetch(url, limits, network)
    assert Handler.requests == []


def test_a_server_that_drips_is_cut_off_at_the_limit(network: Network) -> None:
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"within 0\.3 seconds"):
        fetch("http://news.example/drip", Settings(fetch_seconds=0.3), network)
    assert time.monotonic() - began < 3


def test_a_name_server_that_hangs_is_given_up() -> None:
    release = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        release.wait(5)
        return [PUBLIC]

    with pytest.raises(FetchError, match=r"within 0\.1 seconds"):
        fetch("http://news.example/", Settings(fetch_seconds=0.1), Network(resolve))
    release.set()


def test_the_checked_address_is_the_one_connected_to(network: Network, limits: Settings) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    pinned = Network(lambda host, port: next(answers), network.connect)
    assert fetch("http://news.example/page", limits, pinned).data == PAGE


def test_https_without_a_valid_certificate_is_refused(network: Network, limits: Settings) -> None:
    with pytest.raises(FetchError, match=r"certificate or encryption|failed"):
        fetch("https://news.example/page", limits, network)


def test_a_url_becomes_a_document(network: Network, limits: Settings) -> None:
    document = load_url("http://news.example/page", limits, network=network)
    assert document.source == document.metadata.url == "http://news.example/page"
    assert "will close in June" in document.text
