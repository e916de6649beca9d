"""Word queries: what a user typed, made into an FTS5 expression that cannot be misread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rag.text.words import closed_class_words

MAX_TERMS = 128
"""Terms a query may hold; FTS5 limits the depth of an expression, and long tails add nothing."""

MAX_TERM_CHARS = 100

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)+")


def match_expression(query: str) -> str:
    """``query`` as quoted terms joined by OR; empty when it holds no letter or digit."""
    return any_of(telling_terms(query))


def telling_terms(query: str) -> list[str]:
    """The words and figures of ``query``, each once, as quoted FTS5 phrases.

    Stop words are left out unless there is nothing else. A figure such as 4.5 or 1,200 is one
    phrase. Quotes and operators never reach FTS5: only letters, digits and marks do.
    """
    terms = dict.fromkeys(_terms(unicodedata.normalize("NFC", query)))
    telling = [term for term in terms if term not in closed_class_words()] or list(terms)
    return [f'"{term}"' for term in telling[:MAX_TERMS]]


def any_of(terms: Sequence[str]) -> str:
    """The expression that finds what holds at least one of ``terms``."""
    return " OR ".join(terms)


def rare_or_all_common(rare: Sequence[str], common: Sequence[str]) -> str:
    """The expression that finds what holds a rare term, or every common one."""
    return any_of([*rare, f"({' AND '.join(common)})"] if common else rare)


def _terms(query: str) -> list[str]:
    figures = _NUMBER.findall(query)
    kept = "".join(character if _is_word(character) else " " for character in _NUMBER.sub(" ", query))
    others = [word for word in kept.casefold().split() if any(map(str.isalnum, word))]
    # Figures first: they are what a fact is checked by, and must survive MAX_TERMS.
    return [term[:MAX_TERM_CHARS] for term in (*(re.sub(r"\D", " ", figure) for figure in figures), *others)]


def _is_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"
