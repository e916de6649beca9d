"""``verify``: each claim of a text against the sources, with the sentences that decide it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.claims.aggregation import Judged, decide
from rag.claims.assertion import of_motion_before
from rag.claims.assessing import Piece, assess
from rag.claims.evidence import Candidate, Library, gather
from rag.claims.loading import load_judge
from rag.claims.protocol import judgement_of
from rag.claims.quotation import check_quotation, find_quotations
from rag.claims.rules import LABELS
from rag.claims.splitting import Claim, split_claims
from rag.errors import InputError
from rag.quoting import checked_source
from rag.results import Difference, Evidence, Judgement, Passage, Quotation, Verdict
from rag.text import find_names, same_name

if TYPE_CHECKING:
    from rag.claims.protocol import Judge
    from rag.settings import Settings

_PASSAGES = 10
_LONGEST_QUERY = 600  # characters; an embedder reads no more
_MISQUOTED = 0.9  # confidence that a claim is not supported whose quotation is not in the sources
_PRONOUN = re.compile(r"^(?:He|She|It|They|His|Her|Its|Their)\b")
_SINGLE_AHEAD = 0.05  # a sentence alone is preferred unless its neighbour adds more than this


def verify(
    text: str,
    as_of: str | None = None,
    settings: Settings | None = None,
    *,
    progress: Callable[[Verdict], None] | None = None,
    documents: Collection[str] | None = None,
) -> list[Verdict]:
    """One verdict for each claim of ``text``, in reading order; what is no claim is NOT_CHECKABLE with a note.

    Args:
        text: a sentence or a whole draft, in English.
        as_of: partial ISO date; sources published later are left out.
        settings: the store and the models; those of the environment by default.
        progress: called with each verdict as it is reached.
        documents: ids of the only documents to look in.

    Raises:
        InputError: there is no text.
    """
    verdicts = []
    for verdict in iter_verdicts(text, as_of, settings, documents=documents):
        verdicts.append(verdict)
        if progress is not None:
            progress(verdict)
    return verdicts


def iter_verdicts(
    text: str,
    as_of: str | None = None,
    settings: Settings | None = None,
    *,
    documents: Collection[str] | None = None,
    only: Collection[tuple[int, int]] | None = None,
) -> Iterator[Verdict]:
    """The verdicts of ``verify`` as they are reached; closing the iterator stops the work.

    ``only`` are the ranges of the claims to judge, of all of them by default.
    """
    if not text.strip():
        raise InputError("There is no text to verify; give a sentence, a paragraph or a draft.")
    return _verdicts(text, as_of, settings, documents, only)


def _verdicts(
    text: str,
    as_of: str | None,
    settings: Settings | None,
    documents: Collection[str] | None,
    only: Collection[tuple[int, int]] | None,
) -> Iterator[Verdict]:
    from rag.index import Store
    from rag.index.retriever import search
    from rag.reading.similarity import sentence_similarity
    from rag.settings import default_settings

    settings = settings or default_settings()
    judge = load_judge(settings)
    with Store(settings) as store:

        def find(query: str) -> Sequence[Passage]:
            return search(
                query[:_LONGEST_QUERY], _PASSAGES, settings, store=store, documents=documents, as_of=as_of
            )

        def find_words(query: str) -> Sequence[Passage]:
            hits = store.search_words(query, _PASSAGES, documents=documents, as_of=as_of)
            return store.passages([passage_id for passage_id, _ in hits])

        def quoted(claim: Claim) -> tuple[Quotation, ...]:
            return tuple(
                check_quotation(text, place, store, documents=documents, as_of=as_of)
                for place in places
                if claim.start <= place[0] < claim.end
            )

        places = list(find_quotations(text))
        for claim in split_claims(text):
            if only is not None and (claim.start, claim.end) not in only:
                continue
            quotations = quoted(claim)
            if not claim.checkable:
                yield unchecked(claim, quotations)
                continue
            candidates = gather(
                resolved(claim), find, find_words, store, similarity=sentence_similarity(settings)
            )
            yield judged(claim, candidates, store, judge, quotations)


def unchecked(claim: Claim, quotations: tuple[Quotation, ...] = ()) -> Verdict:
    """The verdict on what is no claim: a note says why."""
    return Verdict(
        claim=claim.text,
        start=claim.start,
        end=claim.end,
        label="NOT_CHECKABLE",
        confidence=1.0,
        quotations=quotations,
        note=claim.note,
    )


def judged(
    claim: Claim,
    candidates: Sequence[Candidate],
    store: Library,
    judge: Judge,
    quotations: tuple[Quotation, ...] = (),
) -> Verdict:
    """The verdict on one claim, given the sentences that may decide it."""
    rows = judge_candidates(resolved(claim), candidates, judge)
    label, confidence, shown = decide(rows)
    note = None if candidates else "The sources hold nothing about this."
    if label == "NOT_ENOUGH_EVIDENCE":
        denier = next((row.denied_by for row in shown if row.denied_by), None)
        note = note if denier is None else f"{denier} denies this; the sources decide it neither way."
    misquoted = _misquoted(quotations)
    if label in {"SUPPORTED", "CONFLICTING"} and misquoted is not None:
        label, confidence, note = "NOT_ENOUGH_EVIDENCE", max(confidence, _MISQUOTED), misquoted
    if misquoted is not None:
        shown = [replace(row, judgement=_unsupported(row.judgement)) for row in shown]
    return Verdict(
        claim=claim.text,
        start=claim.start,
        end=claim.end,
        label=label,
        confidence=confidence,
        evidence=tuple(_evidence(row, store) for row in shown),
        differences=_differences(shown),
        quotations=quotations,
        note=note,
    )


def _unsupported(judgement: Judgement) -> Judgement:
    """What a sentence means for a claim whose quotation is another: it is near, and supports nothing."""
    supported, refuted, neither = (judgement.probabilities[label] for label in LABELS)
    return judgement_of(0.0, refuted, neither + supported)


def _misquoted(quotations: Sequence[Quotation]) -> str | None:
    """What is wrong with the claim's quotations, as a sentence; None where the sources have them as they are."""
    for quotation in quotations:
        if quotation.status == "not_found":
            return "The words in quotation marks are not in the sources."
        if quotation.status == "altered":
            return "The words in quotation marks are not in the sources as they are quoted."
        if (
            quotation.speaker
            and quotation.attributed
            and not same_name(quotation.speaker, quotation.attributed)
        ):
            return f"In the sources {quotation.speaker} says the words in quotation marks, not {quotation.attributed}."
    return None


def begins_with_pronoun(claim: str) -> bool:
    """Whether a claim begins with a word that stands for somebody or something named before it."""
    return _PRONOUN.match(claim) is not None


def resolved(claim: Claim) -> str:
    """The claim as it is judged: a pronoun at its head becomes the first name of the sentence before."""
    pronoun = _PRONOUN.match(claim.text)
    if pronoun is None or not claim.lead:
        return claim.text
    name = next((name.text for name in find_names(claim.lead) if name.qualifier is None), None)
    if name is None:
        return claim.text
    owner = f"{name}'s" if pronoun[0] in {"His", "Her", "Its", "Their"} else name
    return owner + claim.text[pronoun.end() :]


def judge_candidates(claim: str, candidates: Sequence[Candidate], judge: Judge) -> list[Judged]:
    """Every candidate judged alone and with its neighbour: the clearer counts, their mean where they contradict."""
    pieces = pieces_of(candidates)
    assessed = assess(claim, [piece for *_, piece in pieces], judge)
    best: dict[int, Judged] = {}
    for (candidate, start, end, _), found in zip(pieces, assessed, strict=True):
        row = Judged(candidate, start, end, found.judgement, found.seen.differences, found.denied_by)
        known = best.get(id(candidate))
        if known is None or _clarity(row) > _clarity(known) + _SINGLE_AHEAD:
            best[id(candidate)] = row
        if known is not None and _leaning(known) * _leaning(row) < 0:
            best[id(candidate)] = replace(known, judgement=_between(known.judgement, row.judgement))
    return _distinct(list(best.values()))


def pieces_of(candidates: Sequence[Candidate]) -> list[tuple[Candidate, int, int, Piece]]:
    """Each candidate alone and with its neighbour: the range of what is judged, and the piece.

    What became of a motion is read with the motion only.
    """
    return [
        (
            candidate,
            start,
            end,
            Piece(text, candidate.passage.published, f"{candidate.passage.title}. {candidate.joined}"),
        )
        for candidate in candidates
        for start, end, text in dict.fromkeys(
            [
                (candidate.start, candidate.end, candidate.text),
                (candidate.joined_start, candidate.joined_end, candidate.joined),
            ]
        )
        if (text == candidate.joined and of_motion_before(candidate.text))
        or (
            not of_motion_before(candidate.text)
            and (
                end - start == len(candidate.text)
                or not any(_carries(candidate, other) for other in candidates)
            )
        )
    ]


def _carries(candidate: Candidate, other: Candidate) -> bool:
    """Whether what ``candidate`` says with its neighbour is rather said by ``other``, which is that neighbour."""
    return (
        other.passage.document_id == candidate.passage.document_id
        and candidate.joined_start <= other.start
        and other.end <= candidate.joined_end
        and other.relevance > candidate.relevance
    )


def _distinct(rows: Sequence[Judged]) -> list[Judged]:
    """Of rows that take one side with the same words, neighbours joined, only the clearest."""
    kept: list[Judged] = []
    for row in sorted(rows, key=lambda row: -_clarity(row)):
        if not any(_same_words(row, other) and row.stance == other.stance for other in kept):
            kept.append(row)
    return [row for row in rows if row in kept]


def _same_words(row: Judged, other: Judged) -> bool:
    document = row.candidate.passage.document_id
    return document == other.candidate.passage.document_id and row.start < other.end and other.start < row.end


def _clarity(row: Judged) -> float:
    return 1.0 - row.judgement.probabilities["NOT_ENOUGH_EVIDENCE"]


def _leaning(row: Judged) -> float:
    probabilities = row.judgement.probabilities
    return probabilities["SUPPORTED"] - probabilities["REFUTED"]


def _between(one: Judgement, two: Judgement) -> Judgement:
    return judgement_of(*((one.probabilities[label] + two.probabilities[label]) / 2 for label in LABELS))


def _evidence(row: Judged, store: Library) -> Evidence:
    passage = row.candidate.passage
    quote = store.text(passage.document_id)[row.start : row.end]
    source = checked_source(passage, row.start, row.end, quote, store)
    return Evidence(stance=row.stance, probability=row.probability, **dict(source))


def _differences(shown: Sequence[Judged]) -> tuple[Difference, ...]:
    """What differs in the evidence that refutes, with the place of that evidence in the list (from 1)."""
    found: dict[tuple[str, str, str], Difference] = {}
    for place, row in enumerate(shown, start=1):
        if row.stance != "refutes":
            continue
        for difference in row.differences:
            key = (difference.kind, difference.claim, difference.evidence)
            found.setdefault(key, difference.model_copy(update={"citation": place}))
    return tuple(found.values())
