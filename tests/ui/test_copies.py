"""Which documents are copies of others: each text is read once, and what is gone is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.settings import Settings
from tests.ui.fake_engine import PAPER, PORT, FakeEngine
from tests.ui.handling import event, finished
from tests.ui.test_librarian import last
from ui.state import copies
from ui.state.collection import RagCollection
from ui.state.copies import Copies, Copy
from ui.state.intake import Intake
from ui.tabs.library import LibraryHandlers
from ui.views.library import Listing
from ui.wording import phrases

REVISED = PORT.replace("It was the best year on record.", "It was the best year so far.")


@pytest.fixture
def engine(tmp_path: Path) -> FakeEngine:
    engine = FakeEngine(Settings(store=tmp_path / "store"))
    for name, text in (("again", f"{PAPER}\n".upper()), ("revised", REVISED)):
        engine.documents[name], engine.titles[name] = text, f"{name} <b>"
    return engine


@pytest.fixture
def librarian(engine: FakeEngine) -> Iterator[LibraryHandlers]:
    intake = Intake(engine, None)
    intake.start()
    yield LibraryHandlers(engine, intake)
    intake.stop()


def test_each_text_is_read_once_and_what_is_gone_is_forgotten() -> None:
    texts = {"a": "One text.", "b": "One text", "c": "Another text."}
    read: list[str] = []

    def text_of(name: str) -> str:
        read.append(name)
        return texts[name]

    found = Copies()
    assert found.among(["a", "c"], text_of) == {}
    assert found.among(["a", "b", "c"], text_of) == {"b": Copy("a", 1.0)}
    assert found.among(["b", "c"], text_of) == {}
    assert read == ["a", "c", "b"]
    assert found.among(["a", "b"], text_of) == {"b": Copy("a", 1.0)}
    assert read == ["a", "c", "b", "a"]


def test_a_document_that_goes_while_it_is_compared_is_left_out() -> None:
    def text_of(name: str) -> str:
        if name == "gone":
            raise StoreError("The store holds no document 'gone'.")
        return "One text."

    assert Copies().among(["gone", "a", "b"], text_of) == {"b": Copy("a", 1.0)}


def test_a_long_list_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "AT_ONCE", 2)
    found = Copies()
    names = ["a", "b", "c", "d"]
    assert found.among(names, lambda _: "One text.") == {"b": Copy("a", 1.0)}
    assert len(found.among(names, lambda _: "One text.")) == 3


def test_the_library_lists_at_once_and_then_says_which_documents_are_copies(
    librarian: LibraryHandlers, engine: FakeEngine
) -> None:
    async def collect() -> list[str]:
        return [str(listed) async for listed, _, _ in librarian.watch(Listing())]

    first, *_, second = finished(collect())
    assert "Duplicate of" not in first
    assert phrases.copy_of("A good year for the quays", 1.0) in second
    assert "Nearly a duplicate of “Annual report of the port of Lindhaven”" in second
    assert "Duplicate of" in finished(librarian.open(event(id="again")))
    # A title that is corrected is the one that is named, and what is deleted is named no more.
    finished(librarian.save(Listing(), event(id="paper", fields={"title": "Quays <i>"})))
    assert "Duplicate of “Quays &lt;i&gt;”" in last(librarian.watch(Listing()))[0]
    listed = finished(librarian.remove(Listing(), event(id="paper")))[1]
    assert "Duplicate of" not in listed
    assert "Nearly a duplicate of" in listed
    assert "Duplicate of" not in finished(librarian.open(event(id="again")))


def test_the_real_store_is_compared(settings: Settings, tmp_path: Path) -> None:
    collection = RagCollection(settings)
    words = "The tram line opens in spring. It has eleven stops, and a ride will cost three euros."
    for number, text in enumerate((words, "Something else is told here, of ferries.", words.upper())):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
        collection.add(str(tmp_path / f"{number}.txt"))
    documents = collection.catalogue()
    assert len(documents) == 3
    assert collection.copies(documents) == {documents[2].id: Copy(documents[0].id, 1.0)}
