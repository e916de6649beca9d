"""A session, an event and an upload are their owner's: another user who knows the name gets nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rag.settings import Settings
from tests.ui.conftest import open_options
from tests.ui.fake_engine import FakeEngine
from ui import wording
from ui.accounts import hashed
from ui.app import build_app, upload_folder
from ui.pictures import serving
from ui.server import sessions
from ui.server.sessions import Owners

GONE = (404, {"error": wording.OTHER_SESSION})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("sessions")
    users = folder / "users"
    users.write_text(f"ada:{hashed('engine')}\nbob:{hashed('builder')}\n", encoding="utf-8")
    engine = FakeEngine(Settings(store=folder / "store"))
    with upload_folder(), serving(build_app(engine, open_options(users=users, seeds=None, workers=1))) as url:
        yield url


@pytest.fixture
def ada(desk: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk, auth=("ada", "engine"), timeout=30) as client:
        yield client


@pytest.fixture
def bob(desk: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk, auth=("bob", "builder"), timeout=30) as client:
        yield client


def answered(reply: httpx.Response) -> tuple[int, object]:
    return reply.status_code, reply.json()


def call(session: str) -> dict[str, object]:
    return {
        "data": ["How many tonnes?", None, None],
        "fn_index": 0,
        "session_hash": session,
        "event_data": None,
    }


def test_a_session_is_of_whoever_opened_it(ada: httpx.Client, bob: httpx.Client) -> None:
    event = ada.post("/gradio_api/queue/join", json=call("adas")).json()["event_id"]
    assert answered(bob.post("/gradio_api/queue/join", json=call("adas"))) == GONE
    assert answered(bob.get("/gradio_api/queue/data", params={"session_hash": "adas"})) == GONE
    assert answered(bob.get("/gradio_api/heartbeat/adas")) == GONE
    taken = {"session_hash": "adas", "event_id": event, "fn_index": 0}
    assert answered(bob.post("/gradio_api/cancel", json=taken)) == GONE
    assert answered(bob.post("/gradio_api/cancel", json={**taken, "session_hash": "bobs"})) == GONE
    assert bob.post("/gradio_api/queue/join", json=call("bobs")).status_code == 200
    assert answered(bob.post("/gradio_api/cancel", json={**taken, "session_hash": "bobs"})) == GONE
    with ada.stream("GET", "/gradio_api/queue/data", params={"session_hash": "adas"}) as stream:
        assert stream.status_code == 200
        assert "4.2 million tonnes" in "".join(stream.iter_text())


def test_the_answer_to_a_call_is_of_whoever_asked(ada: httpx.Client, bob: httpx.Client) -> None:
    event = ada.post("/gradio_api/call/ask", json={"data": ["How many tonnes?", None, None]}).json()[
        "event_id"
    ]
    assert answered(bob.get(f"/gradio_api/call/ask/{event}")) == GONE
    assert answered(ada.get("/gradio_api/call/ask/guessed")) == GONE
    assert "4.2 million tonnes" in ada.get(f"/gradio_api/call/ask/{event}").text


def test_an_upload_is_watched_by_whoever_sends_it(ada: httpx.Client, bob: httpx.Client) -> None:
    sent = ada.post(
        "/gradio_api/upload", params={"upload_id": "adas"}, files={"files": ("secret.txt", b"A secret.")}
    )
    assert sent.status_code == 200
    assert answered(bob.get("/gradio_api/upload_progress", params={"upload_id": "adas"})) == GONE


def upload(client: httpx.Client) -> str:
    (path,) = client.post("/gradio_api/upload", files={"files": ("secret.txt", b"A secret.")}).json()
    return str(path)


def test_an_upload_is_read_by_whoever_sent_it(ada: httpx.Client, bob: httpx.Client) -> None:
    hers, his = upload(ada), upload(bob)
    assert hers != his  # though both sent the same
    assert Path(hers).read_bytes() == Path(his).read_bytes() == b"A secret."
    lost = (400, {"error": wording.UPLOAD_LOST})
    file = {"path": hers, "orig_name": "secret.txt", "meta": {"_type": "gradio.FileData"}}
    for spoken_of in (
        file,
        {"path": hers},
        {"path": f"{Path(his).parent}/../../{'/'.join(Path(hers).parts[-3:])}"},
    ):
        called = {"data": [spoken_of, None, None, None]}
        assert answered(bob.post("/gradio_api/call/ingest", json=called)) == lost
        dropped = {**call("bobs-files"), "event_data": {"files": [spoken_of]}}
        assert answered(bob.post("/gradio_api/queue/join", json=dropped)) == lost
    event = ada.post("/gradio_api/call/ingest", json={"data": [file, None, None, None]}).json()["event_id"]
    assert '"added"' in ada.get(f"/gradio_api/call/ingest/{event}").text
    assert not Path(hers).exists()
    assert Path(his).exists()


def test_one_owner_can_drive_out_only_their_own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_OF_ONE", 3)
    owners = Owners()
    assert owners.may_use("ada", "hers")
    for number in range(10):
        assert owners.may_use("bob", f"his-{number}")
    assert not owners.may_use("bob", "hers")
    assert owners.may_use("ada", "hers", new=False)
    assert not owners.may_use("bob", "his-0", new=False)
    assert owners.may_use("bob", "his-9", new=False)
