"""The English of the page that shows how a result came about."""

from __future__ import annotations

TITLE = "From claim to verdict"
CLAIM = "The claim"
QUESTION = "The question"
EVIDENCE = "The evidence"
NO_EVIDENCE = "No document says anything about it."
PROGRAM = "What the program says"
PEOPLE = "What people say"
LAST_WORD = "What counts"
MADE = (
    "The quotes are what stood in their documents when the program looked. The program says what the documents of "
    "one collection tell, not what is true."
)
GONE = "no longer in the collection"


def added(day: str, changed: str) -> str:
    """Since when a document is in the collection, and when its details were last changed."""
    return f"in the collection since {day}" + (f", changed {changed}" if changed != day else "")
