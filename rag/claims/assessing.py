"""What evidence means for a claim: the judge's reading, once both write their values alike, and what the values say.

The judge reads sentences well and figures badly. So each value of the evidence that bears out the claim's is put to
it in the claim's own words, a coordinated sentence as the one of its statements that is about the claim's bearer;
and where claim and evidence say the same but for a value, the relation of the values is the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.claims.alignment import values
from rag.claims.bearers import absent_names, names_another, other_bearer
from rag.claims.comparison import Comparison, examine
from rag.claims.denial import denied_by
from rag.claims.protocol import Judge
from rag.claims.rules import overstates, weighted_coverage
from rag.claims.weighing import each_listed, judgement_of, weigh
from rag.results import Judgement
from rag.text import Relation, relation
from rag.text.characters import plain
from rag.text.content import content_words, covered
from rag.text.statements import likeness, statements
from rag.text.tables import words
from rag.text.tokens import tokenise

_FRAME = 0.9
"""Share of the claim's other words in the evidence from which the two say the same but for their values."""
_FOLLOWS = 0.93
"""Probability of what follows from the values then."""
_NOT_AGAINST = 0.25
"""Probability that the judge must leave a side for the values to decide for it."""
_NOTHING = 0.95
"""Share of both sides that evidence about another bearer gives to neither."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence with what is known around it: the date it was published, and title and neighbours as one text."""

    text: str
    published: str | None = None
    context: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one piece of evidence means for the claim, and what was compared."""

    judgement: Judgement
    seen: Comparison
    other_bearer: bool = False
    denied_by: str | None = None


def assess(claim: str, pieces: Sequence[Piece], judge: Judge) -> list[Assessment]:
    """An assessment a piece, in order."""
    claims = [one.text for one in statements(plain(claim))]
    read = [[(stated, _about(stated, piece)) for stated in claims] for piece in pieces]
    compared = [
        [(stated, text, examine(stated, text, piece.published)) for stated, text in rows]
        for piece, rows in zip(pieces, read, strict=True)
    ]
    pairs = [(stated, _alike(stated, text, seen)) for rows in compared for stated, text, seen in rows]
    judgements = iter(judge.judge(pairs))
    return [
        _together(list(_assessed(rows, piece, judgements)))
        for piece, rows in zip(pieces, compared, strict=True)
    ]


def _assessed(
    rows: Sequence[tuple[str, str, Comparison]], piece: Piece, judgements: Iterator[Judgement]
) -> Iterator[Assessment]:
    for stated, text, seen in rows:
        judgement = next(judgements)
        denier = denied_by(stated, text, piece.context)
        if other_bearer(stated, text, seen, piece.context):
            yield Assessment(_decides_nothing(judgement), seen, True)
        elif denier is not None:
            yield Assessment(_decides_nothing(judgement), seen, denied_by=denier)
        else:
            weighed = weigh(judgement, stated, text, seen, piece.context)
            yield Assessment(_by_values(weighed, stated, text, seen, piece.context), seen)


def _together(parts: Sequence[Assessment]) -> Assessment:
    """A claim of several statements: refuted as far as one is, supported as far as each is."""
    if len(parts) == 1:
        return parts[0]
    supported = min(part.judgement.probabilities["SUPPORTED"] for part in parts)
    refuted = min(1 - supported, max(part.judgement.probabilities["REFUTED"] for part in parts))
    seen = Comparison(
        tuple(pair for part in parts for pair in part.seen.alignments),
        tuple(dict.fromkeys(one for part in parts for one in part.seen.oppositions)),
    )
    judgement = judgement_of(supported, refuted, max(1e-6, 1 - supported - refuted))
    denier = next((part.denied_by for part in parts if part.denied_by), None)
    return Assessment(judgement, seen, all(part.other_bearer for part in parts), denier)


def _about(claim: str, piece: Piece) -> str:
    """The evidence as it is compared: of each coordinated sentence the statement that is about the claim's bearer.

    A sentence beside it that names another bearer is left out.
    """
    from rag.documents import sentences

    text = plain(piece.text)
    ranges = sentences(text)
    another = [
        len(ranges) > 1
        and names_another(claim, text[start:end], examine(claim, text[start:end], piece.published))
        for start, end in ranges
    ]
    found, position = "", 0
    for (start, end), left_out in zip(ranges, another, strict=True):
        if left_out and not all(another):
            found, position = found + text[position:start], end
            continue
        parts = statements(text[start:end])
        if len(parts) > 1:
            best = max(parts, key=lambda part: likeness(claim, part.text, piece.published))
            if _spread(claim, best.text, text[start:end], piece.published):
                continue
            found += text[position:start] + best.text
            position = end
    return (found + text[position:]).strip()


def _spread(claim: str, part: str, sentence: str, published: str | None) -> bool:
    """Whether the claim joins several statements of a sentence: it has values such as one of them has not."""
    ours = [value for value in values(claim, None) if value.kind != "name"]
    theirs, around = values(part, published), values(sentence, published)
    return any(
        all(relation(value, other) is Relation.OTHER_KIND for other in theirs)
        and any(relation(value, other).implied for other in around)
        for value in ours
    )


def _alike(claim: str, evidence: str, seen: Comparison) -> str:
    """The evidence with each value that bears out the claim's written as the claim writes it."""
    swaps = {
        pair.evidence.whole: claim[slice(*pair.claim.whole)]
        for pair in seen.alignments
        if pair.agrees and pair.evidence is not None and pair.claim.kind != "name" and pair.claim.unit != "th"
        and pair.claim.text != "" and evidence[slice(*pair.evidence.whole)] != claim[slice(*pair.claim.whole)]
    }  # fmt: skip
    for (start, end), written in sorted(swaps.items(), reverse=True):
        if evidence[start:end].strip():
            evidence = evidence[:start] + written + evidence[end:]
    return evidence


def _decides_nothing(judgement: Judgement) -> Judgement:
    supported, refuted = (
        judgement.probabilities[label] * (1 - _NOTHING) for label in ("SUPPORTED", "REFUTED")
    )
    return judgement_of(supported, refuted, 1 - supported - refuted)


def _by_values(judgement: Judgement, claim: str, evidence: str, seen: Comparison, context: str) -> Judgement:
    """The verdict that follows from the values, where claim and evidence say the same but for them."""
    if not _same_frame(claim, evidence, seen, context):
        return judgement
    supported, refuted, neither = (
        judgement.probabilities[label] for label in ("SUPPORTED", "REFUTED", "NOT_ENOUGH_EVIDENCE")
    )
    valued = [pair for pair in seen.alignments if pair.claim.kind != "name"]
    if seen.open:
        return judgement_of(0.05 * supported, 0.05 * refuted, max(_FOLLOWS, neither))
    differing = [pair for pair in valued if pair.agrees is False]
    if len(differing) == 1 and refuted >= _NOT_AGAINST:
        return judgement_of(0.05 * supported, max(refuted, _FOLLOWS), 0.05)
    if not differing and supported >= _NOT_AGAINST and all(pair.agrees for pair in valued):
        return judgement_of(max(supported, _FOLLOWS), 0.05 * refuted, 0.05)
    return judgement


def _same_frame(claim: str, evidence: str, seen: Comparison, context: str) -> bool:
    """Whether claim and evidence share all names and nearly all words beside their values, in the same sense."""
    valued = [pair for pair in seen.alignments if pair.claim.kind != "name"]
    if hedged(evidence) - hedged(claim):
        return False
    if not valued or seen.oppositions or absent_names(seen, context):
        return False
    if any(pair.agrees is False for pair in seen.alignments if pair.claim.kind == "name"):
        return False
    if any(pair.evidence is None for pair in valued) or (
        overstates(claim, evidence) and not each_listed(seen)
    ):
        return False
    spans = [pair.claim.whole for pair in seen.alignments if pair.claim.kind != "name"]
    rest = tuple(
        word
        for word in content_words(claim)
        if not any(start < word.end and word.start < end for start, end in spans)
    )
    if not rest:
        return False
    around = content_words(f"{context} {evidence}")
    named = [hit or (word.capital and around_hit) for word, hit, around_hit in zip(
        rest, covered(rest, content_words(evidence)), covered(rest, around), strict=True
    )]  # fmt: skip
    return weighted_coverage(rest, named) >= _FRAME


def hedged(text: str) -> frozenset[str]:
    """The words of ``text`` by which something is denied, doubted, planned or wished instead of stated."""
    return words("attitudes", "hedges").intersection(token.word for token in tokenise(text))
