"""Several processes on one Chroma server and one catalogue: what one ingests, the others find."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

import pytest

from rag.index import StoreWriter, catalogue, vectors
from rag.index.vectors import VectorIndex
from rag.settings import Settings
from tests.conftest import ROOT
from tests.fakes import document
from tests.index.conftest import Shelf

OLD = [document(f"Ferry {n} left port. It carried {n} cars.", f"{n}.txt") for n in range(6)]
NEW = document("The lighthouse keeper retired. He had kept it for thirty years.", "new.txt")

START_SECONDS = 120
SERVER = "from chromadb.cli.cli import app; app()"

APP = """
import json, sys
from rag.settings import load_settings
from rag.index import Store
from tests.fakes import FakeEmbedder
store, embedder = Store(load_settings()), FakeEmbedder()
for line in sys.stdin:
    found = store.search_vectors(embedder.embed_query(line.strip()), 50)
    print(json.dumps({
        "revision": store.revision,
        "documents": sorted(each.id for each in store.documents()),
        "found": sorted({passage.partition(":")[0] for passage, _ in found}),
        "first": found[0][0].partition(":")[0],
    }), flush=True)
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server, as ``chroma run`` starts it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    arguments = ["run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    log = folder / "log.txt"
    with log.open("w") as said:  # Not a pipe: a server that nobody reads would stand still.
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while "listening" not in log.read_text(encoding="utf-8", errors="replace"):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail("chroma run did not start: " + log.read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()  # Asked to end, it would wait for every open connection.
        process.wait()


class AppProcess:
    """A program that has the store open and searches it for every line it is given."""

    def __init__(self, settings: Settings) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "FACTCHECK_STORE": str(settings.store),
            "FACTCHECK_CHROMA_URL": settings.chroma_url or "",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-c", APP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )

    def search(self, query: str) -> dict[str, object]:
        stdin, stdout = self._streams()
        stdin.write(query + "\n")
        stdin.flush()
        found: dict[str, object] = json.loads(stdout.readline())
        return found

    def close(self) -> None:
        stdin, stdout = self._streams()
        stdin.close()
        self._process.wait()
        stdout.close()

    def _streams(self) -> tuple[IO[str], IO[str]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout


@pytest.fixture
def apps(url: str, tmp_path: Path) -> Iterator[tuple[AppProcess, AppProcess]]:
    settings = Settings(store=tmp_path / "store", chroma_url=url)
    both = AppProcess(settings), AppProcess(settings)
    yield both
    for app in both:
        app.close()


def ids(*documents: object) -> list[str]:
    return sorted(each.id for each in documents)  # type: ignore[attr-defined]


@pytest.mark.timeout(600)
def test_two_apps_on_one_server_see_the_same_documents_and_each_new_revision(
    url: str, tmp_path: Path, apps: tuple[AppProcess, AppProcess]
) -> None:
    shelf = Shelf(Settings(store=tmp_path / "store", chroma_url=url))
    shelf.add(*OLD)
    before = [app.search("ferry cars") for app in apps]
    assert before[0] == before[1]
    assert before[0]["documents"] == before[0]["found"] == ids(*OLD)

    shelf.add(NEW)
    after = [app.search("lighthouse keeper") for app in apps]
    assert after[0] == after[1]
    assert after[0]["documents"] == after[0]["found"] == ids(*OLD, NEW)
    assert after[0]["first"] == NEW.id
    assert after[0]["revision"] > before[0]["revision"]  # type: ignore[operator]

    with StoreWriter(shelf.settings) as writer:
        writer.delete(NEW.id)
    gone = [app.search("lighthouse keeper") for app in apps]
    assert gone[0] == gone[1]
    assert gone[0]["documents"] == gone[0]["found"] == ids(*OLD)


@pytest.mark.timeout(600)
def test_two_stores_on_one_server_keep_apart(url: str, tmp_path: Path) -> None:
    shelves = [Shelf(Settings(store=tmp_path / name, chroma_url=url)) for name in ("one", "two")]
    shelves[0].add(*OLD)
    shelves[1].add(NEW)
    names = []
    for shelf, wanted in zip(shelves, (ids(*OLD), ids(NEW)), strict=True):
        with closing(catalogue.open_for_reading(shelf.settings.store / catalogue.FILE_NAME)) as connection:
            index = VectorIndex(connection, shelf.settings)
            assert index.in_step
            assert index.compare() == []
            names.append(index.place.collection)
        found = shelf.store().search_vectors(shelf.embedder.embed_query("ferry lighthouse"), 50)
        assert sorted({passage.partition(":")[0] for passage, _ in found}) == wanted
        vectors.close_all()
    assert names[0] != names[1]
    assert not (tmp_path / "one" / vectors.FOLDER).exists()
