"""Hard questions without an answer: about another deed, property or thing than the text tells of.

People who write unanswerable questions on a text often leave the names and change one plain word: "Who
designed the bridge?" becomes "Who destroyed the bridge?". ``ChangedWord`` does so with a word that other
questions have between the same neighbours, so that the question stays well formed.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.models.training.datasets import Example
from rag.reading.stretches import sentence_ranges
from rag.reading.words import FUNCTION_WORDS, stem

OTHER = "another property"
_TOKEN = re.compile(r"\w+|[^\w\s]")
_PLAIN = re.compile(r"[a-z]{4,}")
_FEWEST, _MOST_SEEN = 2, 400
"""Questions that must have a word between the same neighbours; and words kept of each such place."""
_NEAR = 0.42
"""Cosine of static vectors from which two words may mean the same."""
_FAR = 0.12
"""Cosine to the word replaced below which the question makes no sense any more."""
_FORMS = ("ed", "ing", "ion", "ly", "s")
"""Endings that tell the form of a word: both must have the same one, or none."""
_BEFORE_CLASS = frozenset("what which how many much".split())
"""A word after these says what kind of thing is asked for; without it the question asks the same."""


class ChangedWord:
    """Puts another plain word into a question: a verb, or the noun at the end of a phrase.

    A word before another plain word is left alone: without its adjective a question can often be answered
    all the same. ``embed`` maps words to unit vectors [n, d].
    """

    def __init__(
        self, examples: Sequence[Example], embed: Callable[[list[str]], NDArray[np.float32]]
    ) -> None:
        seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for question in {example.question for example in examples}:
            for left, word, right, _ in _places(question):
                seen[left, right][word] += 1
        self._between = {
            place: sorted(word for word, n in counts.most_common(_MOST_SEEN) if n >= _FEWEST)
            for place, counts in seen.items()
        }
        self._words = sorted({word for words in self._between.values() for word in words})
        self._row = {word: row for row, word in enumerate(self._words)}
        self._vectors = embed(self._words)

    def __call__(self, example: Example, rng: random.Random) -> Example | None:
        """The question with one word changed to one that neither stands in the text nor is like a word of it."""
        text = {stem(word) for word in _PLAIN.findall(example.context.lower())}
        places = [place for place in _places(example.question) if stem(place[1]) in text]
        rng.shuffle(places)
        near = self._rows([*_PLAIN.findall(_sentence(example).lower())])
        for left, word, right, (start, end) in places:
            between = self._between.get((left, right), ())
            options = [o for o in between if stem(o) not in text and _form(o) == _form(word)]
            if word not in self._row or not options:
                continue
            vectors = self._vectors[[self._row[option] for option in options]]
            like = vectors @ self._vectors[self._row[word]]
            told = (vectors @ self._vectors[near].T).max(axis=1) if near else like
            fit = [o for o, a, b in zip(options, like, told, strict=True) if _FAR < a < _NEAR and b < _NEAR]
            if fit:
                question = example.question[:start] + rng.choice(fit) + example.question[end:]
                return example.without_answers(question=question, origin=OTHER)
        return None

    def _rows(self, found: Sequence[str]) -> list[int]:
        return [self._row[word] for word in dict.fromkeys(found) if word in self._row]


def _places(question: str) -> list[tuple[str, str, str, tuple[int, int]]]:
    """Left neighbour, plain word, right neighbour and range of each word that ends a phrase."""
    tokens = list(_TOKEN.finditer(question))
    found = []
    for before, here, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        left, word, right = before.group().lower(), here.group(), after.group().lower()
        plain = _PLAIN.fullmatch(word) and word not in FUNCTION_WORDS and left not in _BEFORE_CLASS
        if plain and (right in FUNCTION_WORDS or right in "?,"):
            found.append((left, word, right, here.span()))
    return found


def _form(word: str) -> str:
    return next((ending for ending in _FORMS if word.endswith(ending)), "")


def _sentence(example: Example) -> str:
    start = example.answers[0][0]
    return next((example.context[a:b] for a, b in sentence_ranges(example.context) if a <= start < b), "")
