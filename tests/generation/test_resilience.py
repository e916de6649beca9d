"""Failures of a provider: retried where that can help, timed out, and left alone after three."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from rag.errors import ChatModelError
from rag.generation.protocol import Message, Piece
from rag.generation.resilience import FAILURES, PAUSE, Circuit, resilient
from rag.settings import Settings
from tests.generation.fakes import ScriptedChat, breaking_off

ASK = (Message("user", "?"),)


class RefusedError(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.status_code = code


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def texts(chat: ScriptedChat, circuit: Circuit | None = None, **settings: object) -> tuple[str, list[float]]:
    waits: list[float] = []
    pieces = resilient(
        chat,
        ASK,
        Settings(**settings),  # type: ignore[arg-type]
        circuit or Circuit(),
        wait=waits.append,
    )
    return "".join(piece.text for piece in pieces), waits


def test_a_failure_is_tried_again_with_growing_pauses() -> None:
    text, waits = texts(ScriptedChat(ConnectionError("no"), ConnectionError("no"), "Well."))

    assert text == "Well."
    assert len(waits) == 2
    assert 0.25 <= waits[0] <= 0.5 <= waits[1] <= 1.0


@pytest.mark.parametrize("code", [400, 401, 403, 404, 422])
def test_a_refusal_is_not_tried_again(code: int) -> None:
    chat = ScriptedChat(RefusedError(code))
    with pytest.raises(ChatModelError, match=f"scripted:chat failed .*{code}"):
        texts(chat)
    assert len(chat.asked) == 1


@pytest.mark.parametrize("code", [429, 500, 503])
def test_an_overloaded_provider_is_tried_again(code: int) -> None:
    assert texts(ScriptedChat(RefusedError(code), "Well."))[0] == "Well."


def test_what_has_begun_is_not_asked_for_again() -> None:
    chat = ScriptedChat(breaking_off("The loan", ConnectionError("reset")))
    with pytest.raises(ChatModelError, match="reset"):
        texts(chat)
    assert len(chat.asked) == 1


def test_silence_ends_after_the_time_allowed() -> None:
    never = threading.Event()

    def silent() -> Iterator[Piece]:
        never.wait(30)
        yield Piece("late")

    with pytest.raises(ChatModelError, match=r"silent for 0\.05 seconds"):
        texts(ScriptedChat(silent), llm_silence_seconds=0.05, llm_attempts=1)
    never.set()


def test_who_gives_up_does_not_wait_for_the_model() -> None:
    given_up, never, heard = threading.Event(), threading.Event(), []

    def silent() -> Iterator[Piece]:
        given_up.set()
        heard.append(never.wait(20))
        yield Piece("late")

    assert list(resilient(ScriptedChat(silent), ASK, Settings(), Circuit(), given_up)) == []
    assert heard == []
    never.set()


def test_what_is_given_up_is_not_asked_for_again_and_is_no_failure() -> None:
    given_up, circuit = threading.Event(), Circuit()

    def failing() -> Iterator[Piece]:
        given_up.set()
        yield from breaking_off("", ConnectionError("no"))()

    chat = ScriptedChat(failing)
    for _ in range(FAILURES):
        given_up.clear()
        assert list(resilient(chat, ASK, Settings(), circuit, given_up)) == []
    assert len(chat.asked) == FAILURES
    assert circuit.closed()


def test_the_pause_before_another_try_ends_when_it_is_given_up() -> None:
    given_up = threading.Event()
    chat = ScriptedChat(ConnectionError("no"))
    pieces = resilient(chat, ASK, Settings(), Circuit(), given_up, wait=lambda _: given_up.set())

    assert list(pieces) == []
    assert len(chat.asked) == 1


def test_a_draft_ends_after_the_time_allowed() -> None:
    tick = threading.Event()

    def slow() -> Iterator[Piece]:
        while True:
            tick.wait(0.005)
            yield Piece("a ")

    with pytest.raises(ChatModelError, match=r"more than 0\.1 seconds"):
        texts(ScriptedChat(slow), llm_seconds=0.1, llm_attempts=1)


def test_after_three_failures_the_model_is_left_alone_and_then_tried_once() -> None:
    clock = Clock()
    circuit, chat = Circuit(clock), ScriptedChat(ConnectionError("no"))
    for _ in range(FAILURES):
        with pytest.raises(ChatModelError, match="no"):
            texts(chat, circuit, llm_attempts=1)
    with pytest.raises(ChatModelError, match="left alone"):
        texts(chat, circuit)
    assert len(chat.asked) == FAILURES

    clock.now += PAUSE
    with pytest.raises(ChatModelError, match=r"failed .*no"):
        texts(chat, circuit)
    assert len(chat.asked) == FAILURES + 1
    with pytest.raises(ChatModelError, match="left alone"):
        texts(chat, circuit)

    clock.now += PAUSE
    assert texts(ScriptedChat("Well."), circuit)[0] == "Well."
    assert texts(ScriptedChat("Well."), circuit)[0] == "Well."


def test_a_message_of_a_library_never_shows_a_key() -> None:
    error = RuntimeError("bad key sk-abcdef123456 and secret42 given")
    with pytest.raises(ChatModelError) as raised:
        texts(ScriptedChat(error), llm_key="secret42", llm_attempts=1)
    assert "abcdef" not in str(raised.value)
    assert "secret42" not in str(raised.value)
