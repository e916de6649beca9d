"""Questions about a time that a source could not know: what it says of its own time is no forecast."""

from __future__ import annotations

import re
from datetime import date

from rag.reading.moments import counted_from_asking
from rag.reading.overviews import words_of
from rag.reading.questions import Question
from rag.reading.typed_values import dates_in
from rag.results import Answer, Citation, Closest
from rag.text.calendar import covered, in_words
from rag.text.values import Value
from rag.text.words import words

_NO_FORECAST = "The documents make no statement about {asked}: “{value}” stands in a text of {published}."


def no_forecast(question: Question, answer: Answer) -> Answer:
    """The answer; silence where a later time is asked about than its source speaks of or looks ahead to."""
    if answer.status != "answered" or not answer.citations:
        return answer
    citation = answer.citations[0]
    late = next((asked for asked in question.dates if _later(asked, citation)), None)
    if late is None or _looks_ahead(citation, late):
        return answer
    reason = _NO_FORECAST.format(
        asked=late.text,
        value=answer.short_answer or citation.quote,
        published=in_words(citation.published or ""),
    )
    closest = Closest(score=answer.confidence, reason=reason, **citation.model_dump(exclude={"number"}))
    return Answer(
        question=answer.question,
        status="abstained",
        text=reason,
        confidence=answer.confidence,
        closest=closest,
        searched=answer.searched,
    )


def _later(asked: Value, citation: Citation) -> bool:
    """Whether the time that is asked about begins after the text was published."""
    wanted = covered(str(asked.value))
    published = covered(citation.published) if citation.published else None
    if wanted is None or published is None or asked.qualifier is not None:
        return False
    if counted_from_asking(asked) and not _COMING.match(asked.text):
        return False  # "this week" has begun
    return wanted[0] > published[1]


_COMING = re.compile(r"next\b|tomorrow\b", re.IGNORECASE)


def _looks_ahead(citation: Citation, asked: Value) -> bool:
    """Whether the quote tells of that time, or of one to come."""
    wanted, published = covered(str(asked.value)), covered(citation.published or "0001")
    assert wanted is not None
    assert published is not None
    held = [covered(str(each.value)) for each in dates_in(citation.quote, citation.published)]
    return any(one is not None and (one[1] > published[1] or _meet(one, wanted)) for one in held) or any(
        word.text.casefold() in words_of("future") for word in words(citation.quote)
    )


def _meet(one: tuple[date, date], two: tuple[date, date]) -> bool:
    return one[0] <= two[1] and two[0] <= one[1]
