"""An answer as Markdown, ready to paste into an article's notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.cli.terminal import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.results import Answer, Source

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def escaped(text: str) -> str:
    """``text`` on one line, with Markdown's own characters made literal."""
    return _SPECIAL.sub(r"\\\1", " ".join(harmless(text).split()))


def _source(source: Source) -> str:
    details = [source.publisher, source.published, f"page {source.page}" if source.page else None, source.url]
    return ", ".join([f"*{escaped(source.title)}*", *(escaped(detail) for detail in details if detail)])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table, with an empty line behind it."""
    written = [f"| {' | '.join(escaped(cell) for cell in row)} |" for row in (head, *rows)]
    return [written[0], f"|{' --- |' * len(head)}", *written[1:], ""]


def answer_markdown(answer: Answer) -> str:
    """The question as a heading, the answer, and the quoted sources as a numbered list."""
    from rag.cli.rendering import POSSIBLE, band_line, change_rows, event_rows
    from rag.origins import origins_line

    lines = [f"## {escaped(answer.question)}", ""]
    if answer.status != "abstained":
        if answer.band == "unsure":
            lines += [POSSIBLE, ""]
        if answer.events:
            lines += _table(("Date", "What the source says", "Sources"), event_rows(answer))
        elif answer.changes:
            head = ("What", *(answer.compared or ("Before", "After")), "Sources")
            lines += _table(head, change_rows(answer))
        else:
            lines.append(escaped(answer.text))
        if answer.events or answer.changes:
            lines += [escaped(one.text) for one in answer.statements if not one.citations]
        lines += [*([""] if lines[-1] else []), f"*{escaped(band_line(answer))}*"]
        if line := origins_line(answer.citations):
            lines += ["", escaped(line)]
    else:
        lines.append(escaped(answer.text))
    for citation in answer.citations:
        if citation is answer.citations[0]:
            lines.append("")
        lines.append(f"{citation.number}. “{escaped(citation.quote)}” — {_source(citation)}")
    if answer.closest:
        near = f"“{escaped(answer.closest.quote)}” — {_source(answer.closest)}"
        lines += ["", f"Closest, but not enough: {near}. {escaped(answer.closest.reason)}"]
    if answer.generation:
        from rag.cli.rendering import generation_line

        note = f". {answer.generation.note}" if answer.generation.note else ""
        lines += ["", f"*{escaped(generation_line(answer.generation) + note)}*"]
    return "\n".join(lines)
