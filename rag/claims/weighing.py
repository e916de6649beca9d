"""From what was seen between a claim and a piece of evidence to the probability of each label.

The judge's odds, calibrated, come first. What the comparison of values, names and words sees then takes of each label
the share that it has reason to doubt (a noisy-and, Pearl 1988): a difference takes from "supported", and where it is of
the same fact gives that to "refuted"; another bearer takes from both. All shares stand in ``weights.json``; ``python -m
eval.models.claim_weights`` fits them on development data.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from rag.claims import bearers
from rag.claims.comparison import Comparison, carried
from rag.claims.protocol import judgement_of
from rag.claims.rules import LABELS, overstates, weighted_coverage
from rag.errors import ModelError
from rag.results import Judgement
from rag.text import find_quantities
from rag.text.content import content_words, covered
from rag.text.tables import words as listed
from rag.text.tokens import tokenise

FILE = "weights.json"
SCORES = ("judged supported", "judged refuted", "covered", "covered squared", "values agree", "constant")
"""What the first odds are made of: the judge's log-odds against "not enough evidence", then shares in [0, 1]."""
DIFFERENCES = ("values differ on the same fact", "opposed on the same fact", "excluded")
"""What speaks for "refuted"."""
ELSEWHERE = (
    "values open", "values missing", "dates missing", "names missing", "subject missing", "names another",
    "another label", "another period", "another actor", "left open",
)  # fmt: skip
"""What speaks for another thing, or for a thing that is left open: it takes from both sides."""
OVERSTATED = ("values differ", "dates differ", "opposed", "overstates", "hedged")
"""What besides takes from "supported"."""
FEATURES = (*SCORES, *DIFFERENCES, *ELSEWHERE, *OVERSTATED, "follows")
"""All that is seen; "follows" is that claim and evidence say the same and every value is borne out."""
_CUT = 5.0
_FRAME = 0.9
"""Share of the claim's other words in the evidence from which the two say the same but for their values."""


def features(
    judgement: Judgement, claim: str, evidence: str, seen: Comparison, context: str = ""
) -> dict[str, float]:
    """The values of ``FEATURES`` for one claim and one piece of evidence.

    Args:
        judgement: what the judge says.
        claim: the claim.
        evidence: what was judged.
        seen: the comparison of the two.
        context: what stands around the evidence (title, sentences beside it): a name found there is not missing.
    """
    supported, refuted, neither = (
        math.log(max(judgement.probabilities[label], math.exp(-_CUT))) for label in LABELS
    )
    words = content_words(claim)
    share = weighted_coverage(words, carried(claim, evidence, seen)) if words else 0.0
    same = same_fact(claim, evidence, seen)
    valued = [pair for pair in seen.alignments if pair.claim.kind != "name"]
    differing = [pair for pair in valued if pair.agrees is False]
    missing = [pair for pair in seen.missing if pair.claim.kind != "name"]
    absent = bearers.absent_names(seen, context)
    actors = [pair for pair in seen.mismatches if bearers.another_actor(pair, claim)]
    framed = same_frame(claim, evidence, seen, context)
    return {
        "judged supported": supported - neither,
        "judged refuted": refuted - neither,
        "covered": share,
        "covered squared": share**2,
        "values agree": _some(len([pair for pair in valued if pair.agrees])),
        "constant": 1.0,
        "values differ": float(bool(differing)),
        "values differ on the same fact": same * bool(differing),
        "dates differ": float(any(pair.claim.kind == "date" for pair in differing)),
        "opposed": float(bool(seen.oppositions)),
        "opposed on the same fact": same * bool(seen.oppositions),
        "values open": float(bool(seen.open)),
        "values missing": _some(len([pair for pair in missing if pair.claim.kind != "date"])),
        "dates missing": float(any(pair.claim.kind == "date" for pair in missing)),
        "names missing": _some(len(absent)),
        "subject missing": float(any(bearers.identifies(claim, pair.claim) for pair in absent)),
        "names another": float(bearers.names_another(claim, evidence, seen)),
        "another label": float(bearers.other_designator(claim, evidence, context)),
        "another period": float(bearers.other_period(seen)),
        "another actor": float(bool(actors)),
        "overstates": float(overstates(claim, evidence) and not each_listed(seen)),
        "hedged": float(bool(hedged(evidence) - hedged(claim))),
        "follows": float(framed and not differing and not seen.open and all(pair.agrees for pair in valued)),
        "excluded": float(framed and not seen.open and len(differing) == 1),
        "left open": float(framed and bool(seen.open)),
    }


def _some(count: int) -> float:
    return min(2, count) / 2


Shares = Mapping[str, float]
"""By feature, what it adds to a score, or how much it takes: a share of 1 - exp(-value)."""
SIDES = ("supported", "refuted", "doubt supported", "doubt refuted", "turned", "excluded", "follows")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of every step (``SIDES``), and the exponents of the opinion pool: of network and rules, and of
    network, rules and reviewer.
    """

    steps: Mapping[str, Shares]
    alone: tuple[float, ...]
    reviewed: tuple[float, ...]

    def judgement(self, row: Mapping[str, float]) -> Judgement:
        """The judgement of what was seen."""
        return judgement_of(*combined(row, self.steps, math.exp))


def combined(
    row: Mapping[str, Any], steps: Mapping[str, Mapping[str, Any]], exp: Callable[[Any], Any]
) -> tuple[Any, Any, Any]:
    """Supported, refuted and undecided, from the features by name; numbers, or arrays with their own ``exp``."""

    def total(step: str) -> Any:
        return sum((weight * row[name] for name, weight in steps[step].items()), 0.0 * row["constant"])

    supported, refuted = exp(total("supported")), exp(total("refuted"))
    odds = supported + refuted + 1.0
    supported, refuted, undecided = supported / odds, refuted / odds, 1.0 / odds
    lost = supported * (1.0 - exp(-total("doubt supported")))
    turned = 1.0 - exp(-total("turned"))
    supported, refuted, undecided = (
        supported - lost,
        refuted + lost * turned,
        undecided + lost * (1.0 - turned),
    )
    same = exp(-total("doubt refuted"))
    refuted, undecided = refuted * same, undecided + refuted * (1.0 - same)
    gained = undecided * (1.0 - exp(-total("excluded"))) * same
    refuted, undecided = refuted + gained, undecided - gained
    gained = undecided * (1.0 - exp(-total("follows")))
    return supported + gained, refuted, undecided - gained


@cache
def load_weights() -> Weights:
    """The weights that ship.

    Raises:
        ModelError: the file is damaged.
    """
    text = resources.files(__package__).joinpath(FILE).read_text("utf-8")
    try:
        read = json.loads(text)
        steps = {step: {str(name): float(value) for name, value in read[step].items()} for step in SIDES}
        if unknown := {name for shares in steps.values() for name in shares} - set(FEATURES):
            raise ValueError(f"there is no feature {min(unknown)!r}")
        alone, reviewed = (tuple(map(float, read[judges])) for judges in ("alone", "reviewed"))
        return Weights(steps, alone, reviewed)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"The weights of claims in {FILE} cannot be used ({error}): install the program again."
        ) from None


def weigh(judgement: Judgement, claim: str, evidence: str, seen: Comparison, context: str = "") -> Judgement:
    """What judge and comparison say together; the arguments are those of ``features``."""
    return load_weights().judgement(features(judgement, claim, evidence, seen, context))


def each_listed(seen: Comparison) -> bool:
    """Whether the evidence lists figures that each bear out the claim's: "all" is then no overstatement."""
    return any(
        pair.agrees and pair.evidence is not None and len(find_quantities(pair.evidence.text)) > 1
        for pair in seen.alignments
        if pair.claim.kind not in {"name", "date"}
    )


def same_fact(claim: str, evidence: str, seen: Comparison) -> float:
    """How much of the claim the evidence carries, figures, dates and what differs left out: [0, 1]."""
    spans = [
        (pair.claim.start, pair.claim.end)
        for pair in seen.alignments
        if pair.agrees is False or pair.claim.kind != "name"
    ]
    opposed = {word.lower() for pair in seen.oppositions for word in pair.claim.split()}
    words = tuple(
        word
        for word in content_words(claim)
        if word.folded not in opposed
        and not any(start < word.end and word.start < end for start, end in spans)
    )
    if not words:
        return 1.0 if opposed else 0.0
    return weighted_coverage(words, covered(words, content_words(evidence)))


def same_frame(claim: str, evidence: str, seen: Comparison, context: str) -> bool:
    """Whether claim and evidence share all names and nearly all words beside their values, in the same sense."""
    valued = [pair for pair in seen.alignments if pair.claim.kind != "name"]
    if hedged(evidence) - hedged(claim):
        return False
    if not valued or seen.oppositions or bearers.absent_names(seen, context):
        return False
    if any(pair.agrees is False for pair in seen.alignments if pair.claim.kind == "name"):
        return False
    if any(pair.evidence is None for pair in valued) or (
        overstates(claim, evidence) and not each_listed(seen)
    ):
        return False
    return words_shared(claim, evidence, seen, context)


def words_shared(
    claim: str, evidence: str, seen: Comparison, context: str, leaving: Collection[str] = ()
) -> bool:
    """Whether the evidence has nearly all words of the claim beside its values and those of ``leaving``."""
    return share_of_words(claim, evidence, seen, context, leaving) >= _FRAME


def share_of_words(
    claim: str, evidence: str, seen: Comparison, context: str, leaving: Collection[str] = ()
) -> float:
    """The share of the claim's words, its values and those of ``leaving`` left out, that the evidence has: [0, 1]."""
    spans = [pair.claim.whole for pair in seen.alignments if pair.claim.kind != "name"]
    rest = tuple(
        word
        for word in content_words(claim)
        if word.folded not in leaving
        and not any(start < word.end and word.start < end for start, end in spans)
    )
    if not rest:
        return 0.0
    around = content_words(f"{context} {evidence}")
    named = [hit or (word.capital and around_hit) for word, hit, around_hit in zip(
        rest, covered(rest, content_words(evidence)), covered(rest, around), strict=True
    )]  # fmt: skip
    return weighted_coverage(rest, named)


def hedged(text: str) -> frozenset[str]:
    """The words of ``text`` by which something is denied, doubted, planned or wished instead of stated."""
    return listed("attitudes", "hedges").intersection(token.word for token in tokenise(text))
