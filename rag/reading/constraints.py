"""Does a passage meet what a question insists on: its dates, names, figures, and the kind of answer?

The title, the section, the neighbouring sentences and the date of publication count as context:
a report of 2023 about one country need not repeat either in every sentence. A sentence that
speaks of another year, though, contradicts the question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from rag.reading.answer_types import DATES, NAMES, QUANTITIES
from rag.reading.countries import country_mentions, country_of
from rag.reading.moments import KNOWN_BY, counted_from_asking
from rag.reading.names import NameKind, mentions, typed_names
from rag.reading.offices import held_by_no_person, of_another_country
from rag.reading.questions import Question
from rag.reading.shapes import missing_shape, unsaid
from rag.reading.typed_values import dates_in, quantities_in, values_for
from rag.results import Unmet
from rag.text.calendar import covered
from rag.text.countries import is_country_name
from rag.text.designators import designators
from rag.text.relations import same_date, same_value
from rag.text.stems import covers, stem
from rag.text.values import Value
from rag.text.words import words


@dataclass(frozen=True, slots=True)
class Setting:
    """A sentence and all that a reader of the page knows when reading it."""

    sentence: str
    passage: str
    title: str = ""
    section: str | None = None
    publisher: str | None = None
    published: str | None = None

    @property
    def frame(self) -> str:
        """What stands around the sentence, as one text."""
        return "\n".join(part for part in (self.title, self.section, self.publisher, self.passage) if part)


@dataclass(frozen=True, slots=True)
class Check:
    """The parts of the question that are not met, and how much that leaves of an answer's probability.

    ``factor`` in [0, 1]: 1 when all is met, near 0 when the sentence contradicts the question. ``features`` are what
    was seen by name (``FEATURES``), each about 0 to 1.
    """

    unmet: tuple[Unmet, ...] = ()
    factor: float = 1.0
    features: Mapping[str, float] = field(default_factory=dict)

    @property
    def contradicted(self) -> bool:
        """Whether an answer from here would be about something else."""
        return self.factor < 0.2


FEATURES = (
    "date contradicted", "date lasting", "date around", "date absent", "name absent", "name elsewhere", "other country",
    "other clause", "number absent", "other label", "details absent", "other office", "other shape",
)  # fmt: skip

_CONTRADICTED = 0.08
_ABSENT = 0.4
_LASTING = 0.55
_NAME_ABSENT = 0.12
_OTHER_LABEL = 0.02
_NAME_ELSEWHERE = 0.85
_OTHER_COUNTRY = 0.6
_OTHER_CLAUSE = 0.3
_OTHER_OFFICE = 0.25
_OTHER_SHAPE = 0.25
_NUMBER_ABSENT = 0.5
_DETAIL_ABSENT = 0.93
_ELSEWHERE = {
    _OTHER_CLAUSE: "other clause",
    _OTHER_COUNTRY: "other country",
    _NAME_ELSEWHERE: "name elsewhere",
}
DETAILS_SHOWN = 3  # and counted: a paraphrase may share no word with the question


def check(
    question: Question, setting: Setting, *, answered: bool = True, span: tuple[int, int] | None = None
) -> Check:
    """Check one sentence in its setting.

    Args:
        span: where in the sentence the answer stands; a country asked about that another clause
            names ("…, at a time of conflict with Russia") does not count.
        answered: whether a value of the asked type was found; without it the missing value is
            reported as unmet too.
    """
    parts = [
        *_dates(question, setting),
        *_names(question, setting, _clause(setting.sentence, span)),
        *_numbers(question, setting),
        *_designated(question, setting),
        *_details(question, setting),
    ]
    if span is not None and (
        of_another_country(question, setting.sentence, span)
        or held_by_no_person(question, setting.sentence[span[0] : span[1]])
    ):
        parts.append(("other office", None, _OTHER_OFFICE))
    if unsaid(question, setting.sentence):
        parts.append(("other shape", Unmet(kind="detail", asked="a word of what was said"), _OTHER_SHAPE))
    elif span is not None and (wanted := missing_shape(question, setting.sentence, span)):
        parts.append(
            ("other shape", Unmet(kind="date" if "date" in wanted else "amount", asked=wanted), _OTHER_SHAPE)
        )
    if not answered:
        parts.extend(_values(question, setting))
    factor = 1.0
    seen = Counter[str]()
    for name, _, part in parts:
        factor *= part
        seen[name] += 1
    features = {
        name: min(1.0, count / DETAILS_SHOWN if name == "details absent" else count)
        for name, count in seen.items()
    }
    return Check(tuple(unmet for _, unmet, _ in parts if unmet is not None), factor, features)


_Part = tuple[str, Unmet | None, float]
"""The name of a feature, what is not met, and what that leaves of a probability."""


def _dates(question: Question, setting: Setting) -> Iterable[_Part]:
    if not question.dates:
        return
    here = dates_in(setting.sentence, setting.published)
    around = dates_in(setting.frame, setting.published)
    for asked in question.dates:
        if any(_meets(asked, date) for date in here) or _published_then(asked, setting.published):
            continue
        if _published_then(asked, setting.published, _YEAR_AROUND):
            yield "date around", None, 0.8
            continue
        kind: Literal["year", "date"] = "year" if asked.text.strip().isdigit() else "date"
        dated = [date for date in here if _year(date)]
        if "/" in str(asked.value) and any(_not_after(date, asked) for date in dated):
            yield "date lasting", None, _LASTING  # what began before a span of years may have lasted into it
            continue
        published = setting.published is not None and _meets_iso(asked, setting.published)
        if asked.unit == KNOWN_BY and setting.published and not published:
            told = (setting.published,)
            yield "date contradicted", Unmet(kind=kind, asked=asked.text, found=told), _CONTRADICTED
        elif not dated and (
            published if asked.unit == KNOWN_BY else _published_since(asked, setting.published)
        ):
            continue
        elif dated and not published:
            yield (
                "date contradicted",
                Unmet(kind=kind, asked=asked.text, found=_written(dated, kind)),
                _CONTRADICTED,
            )
        elif any(_meets(asked, date) for date in around) or published:
            yield "date around", None, 0.8 if dated else 0.95
        else:
            # What a sentence beside it is dated says nothing of this one; what the title says does.
            heads = dates_in(f"{setting.title}\n{setting.section or ''}", setting.published)
            others = [date for date in heads if _year(date)]
            yield "date absent", Unmet(kind=kind, asked=asked.text, found=_written(others, kind)), _ABSENT


def _meets(asked: Value, date: Value) -> bool:
    """Whether the date can be the one asked about, in one of its readings."""
    return any(_meets_reading(asked, reading) for reading in date.readings)


def _meets_reading(asked: Value, date: Value) -> bool:
    wanted, held = covered(str(asked.value)), covered(str(date.value))
    if wanted is None or held is None:
        return same_date(str(asked.value), str(date.value)) is True
    match date.qualifier:
        case "since" | "after":
            return held[0] <= wanted[1]
        case "until" | "before":
            return wanted[0] <= held[1]
    match asked.qualifier:
        case "since" | "after":
            return held[1] >= wanted[0]
        case "until" | "before":
            return held[0] <= wanted[1]
    return wanted[0] <= held[1] and held[0] <= wanted[1]


def _not_after(date: Value, asked: Value) -> bool:
    held, wanted = covered(str(date.value)), covered(str(asked.value))
    return held is not None and wanted is not None and held[0] <= wanted[1]


_DAYS_AROUND, _YEAR_AROUND = timedelta(days=30), timedelta(days=365)


def _published_then(asked: Value, published: str | None, near: timedelta = _DAYS_AROUND) -> bool:
    """Whether a text is of the days that are asked about, or ``near`` them: what is said in this week's paper is of
    this week, and who says "this week" often means the last that was told.

    Of a month or a year that only goes for texts without another date, which ``_meets_iso`` looks at.
    """
    if published is None or not counted_from_asking(asked) or not _OF_DAYS.search(asked.text):
        return False
    wanted, day = covered(str(asked.value)), covered(published)
    if wanted is None or day is None:
        return False
    return day[0] <= wanted[1] + near and wanted[0] - near <= day[1]


def _published_since(asked: Value, published: str | None) -> bool:
    """Whether a text is of "last year" or later, when last year's figures are told."""
    wanted, day = covered(str(asked.value)), covered(published) if published else None
    return counted_from_asking(asked) and wanted is not None and day is not None and wanted[0] <= day[1]


_OF_DAYS = re.compile(r"\b(?:weeks?|days?|yesterday|tomorrow)\b", re.IGNORECASE)


def _meets_iso(asked: Value, published: str) -> bool:
    """Whether a text of that day can be about the date without naming it: of that year, "this week", "as of May"."""
    if counted_from_asking(asked) or asked.qualifier == "until":
        wanted, day = covered(str(asked.value)), covered(published)
        if wanted is None or day is None:
            return False
        return day[0] <= wanted[1] and (asked.qualifier == "until" or wanted[0] <= day[1])
    return str(asked.value)[:4] == published[:4] and len(str(asked.value)) == 4


def _year(date: Value) -> bool:
    return str(date.value)[:4].isdigit()


def _written(dates: Iterable[Value], kind: str) -> tuple[str, ...]:
    """The dates found: years where a year was asked for, else as they are written."""
    return tuple(dict.fromkeys(str(date.value)[:4] if kind == "year" else date.text for date in dates))[:3]


_ATTRIBUTION = re.compile(r"\baccording\s+to\s+[^,;:.”\"]+", re.IGNORECASE)
"""Who says it: a country in it is no party to what is said."""
_CLAUSE = re.compile(r"\s--\s|\s[—–]\s|[;:]\s|,\s+(?=(?:when|while|whereas|although|though|where)\b)")


def _clause(sentence: str, span: tuple[int, int] | None) -> str:
    """The clause of the sentence in which the span stands."""
    if span is None:
        return sentence
    start = max((match.end() for match in _CLAUSE.finditer(sentence, 0, span[0])), default=0)
    after = _CLAUSE.search(sentence, span[1])
    return sentence[start : after.start() if after else len(sentence)]


def _names(question: Question, setting: Setting, clause: str) -> Iterable[_Part]:
    elsewhere = 1.0
    for name in question.names:
        if mentions(setting.sentence, name):
            elsewhere_in_sentence = clause != setting.sentence and not mentions(clause, name)
            if elsewhere_in_sentence and _other_country(name, question, clause):
                elsewhere = min(elsewhere, _OTHER_CLAUSE)
        elif mentions(setting.frame, name):
            swapped = _other_country(name, question, _ATTRIBUTION.sub("", setting.sentence))
            elsewhere = min(elsewhere, _OTHER_COUNTRY if swapped else _NAME_ELSEWHERE)
        else:
            yield "name absent", _unmet_name(question, name, setting), _NAME_ABSENT
    if elsewhere < 1.0:  # once, however many names the context supplies
        yield _ELSEWHERE[elsewhere], None, elsewhere


def _other_country(name: str, question: Question, sentence: str) -> bool:
    """Whether the sentence speaks of a country that the question does not, in place of the one it does."""
    if not country_of(name):
        return False
    asked = {country_of(other) for other in question.names}
    return any(mention.country not in asked for mention in country_mentions(sentence))


def _unmet_name(question: Question, name: str, setting: Setting) -> Unmet:
    """The name with those of a like kind that stand in its place; the name of a month is a date."""
    if _CALENDAR.fullmatch(name):
        dates = dates_in(setting.sentence, setting.published)
        return Unmet(kind="date", asked=name, found=_written(dates, "date"))
    kind: Literal["place", "name"] = "place" if country_of(name) else "name"
    return Unmet(kind=kind, asked=name, found=_counterparts(question, name, setting))


_CALENDAR = re.compile(
    r"(?:(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|utc|gmt|[bc]et|e[ds]t|p[ds]t)\b\s*)+",
    re.IGNORECASE,
)


def _counterparts(question: Question, name: str, setting: Setting) -> tuple[str, ...]:
    """The names of the sentence that can stand for another ``name``: a country for a country, no month for a person."""
    kinds: list[NameKind] = [each.kind for each in typed_names(question.text) if name in each.text]
    asked: NameKind = "country" if is_country_name(name) else next(iter(kinds), "other")
    short = _ACRONYM.fullmatch(name) is not None
    found = [
        each.text
        for each in typed_names(setting.sentence)
        if not each.initial
        and each.kind in _LIKE[asked]
        and not _CALENDAR.fullmatch(each.text)
        and (_ACRONYM.fullmatch(each.text) is not None) == short
        and not mentions(question.text, each.text)
    ]
    return tuple(dict.fromkeys(found))[:3]


_ACRONYM = re.compile(r"[A-Z]{2,6}")
_LIKE: dict[NameKind, tuple[NameKind, ...]] = {
    "person": ("person", "other"),
    "country": ("country",),
    "adjective": ("country", "adjective"),
    "place": ("place", "country", "other"),
    "organisation": ("organisation", "other"),
    "other": ("person", "place", "organisation", "country", "other"),
}
"""The kinds of names that can stand in the place of one."""


def _numbers(question: Question, setting: Setting) -> Iterable[_Part]:
    if not question.numbers:
        return
    held = (*quantities_in(setting.sentence), *quantities_in(setting.frame))
    for asked in question.numbers:
        if not any(same_value(asked, value) or _ordinal_of(asked, value) for value in held):
            found = tuple(value.text for value in held if value.kind == asked.kind)[:3]
            yield "number absent", Unmet(kind="number", asked=asked.text, found=found), _NUMBER_ABSENT


def _designated(question: Question, setting: Setting) -> Iterable[_Part]:
    """Ward 6 is asked about: a sentence about ward 4 is about another one."""
    asked = designators(question.text)
    if not asked:
        return
    here, around = designators(setting.sentence), designators(setting.frame)
    for one in asked:
        labels = {
            other.label: setting.sentence[other.start : other.end] for other in here if other.head == one.head
        }
        if one.label in labels:
            continue
        if labels or not any((other.head, other.label) == (one.head, one.label) for other in around):
            written = question.text[one.start : one.end]
            yield (
                "other label",
                Unmet(kind="name", asked=written, found=tuple(labels.values())[:3]),
                _OTHER_LABEL,
            )


def _ordinal_of(asked: Value, value: Value) -> bool:
    """Whether ``value`` is the ordinal of a bare number: "season 5" and "the fifth season"."""
    return value.unit == "th" and not asked.unit and value.value == asked.value


def _details(question: Question, setting: Setting) -> Iterable[_Part]:
    named = {stem(word.text) for name in question.names for word in words(name)}
    dated = {stem(word.text) for value in (*question.dates, *question.numbers) for word in words(value.text)}
    stems = {word.stem for word in words(setting.frame)} | {word.stem for word in words(setting.sentence)}
    shown = 0
    for wanted in question.content:
        if shown == DETAILS_SHOWN:
            return
        if wanted in named | dated or wanted.isdigit() or covers(stems, wanted):
            continue
        written = next((word.text for word in words(question.text) if word.stem == wanted), wanted)
        shown += 1
        yield "details absent", Unmet(kind="detail", asked=written), _DETAIL_ABSENT


KINDS_ASKED = {
    "money": "an amount of money", "count": "a number", "percent": "a percentage", "measure": "a measure",
    "amount": "an amount", "duration": "a length of time", "date": "a date", "month": "a month", "year": "a year",
    "person": "a person", "place": "a place", "country": "a country", "organisation": "an organisation",
    "name": "a name",
}  # fmt: skip


def _values(question: Question, setting: Setting) -> Iterable[_Part]:
    expects = question.expects
    if expects not in QUANTITIES | DATES | NAMES or values_for(expects, setting.sentence, setting.published):
        return
    if expects in QUANTITIES:
        yield "value absent", Unmet(kind="amount", asked=KINDS_ASKED[expects]), 0.3
    elif expects in DATES:
        yield "value absent", Unmet(kind="date", asked=KINDS_ASKED[expects]), 0.3
    else:
        yield (
            "value absent",
            Unmet(kind="person" if expects == "person" else "place", asked=KINDS_ASKED[expects]),
            0.5,
        )
