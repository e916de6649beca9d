"""The token of a page without a password: who has not seen the terminal does not come in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rag.errors import SettingsError
from rag.settings import Settings
from tests.ui.conftest import open_options, quiet_client
from tests.ui.fake_engine import FakeEngine
from ui import wording
from ui.app import build_app, upload_folder
from ui.options import load_options
from ui.pictures import serving
from ui.server.tokens import FILE_NAME, Token, given_in_address, load_token

SECRET = "a-token-of-the-tests"
BEARER = {"authorization": f"Bearer {SECRET}"}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    engine = FakeEngine(Settings(store=tmp_path_factory.mktemp("closed") / "store"))
    app = build_app(engine, open_options(token=SECRET, seeds=None, workers=1))
    with upload_folder(), serving(app) as url:
        yield url


def test_each_start_has_a_token_of_its_own_unless_one_is_named_or_it_is_off() -> None:
    one, other = load_token(load_options()), load_token(load_options())
    assert one is not None
    assert other is not None
    assert len(one.value) >= 24
    assert one.value != other.value
    named = load_token(load_options(token=SECRET))
    assert named is not None
    assert named.value == SECRET
    assert load_token(load_options(token="off")) is None
    assert load_token(load_options(password="open")) is None


def test_a_short_token_is_refused_and_not_shown() -> None:
    with pytest.raises(SettingsError, match="at least 16 ascii characters") as told:
        load_options(token="guessable")
    assert "guessable" not in str(told.value)


def test_nothing_is_served_without_the_token(closed: str) -> None:
    for path in (
        "/config",
        "/api/openapi.json",
        "/gradio_api/info",
        "/fc/report.html",
        "/gradio_api/heartbeat/a",
    ):
        refused = httpx.get(closed + path)
        assert refused.status_code == 401, path
        assert refused.json() == {"error": wording.KEY_WANTED}
    assert httpx.post(f"{closed}/api/ask", json={"question": "a"}).status_code == 401
    assert httpx.post(f"{closed}/mcp", json={}).status_code == 401
    assert httpx.get(f"{closed}/fc/health").json()["status"] in ("ready", "starting")


def test_the_address_of_the_terminal_opens_the_page_and_the_token_leaves_it(closed: str) -> None:
    with httpx.Client(base_url=closed) as client:
        opened = client.get(f"/?token={SECRET}&question=How%20many%3F")
        assert (opened.status_code, opened.headers["location"]) == (303, "/?question=How+many%3F")
        cookie = opened.headers["set-cookie"]
        assert SECRET not in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert f"fc_token_{urlsplit(closed).port}=" in cookie
        assert client.get("/").status_code == 200
        assert client.get("/config").status_code == 200
        assert client.post("/api/search", json={"query": "port"}).status_code == 200
        stale = {"cookie": f"fc_token_{urlsplit(closed).port}={'0' * 64}"}
    assert httpx.get(f"{closed}/config", headers=stale).status_code == 401


def test_a_browser_without_the_token_is_asked_for_it(closed: str) -> None:
    asked = httpx.get(closed, headers={"accept": "text/html"})
    assert asked.status_code == 401
    assert wording.KEY_LABEL in asked.text
    assert 'name="token"' in asked.text
    assert asked.headers["content-security-policy"]
    wrong = httpx.get(f"{closed}/?token=wrong", headers={"accept": "text/html"})
    assert wrong.status_code == 401


def test_programs_send_the_token_in_a_header(closed: str) -> None:
    asked = {"question": "How many tonnes?"}
    assert httpx.post(f"{closed}/api/ask", json=asked, headers=BEARER).json()["status"] == "answered"
    assert httpx.post(f"{closed}/api/ask", json=asked, auth=("anybody", SECRET)).status_code == 200
    client = quiet_client(closed, headers=BEARER)
    assert client.predict("How many tonnes?", api_name="/ask")["status"] == "answered"


def test_guessing_is_stopped_and_who_is_in_stays_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    engine = FakeEngine(Settings(store=tmp_path_factory.mktemp("guessed") / "store"))
    app = build_app(engine, open_options(seeds=None, workers=1), Token(SECRET))
    with upload_folder(), serving(app) as url, httpx.Client(base_url=url) as client:
        client.get(f"/?token={SECRET}")
        for number in range(10):
            assert httpx.get(f"{url}/?token=guess-{number}").status_code == 401
        assert httpx.get(f"{url}/?token={SECRET}").status_code == 429
        assert httpx.get(f"{url}/config", headers=BEARER).status_code == 429
        assert client.get("/config").status_code == 200


def test_the_token_is_taken_out_of_an_address_only() -> None:
    assert given_in_address(b"a=1&token=x&b=%C3%A9") == ("x", "/?a=1&b=%C3%A9")
    assert given_in_address(b"token=x") == ("x", "/")
    assert given_in_address(b"") == (None, "/")


def test_a_token_that_nobody_named_outlives_the_server_and_is_its_owners_alone(tmp_path: Path) -> None:
    store = tmp_path / "store"
    one, other = load_token(load_options(), store), load_token(load_options(), store)
    assert one is not None
    assert other is not None
    assert one.value == other.value
    kept = store / FILE_NAME
    assert kept.stat().st_mode & 0o077 == 0
    kept.chmod(0o644)  # others may have read it
    third = load_token(load_options(), store)
    assert third is not None
    assert third.value != one.value
