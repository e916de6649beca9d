"""When a given short answer is right.

``exact`` and ``f1`` are SQuAD's, by torchmetrics: lower case, no punctuation, no articles, the
best over the accepted answers; "no answer" is the empty text and matches only itself.
``contains`` is the milder measure by which cases are marked right or wrong.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

SPARE_WORDS = 6
"""A right answer may say this many words more than the accepted one ("the Humvee of the US military")."""

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_DROPPED = str.maketrans("", "", string.punctuation)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})


def exact_and_f1(given: str, accepted: Sequence[str]) -> tuple[float, float]:
    """SQuAD exact match and F1, each in [0, 1]; ``accepted`` empty means that no answer is right."""
    from torchmetrics.functional.text import squad

    texts = [plain(text) for text in accepted] or [""]
    scores = squad(
        [{"id": "", "prediction_text": plain(given)}],
        [{"id": "", "answers": {"text": texts, "answer_start": [0] * len(texts)}}],
    )
    return float(scores["exact_match"]) / 100, float(scores["f1"]) / 100


def normalise(text: str) -> str:
    """Lower case without punctuation, articles and spare white space, as SQuAD's script has it."""
    return " ".join(_ARTICLES.sub(" ", plain(text).lower().translate(_DROPPED)).split())


def plain(text: str) -> str:
    """Typographic quotes and no-break spaces as typed ones."""
    return text.translate(_QUOTES)


def mentions(text: str, phrase: str) -> bool:
    """Whether the normalised words of ``phrase`` stand in ``text``, side by side."""
    words = normalise(phrase)
    return bool(words) and f" {words} " in f" {normalise(text)} "


def contains(given: str, accepted: Sequence[str], spare: int = SPARE_WORDS) -> bool:
    """Whether ``given`` has an accepted answer in it and at most ``spare`` words besides."""
    length = len(normalise(given).split())
    return any(
        mentions(given, answer) and length <= len(normalise(answer).split()) + spare for answer in accepted
    )
