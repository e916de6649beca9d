"""A timeline: the dated sentences about a subject in the order of their dates, each with its quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.outlining import repeats
from rag.answering.sources import Sentence
from rag.documents.tables import read_row
from rag.reading.overviews import words_of
from rag.reading.typed_values import dates_in
from rag.text.calendar import covered
from rag.text.values import Value
from rag.text.words import words

MOST = 20
"""Events of one timeline; of more the ones of the best passages are shown."""
_LONGEST = 80  # words of a sentence
_FEWEST = 4  # words of one
_JOINT = re.compile(
    r"[,;]\s+(?:and\s+|but\s+|then\s+|before\s+|while\s+|which\s+|who\s+)?|\s+(?:and|but|before|while)\s+(?:then\s+)?",
    re.IGNORECASE,
)
_BOUND = frozenset({"before"})


@dataclass(frozen=True, slots=True)
class Happening:
    """What a sentence tells of a day: ``sentence.text[start:end]``, and the date.

    ``others`` are sentences of other places that tell the same.
    """

    sentence: Sentence
    start: int
    end: int
    date: Value
    others: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        return self.sentence.text[self.start : self.end]

    @property
    def iso(self) -> str:
        return str(self.date.value)


def timeline(sentences: Sequence[Sentence], when: Sequence[Value] = ()) -> tuple[list[Happening], int]:
    """The happenings in order, and how many more there were.

    Args:
        sentences: those about the subject, of the likeliest passage first.
        when: only what falls into one of these dates, where there are any.
    """
    found: list[Happening] = []
    for sentence in sentences:
        for one in happenings(sentence):
            if when and not any(_within(one.date, asked) for asked in when):
                continue
            _add(found, one)
    chosen = found[:MOST]
    return sorted(chosen, key=_order), len(found) - len(chosen)


def happenings(sentence: Sentence) -> list[Happening]:
    """What a sentence tells of each of its dates; a part that is joined to the rest has its own."""
    text = sentence.text
    cells = read_row(text)
    if cells:
        dates = [(cell, each) for cell in cells for each in _dated(cell.text, sentence)]
        whole = [(cell, each) for cell, each in dates if len(each.text) >= len(cell.text.strip()) - 1]
        if not whole:
            return []
        cell, date = max(whole, key=lambda each: len(str(each[1].value)))
        placed = replace(date, start=date.start + cell.start, end=date.end + cell.start)
        return [Happening(sentence, 0, len(text), placed)]
    if not _FEWEST <= len(text.split()) <= _LONGEST or text.rstrip().endswith("?"):
        return []
    dates_ = [each for each in _dated(text, sentence) if each.qualifier not in _BOUND]
    parts: list[Happening] = []
    begin = 0
    for place, date in enumerate(dates_):
        if place:
            joints = list(_JOINT.finditer(text, dates_[place - 1].end, date.start))
            joint = next((one for one in reversed(joints) if _tells(text[one.end() : date.start])), None)
            joint = joint or next(
                (one for one in joints if _tells(text[date.end : _next(dates_, place, text)])), None
            )
            if joint is None:
                if joints and parts:  # "on 9 December 1999 and again on 26 December 2015"
                    parts.append(replace(parts[-1], date=date))
                continue
            parts = [replace(one, end=joint.start()) if one.end > joint.start() else one for one in parts]
            begin = joint.end()
        parts.append(Happening(sentence, begin, len(text), date))
    return parts


def _next(dates: Sequence[Value], place: int, text: str) -> int:
    return dates[place + 1].start if place + 1 < len(dates) else len(text)


def _tells(text: str) -> bool:
    """Whether there is enough in it to tell what happened."""
    return len(re.findall(r"[^\W\d_]{3,}", text)) >= 2


def _dated(text: str, sentence: Sentence) -> list[Value]:
    """The dates of a text that are known to the year; those without one get that of the text before them."""
    published = sentence.passage.published
    dates = dates_in(text, published)
    found: list[Value] = []
    for place, date in enumerate(dates):
        behind = dates[place + 1] if place + 1 < len(dates) else None
        if behind and _WEEKDAY.fullmatch(date.text) and not re.search(r"\w", text[date.end : behind.start]):
            continue  # "Monday 10 October" is the second alone
        known = _with_year(date, text, sentence) if _YEARLESS.fullmatch(date.text) else date
        if known is not None and covered(str(known.value)) is not None:
            found.append(known)
    return found


_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", re.IGNORECASE)
_YEARLESS = re.compile(r"(?:\d{1,2}\S*\s+(?:of\s+)?[^\W\d]+\.?|[^\W\d]+\.?\s+\d{1,2}\S{0,2})")
_OF_THAT_YEAR = re.compile(
    r"\s*,?\s*(?:of\s+)?(?:that|the\s+same|the\s+(?P<next>following|next))\s+year", re.IGNORECASE
)


def _with_year(date: Value, text: str, sentence: Sentence) -> Value | None:
    """A day without a year: "of that year" is the year named before; what is past is not after the publication."""
    passage = sentence.passage
    earlier = dates_in(passage.text[: sentence.start - passage.start], passage.published)
    named = [int(str(each.value)[:4]) for each in earlier if re.search(r"\d{4}", each.text)]
    that = _OF_THAT_YEAR.match(text, date.end)
    value = str(date.value)
    if that:
        year = named[-1] + bool(that["next"]) if named else None
    elif covered(value) is None:
        year = named[-1] if named else None
    elif (
        passage.published and f"{passage.published[:4]}{value[4:10]}" > passage.published and not _ahead(text)
    ):
        last = int(passage.published[:4])
        year = next((each for each in reversed(named) if each < last), last - 1)
    else:
        return date
    return None if year is None else replace(date, value=f"{year:04}-{value[-5:]}")


def _ahead(text: str) -> bool:
    """Whether a sentence tells of what is to come."""
    return any(word.text.casefold() in words_of("future") for word in words(text))


def _within(date: Value, asked: Value) -> bool:
    held, wanted = covered(str(date.value)), covered(str(asked.value))
    if held is None or wanted is None:
        return False
    match asked.qualifier:
        case "since":
            return held[0] >= wanted[0]
        case "after":
            return held[0] > wanted[1]
        case "until":
            return held[1] <= wanted[1]
        case "before":
            return held[1] < wanted[0]
    return wanted[0] <= held[0] and held[1] <= wanted[1]


def _add(found: list[Happening], one: Happening) -> None:
    """Add it, or its sentence to that of another place which tells the same of the same day."""
    for place, other in enumerate(found):
        if _same_day(one, other) and repeats(one.text, [other.text]):
            finer, coarser = (one, other) if len(one.iso) > len(other.iso) else (other, one)
            others = tuple(
                each
                for each in dict.fromkeys((*finer.others, coarser.sentence, *coarser.others))
                if each.place != finer.sentence.place
            )
            found[place] = replace(finer, others=others)
            return
    found.append(one)


def _same_day(one: Happening, two: Happening) -> bool:
    first, second = covered(one.iso), covered(two.iso)
    if first is None or second is None:
        return False
    return (first[0] <= second[0] and second[1] <= first[1]) or (
        second[0] <= first[0] and first[1] <= second[1]
    )


def _order(one: Happening) -> tuple[object, ...]:
    held = covered(one.iso)
    assert held is not None
    return held[0], held[1], one.sentence.passage.document_id, one.sentence.start + one.start
