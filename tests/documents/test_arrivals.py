"""Documents that are loaded ahead of their turn: side by side, in order, and not too many of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import documents
from rag.documents import parsing
from rag.documents.arrivals import Arrival, Arrivals
from rag.documents.blocks import Extract, to_json
from rag.errors import DocumentError
from rag.results import FileReport
from rag.settings import Settings
from tests.fakes import document

FILES = [f"/shelf/{number}.txt" for number in range(6)]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was loaded, in order."""
    names: list[str] = []

    def load_file(path: Path, _: Settings) -> documents.Document:
        names.append(path.name)
        if path.name == "3.txt":
            raise DocumentError("The file is damaged.")
        return document(f"Boat {path.stem} sailed.")

    monkeypatch.setattr(documents, "load_file", load_file)
    return names


def test_what_arrives_stands_in_the_order_it_was_given(begun: list[str], settings: Settings) -> None:
    failed = FileReport(source="empty", status="failed", reason="It is empty.")
    with Arrivals(with_workers(settings, 3), lambda *_: True) as arrivals:
        found = list(arrivals.of([*FILES[:3], failed, *FILES[4:]]))
        texts = [each.document().text for each in found if isinstance(each, Arrival)]
    assert found[3] is failed
    assert texts == [f"Boat {number} sailed." for number in (0, 1, 2, 4, 5)]
    assert [each.source for each in found] == [*FILES[:3], "empty", *FILES[4:]]


def test_a_file_that_cannot_be_read_is_told_when_its_turn_comes(begun: list[str], settings: Settings) -> None:
    with Arrivals(settings, lambda *_: True) as arrivals:
        found = {each.source: each for each in arrivals.of(FILES) if isinstance(each, Arrival)}
        assert found[FILES[4]].document().source == FILES[4]
        with pytest.raises(DocumentError, match=r"^The file is damaged\.$"):
            found[FILES[3]].document()


def test_what_is_not_wanted_is_not_loaded(begun: list[str], settings: Settings) -> None:
    with Arrivals(settings, lambda source, _: source.endswith("2.txt")) as arrivals:
        found = [each for each in arrivals.of(FILES) if isinstance(each, Arrival)]
    assert [each.loading is not None for each in found] == [False, False, True, False, False, False]
    assert begun == ["2.txt"]


def test_files_are_loaded_side_by_side(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    both = threading.Barrier(2)

    def load_file(path: Path, _: Settings) -> documents.Document:
        both.wait(timeout=60)  # Passed only when two are in it.
        return document(f"Boat {path.stem} sailed.")

    monkeypatch.setattr(documents, "load_file", load_file)
    with Arrivals(with_workers(settings, 2), lambda *_: True) as arrivals:
        found = [each.document() for each in arrivals.of(FILES) if isinstance(each, Arrival)]
    assert len(found) == 6


def test_no_more_are_held_ahead_than_there_are_workers(begun: list[str], settings: Settings) -> None:
    asked: list[str] = []

    def sources() -> Iterator[str]:
        for file in FILES:
            asked.append(file)
            yield file

    with Arrivals(with_workers(settings, 2), lambda *_: True) as arrivals:
        turns = arrivals.of(sources())
        next(turns)
        assert asked == FILES[:3]
        next(turns)
        assert asked == FILES[:4]


def test_an_interrupt_does_not_wait_for_a_parser(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[int] = []
    monkeypatch.setattr("rag.documents.arrivals.stop_parsers", lambda: stopped.append(1))
    with pytest.raises(KeyboardInterrupt), Arrivals(settings, lambda *_: True):
        raise KeyboardInterrupt
    assert stopped == [1]


def test_two_files_are_parsed_by_two_processes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[object] = []
    both = threading.Barrier(2)

    def ask(self: parsing.ParserChild, request: dict[str, object], seconds: float) -> dict[str, object]:
        parsed.append(self)
        both.wait(timeout=60)
        return {"extract": to_json(Extract(()))}

    monkeypatch.setattr(parsing, "_FREE", [])
    monkeypatch.setattr(parsing, "_CHILDREN", [])
    monkeypatch.setattr(parsing.ParserChild, "ask", ask)
    threads = [
        threading.Thread(target=parsing.parse_in_child, args=(b"%PDF", "pdf", settings)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(child) for child in parsed}) == 2
    assert len(parsing._FREE) == len(parsing._CHILDREN) == 2
    both.reset()
    lone = threading.Thread(target=both.wait)
    lone.start()
    parsing.parse_in_child(b"%PDF", "pdf", settings)
    lone.join()
    assert len(parsing._CHILDREN) == 2  # A free one is taken again.


def with_workers(settings: Settings, workers: int) -> Settings:
    return settings.model_copy(update={"workers": workers})
