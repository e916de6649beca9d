"""What evidence means for a claim: the judge's reading, once both write their values alike, and what the values say.

The judge reads sentences well and figures badly. So each value of the evidence that bears out the claim's is put to
it in the claim's own words, a coordinated sentence as the one of its statements that is about the claim's bearer;
what judge and values say together is weighed (``weighing``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims.alignment import values
from rag.claims.assertion import (
    of_another_motion,
    of_motion_before,
    settled_against,
    unasserted,
    with_outcome,
)
from rag.claims.bearers import names_another
from rag.claims.comparison import Comparison, examine
from rag.claims.denial import denied_by
from rag.claims.derived import of_another_row, restated
from rag.claims.polarity import denies_another
from rag.claims.protocol import Judge, judgement_of
from rag.claims.weighing import share_of_words, weigh, words_shared
from rag.results import Judgement
from rag.text import Relation, relation
from rag.text.acronyms import in_forms_of
from rag.text.characters import plain
from rag.text.speech import said_by_another
from rag.text.statements import likeness, statements
from rag.text.tables import words

_NOTHING = 0.05
"""What is left of both sides by what decides nothing: a person's own denial, a question, a plan."""


_OWN = 0.4
"""Share of a claim's words that the evidence itself must have where its title and neighbours have the others."""


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
    denied_by: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One statement of the claim beside one piece: the evidence as it is compared, and as the judge reads it."""

    stated: str
    evidence: str
    read: str
    seen: Comparison
    context: str


def compared(claim: str, pieces: Sequence[Piece]) -> list[list[Compared]]:
    """The statements of the claim beside each piece, in order."""
    claims = [one.text for one in statements(plain(claim))]
    return [[_compared(stated, piece) for stated in claims] for piece in pieces]


def _compared(stated: str, piece: Piece) -> Compared:
    text = in_forms_of(stated, _about(stated, piece), piece.context)
    seen = examine(stated, text, piece.published)
    return Compared(stated, text, _read(stated, text, piece, seen), seen, piece.context)


def _read(claim: str, text: str, piece: Piece, seen: Comparison) -> str:
    """The evidence as the judge reads it: what it says of a comparison or a sum, else with its values written alike."""
    others = [pair for pair in seen.alignments if pair.claim.kind in {"name", "date"}]
    named = all(pair.agrees or (pair.agrees is None and pair.claim.kind == "name") for pair in others)
    said = restated(claim, text, piece.published) if named else None
    changes = frozenset().union(
        *(words("changes", key) for key in ("differing", "adding", "behind", "measured"))
    )
    own = share_of_words(claim, text, seen, piece.context, changes)
    if said is not None and own >= _OWN and words_shared(claim, f"{text} {piece.context}", seen, "", changes):
        return said
    return with_outcome(_alike(claim, text, seen))


def assess(claim: str, pieces: Sequence[Piece], judge: Judge) -> list[Assessment]:
    """An assessment a piece, in order."""
    rows = compared(claim, pieces)
    judgements = iter(judge.judge([(one.stated, one.read) for of_piece in rows for one in of_piece]))
    return [_together([_assessed(one, next(judgements)) for one in of_piece]) for of_piece in rows]


def _assessed(one: Compared, judgement: Judgement) -> Assessment:
    denier = denied_by(one.stated, one.evidence, one.context)
    if denier is not None:
        return Assessment(_decides_nothing(judgement), one.seen, denier)
    found = weigh(judgement, one.stated, one.evidence, one.seen, one.context)
    if unasserted(one.stated, one.evidence):
        found = _supports_nothing(found) if settled_against(one.evidence) else _decides_nothing(found)
    elif any(
        other(one.stated, one.evidence) for other in (of_another_motion, denies_another, said_by_another)
    ):
        found = _decides_nothing(found)
    return Assessment(found, one.seen)


def _together(parts: Sequence[Assessment]) -> Assessment:
    """A claim of several statements: refuted as far as one is, supported as far as each is."""
    if len(parts) == 1:
        return parts[0]
    supported = min(part.judgement.probabilities["SUPPORTED"] for part in parts)
    refuted = min(1 - supported, max(part.judgement.probabilities["REFUTED"] for part in parts))
    seen = Comparison(
        tuple(pair for part in parts for pair in part.seen.alignments),
        tuple(dict.fromkeys(one for part in parts for one in part.seen.oppositions)),
        all(part.seen.computed for part in parts),
    )
    judgement = judgement_of(supported, refuted, max(1e-6, 1 - supported - refuted))
    denier = next((part.denied_by for part in parts if part.denied_by), None)
    return Assessment(judgement, seen, denier)


def _about(claim: str, piece: Piece) -> str:
    """The evidence as it is compared: of each coordinated sentence the statement that is about the claim's bearer.

    It stays whole for a claim that compares or adds up what two statements say. A sentence beside it that names
    another bearer is left out.
    """
    from rag.documents import sentences

    text = plain(piece.text)
    if restated(claim, text, piece.published) is not None:
        return text
    ranges = sentences(text)
    another = [
        len(ranges) > 1
        and (
            of_another_row(claim, text[start:end])
            or names_another(claim, text[start:end], examine(claim, text[start:end], piece.published))
        )
        for start, end in ranges
    ]
    if len(ranges) > 1 and of_motion_before(text[slice(*ranges[0])]):
        another[0] = True  # the motion stands in the sentence before, which is not here
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
        pair.evidence.whole: "a loss of " * (pair.evidence.number < 0 < pair.claim.number)
        + claim[slice(*pair.claim.whole)]
        for pair in seen.alignments
        if pair.agrees and pair.evidence is not None and pair.claim.kind != "name" and pair.claim.unit != "th"
        and pair.claim.text != "" and evidence[slice(*pair.evidence.whole)] != claim[slice(*pair.claim.whole)]
    }  # fmt: skip
    for (start, end), written in sorted(swaps.items(), reverse=True):
        if evidence[start:end].strip():
            evidence = evidence[:start] + written + evidence[end:]
    return evidence


def _supports_nothing(judgement: Judgement) -> Judgement:
    supported, refuted = (judgement.probabilities[label] for label in ("SUPPORTED", "REFUTED"))
    return judgement_of(supported * _NOTHING, refuted, 1 - supported * _NOTHING - refuted)


def _decides_nothing(judgement: Judgement) -> Judgement:
    supported, refuted = (judgement.probabilities[label] * _NOTHING for label in ("SUPPORTED", "REFUTED"))
    return judgement_of(supported, refuted, 1 - supported - refuted)
