"""How many of the words that matter in a question a passage holds."""

from __future__ import annotations

from rag.text.stems import stem, stems_among
from rag.text.words import is_function_word, written_words


def telling_words(query: str) -> frozenset[str]:
    """The stems of the words in ``query`` that carry content; of all of them where none does."""
    found = written_words(query)
    return frozenset(stem(word) for word in [word for word in found if not is_function_word(word)] or found)


def coverage(wanted: frozenset[str], text: str) -> float:
    """The share of ``wanted`` that stands in ``text``; 0 when nothing is wanted."""
    if not wanted:
        return 0.0
    return len(stems_among(written_words(text), wanted)) / len(wanted)
