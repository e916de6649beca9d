"""Who does what to whom: the names on either side of a word, the other way round in the passive.

>>> one = parties("The fund of Arvik lent Belmora ten ships.", 18, 22)
>>> [one.doer.text, one.other.text]
['Arvik', 'Belmora']
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.text import Value, find_names, same_name

Standing = Literal["same", "exchanged"]
_REACH = 60  # characters between a word and the names that belong to it
_BREAK = re.compile(r"[.;:!?](?:\s|$)|\n")
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_PARTICIPLE = re.compile(r"(?:ed|en|wn|aid|old|ent|ght|eft|ost)$")
_BY = re.compile(r"\bby\s+(?:the\s+|an?\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parties:
    """The name that does what a word says, and the name that it is done to; None where there is none."""

    doer: Value | None
    other: Value | None


def parties(text: str, start: int, end: int) -> Parties:
    """The names around the word at ``start`` to ``end``, in its own sentence and near it."""
    before = next((name for name in reversed(find_names(text)) if name.end <= start), None)
    behind = next((name for name in find_names(text) if name.start >= end), None)
    if before is not None and (start - before.end > _REACH or _BREAK.search(text, before.end, start)):
        before = None
    if behind is not None and (behind.start - end > _REACH or _BREAK.search(text, end, behind.start)):
        behind = None
    by = _BY.search(text, end, end + _REACH)
    participle = _PARTICIPLE.search(text[start:end]) is not None
    # "Is the mill owned by Lee?" has its verb in front, "the mill owned by Lee" none.
    beside = participle and by is not None and not text[end : by.start()].strip()
    if not beside and (not _BE.search(text[:start]) or not (by or participle)):
        return Parties(before, behind)
    doer = next(
        (name for name in find_names(text) if by and by.end() <= name.start <= by.end() + _REACH // 2), None
    )
    return Parties(doer, before)


def standing(ours: Parties, theirs: Parties) -> Standing | None:
    """Whether two pairs of parties stand alike, or each in the place of the other; None where unsure.

    A party that a text does not name speaks neither for nor against.
    """
    same = [_one(ours.doer, theirs.doer), _one(ours.other, theirs.other)]
    exchanged = [_one(ours.doer, theirs.other), _one(ours.other, theirs.doer)]
    if True in same and False not in same and True not in exchanged:
        return "same"
    return "exchanged" if True in exchanged and False not in exchanged and True not in same else None


def _one(name: Value | None, other: Value | None) -> bool | None:
    return None if name is None or other is None else same_name(name.text, other.text)
