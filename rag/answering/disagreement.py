"""When sources give different values for the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.answering.calibration import Calibration
from rag.answering.candidates import Candidate, Group
from rag.answering.independence import other_source
from rag.reading.names import mentions
from rag.reading.questions import Question
from rag.reading.relevance import coverage, subject_stems
from rag.reading.typed_values import comparable, dates_in, fits, quantities_in
from rag.text.relations import same_value
from rag.text.stems import covers
from rag.text.words import words

if TYPE_CHECKING:
    from rag.claims.protocol import Judge

_NEARLY = 0.6  # a rival must be at least this share as likely as the best answer
SUBJECT = 0.6  # and its sentence must speak of the question's subject about as fully
_MOST = 4
_SUPPORTED = 0.6


def rivals(
    question: Question,
    groups: Sequence[Group],
    calibration: Calibration,
    threshold: float,
    judge: Judge | None = None,
) -> list[Group]:
    """The groups that contradict the first one, best first; empty when there is no disagreement.

    Conservative: every part of the question must be met by both, each be confident on its own, the
    values be figures or dates of one kind, the sources independent, and the sentences speak of the same thing; and
    the judge must not find that one sentence supports the other's answer, in whatever words.
    """
    if not groups or question.items != 1 or question.broad:
        return []
    best = groups[0]
    against = [
        group
        for group in groups[1:]
        if group.confidence(calibration) >= max(threshold, 0.5)
        and group.probability >= _NEARLY * best.probability
        and differs(question, best, group)
        and any(other_source(a, b) for a in best.members for b in group.members)
        and not _states(best.best, group.best.text)
    ][: _MOST - 1]
    return [group for group in against if not agrees(question, best.best, group.best, judge)]


def differs(
    question: Question, best: Group, other: Group, *, names: bool = False, titled: bool = False
) -> bool:
    """Whether two groups give different values for the same thing: figures or dates, with ``names`` names too.

    With ``titled`` the title of a document counts as said in its sentences.
    """
    first, second = best.best, other.best
    return (
        comparable(first.text, second.text)
        and (names or (_measured(first.text) and _measured(second.text)))
        and fits(question.expects, second.text, question.measures)
        and not any(unmet.kind != "detail" for unmet in (*first.check.unmet, *second.check.unmet))
        and (
            _same_subject(question, first, second, titled=titled)
            or (not names and _borne_out(first) and _borne_out(second))
        )
    )


def _borne_out(candidate: Candidate) -> bool:
    """Whether the verifier finds the answer in its sentence, in whatever words it speaks of the subject."""
    return candidate.features.get("verified", 0.0) > 0


def _measured(text: str) -> bool:
    """Whether it is a figure or a date: two names are more often two things than two accounts of one."""
    return bool(quantities_in(text) or dates_in(text))


def answered_claim(question: str, answer: str) -> str:
    """The claim that ``answer`` answers ``question``, as the judge has learnt such claims."""
    return f"{question.strip()} {answer.strip()}"


def agrees(question: Question, first: Candidate, second: Candidate, judge: Judge | None) -> bool:
    """Whether the sentence of one supports the answer of the other.

    The judge reads words well and figures badly: it is asked only where the sentence may hold the answer's value.
    """
    pairs = [
        (answered_claim(question.text, one.text), other.sentence.text)
        for one, other in ((first, second), (second, first))
        if _may_hold(other, one)
    ]
    if judge is None or not pairs:
        return False
    return any(judged.probabilities["SUPPORTED"] >= _SUPPORTED for judged in judge.judge(pairs))


def _may_hold(candidate: Candidate, other: Candidate) -> bool:
    """Whether the sentence of a candidate has all values of the other's answer; a name has to be mentioned there."""
    text, published = candidate.sentence.text, candidate.passage.published
    figures, dates = quantities_in(other.text), dates_in(other.text, other.passage.published)
    if figures or dates:
        held = (*quantities_in(text), *dates_in(text, published))
        return all(any(same_value(value, each) for each in held) for value in (*figures, *dates))
    return mentions(text, other.text)


def _states(candidate: Candidate, value: str) -> bool:
    """Whether the sentence of the best answer holds the rival value too: then both are part of one account."""
    return value.casefold() in candidate.sentence.text.casefold()


def _same_subject(question: Question, first: Candidate, second: Candidate, *, titled: bool) -> bool:
    """Whether both sentences hold the question's content, and each the same part of it, context for names aside."""
    context = subject_stems(question)
    wanted = [stem for stem in question.content if stem not in context]
    texts = [
        f"{candidate.sentence.text} {candidate.passage.title if titled else ''}"
        for candidate in (first, second)
    ]
    held = [{word.stem for word in words(text)} for text in texts]
    if not wanted:
        return min(coverage(question, texts)) >= SUBJECT
    shares = [sum(covers(stems, stem) for stem in wanted) / len(wanted) for stems in held]
    return min(shares) >= SUBJECT
