"""Forms of one word: its stem by the Snowball stemmer, behind a table of what no rule of endings tells.

Porter, "Snowball: a language for stemming algorithms" (2001). The table is ``data/verbs.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rag.text.tables import forms

if TYPE_CHECKING:
    from snowballstemmer.english_stemmer import EnglishStemmer

_DERIVATIONS = (
    "ization", "isation", "ational", "ations", "ation", "ition", "ments", "ment", "ness", "ities", "ity",
    "ances", "ance", "ences", "ence", "ions", "ion", "ive", "ives", "ers", "er", "ors", "or", "ly", "al",
)  # fmt: skip
_SILENT_E = re.compile(
    r"(?:[^e]at|iz|[^f]is|uc|[aeo]s|ur|ag|v|c|dg|rg|ang|u|vid|cid|lud|[^ao]ir|[^a]ar|or|let|pl|cl|tl|bl|[^ae]ak|[^ao]in"
    r"|ik|ok|ib|ap|um|us|as|[^o]ot)$"
)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without inflection, in lower case: ``granted`` and ``grants`` are one stem, ``sold`` is ``sell``."""
    lower = word.casefold().replace("’", "'").removesuffix("'s")
    if lower in forms("verbs", "apart"):
        return forms("verbs", "apart")[lower]
    lower = _irregular().get(lower) or forms("verbs", "related").get(lower, lower)
    return str(_stemmer().stemWord(lower)) if lower.isalpha() else lower


@lru_cache(maxsize=50_000)
def root(word_stem: str) -> str:
    """A coarser form that ties derivations together: ``lend`` and ``lender``, ``equip`` and ``equipment``."""
    for ending in _DERIVATIONS:
        base = word_stem.removesuffix(ending)
        if base != word_stem and len(base) >= 4:
            return base.rstrip("ei")
    return word_stem.rstrip("ei") if len(word_stem) > 4 else word_stem


def covers(stems: Iterable[str], wanted: str) -> float:
    """How well ``stems`` hold ``wanted``: 1 for the stem itself, 0.7 for a word of the same root."""
    held = set(stems)
    if wanted in held:
        return 1.0
    return 0.7 if root(wanted) in {root(stem_) for stem_ in held} else 0.0


def stems_among(words: Iterable[str], wanted: Collection[str]) -> set[str]:
    """Those of the stems ``wanted`` that ``words`` have; only words that may have one are stemmed, for speed."""
    letters = {each[:1] for each in wanted}
    tables = _irregular().keys() | forms("verbs", "related").keys()
    near = {lower for word in words if (lower := word.casefold())[:1] in letters or lower in tables}
    return {found for word in near if (found := stem(word)) in wanted}


def infinitive(verb: str) -> str | None:
    """The plain form of a verb in the past or the third person; None where the word is surely no such form.

    >>> infinitive("collected"), infinitive("sold"), infinitive("raised"), infinitive("stopped")
    ('collect', 'sell', 'raise', 'stop')
    """
    lower = verb.lower()
    known = _irregular().get(lower)
    if known is not None:
        return known
    if lower.endswith("ied") and len(lower) > 4:
        return f"{lower[:-3]}y"
    if lower.endswith("eed") or not lower.endswith("ed") or len(lower) < 4:
        return None
    root = lower[:-2]
    syllables = len(re.findall(r"[aeiouy]+", root))
    if root[-1] == root[-2] and (root[-1] not in "lsfz" or (root[-1] == "l" and syllables > 1)):
        return root[:-1]
    return f"{root}e" if _SILENT_E.search(root) else root


def _irregular() -> dict[str, str]:
    return forms("verbs", "irregular")


@cache
def _stemmer() -> EnglishStemmer:
    from snowballstemmer.english_stemmer import EnglishStemmer

    return EnglishStemmer()
