"""The guard over a draft: what supports a sentence, and where exactly it stands.

A sentence is supported when each of its claims is: the judge finds a sentence of a source that
supports it, and every figure, date and name of the claim is there or beside it. The ids that the
model wrote say where to look first and nothing more; the citation is what the program found.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.claims.alignment import Alignment
from rag.claims.checking import without_markers
from rag.claims.comparison import examine
from rag.claims.evidence import Candidate, Library, gather
from rag.claims.protocol import Judge
from rag.claims.quotation import best_place, find_quotations, words_of
from rag.claims.splitting import Claim, split_claims, uncheckable
from rag.claims.verifying import judged, resolved
from rag.documents.instructions import addresses_model
from rag.quoting import checked_source
from rag.results import Evidence, Passage, Source
from rag.text import find_names, find_quantities, same_name
from rag.text.content import Word, content_words, covered

_COUNTED = 3  # words behind a figure that may name what it counts
_CITED = 3  # sources of one sentence, at most
_RUN = 3  # sentences that a model may quote at once
_SET_APART = re.compile(r"(?<![\d.,])(\d{1,3}), (\d{3})(?![\d,])")
_ADDRESS_OR_MARKUP = re.compile(
    r"https?:|ftp:|www\.|\]\s*\(|!\[|<[/!]?[a-z]|data:\w+/|javascript:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A sentence of a draft after the guard; ``text`` has no markers.

    ``shown`` is False for what must not be shown even with a mark: addresses, markup, and what
    states nothing. ``unknown`` counts ids without a source; ``recited`` says that no source is
    cited that the model named.
    """

    text: str
    supported: bool
    sources: tuple[Source, ...] = ()
    unknown: int = 0
    recited: bool = False
    shown: bool = True


class Guard:
    """Checks the sentences of one draft in their order; source N is ``passages[N - 1]``.

    Raises:
        CitationError: the store changed underneath and a quote no longer stands where it stood.
    """

    def __init__(self, passages: Sequence[Passage], store: Library, judge: Judge) -> None:
        self._passages = tuple(passages)
        self._store = store
        self._judge = judge
        self._before = ""

    def check(self, sentence: str) -> Guarded:
        """What the sources make of ``sentence``, markers and all."""
        text, numbers = without_markers(sentence)
        text = _SET_APART.sub(self._together, text)
        known = [number for number in dict.fromkeys(numbers) if 1 <= number <= len(self._passages)]
        unknown = len(set(numbers)) - len(known)
        before, self._before = self._before, text
        if _ADDRESS_OR_MARKUP.search(text) or uncheckable(text) is not None or addresses_model(text):
            return Guarded(text, False, unknown=unknown, shown=False)
        named = [self._passages[number - 1] for number in known]
        sources = self._support(text, before, named) if named else None
        if sources is None and len(named) < len(self._passages):
            sources = self._support(text, before, self._passages)
        if sources is None:
            return Guarded(text, False, unknown=unknown)
        cited = {source.document_id for source in sources}
        recited = bool(named) and cited.isdisjoint(passage.document_id for passage in named)
        return Guarded(text, True, sources, unknown, recited)

    def _together(self, apart: re.Match[str]) -> str:
        """``1, 500``, as small models write, the way that a source writes it; two numbers stay two."""
        joined = f"{apart[1]},{apart[2]}"
        texts = [passage.text for passage in self._passages]
        if any(apart[0] in text for text in texts) or not any(joined in text for text in texts):
            return apart[0]
        return joined

    def _support(self, text: str, before: str, passages: Sequence[Passage]) -> tuple[Source, ...] | None:
        """The sentences that bear out every claim of ``text``; None where one claim has none."""
        if verbatim := self._verbatim(text, passages):
            return verbatim
        if not self._quotes_stand(text, passages):
            return None
        sources: list[Source] = []
        for index, claim in enumerate(split_claims(text)):
            if not claim.checkable:
                return None
            claim = replace(claim, lead=before) if index == 0 and not claim.lead else claim
            found = self._evidence(claim, passages)
            if not found:
                return None
            sources += found
        distinct = {(source.document_id, source.start, source.end): source for source in sources}
        return tuple(distinct.values())[:_CITED] or None

    def _verbatim(self, text: str, passages: Sequence[Passage]) -> tuple[Source, ...]:
        """Where ``text`` stands word for word as a whole sentence, or a few: what a source says needs no judge."""
        said, found = _plain(text), dict[str, Source]()
        for passage in passages:
            whole = self._store.text(passage.document_id)
            ranges = [
                (start, end)
                for start, end in self._store.sentences(passage.document_id)
                if passage.start <= start and end <= passage.end
            ]
            for first, last in itertools.product(range(len(ranges)), range(_RUN)):
                if first + last >= len(ranges):
                    continue
                start, end = ranges[first][0], ranges[first + last][1]
                if _plain(whole[start:end]) == said and not self._orders(passage.document_id, start, end):
                    source = checked_source(passage, start, end, whole[start:end], self._store)
                    found.setdefault(passage.document_id, source)
        return tuple(found.values())[:_CITED]

    def _evidence(self, claim: Claim, passages: Sequence[Passage]) -> list[Evidence]:
        """The sentence of each document that supports ``claim`` best, none where the sources are divided."""
        said = resolved(claim)
        candidates = [
            kept
            for candidate in gather(said, lambda _: passages, lambda _: (), self._store)
            if (kept := self._usable(candidate)) is not None
        ]
        verdict = judged(claim, candidates, self._store, self._judge)
        if verdict.label != "SUPPORTED":
            return []
        best: dict[str, Evidence] = {}
        for evidence in verdict.evidence:
            if evidence.stance == "supports" and self._bears_out(said, evidence, passages):
                best.setdefault(evidence.document_id, evidence)
        return list(best.values())[:_CITED]

    def _usable(self, candidate: Candidate) -> Candidate | None:
        """``candidate`` unless it stands in a paragraph that gives a chat model orders."""
        if self._orders(candidate.passage.document_id, candidate.start, candidate.end):
            return None
        if addresses_model(candidate.joined):
            alone = (candidate.start, candidate.end, candidate.text)
            return replace(candidate, joined_start=alone[0], joined_end=alone[1], joined=alone[2])
        return candidate

    def _orders(self, document_id: str, start: int, end: int) -> bool:
        """Whether the paragraph around a range gives a chat model orders."""
        text = self._store.text(document_id)
        first, last = text.rfind("\n\n", 0, start), text.find("\n\n", end)
        return addresses_model(text[first + 1 : last if last >= 0 else len(text)])

    def _bears_out(self, claim: str, evidence: Evidence, passages: Sequence[Passage]) -> bool:
        """Whether the evidence says nothing else, and each figure, date and name of ``claim`` is there or beside it."""
        seen = examine(claim, evidence.quote, evidence.published)
        if seen.mismatches or seen.open or seen.oppositions or not all(map(_exact, seen.alignments)):
            return False
        if not _counts_the_same(claim, evidence.quote):
            return False
        missing = [pair.claim for pair in seen.missing]
        if not missing:
            return True
        beside = self._beside(evidence, passages)
        around = examine(claim, beside, evidence.published)
        agreeing = {(pair.claim.start, pair.claim.end) for pair in around.alignments if pair.agrees}
        names = list(find_names(beside))
        for value in missing:
            named = value.kind == "name" and any(same_name(value.text, name.text) for name in names)
            dated = value.kind == "date" and (value.start, value.end) in agreeing
            if not (named or dated):
                return False
        return True

    @staticmethod
    def _beside(evidence: Evidence, passages: Sequence[Passage]) -> str:
        """What tells of whom and when the evidence speaks: its passages, title, publisher, date."""
        around = [
            passage.text
            for passage in passages
            if passage.document_id == evidence.document_id
            and passage.start < evidence.end
            and evidence.start < passage.end
        ]
        return ". ".join(
            part for part in (evidence.title, evidence.publisher, evidence.published, *around) if part
        )

    def _quotes_stand(self, text: str, passages: Sequence[Passage]) -> bool:
        """Whether all that ``text`` sets in quotation marks stands word for word in one of ``passages``."""
        return all(
            any(
                (place := best_place(words_of(text[start:end]), passage.text)) is not None and place[0] == 1.0
                for passage in passages
            )
            for start, end in find_quotations(text)
        )


def _plain(text: str) -> str:
    """Case, white space, the kind of quotation marks and the full stop aside."""
    straight = text.translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"'})
    return " ".join(straight.split()).casefold().strip(" .\"'")


def _exact(pair: Alignment) -> bool:
    """Whether a figure is that of the evidence, or visibly rounded from it: a near miss is an invention."""
    ours, theirs = pair.claim, pair.evidence
    if (
        theirs is None
        or ours.kind in {"name", "date"}
        or ours.unit != theirs.unit
        or ours.number == theirs.number
    ):
        return True
    if ours.qualifier or theirs.qualifier or ours.high is not None or theirs.high is not None:
        return True  # the lens knows what "about" and "at least" allow
    digits = len(f"{ours.number:.12e}".split("e")[0].rstrip("0").replace(".", "").lstrip("-"))
    return float(f"{theirs.number:.{digits - 1}e}") == ours.number


def _counts_the_same(claim: str, evidence: str) -> bool:
    """Whether what each bare count of ``claim`` counts is named in ``evidence``: 40 trains are no 40 ships."""
    ours, theirs = content_words(claim), content_words(evidence)
    for value in find_quantities(claim):
        if value.kind != "number":
            continue
        end = value.end
        counted: list[Word] = []
        for word in ours:
            if word.start >= end and not claim[end : word.start].strip() and len(counted) < _COUNTED:
                counted.append(word)
                end = word.end
        if counted and not any(covered(tuple(counted), theirs)):
            return False
    return True
