"""The lens on a claim and its evidence: which figures, dates and names match, and which do not.

Values are aligned by what they are about (unit, counted noun, neighbouring words); a figure of the
claim that the evidence does not mention is no difference, and neither is an extra one of the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rag.claims.alignment import Alignment, values
from rag.claims.exchange import swapped
from rag.claims.figures import align_date, align_figures, align_ranks
from rag.claims.naming import align_names
from rag.claims.polarity import Opposition, oppositions
from rag.results import Difference
from rag.text import Value
from rag.text.content import content_words, covered


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the lens sees between a claim and a piece of evidence."""

    alignments: tuple[Alignment, ...]
    oppositions: tuple[Opposition, ...]

    @property
    def mismatches(self) -> tuple[Alignment, ...]:
        """The values about the same thing that do not agree."""
        return tuple(pair for pair in self.alignments if pair.agrees is False)

    @property
    def missing(self) -> tuple[Alignment, ...]:
        """The values of the claim that the evidence does not mention."""
        return tuple(pair for pair in self.alignments if pair.agrees is None and pair.evidence is None)

    @property
    def open(self) -> tuple[Alignment, ...]:
        """The values that the evidence neither bears out nor excludes: 740 where it says "more than 700"."""
        return tuple(pair for pair in self.alignments if pair.agrees is None and pair.evidence is not None)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Mismatches and oppositions as the data that verdicts report."""
        found = [
            Difference(kind=pair.claim.kind, claim=_shown(pair.claim), evidence=_shown(pair.evidence))
            for pair in self.mismatches
            if pair.evidence is not None
        ]
        found += [
            Difference(kind=pair.kind, claim=pair.claim, evidence=pair.evidence) for pair in self.oppositions
        ]
        return tuple(dict.fromkeys(found))


def compare(claim: str, evidence: str, published: str | None = None) -> tuple[Difference, ...]:
    """The figures, dates, names and directions in which ``evidence`` contradicts ``claim``.

    Args:
        claim: the claim.
        evidence: one or a few sentences.
        published: partial ISO date of the evidence, for its relative dates.
    """
    return examine(claim, evidence, published).differences


@lru_cache(maxsize=1024)
def examine(claim: str, evidence: str, published: str | None = None) -> Comparison:
    """Every value of the claim with what answers to it, and the opposite directions."""
    ours, theirs = values(claim, None), values(evidence, published)
    figures = align_figures(claim, ours, evidence, theirs)
    dates = [align_date(value, claim, theirs, evidence) for value in ours if value.kind == "date"]
    names = align_names(claim, ours, evidence, theirs)
    ranks = align_ranks(claim, ours, evidence, theirs)
    alignments = tuple(sorted([*figures, *dates, *names, *ranks], key=lambda pair: pair.claim.start))
    return Comparison(alignments, (*oppositions(claim, evidence), *swapped(claim, evidence)))


def carried(claim: str, evidence: str, seen: Comparison) -> list[bool]:
    """Of each content word of the claim whether the evidence speaks of it.

    So it does where it has the word, its opposite, or the figure, date or name that it belongs to; also where it has
    another figure in that place. (Another date is more often another occasion.)
    """
    spans = [
        (pair.claim.start, pair.claim.end)
        for pair in seen.alignments
        if pair.agrees or (pair.agrees is False and pair.claim.kind not in ("name", "date"))
    ]
    # A single word; a longer stretch is a deed whose parties have changed places.
    opposed = {pair.claim.lower() for pair in seen.oppositions}
    words = content_words(claim)
    return [
        hit or word.folded in opposed or any(start < word.end and word.start < end for start, end in spans)
        for word, hit in zip(words, covered(words, content_words(evidence)), strict=True)
    ]


def _shown(value: Value | None) -> str:
    if value is None:
        return ""
    return (
        f"{value.qualifier} {value.text}" if value.qualifier not in {None, "initial", "ago"} else value.text
    )
