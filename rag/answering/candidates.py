"""Candidate answers: the reader's spans, completed, placed in their sentence and weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.calibration import Calibration, Scores
from rag.answering.sources import Sentence, Sources, sentence_at, sentences_of
from rag.answering.spans import expand
from rag.reading.answer_types import QUANTITIES
from rag.reading.constraints import Check, Setting, check
from rag.reading.protocol import PassageReading, Span
from rag.reading.questions import Question
from rag.reading.relevance import parts_held
from rag.reading.stretches import leans
from rag.reading.typed_values import fits, quantities_in, same_answer, values_for
from rag.results import Passage
from rag.text.statements import statements
from rag.text.words import words

_SPANS = 3  # of one passage
_LINE = 5  # words of a sentence that is no sentence


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer ``text`` at ``start`` to ``end`` of a document, in its sentence, with its probability.

    ``features`` are what the calibration weighs; there are none where the probability is not the reader's (a cell's).
    ``unit`` is that of a bare figure of a table, such as "in millions".
    """

    text: str
    start: int
    end: int
    sentence: Sentence
    check: Check
    scores: Scores
    features: Mapping[str, float]
    probability: float
    unit: str = ""

    @property
    def passage(self) -> Passage:
        return self.sentence.passage

    @property
    def shown(self) -> str:
        """The text with its unit."""
        return f"{self.text} ({self.unit})" if self.unit else self.text


def setting_of(sentence: Sentence) -> Setting:
    """The sentence with what its page says around it."""
    passage = sentence.passage
    return Setting(
        sentence.text, passage.text, passage.title, passage.section, passage.publisher, passage.published
    )


def _stated(setting: Setting, first: int, last: int) -> tuple[Setting, tuple[int, int]]:
    """The setting with the statement of a coordinated sentence that the answer belongs to, and the answer's place."""
    answer = setting.sentence[first:last]
    parts = statements(setting.sentence)
    held = [part for part in parts if part.start <= first and last <= part.end and answer in part.text]
    if len(parts) < 2 or len(held) != 1:
        return setting, (first, last)
    start = held[0].text.index(answer)
    return replace(setting, sentence=held[0].text), (start, start + len(answer))


def candidates(
    question: Question,
    passages: Sequence[Passage],
    readings: Sequence[PassageReading],
    sources: Sources,
    calibration: Calibration,
) -> list[Candidate]:
    """All candidate answers, best first; the same words read twice (overlapping passages) count once."""
    found: list[Candidate] = []
    split = [sentences_of(passage, sources) for passage in passages]
    distinct = list({sentence.place: sentence for sentences in split for sentence in sentences}.values())
    parts = parts_held(question, [sentence.text for sentence in distinct])
    held = {sentence.place: part for sentence, part in zip(distinct, parts, strict=True)}
    for passage, reading, sentences in zip(passages, readings, split, strict=True):
        together = _together([held[sentence.place] for sentence in sentences])
        for span in reading.spans[:_SPANS]:
            if 0 <= span.start < span.end <= len(passage.text):
                start, end = passage.start + span.start, passage.start + span.end
                beside = [held[sentence.place] for sentence in _around(sentences, start, end)]
                elsewhere = together - _together(beside)
                scores = Scores(reading.answerable, span.score, passage.score, elsewhere, reading.terms)
                candidate = _candidate(question, sentences, span, scores, calibration)
                if candidate is not None:
                    found.append(candidate)
    return _distinct(sorted(found, key=lambda candidate: -candidate.probability))


def _around(sentences: Sequence[Sentence], start: int, end: int) -> Sequence[Sentence]:
    """The sentences that the span stands in, with those they lean on.

    "It opened in May" leans on the sentence before, a line of its own (a name above an office) on both neighbours.
    """
    inside = [n for n, sentence in enumerate(sentences) if sentence.start < end and start < sentence.end]
    if not inside:
        return ()
    first, last = inside[0], inside[-1] + 1
    if len(words(sentences[first].text)) <= _LINE:
        first, last = max(0, first - 1), last + 1
    elif leans(sentences[first].text):
        first = max(0, first - 1)
    return sentences[first:last]


def _together(parts: Sequence[Sequence[float]]) -> float:
    """The share of the question's content that some sentence or other holds."""
    together: float = sum(map(max, zip(*parts, strict=True)))
    return together


def _candidate(
    question: Question, sentences: Sequence[Sentence], span: Span, scores: Scores, calibration: Calibration
) -> Candidate | None:
    passage, (start, end) = sentences[0].passage, (span.start, span.end)
    sentence = sentence_at(sentences, passage.start + start, passage.start + end)
    offset = sentence.start - passage.start
    first, last = expand(sentence.text, start - offset, end - offset, question.expects, question.text)
    text = sentence.text[first:last]
    if not any(char.isalnum() for char in text):
        return None
    setting, place = _stated(setting_of(sentence), first, last)
    met = check(question, setting, span=place)
    features = {
        **scores.features,
        **met.features,
        "another type": float(
            not fits(question.expects, text, question.measures)
            or _no_value(question, sentence.text, first, last)
        ),
        "echo": float(_echoes(question, text)),
        "not verified": 1.0,
    }
    probability = calibration.probability(features)
    return Candidate(
        text, sentence.start + first, sentence.start + last, sentence, met, scores, features, probability
    )


def _no_value(question: Question, sentence: str, first: int, last: int) -> bool:
    """Whether the figure of the answer is none in its sentence (the number of a ward, of a list's item), or has no unit
    where the sentence has an amount or a share with one.
    """
    asked, text = question.expects, sentence[first:last]
    if asked not in QUANTITIES or not quantities_in(text):
        return False
    if not any(value.start < last and first < value.end for value in quantities_in(sentence)):
        return True
    typed = asked in {"money", "percent"}
    return typed and not values_for(asked, text) and bool(values_for(asked, sentence))


def seen(candidate: Candidate, calibration: Calibration, **features: float) -> Candidate:
    """The candidate with more seen of it (names of features, "_" for a space); one without features stays as it is."""
    if not candidate.features:
        return candidate
    known = {**candidate.features, **{name.replace("_", " "): value for name, value in features.items()}}
    return replace(candidate, features=known, probability=calibration.probability(known))


def _echoes(question: Question, text: str) -> bool:
    """Whether every word of the answer stands in the question already."""
    asked = {word.stem for word in words(question.text)}
    free = question.kind == "choice" or question.expects == "polarity"
    return not free and all(word.stem in asked for word in words(text))


def _distinct(ordered: Sequence[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in ordered:
        if not any(
            other.passage.document_id == candidate.passage.document_id
            and other.start < candidate.end
            and candidate.start < other.end
            for other in kept
        ):
            kept.append(candidate)
    return kept


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates that say the same, best first, and the probability of what they say."""

    members: tuple[Candidate, ...]
    probability: float

    @property
    def best(self) -> Candidate:
        return self.members[0]

    def confidence(self, calibration: Calibration) -> float:
        """The calibrated probability; the map is that of read answers, a cell keeps its own."""
        return calibration.confidence(self.probability) if self.best.features else self.probability


def grouped(ordered: Sequence[Candidate], calibration: Calibration) -> list[Group]:
    """The candidates by what they say, likeliest first; agreement of other passages adds to the best one."""
    piles: list[list[Candidate]] = []
    for candidate in ordered:
        for pile in piles:
            if same_answer(
                pile[0].text, candidate.text, (pile[0].passage.published, candidate.passage.published)
            ):
                pile.append(candidate)
                break
        else:
            piles.append([candidate])
    groups = [Group(tuple(pile), _joint(pile, calibration.agreement)) for pile in piles]
    return sorted(groups, key=lambda group: -group.probability)


def _joint(pile: Sequence[Candidate], agreement: float) -> float:
    doubt = 1 - pile[0].probability
    for other in pile[1:]:
        doubt *= 1 - agreement * other.probability
    return 1 - doubt
