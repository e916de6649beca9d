"""Who holds an office now: a "yes" out of an older text gives way to the newer holder.

>>> office_asked("Is Nils Arden still the mayor of Tolbury?")
('Nils Arden', 'the mayor of Tolbury')
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.reading.names import mentions
from rag.results import Answer, Statement

_ASKED = re.compile(
    r"^\W*is\s+(?P<name>(?:[A-Z][\w'’.-]*\s+){1,4})(?:(?:still|now|currently|presently)\s+)?"
    r"(?P<office>the\s+(?:(?:current|present)\s+)?[a-z][^?,;]{2,80}?)(?:\s+(?:now|today|still))?\s*\?*\s*$"
)


def office_asked(question: str) -> tuple[str, str] | None:
    """The name and the office of "Is Nils Arden still the mayor of Tolbury?"; None for another question."""
    match = _ASKED.match(question)
    return (match["name"].strip(), match["office"].strip()) if match else None


def with_newer_holder(question: str, answer: Answer, look_up: Callable[[str], Answer]) -> Answer:
    """The answer; "No" where the sources name a newer holder of the office, and this one as an earlier."""
    asked = office_asked(question)
    if asked is None or answer.status != "answered" or answer.short_answer != "Yes":
        return answer
    name, office = asked
    holder = look_up(f"Who is {office}?")
    newest = holder.updates[0] if holder.updates else None
    if newest is None or _same(name, newest.value):
        return answer
    if not any(_same(name, earlier.value) for earlier in holder.updates[1:]):
        return answer
    first, *others = holder.statements
    said = (Statement(text=f"No: {first.text}", value="No", citations=first.citations), *others)
    return answer.model_copy(
        update={
            "text": " ".join(statement.text for statement in said),
            "short_answer": "No",
            "statements": said,
            "citations": holder.citations,
            "updates": holder.updates,
            "confidence": min(answer.confidence, holder.confidence),
        }
    )


def _same(one: str, two: str) -> bool:
    return mentions(one, two) or mentions(two, one)
