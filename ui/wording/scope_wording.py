"""The English of what a question is asked of."""

from __future__ import annotations

from ui.wording import plural

ALL = "Asked of all documents"
OPTIONS = "Change"
EVERYTHING = "Ask all documents"
CHOOSE_HINT = "Tick documents in the Library to ask within them."
COLLECTION = "Collection"
TICKED = "the documents that you ticked"
ALL_DOCUMENTS = "all documents"
AS_OF = "As of (2023, 2023-03 or 2023-03-16)"
AS_OF_HINT = "Leaves out what was published later. A document without a date stays in."
STRICTNESS = "What is answered"
STRICTNESS_NAMES = {
    "sure": "only what is sure",
    "usual": "what is likely (usual)",
    "possible": "also what is only possible",
}
STRICTNESS_HINT = "The stricter, the fewer answers, and the more of them are right."
SET = "Apply"
ASK_WITHIN = "Ask within them"
UNPICK = "Choose none"
NO_STRICTNESS = "Choose how sure an answer has to be."
PICK = "Choose"


def no_date(given: str) -> str:
    """What was typed is no date."""
    return f"“{given[:40]}” is no date; write 2023, 2023-03 or 2023-03-16."


def within(count: int) -> str:
    """How many documents are asked."""
    return f"Asked of {plural(count, 'document')} that you chose"


def within_collection(name: str, count: int | None = None) -> str:
    """Which collection is asked, and how many documents it holds now."""
    return f"Asked of the collection “{name}”" + ("" if count is None else f" ({plural(count, 'document')})")


def picked(count: int) -> str:
    """How many documents are ticked."""
    return f"{plural(count, 'document')} chosen"


def pick(title: str) -> str:
    """What a screen reader says for the box of a document."""
    return f"Choose {title}"


def as_of(date: str) -> str:
    """The date up to which sources count."""
    return f"as of {date}"
