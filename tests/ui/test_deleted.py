"""A deleted document is gone from conversations, checks, history and exports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rag.archive import CHECKS, Archive
from rag.documents.originals import keep_original
from rag.erasing import ERASED
from rag.index import Store
from rag.index.vectors import VectorIndex
from rag.ingestion import delete, ingest_bytes
from rag.results import Answer, Citation, Evidence, Verdict
from rag.settings import Settings
from tests.fakes import FakeEmbedder
from tests.ui.conftest import Served
from tests.ui.fake_engine import PAPER, PORT, PORT_QUOTE, FakeEngine
from tests.ui.handling import event, finished
from tests.ui.test_browser import ask
from tests.ui.test_checking import checked
from tests.ui.test_nothing_lost import request, restored, server
from ui import wording
from ui.exports.conversations import as_json, as_markdown
from ui.state.conversation import Conversation, Turn
from ui.state.conversations import FILE_NAME, Conversations
from ui.state.drafts import Draft
from ui.state.keeping import Keeper
from ui.tabs.check import CheckHandlers
from ui.wording import check_wording, phrases


def asked(handlers: Any, question: str, conversation: Conversation) -> Conversation:
    async def collect() -> list[Any]:
        return [shown async for shown in handlers.ask(question, conversation, request=request())]

    return finished(collect())[-1][0]  # type: ignore[no-any-return]


def test_the_words_go_from_the_disk_the_page_and_the_history(
    engine: FakeEngine, conversations: Conversations
) -> None:
    handlers = server(engine, conversations)
    conversation = asked(handlers, "And when?", asked(handlers, "How many tonnes?", Conversation()))
    engine.delete("port")
    now, talk, evidence = handlers.refresh(conversation)
    for shown in (talk, evidence, restored(server(engine, conversations))[0][1]):
        assert PORT_QUOTE not in str(shown)
        assert "Lindhaven" not in str(shown)
        assert ERASED in str(shown)
    assert "A good year for the quays" in str(evidence)
    assert handlers.refresh(now)[0] is now
    assert PORT_QUOTE not in handlers.cite(conversation, event(turn=0, number=1))
    record = conversations.find("user:ada")[0]
    turns = conversations.turns("user:ada", record.id)
    for text in (as_markdown(record, turns), as_json(record, turns)):
        assert "Lindhaven" not in text
    assert conversations.find("user:ada", "lindhaven") == []
    for path in conversations.path.parent.glob(f"{FILE_NAME}*"):
        assert b"lindhaven" not in path.read_bytes().lower(), path


def test_an_answer_that_comes_after_the_deletion_does_not_bring_the_words_back(
    engine: FakeEngine, conversations: Conversations
) -> None:
    asked(server(engine, conversations), "Do they disagree?", Conversation())
    late = Conversation().asked("How many tonnes?", 5)
    late = late.ended("done", answer=engine.ask("How many tonnes?", ()))
    engine.delete("port")
    kept = Keeper(engine, conversations).keep("user:ada", late)
    assert PORT_QUOTE not in str(kept.turns[0].answer)
    assert PORT_QUOTE not in str(conversations.talk("user:ada", kept.record))


def test_a_document_that_is_added_again_can_be_quoted_again(
    engine: FakeEngine, conversations: Conversations
) -> None:
    handlers = server(engine, conversations)
    asked(handlers, "Do they disagree?", Conversation())
    engine.delete("paper")
    engine.documents["paper"] = PAPER
    conversation = asked(handlers, "How many tonnes?", Conversation())
    assert handlers.refresh(conversation)[0] is conversation


@pytest.mark.parametrize("kept", [True, False])
def test_the_words_go_from_a_checked_draft_and_its_exports(
    engine: FakeEngine, conversations: Conversations, *, kept: bool
) -> None:
    if kept:
        asked(server(engine, conversations), "How many tonnes?", Conversation())
    handlers = CheckHandlers(engine, Keeper(engine, conversations), workers=1, limit=200)
    draft = checked(handlers, "The port handled 4.2 million tonnes.")[-1][0]
    assert PORT_QUOTE in handlers.choose(draft, event(number=0))
    before = {name: handlers.export(draft, event(format=name)) for name in check_wording.EXPORTS}
    engine.delete("port")
    assert PORT_QUOTE not in handlers.choose(draft, event(number=0))
    assert "check it again" in handlers.choose(draft, event(number=0))
    now, _ = handlers.refresh(draft)
    assert isinstance(now, Draft)
    assert PORT_QUOTE not in str(now.verdicts)
    for name, whole in before.items():
        assert handlers.export(draft, event(format=name)) != whole


@pytest.mark.browser
def test_a_document_deleted_in_the_library_is_gone_from_the_answer_at_once(
    page: Page, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(served.engine.documents, "port", PORT)  # it comes back after the test
    turn = ask(page, "How many tonnes?", "answered")
    page.get_by_role("tab", name=phrases.TAB_LIBRARY).click()
    page.locator("#fc-shelf-list").get_by_role("button", name="Annual report of the port").click()
    page.locator("#fc-reader").get_by_text(phrases.DELETE, exact=True).click()
    page.get_by_role("button", name=phrases.DELETE_FOR_GOOD).click()
    expect(page.locator("#fc-reader")).to_contain_text("from the answers that quoted it")
    page.get_by_role("tab", name=wording.TAB_ASK).click()
    expect(turn).to_contain_text(ERASED)
    expect(page.locator("#fc-evidence")).to_contain_text(ERASED)
    expect(page.locator("body")).not_to_contain_text(PORT_QUOTE)


def test_after_a_deletion_no_file_of_the_store_holds_the_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = FakeEmbedder()
    monkeypatch.setattr("rag.models.embedding.load_embedder", lambda _: fake)
    monkeypatch.setattr(VectorIndex, "sync", lambda *_: None)
    settings, words = Settings(store=tmp_path / "store"), "The bridge was built in 1901 by Zyxomma."
    report = ingest_bytes(words.encode(), "bridge.txt", settings)
    with Store(settings) as store:
        (document,) = store.documents()
        (fingerprint,) = store.sources(document.id).values()
    keep_original(settings.store, fingerprint, words.encode())
    citation = Citation(
        number=1, document_id=report.document_id or "", title="Bridge", quote=words, start=0, end=len(words)
    )
    answer = Answer(
        question="Who built it?", status="answered", text=words, citations=(citation,), confidence=0.9
    )
    conversations = Conversations(settings.store / FILE_NAME)
    record = conversations.keep("user:ada", [Turn(answer.question, "done", answer)], {}) or ""
    source = Evidence.model_validate(
        {**citation.model_dump(exclude={"number"}), "stance": "supports", "probability": 0.9}
    )
    verdict = Verdict(
        claim="It is old.", start=0, end=10, label="SUPPORTED", confidence=0.9, evidence=(source,)
    )
    draft = replace(Draft(text="It is old.").split(((0, 10),)).judged((verdict,)), state="done")
    archive = Archive(settings.store / CHECKS)
    archive.begin("user:ada", draft.to_keep({}))
    archive.keep("user:ada", draft.to_keep({}))
    delete(document.id, settings)
    kept = archive.draft("user:ada", draft.key)
    assert kept is not None
    assert kept.claims[0].verdict.evidence[0].quote == ERASED
    assert conversations.turns("user:ada", record)[0].answer.text == ERASED
    assert conversations.erased() == {document.id}
    for path in (path for path in settings.store.rglob("*") if path.is_file()):
        assert b"zyxomma" not in path.read_bytes().lower(), path
