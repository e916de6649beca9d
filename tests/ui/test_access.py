"""Who may come in, how often and with how much; and that what is sent can name no file of the server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import SettingsError
from rag.settings import Settings
from tests.ui.fake_engine import FakeEngine
from tests.ui.handling import finished
from ui import accounts, wording
from ui.accounts import Accounts, hashed, load_accounts, matches
from ui.app import build_app
from ui.options import PageOptions, load_options
from ui.pictures import serving
from ui.server.access import OWNER, Access, address_key, is_loopback
from ui.server.limits import ELSEWHERE, Limits, names_foreign_file
from ui.server.rates import Rate
from ui.state.uploads import set_apart


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that tells whom it takes the request to come from, and how much came."""
    message = await receive()
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    answer = JSONResponse({"owner": headers.get(OWNER), "bytes": len(message.get("body", b""))})
    await answer(scope, receive, send)


@contextmanager
def asking(app: ASGIApp, address: str = "127.0.0.1") -> Iterator[httpx.Client]:
    """A client that speaks to ``app`` directly, from ``address``."""
    transport = httpx.ASGITransport(app=app, client=(address, 1), raise_app_exceptions=False)

    class Direct(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            async def ask() -> httpx.Response:
                answer = await transport.handle_async_request(
                    httpx.Request(
                        request.method, request.url, headers=request.headers, content=request.read()
                    )
                )
                return httpx.Response(
                    answer.status_code, headers=answer.headers, content=await answer.aread()
                )

            return finished(ask())

    with httpx.Client(transport=Direct(), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(autouse=True)
def _own_loop() -> Iterator[None]:
    """The browser tests keep a loop running in this thread; these tests need one of their own."""
    try:
        running = asyncio.events._get_running_loop()
    except AttributeError:  # pragma: no cover
        running = None
    asyncio.events._set_running_loop(None)
    yield
    asyncio.events._set_running_loop(running)


@pytest.fixture
def users(tmp_path: Path) -> Path:
    path = tmp_path / "users"
    path.write_text(
        f"# who may come in\nada:{hashed('engine')}\n\nbob:{hashed('builder')}\n", encoding="utf-8"
    )
    return path


def test_a_password_is_kept_as_a_hash_of_its_own() -> None:
    assert hashed("a") != hashed("a")
    assert matches("a", hashed("a"))
    assert not matches("b", hashed("a"))


def test_without_a_password_everybody_comes_in() -> None:
    assert load_accounts(PageOptions()) is None
    with asking(Access(echo, None)) as client:
        assert client.get("/").status_code == 200


def test_a_password_is_wanted_for_everything_and_any_name_will_do() -> None:
    with asking(Access(echo, Accounts(password="open"))) as client:
        for path in ("/", "/config", "/api/ask", "/mcp", "/gradio_api/upload"):
            told = client.post(path)
            assert told.status_code == 401
            assert told.json() == {"error": wording.WHO_IS_THERE}
            assert told.headers["www-authenticate"].startswith("Basic realm=")
        assert client.get("/", auth=("anyone", "open")).status_code == 200
        assert client.get("/", auth=("anyone", "Open")).status_code == 401
        assert client.get("/", headers={"authorization": "Bearer open"}).status_code == 401
        assert client.get("/", headers={"authorization": "Basic !"}).status_code == 401


def test_each_user_is_the_owner_of_their_own_conversations(users: Path) -> None:
    with asking(Access(echo, load_accounts(PageOptions(users=users)))) as client:
        assert client.get("/", auth=("ada", "engine")).json()["owner"] == "user:ada"
        assert client.get("/", auth=("bob", "builder")).json()["owner"] == "user:bob"
        assert client.get("/", auth=("ada", "builder")).status_code == 401
        assert client.get("/", auth=("eve", "engine")).status_code == 401


def test_nobody_can_say_that_they_are_somebody_else(users: Path) -> None:
    with asking(Access(echo, load_accounts(PageOptions(users=users)))) as client:
        said = client.get("/", auth=("ada", "engine"), headers={OWNER: "user:bob"})
        assert said.json()["owner"] == "user:ada"
    with asking(Access(echo, None)) as client:
        assert client.get("/config", headers={OWNER: "user:bob"}).json()["owner"] == ""


def test_each_browser_is_an_owner_by_a_cookie_that_scripts_cannot_read() -> None:
    app = Access(echo, None)
    with asking(app) as one, asking(app) as two:
        first = one.get("/")
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert first.json()["owner"].startswith("browser:")
        again = one.get("/")
        assert again.json() == first.json()
        assert "set-cookie" not in again.headers
        assert two.get("/").json()["owner"] != first.json()["owner"]
        token = cookie.split("=", 1)[1].split(";", 1)[0]
        assert token not in first.json()["owner"]


def test_guessing_passwords_is_stopped_for_a_minute() -> None:
    with asking(Access(echo, Accounts(password="open")), "192.0.2.7") as client:
        for _ in range(10):
            assert client.get("/", auth=("x", "guess")).status_code == 401
        told = client.get("/", auth=("x", "open"))
        assert (told.status_code, told.headers["retry-after"]) == (429, "60")


def test_ten_wrong_passwords_close_the_door_for_the_address_and_for_the_account(users: Path) -> None:
    def app() -> Access:
        return Access(echo, load_accounts(PageOptions(users=users)))

    from_many = app()
    for number in range(10):
        with asking(from_many, f"192.0.2.{number}") as client:
            assert client.get("/", auth=("ada", "guess")).status_code == 401
    with asking(from_many, "192.0.2.99") as client:
        assert client.get("/", auth=("ada", "engine")).status_code == 429
        assert client.get("/", auth=("bob", "builder")).status_code == 200
    of_many = app()
    with asking(of_many, "192.0.2.7") as client:
        for number in range(10):
            assert client.get("/", auth=(f"user{number}", "guess")).status_code == 401
        assert client.get("/", auth=("bob", "builder")).status_code == 429
    with asking(of_many, "192.0.2.8") as client:
        assert client.get("/", auth=("bob", "builder")).status_code == 200


def test_who_is_in_stays_in_while_somebody_guesses(users: Path) -> None:
    app = Access(echo, load_accounts(PageOptions(users=users)))
    with asking(app, "192.0.2.7") as client:
        assert client.get("/", auth=("ada", "engine")).status_code == 200
        for _ in range(10):
            client.get("/", auth=("ada", "guess"))
        assert client.get("/", auth=("ada", "engine")).status_code == 200


@pytest.mark.parametrize(
    ("text", "words"),
    [("ada:engine\n", "Line 1 of the users file"), ("# nobody\n", "names nobody"), (None, "cannot be read")],
)
def test_a_users_file_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, text: str | None, words: str
) -> None:
    path = tmp_path / "users"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        load_accounts(PageOptions(users=path))


def test_a_line_of_the_users_file_is_made_by_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: "engine")
    assert accounts.main(["ada"]) == 0
    name, _, kept = capsys.readouterr().out.strip().partition(":")
    assert name == "ada"
    assert matches("engine", kept)
    assert accounts.main(["a:b"]) == 2


def test_a_password_does_not_show_in_the_options() -> None:
    assert "open sesame" not in repr(load_options(password="open sesame"))


def test_requests_are_counted_over_the_last_minute() -> None:
    now = [0.0]
    rate = Rate(2, clock=lambda: now[0])
    for second in (0.0, 30.0):
        now[0] = second
        assert rate.has_room("a")
        rate.count("a")
    assert not rate.has_room("a")
    assert rate.wait("a") == 30
    assert rate.has_room("b")
    now[0] = 60.0
    assert rate.has_room("a")


def limited(**given: int | None) -> Limits:
    return Limits(echo, **{"per_minute": None, "file_bytes": 9000, "body_bytes": 1000, **given})  # type: ignore[arg-type]


def test_a_client_over_its_requests_is_told_when_to_come_back() -> None:
    with asking(limited(per_minute=3)) as client:
        assert [client.post("/api/ask", json={}).status_code for _ in range(4)] == [200, 200, 200, 429]
        told = client.post("/mcp")
        assert told.status_code == 429
        assert 0 < int(told.headers["retry-after"]) <= 60
        assert "Too many requests" in told.json()["error"]
        assert client.get("/").status_code == 200


def test_this_machine_is_not_limited_unless_a_number_is_set_and_others_are() -> None:
    with asking(limited()) as here:
        assert {here.post("/api/ask", json={}).status_code for _ in range(ELSEWHERE + 1)} == {200}
    with asking(limited(), "192.0.2.7") as there:
        assert [there.post("/api/ask", json={}).status_code for _ in range(ELSEWHERE + 1)][-2:] == [200, 429]


def test_a_user_is_counted_by_name_and_not_by_address(users: Path) -> None:
    app = Access(limited(per_minute=1), load_accounts(PageOptions(users=users)))
    with asking(app) as client:
        assert client.post("/api/ask", json={}, auth=("ada", "engine")).status_code == 200
        assert client.post("/api/ask", json={}, auth=("bob", "builder")).status_code == 200
        assert client.post("/api/ask", json={}, auth=("ada", "engine")).status_code == 429


@pytest.mark.parametrize("path", ["/api/ask", "/mcp", "/gradio_api/queue/join"])
def test_a_body_over_the_limit_is_refused_whether_it_is_declared_or_streamed(path: str) -> None:
    body = b'"' + b"x" * 99_998 + b'"'
    with asking(limited()) as client:
        declared = client.post(path, content=body)
        assert declared.status_code == 413
        assert "larger than the limit" in declared.json()["error"]
        chunked = client.post(path, content=body, headers={"content-length": "nonsense"})
        assert chunked.status_code == 413
        assert client.post(path, content=b'"' + b"x" * 998 + b'"').json()["bytes"] == 1000


def test_a_call_may_only_name_files_that_were_uploaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    (folder / "good.txt").write_text("good", encoding="utf-8")
    good = set_apart(str(folder / "good.txt"), "ada")
    (folder / "link.txt").symlink_to("/etc/passwd")
    inner = Path(good).with_name("link.txt")
    inner.symlink_to("/etc/passwd")

    def call(path: str) -> bytes:
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        return json.dumps({"data": [None, {"deep": [file]}]}).encode()

    assert not names_foreign_file(call(good), "ada")
    assert names_foreign_file(call(good), "bob")
    for path in (
        "/etc/passwd",
        str(folder / "link.txt"),
        str(inner),
        "https://example.org/x",
        str(folder),
        "good.txt",
        "a\0b",
        "a" * 9000,
    ):
        assert names_foreign_file(call(path), "ada"), path
    assert not names_foreign_file(b"not json", "ada")


def test_this_machine_is_known_by_its_addresses() -> None:
    names = ("localhost", "::1", "127.0.0.9", "192.0.2.1", "desk")
    assert [is_loopback(host) for host in names] == [True, True, True, False, False]
    assert address_key("2001:db8::1") == address_key("2001:db8::2") != address_key("2001:db8:0:1::1")
    assert address_key("::ffff:192.0.2.1") == "192.0.2.1"


def test_with_a_password_page_api_and_gradio_client_want_it(tmp_path: Path) -> None:
    from tests.ui.conftest import quiet_client

    engine = FakeEngine(Settings(store=tmp_path / "store"))
    app = build_app(engine, load_options(port=0, seeds=None, password="open", workers=1))
    with serving(app) as url:
        for path in ("/", "/config", "/fc/style.css", "/api/openapi.json", "/gradio_api/info"):
            refused = httpx.get(url + path)
            assert refused.status_code == 401, path
            assert refused.headers["content-security-policy"].startswith("default-src 'none'")
            assert httpx.get(url + path, auth=("me", "open")).status_code == 200, path
        client = quiet_client(url, httpx_kwargs={"auth": ("me", "open")})
        assert client.predict("How many tonnes?", api_name="/ask")["status"] == "answered"
