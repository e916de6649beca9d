"""The real program behind the page: what is asked of it, and that a quote is checked when it is shown."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

import rag.chain
from rag.collections import Collections
from rag.errors import DocumentError, IngestCancelled
from rag.preparing import Control
from rag.results import Answer
from rag.settings import Settings
from tests.conftest import ROOT
from ui import wording
from ui.engine import RagEngine
from ui.state.drafts import claim_sources
from ui.state.scope import Scope
from ui.views.sources import source_view


def test_an_answer_opens_at_its_quote_in_the_stored_text(filled: Settings) -> None:
    engine = RagEngine(filled)
    assert engine.document_count() == 3
    answer = engine.ask("When was the Sandvik harbour bridge built?", ())
    assert answer.status == "answered"
    source = answer.citations[0]
    opened = engine.open_source(source)
    assert opened.problem is None
    assert opened.found == source.quote
    assert f'<mark class="fc-mark">{source.quote}</mark>' in source_view(opened, 0, [1])


def test_a_false_quote_is_found_out_when_it_is_shown(filled: Settings) -> None:
    engine = RagEngine(filled)
    source = engine.ask("When was the Sandvik harbour bridge built?", ()).citations[0]
    opened = engine.open_source(source.model_copy(update={"quote": "N" + source.quote[1:]}))
    assert opened.problem
    shown = source_view(opened, 0, [1])
    assert wording.UNVERIFIED in shown
    assert "<mark" not in shown


def test_a_quote_of_a_document_that_is_gone_is_told(filled: Settings) -> None:
    engine = RagEngine(filled)
    source = engine.ask("When was the Sandvik harbour bridge built?", ()).citations[0]
    opened = engine.open_source(source.model_copy(update={"document_id": "0" * 16}))
    assert opened.problem == wording.DOCUMENT_GONE
    assert wording.DOCUMENT_GONE in source_view(opened, 0, [])


def test_a_draft_is_judged_claim_by_claim_and_each_source_opens_at_its_words(filled: Settings) -> None:
    engine = RagEngine(filled)
    draft = "The Sandvik harbour bridge was built in 1968.\n\nWas it worth it?"
    verdicts = list(engine.verify(draft, engine.claims(draft), Scope()))
    assert [(verdict.start, verdict.end) for verdict in verdicts] == list(engine.claims(draft))
    assert verdicts[-1].label == "NOT_CHECKABLE"
    sources = claim_sources(verdicts[0])
    assert sources
    assert all(engine.open_source(source).problem is None for source in sources)


def test_a_draft_that_is_read_does_not_reach_the_store(filled: Settings) -> None:
    engine = RagEngine(filled)
    before = engine.document_count()
    text = "The lighthouse of Sandvik was painted red in 1931. Before that it was white."
    assert text in engine.read_draft(text.encode(), "draft.txt")
    assert engine.document_count() == before


def test_uploads_and_folders_reach_the_store(settings: Settings, documents: Path) -> None:
    engine = RagEngine(settings)
    assert engine.document_count() == 0
    heard: list[str] = []
    report = engine.ingest([documents], lambda line: heard.append(line.status))
    assert heard == ["added"] * 3 == [file.status for file in report.files]
    text = b"The lighthouse of Sandvik was painted red in 1931. Before that it was white."
    assert engine.ingest_bytes(text, "lighthouse.txt").status == "added"
    assert engine.document_count() == 4
    with contextlib.suppress(DocumentError):
        assert engine.ingest_bytes(b"", "empty.txt").status == "failed"
    assert engine.document_count() == 4


def test_a_short_file_is_in_while_a_long_one_is_embedded_and_the_long_one_can_be_cancelled(
    settings: Settings,
) -> None:
    engine = RagEngine(settings)
    begun, control = threading.Event(), Control(lambda _done, _total: begun.set())
    sentences = (f"The clerk of ward {ward} counted the ships in the harbour twice." for ward in range(6_000))
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(engine.ingest_bytes, " ".join(sentences).encode(), "long.txt", control)
        assert begun.wait(120)
        text = b"The lighthouse of Sandvik was painted red in 1931. Before that it was white."
        assert engine.ingest_bytes(text, "short.txt").status == "added"
        assert not long.done()
        control.given_up.set()
        with pytest.raises(IngestCancelled):
            long.result(120)
    assert engine.document_count() == 1


@pytest.mark.parametrize(
    "arguments", [["--port", "99999"], ["--host", "203.0.113.9", "--port", "0"]], ids=["port", "address"]
)
def test_an_option_that_cannot_be_used_ends_with_2_and_a_sentence(arguments: list[str]) -> None:
    child = subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == 2
    assert len(child.stderr.strip().splitlines()) == 1
    assert child.stdout == ""


def test_the_page_is_up_while_the_models_are_still_being_loaded_and_stops_when_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ui", "--port", "0", "--store", str(tmp_path / "store")]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        watchdog = threading.Timer(90, child.kill)
        watchdog.start()
        assert child.stdout is not None
        line = child.stdout.readline()
        try:
            address = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
            assert httpx.get(address.partition("?")[0]).status_code == 401
            with httpx.Client(follow_redirects=True) as client:
                assert client.get(address).status_code == 200
                assert client.get(urljoin(address, "/config")).status_code == 200
        finally:
            child.send_signal(signal.SIGINT)
            _, faults = child.communicate(timeout=60)
            watchdog.cancel()
    assert child.returncode == 0
    assert faults == ""


def test_who_asks_the_same_again_gets_the_kept_answer_until_the_documents_change(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(filled.store, tmp_path / "store")
    engine = RagEngine(filled.model_copy(update={"store": tmp_path / "store"}))
    asked: list[str] = []
    answering = rag.chain.iter_answer

    def noting(question: str, *given: Any, **named: Any) -> Iterator[Answer]:
        asked.append(question)
        return answering(question, *given, **named)

    monkeypatch.setattr(rag.chain, "iter_answer", noting)
    question = "When was the Sandvik harbour bridge built?"
    first = engine.ask(question, ())
    again = engine.ask(question, ())
    assert again.model_copy(update={"timings": first.timings}) == first
    shown = list(engine.iter_answer(question, (), threading.Event(), Scope()))
    assert [each.citations for each in shown] == [first.citations]
    assert asked == [question]
    engine.ask(question, (), "1990")
    assert len(asked) == 2
    engine.delete(first.citations[0].document_id)
    assert engine.ask(question, ()).status == "abstained"
    assert len(asked) == 3


def test_a_collection_is_all_that_is_asked_checked_searched_and_exported(
    filled: Settings, tmp_path: Path
) -> None:
    shutil.copytree(filled.store, tmp_path / "own")
    engine = RagEngine(filled.model_copy(update={"store": tmp_path / "own"}))
    ids = {document.title.split()[0]: document.id for document in engine.catalogue()}
    collections = Collections(tmp_path / "own")
    collections.put("Town", [ids["New"]])
    question, claim = "When was the Sandvik harbour bridge built?", "The harbour bridge was built in 1968."
    scope = Scope(collection="town")
    assert engine.ask(question, (), collection="town").status == "abstained"
    assert {one.document_id for one in engine.search("bridge", 5, collection="town")} <= {ids["New"]}
    assert engine.verdicts(claim, collection="town")[0].label == "NOT_ENOUGH_EVIDENCE"
    assert next(engine.verify(claim, engine.claims(claim), scope)).label == "NOT_ENOUGH_EVIDENCE"
    collections.put("Town", [ids["Harbour"]])
    (answer,) = engine.iter_answer(question, (), threading.Event(), scope)
    assert answer.short_answer == "1968"
    (line,) = engine.exported({ids["New"], "gone"})
    assert json.loads(line)["document"]["id"] == ids["New"]
