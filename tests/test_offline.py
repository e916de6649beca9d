"""The promise "offline by default": the main path in a process whose sockets refuse other machines."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.settings import Settings
from tests.conftest import ROOT

GUARD = """
import ipaddress, socket, sys

class Blocked(OSError):
    pass

attempts = []

def local(address):
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback
    except ValueError:
        return address[0] in ("", "localhost")

def watch(event, arguments):
    # Audit events come from the interpreter itself: nothing in Python goes round them.
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        family, address = arguments[0].family, arguments[1]
        if family in (socket.AF_INET, socket.AF_INET6) and not local(address):
            attempts.append((event, str(address)))
            raise Blocked(f"{event} {address}")
    if event == "socket.getaddrinfo":
        host = arguments[0]
        if host is not None and not local((host if isinstance(host, str) else host.decode(),)):
            attempts.append((event, str(host)))
            raise Blocked(f"{event} {host}")

sys.addaudithook(watch)
"""

MAIN_PATH = """
import json
from rag import ask, ingest, search, verify
report = ingest([sys.argv[1]])
answer = ask("How much are the repairs of the Sandvik harbour bridge worth?")
passages = search("electric buses")
verdicts = verify("The Sandvik harbour bridge was built in 1968.")
print(json.dumps({
    "added": report.count("added"),
    "quotes": [citation.quote for citation in answer.citations],
    "text": answer.text,
    "passages": len(passages),
    "claims": len(verdicts),
    "attempts": attempts,
    "torch": "torch" in sys.modules,
}))
"""


def run(program: str, documents: Path, settings: Settings, prefix: tuple[str, ...] = ()) -> dict[str, object]:
    environment = os.environ | {
        "FACTCHECK_STORE": str(settings.store),
        "FACTCHECK_CACHE": str(settings.cache),
    }
    for name in (
        "ANONYMIZED_TELEMETRY",
        "GRADIO_ANALYTICS_ENABLED",
        "HF_HUB_OFFLINE",
        "HF_HUB_DISABLE_TELEMETRY",
    ):
        environment.pop(name, None)
    child = subprocess.run(
        [*prefix, sys.executable, "-c", GUARD + program, str(documents)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-3000:]
    found = json.loads(child.stdout.strip().splitlines()[-1])
    assert isinstance(found, dict)
    return found


def expect_the_main_path(found: dict[str, object]) -> None:
    assert found["added"] == 3
    assert "4.2 million" in str(found["text"])
    assert found["passages"]
    assert found["claims"] == 1
    assert found["attempts"] == []


def test_ingest_ask_search_and_verify_open_no_connection(
    documents: Path, settings: Settings, filled: Settings
) -> None:
    # `filled` comes first so that the model is converted: that is part of the installation.
    found = run(MAIN_PATH, documents, settings)
    expect_the_main_path(found)
    assert found["torch"] is False, "torch is loaded on the main path"


def test_the_main_path_works_on_a_machine_without_any_network(
    documents: Path, settings: Settings, filled: Settings
) -> None:
    unshare = shutil.which("unshare")
    isolated = (unshare or "", "--map-root-user", "--net")
    if not unshare or subprocess.run([*isolated, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system gives no network namespace of its own")
    expect_the_main_path(run(MAIN_PATH, documents, settings, isolated))


def test_the_guard_itself_catches_a_connection(documents: Path, settings: Settings) -> None:
    program = """
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except Blocked:
    pass
print('{"attempts": %d}' % len(attempts))
"""
    assert run(program, documents, settings)["attempts"] == 1


@pytest.mark.parametrize("module", ["rag", "rag.cli", "ui", "eval"])
def test_importing_opens_no_connection(module: str, documents: Path, settings: Settings) -> None:
    program = f"import {module}, json\nprint(json.dumps({{'attempts': attempts}}))\n"
    assert run(program, documents, settings)["attempts"] == []
