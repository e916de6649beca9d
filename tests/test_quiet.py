"""Telemetry is off before anything that has some is imported."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rag.quiet import silence

TRACING = ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (*TRACING, "ANONYMIZED_TELEMETRY", "GRADIO_ANALYTICS_ENABLED", "HF_HUB_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "to be restored")
        monkeypatch.delenv(name)
    return monkeypatch


def run_silenced(code: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in TRACING}
    ended = subprocess.run(
        [sys.executable, "-c", f"from rag.quiet import silence; silence()\n{code}"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        timeout=100,
    )
    return ended.stdout.strip()


def test_telemetry_is_off_whatever_was_set_before(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GRADIO_ANALYTICS_ENABLED", "True")
    silence()
    assert os.environ["ANONYMIZED_TELEMETRY"] == "False"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_DISABLE_TELEMETRY"] == "1"


def test_tracing_is_off_unless_the_user_switched_it_on(environment: pytest.MonkeyPatch) -> None:
    silence()
    assert os.environ["LANGSMITH_TRACING"] == "false"
    environment.delenv("LANGSMITH_TRACING")
    environment.setenv("LANGCHAIN_TRACING_V2", "true")
    silence()
    assert "LANGSMITH_TRACING" not in os.environ
    assert os.environ["LANGCHAIN_TRACING_V2"] == "true"


def test_openvino_finds_no_telemetry_to_report_with() -> None:
    # Counts the processes that its telemetry would start to reach the network.
    code = """
import multiprocessing
multiprocessing.Process.start = lambda process: print("it reports")
import openvino, sys
from openvino.tools.ovc import telemetry
print(type(telemetry).__module__, sys.modules["openvino_telemetry"])
"""
    assert run_silenced(code) == "openvino.tools.ovc.telemetry_stub None"


def test_langsmith_knows_that_it_is_off() -> None:
    assert run_silenced("from langsmith.utils import tracing_is_enabled as on; print(on())") == "False"
