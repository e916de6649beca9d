"""Passages: runs of whole sentences, the unit that is embedded, found and read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import islice, pairwise

from rag.documents.model import Document, PassageSpan
from rag.documents.sentences import iter_sentences
from rag.documents.tables import SEPARATOR
from rag.settings import Settings

Range = tuple[int, int]
CountTokens = Callable[[list[str]], list[int]]

_BATCH = 4_096
_LONGEST_HEAD = 160


def split_passages(
    document: Document,
    count_tokens: CountTokens,
    settings: Settings,
    check: Callable[[], None] = lambda: None,
) -> list[PassageSpan]:
    """The passages of ``document``, each of up to ``settings.passage_tokens`` word pieces.

    ``check`` is called every few thousand sentences, and may raise: a text of 60 MB takes minutes. The time grows
    with the length of the text, whatever it is made of.

    Neighbours share one sentence, unless a heading stands between them; a heading stays with what
    follows it, and the lines above a table with its rows; a sentence too long for one passage is cut
    at word borders into spans.
    """
    limit = settings.passage_tokens
    ranges, tokens = _spans(document.text, count_tokens, limit, check)
    headings = {section.start for section in document.sections}
    starts = [section.start for section in document.sections]
    pages = [page.start for page in document.pages]
    passages: list[PassageSpan] = []
    for first, last in _runs(ranges, tokens, headings, _heads(document.text, ranges), limit):
        start, end = ranges[first][0], ranges[last - 1][1]
        section = bisect_right(starts, start) - 1
        page = bisect_right(pages, start) - 1
        passages.append(
            PassageSpan(
                index=len(passages),
                start=start,
                end=end,
                sentences=tuple(ranges[first:last]),
                section=document.sections[section].title if section >= 0 else None,
                page=document.pages[page].number if page >= 0 else None,
            )
        )
    return passages


def _runs(
    ranges: Sequence[Range], tokens: Sequence[int], headings: set[int], heads: set[int], limit: int
) -> list[tuple[int, int]]:
    """Index ranges of the sentences of each passage."""
    leading = headings | heads
    runs: list[tuple[int, int]] = []
    first = 0
    while first < len(ranges):
        last, size = first, 0
        while last < len(ranges):
            is_heading = ranges[last][0] in headings
            full = size + tokens[last] > limit
            # A new section begins a new passage once this one is worth reading by itself.
            if last > first and (
                full
                or (is_heading and size >= limit // 2 and not _only_headings(ranges, first, last, headings))
            ):
                break
            size += tokens[last]
            last += 1
        if last < len(ranges):
            last = _before_headings(ranges, first, last, leading)
        runs.append((first, last))
        if last >= len(ranges):
            break
        overlaps = (
            last - first > 1
            and ranges[last][0] not in leading
            and ranges[last - 1][0] not in headings
            and tokens[last - 1] + tokens[last] <= limit
            and tokens[last - 1] <= limit // 2
        )
        first = last - 1 if overlaps else last
    return runs


def _heads(text: str, ranges: Sequence[Range]) -> set[int]:
    """Where the lines begin that stand above the first rows of a table: its title, unit and groups."""
    heads: set[int] = set()
    below = False
    for start, end in reversed(ranges):
        line = text[start:end]
        row = SEPARATOR in line
        head = below and not row and len(line) <= _LONGEST_HEAD and not line.endswith((".", "!", "?"))
        if head:
            heads.add(start)
        below = row or head
    return heads


def _only_headings(ranges: Sequence[Range], first: int, last: int, headings: set[int]) -> bool:
    return all(start in headings for start, _ in ranges[first:last])


def _before_headings(ranges: Sequence[Range], first: int, last: int, headings: set[int]) -> int:
    """``last`` moved before the headings that would end the passage, if anything then remains."""
    end = last
    while end > first and ranges[end - 1][0] in headings:
        end -= 1
    return end if end > first else last


def _spans(
    text: str, count_tokens: CountTokens, limit: int, check: Callable[[], None]
) -> tuple[list[Range], list[int]]:
    """The sentences of ``text`` and their word pieces; over-long ones in several spans."""
    ranges: list[Range] = []
    tokens: list[int] = []
    coming = iter_sentences(text)
    while batch := list(islice(coming, _BATCH)):
        check()
        ranges += batch
        tokens += _count(text, batch, count_tokens)
    if all(count <= limit for count in tokens):
        return ranges, tokens
    cut_ranges: list[Range] = []
    cut_tokens: list[int] = []
    for (start, end), count in zip(ranges, tokens, strict=True):
        if count <= limit:
            cut_ranges.append((start, end))
            cut_tokens.append(count)
            continue
        pieces, counts = _cut(text, start, end, count, count_tokens, limit)
        cut_ranges.extend(pieces)
        cut_tokens.extend(counts)
    return cut_ranges, cut_tokens


def _cut(
    text: str, start: int, end: int, count: int, count_tokens: CountTokens, limit: int
) -> tuple[list[Range], list[int]]:
    """Spans of at most ``limit`` word pieces, cut at spaces, or inside a word that is longer still."""
    done: list[tuple[Range, int]] = []
    waiting = [((start, end), count)]
    while waiting:
        again: list[Range] = []
        for (first, last), size in waiting:
            if size <= limit or last - first <= 1:
                done.append(((first, last), size))
            else:
                again.extend(
                    _equal_parts(
                        text, first, last, -(-size // limit) if size < 2 * limit else size // limit + 1
                    )
                )
        waiting = list(zip(again, _count(text, again, count_tokens), strict=True))
    done.sort()
    return [piece for piece, _ in done], [size for _, size in done]


def _equal_parts(text: str, start: int, end: int, parts: int) -> list[Range]:
    parts = max(2, min(parts, end - start))
    step = (end - start) / parts
    edges = [start]
    for number in range(1, parts):
        aim = start + round(number * step)
        space = text.rfind(" ", max(edges[-1] + 1, aim - int(step // 2)), aim + 1)
        edges.append(space + 1 if space > edges[-1] else max(aim, edges[-1] + 1))
    edges.append(end)
    bare = []
    for first, last in pairwise(edges):
        while last > first and text[last - 1].isspace():
            last -= 1
        while first < last and text[first].isspace():
            first += 1
        if first < last:
            bare.append((first, last))
    return bare


def _count(text: str, ranges: Sequence[Range], count_tokens: CountTokens) -> list[int]:
    counts: list[int] = []
    for first in range(0, len(ranges), _BATCH):
        counts.extend(count_tokens([text[start:end] for start, end in ranges[first : first + _BATCH]]))
    return counts
