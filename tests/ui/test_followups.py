"""Questions near one that was asked; only those with an answer are suggested."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import rag.generation
from rag.generation.protocol import Message, Piece
from rag.results import Answer, Closest, Unmet
from rag.settings import Settings
from tests.ui.fake_engine import FakeEngine
from tests.ui.hostile import HOSTILE
from tests.ui.test_markup import Seen
from ui.engine import RagEngine
from ui.state.conversation import Conversation
from ui.state.intake import Intake
from ui.tabs.ask import AskHandlers
from ui.views.followups import TRIED, neighbours, suggestions_view


def abstained(question: str, *unmet: Unmet) -> Answer:
    closest = Closest(
        document_id="d", title="t", quote="q", start=0, end=1, score=0.5, reason="r", unmet=unmet
    )
    return Answer(question=question, status="abstained", text="t", confidence=0.1, closest=closest)


def test_what_is_missing_is_exchanged_for_what_stands_there() -> None:
    answer = abstained(
        "How large was the 2021 loan?", Unmet(kind="year", asked="2021", found=("2019", "2020"))
    )
    assert neighbours(answer, []) == ("How large was the 2019 loan?", "How large was the 2020 loan?")


def test_a_year_is_exchanged_for_those_of_the_documents_the_frequent_first() -> None:
    answer = abstained("What happened in 2021?")
    texts = ["In 2019 and 2018.", "In 2019, for 1,234 people, room 2500."]
    assert neighbours(answer, texts) == ("What happened in 2019?", "What happened in 2018?")


def test_a_question_is_never_its_own_neighbour_and_few_are_tried() -> None:
    answer = abstained("What happened in 2021?", Unmet(kind="year", asked="2021", found=("2021",)))
    assert neighbours(answer, [f"{year} " for year in range(2000, 2022)])[0] != answer.question
    assert len(neighbours(answer, [str(year) for year in range(2000, 2022)])) == TRIED


def test_nothing_is_guessed_where_a_question_names_two_years_or_the_word_twice() -> None:
    twice = Unmet(kind="name", asked="Ada", found=("Eva",))
    assert neighbours(abstained("From 2019 to 2021?"), ["2018"]) == ()
    assert neighbours(abstained("Did Ada meet Ada?", twice), []) == ()
    assert neighbours(abstained("Did Adam come?", twice), []) == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_question_is_only_words(text: str) -> None:
    seen = Seen(suggestions_view([text]))
    assert [tag for tag, _ in seen.tags] == ["nav", "p", "ul", "li", "button"]
    assert suggestions_view([]) == ""


def test_only_what_has_another_answer_is_suggested(filled: Settings) -> None:
    engine = RagEngine(filled)
    answer = engine.ask("Which bridge was built in 1801?", ())
    for question in engine.follow_ups(answer):
        tried = engine.ask(question, ())
        assert tried.status != "abstained"
        assert tried.short_answer != answer.short_answer


class Telltale:
    """A chat model that nobody may ask; it remembers who did."""

    name = "telltale:chat"
    place = "https://chat.example"

    def __init__(self) -> None:
        self.heard: list[str] = []

    def stream(self, messages: Sequence[Message]) -> Iterator[Piece]:
        self.heard.append(messages[-1].text)
        raise RuntimeError("A question was tried on the chat model.")


def test_no_chat_model_hears_of_what_is_tried(filled: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = Telltale()
    monkeypatch.setattr(rag.generation, "load_chat_model", lambda settings: chat if settings.llm else None)
    answer = RagEngine(filled).ask("When was the Sandvik harbour bridge closed in 2014?", ())
    engine = RagEngine(filled.model_copy(update={"llm": "telltale:chat", "llm_attempts": 1}))
    suggested = engine.follow_ups(answer)
    assert chat.heard == []
    assert suggested == RagEngine(filled).follow_ups(answer) != ()
    engine.ask(suggested[0], ())
    assert chat.heard, "this test cannot fail: the model would not have been asked anyway"


def test_a_fault_costs_only_the_suggestions(tmp_path: Path) -> None:
    engine = FakeEngine(Settings(store=tmp_path))
    handlers = AskHandlers(engine, Intake(engine, None), workers=1, turns=5)
    conversation = Conversation().asked("broken", 9).ended("done", answer=abstained("broken"))
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, handlers.suggest(conversation)).result(20) == ""
        assert thread.submit(asyncio.run, handlers.suggest(Conversation())).result(20) == ""
