"""Counts that no sentence gives: the members that the sources name, counted, each with its quote."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.answering.listing import AT_LEAST
from rag.results import Answer, Computation, Operand, Statement

_HOW_MANY = re.compile(r"^(?P<ahead>.*?\b)?how\s+many\s+(?P<rest>\S.*?)\s*\??$", re.IGNORECASE)
_PEOPLE = re.compile(r"(?:people|persons)\s+(?!(?:are|were)\s+there\b)(?=\S)", re.IGNORECASE)
_HAD = re.compile(
    r"(?P<things>[\w'’ -]{2,40}?)\s+(?P<did>did|does|do|has|had)\s+(?P<whose>[^?]{2,60}?)\s+(?:have|had|got)",
    re.IGNORECASE,
)
_MOST = 30


def asked_for_members(question: str) -> str | None:
    """The question for the things that "how many" counts; None where it is no such question.

    >>> asked_for_members("How many members did the board have?")
    'Who or what were the members of the board?'
    """
    match = _HOW_MANY.match(" ".join(question.split()))
    if match is None or (match["ahead"] or "").strip():
        return None
    rest = match["rest"]
    had = _HAD.fullmatch(rest)
    if had:
        be = "are" if had["did"].lower() in {"does", "do", "has"} else "were"
        return f"Who or what {be} the {had['things']} of {had['whose']}?"
    people = _PEOPLE.match(rest)
    return f"Who {rest[people.end() :]}?" if people else f"Which {rest}?"


def counted(question: str, plain: Answer, look_up: Callable[[str], Answer], threshold: float) -> Answer:
    """The number of members that the sources name, where they give no number; else ``plain``."""
    asked = asked_for_members(question) if plain.status == "abstained" else None
    if asked is None:
        return plain
    answer = look_up(asked)
    members = answer.members
    if (
        answer.status != "answered"
        or not 2 <= len(members) <= _MOST
        or answer.confidence < max(threshold, 0.5)
    ):
        return plain
    number = f"{AT_LEAST if answer.short_answer.startswith(AT_LEAST) else ''}{len(members)}"
    operands = tuple(
        Operand(label=member.text, value=member.text, shown=member.text, citation=member.citation)
        for member in members
    )
    line = f"{', '.join(member.text for member in members)} = {number}"
    computation = Computation(operation="count", operands=operands, result=number, line=line)
    numbers = tuple(dict.fromkeys(member.citation for member in members))
    lead = Statement(text=f"{number}: {computation.cited}.", value=number, citations=numbers)
    quotes = tuple(
        Statement(text=f"“{citation.quote}” [{citation.number}]", citations=(citation.number,))
        for citation in answer.citations
    )
    said = (lead, *quotes)
    return answer.model_copy(
        update={
            "question": plain.question,
            "rewritten": plain.rewritten,
            "text": " ".join(statement.text for statement in said),
            "short_answer": number,
            "statements": said,
            "computation": computation,
            "timings": plain.timings,
            "searched": max(plain.searched, answer.searched),
        }
    )
