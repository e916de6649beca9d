"""One claim of a draft: its verdict, what does not match, its quotations, and the sentences on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from ui import wording
from ui.state.drafts import claim_sources
from ui.views import render
from ui.views.answers import independent_sources
from ui.views.judging import verdict_judging
from ui.views.marking import QUOTATION_SIGNS, standing
from ui.views.markup import EMPTY, band_mark, byline, date_words, joined, text, tip
from ui.views.signs import drawn
from ui.views.sources import card
from ui.wording import check_wording, review_wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.results import Citation, Edit, Evidence, Quotation, Stance, Verdict
    from ui.state.drafts import Draft

_ONLY_SOURCE = Markup('<del><span class="fc-visually-hidden">{} </span>{}</del>')
_ONLY_DRAFT = Markup('<ins><span class="fc-visually-hidden">{} </span>{}</ins>')


def claim_view(draft: Draft, index: int, *, working: bool = False) -> Markup:
    """One claim: verdict, differences, quotations, and the sentences on both sides.

    ``working``: it is being checked again.
    """
    verdict = draft.verdict_at(index)
    if verdict is None:
        return Markup('<p class="fc-warning" role="alert">{}</p>').format(text(check_wording.CLAIM_UNKNOWN))
    note = Markup('<p class="fc-byline">{}</p>').format(text(verdict.note)) if verdict.note else EMPTY
    counts, own = standing(draft, index), EMPTY
    if counts.label != verdict.label:
        own = Markup('<p class="fc-byline fc-own">{}{}</p>').format(
            text(review_wording.programs_own(check_wording.verdict(verdict))), _sure(verdict)
        )
    return Markup(
        '<article class="fc-claim-view" data-number="{number}" data-label="{label}"><nav class="fc-source-nav">'
        '{steps}</nav><h3 class="fc-claim-verdict" tabindex="-1"><span class="fc-sign" aria-hidden="true">{sign}'
        '</span> {words}</h3><blockquote class="fc-claim-words">{claim}</blockquote>{own}{earlier}{note}{strength}'
        "{differences}{quotations}{sides}{judging}{chain}</article>"
    ).format(
        number=index,
        label=counts.label,
        steps=_steps(draft, index),
        sign=drawn(counts.sign),
        words=text(_capital(counts.words)),
        own=own,
        earlier=_earlier(draft, index, working=working),
        chain=_chain(draft, index),
        claim=text(verdict.claim),
        note=note,
        strength=_strength(verdict, own=counts.label == verdict.label),
        differences=_differences(verdict, index),
        quotations=_quotations(verdict, index),
        sides=_sides(verdict, index),
        judging=verdict_judging(verdict, draft.opinion_at(index), {"data-number": index}),
    )


def _earlier(draft: Draft, index: int, *, working: bool) -> Markup:
    """What was known of the claim from before, and the way to check it again."""
    earlier, claim = draft.earlier.get(index), draft.verdicts[index].claim
    if earlier is None and not working:  # then the way to check it again is below the evidence
        return EMPTY
    line = other = ""
    if earlier is not None:
        label = review_wording.WITHDRAWN if earlier.label is None else check_wording.VERDICTS[earlier.label]
        line = check_wording.earlier(
            date_words(earlier.checked[:10]),
            label,
            review_wording.review(earlier.review) if earlier.review else "",
            unchanged=earlier.unchanged,
            added=earlier.added,
        )
        if earlier.claim != claim:
            other = check_wording.in_other_words(earlier.claim)
    ended = draft.waiting is None
    return render(
        "earlier.html",
        words=check_wording,
        line=line,
        other=other,
        number=index,
        ended=ended,
        working=working,
    )


def _chain(draft: Draft, index: int) -> Markup:
    if not draft.kept:
        return EMPTY
    again = EMPTY
    if index not in draft.earlier and draft.waiting is None:
        again = Markup(
            '<p><button type="button" class="fc-step" data-event="recheck" data-number="{}">{}</button></p>'
        ).format(index, text(check_wording.CHECK_AGAIN))
    return again + Markup(
        '<p><a class="fc-link" href="fc/chain/{}/{}.html" target="_blank" rel="noopener">{}</a></p>'
    ).format(draft.key, index, text(review_wording.CHAIN))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _steps(draft: Draft, index: int) -> Markup:
    total = len(draft.verdicts)
    parts = [
        Markup('<span class="fc-position">{}</span>').format(
            text(check_wording.claim_position(index + 1, len(draft.claims)))
        )
    ]
    for step, sign, label in ((-1, "↑", check_wording.PREVIOUS_CLAIM), (1, "↓", check_wording.NEXT_CLAIM)):
        parts.append(
            Markup(
                '<button type="button" class="fc-step" data-event="claim" data-number="{}" aria-label="{}" title="{}">'
                '<span aria-hidden="true">{}</span></button>'
            ).format((index + step) % total, text(label), text(label), drawn(sign))
        )
    parts.append(
        Markup('<button type="button" class="fc-step fc-close-sheet" data-event="close">{}</button>').format(
            text(wording.CLOSE)
        )
    )
    return joined(parts)


def _sure(verdict: Verdict) -> Markup:
    return EMPTY if verdict.label == "NOT_CHECKABLE" else Markup(" · {}").format(band_mark(verdict))


def _strength(verdict: Verdict, *, own: bool) -> Markup:
    """The sources on each side; with how sure the verdict is where the program's ``own`` counts."""
    if verdict.label == "NOT_CHECKABLE":
        return EMPTY
    sides = check_wording.both_sides(
        *(_independent(verdict.evidence, stance) for stance in ("supports", "refutes"))
    )
    parts = [text(_capital(sides))] if sides else []
    if own:
        parts.append(band_mark(verdict))
    return Markup('<p class="fc-strength">{}</p>').format(joined(parts, Markup(" · "))) if parts else EMPTY


def _independent(evidence: Iterable[Evidence], stance: Stance) -> int:
    return independent_sources(one for one in evidence if one.stance == stance)


def _differences(verdict: Verdict, index: int) -> Markup:
    if not verdict.differences:
        return EMPTY
    known = {source.number: source for source in claim_sources(verdict)}
    head = joined(
        Markup('<th scope="col">{}</th>').format(text(name)) if name else Markup("<td></td>")
        for name in check_wording.DIFFERENCE_COLUMNS
    )
    rows = joined(
        Markup(
            '<tr><th scope="row">{}</th><td><span class="fc-differs">{}</span></td>'
            '<td><span class="fc-differs">{}</span></td><td>{}</td></tr>'
        ).format(
            text(check_wording.DIFFERENCE_KINDS[difference.kind]),
            text(difference.claim),
            text(difference.evidence),
            _mark(index, known[difference.citation]) if difference.citation in known else EMPTY,
        )
        for difference in verdict.differences
    )
    return Markup(
        '<section class="fc-part"><h4>{}</h4><table class="fc-table fc-differences"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></section>"
    ).format(text(check_wording.DIFFERENCES), head, rows)


def _mark(index: int, source: Citation) -> Markup:
    return Markup(
        '<button type="button" class="fc-cite" data-event="cite" data-turn="{0}" data-number="{1}"'
        ' aria-label="{2}"{3}>{1}</button>'
    ).format(index, source.number, text(wording.cite_label(source.number, source.title)), tip(source))


def _quotations(verdict: Verdict, index: int) -> Markup:
    if not verdict.quotations:
        return EMPTY
    # Their sources are numbered after the evidence, in the same order.
    found = iter(claim_sources(verdict)[len(verdict.evidence) :])
    items = [_quotation(one, index, next(found) if one.source else None) for one in verdict.quotations]
    return Markup('<section class="fc-part"><h4>{}</h4><ul class="fc-quotations">{}</ul></section>').format(
        text(check_wording.QUOTATIONS), joined(items)
    )


def _quotation(quotation: Quotation, index: int, source: Citation | None) -> Markup:
    said = EMPTY
    if quotation.speaker:
        other = quotation.attributed and quotation.attributed.casefold() not in quotation.speaker.casefold()
        said = Markup('<p class="fc-byline">{}</p>').format(
            text(
                check_wording.said_by_other(quotation.attributed or "", quotation.speaker)
                if other
                else check_wording.said_by(quotation.speaker)
            )
        )
    legend, shown = EMPTY, text(quotation.quote)
    if quotation.changes:
        legend = Markup('<p class="fc-byline">{}</p>').format(text(check_wording.QUOTATION_LEGEND))
        shown = word_diff(quotation.changes)
    about = (
        Markup('<p class="fc-byline">{} · {} {}</p>').format(
            text(source.title), byline(source), _mark(index, source)
        )
        if source
        else EMPTY
    )
    return Markup(
        '<li class="fc-quotation" data-status="{}"><p class="fc-quotation-status"><span class="fc-sign" '
        'aria-hidden="true">{}</span> {}</p><blockquote>{}</blockquote>{}{}{}</li>'
    ).format(
        quotation.status,
        drawn(QUOTATION_SIGNS[quotation.status]),
        text(check_wording.QUOTATION[quotation.status]),
        shown,
        legend,
        said,
        about,
    )


def word_diff(changes: Iterable[Edit]) -> Markup:
    """The words that source and draft share, those of one and those of the other."""
    parts = []
    for edit in changes:
        match edit.kind:
            case "same":
                parts.append(text(edit.text))
            case "source":
                parts.append(_ONLY_SOURCE.format(text(check_wording.ONLY_SOURCE), text(edit.text)))
            case "input":
                parts.append(_ONLY_DRAFT.format(text(check_wording.ONLY_DRAFT), text(edit.text)))
    return joined(parts, Markup(" "))


def _sides(verdict: Verdict, index: int) -> Markup:
    numbered = list(zip(verdict.evidence, claim_sources(verdict), strict=False))
    headings: tuple[tuple[Stance, str, str], ...] = (
        ("supports", check_wording.FOR, ""),
        ("refutes", check_wording.AGAINST, ""),
        ("neither", check_wording.NEAR, check_wording.NEAR_NOTE),
    )
    return joined(
        Markup(
            '<section class="fc-part fc-side" data-stance="{}"><h4>{}</h4>{}<ol class="fc-cards">{}</ol></section>'
        ).format(
            stance,
            text(heading),
            Markup('<p class="fc-byline">{}</p>').format(text(note)) if note else EMPTY,
            joined(
                _card(evidence, source, index) for evidence, source in numbered if evidence.stance == stance
            ),
        )
        for stance, heading, note in headings
        if any(evidence.stance == stance for evidence, _ in numbered)
    )


def _card(evidence: Evidence, source: Citation, index: int) -> Markup:
    sure = text(check_wording.stance_strength(evidence.probability))
    return card(source, index, Markup(" · {}").format(sure))
