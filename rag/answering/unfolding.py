"""A passage as the reader sees it for one question: coordinated sentences with the statement that is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.reading.protocol import PassageReading, Span
from rag.text import Relation, find_dates, relation
from rag.text.statements import Statement, likeness, statements

_COORDINATED = re.compile(r"\d[^.\n]*(?:\band\b|,|;)[^.\n]*\d|\brespectively\b")
_PREPOSITION = re.compile(r"\b(?:in|during|throughout|on)\s+(?:the\s+year\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Swap:
    """``text[start:end]`` of a passage shown as ``shown``: its statement whose own words stand at ``core``."""

    start: int
    end: int
    shown: str
    core: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A passage with some sentences swapped for one of their statements; ``placed`` leads back into the passage."""

    source: str
    text: str
    swaps: tuple[Swap, ...] = ()

    def placed(self, reading: PassageReading) -> PassageReading:
        """``reading`` of ``text`` with its spans in ``source``; a span that stands nowhere there is left out."""
        if not self.swaps:
            return reading
        spans = [found for span in reading.spans if (found := self._place(span)) is not None]
        return replace(reading, spans=tuple(spans))

    def _place(self, span: Span) -> Span | None:
        shift = 0
        for swap in self.swaps:
            start = swap.start + shift
            end = start + len(swap.shown)
            if span.end <= start:
                break
            if span.start < end:
                return self._within(span, swap) if start <= span.start and span.end <= end else None
            shift += len(swap.shown) - (swap.end - swap.start)
        return replace(span, start=span.start - shift, end=span.end - shift)

    def _within(self, span: Span, swap: Swap) -> Span | None:
        """The words of a span of a swapped sentence, as many as stand in the source: rather the statement's own."""
        words = list(re.finditer(r"\S+", self.text[span.start : span.end]))
        for first, last in _runs(len(words)):
            written = self.text[span.start + words[first].start() : span.start + words[last].end()]
            for low, high in (swap.core, (swap.start, swap.end)):
                at = self.source.find(written, low, high)
                if at >= 0 and any(character.isalnum() for character in written):
                    return replace(span, start=at, end=at + len(written))
        return None


def _runs(length: int) -> Iterator[tuple[int, int]]:
    """The runs of ``length`` words, the longest first: first and last word."""
    for size in range(length, 0, -1):
        for first in range(length - size + 1):
            yield first, first + size - 1


def unfolded(question: str, passage: str, published: str | None = None) -> Unfolded:
    """``passage`` with each coordinated sentence as the statement that ``question`` is about, where one surely is."""
    if not _COORDINATED.search(passage):
        return Unfolded(passage, passage)
    from rag.documents import sentences

    swaps: list[Swap] = []
    text, position = "", 0
    for start, end in sentences(passage):
        chosen = _asked_about(question, statements(passage[start:end]), published)
        if chosen is None:
            continue
        swaps.append(Swap(start, end, chosen.text, (start + chosen.start, start + chosen.end)))
        text += passage[position:start] + chosen.text
        position = end
    return Unfolded(passage, text + passage[position:], tuple(swaps))


def _asked_about(question: str, parts: Sequence[Statement], published: str | None) -> Statement | None:
    """The one statement that has more of the question's names, numbers of names and dates than every other."""
    if len(parts) < 2:
        return None
    fits = [likeness(question, part.text, published)[:2] for part in parts]
    best = max(fits)
    return parts[fits.index(best)] if fits.count(best) == 1 else None


def with_span_of_time(question: str, text: str, published: str | None = None) -> str:
    """The question with the text's span in the place of a date within it: "in 2020" becomes "from 2015 to 2023".

    Only where the text has one such span, and does not name the date itself.
    """
    dates = find_dates(text, published)
    for asked in find_dates(question):
        if asked.qualifier is not None or any(relation(asked, date) is Relation.EQUAL for date in dates):
            continue
        spans = [date for date in dates if date.unit == "throughout" and relation(asked, date).implied]
        if len(spans) == 1:
            preposition = _PREPOSITION.search(question[: asked.start])
            start = preposition.start() if preposition else asked.start
            ahead = re.search(r"\bfrom\s+$", text[: spans[0].start])
            written = f"{ahead[0] if ahead else ''}{spans[0].text}"
            return f"{question[:start]}{written}{question[asked.end :]}"
    return question
