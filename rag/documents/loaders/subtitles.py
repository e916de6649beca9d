"""Subtitles (SRT and WebVTT): cues joined to sentences, with the time at which each stretch begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rag.documents.blocks import Block, Extract, Hints
from rag.documents.cleaning.normalising import one_line
from rag.documents.loaders import Limits

_TIMES = re.compile(
    r"^\s*((?:\d{1,3}:)?\d{1,2}:\d{2})[.,]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}.*$"
)
_TAG = re.compile(
    r"<v(?:\.[\w.]+)?\s+([^>]{1,80})>|</?[a-zA-Z][^>]{0,100}>|<\d[\d:.]{4,15}>|\{\\[^}]{0,60}\}"
)
_END = re.compile(r"[.!?…][\"”’)]*$")
_SPEAKER = re.compile(r"^(?:-\s*|>>+\s*)|^[A-ZÀ-Þ][\w .'’-]{1,40}:\s")
_LONG_PAUSE = 6.0
_LONGEST = 900


def load(path: Path, limits: Limits) -> Extract:
    """The cues of the subtitles (UTF-8) at ``path``."""
    del limits
    cues = list(_cues(path.read_text(encoding="utf-8")))
    return Extract(tuple(_stretches(cues)), Hints())


def _cues(text: str) -> Iterator[tuple[float, str, str]]:
    """Second, time as printed, and words of each cue; a cue that rolls up repeats no words."""
    time, second, lines = "", -1.0, []
    shown: list[str] = []
    for line in [*text.split("\n"), "", "00:00.000 --> 00:00.000"]:
        match = _TIMES.match(line)
        if match is None:
            lines.append(line)
            continue
        words = _words(lines, first=not time)
        fresh = [each for each in words if each not in shown] if set(words) & set(shown[-2:]) else words
        if time and fresh:
            yield second, time, " ".join(fresh)
        shown = words
        time, second, lines = match[1], _seconds(match[1]), []


def _words(lines: list[str], *, first: bool) -> list[str]:
    """The lines of a cue; the number or name of the next one is its last line, behind a blank."""
    if first:
        return []
    end = next((n for n, line in enumerate(lines) if n and not line.strip()), len(lines))
    if any(line.strip() for line in lines[end + 1 :]):
        end = len(lines) - 1 if lines[-1].strip() else len(lines)
    cleaned = (_TAG.sub(lambda m: f"{m[1]}: " if m[1] else "", line) for line in lines[:end])
    return [text for line in cleaned if (text := one_line(line))]


def _stretches(cues: list[tuple[float, str, str]]) -> Iterator[Block]:
    pending, began, last = "", "", -1.0
    for second, time, words in cues:
        done = bool(_END.search(pending)) and (
            len(pending) > 300 or second - last > _LONG_PAUSE or _SPEAKER.match(words)
        )
        if pending and (done or len(pending) > _LONGEST or (_SPEAKER.match(words) and second > last)):
            yield Block(f"[{began}] {pending}")
            pending = ""
        if not pending:
            began = time
        pending = f"{pending} {words}".strip()
        last = second
    if pending:
        yield Block(f"[{began}] {pending}")


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.split(":"):
        total = total * 60 + float(part)
    return total
