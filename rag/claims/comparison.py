"""The lens on a claim and its evidence: which figures, dates and names match, and which do not.

Values are aligned by what they are about (unit, counted noun, neighbouring words); a figure of the
claim that the evidence does not mention is no difference, and neither is an extra one of the evidence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.claims.alignment import Alignment, values
from rag.claims.derived import Counterparts, counterparts, is_difference
from rag.claims.exchange import swapped
from rag.claims.figures import align_date, align_figures, align_ranks
from rag.claims.naming import align_names
from rag.claims.polarity import Opposition, oppositions
from rag.results import Difference
from rag.text import Value
from rag.text.content import content_words, covered
from rag.text.values import days


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the lens sees between a claim and a piece of evidence."""

    alignments: tuple[Alignment, ...]
    oppositions: tuple[Opposition, ...]
    computed: bool = False
    """Whether the claim sets two figures against each other that the evidence has."""

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
    if any(pair.agrees for pair in figures):
        dates = [_unless_part(pair) for pair in dates]
    names = align_names(claim, ours, evidence, theirs)
    ranks = align_ranks(claim, ours, evidence, theirs)
    opposed = [*oppositions(claim, evidence), *swapped(claim, evidence)]
    both = counterparts(claim, evidence, published)
    if both is not None:
        figures = [_set_against(pair, claim, both) for pair in figures]
        opposed = [] if both.more is not None else opposed
        if both.turned_round:
            opposed = [Opposition("direction", both.word, both.text)]
    alignments = tuple(sorted([*figures, *dates, *names, *ranks], key=lambda pair: pair.claim.start))
    return Comparison(alignments, tuple(opposed), both is not None)


_MOST_OF_A_YEAR = 300
_HALF_A_YEAR = 200


def _unless_part(pair: Alignment) -> Alignment:
    """The alignment of a year with a quarter, half or run of months of it left open: a figure of one is none of all.

    So is that of two periods of accounts, which may well have one figure.
    """
    if pair.agrees is False and pair.claim.unit == "reported":
        return replace(pair, agrees=None)
    spans = [days(value) for value in (pair.claim, pair.evidence) if value is not None]
    if not pair.agrees or len(spans) < 2 or "/" not in str(pair.evidence and pair.evidence.value):
        return pair
    whole, part = (0.0 if span is None else span.high - span.low for span in spans)
    return replace(pair, agrees=None) if part < _HALF_A_YEAR and _MOST_OF_A_YEAR < whole < math.inf else pair


def _set_against(pair: Alignment, claim: str, both: Counterparts) -> Alignment:
    """The alignment of a figure that is said to be by how much two others differ; any other one as it is."""
    value = pair.claim
    if not is_difference(claim, value):
        return pair
    shown = replace(both.first, start=0, end=0, text=both.text, outer=None)  # it stands nowhere as it is
    return Alignment(value, shown, both.bears_out(value))


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
