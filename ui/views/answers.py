"""The conversation side: questions, answers, disagreements and abstentions as safe HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from rag.erasing import ERASED
from rag.text.calendar import in_words
from ui import wording
from ui.exports.answers import copies
from ui.state.scope import said_of
from ui.views.judging import answer_judging
from ui.views.markup import (
    EMPTY,
    band_mark,
    byline,
    date,
    date_words,
    found_in,
    joined,
    text,
    tip,
    with_found,
)
from ui.views.signs import drawn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.results import Answer, Band, Citation, Closest, Computation, Generation, Source, Statement, Unmet
    from ui.state.conversation import Conversation, Turn

_ANSWERED: dict[Band, tuple[str, str]] = {
    "sure": ("✓", wording.ANSWERED),
    "likely": ("✓", wording.LIKELY_ANSWER),
    "unsure": ("?", wording.POSSIBLE_ANSWER),
}
_MARKS_AT_END = re.compile(r"(\s*\[\d+\])+\s*$")


def conversation_view(conversation: Conversation, examples: Sequence[str] = wording.EXAMPLES) -> Markup:
    """All turns, oldest first; what can be asked, while there are none."""
    if not conversation.turns:
        return _welcome(examples)
    turns = joined(_turn(turn, index) for index, turn in enumerate(conversation.turns))
    return Markup('<span hidden data-record="{}"></span>{}').format(conversation.record, turns)


def independent_sources(citations: Iterable[Source]) -> int:
    """How many publishers stand behind the citations; a document without one counts for itself, a deleted one not."""
    kept = (citation for citation in citations if citation.quote != ERASED)
    return len({(citation.publisher or citation.document_id).casefold() for citation in kept})


def _welcome(examples: Sequence[str]) -> Markup:
    buttons = joined(
        Markup(
            '<li><button type="button" class="fc-example" data-event="example" data-number="{}">{}</button></li>'
        ).format(number, text(question))
        for number, question in enumerate(examples)
    )
    return Markup('<div class="fc-welcome"><p>{}</p><h3>{}</h3><ul class="fc-examples">{}</ul></div>').format(
        text(wording.WELCOME), text(wording.EXAMPLES_TITLE), buttons
    )


def _turn(turn: Turn, index: int) -> Markup:
    state: str = turn.state
    if turn.answer is not None and turn.state == "asking":
        state, outcome = "growing", _growing(turn.answer, index)
    elif turn.answer is not None:
        outcome = _answer(turn.answer, index) + (_problem(turn) if turn.state == "failed" else EMPTY)
    elif turn.state == "asking":
        note = Markup('<p class="fc-byline">{}</p>').format(text(turn.note)) if turn.note else EMPTY
        outcome = Markup(
            '<div class="fc-answer fc-asking" role="status"><p><span class="fc-pulse" aria-hidden="true">'
            "</span>{}</p>{}</div>"
        ).format(text(wording.SEARCHING), note)
    elif turn.state == "stopped":
        outcome = Markup('<div class="fc-answer fc-stopped" role="status"><p>{}</p>{}</div>').format(
            text(wording.STOPPED), _again(turn)
        )
    else:
        outcome = _problem(turn)
    return Markup(
        '<article class="fc-turn" data-turn="{}" data-state="{}"><div class="fc-asked">'
        '<h3 class="fc-question">{}</h3>{}</div>{}{}</article>'
    ).format(index, state, text(turn.question), _edit(turn), _scope(turn), outcome + _judging(turn))


def _scope(turn: Turn) -> Markup:
    """What the question was asked of, where that is not everything."""
    said = said_of(turn.scope)
    return Markup('<p class="fc-byline fc-asked-of">{}</p>').format(text(said)) if said else EMPTY


def _judging(turn: Turn) -> Markup:
    if turn.answer is None or turn.state != "done":
        return EMPTY
    if not (turn.answer.searched or turn.answer.citations):
        return EMPTY  # nothing was looked up, so nothing can be wrong
    return answer_judging(turn.answer, turn.opinion, Markup(' data-key="{}"').format(turn.key))


def _problem(turn: Turn) -> Markup:
    return Markup('<div class="fc-answer fc-problem" role="alert">{}<p>{}</p>{}</div>').format(
        _badge("⚠", wording.PROBLEM), text(turn.note or wording.FAULT), _again(turn)
    )


def _again(turn: Turn) -> Markup:
    return Markup(
        '<p><button type="button" class="fc-small" data-event="follow" data-question="{}">{}</button></p>'
    ).format(text(turn.question), text(wording.ASK_AGAIN))


def _edit(turn: Turn) -> Markup:
    return Markup(
        '<button type="button" class="fc-small fc-edit" data-event="edit" data-question="{}" title="{}">{}</button>'
    ).format(text(turn.question), text(wording.EDIT_HINT), text(wording.EDIT))


def _answer(answer: Answer, turn: int) -> Markup:
    match answer.status:
        case "answered":
            sign, words = _ANSWERED[answer.band]
            badge, body = _badge(sign, words), _answered(answer, turn)
        case "disagreement":
            words = wording.MAY_DISAGREE if answer.band == "unsure" else wording.DISAGREEMENT
            badge, body = _badge("≠", words), _disagreement(answer, turn)
        case "abstained":
            badge, body = _silence_badge(answer), _abstention(answer, turn)
    return Markup('<div class="fc-answer fc-{}" data-band="{}">{}{}{}{}{}</div>').format(
        answer.status,
        answer.band,
        _understood(answer),
        badge,
        body,
        _foot(answer),
        chat_model(answer.generation),
    )


def _silence_badge(answer: Answer) -> Markup:
    if answer.searched or answer.closest:
        return _badge("∅", wording.ABSTAINED)
    return _badge("i", wording.NOT_SEARCHED)  # an empty store, or no question


def _growing(answer: Answer, turn: int) -> Markup:
    """What a chat model has written of an answer and the program has checked."""
    return Markup(
        '<div class="fc-answer fc-growing">{}{}{}<p class="fc-byline" role="status">'
        '<span class="fc-pulse" aria-hidden="true"></span>{}</p></div>'
    ).format(
        _understood(answer),
        _badge("…", wording.ANSWERED),
        _answered(answer, turn),
        text(wording.GROWING),
    )


def _understood(answer: Answer) -> Markup:
    if not answer.rewritten:
        return EMPTY
    return Markup('<p class="fc-byline fc-rewritten">{}</p>').format(
        text(wording.rewritten(answer.rewritten))
    )


def chat_model(part: Generation | None) -> Markup:
    """Which chat model took part and where it runs, and what the reader must know of it."""
    if part is None:
        return EMPTY
    words = (
        wording.chat_model(part.model, part.place, worded=part.worded),
        part.note,
        None if part.finished else wording.UNFINISHED,
    )
    return Markup('<p class="fc-byline fc-chat-model">{}</p>').format(text(" ".join(filter(None, words))))


def _badge(sign: str, words: str) -> Markup:
    return Markup('<p class="fc-badge"><span class="fc-sign" aria-hidden="true">{}</span> {}</p>').format(
        drawn(sign), text(words)
    )


def _foot(answer: Answer) -> Markup:
    if answer.citations:
        words = wording.strength(
            independent_sources(answer.citations),
            tuple(
                date_words(day)
                for day in sorted({one.published for one in answer.citations if one.published})
            ),
        )
    else:
        words = wording.searched(answer.searched) if answer.searched else ""
    strength = EMPTY
    if words:
        words = words[0].upper() + words[1:]
        sure = EMPTY if answer.status == "abstained" else Markup(" · ") + band_mark(answer)
        strength = Markup('<p class="fc-strength">{}{}</p>').format(text(words), sure)
    return strength + _copies(answer)


def _copies(answer: Answer) -> Markup:
    """Buttons that copy the answer, and the address that brings its question back."""
    buttons = joined(
        Markup('<button type="button" class="fc-small" data-event="copy" data-copy="{}">{}</button>').format(
            text(form), text(wording.COPIES[name])
        )
        for name, form in copies(answer).items()
    )
    link = Markup(
        '<button type="button" class="fc-small" data-event="link" data-question="{}">{}</button>'
    ).format(text(answer.question), text(wording.COPY_LINK))
    return Markup(
        '<div class="fc-copies" role="group" aria-label="{0}" data-copied="{1}" data-refused="{2}">'
        '<span>{0}</span>{3}{4}<span class="fc-copied" role="status"></span></div>'
    ).format(text(wording.COPY), text(wording.COPIED), text(wording.COPY_REFUSED), buttons, link)


def _answered(answer: Answer, turn: int) -> Markup:
    short = EMPTY
    if answer.short_answer:
        short = Markup('<p class="fc-short">{}</p>').format(text(_short(answer)))
    if answer.events or answer.changes:
        notes = joined(
            Markup('<p class="fc-byline">{}</p>').format(text(one.text))
            for one in answer.statements
            if not one.citations
        )
        said = (_events(answer, turn) if answer.events else _changes(answer, turn)) + notes
    elif answer.computation is not None:
        rest = joined(_statement(statement, answer, turn) for statement in answer.statements[1:])
        said = _line(answer.computation, answer, turn) + rest
    elif answer.statements:
        said = joined(_statement(statement, answer, turn) for statement in _holding_first(answer))
    else:
        said = Markup('<p class="fc-statement">{} {}</p>').format(
            text(_MARKS_AT_END.sub("", answer.text)),
            _marks((citation.number for citation in answer.citations), answer, turn),
        )
    return short + said


def _events(answer: Answer, turn: int) -> Markup:
    """A timeline as a table: the date, the words of the source and where they stand."""
    rows = joined(
        Markup('<tr><th scope="row">{}</th><td>“{}” {}</td></tr>').format(
            text(in_words(one.date)), text(one.text), _marks(one.citations, answer, turn)
        )
        for one in answer.events
    )
    return _table(wording.EVENT_COLUMNS, rows)


def _changes(answer: Answer, turn: int) -> Markup:
    """What changed as a table: what it is, and its value on both sides."""
    rows = joined(
        Markup('<tr><th scope="row">{} {}</th><td>{}</td><td>{}</td></tr>').format(
            text(one.subject), _marks(one.citations, answer, turn), text(one.before), text(one.after)
        )
        for one in answer.changes
    )
    return _table((wording.CHANGED, *(answer.compared or wording.SIDES)), rows)


def _table(columns: Iterable[str], rows: Markup) -> Markup:
    head = joined(Markup('<th scope="col">{}</th>').format(text(column)) for column in columns)
    return Markup('<table class="fc-table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(
        head, rows
    )


def _short(answer: Answer) -> str:
    return wording.possibly(answer.short_answer) if answer.band == "unsure" else answer.short_answer


def _line(computation: Computation, answer: Answer, turn: int) -> Markup:
    """How an answer was computed, with the citation of each operand behind it."""
    pieces = joined(
        text(words)
        if number is None
        else Markup("{} {}").format(text(words), _marks((number,), answer, turn))
        for words, number in computation.pieces()
    )
    return Markup('<p class="fc-statement fc-computation">{}</p>').format(pieces)


def _statement(statement: Statement, answer: Answer, turn: int) -> Markup:
    # Buttons take the place of the marks at the end; a "[1]" within a quote is the document's own.
    # The short answer stands above, so a sentence need not begin with it again.
    words = _MARKS_AT_END.sub("", statement.text)
    if answer.short_answer:
        for lead in (answer.short_answer, wording.possibly(answer.short_answer)):
            words = words.removeprefix(f"{lead}: ")
    return Markup('<p class="fc-statement">{} {}</p>').format(
        with_found(words, answer.short_answer), _marks(statement.citations, answer, turn)
    )


def _holding_first(answer: Answer) -> list[Statement]:
    """The statements, those with the words of the short answer before the others."""
    return sorted(answer.statements, key=lambda one: not found_in(one.text, answer.short_answer))


def _marks(numbers: Iterable[int], answer: Answer, turn: int) -> Markup:
    known = {citation.number: citation for citation in answer.citations}
    return joined((_mark(known[number], turn) for number in numbers if number in known), Markup(" "))


def _mark(citation: Citation, turn: int) -> Markup:
    return Markup(
        '<button type="button" class="fc-cite" data-event="cite" data-turn="{}" data-number="{}"'
        ' aria-label="{}"{}>{}</button>'
    ).format(
        turn,
        citation.number,
        text(wording.cite_label(citation.number, citation.title)),
        tip(citation),
        citation.number,
    )


def _disagreement(answer: Answer, turn: int) -> Markup:
    known = {citation.number: citation for citation in answer.citations}
    rows = joined(
        Markup('<tr><th scope="row">{}</th><td>{} {}</td><td>{}</td></tr>').format(
            text(statement.value or statement.text),
            text(known[number].publisher or known[number].title),
            _mark(known[number], turn),
            date(known[number].published),
        )
        for statement in answer.statements
        for number in statement.citations
        if number in known
    )
    said = Markup('<p class="fc-statement">{}</p>').format(text(answer.text))
    return said + _table(wording.DISAGREEMENT_COLUMNS, rows)


def _abstention(answer: Answer, turn: int) -> Markup:
    words = answer.text
    if answer.closest:  # its reason stands below, beside the passage it is about
        words = words.removesuffix(answer.closest.reason).strip()
    said = Markup('<p class="fc-statement">{}</p>').format(text(words)) if words else EMPTY
    return said + (_closest(answer.closest, turn) if answer.closest else EMPTY)


def _closest(closest: Closest, turn: int) -> Markup:
    return Markup(
        '<section class="fc-closest"><h4>{heading}</h4><p class="fc-byline">{note}</p>'
        '<blockquote>{quote}</blockquote><p class="fc-byline">{title} · {byline}</p>'
        '<button type="button" class="fc-link-button" data-event="cite" data-turn="{turn}" data-number="0">'
        "{show}</button><h4>{why}</h4><p>{reason}</p>{unmet}</section>"
    ).format(
        heading=text(wording.CLOSEST),
        note=text(wording.CLOSEST_NOTE),
        quote=text(closest.quote),
        title=text(closest.title),
        byline=byline(closest),
        turn=turn,
        show=text(wording.SHOW_CLOSEST),
        why=text(wording.NOT_ENOUGH),
        reason=text(closest.reason),
        unmet=_unmet(closest.unmet),
    )


def _unmet(parts: Sequence[Unmet]) -> Markup:
    if not parts:
        return EMPTY
    rows = joined(
        Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(
            text(part.asked), text(", ".join(part.found) or wording.UNMET_NOTHING)
        )
        for part in parts
    )
    return _table(wording.UNMET_COLUMNS, rows)
