"""Follow-up questions made to stand alone by the chat model, within what was said."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from rag.errors import ChatModelError
from rag.generation.protocol import ChatModel, Message
from rag.generation.resilience import circuit_of, resilient
from rag.generation.usage import Usage
from rag.reading.history import Turn
from rag.settings import Settings
from rag.text import find_values, relation
from rag.text.content import content_words, covered

_TURNS = 6
_ANSWER_CHARS = 200
_RULES = """\
You rewrite the last question of a conversation so that it can be understood alone.
Use only words and names of the conversation; never answer, never add a fact.
If the question can be understood alone, repeat it unchanged. Write the question and nothing else."""


def rewritten(
    question: str, turns: Sequence[Turn], chat: ChatModel, settings: Settings, given_up: threading.Event
) -> tuple[str | None, Usage]:
    """``question`` as one that stands alone, and what that took; None where the model's is of no use.

    Setting ``given_up`` ends it.

    A rewritten question that names, dates or counts what nobody mentioned is of no use, and
    neither is what is no question.
    """
    said = [line for turn in turns[-_TURNS:] for line in (turn.question, turn.answer[:_ANSWER_CHARS]) if line]
    talk = "\n".join(
        f"Question: {turn.question}\nAnswer: {turn.answer[:_ANSWER_CHARS] or '(none)'}"
        for turn in turns[-_TURNS:]
    )
    messages = (Message("system", _RULES), Message("user", f"{talk}\nQuestion: {question}\n\nRewritten:"))
    usage, text = Usage(), ""
    try:
        for piece in resilient(chat, messages, settings, circuit_of(chat.name, chat.place), given_up):
            usage, text = usage.and_of(piece), text + piece.text
            if len(text) > settings.max_question_chars:
                return None, usage
    except ChatModelError:
        return None, usage
    candidate = " ".join(text.split()).strip('"“”').removeprefix("Rewritten:").strip()
    return (candidate if _stays_within(candidate, [question, *said]) else None), usage


def _stays_within(candidate: str, said: Sequence[str]) -> bool:
    if not candidate.endswith("?") or candidate.count("?") > 1:
        return False
    talk = " . ".join(said)
    known = [value for value in find_values(talk, None) if value.kind != "name"]
    values = [value for value in find_values(candidate, None) if value.kind != "name"]
    if any(not any(relation(value, other).implied for other in known) for value in values):
        return False
    # The first word has a capital as the first word, and lists of verbs are never complete.
    names = tuple(word for word in content_words(candidate) if word.capital and word.start)
    return all(covered(names, content_words(talk)))
