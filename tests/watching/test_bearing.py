"""With the networks of the program: what a corrected article and a new one mean for kept answers and verdicts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rag import ask, ingest, verify
from rag.erasing import CONVERSATIONS
from rag.index import Store
from rag.results import Answer
from rag.settings import Settings
from rag.watching import kept_items, look
from rag.watching.bearing import ChainBearing
from rag.watching.items import verdict_item
from tests.conftest import DOCUMENTS
from ui.state.conversation import Turn
from ui.state.conversations import Conversations

LATE = "2999-01-01T00:00:00.000+00:00"


@pytest.fixture
def own(filled: Settings, tmp_path: Path) -> Settings:
    """A copy of the filled store that a test may change."""
    shutil.copytree(filled.store, tmp_path / "store")
    return filled.model_copy(update={"store": tmp_path / "store"})


def keep(settings: Settings, question: str) -> Answer:
    answer = ask(question, settings=settings)
    with Store(settings) as store:
        origins = {document.id: document.source for document in store.documents()}
    Conversations(settings.store / CONVERSATIONS).keep(
        "user:ada", [Turn(question, "done", answer, key=question)], origins
    )
    return answer


def test_a_new_article_speaks_for_one_answer_against_another_and_of_no_third(
    own: Settings, tmp_path: Path
) -> None:
    fare = keep(own, "How much will a single bus ride in Sandvik cost?")
    assert "3.10" in fare.short_answer
    books = keep(own, "How many books does the new library in Sandvik have room for?")
    assert "240,000" in books.short_answer
    keep(own, "How many pillars have cracks?")
    look(own)
    article = tmp_path / "fares.md"
    article.write_text(
        "# Bus fares again\n\nA single bus ride in Sandvik will cost 3.60 euros, the town council decided. "
        "The new library in Sandvik has room for 240,000 books, its director said.\n",
        encoding="utf-8",
    )
    ingest(article, own)
    report = look(own)
    assert {(finding.claim, finding.state) for finding in report.findings} == {
        (fare.question, "new source against"),
        (books.question, "new source for"),
    }
    assert report.read_again == 2
    against = next(finding for finding in report.findings if finding.state == "new source against")
    assert against.after is not None
    assert "3.60 euros" in against.after.quote


def test_a_corrected_article_is_told_once(own: Settings) -> None:
    keep(own, "How much are the repairs of the harbour bridge worth?")
    look(own)
    with Store(own) as store:
        source = next(d.source for d in store.documents() if d.source.endswith("harbour.md"))
    original = Path(source).read_text(encoding="utf-8")
    assert original == DOCUMENTS["harbour.md"]
    try:
        Path(source).write_text(original.replace("4.2 million", "5.6 million"), encoding="utf-8")
        ingest(source, own)
    finally:
        Path(source).write_text(original, encoding="utf-8")
    (finding,) = look(own).findings
    assert finding.state == "value changed"
    assert [(one.claim, one.evidence) for one in finding.differences] == [
        ("4.2 million euros", "5.6 million euros")
    ]


def test_a_kept_verdict_is_read_like_an_answer(own: Settings) -> None:
    claim = "The Sandvik harbour bridge was built in 1968."
    (verdict,) = verify(claim, settings=own)
    item = verdict_item(verdict, key="v1", owner="user:ada", record="d1", made=LATE, origins={})
    with Store(own) as store:
        names = [document.id for document in store.documents()]
        fresh = {name: store.sentences(name) for name in names}
        ((told, news),) = ChainBearing(own, store)([(item, names)], fresh, lambda: None)
    assert told is item
    assert {state for state, _ in news} == {"new source for"}
    assert kept_items(own.store) == []
