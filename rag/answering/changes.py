"""What changed between two sides, days or documents: values of the same thing side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.sources import Sentence
from rag.documents.tables import read_row
from rag.reading.typed_values import dates_in
from rag.text.calendar import covered
from rag.text.content import Word, content_words
from rag.text.content import covered as covered_words
from rag.text.designators import designators
from rag.text.quantities import find_quantities
from rag.text.relations import relation
from rag.text.statements import statements
from rag.text.values import Value, same_measure

_SHARED = 0.6  # of the words of two statements, beside their values and dates, from which on they are of the same thing
_MOST = 12
_FEWEST = 2  # words that two statements share


@dataclass(frozen=True, slots=True)
class Stated:
    """A value in its statement: ``words`` say of what, ``days`` (partial ISO) of when it is as far as that is told."""

    sentence: Sentence
    value: Value
    text: str
    words: tuple[Word, ...]
    labels: frozenset[tuple[str, str]]
    days: tuple[str, ...]

    @property
    def day(self) -> str:
        """The last day that is told, else that of publication; empty where neither is known."""
        return max(self.days, default=self.sentence.passage.published or "")

    def of(self, side: str) -> bool:
        """Whether it is of that day, month, year or span; a value without a date is of its publication."""
        wanted = covered(side)
        held = [span for day in self.days or (self.day,) if day and (span := covered(day)) is not None]
        return wanted is not None and any(wanted[0] <= one[1] and one[0] <= wanted[1] for one in held)


@dataclass(frozen=True, slots=True)
class Pair:
    """The values of one thing on both sides, and in words of what they are."""

    subject: str
    before: Stated
    after: Stated


def stated_in(sentence: Sentence) -> list[Stated]:
    """The values of a sentence or of a row of a table, each with what it is said of."""
    text, published = sentence.text, sentence.passage.published
    cells = read_row(text)
    found: list[Stated] = []
    if cells:
        name = cells[0]
        for cell in cells[1:]:
            values = find_quantities(cell.text)
            if len(values) != 1 or len(values[0].text) < len(cell.text.strip()) / 2:
                continue
            days = _days(f"in {cell.column}", published) or tuple(
                day for other in cells if other is not cell for day in _days(other.text, published)
            )
            words = _words(f"{name.column} {name.text}", ()) + _words(cell.column, ())
            found.append(Stated(sentence, values[0], cell.text.strip(), words, _labels(name.text), days))
        return found
    for part in statements(text) or ():
        days = _days(part.text, published)
        dates = dates_in(part.text, published)
        for value in find_quantities(part.text):
            inside = any(date.start < value.end and value.start < date.end for date in dates)
            if value.unit == "th" or inside or value.text not in text:
                continue
            words = _words(part.text, [value, *dates])
            found.append(Stated(sentence, value, value.text, words, _labels(part.text), days))
    return found


def pairs(before: Sequence[Stated], after: Sequence[Stated]) -> list[Pair]:
    """The values that differ between the sides, in the order of the first one; each stands in one pair."""
    taken: set[tuple[object, ...]] = set()
    found: list[Pair] = []
    for one in before:
        fitting = [
            (share, other)
            for other in after
            if _place(other) not in taken
            and _place(other) != _place(one)
            and (share := _alike(one, other)) > 0
        ]
        if not fitting:
            continue
        _, best = max(fitting, key=lambda pair: (pair[0], pair[1].day))
        taken.add(_place(best))
        if not (relation(one.value, best.value).implied or relation(best.value, one.value).implied):
            found.append(Pair(_subject(one, best), one, best))
    return found[:_MOST]


def _alike(one: Stated, two: Stated) -> float:
    """How much the two are said of the same thing; 0 where another name, number of a name or measure stands there."""
    if not same_measure(one.value, two.value) or one.labels != two.labels:
        return 0.0
    ours, theirs = covered_words(one.words, two.words), covered_words(two.words, one.words)
    if not (_names_met(one, two) and _names_met(two, one)):
        return 0.0
    shared = min(sum(ours), sum(theirs))
    share = shared / max(1, min(len(ours), len(theirs)))
    return share if share >= _SHARED and shared >= min(_FEWEST, len(ours), len(theirs)) else 0.0


def _names_met(one: Stated, two: Stated) -> bool:
    """Whether the other side has every name; where it names nothing ("they picked …"), its passage may."""
    names, others = _names(one), _names(two)
    if not names:
        return True
    passage = two.sentence.passage
    held = two.words if others else content_words(f"{passage.title} {passage.text}")
    return all(covered_words(names, held))


def _names(one: Stated) -> tuple[Word, ...]:
    """Its words with a capital; the first of a sentence has one anyway."""
    return tuple(word for word in one.words if word.capital and word.start > 0)


def _words(text: str, values: Sequence[Value]) -> tuple[Word, ...]:
    return tuple(
        word
        for word in content_words(text)
        if not any(value.start <= word.start < value.end for value in values)
    )


def _labels(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((one.head, one.label) for one in designators(text))


def _days(text: str, published: str | None) -> tuple[str, ...]:
    return tuple(str(date.value) for date in dates_in(text, published) if covered(str(date.value)))


def _place(one: Stated) -> tuple[object, ...]:
    return *one.sentence.place, one.text, one.words


def _subject(one: Stated, two: Stated) -> str:
    """The words that both statements have, as the later one writes them; of a row its name and column."""
    text = two.sentence.text
    cells = read_row(text)
    if cells:
        column = next((cell.column for cell in cells if cell.text.strip() == two.text), "")
        for date in reversed(dates_in(f"in {column}")):
            column = f"{column[: max(0, date.start - 3)]}{column[date.end - 3 :]}"
        return ", ".join(part for part in (cells[0].text.strip(), column.strip(" ,()-")) if part)
    written = {word.stem: word for word in reversed(content_words(text))}
    shared = [word for word, met in zip(two.words, covered_words(two.words, one.words), strict=True) if met]
    places = [written[stem] for stem in dict.fromkeys(word.stem for word in shared) if stem in written]
    return " ".join(text[place.start : place.end] for place in places)
