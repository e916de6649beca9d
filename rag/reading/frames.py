"""What a fragment ("And water meters?", "And the second?") stands in the place of in the question before.

The phrase of that question that is most like the fragment, in meaning and in shape, gives way to it; all else of the
question stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.reading.relevance import Similarity
from rag.text import find_quantities
from rag.text.words import Word, is_function_word, words

LEAST = 0.3
"""Likeness below which a fragment stands in the place of nothing."""
_LONGEST = 5
_SAME_HEAD = 0.35
"""What the same last word adds to the cosine of two phrases: "the Lambeth Company" for "the Southwark Company"."""
_SAME_CASE = 0.15
_SAME_LENGTH = 0.1
_BEFORE = re.compile(
    r"^(?:(?:in|on|at|for|to|from|by|with|of|during|the|a|an|about)\s+)+(?=\S)", re.IGNORECASE
)
_JOINTS = frozenset({"and", "of", "&"})
_ONE = re.compile(r"\s+ones?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Phrase:
    start: int
    end: int
    text: str


def bare(fragment: str) -> str:
    """A fragment without the prepositions and articles before it."""
    return _BEFORE.sub("", fragment.strip().rstrip("?. "))


def replaced(fragment: str, question: str, similarity: Similarity) -> str | None:
    """``question`` with ``fragment`` in the place of its most alike phrase; None where none is like it."""
    topic = bare(fragment)
    if not words(topic):
        return None
    rank = _rank(topic, question)
    if rank is not None:
        return rank
    phrases = list(_phrases(question))
    if not phrases:
        return None
    cosines = similarity(topic, [phrase.text for phrase in phrases])
    scores = [cosine + _shape(topic, phrase.text) for cosine, phrase in zip(cosines, phrases, strict=True)]
    best = max(range(len(phrases)), key=lambda number: scores[number])
    if scores[best] < LEAST:
        return None
    return f"{question[: phrases[best].start]}{topic}{question[phrases[best].end :]}"


def _rank(topic: str, question: str) -> str | None:
    """The rank that "the second one" gives in the place of "first"."""
    plain = _ONE.sub("", topic)
    asked = [value for value in find_quantities(plain) if value.unit == "th"]
    known = [value for value in find_quantities(question) if value.unit == "th"]
    if not known or not (
        (asked and asked[0].text == plain) or plain.casefold() in {"last", "next", "latest"}
    ):
        return None
    return f"{question[: known[-1].start]}{plain}{question[known[-1].end :]}"


def _phrases(question: str) -> Iterator[_Phrase]:
    """Runs of words that carry meaning, and every part of them; names joined by "and" or "of" are one."""
    tokens = words(question)
    run: list[Word] = []
    for number, word in enumerate([*tokens, None]):
        if word is not None and (not _breaks(word) or _joins(tokens, number)):
            run.append(word)
            continue
        for first in range(len(run)):
            for last in range(first, min(len(run), first + _LONGEST)):
                if run[first].text in _JOINTS or run[last].text in _JOINTS or _cuts_name(run, first, last):
                    continue
                start, end = run[first].start, run[last].end
                yield _Phrase(start, end, question[start:end])
        run = []


def _cuts_name(run: list[Word], first: int, last: int) -> bool:
    """Whether a part of a run begins or ends within a name."""
    before = run[first].text[0].isupper() and first > 0 and _of_name(run[first - 1])
    behind = run[last].text[0].isupper() and last + 1 < len(run) and _of_name(run[last + 1])
    return before or behind


def _of_name(word: Word) -> bool:
    return word.text[0].isupper() or word.text in _JOINTS


def _breaks(word: Word) -> bool:
    return is_function_word(word.text)


def _joins(tokens: tuple[Word, ...] | list[Word], number: int) -> bool:
    """Whether "and" or "of" stands between two capitals."""
    if tokens[number].text not in _JOINTS or not 0 < number < len(tokens) - 1:
        return False
    return tokens[number - 1].text[0].isupper() and tokens[number + 1].text[0].isupper()


def _shape(topic: str, phrase: str) -> float:
    one, two = words(topic), words(phrase)
    same_head = one[-1].stem == two[-1].stem
    same_case = one[0].text[0].isupper() == two[0].text[0].isupper()
    return _SAME_HEAD * same_head + _SAME_CASE * same_case + _SAME_LENGTH * (len(one) == len(two))
