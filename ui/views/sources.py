"""The evidence side: the sources of an answer, and one of them opened at its exact words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.results import Citation
from ui import wording
from ui.views import part, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from rag.results import Answer, Source

REACH = 12_000
"""How many characters of a document are shown before and after a quote."""


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A quote in the text around it: ``before + found + after`` is one piece of the document.

    ``found`` is what stands in the document where the quote should stand. ``problem`` is a sentence
    when the check of the quote failed; then nothing is highlighted.
    """

    source: Source
    before: str = ""
    found: str = ""
    after: str = ""
    left_out_before: int = 0
    left_out_after: int = 0
    problem: str | None = None


def excerpt(source: Source, document: str, reach: int = REACH) -> OpenedSource:
    """``source`` within ``document``, cut at line ends where there are any, ``reach`` characters each way."""
    start, end = source.start, source.end
    first = max(0, start - reach)
    if first:
        line = document.find("\n", first, start)
        first = line + 1 if line >= 0 else first
    last = min(len(document), end + reach)
    if last < len(document):
        line = document.rfind("\n", end, last)
        last = line if line >= 0 else last
    return OpenedSource(
        source=source,
        before=document[first:start],
        found=document[start:end],
        after=document[end:last],
        left_out_before=first,
        left_out_after=len(document) - last,
    )


def hint(sentence: str) -> Markup:
    """A sentence in the place of evidence."""
    return part("hint", sentence)


def waiting() -> Markup:
    """The evidence side while a question is being answered."""
    return hint(wording.EVIDENCE_WAITING)


def empty() -> Markup:
    """The evidence side before the first question."""
    return hint(wording.EVIDENCE_EMPTY)


def unknown() -> Markup:
    """A source was chosen that this page does not hold."""
    return part("warning", wording.SOURCE_UNKNOWN)


def source_list(answer: Answer, turn: int) -> Markup:
    """The sources of an answer, each with its words; for an abstention what came closest, which is none."""
    return render("sources.html", answer=answer, turn=turn)


def source_view(opened: OpenedSource, turn: int, numbers: Sequence[int]) -> Markup:
    """One source: who says it, the result of the check, and its text with the quote marked.

    ``numbers`` are the citations of the same answer, for going from one to the next.
    """
    number = opened.source.number if isinstance(opened.source, Citation) else 0
    return render("source.html", opened=opened, turn=turn, number=number, numbers=numbers)
