"""The watch as safe HTML: what changed since an answer was given, the old and the new side by side."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from rag.erasing import ERASED
from ui.views import render
from ui.views.markup import EMPTY, Pieces, date_words, in_pieces
from ui.wording import watch_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from rag.watching import Finding
    from rag.watching.findings import WatchedSource

SHOWN = 100
"""Kept results listed at once."""
_WORD = re.compile(r"\w+(?:[.,’'-]\w+)*|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Change:
    """A finding with the words of both sides marked, or with the details that differ."""

    finding: Finding
    before: Pieces = field(default_factory=list)
    after: Pieces = field(default_factory=list)
    details: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    record: str
    place: str
    kind: str
    claim: str
    outcome: str
    grave: bool
    seen: bool
    changes: tuple[_Change, ...]


def watch_view(findings: Sequence[Finding], *, looking: bool, problem: str | None = None) -> Markup:
    """Every kept result that a change touches, those that need another look first."""
    every = [_item(list(found)) for _, found in groupby(_by_item(findings), key=lambda one: one.item)]
    every.sort(key=lambda item: (item.seen, not item.grave))
    left = len(every) - SHOWN
    return render(
        "watch.html",
        **_ALL,
        items=every[:SHOWN],
        more=watch_wording.more(left) if left > 0 else "",
        sum=count_line(findings) or watch_wording.WAS_SEEN,
        fresh=any(not item.seen for item in every),
        looking=looking,
        problem=problem,
    )


def sources_view(
    sources: Sequence[WatchedSource], *, folders: bool, note: str | None = None, given: str = ""
) -> Markup:
    """The folders and feeds that are watched, and the form for another; ``note`` says why ``given`` is refused."""
    hint = watch_wording.OBSERVE_BOTH if folders else watch_wording.OBSERVE_FEED
    return render("watch_sources.html", **_ALL, sources=sources, hint=hint, note=note, given=given)


def changes_view(findings: Sequence[Finding]) -> Markup:
    """What changed since one answer, where it stands in the history; nothing where nothing did."""
    if not findings:
        return EMPTY
    return render("watch_record.html", **_ALL, changes=[_change(finding) for finding in findings])


def count_line(findings: Sequence[Finding]) -> str:
    """How many kept results are touched and not seen yet; empty where none is."""
    fresh = [finding for finding in findings if not finding.seen]
    grave = {finding.item for finding in fresh if finding.grave}
    moved = {finding.item for finding in fresh} - grave
    return watch_wording.touched(len(grave), len(moved)) if fresh else ""


def count_view(findings: Sequence[Finding]) -> Markup:
    """The same with the way to them, for the history; nothing where none is."""
    said = count_line(findings)
    if not said:
        return EMPTY
    return render("watch_count.html", said=said, words=watch_wording)


def _by_item(findings: Sequence[Finding]) -> list[Finding]:
    order: dict[str, int] = {}
    for finding in findings:
        order.setdefault(finding.item, len(order))
    return sorted(findings, key=lambda finding: order[finding.item])


def _item(findings: Sequence[Finding]) -> _Item:
    first = findings[0]
    return _Item(
        first.item,
        first.record,
        "draft" if first.kind == "verdict" else "",
        first.kind,
        first.claim,
        first.outcome,
        any(finding.grave and not finding.seen for finding in findings),
        all(finding.seen for finding in findings),
        tuple(_change(finding) for finding in findings),
    )


def _change(finding: Finding) -> _Change:
    before, after = finding.before, finding.after
    if finding.state == "details changed" and before is not None and after is not None:
        pairs = [
            (name, getattr(before, name) or "", getattr(after, name) or "") for name in watch_wording.FIELDS
        ]
        return _Change(
            finding,
            details=tuple(
                (watch_wording.FIELDS[name], _shown(name, then), _shown(name, now))
                for name, then, now in pairs
                if then != now
            ),
        )
    old, new = ("" if side is None else side.quote for side in (before, after))
    if not old or not new or old == ERASED or not finding.grave:
        return _Change(finding, [(old, False)], [(new, False)])
    if finding.state in ("new source for", "new source against"):
        pieces = finding.differences
        return _Change(
            finding,
            _with_marks(old, [one.claim for one in pieces]),
            _with_marks(new, [one.evidence for one in pieces]),
        )
    return _Change(finding, *_compared(old, new))


def _shown(name: str, value: str) -> str:
    return date_words(value) if name == "published" and value else value


def _compared(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Both with the words marked that the other does not have in their place."""
    left, right = _WORD.findall(old), _WORD.findall(new)
    sides: tuple[Pieces, Pieces] = ([], [])
    for kind, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for side, words in zip(sides, ("".join(left[a:b]), "".join(right[c:d])), strict=True):
            if words:
                side.append((words, kind != "equal"))
    return sides


def _with_marks(quote: str, values: Sequence[str]) -> Pieces:
    """A quote with some values marked where they stand in it."""
    wanted = "|".join(re.escape(value) for value in values if value)
    return in_pieces(quote, (match.span() for match in re.finditer(wanted, quote)) if wanted else ())


_ALL = {"words": watch_wording}
