"""What holds for every test: no network, no user's store, no user's settings."""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from rag.settings import Settings
    from tests.ui.conftest import Served

ROOT = Path(__file__).resolve().parent.parent

DOCUMENTS = {
    "harbour.md": """---
title: Harbour bridge to close for repairs
author: Ines Falk
publisher: Coastal Courier
published: 2021-04-12
---

# Harbour bridge to close for repairs

The Sandvik harbour bridge will close on 3 May 2021 for eleven weeks. The town council approved
repairs worth 4.2 million euros on Monday. Engineers found cracks in two of the nine pillars during an
inspection in February. Ferries will carry passengers across the harbour every twenty minutes until the
bridge opens again.

The bridge was built in 1968 by the firm Lund and Sons. About 12,000 cars cross it on a working day.
""",
    "library.txt": """New library draws record crowds

By Tomas Berg
20 September 2022

The new public library in Sandvik counted 310,000 visitors in its first year, the director Maria Olsen said.
The building cost 18 million euros and has room for 240,000 books. It stands on the site of the old brewery,
which burned down in 2014. Olsen expects half a million visitors by 2025.
""",
    "council.html": """<!doctype html>
<html lang="en"><head><title>Council raises the bus fare</title>
<meta name="author" content="Petra Holm">
<meta property="article:published_time" content="2023-01-09T08:00:00Z">
<meta property="og:site_name" content="Coastal Courier"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Council raises the bus fare</h1>
<p>A single bus ride in Sandvik will cost 3.10 euros from 1 March 2023, the town council decided on Friday.
The fare has been 2.80 euros since 2018. Children under ten will go on riding free of charge.</p>
<p>The council expects the change to bring in 600,000 euros a year. It wants to spend the money on
fourteen electric buses, the first of which will arrive in autumn 2023.</p></article>
<footer>Share this page. Subscribe to our newsletter.</footer></body></html>
""",
}


class BlockedConnectionError(OSError):
    """A test tried to reach another machine."""


def is_local(address: Any) -> bool:
    """Whether a socket address is on this machine: a path, or a loopback address."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0]).partition("%")[0]
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    attempts: list[str] = []

    def refuse(what: str, address: object) -> None:
        attempts.append(f"{what} {address}")
        raise BlockedConnectionError(f"tests have no network: {what} {address}")

    def guard(name: str) -> None:
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, *arguments: Any) -> Any:
            address = arguments[-1]
            if self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address):
                refuse(name, address)
            return original(self, *arguments)

        monkeypatch.setattr(socket.socket, name, guarded)

    for name in ("connect", "connect_ex", "sendto"):
        guard(name)

    resolve = socket.getaddrinfo

    def resolve_locally(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not is_local((name,)) and not _is_numeric(name):
            refuse("getaddrinfo", name)
        return resolve(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_locally)
    yield
    # Code that swallows the error is found here.
    assert not attempts, f"the test tried to leave this machine: {attempts}"


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


@pytest.fixture(scope="session")
def model_cache(pytestconfig: pytest.Config) -> Path:
    """Where converted models stay from one test run to the next; hash-checked by the program."""
    assert pytestconfig.cache is not None
    return Path(pytestconfig.cache.mkdir("models"))


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in os.environ:
        if name.startswith("FACTCHECK_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FACTCHECK_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("FACTCHECK_CACHE", str(model_cache))
    from rag.settings import default_settings

    default_settings.cache_clear()
    yield
    default_settings.cache_clear()


@pytest.fixture
def settings(tmp_path: Path, model_cache: Path) -> Settings:
    """Settings with an empty store of the test's own."""
    from rag.settings import Settings

    return Settings(store=tmp_path / "store", cache=model_cache)


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three short articles written for the tests."""
    folder = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def filled(documents: Path, model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a real store that holds ``documents``; for reading only."""
    from rag.ingestion import ingest
    from rag.settings import Settings

    settings = Settings(store=tmp_path_factory.mktemp("filled") / "store", cache=model_cache)
    report = ingest([documents], settings)
    assert report.count("added") == len(DOCUMENTS), report
    return settings


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page of a fake program, one for all tests of this process: uploads have one folder."""
    from tests.ui.conftest import serve_page

    yield from serve_page(tmp_path_factory)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, one for all tests of this process: it holds the loop of the thread."""
    from tests.ui.conftest import open_browser

    yield from open_browser()
