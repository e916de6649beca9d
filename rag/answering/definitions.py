"""What something or somebody is: by the sentence that says so, or that calls it so beside its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answering.calibration import Scores
from rag.answering.candidates import Candidate, setting_of
from rag.answering.sources import Sentence, Sources, sentences_of
from rag.reading.constraints import check
from rag.reading.questions import Question
from rag.results import Passage
from rag.text.content import content_stems
from rag.text.enumerations import enumeration_at
from rag.text.names import find_names

_ASKS = re.compile(
    r"^(?:(?:and|so|please|tell\s+me)[,\s]+)*(?:who|what)\s+(?:exactly\s+)?(?:is|are|was|were)\s+(?:(?P<article>an?|the)\s+)?"
    r"(?P<term>[^?,]{2,60}?)\s*\??$",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"^what\s+does\s+(?:the\s+(?:word|term|abbreviation)\s+)?[\"“'‘]?(?P<term>[^?,\"”]{2,60}?)[\"”'’]?\s+(?:mean|stand\s+for|refer\s+to)\s*\??$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:of|in|at|for|to|by|with|on|from|his|her|its|their|your|my|our|and|or|that|who|which|doing|about|called|named|meant|known|wrong"
    r"|right|like|going|happening|said)\b|['’]s\s",
    re.IGNORECASE,
)
_LINK = (
    r"(?:is|are|was|were|be|been|means?|meant|became|becomes|called|known|as|named|termed|or|currently|now|then|formerly|who|which"
    r"|that|an?|the|also|so-called|for|short|of|our|its|their|his|her|refers?|to|stands?|denotes?|described|defined|any|one|simply"
    r"|in|other|words|i\.e|that\s+is|by|we|mean|Mr|Mrs|Ms|Dr|Sir|Professor|Captain|Councillor|Cllr)"
)
_GAP = re.compile(rf"[\W_]*(?:{_LINK}[\W_]+)*(?:{_LINK})?[\W_]*", re.IGNORECASE)
_CALLED = re.compile(
    r"[\W_]*(?:[\w-]+\s+){0,3}(?:called|known\s+as|named|termed|nicknamed)[\W_]+(?:(?:the|an?)\s+)?[\W_]*",
    re.IGNORECASE,
)
_STATED = 0.8
"""Probability of what a sentence states of the very name asked for."""


def defined_term(question: str) -> str | None:
    """The thing or person whose nature is asked for; None where the question asks for something of it."""
    plain = " ".join(question.split())
    match = _MEANS.match(plain)
    if match:
        return match["term"]
    match = _ASKS.match(plain)
    if match is None:
        return None
    term = match["term"]
    named = any(name.text == term for name in find_names(f"x {term}"))
    if not named and (
        (match["article"] or "").lower() == "the" or _OTHER.search(f"{term} ") or len(term.split()) > 4
    ):
        return None  # "who is the mayor", "what is the price of bread"
    return term


def says_what_it_is(term: str, candidate: Candidate) -> bool:
    """Whether the answer stands beside the term as what it is; true where its sentence does not hold the term."""
    sentence = candidate.sentence.text
    start, end = candidate.start - candidate.sentence.start, candidate.end - candidate.sentence.start
    answer = sentence[start:end]
    if not content_stems(answer) or re.fullmatch(r"[a-z]+ed", answer):
        return False  # "terminal dues were introduced"
    bare_name = any(name.text == answer for name in find_names(f"x {answer}"))
    places = _places(term, sentence)
    if not places or any(start <= a and b <= end for a, b in places):
        return True
    joined = enumeration_at(sentence, start, end)
    for a, b in places:
        if any(first <= a and b <= last for first, last in joined):
            continue  # one more of a list
        gap = sentence[end:a] if end <= a else sentence[b:start]
        if bare_name and not re.search(r"\w", gap):
            continue  # "Priya Nandakumar, Jo Whitfield": another one
        if _GAP.fullmatch(gap) or _CALLED.fullmatch(gap):
            return True
    return False


def _places(term: str, sentence: str) -> list[tuple[int, int]]:
    """Where a sentence has the term: in any number, a person by the last name too."""
    forms = [term]
    if len(term.split()) > 1 and all(word[:1].isupper() for word in term.split()):
        forms.append(term.split()[-1])
    for form in forms:
        bare = re.escape(form.removesuffix("s") if len(form) > 4 else form)
        found = [
            match.span() for match in re.finditer(rf"(?<!\w){bare}(?:e?s)?(?!\w)", sentence, re.IGNORECASE)
        ]
        if found:
            return found
    return []


def stated(question: Question, term: str, passages: Sequence[Passage], sources: Sources) -> list[Candidate]:
    """What sentences state of the term: "Whitfield, a nurse by profession, …", "A weir is a low dam"."""
    found: dict[tuple[str, int, int], Candidate] = {}
    for passage in passages:
        for sentence in sentences_of(passage, sources):
            for start, end in _statements(term, sentence.text):
                candidate = _candidate(question, sentence, start, end)
                found.setdefault((passage.document_id, candidate.start, candidate.end), candidate)
    return list(found.values())


def _statements(term: str, sentence: str) -> Iterator[tuple[int, int]]:
    for _, end in _places(term, sentence):
        match = _BEHIND.match(sentence, end)
        if match:
            yield match.span("what")


_BEHIND = re.compile(
    r"[\"”’)]*(?:,\s+|\s+(?:is|are|was|were)\s+|\s+means\s+|\s*[–—]\s+)(?:(?:now|then|currently|simply)\s+)?"
    r"(?:an?|the|any|one\s+of\s+the|anyone)\s+(?P<what>[^\W\d_][^,.;:()–—]{2,90}?)(?=[,.;:]|\s+[–—(]|$)"
)


def _candidate(question: Question, sentence: Sentence, start: int, end: int) -> Candidate:
    met = check(question, setting_of(sentence), span=(start, end))
    scores = Scores(0.5, 0.5, sentence.passage.score)
    return Candidate(
        sentence.text[start:end],
        sentence.start + start,
        sentence.start + end,
        sentence,
        met,
        scores,
        {},
        _STATED,
    )
