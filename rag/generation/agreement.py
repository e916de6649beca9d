"""Whether a model's prose says what the reader read."""

from __future__ import annotations

from rag.text import find_values, relation
from rag.text.content import content_words, covered


def says(prose: str, short: str) -> bool:
    """Whether ``prose`` holds the short answer: the same words, or its figures and the rest of its words."""
    if short in {"Yes", "No"}:
        return prose[: len(short) + 1].rstrip(" ,.;:") == short
    if short.casefold() in prose.casefold():
        return True
    ours = [value for value in find_values(short, None) if value.kind != "name"]
    theirs = [value for value in find_values(prose, None) if value.kind != "name"]
    if any(not any(relation(value, other).implied for other in theirs) for value in ours):
        return False
    words = tuple(
        word
        for word in content_words(short)
        if not any(value.start < word.end and word.start < value.end for value in ours)
    )
    hits = covered(words, content_words(prose))
    return bool(ours or words) and sum(hits) >= 0.75 * len(hits)
