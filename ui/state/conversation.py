"""What one browser page remembers: its questions, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import TYPE_CHECKING, Literal

from rag.erasing import answer_without
from ui.state.opinions import Opinion
from ui.state.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Collection

    from rag.results import Answer, Source

TurnState = Literal["asking", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its outcome: an answer when ``done``, a sentence in ``note`` otherwise.

    An answer that a chat model words is there before it is ``done``, as far as it has come; what
    had come of it stays when it ends otherwise.
    """

    question: str
    state: TurnState = "asking"
    answer: Answer | None = None
    note: str | None = None
    key: str = field(default_factory=lambda: token_hex(8), compare=False, repr=False)
    opinion: Opinion = field(default_factory=Opinion, compare=False, repr=False)
    scope: Scope = field(default_factory=Scope)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one page, oldest first, and the record that holds them on disk. Changing it gives a new one."""

    turns: tuple[Turn, ...] = ()
    record: str = ""

    def asked(
        self, question: str, keep: int, note: str | None = None, scope: Scope | None = None
    ) -> Conversation:
        """With a new question at the end; at most ``keep`` turns remain, and none of them waits still."""
        turns = (*self.ended("stopped").turns, Turn(question, note=note, scope=scope or Scope()))[-keep:]
        return replace(self, turns=turns)

    def grown(self, answer: Answer) -> Conversation:
        """With the answer of the last turn, if it still waits, as far as it has come."""
        if self.waiting is None:
            return self
        return self.with_last(replace(self.turns[-1], answer=answer))

    def ended(
        self, state: TurnState, *, answer: Answer | None = None, note: str | None = None
    ) -> Conversation:
        """With the last turn, if it still waits, brought to its end."""
        if self.waiting is None:
            return self
        last = self.turns[-1]
        return self.with_last(replace(last, state=state, answer=answer or last.answer, note=note))

    def with_last(self, turn: Turn) -> Conversation:
        """With another last turn."""
        return replace(self, turns=(*self.turns[:-1], turn))

    def without(self, gone: Collection[str]) -> Conversation:
        """With nothing left of the words of deleted documents."""
        return replace(
            self,
            turns=tuple(
                turn if turn.answer is None else replace(turn, answer=answer_without(turn.answer, gone))
                for turn in self.turns
            ),
        )

    @property
    def waiting(self) -> str | None:
        """The key of the turn that waits for its answer, if one does."""
        return self.turns[-1].key if self.turns and self.turns[-1].state == "asking" else None

    @property
    def growing(self) -> str | None:
        """The key of the turn whose answer has begun and is not whole yet."""
        return self.waiting if self.turns and self.turns[-1].answer is not None else None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers so far: the history that may rewrite a follow-up question."""
        return tuple(turn.answer for turn in self.turns if turn.answer is not None)

    def answer_at(self, index: int) -> Answer | None:
        """The answer of turn ``index`` (from 0), if there is one."""
        return self.turns[index].answer if 0 <= index < len(self.turns) else None

    def answered_turn(self, key: str) -> Turn | None:
        """The turn of that key, if it has its answer."""
        return next((turn for turn in self.turns if turn.key == key and turn.state == "done"), None)

    def source_at(self, index: int, number: int) -> Source | None:
        """Citation ``number`` of turn ``index``; number 0 is what came closest to an abstention."""
        answer = self.answer_at(index)
        if answer is None:
            return None
        if number == 0:
            return answer.closest
        return next((citation for citation in answer.citations if citation.number == number), None)
