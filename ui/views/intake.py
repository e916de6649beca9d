"""The documents side: the state of the program, the place to drop files, a line for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import wording
from ui.views import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from ui.state.intake import IntakeState, Line

_SIGNS = {
    "waiting": "·",
    "reading": "…",
    "added": "✓",
    "updated": "✓",
    "unchanged": "=",
    "failed": "✕",
    "cancelled": "–",
    "skipped": "–",
}


def state_view(state: IntakeState) -> Markup:
    """One line: what the program is doing, or how many documents it has."""
    match state.phase:
        case "starting":
            words = wording.STARTING
        case "loading":
            words = wording.LOADING
        case "seeds":
            words = wording.reading_seeds(state.done, state.latest)
        case "ready":
            words = wording.documents_ready(state.documents)
    return render("state.html", state=state, words=words)


def drop_zone(limit: int) -> Markup:
    """The place to drop files; ``limit`` in bytes is told when a file is refused."""
    return render(
        "drop.html",
        reading=wording.UPLOADING,
        refused=wording.UPLOAD_REFUSED.replace("{limit}", wording.size(limit)),
        main=wording.DROP,
        hint=wording.DROP_HINT,
        many=True,
    )


def lines_view(lines: Sequence[Line], batch: str | None = None, first: int = 0) -> Markup:
    """A line for each file, with the reason where one failed.

    With the key of its ``batch``, one that is not read yet can be cancelled; ``first`` is its first number.
    """
    numbered = [(number, line, _status(line)) for number, line in enumerate(lines, first)]
    return render("lines.html", lines=numbered, batch=batch, signs=_SIGNS, words=wording)


def _status(line: Line) -> str:
    if line.state == "waiting":
        words = wording.WAITING
    elif line.state == "reading":
        words = wording.embedding(line.embedded, line.passages) if line.embedded else wording.READING
    else:
        words = wording.STATUS[line.state]
        if line.passages and line.state in ("added", "updated"):
            words += f", {wording.kept_passages(line.passages)}"
    return words
