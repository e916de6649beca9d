"""Sentences as ranges of a text.

sentencex and nupunkt were compared on 51 samples of news text (quotes, titles, initials, sums,
ellipses): boundary precision 0.89 and 0.84, recall 0.94 and 0.96, whole samples right 43 and 40,
and 10 against 1.3 million characters a second. Where they differ, sentencex keeps a short
quotation of several sentences whole, and nupunkt cuts "K.G.B. officer" in two: a citation
wants the former. The rules below mend what sentencex misses; tests/documents/test_sentences.py
holds most of the samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

Range = tuple[int, int]

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_WINDOW = 5_000  # the time of the library grows with the square of a window of lone signs
_LONG_QUOTE = 500
_CELLS = " | "  # between the cells of a row (rag/documents/tables.py)
_LONGEST_ROW = 1_200
_QUOTES = str.maketrans(dict.fromkeys('"“”„«»‟‹›', " "))
_RANK = re.compile(
    r"(?:^|[\s(“\"])(?:Adm|Brig|Capt|Cmdr|Col|Cpl|Gen|Gov|Hon|Lt|Maj|Messrs|Pres|Prof|Rep|Reps|Rev|Sen|Sens|Sgt|Supt|vs"
    r"|Nos?|Art|Arts|Fig|Figs|Sec|Ch|pp?|approx|ca|cf|St|Mt|Ft)\.$"
)
_ENUMERATOR = re.compile(r"^\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]$")
_HOUR = re.compile(r"\b[ap]\.m\.$")
_ZONE = re.compile(r"^(?:[A-Z]\w+ )?(?:time|GMT|UTC|CET|CEST|EST|EDT|PST|PDT|BST|MSK|IST)\b|^[A-Z]\w+ time\b")
# After "…" or ".)" a capital begins a new sentence; sentencex goes on.
_MISSED = re.compile(r"(?:…|[.!?][)\]])(?=\s+[(\[“\"]?[A-ZÀ-ÞА-Я])")


def sentences(text: str) -> list[Range]:
    """The ranges of the sentences of ``text``, in order, without white space around them.

    Together they cover every character that is no white space, and none crosses a blank line.
    """
    return list(iter_sentences(text))


def iter_sentences(text: str) -> Iterator[Range]:
    """As ``sentences``, one after the other as they are found."""
    position = 0
    for gap in _BLANK_LINE.finditer(text):
        yield from _of_paragraph(text, position, gap.start())
        position = gap.end()
    yield from _of_paragraph(text, position, len(text))


def _of_paragraph(text: str, start: int, end: int) -> Iterator[Range]:
    if end - start <= _LONGEST_ROW and text.find(_CELLS, start, end) >= 0:
        # A row of a table is quoted whole: "Dr. Holt | Fee: 5" has no sentences in it.
        if bare := _bare(text, start, end):
            yield bare
        return
    pending: Range | None = None
    for piece in _split(text, start, end):
        if pending is not None and _belongs(
            text[max(pending[0], pending[1] - 24) : pending[1]], pending, text, piece
        ):
            pending = (pending[0], piece[1])
            continue
        if pending is not None:
            yield pending
        pending = piece
    if pending is not None:
        yield pending


def _split(text: str, start: int, end: int) -> Iterator[Range]:
    """Windows, because a paragraph may be the whole of a book."""
    while end - start > _WINDOW:
        pieces = list(_pieces(text, start, start + _WINDOW))
        # The last sentence of a window may go on in the next one.
        if len(pieces) > 1:
            yield from pieces[:-1]
            start = pieces[-1][0]
            continue
        cut = _last_space(text, start, start + _WINDOW)
        if bare := _bare(text, start, cut):
            yield bare
        start = cut
    yield from _pieces(text, start, end)


def _last_space(text: str, start: int, end: int) -> int:
    window = text[start:end]
    return start + (len(window.rstrip().rpartition(" ")[0].rstrip()) or len(window))


def _pieces(text: str, start: int, end: int) -> Iterator[Range]:
    for first, last in _boundaries(text[start:end]):
        if bare := _bare(text, start + first, start + last):
            if bare[1] - bare[0] > _LONG_QUOTE:
                yield from _quoted(text, *bare)
            else:
                yield from _mended(text, *bare)


def _quoted(text: str, start: int, end: int) -> Iterator[Range]:
    """A quotation of many sentences is cut at them: nobody cites half a page."""
    for first, last in _boundaries(text[start:end].translate(_QUOTES)):
        if bare := _bare(text, start + first, start + last):
            yield from _mended(text, *bare)


def _mended(text: str, start: int, end: int) -> Iterator[Range]:
    for missed in _MISSED.finditer(text, start, end):
        if bare := _bare(text, start, missed.end()):
            yield bare
        start = missed.end()
    if bare := _bare(text, start, end):
        yield bare


def _boundaries(text: str) -> list[Range]:
    from sentencex import get_sentence_boundaries

    found = [
        (int(item["start_index"]), int(item["end_index"])) for item in get_sentence_boundaries("en", text)
    ]
    edges = sorted({0, len(text), *(start for start, _ in found if 0 < start < len(text))})
    return list(pairwise(edges))


def _bare(text: str, start: int, end: int) -> Range | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _belongs(before: str, pending: Range, text: str, piece: Range) -> bool:
    """Whether the boundary between ``before`` and ``piece`` is none."""
    first = text[piece[0]]
    if (
        not any(text[i].isalnum() for i in range(piece[0], min(piece[1], piece[0] + 10)))
        and piece[1] - piece[0] < 10
    ):
        return True  # a lone quotation mark or dash
    if first.islower():
        # "$2.25 bn. in total"; but "he went. e-mail me" after a question stays apart
        return before.endswith((".", "…", ",", ";", ":", ".”", '."'))
    if _RANK.search(before) or (_HOUR.search(before) and _ZONE.match(text[piece[0] : piece[0] + 40])):
        return True
    return pending[1] - pending[0] <= 6 and _ENUMERATOR.match(before) is not None
