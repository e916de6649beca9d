"""The names in a question, also where the question has no casing that could tell them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rag.reading.countries import country_mentions
from rag.text.names import find_names
from rag.text.words import is_function_word, words

_OPENERS = frozenset({"summarise", "summarize", "outline", "discuss", "compare", "give", "show"})


def question_names(question: str, passages: Sequence[str] = ()) -> tuple[str, ...]:
    """The proper names of ``question``, adjectives of countries included, each once.

    A question in capitals or in lower case has them told by the casing of ``passages`` (a word
    that stands there with a capital, and never without) and by the table of countries.
    """
    letters = [char for char in question if char.isalpha()]
    if len(words(question)) > 2 and letters and all(char.isupper() for char in letters):
        return _by_passages(question, tuple(passages))
    found = [
        name
        for value in find_names(question)
        if (value.qualifier != "initial" or not passages or value.text.casefold() in _cased(tuple(passages)))
        and (name := _without_openers(value.text))
    ]
    if not found or all(char.islower() for char in letters[1:]):
        found = list(_by_passages(question, tuple(passages))) or found
    return tuple(dict.fromkeys(found))


def _without_openers(name: str) -> str:
    """The name without the words that open a question: China in "Didn't China", nothing in "Which"."""
    tokens = words(name)
    while tokens and (is_function_word(tokens[0].text) or tokens[0].text.casefold() in _OPENERS):
        tokens = tokens[1:]
    return name[tokens[0].start :] if tokens else ""


def _by_passages(question: str, passages: tuple[str, ...]) -> tuple[str, ...]:
    lower = question.lower()
    cased = _cased(passages)
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for mention in country_mentions(lower, any_case=True):
        form = lower[mention.start : mention.end]
        found.append((mention.start, form.upper() if len(form) < 4 else form.title()))
        taken.append((mention.start, mention.end))
    run: list[tuple[int, int, str]] = []
    for word in words(lower):
        proper = cased.get(word.text)
        if any(start <= word.start < end for start, end in taken) or is_function_word(word.text):
            proper = None
        if run and (proper is None or question[run[-1][1] : word.start] not in (" ", "-")):
            found.append((run[0][0], " ".join(item[2] for item in run)))
            run = []
        if proper:
            run.append((word.start, word.end, proper))
    if run:
        found.append((run[0][0], " ".join(item[2] for item in run)))
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


@lru_cache(maxsize=8)
def _cased(passages: tuple[str, ...]) -> dict[str, str]:
    """Lower-case word -> its capitalised form, for the words that ``passages`` never write small."""
    forms: dict[str, str] = {}
    small: set[str] = set()
    for passage in passages:
        for word in words(passage):
            if word.text[0].islower():
                small.add(word.text)
            elif word.text[0].isupper() and not _at_sentence_head(passage, word.start):
                forms.setdefault(word.text.casefold(), word.text)
    return {lower: form for lower, form in forms.items() if lower not in small}


def _at_sentence_head(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(" \"“'")
    return not before or before[-1] in ".!?:\n"
