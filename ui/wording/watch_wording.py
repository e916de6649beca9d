"""The English of the watch over what was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.wording import check_wording, plural

if TYPE_CHECKING:
    from rag.watching import Finding

TAB_WATCH = "Watch"
CHANGED = "What changed since"
NOTHING = (
    "Nothing that you have checked is touched by a change. Answers are looked at again when documents change."
)
LOOKING = "Looking again at what documents that changed touch …"
THEN = "Then"
NOW = "Now"
NO_WORDS = "These words stand in no document any more."
STATES = {
    "quote moved": "The quote stands in the newer version as well",
    "quote gone": "The quote is gone",
    "value changed": "The value changed",
    "details changed": "What is known of the source changed",
    "new source for": "A new source bears it out",
    "new source against": "A new source contradicts it",
}
CLOSEST = {
    "quote moved": "The passage that came closest stands in the newer version as well",
    "quote gone": "The passage that came closest is gone",
    "value changed": "The passage that came closest gives another value",
    "details changed": "What is known of the source that came closest changed",
    "new source for": "A new source may answer it",
    "new source against": "A new source may answer it",
}
"""The same of a question that the documents did not answer."""
SIGNS = {
    "quote moved": "↻",
    "quote gone": "✕",
    "value changed": "≠",
    "details changed": "≈",
    "new source for": "✓",
    "new source against": "≠",
}
SEEN = "Seen"
ALL_SEEN = "I have seen them all"
WAS_SEEN = "Seen by you"
SEE = "See what changed"
GO = "Open in History"
SOURCES = "Watched folders and feeds"
SOURCES_HINT = "What is new there is added to the Library by itself."
SOURCES_NONE = "Nothing is watched yet."
OBSERVE = "Watch"
OBSERVE_FEED = "Address of a feed (RSS or Atom)"
OBSERVE_BOTH = "Address of a feed (RSS or Atom), or a folder of this machine"
FORGET = "Watch no longer"
NOT_LOOKED = "not looked at yet"
FIELDS = {"title": "Title", "publisher": "Publisher", "published": "Date", "url": "Web address"}


def touched(grave: int, moved: int) -> str:
    """How many kept results need another look, and how many quotes only moved."""
    parts = []
    if grave:
        parts.append(f"{plural(grave, 'kept result')} {'needs' if grave == 1 else 'need'} another look")
    if moved:
        parts.append(
            f"the quotes of {plural(moved, 'other') if grave else plural(moved, 'kept result')} stand in newer versions"
        )
    said = ", and ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def told(finding: Finding) -> str:
    """What became of a kept result."""
    return (CLOSEST if finding.abstained else STATES)[finding.state]


def kept_as(kind: str, outcome: str) -> str:
    """The kept answer or verdict."""
    if kind == "verdict":
        return f"Verdict then: {check_wording.VERDICTS.get(outcome, outcome)}"
    return f"Answer then: {outcome}"


def cited(number: int) -> str:
    """Which citation a difference is about."""
    return f"Source [{number}]"


def looked(moment: str | None) -> str:
    """When a folder or feed was last looked at."""
    return f"looked at {moment[:16].replace('T', ' ')} UTC" if moment else NOT_LOOKED


def more(count: int) -> str:
    """What a long list leaves out."""
    return f"{plural(count, 'difference')} more; `factcheck watch` lists them all."


def not_a_folder(given: str) -> str:
    """A path that may not be watched, or does not exist: the page does not tell which."""
    return (
        f"“{given[:200]}” is no feed, and in none of the folders that may be added; give an address that begins with "
        "https://, or name the folder in FACTCHECK_UI_FOLDERS."
    )
