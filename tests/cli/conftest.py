"""A command line run in this process: what it printed, what it said, how it ended."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

import rag
from rag.cli import main


@dataclass(frozen=True)
class Run:
    """The end of one command."""

    code: int
    out: str
    err: str


Command = Callable[..., Run]


@pytest.fixture
def factcheck(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run ``factcheck`` with arguments, and text on standard input."""

    def run(*arguments: str, stdin: str = "") -> Run:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capsys.readouterr()
        code = main(arguments)
        out, err = capsys.readouterr()
        return Run(code, out, err)

    return run


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, object]]]:
    """Put a result (or an error) in the place of a public function; gives the list of its calls."""

    def replace(name: str, outcome: object) -> list[dict[str, object]]:
        calls: list[dict[str, object]] = []

        def function(*arguments: object, **options: object) -> object:
            calls.append({"first": arguments[0], **options})
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome

        # Not setattr: it would read the old value first, and so import the real function.
        monkeypatch.setitem(rag.__dict__, name, function)
        return calls

    return replace
