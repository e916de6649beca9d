"""The evidence side: the sources of an answer, and one of them opened at its exact words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from rag.results import Citation
from ui import wording
from ui.views.markup import EMPTY, byline, joined, link, text
from ui.views.page_images import page_view
from ui.views.signs import drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.results import Answer, Closest, Source

REACH = 12_000
"""How many characters of a document are shown before and after a quote."""


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A quote in the text around it: ``before + found + after`` is one piece of the document.

    ``found`` is what stands in the document where the quote should stand. ``problem`` is a sentence
    when the check of the quote failed; then nothing is highlighted.
    """

    source: Source
    before: str = ""
    found: str = ""
    after: str = ""
    left_out_before: int = 0
    left_out_after: int = 0
    problem: str | None = None


def excerpt(source: Source, document: str, reach: int = REACH) -> OpenedSource:
    """``source`` within ``document``, cut at line ends where there are any, ``reach`` characters each way."""
    start, end = source.start, source.end
    first = max(0, start - reach)
    if first:
        line = document.find("\n", first, start)
        first = line + 1 if line >= 0 else first
    last = min(len(document), end + reach)
    if last < len(document):
        line = document.rfind("\n", end, last)
        last = line if line >= 0 else last
    return OpenedSource(
        source=source,
        before=document[first:start],
        found=document[start:end],
        after=document[end:last],
        left_out_before=first,
        left_out_after=len(document) - last,
    )


def waiting() -> Markup:
    """The evidence side while a question is being answered."""
    return hint(wording.EVIDENCE_WAITING)


def empty() -> Markup:
    """The evidence side before the first question."""
    return hint(wording.EVIDENCE_EMPTY)


def unknown() -> Markup:
    """A source was chosen that this page does not hold."""
    return Markup('<p class="fc-warning" role="alert">{}</p>').format(text(wording.SOURCE_UNKNOWN))


def source_list(answer: Answer, turn: int) -> Markup:
    """The sources of an answer, each with its words; for an abstention what came closest, which is none."""
    if not answer.citations:
        return hint(wording.EVIDENCE_NONE) + (_closest(answer.closest, turn) if answer.closest else EMPTY)
    cards = joined(card(citation, turn) for citation in answer.citations)
    return Markup(
        '<section class="fc-sources" aria-label="{}"><h3>{}</h3><ol class="fc-cards">{}</ol></section>'
    ).format(text(wording.SOURCES), text(wording.SOURCES), cards)


def _closest(closest: Closest, turn: int) -> Markup:
    return Markup(
        '<section class="fc-closest"><h3>{}</h3><button type="button" class="fc-link-button" data-event="cite" '
        'data-turn="{}" data-number="0">{}</button><p class="fc-byline">{}</p><blockquote>{}</blockquote></section>'
    ).format(text(wording.CLOSEST), turn, text(closest.title), byline(closest), text(closest.quote))


def card(citation: Citation, turn: int, remark: Markup = EMPTY) -> Markup:
    """A source that opens at its quote; ``remark`` stands behind its publisher and date."""
    return Markup(
        '<li class="fc-card"><button type="button" class="fc-card-open" data-event="cite" data-turn="{turn}"'
        ' data-number="{number}" aria-label="{label}"><span class="fc-number" aria-hidden="true">{number}'
        '</span><span class="fc-card-title">{title}</span></button><p class="fc-byline">{byline}{remark}</p>'
        "<blockquote>{quote}</blockquote></li>"
    ).format(
        turn=turn,
        number=citation.number,
        label=text(wording.cite_label(citation.number, citation.title)),
        title=text(citation.title),
        byline=byline(citation),
        remark=remark,
        quote=text(citation.quote),
    )


def source_view(opened: OpenedSource, turn: int, numbers: Sequence[int]) -> Markup:
    """One source: who says it, the result of the check, and its text with the quote marked.

    ``numbers`` are the citations of the same answer, for going from one to the next.
    """
    source = opened.source
    return Markup(
        '<article class="fc-source" data-turn="{turn}" data-number="{number}"><nav class="fc-source-nav">'
        '{navigation}</nav><header><h3 class="fc-source-title" tabindex="-1">{title}</h3>'
        '<p class="fc-byline">{byline} {link}</p></header>{check}{page}'
        '<div class="fc-text" role="region" tabindex="0" aria-label="{label}">{body}</div></article>'
    ).format(
        turn=turn,
        number=_number(source),
        navigation=_navigation(source, turn, numbers),
        title=text(source.title),
        byline=byline(source),
        link=link(source.url, wording.OPEN_ORIGINAL),
        check=_check(opened),
        page=EMPTY if opened.problem else page_view(source),
        label=text(wording.SOURCE_TEXT),
        body=_body(opened),
    )


def _number(source: Source) -> int:
    return source.number if isinstance(source, Citation) else 0


def _check(opened: OpenedSource) -> Markup:
    if opened.problem is None:
        return Markup('<p class="fc-verified"><span aria-hidden="true">{}</span> {}</p>').format(
            drawn("✓"), text(wording.VERIFIED)
        )
    return Markup(
        '<div class="fc-warning" role="alert"><p><span aria-hidden="true">{}</span> {}</p><p>{}</p>'
        "<p>{}:</p><blockquote>{}</blockquote></div>"
    ).format(
        drawn("⚠"),
        text(wording.UNVERIFIED),
        text(opened.problem),
        text(wording.QUOTE_THEN),
        text(opened.source.quote),
    )


def _body(opened: OpenedSource) -> Markup:
    found = text(opened.found)
    if opened.problem is None:
        found = Markup('<mark class="fc-mark">{}</mark>').format(found)
    return joined(
        (
            _left_out(opened.left_out_before, "before"),
            # The text stays one run with white-space: pre-wrap, so what a reader copies is the source.
            Markup('<div class="fc-run">{}{}{}</div>').format(text(opened.before), found, text(opened.after)),
            _left_out(opened.left_out_after, "after"),
        )
    )


def _left_out(characters: int, where: str) -> Markup:
    if not characters:
        return EMPTY
    return Markup('<p class="fc-left-out">{}</p>').format(text(wording.text_left_out(characters, where)))


def _navigation(source: Source, turn: int, numbers: Sequence[int]) -> Markup:
    here = _number(source)
    parts = [_step("list", turn, 0, "‹", wording.BACK if numbers else wording.CLOSE, labelled=True)]
    if here in numbers and len(numbers) > 1:
        at = numbers.index(here)
        parts.append(
            Markup('<span class="fc-position">{}</span>').format(text(wording.position(at + 1, len(numbers))))
        )
        parts.append(_step("cite", turn, numbers[at - 1], "↑", wording.PREVIOUS))
        parts.append(_step("cite", turn, numbers[(at + 1) % len(numbers)], "↓", wording.NEXT))
    return joined(parts)


def _step(event: str, turn: int, number: int, sign: str, label: str, *, labelled: bool = False) -> Markup:
    shown = Markup(" {}").format(text(label)) if labelled else EMPTY
    return Markup(
        '<button type="button" class="fc-step" data-event="{}" data-turn="{}" data-number="{}"'
        ' aria-label="{}" title="{}"><span aria-hidden="true">{}</span>{}</button>'
    ).format(event, turn, number, text(label), text(label), drawn(sign), shown)


def hint(sentence: str) -> Markup:
    """A sentence in the place of evidence."""
    return Markup('<p class="fc-hint">{}</p>').format(text(sentence))
