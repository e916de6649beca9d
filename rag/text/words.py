"""The words and figures of a text with their places, and which of them carry no content.

(The readers of values read finer: ``tokens``, where every sign is one of its own.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.text import tables
from rag.text.stems import stem

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+|[^\W_]+(?:['’](?![sS]\b)[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word ``text[start:end]`` of some text; a possessive 's is not part of it."""

    text: str
    start: int
    end: int

    @property
    def stem(self) -> str:
        return stem(self.text)


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[Word, ...]:
    """The words and figures of ``text`` in order; hyphens separate, apostrophes inside a word do not."""
    return tuple(
        Word(match.group(), match.start(), match.end())
        for match in _WORD.finditer(text)
        if match.group() not in "sS" or text[max(0, match.start() - 1) : match.start()] not in ("'", "’")
    )


def written_words(text: str) -> list[str]:
    """What ``words`` finds, without places, and with each possessive s: for whole passages, where speed counts."""
    return _WORD.findall(text)


@cache
def closed_class_words() -> frozenset[str]:
    """Articles, pronouns, prepositions, auxiliaries and what else carries no content in any sentence."""
    return tables.words("words", "articles") | tables.words("words", "function")


@cache
def function_words() -> frozenset[str]:
    """The words that carry no content in a question: of the closed classes, and "name", "kind", "please"."""
    return closed_class_words() | tables.words("words", "asking")


def is_function_word(word: str) -> bool:
    """Whether ``word`` carries no content: articles, auxiliaries ("didn't" too), question words."""
    lower, known = word.casefold().replace("’", "'"), function_words()
    return lower in known or lower.removesuffix("n't") in known or lower in ("won't", "can't")
