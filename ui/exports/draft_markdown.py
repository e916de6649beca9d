"""A checked draft as Markdown, in which nothing of the draft or a document is Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ui.exports.drafts import about, band, differences, misquotations, reviewed_lines
from ui.views.marking import ranges, standing
from ui.views.markup import web_address
from ui.wording import check_wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.results import Evidence
    from ui.state.drafts import Draft

_ACTIVE = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~=$^:@&])")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def plain(words: str) -> str:
    """``words`` as Markdown that shows exactly them, in one line: every active sign has a backslash."""
    return _ACTIVE.sub(r"\\\1", " ".join(_HIDDEN.sub("\N{REPLACEMENT CHARACTER}", words).split()))


def draft_markdown(draft: Draft) -> str:
    """The draft with a sign and a number at each claim, then each claim with its evidence."""
    return "\n".join(_lines(draft)).rstrip() + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    yield from (f"# {check_wording.EXPORT_TITLE}", "")
    if draft.checked_on:
        yield from (f"{draft.checked_on}. {check_wording.EXPORT_NOTE}", "")
    yield from (f"## {check_wording.DRAFT}", "")
    # A block quote a paragraph, so that the text stays apart from ours.
    for paragraph in _marked(draft).split("\n"):
        yield f"> {paragraph}".rstrip()
    yield ""
    for index in range(len(draft.verdicts)):
        yield from _claim(draft, index)


def _marked(draft: Draft) -> str:
    parts = []
    for start, end, claim in ranges(draft):
        lines = [plain(line) for line in draft.text[start:end].split("\n")]
        # plain() strips; the spaces around a claim are what keeps words apart.
        lead, tail = _spaces(draft.text[start:end])
        words = "\n".join(lines) if claim is None else " ".join(line for line in lines if line)
        verdict = draft.verdict_at(claim)
        if verdict is not None and claim is not None:
            words += f" \\[{claim + 1} {standing(draft, claim).sign}\\]"
        parts.append(f"{lead}{words}{tail}")
    return "".join(parts)


def _spaces(words: str) -> tuple[str, str]:
    return " " * words[:1].isspace(), " " * (words[-1:].isspace() and bool(words.strip()))


def _claim(draft: Draft, index: int) -> Iterator[str]:
    verdict, (_, sign, label) = draft.verdicts[index], standing(draft, index)
    yield from (f"## {index + 1}. {sign} {label[:1].upper()}{label[1:]}", "")
    yield from (f"**{plain(verdict.claim)}**", "")
    for line in reviewed_lines(draft, index):
        yield from (plain(line), "")
    if verdict.label != "NOT_CHECKABLE":
        yield from (band(verdict), "")
    for note in (verdict.note, differences(verdict), misquotations(verdict)):
        if note:
            yield from (plain(note), "")
    for stance, heading in (
        ("supports", check_wording.FOR),
        ("refutes", check_wording.AGAINST),
        ("neither", check_wording.NEAR),
    ):
        chosen = [evidence for evidence in verdict.evidence if evidence.stance == stance]
        if chosen:
            yield from (f"### {heading}", "")
            for evidence in chosen:
                yield from _evidence(evidence)


def _evidence(evidence: Evidence) -> Iterator[str]:
    yield f"> “{plain(evidence.quote)}”"
    yield ">"
    address = web_address(evidence.url)
    link = f", <{address.replace('<', '%3C').replace('>', '%3E')}>" if address else ""
    yield f"> {plain(about(evidence))}{link}"
    yield ""
