"""The turns of a conversation, in whatever form a caller holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from rag.results import Answer


class Turn(NamedTuple):
    """A question that was asked, and the short answer it got ('' when it got none)."""

    question: str
    answer: str = ""


History: TypeAlias = Sequence["Turn | Answer | tuple[str, str] | tuple[str, Answer]"]


def turns(history: History) -> list[Turn]:
    """The turns of ``history`` in order: answers, or pairs of a question and an answer or its text."""
    return [_turn(item) for item in history]


def _turn(item: Turn | Answer | tuple[str, str] | tuple[str, Answer]) -> Turn:
    if isinstance(item, Answer):
        return Turn(item.rewritten or item.question, item.short_answer)
    question, answer = item
    if isinstance(answer, Answer):
        return Turn(answer.rewritten or question, answer.short_answer)
    return Turn(question, answer)
