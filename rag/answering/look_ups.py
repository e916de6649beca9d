"""Questions that need several look-ups: each is asked by itself, and its value is computed with, or the reason said.

What is never an answer here is one of the operands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from rag.answering.computing import Known, Refusal, Result, compute
from rag.reading.operands import Calculation, LookUp
from rag.results import Answer, Citation, Closest, Computation, Operand, Statement
from rag.text.content import content_words, covered
from rag.text.dates import find_dates
from rag.text.quantities import find_quantities
from rag.text.relations import Relation, relation
from rag.text.statements import statements
from rag.text.tables import table
from rag.text.values import Value

_NOT_FOUND = "Not computed, because one of the values is missing: the documents do not answer “{question}”."
_DISAGREE = "Not computed, because the sources disagree about “{question}”."
_NOT_STATED = "Not computed: no sentence states the {operation} itself, and the question names no two values."
_ROUNDED = "As the figures are rounded, it can be from {bounds}."
_UNSURE = "Not computed, because the values are not sure enough together."
_FROM = re.compile(r"\bfrom\s+(?:[a-z]+\s+)?$", re.IGNORECASE)
_TO = re.compile(r"\bto\s+(?:[a-z]+\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """The value of a look-up in its quote: ``citation.quote[value.start:value.end] == value.text``; none if given."""

    label: str
    value: Value
    citation: Citation | None
    confidence: float = 1.0

    @property
    def place(self) -> tuple[str, int] | None:
        """Where the value stands."""
        held = self.citation
        return None if held is None else (held.document_id, held.start + self.value.start)

    @property
    def said(self) -> str:
        """The part of its sentence that the value belongs to."""
        if self.citation is None:
            return ""
        quote = self.citation.quote
        held = [
            part
            for part in statements(quote)
            if part.start <= self.value.start and self.value.end <= part.end
        ]
        return held[0].text if len(held) == 1 and self.value.text in held[0].text else quote


def computed(task: Calculation, plain: Answer, look_up: Callable[[str], Answer], threshold: float) -> Answer:
    """The answer of a question that needs several look-ups.

    Args:
        task: the question taken apart.
        plain: what the question gets when it is read as it stands; it stays where its sentence states the result.
        look_up: asks a single question.
        threshold: the confidence below which nothing is said.
    """
    ranking = task.operation in {"largest", "smallest"}
    if not ranking and states_result(task, plain):
        return plain
    found = _levels(task, plain)
    if found is None and not task.look_ups:
        if plain.status == "abstained":
            return plain
        return silence(plain, _NOT_STATED.format(operation=task.operation))
    answers: list[Answer] = []
    if found is None:
        looked = _look_up_all(task, look_up, answers)
        if isinstance(looked, Answer):
            return plain if ranking and compares(task, plain) else silence(plain, looked.text, looked.closest)
        found = looked
    reason = _mismatch(task, found)
    result = reason or compute(task, [Known(one.label, one.value) for one in found])
    if isinstance(result, Refusal):
        return plain if ranking and compares(task, plain) else silence(plain, result.reason)
    confidence = 1.0
    for one in {one.place: one for one in found}.values():
        confidence *= one.confidence
    if confidence < threshold:
        return silence(plain, _UNSURE, confidence=confidence)
    return composed(
        task, plain, found, result, confidence, max([plain.searched, *(a.searched for a in answers)])
    )


def states_result(task: Calculation, answer: Answer) -> bool:
    """Whether the sentence of an answer states the result itself: "cash grew by 1.7 million", "aged 57"."""
    if answer.status != "answered" or not answer.citations:
        return False
    rules = cast("Mapping[str, Mapping[str, str]]", table("computations")["stated"]).get(task.operation)
    quote = answer.citations[0].quote
    values = _values_in(quote, _said(answer), answer.citations[0].published)
    if rules is None or any(value.kind in {"date", "time"} for value in values):
        return False
    return len([value for value in values if _stated(value, quote, rules)]) == 1


def _stated(value: Value, quote: str, rules: Mapping[str, str]) -> bool:
    """Whether a value is a result already by its kind, or by what stands beside it in its sentence."""
    if value.kind == rules.get("kind") or ("unit" in rules and value.unit == rules["unit"]):
        return True
    within = "within" in rules and re.search(rules["within"], quote, re.IGNORECASE)
    if within and not value.unit and value.number <= 100:
        return True
    first, last = value.whole
    beside = (("before", quote[:first].rstrip()), ("after", quote[last:].lstrip(" -")))
    return any(rules[side] and re.search(rules[side], text, re.IGNORECASE) for side, text in beside)


def compares(task: Calculation, answer: Answer) -> bool:
    """Whether a sentence itself says which of the offered things is ahead: it names all of them and compares."""
    if answer.status != "answered" or not answer.citations:
        return False
    quote = answer.citations[0].quote
    chosen = [one for one in task.look_ups if _names(one.label, answer.short_answer)]
    if len(chosen) != 1 or not all(_names(one.label, quote) for one in task.look_ups):
        return False
    words = "|".join(map(re.escape, filter(None, [task.comparative, "more", "most", "fewer", "than"])))
    return re.search(rf"\b(?:{words})\b", quote, re.IGNORECASE) is not None


def _look_up_all(
    task: Calculation, look_up: Callable[[str], Answer], answers: list[Answer]
) -> list[Found] | Answer:
    """The value of each look-up; where one has none, an abstention that says which and why."""
    found: list[Found] = []
    for one in task.look_ups:
        if one.given is not None:
            found.append(Found(one.label, one.given, None))
            continue
        value = None
        for question in (one.question, *one.otherwise):
            answer = look_up(question)
            answers.append(answer)
            if answer.status == "disagreement":
                return answer.model_copy(update={"text": _DISAGREE.format(question=question)})
            value = _value_of(task, one, answer)
            if value is not None:
                break
        if value is None:
            return answers[-1 - len(one.otherwise)].model_copy(
                update={"text": _NOT_FOUND.format(question=one.question)}
            )
        found.append(value)
    return found


def _value_of(task: Calculation, one: LookUp, answer: Answer) -> Found | None:
    if answer.status != "answered" or not answer.citations:
        return None
    citation = answer.citations[0]
    values = _values_in(citation.quote, _said(answer), citation.published)
    timed = task.operation in {"span", "age"}
    fitting = [value for value in values if (value.kind in {"date", "time"}) == timed]
    if not fitting and task.operation in {"largest", "smallest", "difference"}:
        fitting = [value for value in values if value.kind == "date"]
    if len(fitting) != 1 or fitting[0].value is None:
        return None
    return Found(one.label, fitting[0], citation, answer.confidence)


def _said(answer: Answer) -> str:
    """The words of the quote that answer: the short answer may name the unit of their table beside them."""
    value = answer.statements[0].value if answer.statements else None
    return value or answer.short_answer


def _values_in(quote: str, words: str, published: str | None) -> list[Value]:
    """The figures and dates of a quote that the words of an answer hold."""
    at = quote.find(words) if words else -1
    if at < 0:
        return []
    values = [*find_quantities(quote), *find_dates(quote, published)]
    return [
        value for value in values if value.start < at + len(words) and at < value.end and value.kind != "name"
    ]


def _levels(task: Calculation, plain: Answer) -> list[Found] | None:
    """Both levels of a change out of one sentence: "from 2,310 in July to 1,874 in December"."""
    if plain.status != "answered" or not plain.citations or (task.look_ups and not task.over_time):
        return None
    citation = plain.citations[0]
    at = citation.quote.find(said) if (said := _said(plain)) else -1
    if at < 0:
        return None
    part = next((one for one in statements(citation.quote) if one.start <= at < one.end), None)
    start, end = (part.start, part.end) if part else (0, len(citation.quote))
    values = [value for value in find_quantities(citation.quote) if start <= value.start and value.end <= end]
    early = [value for value in values if _FROM.search(citation.quote[: value.whole[0]])]
    late = [value for value in values if _TO.search(citation.quote[: value.whole[0]])]
    if len(early) != 1 or len(late) != 1 or early == late:
        return None
    confidence = plain.confidence
    labels = [one.label for one in task.look_ups] or ["later", "earlier"]
    found = [
        Found(labels[0], late[0], citation, confidence),
        Found(labels[1], early[0], citation, confidence),
    ]
    dates = [
        date
        for date in find_dates(citation.quote, citation.published)
        if start <= date.start and date.end <= end
    ]
    for one in task.look_ups:
        if one.period and dates and all(relation(one.period, date) is Relation.DISJOINT for date in dates):
            return None
    return [_joined_unit(found[0], found[1]), _joined_unit(found[1], found[0])]


def _joined_unit(one: Found, other: Found) -> Found:
    """The value with the unit of the other one where it has none, and is as large: "from 310 to 460 euros"."""
    value, with_unit = one.value, other.value
    if (
        value.kind == "number"
        and not value.unit
        and with_unit.unit
        and abs(value.number) >= abs(with_unit.number) / 100
    ):
        return replace(one, value=replace(value, kind=with_unit.kind, unit=with_unit.unit))
    return one


def _mismatch(task: Calculation, found: Sequence[Found]) -> Refusal | None:
    """Why the values do not belong together: one value for two things, another bearer, another period."""
    places = [one.place for one in found if one.place is not None]
    if len(set(places)) < len(places):
        labels = " and ".join(one.label for one in found)
        return Refusal(f"Not computed, because the documents give only one value for {labels}.")
    if task.subject and not any(_names(task.subject, _around(one)) for one in found):
        return Refusal(f"Not computed, because the values found are not said to be of {task.subject}.")
    for one, asked in zip(found, task.look_ups, strict=False):
        others = [other.label for other in found if other is not one]
        if asked.period is not None:
            refused = _another_period(one, asked.period)
            if refused is not None:
                return refused
        elif (
            one.citation is not None
            and task.operation not in {"share", "age"}
            and not _names(one.label, _around(one))
        ):
            of = next((other for other in others if _names(other, one.said)), None)
            if of is not None:
                return Refusal(
                    f"Not computed, because the value found for {one.label}, {one.value.text}, is that of {of}."
                )
    return None if task.over_time or task.operation in {"span", "age"} else _different_periods(found)


def _another_period(one: Found, period: Value) -> Refusal | None:
    if one.citation is None:
        return None
    published = one.citation.published
    dates = [
        date
        for date in find_dates(one.said, published) or find_dates(one.citation.quote, published)
        if date.value
    ]
    if not dates:
        dates = find_dates(f"in {one.citation.title}") or (
            find_dates(f"in {published[:4]}") if published else []
        )
    if not dates:
        return Refusal(
            f"Not computed, because the value found for {one.label}, {one.value.text}, has no date."
        )
    if all(relation(period, date) in {Relation.DISJOINT, Relation.OTHER_KIND} for date in dates):
        return Refusal(
            f"Not computed, because the value found for {one.label}, {one.value.text}, is of {dates[0].text}."
        )
    return None


def _different_periods(found: Sequence[Found]) -> Refusal | None:
    """Values of which each has one date, and no two of them meet."""
    dated = [(one, dates[0]) for one in found if len(dates := _whole_dates(one)) == 1]
    if len(dated) < len(found):
        return None
    first, when = dated[0]
    other = next(((one, date) for one, date in dated[1:] if relation(when, date) is Relation.DISJOINT), None)
    if other is None:
        return None
    return Refusal(
        f"Not computed, because the values are of different times: {first.value.text} ({first.label}, {when.text}) and "
        f"{other[0].value.text} ({other[0].label}, {other[1].text})."
    )


def _whole_dates(one: Found) -> list[Value]:
    if one.citation is None or one.value.kind in {"date", "time"}:
        return []
    dates = find_dates(one.said, one.citation.published)
    return [date for date in dates if isinstance(date.value, str) and date.value[:4].isdecimal()]


def _around(one: Found) -> str:
    return "" if one.citation is None else f"{one.citation.quote} {one.citation.title}"


def _names(label: str, text: str) -> bool:
    """Whether ``text`` has the words of a label."""
    words = content_words(label)
    return (
        bool(words) and all(covered(words, content_words(text)))
        if words
        else label.casefold() in text.casefold()
    )


def silence(plain: Answer, reason: str, closest: Closest | None = None, confidence: float = 0.0) -> Answer:
    """An abstention with the reason, and what came closest to the value that is missing."""
    return plain.model_copy(
        update={
            "status": "abstained",
            "text": reason,
            "short_answer": "",
            "statements": (),
            "citations": (),
            "closest": closest,
            "confidence": confidence,
        }
    )


def composed(
    task: Calculation, plain: Answer, found: Sequence[Found], result: Result, confidence: float, searched: int
) -> Answer:
    """The answer that a result makes: how it is computed, with the quote of each operand."""
    citations: dict[tuple[str, int, int], Citation] = {}
    operands: list[Operand] = []
    quoted: list[Statement] = []
    for place, shown in zip(result.order, result.shown, strict=True):
        one = found[place]
        number = None
        if one.citation is not None:
            key = (one.citation.document_id, one.citation.start, one.citation.end)
            kept = citations.setdefault(key, one.citation.model_copy(update={"number": len(citations) + 1}))
            number = kept.number
            text = f"{one.label}, {one.value.text}: “{kept.quote}” [{number}]"
            quoted.append(Statement(text=text, value=one.value.text, citations=(number,)))
        operands.append(Operand(label=one.label, value=one.value.text, shown=shown, citation=number))
    operation = task.operation
    shown_result = Computation(
        operation=operation,
        operands=tuple(operands),
        result=result.text,
        line=result.line,
        bounds=result.bounds,
    )
    numbers = tuple(dict.fromkeys(one.citation for one in operands if one.citation is not None))
    lead = Statement(text=f"{result.text}: {shown_result.cited}.", value=result.text, citations=numbers)
    rounded = (Statement(text=_ROUNDED.format(bounds=result.bounds), citations=()),) if result.bounds else ()
    said = (lead, *rounded, *quoted)
    return plain.model_copy(
        update={
            "status": "answered",
            "text": " ".join(statement.text for statement in said),
            "short_answer": result.text,
            "statements": said,
            "citations": tuple(citations.values()),
            "closest": None,
            "confidence": confidence,
            "searched": searched,
            "computation": shown_result,
        }
    )
