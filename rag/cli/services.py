"""``factcheck chat``, ``eval`` and ``doctor``."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import typer

from rag.cli.options import JsonOption, StoreOption, settings_for
from rag.cli.outcomes import ExitCode
from rag.cli.terminal import show, stdout_reserved, write_json
from rag.errors import InputError
from rag.paths import expanded

if TYPE_CHECKING:
    from pathlib import Path

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
CLOSING_SECONDS = 10.0


def chat(context: typer.Context) -> None:
    """Start the web page. Options go to it: 'python -m ui --help' names them."""
    raise typer.Exit(_module("ui", context.args, context.obj))


def evaluate(context: typer.Context) -> None:
    """Run the evaluation suite. Options go to it: 'python -m eval --help' names them."""
    raise typer.Exit(_module("eval", context.args, context.obj))


def _module(name: str, arguments: list[str], store: Path | None) -> int:
    # A process of its own: the library never imports what is built on top of it.
    if importlib.util.find_spec(name) is None:
        raise InputError(f"The part {name!r} is not installed here; run this in a clone of the repository.")
    environment = dict(os.environ)
    if store is not None:
        environment["FACTCHECK_STORE"] = str(expanded(store).absolute())
    with subprocess.Popen([sys.executable, "-m", name, *arguments], env=environment) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            # A terminal sends the signal to the child as well: let it close in its own time.
            code = _closing(process)
    return ExitCode.INTERRUPTED if code == -signal.SIGINT else code if code >= 0 else ExitCode.FAULT


def _closing(process: subprocess.Popen[bytes]) -> int:
    try:
        process.wait(CLOSING_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.terminate()
        process.wait()
    return ExitCode.INTERRUPTED


def doctor(context: typer.Context, store: StoreOption = None, json: JsonOption = False) -> None:
    """Check versions, models, store, lock, disk and offline readiness; name the remedy for each fault.

    Ends with 1 when there is a fault.
    """
    settings = settings_for(context, store)
    with stdout_reserved():
        from rag.doctor import examine

        diagnosis = examine(settings)
    if json:
        write_json(diagnosis)
    else:
        from rag.cli.rendering import render_diagnosis

        show(render_diagnosis(diagnosis))
    if not diagnosis.healthy:
        raise typer.Exit(ExitCode.FAULT)
