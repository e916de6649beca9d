"""Answers to who said something, and to what somebody or a document says about a thing."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.listing import Part, Several
from rag.answering.sources import Sentence, Sources
from rag.claims.quotation import best_place, words_of
from rag.reading.relevance import Similarity
from rag.reading.sayings import Speakers, Speech, Words, asked_saying
from rag.results import Passage
from rag.text.content import Word, content_words, covered
from rag.text.speech import Utterance, called, speaker_of, utterances
from rag.text.tables import words as listed

if TYPE_CHECKING:
    from rag.claims.protocol import Judge

SPEAKERS = 0.8
"""Probability of a list of speakers: the labels of a transcript are read, not guessed."""
_OPENING = 400  # characters of a transcript that may say of what it is one
_CONTEXT = 0.8
"""What a word of the topic counts that stands before the utterance, not in it."""
_PARAGRAPH = 500  # characters before an utterance that it may speak of
_BEFORE = 120  # characters before a sentence that may name its topic
_LONG_QUOTE = 6  # words from which a quotation may differ a little from the source
_ALIKE = 0.85
_EXACT, _ALTERED = 0.95, 0.8
_REPORTED = 0.6  # share of the words asked about that a sentence must carry
_MOST = 4
_FURTHER = 0.75  # of the best sentence's score, for a further one
_TOPIC = 0.5  # share of the topic's words
_NEAR = 0.45  # cosine with the topic from which a sentence is about it in other words


@dataclass(frozen=True, slots=True)
class Said:
    """Sentences that somebody says, the likeliest first, with the answer in short and its probability.

    ``named`` are the sentences that name the speaker, where the first does not.
    """

    short: str
    sentences: tuple[Sentence, ...]
    named: tuple[Sentence, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class NotSaid:
    """The words in quotation marks stand in no document: nobody has said them."""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """An utterance with the passage of its document that stands for it, and the sentences of that document."""

    said: Utterance
    passage: Passage
    text: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def words(self) -> str:
        return self.text[self.said.start : self.said.end]


def said(
    question: str,
    passages: Sequence[Passage],
    sources: Sources,
    similarity: Similarity | None = None,
    verifier: Judge | None = None,
) -> Said | NotSaid | None:
    """What the documents of the passages have of the saying that is asked about; None where that is nothing."""
    asked = asked_saying(question)
    match asked:
        case Words(text, True):
            return _who_said_exactly(text, passages, sources)
        case Words(text, False):
            return _who_said(question, text, passages, sources, verifier)
        case Speech(speaker, topic):
            return _what_was_said(speaker, topic, passages, sources, similarity)
    return None


def _documents(
    passages: Sequence[Passage], sources: Sources
) -> list[tuple[Passage, str, tuple[tuple[int, int], ...]]]:
    """The documents of the passages in the order of retrieval, each with its best passage."""
    best = {passage.document_id: passage for passage in reversed(passages)}
    order = dict.fromkeys(passage.document_id for passage in passages)
    return [(best[key], sources.text(key), sources.sentences(key)) for key in order]


def _sentence(passage: Passage, text: str, start: int, end: int, sources: Sources) -> Sentence:
    """A sentence anywhere in the document of ``passage``."""
    if passage.start <= start and end <= passage.end:
        return Sentence(passage, start, end)
    page = sources.page(passage.document_id, start)
    update = {"text": text[start:end], "start": start, "end": end, "page": page}
    return Sentence(passage.model_copy(update=update), start, end)


# Who said it


def speakers(question: str, passages: Sequence[Passage], sources: Sources) -> Several | None:
    """Those who speak in the transcript of the occasion that is asked about, each with the first of such sentences."""
    asked = asked_saying(question)
    if not isinstance(asked, Speakers):
        return None
    wanted = content_words(asked.occasion)
    for passage, text, ranges in _documents(passages, sources):
        turns = [each for each in utterances(text, ranges) if each.turn]
        heads = content_words(f"{passage.title} . {text[:_OPENING]}")
        if not turns or not all(covered(wanted, heads)):
            continue
        first: dict[str, Utterance] = {}
        for each in turns:
            if not asked.asking or text[each.start : each.end].endswith("?"):
                first.setdefault(each.speaker, each)
        parts = []
        for each in first.values():
            sentence = _sentence(passage, text, each.start, each.end, sources)
            named = _named(each, passage, text, sources, (sentence.start, sentence.end))
            parts.append(Part((shown(each.speaker),), named[0] if named else sentence))
        if len(parts) > 1:
            return Several(tuple(parts), complete=True)
    return None


def by_another(question: str, sentence: Sentence, sources: Sources) -> bool:
    """Whether a sentence that is to tell what somebody says is said by somebody else."""
    asked = asked_saying(question)
    if not isinstance(asked, Speech):
        return False
    key = sentence.passage.document_id
    text, ranges = sources.text(key), sources.sentences(key)
    who = speaker_of(text, ranges, sentence.start, sentence.end)
    return who is not None and not called(text, ranges, who, asked.speaker)


def off_topic(question: str, sentence: Sentence, sources: Sources) -> bool:
    """Whether a sentence that is to tell what somebody says about a thing has no word of it, nor what stands before."""
    asked = asked_saying(question)
    if not isinstance(asked, Speech) or not asked.topic:
        return False
    text = sources.text(sentence.passage.document_id)
    near = text[max(0, sentence.start - _BEFORE) : sentence.end]
    return not any(covered(content_words(asked.topic), content_words(near)))


def _who_said_exactly(quote: str, passages: Sequence[Passage], sources: Sources) -> Said | NotSaid | None:
    wanted = words_of(quote)
    if len(wanted) < 2:
        return None
    stand = False
    found: list[tuple[float, Said]] = []
    for passage, text, ranges in _documents(passages, sources):
        place = best_place(wanted, text) if _holds(text, wanted) else None
        if place is None or place[0] < (_ALIKE if len(wanted) >= _LONG_QUOTE else 1.0):
            continue
        likeness, start, end = place
        stand = True
        who = speaker_of(text, ranges, start, end)
        if who is None:
            continue
        held = [(a, b) for a, b in ranges if a < end and start < b]
        sentence = _sentence(passage, text, held[0][0], held[-1][1], sources)
        named = _named(who, passage, text, sources, (sentence.start, sentence.end))
        probability = _EXACT if likeness == 1.0 else _ALTERED
        found.append((likeness, Said(shown(who.speaker), (sentence,), named, probability)))
    if not found:
        return None if stand else NotSaid()
    return max(found, key=lambda pair: pair[0])[1]


def _holds(text: str, wanted: Sequence[str]) -> bool:
    """Whether a document has most of the words at all: looking for their place is slow."""
    folded = text.casefold()
    return sum(word in folded for word in wanted) >= _ALIKE * len(wanted)


def _named(
    who: Utterance, passage: Passage, text: str, sources: Sources, shown_range: tuple[int, int]
) -> tuple[Sentence, ...]:
    start, end = who.named
    if shown_range[0] <= start and end <= shown_range[1]:
        return ()
    return (_sentence(passage, text, start, end, sources),)


def _who_said(
    question: str, words: str, passages: Sequence[Passage], sources: Sources, verifier: Judge | None
) -> Said | None:
    spoken = _all_spoken(passages, sources)
    wanted = content_words(words)
    if not spoken or not wanted:
        return None
    shares = _shares(wanted, [content_words(each.words) for each in spoken])
    order = sorted(range(len(spoken)), key=lambda number: -shares[number])[:3]
    order = [number for number in order if shares[number] >= _REPORTED]
    if not order:
        return None
    probabilities = {number: 0.9 * shares[number] for number in order}
    if verifier is not None:
        pairs = [
            (
                f"{question} {shown(spoken[n].said.speaker)}",
                f"{shown(spoken[n].said.speaker)} said: {spoken[n].words}",
            )
            for n in order
        ]
        for number, judged in zip(order, verifier.judge(pairs), strict=True):
            probabilities[number] = min(0.95, judged.probabilities["SUPPORTED"])
    best = max(order, key=lambda number: probabilities[number])
    each = spoken[best]
    sentence = _sentence(each.passage, each.text, each.said.start, each.said.end, sources)
    named = _named(each.said, each.passage, each.text, sources, (sentence.start, sentence.end))
    return Said(shown(each.said.speaker), (sentence,), named, probabilities[best])


def shown(speaker: str) -> str:
    """A speaker as a name is written: "CAPTAIN RUUD" -> "Captain Ruud", "the police" as it is."""
    if speaker.isupper() and len(speaker) > 3:
        speaker = " ".join(word.capitalize() for word in speaker.split())
    return re.sub(r"^(?:its|his|her|their|our)\s+", "", speaker)


def _all_spoken(passages: Sequence[Passage], sources: Sources) -> list[_Spoken]:
    return [
        _Spoken(each, passage, text, ranges)
        for passage, text, ranges in _documents(passages, sources)
        for each in utterances(text, ranges)
    ]


def _shares(wanted: tuple[Word, ...], held: Sequence[tuple[Word, ...]]) -> list[float]:
    """The share of the wanted words that each holds; what few hold counts more."""
    carried = [covered(wanted, words) for words in held]
    frequency = Counter(number for row in carried for number, has in enumerate(row) if has)
    weights = [math.log(1 + (len(held) + 1) / (frequency[number] + 0.5)) for number in range(len(wanted))]
    total = sum(weights)
    return [sum(weight for weight, has in zip(weights, row, strict=True) if has) / total for row in carried]


# What was said


def _what_was_said(
    speaker: str, topic: str, passages: Sequence[Passage], sources: Sources, similarity: Similarity | None
) -> Said | None:
    spoken = _spoken_by(speaker, passages, sources)
    by_document = not spoken
    if by_document:
        spoken = _of_document(speaker, passages, sources)
    if not spoken or not topic:
        return None
    scores = _about(topic, spoken, similarity)
    best = max(scores)
    if best < _TOPIC:
        return None
    order = sorted(range(len(spoken)), key=lambda number: -scores[number])
    chosen = [number for number in order if scores[number] >= max(_TOPIC, _FURTHER * best)][:_MOST]
    first = spoken[chosen[0]]
    sentences = tuple(
        _sentence(each.passage, each.text, each.said.start, each.said.end, sources)
        for each in (spoken[number] for number in chosen)
    )
    named: tuple[Sentence, ...] = ()
    if not by_document:
        named = _named(first.said, first.passage, first.text, sources, (first.said.start, first.said.end))
        named = tuple(each for each in named if each.place not in {one.place for one in sentences})
    return Said(_words_said(first), sentences, named, min(0.92, 0.45 + 0.5 * best))


def _spoken_by(speaker: str, passages: Sequence[Passage], sources: Sources) -> list[_Spoken]:
    known: dict[tuple[str, str, str], bool] = {}
    found = []
    for each in _all_spoken(passages, sources):
        key = (each.passage.document_id, each.said.speaker, each.said.role)
        if key not in known:
            known[key] = called(each.text, each.ranges, each.said, speaker)
        if known[key]:
            found.append(each)
    return found


def _of_document(name: str, passages: Sequence[Passage], sources: Sources) -> list[_Spoken]:
    """All sentences of the documents that are called so: "the audit report"."""
    kinds = listed("speech", "documents")
    wanted = list(content_words(name))
    special = tuple(word for word in wanted if word.folded not in kinds)
    if len(special) == len(wanted):
        special = tuple(wanted)
    found: list[_Spoken] = []
    documents = _documents(passages, sources)
    for passage, text, ranges in documents:
        heads = content_words(f"{passage.title} . {passage.publisher or ''} . {passage.author or ''}")
        of_kind = all(covered(tuple(wanted), heads))
        if not (of_kind if not special else all(covered(special, heads))) and not (
            len(documents) == 1 and not special
        ):
            continue
        for start, end in ranges:
            if text[end - 1] in '.!?”"’)':
                found.append(_Spoken(Utterance("", start, end, (start, end)), passage, text, ranges))
    return found


def _about(topic: str, spoken: Sequence[_Spoken], similarity: Similarity | None) -> list[float]:
    """How far each utterance is about the topic: in its words, those of what it answers, or words like them."""
    wanted = content_words(topic)
    contexts = [content_words(_context(each)) for each in spoken]
    if not wanted:
        return [0.0] * len(spoken)
    own = _shares(wanted, [content_words(_without_label(each)) for each in spoken])
    around = _shares(wanted, contexts)
    paragraph = _shares(wanted, [content_words(f"{_before(each)} {each.words}") for each in spoken])
    scores = [
        max(one, _CONTEXT * two, _CONTEXT * three if one else 0.0)
        for one, two, three in zip(own, around, paragraph, strict=True)
    ]
    if similarity is not None and max(scores) < _TOPIC:
        near = similarity(topic, [_without_label(each) for each in spoken])
        scores = [
            max(score, cosine if cosine >= _NEAR else 0.0) for score, cosine in zip(scores, near, strict=True)
        ]
    return [
        score - 0.1 * _without_label(each).rstrip('"”’').endswith("?")
        for score, each in zip(scores, spoken, strict=True)
    ]


def _without_label(each: _Spoken) -> str:
    if each.said.turn and each.said.named[0] == each.said.start:
        return each.words.split(":", 1)[-1].strip()
    return each.words


_LEANS = re.compile(
    r"(?:[^:]{2,60}:\s+)?(?:yes|no|it|they|he|she|we|that|this|these|those|mine|his|hers|not|because|i\b|so|neither|both|never)\b",
    re.IGNORECASE,
)


def _context(each: _Spoken) -> str:
    """The utterance with what it answers or leans on: the question or sentence before it."""
    before = _before(each)
    last = before[before.rfind(". ") + 1 :].strip()
    return f"{last} {each.words}" if last.endswith("?") or _LEANS.match(each.words) else each.words


def _before(each: _Spoken) -> str:
    """What stands before an utterance in its paragraph, or the whole turn before it where it begins one."""
    start = each.said.start
    return each.text[
        max(0, each.text.rfind("\n\n", 0, max(0, start - 2)), start - _PARAGRAPH) : start
    ].strip()


def _words_said(each: _Spoken) -> str:
    """What is said in short: the quoted words, what follows "said that", the sentence of a turn without its label."""
    if each.said.turn or not each.said.speaker:
        return _without_label(each).rstrip(" .")
    quoted = max(re.findall(r"[“\"«„]([^“”\"«»]{8,})[”\"»“]", each.words), key=len, default="")
    if quoted:
        return str(quoted).strip(" ,.")
    verbs = "|".join(listed("speech", "says"))
    reported = re.search(
        rf"\b(?:{verbs})(?:\s+(?:reporters|journalists))?\s+(?:that\s+)?(?P<what>[^“\"]{{6,}})$", each.words
    )
    return (reported["what"] if reported else each.words).strip(" ,.")
