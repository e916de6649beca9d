"""The plain reader: scores every sentence by the words it shares with the question and takes a typed span.

It needs no trained weights. It stands in where none are installed, and is the floor that a
trained reader has to beat.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.reading.constraints import Setting, check
from rag.reading.protocol import PassageReading, Span
from rag.reading.questions import Question, analyse
from rag.reading.relevance import Similarity, relevance
from rag.reading.typed_values import values_for
from rag.text.values import Value
from rag.text.words import Word, is_function_word, words

_FLOOR = 0.02
_SPANS = 3
_MOST_SPANS = 40
_MAX_CHARS = 20_000  # of one passage; what lies behind is not read


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: int
    start: int
    end: int
    text: str


class SentenceReader:
    """A ``Reader`` without a model of its own.

    Args:
        split: text -> ranges of its sentences.
        similarity: compares a question with sentences; without it words alone decide.
    """

    name = "sentences"

    def __init__(
        self, split: Callable[[str], Sequence[tuple[int, int]]], similarity: Similarity | None = None
    ) -> None:
        self._split = split
        self._similarity = similarity

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        """Read every passage; the work grows with the text, vectors are made of the best sentences only."""
        asked = analyse(question, passages)
        sentences = [
            sentence for index, passage in enumerate(passages) for sentence in self._sentences(index, passage)
        ]
        scores = relevance(asked, [sentence.text for sentence in sentences], self._similarity)
        found: dict[int, list[Span]] = {}
        for score, sentence in sorted(zip(scores, sentences, strict=True), key=lambda pair: -pair[0]):
            if (
                score < _FLOOR
                or sum(map(len, found.values())) >= _MOST_SPANS
                or len(found.get(sentence.passage, ())) >= _SPANS
            ):
                continue
            title = titles[sentence.passage] if titles else ""
            span = self._span(asked, sentence, score, passages[sentence.passage], title)
            if span is not None:
                found.setdefault(sentence.passage, []).append(span)
        return [_reading(found.get(index, [])) for index in range(len(passages))]

    def _sentences(self, index: int, passage: str) -> list[_Sentence]:
        return [
            _Sentence(index, start, end, passage[start:end])
            for start, end in self._split(passage[:_MAX_CHARS])
        ]

    def _span(
        self, asked: Question, sentence: _Sentence, score: float, passage: str, title: str
    ) -> Span | None:
        value = _value(asked, sentence)
        if value is None and asked.expects not in ("any", "description", "polarity", "name", "purpose"):
            return None
        setting = Setting(sentence.text, passage[:_MAX_CHARS], title)
        score *= check(asked, setting, answered=value is not None).factor
        start, end = (value.start, value.end) if value else _clause(asked, sentence.text)
        if end <= start:
            return None
        return Span(sentence.start + start, sentence.start + end, min(1.0, score))


def _reading(spans: Sequence[Span]) -> PassageReading:
    if not spans:
        return PassageReading((), 0.0)
    best = sorted(spans, key=lambda span: -span.score)
    total = sum(span.score for span in best) or 1.0
    shares = tuple(Span(span.start, span.end, span.score / total) for span in best)
    return PassageReading(shares, best[0].score)


def _value(asked: Question, sentence: _Sentence) -> Value | None:
    """The value of the asked type that stands nearest to the question's words, and is not in the question."""
    known = {word.text.casefold() for word in words(asked.text)}
    values = [
        value
        for value in values_for(asked.expects, sentence.text)
        if not all(word.text.casefold() in known for word in words(value.text))
    ]
    if not values:
        return None
    anchors = [word for word in words(sentence.text) if word.stem in asked.content]
    focus = {word.stem for word in words(asked.focus)}
    return min(values, key=lambda value: _distance(value, anchors, focus))


def _distance(value: Value, anchors: Sequence[Word], focus: set[str]) -> float:
    after = [word for word in anchors if word.stem in focus and 0 <= word.start - value.end <= 25]
    if after:
        return -1.0
    gaps = sorted(max(word.start - value.end, value.start - word.end) for word in anchors)
    return sum(gaps[:3]) / 3 if gaps else float(value.start)


def _clause(asked: Question, sentence: str) -> tuple[int, int]:
    """The longest run of the sentence without words of the question: what it adds to them."""
    known = set(asked.content)
    runs: list[list[Word]] = [[]]
    for word in words(sentence):
        if word.stem in known or (
            runs[-1] and re.search(r"[;:()—]", sentence[runs[-1][-1].end : word.start])
        ):
            runs.append([])
        if word.stem not in known:
            runs[-1].append(word)
    trimmed = [_trimmed(run) for run in runs]
    best = max(trimmed, key=lambda run: sum(not is_function_word(w.text) for w in run), default=[])
    return (best[0].start, best[-1].end) if best else (0, 0)


def _trimmed(run: list[Word]) -> list[Word]:
    while run and is_function_word(run[0].text):
        run = run[1:]
    while run and is_function_word(run[-1].text):
        run = run[:-1]
    return run
