"""A checked draft as a file: HTML, Markdown, schema.org ClaimReview, CSV.

Every format escapes what it holds in its own way: nothing of a draft or a document becomes markup,
a link, or a formula of a spreadsheet.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from rag.results import Evidence
from ui import wording
from ui.views.markup import web_address
from ui.wording import check_wording, review_wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.results import Source, Verdict, VerdictLabel
    from ui.state.drafts import Draft

_FORMULA = re.compile(r"^[\s\x00-\x1f'\"]*[=+\-@＝＋－＠|%]")
"""What a spreadsheet may take for a formula, also behind white space or a quote."""

_RATINGS: dict[VerdictLabel, int] = {"REFUTED": 1, "SUPPORTED": 5}
"""Where a verdict has a place between 1 (false) and 5 (true); the others have only their name."""


ENDINGS = {"html": "html", "markdown": "md", "json": "json", "csv": "csv"}
"""The ending of a file in each format of ``check_wording.EXPORTS``."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that the browser saves."""

    name: str
    media_type: str
    data: bytes


def exported(draft: Draft, name: str) -> ExportedFile:
    """``draft`` in the format ``name``: one of ``check_wording.EXPORTS``."""
    stem = f"{check_wording.EXPORT_NAME}-{draft.checked}" if draft.checked else check_wording.EXPORT_NAME
    match name:
        case "html":
            from ui.exports.draft_page import draft_page

            return ExportedFile(f"{stem}.html", "text/html;charset=utf-8", draft_page(draft).encode())
        case "markdown":
            from ui.exports.draft_markdown import draft_markdown

            return ExportedFile(f"{stem}.md", "text/markdown;charset=utf-8", draft_markdown(draft).encode())
        case "json":
            return ExportedFile(f"{stem}.json", "application/ld+json", claim_reviews(draft).encode())
        case "csv":
            # The mark at the head tells a spreadsheet that this is UTF-8.
            return ExportedFile(f"{stem}.csv", "text/csv;charset=utf-8", rows(draft).encode("utf-8-sig"))
    raise ValueError(f"no export is called {name!r}")


def handed_over(file: ExportedFile) -> Markup:
    """The file as an element of the page, from which the browser saves it."""
    return Markup('<span class="fc-file" data-name="{}" data-type="{}" data-content="{}"></span>').format(
        file.name, file.media_type, base64.b64encode(file.data).decode()
    )


def claim_reviews(draft: Draft) -> str:
    """The claims as schema.org ``ClaimReview``s (JSON-LD), each with the verdict that counts.

    What is not checkable is no claim and is left out, as is a verdict that a person has withdrawn.
    """
    reviews = [
        _review(draft, index, label)
        for index in range(len(draft.verdicts))
        if (label := draft.label_at(index)) not in (None, "NOT_CHECKABLE")
    ]
    written = json.dumps({"@context": "https://schema.org", "@graph": reviews}, ensure_ascii=False, indent=2)
    # JSON-LD is often pasted into a page: no tag may end there.
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") + "\n"


def _review(draft: Draft, index: int, label: VerdictLabel) -> dict[str, object]:
    verdict = draft.verdicts[index]
    checked = draft.times[index][:10] if index < len(draft.times) else draft.checked
    rating: dict[str, object] = {"@type": "Rating", "alternateName": check_wording.VERDICTS[label]}
    if label in _RATINGS:
        rating |= {"ratingValue": _RATINGS[label], "worstRating": 1, "bestRating": 5}
    explained = (*reviewed_lines(draft, index), band(verdict), verdict.note)
    rating["ratingExplanation"] = "; ".join(
        filter(None, (*explained, differences(verdict), misquotations(verdict)))
    )
    review: dict[str, object] = {
        "@type": "ClaimReview",
        "claimReviewed": verdict.claim,
        "itemReviewed": {"@type": "Claim", "text": verdict.claim},
        "reviewRating": rating,
        "author": {"@type": "SoftwareApplication", "name": wording.TITLE},
    }
    if checked:
        review["datePublished"] = checked
    if verdict.evidence:
        review["citation"] = [_work(evidence) for evidence in verdict.evidence]
    return review


def _work(evidence: Evidence) -> dict[str, object]:
    work: dict[str, object] = {
        "@type": "Quotation",
        "text": evidence.quote,
        "abstract": check_wording.STANCES[evidence.stance],
    }
    document: dict[str, object] = {"@type": "CreativeWork", "name": evidence.title}
    if evidence.publisher:
        document["publisher"] = {"@type": "Organization", "name": evidence.publisher}
    if evidence.published:
        document["datePublished"] = evidence.published
    if address := web_address(evidence.url):
        document["url"] = address
    work["isPartOf"] = document
    return work


def rows(draft: Draft) -> str:
    """A line for each sentence of evidence, and one for each claim without any."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(check_wording.EXPORT_COLUMNS)
    for index, verdict in enumerate(draft.verdicts):
        for evidence in verdict.evidence or (None,):
            writer.writerow(
                [cell(value) for value in (*_row(draft, index, evidence), *_reviewed(draft, index))]
            )
    return written.getvalue()


def _row(draft: Draft, index: int, evidence: Evidence | None) -> Iterator[object]:
    verdict, label = draft.verdicts[index], draft.label_at(index)
    counts = review_wording.WITHDRAWN if label is None else check_wording.VERDICTS[label]
    yield from (verdict.claim, verdict.start, verdict.end, counts)
    yield from ("" if verdict.label == "NOT_CHECKABLE" else wording.BANDS[verdict.band].lower(),)
    yield from (f"{verdict.confidence:.3f}", verdict.note, differences(verdict), misquotations(verdict))
    if evidence is None:
        yield from ("",) * 8
        return
    yield from (check_wording.STANCES[evidence.stance], f"{evidence.probability:.3f}", evidence.quote)
    yield from (evidence.title, evidence.publisher, evidence.published, evidence.page)
    yield web_address(evidence.url)


def _reviewed(draft: Draft, index: int) -> Iterator[object]:
    """The program's own verdict, and what a person says of it."""
    reviews = draft.opinion_at(index).reviews
    yield from (check_wording.VERDICTS[draft.verdicts[index].label], review_wording.reviewed(reviews))


def reviewed_lines(draft: Draft, index: int) -> tuple[str, ...]:
    """What a person says of a verdict, or that nobody did; with the program's own where it is another one."""
    verdict = draft.verdicts[index]
    said = review_wording.reviewed(draft.opinion_at(index).reviews)
    if draft.label_at(index) == verdict.label:
        return (said,)
    return said, review_wording.programs_own(check_wording.verdict(verdict))


def cell(value: object) -> str:
    """``value`` for a spreadsheet: words that it could take for a formula begin with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    words = str(value)
    shown = words.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return f"'{shown}" if _FORMULA.match(words) else shown


def band(verdict: Verdict) -> str:
    """How sure a verdict is; nothing of what cannot be checked."""
    return "" if verdict.label == "NOT_CHECKABLE" else wording.band(verdict.band, verdict.confidence)


def differences(verdict: Verdict) -> str:
    """What does not match, in one line."""
    return "; ".join(
        check_wording.difference(check_wording.DIFFERENCE_KINDS[one.kind], one.claim, one.evidence)
        for one in verdict.differences
    )


def misquotations(verdict: Verdict) -> str:
    """The quotations that are not what a source says, in one line."""
    return "; ".join(
        check_wording.misquoted(
            one.quote, check_wording.QUOTATION[one.status], one.source.quote if one.source else None
        )
        for one in verdict.quotations
        if one.status != "verbatim"
    )


def about(source: Source) -> str:
    """Title, publisher, date and page of a source in one line."""
    parts = [source.title, source.publisher or wording.NO_PUBLISHER, source.published or wording.NO_DATE]
    if source.page is not None:
        parts.append(wording.page(source.page))
    if isinstance(source, Evidence):
        parts.append(check_wording.stance_strength(source.probability))
    return ", ".join(parts)
