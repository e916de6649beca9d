"""Requests for several sentences at once: a timeline, a summary, what changed between two sides; and for an opinion.

>>> overview_of("Give me a timeline of the quarry fire.")
Overview(kind='timeline', subject='the quarry fire', sides=(), when='')

The forms are data (``rag/text/data/overviews.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from rag.reading.moments import dates_asked
from rag.text.content import Word, content_words
from rag.text.dates import find_dates
from rag.text.tables import table

OverviewKind = Literal["timeline", "happened", "summary", "about", "latest", "changes", "opinion"]
"""``happened`` is a timeline of a given time, ``about`` a summary only where the subject is a document, ``latest`` a
summary of what was published last."""

_TABLE = "overviews"
_LEAD = re.compile(
    r"^\s*(?:(?:please|so|well|now|and|ok|okay)\b[,\s]+)*(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?"
    r"|i(?:['’]d|\s+would)?\s+like\s+(?:to\s+(?:have|see|get)\s+)?)?(?:please\s+)?",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"[\s,]*(?:please|for\s+(?:me|us)|thanks|so\s+far)?[\s.?!]*$", re.IGNORECASE)
_LONGEST = 40  # words of a request


@dataclass(frozen=True, slots=True)
class Overview:
    """What is asked for: ``subject`` may be empty, ``sides`` are the two of a comparison as they are written.

    ``when`` is the time that the events are to be of, as it is written.
    """

    kind: OverviewKind
    subject: str = ""
    sides: tuple[str, str] | tuple[()] = ()
    when: str = ""

    @property
    def words(self) -> tuple[Word, ...]:
        """The content words of the subject, other than those that stand for any document."""
        return subject_words(self.subject)


def overview_of(question: str, asked_on: str | None = None) -> Overview | None:
    """The overview that is asked for; None for any other question."""
    asked = _BEHIND.sub("", _LEAD.sub("", " ".join(question.split()), count=1))
    if not asked or len(asked.split()) > _LONGEST:
        return None
    for kind, pattern in _forms():
        match = pattern.fullmatch(asked)
        if match is None:
            continue
        held = {key: (text or "").strip(" ,:") for key, text in match.groupdict().items()}
        found = _checked(kind, held, asked_on)
        if found is not None:
            return found
    return None


def _checked(kind: OverviewKind, held: Mapping[str, str], asked_on: str | None) -> Overview | None:
    subject, when = held.get("subject", ""), held.get("when", "")
    if kind == "happened" and not dates_asked(when, asked_on):
        return None
    if kind == "changes":
        before, after = held["before"], held.get("after", "")
        if "after" in held:
            after, rest = _date_and_rest(after)
            subject = subject or rest
        return Overview(kind, subject, (before, after))
    return Overview(kind, subject, (), when)


def _date_and_rest(text: str) -> tuple[str, str]:
    """The date and what it is asked of: "2023 in the budget of Norton"; the text alone where no date begins it."""
    dates = find_dates(f"in {text}")
    if not dates or dates[0].start > 4 + len("the end of "):
        return text, ""
    end = dates[0].end - 3
    rest = re.match(r"\s+(?:in|for|at|about|with|of|on)\s+(?P<subject>.+)", text[end:])
    return (text[:end], rest["subject"]) if rest else (text, "")


def subject_words(subject: str) -> tuple[Word, ...]:
    """The content words of a subject, other than those that stand for any document; dates are none."""
    bare = subject
    for each in reversed(find_dates(subject)):
        bare = f"{bare[: each.start]} {bare[each.end :]}"
    return tuple(word for word in content_words(bare) if word.folded not in words_of("documents"))


@cache
def words_of(key: str) -> frozenset[str]:
    """A list of words of the table."""
    return frozenset(cast("Mapping[str, str]", table(_TABLE)["words"])[key].split())


@cache
def _forms() -> tuple[tuple[OverviewKind, re.Pattern[str]], ...]:
    data = table(_TABLE)
    holders = cast("Mapping[str, str]", data["placeholders"])
    forms = []
    for row in cast("Sequence[Mapping[str, str]]", data["request"]):
        written = row["asks"]
        while re.search(r"\{(\w+)\}", written):
            written = re.sub(r"\{([a-z]\w*)\}", lambda held: holders[held[1]], written)
        forms.append((cast("OverviewKind", row["kind"]), re.compile(written, re.IGNORECASE)))
    return tuple(forms)
