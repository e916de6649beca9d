"""The guard: each sentence of any prose against the evidence that it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.claims.assessing import Piece, assess
from rag.claims.loading import load_judge
from rag.claims.splitting import uncheckable
from rag.results import Checked, CheckedSentence, Citation, Difference, Judgement

if TYPE_CHECKING:
    from rag.claims.protocol import Judge
    from rag.settings import Settings

_MARKER = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")


def check(answer_text: str, citations: Sequence[Citation], settings: Settings | None = None) -> Checked:
    """Every sentence of ``answer_text`` judged against the citations it names as ``[1]`` or ``[1, 2]``.

    A sentence without a marker is judged against all citations; a marker that names no citation
    is reported as unknown and counts for nothing.
    """
    judge = load_judge(settings)
    return Checked(
        sentences=tuple(_checked(answer_text, span, citations, judge) for span in sentence_spans(answer_text))
    )


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Sentence ranges; a marker that stands behind the full stop belongs to the sentence before it."""
    from rag.documents import sentences

    spans: list[tuple[int, int]] = []
    for start, end in sentences(text):
        marker = re.match(r"(?:\[\d[\d\s,;–-]*\]\s*)+", text[start:end])
        if marker and spans:
            spans[-1] = (spans[-1][0], start + len(marker[0].rstrip()))
            start += marker.end()
        if start < end:
            spans.append((start, end))
    return spans


def _checked(
    text: str, span: tuple[int, int], citations: Sequence[Citation], judge: Judge
) -> CheckedSentence:
    start, end = span
    sentence = text[start:end]
    statement, numbers = without_markers(sentence)
    known = {citation.number: citation for citation in citations}
    cited = tuple(dict.fromkeys(number for number in numbers if number in known))
    unknown = tuple(dict.fromkeys(number for number in numbers if number not in known))
    if uncheckable(statement) is not None:
        return CheckedSentence(
            text=sentence, start=start, end=end, label="NOT_CHECKABLE", probability=1.0, citations=cited,
            unknown=unknown,
        )  # fmt: skip
    against = [known[number] for number in cited] if numbers else list(citations)
    judgement, differences = _best(statement, against, judge)
    return CheckedSentence(
        text=sentence,
        start=start,
        end=end,
        label=judgement.label,
        probability=judgement.probabilities[judgement.label],
        citations=cited,
        unknown=unknown,
        differences=differences if judgement.label == "REFUTED" else (),
    )


def without_markers(sentence: str) -> tuple[str, list[int]]:
    """``sentence`` without its markers, and the numbers they name in order."""
    numbers = [number for marker in _MARKER.finditer(sentence) for number in _numbers(marker[1])]
    return _MARKER.sub("", sentence).strip(), numbers


def _numbers(marker: str) -> list[int]:
    """``1, 3-5`` -> 1, 3, 4, 5."""
    found: list[int] = []
    for part in re.split(r"\s*[,;]\s*", marker):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        found += range(ends[0], min(ends[-1], ends[0] + 50) + 1) if len(ends) == 2 else ends
    return found


def _best(
    statement: str, citations: Sequence[Citation], judge: Judge
) -> tuple[Judgement, tuple[Difference, ...]]:
    """The judgement of the citation, or of all together, that supports most; without one the clearest refusal."""
    pieces = [(citation.quote, citation.published) for citation in citations]
    titles = ". ".join(citation.title for citation in citations)
    if len(pieces) > 1:
        pieces.append((" ".join(quote for quote, _ in pieces), None))
    if not pieces:
        nothing = Judgement(
            label="NOT_ENOUGH_EVIDENCE",
            probabilities={"SUPPORTED": 0.0, "REFUTED": 0.0, "NOT_ENOUGH_EVIDENCE": 1.0},
        )
        return nothing, ()
    found = assess(statement, [Piece(quote, published, titles) for quote, published in pieces], judge)
    judged = [(one.judgement, one.seen.differences) for one in found]
    supporting = max(judged, key=lambda row: row[0].probabilities["SUPPORTED"])
    if supporting[0].label == "SUPPORTED":
        return supporting
    return max(judged, key=lambda row: row[0].probabilities["REFUTED"])
