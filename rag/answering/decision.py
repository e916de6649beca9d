"""The decision over all passages: an answer, a disagreement, or silence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.answering.calibration import Calibration, logit
from rag.answering.candidates import Candidate, Group, candidates, grouped, seen
from rag.answering.cells import with_cells
from rag.answering.definitions import defined_term, says_what_it_is, stated
from rag.answering.disagreement import answered_claim, rivals
from rag.answering.listing import (
    Several,
    among_offered,
    announced,
    is_bare_figure,
    reasons_announced,
    several,
)
from rag.answering.outlining import Outline, gives_reason, no_reason, outline
from rag.answering.polarity import Ruling, rule
from rag.answering.saying import Said
from rag.answering.sources import Sources, sentences_of
from rag.answering.updates import Dated, updates, withdrawn
from rag.reading.events import tells_event
from rag.reading.protocol import PassageReading
from rag.reading.questions import Question
from rag.reading.relevance import Similarity
from rag.results import Passage

if TYPE_CHECKING:
    from rag.claims.protocol import Judge

_LOOKED_AT = 0.1
"""Probability of a candidate from which its sentence is searched for the event that the question names."""
_CLOSING = "”’\"') "
_RULED = 0.75
"""Probability from which yes or no is said."""
_VERIFIED = 4
"""Candidates of one question that the verifier reads as claims, the likeliest."""
_WORTH = 0.02
"""Probability of a candidate below which it is not worth it."""


@dataclass(frozen=True, slots=True)
class Value:
    """One short answer with the group of candidates behind it."""

    group: Group


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Groups that give different values for the same thing, the likeliest first."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Updated:
    """Values of one thing on several days, the newest first."""

    values: tuple[Dated, ...]


Finding = Value | Several | Disagreement | Updated | Ruling | Outline | Said


@dataclass(frozen=True, slots=True)
class Decision:
    """What to say, or None to abstain; ``nearest`` are all candidates, best first, for the explanation."""

    finding: Finding | None
    confidence: float
    nearest: tuple[Candidate, ...] = field(default=())


def decide(
    question: Question,
    passages: Sequence[Passage],
    readings: Sequence[PassageReading],
    sources: Sources,
    calibration: Calibration,
    threshold: float,
    similarity: Similarity | None = None,
    judge: Judge | None = None,
    verifier: Judge | None = None,
) -> Decision:
    """Choose over all passages; below ``threshold`` the finding is None.

    The calibrated map is fitted on the reader's answers; outlines of a subject and rulings keep their own probability.
    ``judge`` rules yes-or-no questions as claims; ``verifier`` reads each likely answer as a claim.
    """
    if question.kind == "describe":
        found = outline(question, passages, readings, sources, similarity)
        confidence = found.probability if found else 0.0
        return Decision(found if confidence >= threshold else None, confidence)
    if question.expects == "polarity":
        sentences = {
            s.place: s
            for passage in passages
            for s in sentences_of(passage, sources)
            if not s.text.rstrip(_CLOSING).endswith("?")  # a question rules nothing
        }
        ruling = rule(question, list(sentences.values()), judge, similarity) if judge is not None else None
        confidence = ruling.probability if ruling else 0.0
        return Decision(ruling if confidence >= max(threshold, _RULED) else None, confidence)
    ordered = weighed(question, passages, readings, sources, calibration, similarity, verifier)
    ordered = _fitting(question, ordered, passages, sources)
    standing = [candidate for candidate in ordered if not withdrawn(candidate)]
    groups = list(among_offered(question.text, grouped(standing, calibration)))
    if groups and is_bare_figure(question, groups[0].best) and announced(groups[0], sources) is None:
        groups = [group for group in groups if not is_bare_figure(question, group.best)]
    confidence = groups[0].confidence(calibration) if groups else 0.0
    finding: Finding | None = None
    if groups and confidence >= threshold:
        finding = (
            reasons_announced(question, ordered, sources)
            or outline(
                question,
                passages,
                readings,
                sources,
                similarity,
                around=groups[0].best,
                others=_further_reasons(groups[1:], threshold),
            )
            if question.broad
            else _finding(question, groups, sources, calibration, threshold, verifier)
        )
    return Decision(finding, confidence, tuple(ordered))


def _further_reasons(groups: Sequence[Group], threshold: float) -> list[Candidate]:
    """Answers of other sentences that belong beside the best one: sure ones, and reasons given in so many words."""
    return [
        group.best
        for group in groups
        if group.probability >= max(threshold, _RULED if not gives_reason(group.best) else 0.5)
    ]


def _fitting(
    question: Question, ordered: Sequence[Candidate], passages: Sequence[Passage], sources: Sources
) -> list[Candidate]:
    """The candidates that can answer a question of their kind: a reason, what something is, what somebody says."""
    kept = [each for each in ordered if not no_reason(question, each)]
    term = defined_term(question.text)
    if term is None:
        return kept
    kept = [each for each in kept if says_what_it_is(term, each)]
    if not kept or kept[0].probability < _RULED:
        kept = sorted([*kept, *stated(question, term, passages, sources)], key=lambda each: -each.probability)
    return kept


def weighed(
    question: Question,
    passages: Sequence[Passage],
    readings: Sequence[PassageReading],
    sources: Sources,
    calibration: Calibration,
    similarity: Similarity | None = None,
    verifier: Judge | None = None,
) -> list[Candidate]:
    """All candidates, best first, with everything that is seen of them."""
    ordered = candidates(question, passages, readings, sources, calibration)
    ordered = with_cells(question, ordered, passages, sources, calibration)
    if similarity is not None:
        ordered = [
            seen(each, calibration, another_event=1.0)
            if each.probability >= _LOOKED_AT and not tells_event(question, each.sentence.text, similarity)
            else each
            for each in ordered
        ]
    if verifier is not None:
        ordered = _verified(question, ordered, sources, calibration, verifier)
    return sorted(ordered, key=lambda candidate: -candidate.probability)


def _verified(
    question: Question,
    ordered: Sequence[Candidate],
    sources: Sources,
    calibration: Calibration,
    verifier: Judge,
) -> list[Candidate]:
    """The candidates, the likeliest with what the verifier says of question and answer beside their sentences."""
    likeliest = sorted(ordered, key=lambda candidate: -candidate.probability)
    chosen = [each for each in likeliest if each.features and each.probability >= _WORTH][:_VERIFIED]
    pairs = [(answered_claim(question.text, each.text), _around(each, sources)) for each in chosen]
    told = {
        id(each): logit(judgement.probabilities["SUPPORTED"])
        for each, judgement in zip(chosen, verifier.judge(pairs) if pairs else (), strict=True)
    }
    return [
        _with_reason(question, seen(each, calibration, verified=told[id(each)], not_verified=0.0))
        if id(each) in told
        else each
        for each in ordered
    ]


_REASON = 0.65
"""What the verifier gives a reason from which it counts although the reader does not see it: on the development half
every answer with "because" or the like from here on was right, and below 0.5 none was."""
_OF_IT = 0.75
"""The share of it that then is the candidate's probability at least."""


def _with_reason(question: Question, candidate: Candidate) -> Candidate:
    """A reason that its sentence gives in so many words ("because …"), and that the verifier finds there."""
    if question.kind != "why" or not gives_reason(candidate):
        return candidate
    supported = 1 / (1 + math.exp(-candidate.features["verified"]))
    if supported < _REASON:
        return candidate
    return replace(candidate, probability=max(candidate.probability, _OF_IT * supported))


def _around(candidate: Candidate, sources: Sources) -> str:
    """The sentence of a candidate with the one before it in its passage."""
    sentences = sentences_of(candidate.passage, sources)
    place = next((n for n, sentence in enumerate(sentences) if sentence.start == candidate.sentence.start), 0)
    return (
        " ".join(sentence.text for sentence in sentences[max(0, place - 1) : place + 1])
        or candidate.sentence.text
    )


def _finding(
    question: Question,
    groups: Sequence[Group],
    sources: Sources,
    calibration: Calibration,
    threshold: float,
    verifier: Judge | None,
) -> Finding:
    found = several(question, groups, max(threshold, 0.5), sources)
    if found is None and question.items != 1:
        found = reasons_announced(question, [group.best for group in groups], sources)
    if found is not None:
        return found
    changed = updates(question, groups, calibration, threshold, verifier)
    if changed:
        return Updated(changed)
    against = rivals(question, groups, calibration, threshold, verifier)
    return Disagreement((groups[0], *against)) if against else Value(groups[0])
