"""What the watch tells: a difference between a kept result and the documents of now."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rag.results import Difference, FileReport, Result, Source

State = Literal[
    "quote moved",
    "quote gone",
    "value changed",
    "details changed",
    "new source for",
    "new source against",
]
"""What became of a kept result, where anything did.

The quote stands in another place or in the newer version of its document; it stands nowhere, or its document is
deleted; its sentence gives another value; title, publisher, date or address of its document are others; a document
that came later bears the answer or claim out, or contradicts it.
"""
Kind = Literal["answer", "verdict"]


class Finding(Result):
    """One difference, with the source as it was kept and as it is now.

    ``item`` is the key of the kept result, ``record`` of the conversation or draft in which it stands, ``claim`` the
    question or claim, ``outcome`` the short answer or the label of then. ``number`` is the citation that it is about;
    0 for a new source, and for what came closest to an abstention; ``abstained`` says that the documents did not tell
    then. ``differences`` are the values in which the words
    of now differ from those of then. ``found`` is an ISO time in UTC; ``seen`` says whether somebody has dismissed it.
    """

    item: str
    record: str
    kind: Kind
    claim: str
    outcome: str
    state: State
    number: int = Field(default=0, ge=0)
    before: Source | None = None
    after: Source | None = None
    differences: tuple[Difference, ...] = ()
    abstained: bool = False
    found: str
    seen: bool = False

    @property
    def grave(self) -> bool:
        """Whether it may change what was said: a quote that only moved does not."""
        return self.state != "quote moved"


class WatchedSource(Result):
    """A folder or feed that is watched; ``looked`` is when it was last looked at, ``problem`` what went wrong then."""

    source: str
    kind: Literal["folder", "feed"]
    added: str
    looked: str | None = None
    problem: str | None = None


class WatchReport(Result):
    """The result of one look: how many kept results there are, how many of them were read again, what was found.

    ``files`` are the reports on what came from watched folders and feeds.
    """

    items: int = Field(default=0, ge=0)
    read_again: int = Field(default=0, ge=0)
    findings: tuple[Finding, ...] = ()
    sources: tuple[WatchedSource, ...] = ()
    files: tuple[FileReport, ...] = ()
    seconds: float = 0.0
