"""The parser process: its crash or hang is one sentence, and the next file is read all the same."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import pytest

from rag.documents.blocks import Block, Extract, Hints, from_json, to_json
from rag.documents.model import (
    Document,
    Metadata,
    Page,
    Section,
    document_from_json,
    document_to_json,
)
from rag.documents.parsing import ParserChild, until
from rag.errors import DocumentError, IngestCancelled

_ECHO = "import sys\nfor line in sys.stdin: print({}, flush=True)"


def child(code: str) -> ParserChild:
    return ParserChild((sys.executable, "-c", code))


def test_a_parser_that_hangs_is_killed() -> None:
    parser = child("import sys, threading; threading.Event().wait(60)")
    with pytest.raises(DocumentError, match=r"more than 0\.2 seconds"):
        parser.ask({}, 0.2)
    assert parser._process is None


def test_a_parser_that_crashes_is_one_sentence_and_is_started_again() -> None:
    parser = child("import os, sys; sys.stdin.readline(); os.abort()")
    for _ in range(2):
        with pytest.raises(DocumentError, match="made its parser crash"):
            parser.ask({}, 20)


def test_a_reason_of_the_parser_is_passed_on() -> None:
    parser = child(_ECHO.format("""'{"error": "The PDF is damaged."}'"""))
    try:
        with pytest.raises(DocumentError, match=r"^The PDF is damaged\.$"):
            parser.ask({}, 20)
    finally:
        parser.stop()


def test_the_process_ends_with_its_input() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "rag.documents.parser_process"],
        input="",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "")


def test_a_parser_can_open_no_connection_and_start_no_program() -> None:
    code = (
        "import sys, socket, subprocess\n"
        "from rag.documents.parser_process import _refuse\n"
        "sys.addaudithook(_refuse)\n"
        "for attempt in (lambda: socket.socket().connect(('127.0.0.1', 9)), lambda: subprocess.Popen(['true'])):\n"
        "    try: attempt()\n"
        "    except PermissionError: print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split() == ["refused", "refused"]


def test_an_extract_crosses_the_pipe_unchanged() -> None:
    extract = Extract(
        (Block("a", 1, page=2, turns=((3, 0),)), Block("b", row=True)), Hints("t"), Hints(author="x"), ("w",)
    )
    assert from_json(to_json(extract)) == extract


def test_a_parse_that_nobody_waits_for_any_more_is_stopped() -> None:
    parser, given_up = child("import threading; threading.Event().wait(60)"), threading.Event()
    threading.Timer(0.2, given_up.set).start()
    with pytest.raises(IngestCancelled), until(given_up):
        parser.ask({}, 60)
    assert parser._process is None


def test_a_document_crosses_the_pipe_unchanged() -> None:
    document = Document(
        "s", "Text.", Metadata("t", published="2020"), "text/html", (Section(0, "a"),), (Page(1, 0),), ("w",)
    )
    assert document_from_json(json.loads(json.dumps(document_to_json(document)))) == document
