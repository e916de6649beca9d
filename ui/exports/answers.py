"""An answer as text that leaves the page: plain, as Markdown, and with footnotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ui import wording
from ui.exports.draft_markdown import plain
from ui.views.markup import date_words, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rag.results import Answer, Citation, Source

_MARKS_AT_END = re.compile(r"(\s*\[\d+\])+\s*$")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def copies(answer: Answer) -> dict[str, str]:
    """The answer in each form of ``wording.COPIES``; none of an abstention, which is no answer to hand on."""
    if answer.status == "abstained":
        return {}
    return {"text": as_text(answer), "markdown": as_markdown(answer), "footnotes": with_footnotes(answer)}


def as_text(answer: Answer) -> str:
    """Question, answer and each source with its exact words."""
    said = _said(answer, lambda number: f" [{number}]", str)
    sources = (_source(one) for one in answer.citations)
    return "\n".join([answer.question, "", *said, _sure(answer), "", *sources]) + "\n"


def as_markdown(answer: Answer) -> str:
    """The same as Markdown, each quote a block of its own."""
    lines = [f"**{plain(answer.question)}**", ""]
    for line in _said(answer, lambda number: f" \\[{number}\\]", plain):
        lines += [line, ""]
    lines += [plain(_sure(answer)), ""]
    for citation in answer.citations:
        address = web_address(citation.url)
        link = f", <{address.replace('<', '%3C').replace('>', '%3E')}>" if address else ""
        about = plain(_about(citation))
        lines += [f"\\[{citation.number}\\] {about}{link}", "", f"> “{plain(citation.quote)}”", ""]
    return "\n".join(lines)


def with_footnotes(answer: Answer) -> str:
    """The statements with raised numbers, and the sources below a line: ready for a text processor."""
    said = _said(answer, lambda number: str(number).translate(_SUPERSCRIPT), str)
    notes = (
        f"{str(one.number).translate(_SUPERSCRIPT)} {_about(one)}: “{one.quote}”" for one in answer.citations
    )
    return "\n".join([*said, _sure(answer), "", "―――", *notes]) + "\n"


def _said(answer: Answer, mark: Callable[[int], str], shown: Callable[[str], str]) -> list[str]:
    """The statements, each with its marks; for a disagreement the sentence that says so first."""
    lines = [shown(answer.text)] if answer.status == "disagreement" or not answer.statements else []
    statements = answer.statements
    if answer.computation is not None:
        pieces = answer.computation.pieces()
        line = "".join(
            " " * words.startswith(" ") + shown(words.strip()) + ("" if number is None else mark(number))
            for words, number in pieces
        )
        lines.append(f"{shown(answer.short_answer)}: {line}.")
        statements = statements[1:]
    for statement in statements:
        words = _MARKS_AT_END.sub("", statement.text)
        if answer.status == "disagreement" and statement.value and statement.value not in words:
            words = f"{statement.value}: {words}"
        lines.append(shown(words) + _marks(statement.citations, mark))
    return lines


def _sure(answer: Answer) -> str:
    """How sure the answer is, in a line of its own."""
    return wording.band(answer.band, answer.confidence)


def _marks(numbers: Iterable[int], mark: Callable[[int], str]) -> str:
    return "".join(mark(number) for number in numbers)


def _source(citation: Citation) -> str:
    address = web_address(citation.url)
    link = f"\n    {address}" if address else ""
    return f"[{citation.number}] {_about(citation)}: “{citation.quote}”{link}"


def _about(source: Source) -> str:
    parts = [source.title, source.publisher or wording.NO_PUBLISHER, date_words(source.published)]
    if source.page is not None:
        parts.append(wording.page(source.page))
    return ", ".join(parts)
