"""Results for reading: rich text on a terminal, the same words in a pipe.

Everything that comes from a document passes through :func:`harmless` and is never read as markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rag.cli.terminal import harmless
from rag.origins import origins_line
from rag.reviews import standing_label, standing_review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import RenderableType

    from rag.archive import CheckedClaim, Earlier
    from rag.doctor import Diagnosis
    from rag.results import Answer, Band, FileReport, Generation, IngestReport, Passage, Source, Verdict
    from rag.watching import Finding, WatchReport

LABEL_STYLES = {
    "SUPPORTED": "bold green",
    "REFUTED": "bold red",
    "CONFLICTING": "bold yellow",
    "NOT_ENOUGH_EVIDENCE": "bold",
    "NOT_CHECKABLE": "dim",
}
BANDS: dict[Band, str] = {"sure": "●●● sure", "likely": "●●○ likely", "unsure": "●○○ unsure"}
BAND_STYLES: dict[Band, str] = {"sure": "green", "likely": "yellow", "unsure": "bold yellow"}
POSSIBLE = "This is only a possible answer."
CHECK_STYLES = {"fine": "green", "warning": "bold yellow", "fault": "bold red"}
STATUS_STYLES = {
    "added": "green",
    "updated": "cyan",
    "unchanged": "dim",
    "failed": "bold red",
    "skipped": "dim",
}


def band_line(result: Answer | Verdict) -> str:
    """How sure a result is, in a sign, a word and a figure."""
    return f"{BANDS[result.band]}, confidence {result.confidence:.2f}"


def source_line(source: Source | Passage) -> str:
    """Title, publisher, date and page of a source in one line."""
    details = [source.publisher, source.published, f"page {source.page}" if source.page else None]
    told = ", ".join(detail for detail in details if detail)
    title = source.title or source.document_id
    return harmless(f"{title} ({told})" if told else title)


def _quote(source: Source, *, style: str = "italic") -> Text:
    return Text(f"“{harmless(source.quote)}”", style=style)


def _where(source: Source) -> Text:
    url = f"{source.url} " if source.url else ""
    return Text(harmless(f"{url}{source.document_id} characters {source.start}–{source.end}"), style="dim")


def _indented(*lines: RenderableType) -> Padding:
    return Padding(Group(*lines), (0, 0, 0, 4), expand=False)


def render_answer(answer: Answer) -> RenderableType:
    """The answer, its sources with their quotes, or what came closest."""
    parts: list[RenderableType] = []
    if answer.rewritten and answer.rewritten != answer.question:
        parts.append(Text(f"Understood as: {harmless(answer.rewritten)}", style="dim"))
    if answer.status != "abstained" and answer.band == "unsure":
        parts.append(Text(POSSIBLE, style=BAND_STYLES["unsure"]))
    answered = "" if answer.band == "unsure" else "bold"
    style = {"answered": answered, "disagreement": "bold yellow", "abstained": "bold"}[answer.status]
    if answer.status == "disagreement":
        words = "The sources may disagree." if answer.band == "unsure" else "The sources disagree."
        parts.append(Text(words, style=style))
    if answer.events:
        parts.append(_events(answer))
    elif answer.changes:
        parts.append(_changes(answer))
    else:
        parts.append(Text(harmless(answer.text), style="" if answer.status == "disagreement" else style))
    parts += [
        Text(harmless(one.text)) for one in answer.statements if not one.citations and _as_table(answer)
    ]
    for citation in answer.citations:
        parts += [
            Text(""),
            Text(f"[{citation.number}] {source_line(citation)}"),
            _indented(_quote(citation), _where(citation)),
        ]
    if answer.closest:
        # The text of an abstention mostly says why already.
        reason = [] if answer.closest.reason in answer.text else [Text(harmless(answer.closest.reason))]
        parts += [
            Text(""),
            Text(f"Closest: {source_line(answer.closest)}"),
            _indented(_quote(answer.closest), *reason, _where(answer.closest)),
        ]
    if answer.status != "abstained":
        parts += [Text(""), Text(band_line(answer), style=BAND_STYLES[answer.band])]
        parts += [Text(harmless(line)) for line in [origins_line(answer.citations)] if line]
    if answer.generation:
        parts.append(Text(harmless(generation_line(answer.generation)), style="dim"))
        if answer.generation.note:
            parts.append(Text(harmless(answer.generation.note), style="yellow"))
    return Group(*parts)


def _as_table(answer: Answer) -> bool:
    return bool(answer.events or answer.changes)


def marks(numbers: Iterable[int]) -> str:
    """The marks of citations: "[1] [2]"."""
    return " ".join(f"[{number}]" for number in numbers)


def event_rows(answer: Answer) -> list[tuple[str, str, str]]:
    """Date, words of the source and marks of each event of a timeline."""
    from rag.text.calendar import in_words

    return [(in_words(one.date), f"“{one.text}”", marks(one.citations)) for one in answer.events]


def change_rows(answer: Answer) -> list[tuple[str, str, str, str]]:
    """What changed, its values on both sides, and the marks of both."""
    return [(one.subject, one.before, one.after, marks(one.citations)) for one in answer.changes]


def _events(answer: Answer) -> RenderableType:
    return render_rows(("Date", "What the source says", ""), event_rows(answer))


def _changes(answer: Answer) -> RenderableType:
    return render_rows(("", *(answer.compared or ("Before", "After")), ""), change_rows(answer))


def generation_line(part: Generation) -> str:
    """Which chat model took part, where it runs, what the check made of its draft, and what it took."""
    told = [
        f"worded by {part.model} on {part.place}" if part.worded else f"{part.model} on {part.place} not used"
    ]
    if not part.finished:
        told.append("stopped before its end")
    if part.unsupported:
        told.append(f"{part.unsupported} of {part.sentences} sentences not supported")
    if part.unknown:
        told.append(f"{part.unknown} invented citation{'s' if part.unknown > 1 else ''} dropped")
    if part.cached:
        told.append("draft from memory")
    if part.input_tokens is not None or part.output_tokens is not None:
        told.append(f"{part.input_tokens or 0} + {part.output_tokens or 0} tokens")
    if part.cost is not None:
        told.append(f"cost {part.cost:.4f}")
    return ", ".join(told)


def render_claims(claims: Sequence[CheckedClaim]) -> RenderableType:
    """A line a claim: the day, the verdict that counts, the claim, and what a person says of it."""
    if not claims:
        return Text("No checked claim is kept, or none holds these words.")
    lines = []
    for claim in claims:
        label = standing_label(claim.verdict.label, claim.reviews)
        line = Text(f"{claim.checked[:10]}  ")
        line.append(label or "WITHDRAWN", style=LABEL_STYLES[label] if label else "dim")
        line.append(f"  {harmless(' '.join(claim.verdict.claim.split()))}")
        review = standing_review(claim.reviews)
        by = f" by {harmless(review.by)}" if review is not None and review.by else ""
        said = "not yet reviewed" if review is None else f"{review.standing}{by} on {review.at[:10]}"
        line.append(f"  ({said})", style="dim")
        lines.append(line)
    return Group(*lines)


LABEL_WORDS = {
    "SUPPORTED": "supported",
    "REFUTED": "refuted",
    "CONFLICTING": "conflicting",
    "NOT_ENOUGH_EVIDENCE": "not enough evidence",
    "NOT_CHECKABLE": "not checkable",
}


def earlier_line(earlier: Earlier) -> str:
    """What was known of a claim from before: "Checked on 12 May 2026: refuted; sources unchanged since"."""
    from rag.text.calendar import in_words

    told = LABEL_WORDS[earlier.label] if earlier.label else "withdrawn"
    if earlier.review is not None:
        told += f" ({earlier.review.standing}{f' by {earlier.review.by}' if earlier.review.by else ''})"
    since = "sources unchanged since" if earlier.unchanged else "its sources have changed since"
    if earlier.added:
        since += f", {earlier.added:,} document{'' if earlier.added == 1 else 's'} added since"
    return f"Checked on {in_words(earlier.checked[:10])}: {told}; {since}"


def render_verdicts(
    verdicts: Sequence[Verdict], earlier: Mapping[int, Earlier] | None = None
) -> RenderableType:
    """Each claim with its label, when it was checked before, what does not match, and the evidence.

    ``earlier`` is what is known of claims from before, by the places of their verdicts.
    """
    if not verdicts:
        return Text("The text holds no claim that can be checked.")
    parts: list[RenderableType] = []
    for number, verdict in enumerate(verdicts):
        if parts:
            parts.append(Text(""))
        label = Text(verdict.label, style=LABEL_STYLES[verdict.label])
        if verdict.label != "NOT_CHECKABLE":
            label.append(f" {band_line(verdict)}", style=BAND_STYLES[verdict.band])
        parts += [label, Text(harmless(verdict.claim))]
        if earlier and (known := earlier.get(number)) is not None:
            parts.append(_indented(Text(harmless(earlier_line(known)), style="dim")))
        for stance in ("supports", "refutes"):
            line = origins_line([one for one in verdict.evidence if one.stance == stance])
            parts += [_indented(Text(harmless(f"{stance}: {line}"), style="dim"))] if line else []
        if verdict.note:
            parts.append(_indented(Text(harmless(verdict.note), style="dim")))
        parts += [
            _indented(
                Text(
                    f"{difference.kind}: {harmless(difference.claim)} (claim), "
                    f"{harmless(difference.evidence)} (source)",
                    style="yellow",
                )
            )
            for difference in verdict.differences
        ]
        parts += [
            _indented(
                Text(f"{evidence.stance} {evidence.probability:.2f}: {source_line(evidence)}"),
                _quote(evidence),
                _where(evidence),
            )
            for evidence in verdict.evidence
        ]
    return Group(*parts)


def render_passages(passages: Sequence[Passage]) -> RenderableType:
    """Passages with their scores, best first."""
    if not passages:
        return Text("Nothing in the documents matches.")
    parts: list[RenderableType] = []
    for rank, passage in enumerate(passages, 1):
        if parts:
            parts.append(Text(""))
        section = f", {harmless(passage.section)}" if passage.section else ""
        parts += [
            Text(f"{rank}. {passage.score:.2f}  {source_line(passage)}{section}", style="bold"),
            _indented(Text(harmless(passage.text)), Text(passage.id, style="dim")),
        ]
    return Group(*parts)


def file_line(file: FileReport) -> Text:
    """What became of one file, in one line."""
    line = Text(f"{file.status:<9} ", style=STATUS_STYLES[file.status])
    line.append(harmless(file.source), style="default")
    told = [file.reason] if file.reason else []
    told += file.warnings
    if told:
        line.append(f": {harmless(' '.join(told))}", style="default")
    return line


def render_report(report: IngestReport) -> RenderableType:
    """One line a file and a line with the sums."""
    counts = [f"{report.count(status)} {status}" for status in ("added", "updated", "unchanged", "failed")]
    counts += [f"{skipped} skipped"] if (skipped := report.count("skipped")) else []
    return Group(
        *(file_line(file) for file in report.files),
        Text(f"{', '.join(counts)} in {report.seconds:.1f} s", style="bold"),
    )


def render_watch(report: WatchReport) -> RenderableType:
    """What came from watched places, each kept result that is touched with the words of then and now, and the sums."""
    parts: list[RenderableType] = [file_line(file) for file in report.files]
    for finding in report.findings:
        if parts:
            parts.append(Text(""))
        parts += [_finding_head(finding), *_sides(finding)]
    if parts and report.sources:
        parts.append(Text(""))
    parts += [Text(harmless(f"watching {one.kind} {one.source}"), style="dim") for one in report.sources]
    touched = len({finding.item for finding in report.findings})
    sums = f"{report.items} kept, {report.read_again} read again, {touched} touched in {report.seconds:.1f} s"
    return Group(*parts, Text(sums, style="bold"))


def _finding_head(finding: Finding) -> Text:
    new = finding.state.startswith("new source")
    state = "may be answered now" if new else f"closest passage, {finding.state}"
    line = Text(
        state if finding.abstained else finding.state, style="bold yellow" if finding.grave else "dim"
    )
    outcome = f" ({finding.outcome})" if finding.outcome else ""
    return line.append(harmless(f": {finding.claim}{outcome}"), style="default")


def _sides(finding: Finding) -> list[RenderableType]:
    sides = [("then", finding.before), ("now", finding.after)]
    return [
        _indented(Text(f"{when}: {source_line(source)}"), _quote(source), _where(source))
        if source is not None
        else _indented(Text(f"{when}: nothing", style="dim"))
        for when, source in sides
    ]


def render_rows(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> RenderableType:
    """A table without rules, so that it can be cut and sorted in a pipe."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(harmless("" if cell is None else str(cell))) for cell in row))
    return table


def render_diagnosis(diagnosis: Diagnosis) -> RenderableType:
    """One line a check, with the remedy under each fault."""
    parts: list[RenderableType] = []
    for check in diagnosis.checks:
        line = Text(f"{check.state:<8}", style=CHECK_STYLES[check.state])
        line.append(f"{check.name}: {harmless(check.found)}", style="default")
        parts.append(line)
        if check.remedy:
            parts.append(_indented(Text(harmless(check.remedy), style="bold")))
    return Group(*parts)
