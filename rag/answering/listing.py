"""Questions for several things: "which two countries …" gets both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.candidates import Candidate, Group
from rag.reading.answer_types import NAMES
from rag.reading.operands import offered_things
from rag.reading.questions import Question
from rag.reading.typed_values import same_answer, values_for
from rag.text.content import Word, content_words, covered
from rag.text.values import Value

_LINK = re.compile(
    r"^(?:['’]s?)?\s*(?:,\s*(?:and|or|as well as)?|and|or|&|as well as|along with|/)\s*(?:also\s+)?"
    r"(?:the\s+|in\s+|with\s+|by\s+|from\s+|to\s+)*$",
    re.IGNORECASE,
)
_MOST = 10


def items(question: Question, groups: Sequence[Group], floor: float) -> tuple[str, list[Candidate]] | None:
    """The things asked for as one text, and the candidates whose sentences carry them; None when it is one thing.

    "Who wrote it?" gets both authors where the sentence joins them.

    Args:
        floor: probability from which on an answer of another sentence counts as one more of them.
    """
    one = question.items == 1
    if not groups or (one and (question.kind, question.expects) != ("who", "person")):
        return None
    best = groups[0].best
    found = _coordinated(question, best)
    carriers = [best]
    for group in groups[1:] if not one else ():
        if question.items and len(found) >= question.items:
            break
        candidate = group.best
        if group.probability >= floor and not any(same_answer(candidate.text, item) for item in found):
            found.append(candidate.text)
            carriers.append(candidate)
    found = found[: question.items if question.items > 1 else _MOST]
    return (joined(found), carriers) if len(found) > 1 else None


def _coordinated(question: Question, best: Candidate) -> list[str]:
    """The values joined to the answer by commas and "and" in its own sentence; at least the answer itself."""
    sentence = best.sentence.text
    start, end = best.start - best.sentence.start, best.end - best.sentence.start
    expects = question.expects if question.expects in NAMES else "name"
    values = [value for value in values_for(expects, sentence) if value.text not in question.names]
    chains: list[list[Value]] = []
    for value in values:
        if chains and _LINK.match(sentence[chains[-1][-1].end : value.start]):
            chains[-1].append(value)
        else:
            chains.append([value])
    chain = next((chain for chain in chains if chain[0].start < end and start < chain[-1].end), [])
    if len(chain) > 1:
        return [value.text for value in chain]
    if question.items == 1:
        return [best.text]
    inside = [value.text for value in values if start <= value.start and value.end <= end]
    if len(inside) > 1:
        return inside
    if question.items < 2:
        return [best.text]
    parts = [part.strip() for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", best.text) if part.strip()]
    return parts if len(parts) == question.items else [best.text]


def among_offered(question: str, groups: Sequence[Group]) -> Sequence[Group]:
    """The groups that say one of the things offered ("…, Sierra Leone or Guinea?"); all where none is offered."""
    offered = [content_words(thing) for thing in offered_things(question)]
    if len(offered) < 2 or not all(offered):
        return groups
    return [group for group in groups if any(_says(group.best.text, thing) for thing in offered)]


def _says(answer: str, thing: tuple[Word, ...]) -> bool:
    """Whether an answer and an offered thing are the same words, or the one holds all of the other's."""
    said = content_words(answer)
    return bool(said) and (all(covered(said, thing)) or all(covered(thing, said)))


def joined(things: Sequence[str]) -> str:
    """'Poland', 'Poland and Lithuania', 'Poland, Lithuania and Latvia'."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
