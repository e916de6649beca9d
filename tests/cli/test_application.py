from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import rag
from rag.cli.terminal import harmless
from tests.cli.conftest import Command
from tests.conftest import ROOT
from tests.test_house import HEAVY

COMMANDS = [
    "ingest",
    "ask",
    "verify",
    "search",
    "chat",
    "eval",
    "list",
    "delete",
    "reindex",
    "export",
    "doctor",
]


def child(
    *arguments: str, program: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    start = ["-c", program] if program else ["-m", "rag.cli"]
    return subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom rag.cli import main\ncode = main(['--help'])\n"
        f"print(sorted(set({(*HEAVY, 'numpy', 'pydantic_settings', 'rich')!r}) & set(sys.modules)), file=sys.stderr)\n"
        "sys.exit(code)"
    )
    done = child(program=program)
    assert done.returncode == 0
    assert "Usage: factcheck" in done.stdout
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_page(factcheck: Command, command: str) -> None:
    run = factcheck(command, "--help")
    assert run.code == 0
    assert run.out.startswith(f"Usage: factcheck {command}")


def test_help_names_every_command_and_the_exit_codes(factcheck: Command) -> None:
    page = factcheck("--help").out
    assert all(f"\n  {command} " in page for command in COMMANDS)
    assert "3 abstained" in " ".join(page.split())


def test_version_is_that_of_the_library(factcheck: Command) -> None:
    assert factcheck("--version").out == f"factcheck-chat {rag.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["ask"], ["ask", "a", "b"], ["search", "x", "-k", "none"], ["ask", "x", "--nonsense"]],
    ids=str,
)
def test_a_wrong_command_line_ends_with_2_and_says_why(factcheck: Command, arguments: list[str]) -> None:
    run = factcheck(*arguments)
    assert run.code == 2
    assert run.out == ""
    assert "Usage: factcheck" in run.err
    assert "Traceback" not in run.err


def test_a_mistyped_command_gets_a_suggestion(factcheck: Command) -> None:
    assert "Did you mean 'verify'?" in factcheck("verfy", "x").err


def test_a_reader_that_leaves_early_is_no_fault_worth_a_traceback() -> None:
    program = (
        "import sys, rag\nfrom tests.cli.samples import PASSAGE\nfrom rag.cli import main\n"
        "rag.__dict__['search'] = lambda *a, **k: [PASSAGE.model_copy(update={'text': 'word ' * 2000})] * 100\n"
        "sys.exit(main(['search', 'x']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) in (0, 1)


def test_colours_and_bars_stay_out_of_a_pipe() -> None:
    program = (
        "import sys, rag\nfrom tests.cli.samples import ANSWERED\nfrom rag.cli import main\n"
        "rag.__dict__['ask'] = lambda *a, **k: ANSWERED\n"
        "sys.exit(main(['ask', 'x']))"
    )
    done = child(program=program, TERM="xterm-256color")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(("part", "name"), [("chat", "ui"), ("eval", "eval")])
def test_parts_built_on_the_library_run_in_a_process_of_their_own(
    factcheck: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, part: str, name: str
) -> None:
    seen: list[tuple[list[str], str]] = []

    class Process:
        def __init__(self, arguments: list[str], env: dict[str, str]) -> None:
            seen.append((arguments[1:], env["FACTCHECK_STORE"]))

        def __enter__(self) -> Process:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def wait(self) -> int:
            return 5

    monkeypatch.setattr(subprocess, "Popen", Process)
    run = factcheck("--store", str(tmp_path), part, "--port", "0", "file")
    assert run.code == 5
    assert seen == [(["-m", name, "--port", "0", "file"], str(tmp_path))]


def test_a_part_that_is_not_installed_is_an_input_error(factcheck: Command, monkeypatch) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    run = factcheck("chat")
    assert run.code == 2
    assert "'ui' is not installed" in run.err


def test_harmless_keeps_every_script_and_emoji() -> None:
    text = "Zürich, Київ, 東京, القاهرة, हिन्दी, 👩‍🚒\n\tfine"
    assert harmless(text) == text
    assert harmless("a\x1b[31mb\x07\u202ec\x9bd") == "a�[31mb��c�d"


@pytest.mark.skipif(not hasattr(signal, "pause"), reason="Windows has no signal.pause")
def test_ctrl_c_during_work_ends_with_130_and_without_a_word() -> None:
    program = (
        "import signal, sys, rag\nfrom rag.cli import main\n"
        # A background job of a shell starts with the signal ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "rag.__dict__['ask'] = lambda *a, **k: (sys.stderr.write('ready\\n'), sys.stderr.flush(), signal.pause())\n"
        "sys.exit(main(['ask', 'x', '--json']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "")
