"""Values of one thing on several days: the newest leads, the earlier ones are told with their days.

That is no disagreement. It is one where two sources give different values for the same day, or for what does not
change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rag.answering.calibration import Calibration
from rag.answering.candidates import Candidate, Group
from rag.answering.disagreement import agrees, differs
from rag.claims.derived import is_change
from rag.reading.moments import phrases
from rag.reading.questions import Question
from rag.reading.typed_values import dates_in, quantities_in
from rag.results import UpdateKind
from rag.text.calendar import covered
from rag.text.statements import statements
from rag.text.values import Value

if TYPE_CHECKING:
    from rag.claims.protocol import Judge

_NEARLY = 0.6  # an earlier value must be at least this share as likely as the best answer
_AS_LIKELY = (
    0.8  # a member from this share of the best one's probability says on which day its group's value held
)
_MOST = 4
_FUTURE = re.compile(r"\b(?:will|going\s+to|due|next|planned|expected|scheduled)\b", re.IGNORECASE)
_BEGINS = frozenset({"since", "after", "before"})
_NEAR_WORD = 60  # characters before a value in which the word that withdraws it stands


@dataclass(frozen=True, slots=True)
class Dated:
    """A group of candidates that say the same, the day that its value is of, and what it is to the newest one."""

    group: Group
    day: str
    kind: UpdateKind


def updates(
    question: Question,
    groups: Sequence[Group],
    calibration: Calibration,
    threshold: float,
    judge: Judge | None = None,
) -> tuple[Dated, ...]:
    """The groups that give a value of the same thing for another day, the newest first; empty where there are none.

    Conservative as a disagreement is: each value must be likely on its own, of one kind, and said of the same thing.
    """
    if not groups or question.items != 1 or question.broad:
        return ()
    best = groups[0]
    floor = threshold if question.newest else max(threshold, 0.5)
    known = [
        group
        for group in groups[1:]
        if group.confidence(calibration) >= floor
        and group.probability >= _NEARLY * best.probability
        and differs(question, best, group, names=_one_at_a_time(question), titled=True)
        and not _is_change(group.best)
    ][: _MOST - 1]
    found = [_newest_member(each) for each in (best, *known)]
    dated = [each for each in found if each is not None]
    if len(dated) != len(found) or len(dated) < 2:
        return ()
    ordered = sorted(
        dated, key=lambda one: (_order(one[1]), one[0].best.passage.published or ""), reverse=True
    )
    ordered = [one for place, one in enumerate(ordered) if not _beside(one, ordered[:place])]
    if len(ordered) < 2:
        return ()
    kinds = [_kind(question, ordered[0], other) for other in ordered[1:]]
    if None in kinds or any(agrees(question, best.best, group.best, judge) for group in known):
        return ()
    return tuple(
        Dated(group, day, kind)
        for (group, day), kind in zip(ordered, ("newest", *kinds), strict=True)
        if kind is not None
    )


def withdrawn(candidate: Candidate) -> bool:
    """Whether its own sentence takes the value back: "an earlier version said 4,800"."""
    sentence = candidate.sentence.text
    at = candidate.start - candidate.sentence.start
    ahead = sentence[max(0, at - _NEAR_WORD) : at]
    taken_back = list(phrases("withdrawing").finditer(ahead))
    if not taken_back:
        return False
    between = ahead[taken_back[-1].end() :]
    return not (quantities_in(between) or re.search(r"[.;:]|\b(?:but|now|is|are)\b", between))


def day_of(candidate: Candidate) -> str | None:
    """The day that a value is of (partial ISO): what its statement says, else when it was published."""
    published = candidate.passage.published
    dates = _dates_beside(candidate)
    if dates:
        at = candidate.start - candidate.sentence.start
        return str(min(dates, key=lambda each: min(abs(each.start - at), abs(each.end - at))).value)
    return published


def _dates_beside(candidate: Candidate) -> list[Value]:
    """The dates of the statement that holds the answer, other than the answer itself."""
    sentence, published = candidate.sentence.text, candidate.passage.published
    first = candidate.start - candidate.sentence.start
    last = candidate.end - candidate.sentence.start
    dates = [
        each
        for each in dates_in(sentence, published)
        if (each.end <= first or last <= each.start)
        and each.qualifier not in _BEGINS
        and covered(str(each.value)) is not None
    ]
    held = [
        part
        for part in statements(sentence)
        if part.start <= first and last <= part.end and candidate.text in part.text
    ]
    if len(held) == 1 and len(dates) > 1:
        inside = [each for each in dates if held[0].start <= each.start and each.end <= held[0].end]
        return inside or [each for each in dates if each.text in held[0].text]
    return dates


def _newest_member(group: Group) -> tuple[Group, str] | None:
    """The group with the day of the member that was published last; None where no day is known."""
    sure = [each for each in group.members if each.probability >= _AS_LIKELY * group.best.probability]
    days = [(day_of(each), each) for each in sure]
    known = [(day, each) for day, each in days if day is not None and covered(day) is not None]
    if not known:
        return None
    day, _ = max(known, key=lambda one: (_order(one[0]), one[1].probability))
    return group, day


def _is_change(candidate: Candidate) -> bool:
    """Whether it is by how much a value changed, and no value itself: "5 more were arrested on Tuesday"."""
    first, last = (place - candidate.sentence.start for place in (candidate.start, candidate.end))
    values = [
        each for each in quantities_in(candidate.sentence.text) if first <= each.start and each.end <= last
    ]
    return any(is_change(candidate.sentence.text, value) for value in values)


def _beside(one: tuple[Group, str], before: Sequence[tuple[Group, str]]) -> bool:
    """Whether one of ``before`` stands in the same sentence and is of the same day: then it is of something else."""
    place = one[0].best.sentence.place
    return any(other.best.sentence.place == place and day == one[1] for other, day in before)


def _order(day: str) -> tuple[date, date]:
    held = covered(day)
    return (date.min, date.min) if held is None else (held[1], held[0])


def _one_at_a_time(question: Question) -> bool:
    """Whether names, too, take each other's place in time: who holds an office now."""
    return question.newest or question.present


def _kind(question: Question, newest: tuple[Group, str], other: tuple[Group, str]) -> UpdateKind | None:
    """What the other value is to the newest one; None where the two disagree."""
    one, two = newest[0].best, other[0].best
    same_source = _same_source(one, two)
    if _published_after(one, two) and _corrects(one, two):
        return "corrected"
    dates = dates_in(one.text) and dates_in(two.text) and not quantities_in(one.text)
    if dates and not _FUTURE.search(question.text) and not question.newest:
        return None  # when something was does not change; when it will be may be put off
    apart = not _meet(newest[1], other[1])
    if not apart and not (same_source and _published_after(one, two)):
        return None
    explicit = bool(_dates_beside(one)) and bool(_dates_beside(two))
    running = phrases("running").search(one.sentence.text) is not None
    later = same_source and _published_after(one, two)
    return "earlier" if explicit or later or running or _one_at_a_time(question) else None


def _corrects(one: Candidate, two: Candidate) -> bool:
    """Whether the later text takes back the value of the earlier one, or the same source corrects what it said."""
    if phrases("correcting").search(one.sentence.text) and _mentions(one.sentence.text, two.text):
        return True
    unknown = not (one.passage.publisher or two.passage.publisher)
    told = one.passage.text if _same_source(one, two) else one.sentence.text if unknown else ""
    return phrases("correcting").search(told) is not None


def _mentions(text: str, value: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE) is not None


def _meet(one: str, two: str) -> bool:
    first, second = covered(one), covered(two)
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def _same_source(one: Candidate, two: Candidate) -> bool:
    """One document, or one publisher."""
    if one.passage.document_id == two.passage.document_id:
        return True
    ours, theirs = one.passage.publisher, two.passage.publisher
    return bool(ours and theirs and ours.casefold() == theirs.casefold())


def _published_after(one: Candidate, two: Candidate) -> bool:
    ours, theirs = one.passage.published, two.passage.published
    return bool(ours and theirs and not _meet(ours, theirs) and _order(ours) > _order(theirs))
