"""Questions for what an abbreviation stands for, and questions with the one form where a text has the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.reading.protocol import PassageReading, Span
from rag.text.acronyms import expansion

_ASKED = re.compile(
    r"\bwhat\s+(?:do|does|did|is|are)\s+(?:the\s+)?(?:abbreviation|acronym|initials|letters|name\s+|short\s+form)?\s*"
    r"[\"“‘']?(?P<short>[A-Z][\w&./-]{1,9})[\"”’']?\s+(?:stand|stands|stood|short|mean|means|abbreviat\w+)\b"
    r"|\b(?:full|long)\s+(?:name|form)\s+of\s+(?:the\s+)?(?P<named>[A-Z][\w&./-]{1,9})\b",
    re.IGNORECASE,
)
_FOUND = 0.999
_SHORT = re.compile(r"(?<![\w.&-])[A-Z]{3,6}(?![\w&-])")
_LONG = re.compile(
    r"(?<![\w-])[A-Z][\w’'-]*(?:\s+(?:(?:of|the|and|for|on|in|&)\s+){0,3}[A-Z][\w’'-]*){2,6}(?!\w)"
)


def asked_abbreviation(question: str) -> str | None:
    """The abbreviation whose meaning is asked for, as typed."""
    match = _ASKED.search(question)
    return (match["short"] or match["named"]).rstrip(".") if match else None


def with_expansions(
    question: str, passages: Sequence[str], readings: Sequence[PassageReading]
) -> list[PassageReading]:
    """``readings`` with the long form first, where a passage has it and the question asks for it."""
    short = asked_abbreviation(question)
    if short is None:
        return list(readings)
    found = []
    for text, reading in zip(passages, readings, strict=True):
        place = expansion(text, short)
        if place is None:
            found.append(reading)
        else:
            spans = (Span(*place, _FOUND), *(replace(s, score=s.score * (1 - _FOUND)) for s in reading.spans))
            found.append(PassageReading(spans, max(reading.answerable, _FOUND)))
    return found


def as_written(question: str, text: str) -> str:
    """The question in the words of a text that writes out what the question abbreviates, or the other way round.

    "SCO" in the question becomes the text's "Shanghai Cooperation Organization"; a question with names
    of its own capitals only, and a text that knows the form asked with, leave it as it is.
    """
    if question.isupper():
        return question
    for match in _SHORT.finditer(question):
        if re.search(rf"\b{match[0]}\b", text) is None and (long := _written_out(match[0], text)):
            return as_written(f"{question[: match.start()]}{long}{question[match.end() :]}", text)
    for match in _LONG.finditer(question):
        short = _initials(match[0])
        if match[0] not in text and len(short) >= 3 and re.search(rf"\b{short}\b", text):
            return f"{question[: match.start()]}{short}{question[match.end() :]}"
    return question


def _written_out(short: str, text: str) -> str | None:
    """The words of the text, all with capitals, whose initials are these."""
    for match in _LONG.finditer(text):
        parts = [part for part in re.finditer(r"\S+", match[0]) if part[0][:1].isupper()]
        for first in range(len(parts) - len(short) + 1):
            found = parts[first : first + len(short)]
            if "".join(part[0][0] for part in found) == short:
                return match[0][found[0].start() : found[-1].end()]
    return None


def _initials(long: str) -> str:
    return "".join(part[0] for part in long.split() if part[0].isupper())
