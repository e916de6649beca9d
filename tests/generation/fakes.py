"""A chat model that follows a script, and a shelf of two short articles for it to write about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

import pytest

import rag.chain
import rag.generation
import rag.index.retriever
import rag.reading
from rag.claims.protocol import Judge
from rag.claims.rules import RuleJudge
from rag.generation.drafts import DRAFTS, Drafts
from rag.generation.protocol import Message, Piece
from rag.generation.requesting import Conditions
from rag.generation.wording import worded
from rag.results import Answer, Generation, Passage
from rag.settings import Settings
from tests.answering.fakes import ScriptedReader, Shelf, answer

QUESTION = "How much did the Nordic Fund lend Larvik?"
TRAMWAY = (
    "The Nordic Fund lent the city of Larvik $40 million for a tramway in March 2021. "
    "The line will have eleven stops. "
    "Mayor Kari Nordmann called the loan “a gift to every commuter”."
)
HARBOUR = (
    "The harbour of Larvik took in 3,200 ships in 2019. The shipyard employs 250 people. "
    "Its largest customer is the Danish company Skagen Lines."
)

Script = str | Sequence[str] | Exception | Callable[[], Iterator[Piece]]


class TextShelf(Shelf):
    """A shelf that also hands out whole texts, as the store does."""

    revision = 1

    def text(self, document_id: str) -> str:
        return self.texts[document_id]

    def documents(self) -> list[str]:
        return list(self.texts)


class ScriptedChat:
    """Answers each request with the next script: pieces of text, an error to raise, or a stream of its own."""

    place = "this machine"

    def __init__(self, *scripts: Script, name: str = "scripted:chat") -> None:
        self.name = name
        self.asked: list[Sequence[Message]] = []
        self._scripts = cycle(scripts)

    def stream(self, messages: Sequence[Message]) -> Iterator[Piece]:
        self.asked.append(messages)
        script = next(self._scripts)
        if isinstance(script, Exception):
            raise script
        if callable(script):
            yield from script()
            return
        for piece in [script] if isinstance(script, str) else script:
            yield Piece(piece)
        yield Piece(input_tokens=100, output_tokens=20)


def breaking_off(text: str, error: Exception) -> Callable[[], Iterator[Piece]]:
    """A stream that says ``text`` and then fails."""

    def stream() -> Iterator[Piece]:
        yield Piece(text)
        raise error

    return stream


def shelf() -> TextShelf:
    shelved = TextShelf()
    shelved.put(TRAMWAY, title="A tramway for Larvik", publisher="Fjord Gazette", published="2021-05-10")
    shelved.put(HARBOUR, title="The harbour in figures", publisher="Coast Review", published="2022-02-01")
    return shelved


def shelve(monkeypatch: pytest.MonkeyPatch) -> TextShelf:
    """The whole program over the shelf: no store, no index, and a reader that reads ``$40 million``."""
    kept = shelf()

    def search(*_: object, **__: object) -> list[Passage]:
        return kept.passages

    monkeypatch.setattr(rag.index.retriever, "search", search)
    monkeypatch.setattr(rag.chain, "_store", lambda settings: kept)
    monkeypatch.setattr(rag.reading, "load_reader", lambda settings: ScriptedReader({"$40 million": 0.95}))
    DRAFTS.clear()
    return kept


def set_chat(monkeypatch: pytest.MonkeyPatch, *drafts: Script) -> ScriptedChat:
    """A chat model with these scripts wherever the settings name one."""
    chat = ScriptedChat(*drafts, name=f"scripted:{hash(drafts)}")
    monkeypatch.setattr(rag.generation, "load_chat_model", lambda settings: chat if settings.llm else None)
    return chat


def read(shelved: TextShelf, question: str = QUESTION, **script: float) -> Answer:
    """What the program answers without a chat model."""
    return answer(question, shelved, script or {"$40 million": 0.95})


def conditions(
    chat: ScriptedChat, shelved: TextShelf, judge: Judge | None = None, **settings: object
) -> Conditions:
    given = {"llm_attempts": 1, **settings}
    return Conditions(chat, shelved, judge or RuleJudge(), Settings(**given), drafts=Drafts())  # type: ignore[arg-type]


def growing(
    chat: ScriptedChat, shelved: TextShelf | None = None, plain: Answer | None = None, **settings: object
) -> list[Answer]:
    """Every answer on the way to the last one."""
    shelved = shelved or shelf()
    given = conditions(chat, shelved, **settings)
    return list(worded(plain or read(shelved), shelved.passages, given))


def written(draft: Script, shelved: TextShelf | None = None, **settings: object) -> Answer:
    """The answer that becomes of ``draft``."""
    return growing(ScriptedChat(draft, name=f"scripted:{id(draft)}"), shelved, **settings)[-1]


def generation(result: Answer) -> Generation:
    assert result.generation is not None
    return result.generation
