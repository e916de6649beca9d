"""Who says a quotation, as far as the words beside it tell."""

from __future__ import annotations

import re

from rag.text import find_names

_SAYS = (
    r"(?:said|says|say|told|tells|stated|states|wrote|writes|write|added|adds|announced|argued|argues|claimed|claims"
    r"|declared|declares|explained|noted|notes|insisted|insists|warned|warns|called|calls|described|describes|asked"
    r"|replied|reported|reports|promised|remarked|concluded|commented|according\s+to|in\s+the\s+words\s+of|quoted|quotes)"
)
_CUE = re.compile(rf"\b{_SAYS}\b", re.IGNORECASE)
_STOP = re.compile(r"(?<=[^.\s]{3}[.!?])[\"”’»)]*\s+(?=[\"“‘«A-Z])|\n\s*\n")
_AS_SAYING = re.compile(r"\bquot(?:es|ed|ing)\s+(?P<who>[^.;]{2,80}?)\s+as\s+saying\b(?![^.]*\bquot)")
_REACH = 220


def speaker_near(text: str, start: int, end: int) -> str | None:
    """The name beside a verb of saying in the sentence around [start, end), nearest to the quotation; None if none."""
    low = max(0, start - _REACH)
    before, after = text[low:start], text[end : end + _REACH]
    breaks = list(_STOP.finditer(before))
    before = before[breaks[-1].end() :] if breaks else before
    stop = _STOP.search(after)
    after = after[: stop.start()] if stop else after
    quoted = _AS_SAYING.search(before)
    if quoted is not None:  # "the Post quoted Anna Berg as saying"
        names = [name for name in find_names(quoted["who"]) if len(name.text) > 1]
        if names:
            return names[-1].text
    for piece, leading in ((after, False), (before, True)):
        cues = list(_CUE.finditer(piece))
        if not cues:
            continue
        cue = cues[-1] if leading else cues[0]
        names = [name for name in find_names(piece) if len(name.text) > 1]
        # "Anna Berg said" before "said Anna Berg" before any other name of the piece.
        names.sort(key=lambda name: min(abs(name.end - cue.start()), abs(name.start - cue.end())))
        if names:
            return names[0].text
    return None
