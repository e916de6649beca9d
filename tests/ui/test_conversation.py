"""What one page remembers of its questions."""

from __future__ import annotations

import copy

from rag.results import Answer
from ui.state.conversation import Conversation

ANSWER = Answer(question="q", status="abstained", text="t", confidence=0.1)


def test_a_turn_ends_once() -> None:
    asked = Conversation().asked("q", 9)
    stopped = asked.ended("stopped")
    assert stopped.turns[0].state == "stopped"
    assert stopped.ended("done", answer=ANSWER) is stopped
    assert Conversation().ended("stopped").turns == ()


def test_what_had_come_of_an_answer_stays_when_it_ends_before_its_end() -> None:
    growing = Conversation().asked("q", 9).grown(ANSWER)
    assert growing.growing == growing.waiting == growing.turns[0].key
    stopped = growing.ended("stopped")
    assert (stopped.turns[0].state, stopped.turns[0].answer) == ("stopped", ANSWER)
    assert stopped.growing is None
    assert stopped.grown(ANSWER.model_copy(update={"text": "late"})) is stopped
    assert growing.asked("r", 9).turns[0].state == "stopped"


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
