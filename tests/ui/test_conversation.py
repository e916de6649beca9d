"""What one page remembers of its questions."""

from __future__ import annotations

import copy

from rag.results import Answer
from ui.conversation import Conversation

ANSWER = Answer(question="q", status="abstained", text="t", confidence=0.1)


def test_a_turn_ends_once() -> None:
    asked = Conversation().asked("q", 9)
    stopped = asked.ended("stopped")
    assert stopped.turns[0].state == "stopped"
    assert stopped.ended("done", answer=ANSWER) is stopped
    assert Conversation().ended("stopped").turns == ()


def test_only_answers_are_history() -> None:
    conversation = (
        Conversation().asked("a", 9).ended("failed", note="no").asked("b", 9).ended("done", answer=ANSWER)
    )
    assert conversation.asked("c", 9).answers == (ANSWER,)


def test_the_oldest_turns_make_room() -> None:
    conversation = Conversation()
    for number in range(5):
        conversation = conversation.asked(str(number), 3)
    assert [turn.question for turn in conversation.turns] == ["2", "3", "4"]


def test_a_source_that_is_not_there_is_not_found() -> None:
    conversation = Conversation().asked("q", 9).ended("done", answer=ANSWER)
    assert conversation.source_at(0, 0) is None
    assert conversation.source_at(0, 1) is None
    assert conversation.source_at(-1, 1) is None
    assert conversation.source_at(7, 1) is None


def test_it_can_be_copied_for_each_user() -> None:
    conversation = Conversation().asked("q", 9).ended("done", answer=ANSWER)
    assert copy.deepcopy(conversation) == conversation
