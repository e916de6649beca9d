from __future__ import annotations

from pathlib import Path

from rag.erasing import CONVERSATIONS
from rag.results import Answer, Citation
from rag.settings import Settings
from rag.watching import WatchReport
from tests.cli.conftest import Command
from ui.state.conversation import Turn
from ui.state.conversations import Conversations

QUOTE = "The yard in Orrin builds 14 ferries a year."


def keep(settings: Settings, document: str, source: str) -> None:
    cited = Citation(number=1, document_id=document, title="ferries", quote=QUOTE, start=0, end=len(QUOTE))
    answer = Answer(
        question="How many ferries?",
        status="answered",
        text=QUOTE,
        short_answer="14",
        citations=(cited,),
        confidence=0.9,
    )
    conversations = Conversations(settings.store / CONVERSATIONS)
    conversations.keep("user:ada", [Turn("How many ferries?", "done", answer, key="k1")], {document: source})


def test_a_watched_folder_is_read_and_what_it_changed_is_told(
    factcheck: Command, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    file = folder / "ferries.txt"
    file.write_text(f"{QUOTE} They are sold abroad.\n", encoding="utf-8")
    first = WatchReport.model_validate_json(factcheck("watch", "--folder", str(folder), "--json").out)
    assert [(one.status, one.source) for one in first.files] == [("added", str(file))]
    assert [(one.source, one.kind, one.problem) for one in first.sources] == [(str(folder), "folder", None)]
    keep(settings, first.files[0].document_id or "", str(file))
    file.write_text(f"{QUOTE.replace('14', '19')} They are sold abroad.\n", encoding="utf-8")
    run = factcheck("watch")
    assert run.code == 0
    assert "value changed: How many ferries? (14)" in run.out
    for words in (f"“{QUOTE}”", f"“{QUOTE.replace('14', '19')}”", "1 kept"):
        assert words in run.out
    again = WatchReport.model_validate_json(factcheck("watch", "--json", "--forget", str(folder)).out)
    assert [finding.state for finding in again.findings] == ["value changed"]
    assert again.sources == ()


def test_nothing_kept_and_nothing_watched_is_no_fault(factcheck: Command) -> None:
    run = factcheck("watch")
    assert (run.code, run.err) == (0, "")
    assert "0 kept" in run.out


def test_what_cannot_be_watched_is_said_in_one_sentence(factcheck: Command, tmp_path: Path) -> None:
    for option, value, sentence in (
        ("--folder", str(tmp_path / "missing"), "There is no folder"),
        ("--feed", "news.example/feed", "is no address of a feed"),
        ("--forget", "https://news.example/feed", "is not watched"),
    ):
        run = factcheck("watch", option, value)
        assert (run.code, run.out) == (2, "")
        assert sentence in run.err
        assert len(run.err.splitlines()) == 1


def test_a_feed_that_cannot_be_fetched_ends_with_2(factcheck: Command) -> None:
    run = factcheck("watch", "--feed", "http://127.0.0.1/feed.xml")
    assert run.code == 2
    assert "never fetched" in run.err
    assert "0 kept" in run.out
