"""What a bar says while one document takes long."""

from __future__ import annotations

import pytest

from rag.cli.progress import bar


def test_a_bar_tells_how_many_passages_of_a_long_document_are_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "xterm")
    with bar("Reading", 1) as step:
        step.within("reports/long.txt", "embed", 1280, 64_000)
    shown = capsys.readouterr().err
    assert "Reading reports/long.txt, embedding 1,280 of 64,000 passages" in shown


def test_no_bar_is_drawn_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with bar("Reading", 1) as step:
        step.within("", "index", 1, 2)
        step("long.txt")
    assert capsys.readouterr().err == ""
