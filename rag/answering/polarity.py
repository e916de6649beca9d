"""Yes or no: a sentence that states what is asked, or denies it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.candidates import setting_of
from rag.answering.sources import Sentence
from rag.reading.constraints import check
from rag.reading.names import mentions
from rag.reading.questions import Question
from rag.reading.relevance import coverage, subject_stems
from rag.reading.words import Word, covers, stem, words
from rag.results import Judgement

if TYPE_CHECKING:
    from rag.claims.protocol import Judge

_CLAUSE = re.compile(
    r"[;:—]|,\s+(?=(?:but|while|although|though|whereas|which|who)\b)|\s(?:but|while|although|whereas)\s",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not(?!\s+only)|never|no(?!\s+(?:more|less|fewer)\s+than)|neither|nor|without|cannot|\w+n['’]t|none|nobody"
    r"|den(?:y|ies|ied)|refus(?:e|es|ed)|fail(?:s|ed)\s+to|reject(?:s|ed)?|lack(?:s|ed)?|far\s+from)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|would|should|if|whether|reportedly|allegedly|perhaps|possibl[ey]|unlikely|likely|probably"
    r"|consider(?:s|ed|ing)?|plan(?:s|ned)?\s+to|want(?:s|ed)?\s+to|hope(?:s|d)?|expect(?:s|ed)?|speculat\w+"
    r"|hypothes\w+|rumou?rs?|presumabl[ey]|claim(?:s|ed)?|try|tries|trying|tried|intend(?:s|ed)?|seem(?:s|ed)?)\b",
    re.IGNORECASE,
)
_COVERED = 0.8
_MET = 0.55
"""Least share of the question's dates, names and figures that the sentence meets."""
_JUDGED = 12
"""Sentences that the judge sees."""
_SURE = 0.6
"""Probability from which a judged sentence says yes or no."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Yes or no, the sentence that decides it, and a probability."""

    yes: bool
    sentence: Sentence
    probability: float


def rule(question: Question, sentences: Sequence[Sentence]) -> Ruling | None:
    """The ruling of the sentence that holds the question most fully; None when none decides.

    A sentence decides when it holds nearly all of the question's content, meets its dates, names
    and figures, and neither hedges nor reports a mere possibility that the question did not ask for.
    """
    rulings = [ruling for sentence in sentences if (ruling := _ruling(question, sentence)) is not None]
    return max(rulings, key=lambda ruling: ruling.probability, default=None)


def judged(question: Question, sentences: Sequence[Sentence], judge: Judge) -> Ruling | None:
    """The ruling of the sentence that the judge is surest of; None when it is sure of none.

    The judge was trained on claims put as questions. Names and dates of the question must be met
    as for ``rule``, since a judge takes one country for another more easily than the lens does.
    """
    shares = coverage(question, [sentence.text for sentence in sentences])
    best = sorted(zip(shares, sentences, strict=True), key=lambda pair: -pair[0])[:_JUDGED]
    judgements = judge.judge([(question.text, sentence.text) for _, sentence in best])
    found = [
        ruling
        for (_, sentence), judgement in zip(best, judgements, strict=True)
        if (ruling := _of_judgement(question, sentence, judgement)) is not None
    ]
    return max(found, key=lambda ruling: ruling.probability, default=None)


def _of_judgement(question: Question, sentence: Sentence, judgement: Judgement) -> Ruling | None:
    yes, no = judgement.probabilities["SUPPORTED"], judgement.probabilities["REFUTED"]
    if max(yes, no) < _SURE or (_HEDGE.search(sentence.text) and not _HEDGE.search(question.text)):
        return None
    met = check(question, setting_of(sentence))
    named = all(mentions(f"{sentence.text} {sentence.passage.title}", name) for name in question.names[:1])
    if met.factor < _MET or not named:
        return None
    return Ruling(yes > no, sentence, max(yes, no) * met.factor)


def _ruling(question: Question, sentence: Sentence) -> Ruling | None:
    clause = _clause(question, sentence.text)
    context = subject_stems(question)
    wanted = [item for item in question.content if item not in context]
    held = {word.stem for word in words(sentence.text)}
    predicate = {word.stem for word in words(clause)}
    if not wanted or sum(covers(predicate, item) for item in wanted) / len(wanted) < _COVERED - 0.2:
        return None
    share = sum(covers(held, item) for item in wanted) / len(wanted)
    met = check(question, setting_of(sentence))
    if share < _COVERED or met.factor < _MET or (_HEDGE.search(clause) and not _HEDGE.search(question.text)):
        return None
    if not all(mentions(f"{sentence.text} {sentence.passage.title}", name) for name in question.names[:1]):
        return None
    yes = bool(_negations(clause)) == question.negated
    return Ruling(yes, sentence, min(0.95, share * met.factor * 0.9))


def _clause(question: Question, sentence: str) -> str:
    """The part of the sentence that speaks of what is asked."""
    wanted = set(question.content)
    parts = [part for part in _CLAUSE.split(sentence) if part and part.strip()]
    return max(parts, key=lambda part: sum(word.stem in wanted for word in words(part)), default=sentence)


def _negations(clause: str) -> list[Word]:
    """The negating words; two of them cancel out ("did not deny")."""
    found = [Word(match.group(), match.start(), match.end()) for match in _NEGATION.finditer(clause)]
    denials = sum(stem(word.text) in ("deny", "refus", "reject", "lack", "fail") for word in found)
    return found if len(found) - 2 * min(denials, len(found) - denials) > 0 else []
