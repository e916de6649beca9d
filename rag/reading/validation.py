"""What a question must be before anything is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import QuestionError
from rag.text.characters import without_invisible

if TYPE_CHECKING:
    from rag.settings import Settings


def checked_question(question: str, settings: Settings) -> str:
    """``question`` with its white space made plain, its letters composed and without invisible signs, as documents are.

    Raises:
        QuestionError: it is empty, has no letter or figure, or is longer than ``max_question_chars``.
    """
    if len(question) > 4 * settings.max_question_chars or len(question.strip()) > settings.max_question_chars:
        raise QuestionError(
            f"The question has {len(question.strip()):,} characters and at most {settings.max_question_chars:,} are "
            "read: ask one question in a sentence or two."
        )
    typed = without_invisible(question)
    plain = " ".join("".join(char if char.isprintable() else " " for char in typed).split())
    if not plain:
        raise QuestionError("The question is empty: type what you want to know.")
    if not any(char.isalnum() for char in plain):
        raise QuestionError(f"The question {plain[:20]!r} has no words: type what you want to know.")
    return plain
