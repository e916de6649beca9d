"""Scores and ratios: ``3:1``, ``2–0``, ``5 to 4`` beside a word of winning, losing or comparing."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.text.values import Value

_CUE = re.compile(
    r"\b(?:won|win|wins|winning|beat|beats|beaten|lost|lose|loses|losing|drew|draw|drawn|defeat\w*|scores?|victory|ratio"
    r"|odds|result|final|match|vote[ds]?|margin|leading|led|trail\w*)\b",
    re.IGNORECASE,
)
_SCORE = re.compile(
    r"(?<![\w.,:/$€£–-])(?P<one>\d{1,3})\s?(?P<sep>[:–-]|\sto\s)\s?(?P<two>\d{1,3})(?![\w:/%–-]|[.,]\d|\s*(?:[ap]\.?m\b|%|percent"
    r"|million|billion|thousand|euros?|dollars?|years?|days?|hours?|minutes?|people|km|kg|metres?|o['’]clock))",
    re.IGNORECASE,
)
_REACH = 60


@lru_cache(maxsize=4096)
def find_scores(text: str) -> tuple[Value, ...]:
    """The scores and ratios of ``text`` in reading order."""
    if not re.search(r"\d\s?(?:[:–-]|to\b)\s?\d", text) or not _CUE.search(text):
        return ()
    found = []
    for match in _SCORE.finditer(text):
        near = text[max(0, match.start() - _REACH) : match.start()] + text[match.end() : match.end() + 20]
        if not _CUE.search(near):
            continue
        start, end = match.span()
        one, two = float(match["one"]), float(match["two"])
        found.append(Value("score", start, end, text[start:end], one, "score", None, two))
    return tuple(found)
