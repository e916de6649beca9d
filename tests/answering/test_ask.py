"""The public ``ask``: what goes in, and which parts meet behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

import rag.chain
import rag.index.retriever
import rag.reading
from rag.chain import ask
from rag.errors import QuestionError
from rag.reading.protocol import PassageReading
from rag.results import Passage
from tests.answering.fakes import ScriptedReader, Shelf

READER = ScriptedReader({"500": 0.9})


class LibraryShelf(Shelf):
    def documents(self) -> list[str]:
        return list(self.texts)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[LibraryShelf]:
    shelved = LibraryShelf()
    shelved.put("In May 2019, Norland granted Estavia a loan worth $500 million.", publisher="Courier")
    calls: list[tuple[object, object]] = []

    def search(*_: object, documents: object, as_of: object, **__: object) -> list[Passage]:
        calls.append((documents, as_of))
        return [] if as_of else shelved.passages

    monkeypatch.setattr(rag.index.retriever, "search", search)
    monkeypatch.setattr(rag.chain, "_store", lambda settings: shelved)
    monkeypatch.setattr(rag.reading, "load_reader", lambda settings: READER)
    READER.asked.clear()
    return shelved


@pytest.mark.usefixtures("shelf")
def test_a_question_is_answered_with_its_source() -> None:
    result = ask("How large was Norland's 2019 loan?")

    assert (result.status, result.short_answer, result.searched) == ("answered", "$500 million", 1)
    assert {"rewrite", "retrieve", "read", "decide", "compose", "total"} == set(result.timings)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("question", ["", " \n\t", "?!", "…", "word " * 10_000, "\x00\x01"])
def test_what_is_no_question_is_an_error(question: str) -> None:
    with pytest.raises(QuestionError):
        ask(question)


@pytest.mark.usefixtures("shelf")
def test_capitals_and_white_space_do_not_matter() -> None:
    assert ask("  HOW LARGE WAS\n NORLAND'S 2019   LOAN?  ").short_answer == "$500 million"


@pytest.mark.usefixtures("shelf")
def test_history_rewrites_the_question_and_is_read_by_no_one() -> None:
    first = ask("How large was Norland's 2019 loan?")
    result = ask("what about 2016?", [first])

    assert result.question == "what about 2016?"
    assert result.rewritten == "How large was Norland's 2016 loan?"
    assert READER.asked[-1] == result.rewritten
    assert result.status == "abstained"


class LiteralReader(ScriptedReader):
    """Knows a country by its name only."""

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        readings = super().read(question, passages, titles)
        return readings if "Austria" in question else [PassageReading((), 0.01) for _ in readings]


@pytest.mark.parametrize(
    "question", ["How large was Vienna's 2019 loan?", "How large was Austria's 2019 loan?"]
)
def test_a_government_is_asked_for_by_its_capital(
    question: str, shelf: LibraryShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.reading, "load_reader", lambda settings: LiteralReader({"$700 million": 0.9}))
    shelf.put("In May 2019, Austria granted Latvia a loan worth $700 million.", publisher="Courier")

    assert ask(question).short_answer == "$700 million"


@pytest.mark.usefixtures("shelf")
def test_an_answer_of_the_history_is_never_evidence() -> None:
    result = ask("Who won the cup?", [("Who won the cup?", "Sandvik won the cup in 2019.")])

    assert result.status == "abstained"
    assert result.rewritten is None
    assert "Sandvik" not in result.text


@pytest.mark.usefixtures("shelf")
def test_a_choice_that_leaves_nothing_says_so() -> None:
    result = ask("How large was Norland's 2019 loan?", as_of="2001")

    assert result.status == "abstained"
    assert result.closest is None
    assert "Widen the choice" in result.text


def test_nothing_is_loaded_when_the_package_is_imported() -> None:
    import subprocess
    import sys

    code = (
        "import sys, rag, rag.answering.pipeline, rag.reading\n"
        "heavy = {'openvino', 'numpy', 'chromadb', 'torch', 'rapidfuzz', 'tokenizers'} & set(sys.modules)\n"
        "sys.exit(repr(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
