"""The documents side: the state of the program, the place to drop files, a line for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from ui import wording
from ui.views.markup import EMPTY, joined, text
from ui.views.signs import drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    pulse = EMPTY if state.phase == "ready" else Markup('<span class="fc-pulse" aria-hidden="true"></span>')
    problem = EMPTY
    if state.problem:
        problem = Markup(
            '<span class="fc-state-problem"><span aria-hidden="true">{}</span> {}</span>'
        ).format(drawn("⚠"), text(state.problem))
    return Markup('<p class="fc-state" data-phase="{}">{}<span>{}</span>{}</p>').format(
        state.phase, pulse, text(words), problem
    )


def drop_zone(limit: int) -> Markup:
    """The place to drop files; ``limit`` in bytes is told when a file is refused."""
    return Markup(
        '<label class="fc-drop" data-uploading="{}" data-refused="{}"><input type="file" multiple '
        'class="fc-visually-hidden"><span class="fc-drop-main">{}</span>'
        '<span class="fc-byline">{}</span></label><ul class="fc-lines fc-uploading" aria-live="polite"></ul>'
    ).format(
        text(wording.UPLOADING),
        text(wording.UPLOAD_REFUSED.replace("{limit}", wording.size(limit))),
        text(wording.DROP),
        text(wording.DROP_HINT),
    )


def lines_view(lines: Sequence[Line], batch: str | None = None, first: int = 0) -> Markup:
    """A line for each file, with the reason where one failed.

    With the key of its ``batch``, one that is not read yet can be cancelled; ``first`` is its first number.
    """
    return Markup('<ul class="fc-lines">{}</ul>').format(
        joined(_line(line, batch, index) for index, line in enumerate(lines, first))
    )


def _line(line: Line, batch: str | None, index: int) -> Markup:
    if line.state == "waiting":
        words = wording.WAITING
    elif line.state == "reading":
        words = wording.embedding(line.embedded, line.passages) if line.embedded else wording.READING
    else:
        words = wording.STATUS[line.state]
        if line.passages and line.state in ("added", "updated"):
            words += f", {wording.kept_passages(line.passages)}"
    notes = joined(
        Markup('<span class="fc-reason">{}</span>').format(text(note))
        for note in (*((line.reason,) if line.reason else ()), *line.warnings)
    )
    cancel = EMPTY
    if batch is not None and not line.finished:
        cancel = Markup(
            ' <button type="button" class="fc-step" data-event="cancel" data-key="{}" data-number="{}" '
            'aria-label="{}">{}</button>'
        ).format(batch, index, text(wording.cancel_file(line.name)), text(wording.CANCEL))
    return Markup(
        '<li class="fc-line" data-state="{}"><span class="fc-sign" aria-hidden="true">{}</span> '
        '<span class="fc-file">{}</span> <span class="fc-line-state">{}</span>{}{}</li>'
    ).format(line.state, drawn(_SIGNS[line.state]), text(line.name), text(words), cancel, notes)
