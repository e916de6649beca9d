"""A summary: sentences that cover most of what a text speaks of, without repetition, in reading order.

Greedy choice for a submodular objective (H. Lin, J. Bilmes: A Class of Submodular Functions for Document Summarization,
2011): each further sentence counts by what it adds.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from rag.answering.outlining import repeats
from rag.answering.sources import Sentence, prose
from rag.documents.tables import SEPARATOR
from rag.reading.stretches import leans
from rag.text.content import content_stems

FEWEST, MOST = 3, 7
_SHORTEST, _LONGEST = 6, 45  # words of a sentence that is quoted
_PLAIN = 3  # words in lower case: a list of names is no sentence
_TOLD = 0.25  # of the weight of a word that an earlier sentence has already
_LEAD = 0.5  # more for the first sentence of a document, less with every further one
_SUBJECT = 2.0  # more for a word of the subject or title
_ADDITION = re.compile(
    r"\W*(?:however|but|also|moreover|furthermore|instead|therefore|thus|so|yet|and|then)\b", re.IGNORECASE
)

_THERE_IS = re.compile(r"\W*there\s+(?:is|are|was|were|has|have|will)\b", re.IGNORECASE)


def summary(sentences: Sequence[Sentence], subject: str, most: int = MOST) -> list[Sentence]:
    """Three to ``most`` of the sentences, in reading order; all of them where there are fewer.

    Args:
        sentences: of one document or several, in reading order.
        subject: what the summary is of: words of it count more.
    """
    able = [sentence for sentence in prose(sentences) if _stands_alone(sentence.text)]
    if len(able) < FEWEST:
        able = [sentence for sentence in sentences if len(sentence.text.split()) >= _SHORTEST]
    stems = [frozenset(content_stems(sentence.text)) for sentence in able]
    weights = _weights(sentences, subject)
    places = _places(able)
    chosen: list[int] = []
    told: set[str] = set()
    wanted = min(most, _count(len(able)))
    while len(chosen) < wanted:
        gains = [
            (_gain(held, told, weights, able[n]) * (1 + _LEAD / (1 + places[n])), -n)
            for n, held in enumerate(stems)
            if n not in chosen and not repeats(able[n].text, [able[one].text for one in chosen])
        ]
        if not gains:
            break
        best = -max(gains)[1]
        chosen.append(best)
        told |= stems[best]
    return [able[n] for n in sorted(chosen)]


def _count(able: int) -> int:
    return max(FEWEST, min(MOST, round(math.sqrt(able)) + 1))


def _gain(held: frozenset[str], told: set[str], weights: dict[str, float], sentence: Sentence) -> float:
    added = sum(weights.get(stem, 0.0) * (_TOLD if stem in told else 1.0) for stem in held)
    return added / math.sqrt(10 + len(sentence.text.split()))


def _weights(sentences: Sequence[Sentence], subject: str) -> dict[str, float]:
    """How much each word counts: by how many sentences speak of it, and whether the subject does."""
    counts = Counter(stem for sentence in sentences for stem in set(content_stems(sentence.text)))
    asked = set(content_stems(subject))
    return {
        stem: math.log(1 + count) * (_SUBJECT if stem in asked else 1.0)
        for stem, count in counts.items()
        if not stem.isdigit()
    }


def _places(sentences: Sequence[Sentence]) -> list[int]:
    """The place of each sentence in its document, from 0."""
    seen: Counter[str] = Counter()
    places = []
    for sentence in sentences:
        places.append(seen[sentence.passage.document_id])
        seen[sentence.passage.document_id] += 1
    return places


def _stands_alone(text: str) -> bool:
    """Whether a sentence can be read without the one before it."""
    return (
        _SHORTEST <= len(text.split()) <= _LONGEST
        and SEPARATOR not in text
        and not text.rstrip("”\"') ").endswith("?")
        and (not leans(text) or _THERE_IS.match(text) is not None)
        and len(re.findall(r"\b[a-z]+", text)) >= _PLAIN
        and not _ADDITION.match(text)
    )
