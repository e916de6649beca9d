"""Hard questions without an answer, made from answerable ones.

Each maker takes an answerable example and returns one that its text does not answer, or None
where that cannot be had with confidence:

- ``without_answer_sentence``: the sentence that answers is taken out of the text;
- ``changed_year``, ``changed_number``, ``changed_name``, ``changed_sense``: the question asks
  about another year, number, person or place, or the opposite property;
- ``asked_for_time``: the question asks when, and the text tells no time at all;
- ``NearMisses``: another paragraph, close in words, that does not hold the answer.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.models.training.datasets import Example
from rag.reading.stretches import sentence_ranges

_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-2][0-9])\b")
_NUMBER = re.compile(r"\b\d+(?:[.,]\d+)*\b")
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s+(?:of|the|de|von|van|al)?\s?[A-Z][\w’'-]+)*")
_QUESTION_WORDS = frozenset(
    "what which who whom whose when where why how in on at by for from to of during after before with is are "
    "was were did does do has have had can could the a an as if according about under between since until "
    "besides along into through approximately other".split()
)
_OPPOSITES = [
    pair.split("/")
    for pair in (
        "first/last largest/smallest most/least highest/lowest before/after more/fewer increase/decrease "
        "increased/decreased rise/fall rose/fell north/south northern/southern east/west eastern/western "
        "oldest/youngest oldest/newest earliest/latest longest/shortest begin/end began/ended start/end "
        "started/ended win/lose won/lost male/female men/women king/queen father/mother son/daughter "
        "brother/sister husband/wife majority/minority maximum/minimum import/export imports/exports "
        "imported/exported buy/sell bought/sold born/buried rich/poor richest/poorest early/late upper/lower "
        "above/below inside/outside public/private public/secret gain/lose gained/lost accept/reject "
        "accepted/rejected supported/opposed support/oppose allow/forbid allowed/forbidden join/leave "
        "joined/left enter/leave arrive/depart arrived/departed built/demolished opened/closed founded/dissolved "
        "created/abolished approved/vetoed appointed/dismissed attack/defend attacked/defended wrote/translated "
        "granted/repaid given/refused lent/borrowed signed/cancelled announced/denied strongest/weakest "
        "best/worst cheapest/dearest fastest/slowest hottest/coldest positive/negative winter/summer "
        "morning/evening day/night monthly/daily domestic/foreign internal/external civilian/military "
        "common/rare modern/ancient primary/secondary second/fourth third/fifth"
    ).split()
]
OPPOSITE: dict[str, list[str]] = defaultdict(list)
for _left, _right in _OPPOSITES:
    OPPOSITE[_left].append(_right)
    OPPOSITE[_right].append(_left)

Maker = Callable[[Example, random.Random], Example | None]


def _answer_texts(example: Example) -> list[str]:
    return [example.context[start:end].lower() for start, end in example.answers]


def without_answer_sentence(example: Example, _rng: random.Random) -> Example | None:
    """The text without the sentences that hold an answer."""
    kept = []
    answers = _answer_texts(example)
    for start, end in sentence_ranges(example.context):
        sentence = example.context[start:end]
        if not any(answer in sentence.lower() for answer in answers):
            kept.append(sentence)
    if len(kept) < 2 or len(kept) == len(sentence_ranges(example.context)):
        return None
    return example.without_answers(context=" ".join(kept), origin="answer sentence removed")


def changed_year(example: Example, rng: random.Random) -> Example | None:
    """Another year in the question: one of the text if it has one away from the answer, else a near one."""
    match = _YEAR.search(example.question)
    if match is None or match.group() not in example.context:
        return None
    asked = match.group()
    taken = set(_YEAR.findall(_answer_sentence(example)))
    inside = [year for year in set(_YEAR.findall(example.context)) if year not in taken and year != asked]
    near = [str(int(asked) + step) for step in (-9, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 9)]
    near = [year for year in near if year not in example.context and int(year) < 2030]
    # A year of the text may be meant by another sentence that answers: only years away from it half the time.
    choices = near if not inside or rng.random() < 0.8 else inside
    if not choices or any(asked in answer for answer in _answer_texts(example)):
        return None
    question = (
        example.question[: match.start()] + rng.choice(sorted(choices)) + example.question[match.end() :]
    )
    return example.without_answers(question=question, origin="another year")


def changed_number(example: Example, rng: random.Random) -> Example | None:
    """Another number (not a year) in the question."""
    matches = [m for m in _NUMBER.finditer(example.question) if not _YEAR.fullmatch(m.group())]
    matches = [m for m in matches if m.group() in example.context]
    if not matches:
        return None
    match = rng.choice(matches)
    digits = [c for c in match.group() if c.isdigit()]
    place = rng.randrange(len(digits))
    digits[place] = rng.choice([d for d in "123456789" if d != digits[place]])
    rest = iter(digits)
    number = "".join(next(rest) if c.isdigit() else c for c in match.group())
    if number in example.context:
        return None
    question = example.question[: match.start()] + number + example.question[match.end() :]
    return example.without_answers(question=question, origin="another number")


def changed_sense(example: Example, rng: random.Random) -> Example | None:
    """The opposite property, where the text names the original and not its opposite."""
    words = re.findall(r"\w+|\W+", example.question)
    text = set(re.findall(r"\w+", example.context.lower()))
    places = [i for i, w in enumerate(words) if w.lower() in OPPOSITE and w.lower() in text]
    rng.shuffle(places)
    for place in places:
        options = [word for word in OPPOSITE[words[place].lower()] if word not in text]
        if options:
            words[place] = rng.choice(options)
            return example.without_answers(question="".join(words), origin="opposite sense")
    return None


_HOW_WHERE_WHY = re.compile(
    r"^(?:Where|Why|How|In what (?:city|country|way)|For what reason)\s+(?=(?:did|was|were|is|are|has|had|does|do)\b)"
)
_TIME = re.compile(
    r"\d{3,4}|\b(?:century|centuries|decades?|years?|months?|weeks?|days?|ago|when|during|after|before|until|since|while|once|"
    r"early|late|spring|summer|autumn|winter|today|now|then|era|age|period|time|war|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)


def asked_for_time(example: Example, rng: random.Random) -> Example | None:
    """The question asks when instead of where, why or how, and the text holds no word of time."""
    if not _HOW_WHERE_WHY.match(example.question) or len(_TIME.findall(example.context)) > 1:
        return None
    asked = rng.choice(("When", "In what year", "On what date"))
    question = _HOW_WHERE_WHY.sub(f"{asked} ", example.question, count=1)
    return example.without_answers(question=question, origin="asked for a time")


def _answer_sentence(example: Example) -> str:
    start = example.answers[0][0]
    for low, high in sentence_ranges(example.context):
        if low <= start < high:
            return example.context[low:high]
    return example.context


def question_names(question: str) -> list[re.Match[str]]:
    """Capitalised names in a question, without its first word unless that is no question word."""
    found = []
    for match in _NAME.finditer(question):
        if match.start() == 0 and match.group().split()[0].lower() in _QUESTION_WORDS:
            continue
        if len(match.group()) > 2:
            found.append(match)
    return found


class ChangedName:
    """Puts another name of the same kind into a question.

    The kind is judged by the static word-piece vectors of the base model: "France" is near
    "Germany", "Beyoncé" near other singers. ``embed`` maps names to unit vectors [n, d].
    """

    def __init__(
        self, examples: Sequence[Example], embed: Callable[[list[str]], NDArray[np.float32]]
    ) -> None:
        by_article: dict[str, set[str]] = defaultdict(set)
        for example in examples:
            by_article[example.title].update(m.group() for m in question_names(example.question))
        counts: dict[str, int] = defaultdict(int)
        for names in by_article.values():
            for name in names:
                counts[name] += 1
        self._by_article = {title: sorted(names) for title, names in by_article.items()}
        self._pool = sorted(name for name, count in counts.items() if count >= 2)
        self._vectors = embed(self._pool)
        self._place = {name: i for i, name in enumerate(self._pool)}

    def __call__(self, example: Example, rng: random.Random) -> Example | None:
        matches = [m for m in question_names(example.question) if m.group() in example.context]
        answers = _answer_texts(example)
        matches = [
            m for m in matches if not any(m.group().lower() in a or a in m.group().lower() for a in answers)
        ]
        if not matches:
            return None
        match = rng.choice(matches)
        other = self._other(match.group(), example, rng)
        if other is None:
            return None
        question = example.question[: match.start()] + other + example.question[match.end() :]
        return example.without_answers(question=question, origin="another name")

    def _other(self, name: str, example: Example, rng: random.Random) -> str | None:
        sentence, words = _answer_sentence(example), set(name.lower().split())
        options: list[str] = []
        if name in self._place and rng.random() < 0.7:
            near = np.argsort(-(self._vectors @ self._vectors[self._place[name]]))[1:16]
            options = [self._pool[i] for i in near]
        else:
            options = [n for n in self._by_article[example.title] if len(n.split()) == len(name.split())]
        fit = [
            n for n in options if not words & set(n.lower().split()) and n not in sentence and n not in name
        ]
        return rng.choice(fit) if fit else None


class NearMisses:
    """Paragraphs close in words to a question that do not hold its answer (TF-IDF cosine)."""

    def __init__(self, paragraphs: Sequence[tuple[str, str]]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._paragraphs = list(paragraphs)
        self._vectoriser = TfidfVectorizer(
            sublinear_tf=True, stop_words="english", min_df=2, dtype=np.float32
        )
        self._matrix = self._vectoriser.fit_transform(text for _, text in self._paragraphs).tocsr()
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row, (title, _) in enumerate(self._paragraphs):
            self._rows[title].append(row)

    def __call__(self, example: Example, rng: random.Random) -> Example | None:
        """A near paragraph: of the same article every other time, else of the whole corpus."""
        vector = self._vectoriser.transform([example.question])
        everywhere = range(len(self._paragraphs))
        rows = np.asarray(self._rows[example.title] if rng.random() < 0.5 else everywhere)
        if not len(rows):
            return None
        scores = np.asarray((self._matrix[rows] @ vector.T).todense()).ravel()
        answers = _answer_texts(example)
        for place in np.argsort(-scores)[:8]:
            text = self._paragraphs[rows[place]][1]
            if text != example.context and not any(answer in text.lower() for answer in answers):
                return example.without_answers(context=text, origin="near miss")
        return None
