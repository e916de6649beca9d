"""A checked draft as one HTML file that needs nothing else: no script, no picture, no other host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from ui import wording
from ui.exports.drafts import reviewed_lines
from ui.views.marking import ranges, standing
from ui.views.markup import EMPTY, band_mark, byline, date, joined, link, text
from ui.views.verdicts import word_diff
from ui.wording import check_wording

if TYPE_CHECKING:
    from rag.results import Evidence, Quotation, Stance, Verdict
    from ui.state.drafts import Draft

_STYLE = Path(__file__).parent.parent / "static" / "export.css"
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    "<meta http-equiv=\"content-security-policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="referrer" content="no-referrer">\n'
    "<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    '<p class="note">{about}</p>\n<div class="draft">{draft}</div>\n{claims}\n</main>\n</body>\n</html>\n'
)


def draft_page(draft: Draft) -> str:
    """The draft with its claims underlined and linked to their evidence below."""
    checked = f"{draft.checked_on}. " if draft.checked_on else ""
    return _PAGE.format(
        title=text(check_wording.EXPORT_TITLE),
        style=Markup(_STYLE.read_text(encoding="utf-8")),  # noqa: S704 - a file of this package
        about=text(checked + check_wording.EXPORT_NOTE),
        draft=joined(_piece(draft, start, end, claim) for start, end, claim in ranges(draft)),
        claims=joined((_claim(draft, index) for index in range(len(draft.verdicts))), Markup("\n")),
    )


def _piece(draft: Draft, start: int, end: int, claim: int | None) -> Markup:
    words = text(draft.text[start:end])
    if claim is None or draft.verdict_at(claim) is None:
        return words
    counts = standing(draft, claim)
    return Markup('<a href="#claim-{0}" class="claim {1}" title="{2}">{3}<sup>{4} {0}</sup></a>').format(
        claim + 1, counts.label, text(counts.words), words, counts.sign
    )


def _claim(draft: Draft, index: int) -> Markup:
    verdict, (label, sign, words) = draft.verdicts[index], standing(draft, index)
    reviewed = joined(
        Markup('<p class="note">{}</p>').format(text(line)) for line in reviewed_lines(draft, index)
    )
    sure = EMPTY
    if verdict.label != "NOT_CHECKABLE":
        sure = Markup('<p class="note">{}</p>').format(band_mark(verdict))
    note = Markup('<p class="note">{}</p>').format(text(verdict.note)) if verdict.note else EMPTY
    return Markup(
        '<section id="claim-{number}" class="{label}"><h2>{number}. {sign} {words}</h2>'
        "<blockquote>{claim}</blockquote>{reviewed}{sure}{note}{differences}{quotations}{sides}</section>"
    ).format(
        number=index + 1,
        label=label,
        sign=sign,
        words=text(words[:1].upper() + words[1:]),
        reviewed=reviewed,
        claim=text(verdict.claim),
        sure=sure,
        note=note,
        differences=_differences(verdict),
        quotations=joined(_quotation(quotation) for quotation in verdict.quotations),
        sides=_sides(verdict),
    )


def _differences(verdict: Verdict) -> Markup:
    if not verdict.differences:
        return EMPTY
    head = joined(
        Markup('<th scope="col">{}</th>').format(text(name)) if name else Markup("<td></td>")
        for name in check_wording.DIFFERENCE_COLUMNS[:3]
    )
    rows = joined(
        Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>').format(
            text(check_wording.DIFFERENCE_KINDS[one.kind]), text(one.claim), text(one.evidence)
        )
        for one in verdict.differences
    )
    return Markup("<h3>{}</h3><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        text(check_wording.DIFFERENCES), head, rows
    )


def _quotation(quotation: Quotation) -> Markup:
    words = word_diff(quotation.changes) if quotation.changes else text(quotation.quote)
    source = quotation.source
    told = (
        Markup('<p class="note">{} · {}</p>').format(text(source.title), byline(source)) if source else EMPTY
    )
    return Markup("<h3>{}</h3><p>{}</p><blockquote>{}</blockquote>{}").format(
        text(check_wording.QUOTATIONS), text(check_wording.QUOTATION[quotation.status]), words, told
    )


def _sides(verdict: Verdict) -> Markup:
    headings: tuple[tuple[Stance, str], ...] = (
        ("supports", check_wording.FOR),
        ("refutes", check_wording.AGAINST),
        ("neither", check_wording.NEAR),
    )
    return joined(
        Markup("<h3>{}</h3>{}").format(
            text(heading), joined(_evidence(one) for one in verdict.evidence if one.stance == stance)
        )
        for stance, heading in headings
        if any(one.stance == stance for one in verdict.evidence)
    )


def _evidence(evidence: Evidence) -> Markup:
    page = Markup(" · {}").format(text(wording.page(evidence.page))) if evidence.page is not None else EMPTY
    return Markup(
        "<figure><blockquote>{}</blockquote><figcaption>{} · {} · {}{} · {} {}</figcaption></figure>"
    ).format(
        text(evidence.quote),
        text(evidence.title),
        text(evidence.publisher or wording.NO_PUBLISHER),
        date(evidence.published),
        page,
        text(check_wording.stance_strength(evidence.probability)),
        link(evidence.url, wording.OPEN_ORIGINAL),
    )
