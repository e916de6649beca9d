"""What the server gives out: a page without foreign parts, strict headers, and nothing from the disk."""

from __future__ import annotations

import re
import socket
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from rag.errors import SettingsError
from tests.ui.conftest import MAX_BYTES, Served
from ui import wording
from ui.app import listening_on
from ui.options import load_options
from ui.server.guard import clean_page
from ui.server.origins import LOCAL, allowed_hosts

REFERRING = ("href", "src", "srcset", "content", "action", "data", "poster", "style", "background")


class References(HTMLParser):
    """Everything in a page that may name an address, and its scripts without a nonce."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: list[str] = []
        self.loaded: list[str] = []
        self.unsigned: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.values += [value for name, value in attrs if name in REFERRING and value]
        self.loaded += [value for name in ("href", "src") if (value := named.get(name)) and tag != "base"]
        if tag == "script" and not named.get("nonce"):
            self.unsigned.append(str(attrs))


@pytest.fixture(scope="module")
def page(served: Served) -> httpx.Response:
    return httpx.get(served.url)


def test_the_page_and_what_it_loads_name_no_other_host(served: Served, page: httpx.Response) -> None:
    assert page.status_code == 200
    references = References(page.text)
    for value in references.values:
        if value.startswith("data:"):
            continue
        assert "//" not in value, value
    own = [address for address in references.loaded if not address.startswith("data:")]
    own.append("theme.css")  # asked for by Gradio's script
    assert any(address.endswith(".js") for address in own)
    assert any(address.endswith(".css") for address in own)
    seen: set[str] = set()
    while own:
        address = urljoin(served.url + "/", own.pop())
        assert urlsplit(address).netloc == urlsplit(served.url).netloc
        if address in seen or not address.endswith((".css", ".js")):
            continue
        seen.add(address)
        answer = httpx.get(address)
        assert answer.status_code == 200, address
        found = [found for pair in _loads(address, answer.text) for found in pair if found]
        for found_address in found:
            if found_address.startswith(("data:", "#", "blob:")):
                continue
            assert not re.match(r"(\w+:)?//", found_address), f"{address} loads {found_address}"
            if address.endswith(".css"):
                own.append(urljoin(address, found_address))


def _loads(address: str, text: str) -> list[tuple[str, ...]]:
    if address.endswith(".css"):
        return re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", text)
    return [(name,) for name in re.findall(r"(?:\bfrom|\bimport)\s*\(?[`'\"]([^`'\"\s]+)[`'\"]", text)]


def test_every_script_of_the_page_is_signed_and_the_policy_is_strict(page: httpx.Response) -> None:
    assert References(page.text).unsigned == []
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    nonce = re.search(r"'nonce-([\w-]+)'", policy["script-src"])
    assert nonce is not None
    assert f'nonce="{nonce[1]}"' in page.text
    assert "unsafe-inline" not in policy["script-src"]
    assert (
        policy["connect-src"] == policy["font-src"] == policy["base-uri"] == policy["form-action"] == "'self'"
    )
    assert policy["frame-ancestors"] == "'none'"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["cache-control"] == "no-store"
    assert "server" not in page.headers


def test_each_page_has_a_nonce_of_its_own(served: Served, page: httpx.Response) -> None:
    again = httpx.get(served.url).headers["content-security-policy"]
    assert again != page.headers["content-security-policy"]


def test_the_page_has_our_title_and_says_what_it_needs_without_scripts(page: httpx.Response) -> None:
    assert f"<title>{wording.TITLE}</title>" in page.text
    assert wording.NO_SCRIPT in page.text
    assert "og:" not in page.text
    assert "iframeResizer" not in page.text.replace("iFrameResizer", "")


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=https://example.org/",
        "/gradio_api/file//etc/passwd",
        "/gradio_api/proxy=https://example.org/",
        "/gradio_api/custom_component/x/client/component/index.js",
        "/gradio_api/runs",
        "/gradio_api/openapi.json",
        "/gradio_api/deep_link?session_hash=a",
        "/gradio_api/call/watch",
        "/gradio_api/api/ask",
        "/gradio_api/vibe-code",
        "/gradio_api/app_id",
        "/gradio_api/component_server",
        "/docs",
        "/openapi.json",
        "/monitoring",
        "/manifest.json",
        "/login",
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/svelte/x",
        "/.env",
    ],
)
def test_nothing_but_the_page_is_served(served: Served, path: str) -> None:
    with httpx.Client(base_url=served.url) as client:
        assert client.get(path).status_code == 404
        assert client.post(path).status_code in (404, 405)


def test_an_uploaded_file_cannot_be_fetched_back(served: Served) -> None:
    sent = httpx.post(f"{served.url}/gradio_api/upload", files={"files": ("a.txt", b"hello")})
    assert sent.status_code == 200
    (path,) = sent.json()
    assert Path(path).is_file()
    assert httpx.get(f"{served.url}/gradio_api/file={path}").status_code == 404


def test_an_upload_over_the_limit_is_refused(served: Served) -> None:
    sent = httpx.post(f"{served.url}/gradio_api/upload", files={"files": ("a.txt", b"x" * (MAX_BYTES + 1))})
    assert sent.status_code == 413


def test_a_foreign_name_and_a_foreign_page_are_refused(served: Served) -> None:
    foreign = httpx.get(served.url, headers={"host": "evil.example"})
    assert foreign.status_code == 421
    assert foreign.json() == {"error": wording.WRONG_HOST}
    assert httpx.get(served.url, headers={"host": "localhost:1234"}).status_code == 200
    posted = httpx.post(
        f"{served.url}/gradio_api/upload",
        headers={"sec-fetch-site": "cross-site"},
        files={"files": ("a.txt", b"x")},
    )
    assert posted.status_code == 403


def test_names_are_checked_wherever_the_page_listens() -> None:
    everywhere = allowed_hosts("0.0.0.0", ())
    assert "192.168.1.5" in everywhere
    assert "fe80::1" in everywhere
    assert "localhost" in everywhere
    assert "evil.example" not in everywhere
    assert allowed_hosts("0.0.0.0", ("desk.example",)).names == {"desk.example", *LOCAL}
    assert "192.168.1.5" not in allowed_hosts("0.0.0.0", ("desk.example",))
    assert "192.168.1.5" in allowed_hosts("192.168.1.5", ())
    assert "192.168.1.6" not in allowed_hosts("127.0.0.1", ())


def test_a_script_in_the_page_is_signed_wherever_it_stands() -> None:
    html = clean_page("<head></head><body><script>1</script><SCRIPTED></SCRIPTED></body>", "abc")
    assert '<script nonce="abc">1</script>' in html
    assert "<SCRIPTED>" in html


def test_a_taken_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1 port {port}"),
            listening_on("127.0.0.1", port),
        ):
            pass


def test_an_unusable_option_is_one_sentence() -> None:
    with pytest.raises(SettingsError, match="The option port cannot be 99999"):
        load_options(port=99999)
