"""Who holds an office: "Norwegian Prime Minister Ann Lee" does not tell who leads Sweden, and no city is a minister."""

from __future__ import annotations

import re

from rag.reading.answer_types import is_of_person
from rag.reading.countries import country_mentions
from rag.reading.questions import Question
from rag.text.countries import country, seat_of
from rag.text.words import is_function_word, words

_WHO_IS = re.compile(r"\W*who(?:['’]s|\s+(?:is|was|are|were|became))\b", re.IGNORECASE)
_TITLE_WORDS = 4  # "US Secretary of State"
_BREAK = re.compile(r"[,.;:()\"“”!?]")
_APPOSITION = re.compile(r"\s*,\s+(?P<title>[^,.;:()\"“”!?]+)")


def of_another_country(question: Question, sentence: str, span: tuple[int, int]) -> bool:
    """Whether the question asks who holds an office of one country and ``span`` holds one of another."""
    if question.kind != "who" or not _WHO_IS.match(question.text):
        return False
    asked = {mention.country for mention in country_mentions(question.text, any_case=True)}
    held = _held_before(sentence[: span[0]]) or _held_after(sentence[span[1] :])
    return bool(asked) and held is not None and held not in asked


def held_by_no_person(question: Question, answer: str) -> bool:
    """Whether the question asks who holds an office, and ``answer`` is a country or its capital."""
    asked = _WHO_IS.match(question.text) if question.kind == "who" else None
    if asked is None or not any(is_of_person(word.text) for word in words(question.text[asked.end() :])):
        return False
    return country(answer.strip()) is not None or seat_of(answer.strip()) is not None


def _held_before(text: str) -> str | None:
    """The country in the title before a name ("then Norwegian prime minister …")."""
    phrase = _BREAK.split(text)[-1]
    last = next(reversed(country_mentions(phrase)), None)
    return last.country if last and _title(phrase[last.end :]) else None


def _held_after(text: str) -> str | None:
    """The country in the title behind a name (", the Norwegian prime minister,")."""
    apposition = _APPOSITION.match(text)
    phrase = apposition["title"] if apposition else ""
    first = next(iter(country_mentions(phrase)), None)
    return first.country if first and _title(phrase[first.end :]) else None


def _title(text: str) -> bool:
    """Whether ``text`` behind the name of a country or people can be an office."""
    between = [word.text.lower() for word in words(text)]
    return 0 < len(between) <= _TITLE_WORDS and not any(
        is_function_word(word) and word != "of" for word in between
    )
