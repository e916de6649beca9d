"""The conversation side: questions, answers, disagreements and abstentions as safe HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.origins import origins, origins_line
from rag.text.calendar import in_words
from ui import wording
from ui.exports.answers import copies
from ui.state.scope import said_of
from ui.views import render
from ui.views.judging import answer_judging
from ui.views.markup import EMPTY, Pieces, date_words, found_in, with_found

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from rag.results import Answer, Band, Citation, Source
    from ui.state.conversation import Conversation, Turn

_ANSWERED: dict[Band, tuple[str, str]] = {
    "sure": ("✓", wording.ANSWERED),
    "likely": ("✓", wording.LIKELY_ANSWER),
    "unsure": ("?", wording.POSSIBLE_ANSWER),
}
_MARKS_AT_END = re.compile(r"(\s*\[\d+\])+\s*$")


def conversation_view(conversation: Conversation, examples: Sequence[str] = wording.EXAMPLES) -> Markup:
    """All turns, oldest first; what can be asked, while there are none."""
    return render(
        "conversation.html",
        conversation=conversation,
        examples=examples,
        asked_of=said_of,
        badge_of=_badge,
        cited=_cited,
        copies=copies,
        in_words=in_words,
        judging=_judging,
        said=_said,
        strength=_strength,
    )


def independent_sources(citations: Iterable[Source]) -> int:
    """How many origins stand behind the citations; a deleted document counts for none."""
    return len(origins(list(citations)))


def _judging(turn: Turn) -> Markup:
    if turn.answer is None or turn.state != "done":
        return EMPTY
    if not (turn.answer.searched or turn.answer.citations):
        return EMPTY  # nothing was looked up, so nothing can be wrong
    return answer_judging(turn.answer, turn.opinion, {"data-key": turn.key})


def _badge(answer: Answer) -> tuple[str, str]:
    """A sign and words for the outcome."""
    match answer.status:
        case "answered":
            return _ANSWERED[answer.band]
        case "disagreement":
            return "≠", wording.MAY_DISAGREE if answer.band == "unsure" else wording.DISAGREEMENT
        case "abstained" if answer.searched or answer.closest:
            return "∅", wording.ABSTAINED
        case "abstained":
            return "i", wording.NOT_SEARCHED  # an empty store, or no question


def _cited(answer: Answer, numbers: Iterable[int]) -> list[Citation]:
    known = {citation.number: citation for citation in answer.citations}
    return [known[number] for number in numbers if number in known]


def _strength(answer: Answer) -> str:
    """How many sources an answer has and how old they are; without any, how many passages were searched."""
    if not answer.citations:
        return wording.capital(wording.searched(answer.searched)) if answer.searched else ""
    days = sorted({one.published for one in answer.citations if one.published})
    words = wording.strength(independent_sources(answer.citations), tuple(map(date_words, days)))
    return " · ".join(filter(None, (wording.capital(words), origins_line(answer.citations))))


def _said(answer: Answer) -> list[tuple[Pieces, Iterable[int]]]:
    """The sentences of an answer, without the marks at their ends, and the numbers of their citations."""
    if answer.computation is not None:
        rest = answer.statements[1:]
    elif answer.statements:  # those with the words of the short answer before the others
        rest = tuple(sorted(answer.statements, key=lambda one: not found_in(one.text, answer.short_answer)))
    else:
        words = _MARKS_AT_END.sub("", answer.text)
        return [([(words, False)], [citation.number for citation in answer.citations])]
    return [(_statement(one.text, answer.short_answer), one.citations) for one in rest]


def _statement(words: str, short: str) -> Pieces:
    # Buttons take the place of the marks at the end; a "[1]" within a quote is the document's own.
    # The short answer stands above, so a sentence need not begin with it again.
    words = _MARKS_AT_END.sub("", words)
    if short:
        for lead in (short, wording.possibly(short)):
            words = words.removeprefix(f"{lead}: ")
    return with_found(words, short)
