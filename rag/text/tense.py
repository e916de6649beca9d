"""Whether the clause around a place of a text tells of what has been or of what is to come."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, cast

from rag.text.tables import table
from rag.text.tables import words as listed
from rag.text.tokens import Token, tokenise

Tense = Literal["past", "present", "future"]

_JOINTS = re.compile(
    r"[.!?](?=\s+[A-Z\"“(]|\s*$)|\n|[;:|“”\"]|\s[–—-]+\s|,\s+(?:and|but|while|whereas|so)\s"
    r"|,?\s+\b(?:that|which|who|where|whose|because|although|though)\b",
    re.IGNORECASE,
)
_REACH = 240
"""Characters on either side in which the verb of a clause is looked for."""


@lru_cache(maxsize=2048)
def tense_at(text: str, start: int, end: int) -> Tense | None:
    """The tense of the verb nearest before ``text[start:end]`` in its clause, else of the first one behind it.

    None where there is no verb, and for what was still to come at a past time ("was to open", "would open").
    """
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    before, behind = text[low:start], text[end:high]
    joints = list(_JOINTS.finditer(before))
    before = before[joints[-1].end() :] if joints else before
    after = _JOINTS.search(behind)
    behind = behind[: after.start()] if after else behind
    found = _tenses(before)
    if found:
        return found[-1]
    aside = behind.find(",")
    if aside >= 0 and len(before.split()) > 1:  # "… change on 1 February, the board said"
        behind = behind[:aside]
    found = _tenses(behind)
    return found[0] if found else None


def _tenses(clause: str) -> list[Tense | None]:
    """The tense of each finite verb of a clause, in order."""
    tokens = [token for token in tokenise(clause) if token.is_word or token.word in {"'", "’"}]
    words = [token.word for token in tokens]
    found: list[Tense | None] = []
    at = 0
    while at < len(words):
        tense, at = _read(clause, tokens, words, at)
        if tense != "none":
            found.append(tense)
    return found


def _read(
    clause: str, tokens: list[Token], words: list[str], at: int
) -> tuple[Tense | Literal["none"] | None, int]:
    """The tense of the verb that begins at a word, and the word behind its group; "none" where none begins."""
    word = words[at]
    if word in {"will", "shall", "ll"} or (word == "won" and words[at + 1 : at + 2] in (["'"], ["’"])):
        return "future", _group_end(words, at + 1)
    if word in {"would", "could", "should", "might", "may", "can", "must"}:
        capital = clause[tokens[at].start].isupper()  # "May" is a month
        return ("none", at + 1) if capital else (None, _group_end(words, at + 1))
    if word in {"is", "are", "am", "was", "were", "has", "have", "had", "do", "does", "did"}:
        end = _group_end(words, at + 1)
        ahead = bool(listed("verbs", "ahead") & set(words[at + 1 : end + 1])) or words[end : end + 1] == [
            "to"
        ]
        if word in {"was", "were", "had", "did"}:
            return (None if ahead and word != "did" else "past"), end
        if word in {"has", "have"}:
            return (None if ahead else "past"), end
        return ("future" if ahead else "present"), end
    if word in listed("verbs", "ahead") and word.endswith("s") and words[at + 1 : at + 2] == ["to"]:
        return "future", _group_end(words, at + 2)
    if word in _past() or (len(word) > 4 and word.endswith("ed") and word not in _NOT_PAST):
        return "past", at + 1
    return "none", at + 1


def _group_end(words: list[str], at: int) -> int:
    """Behind the participles and small words that go with an auxiliary."""
    while at < len(words) and (
        words[at] in _BETWEEN
        or words[at] in _past()
        or words[at] in _participles()
        or words[at] in listed("verbs", "ahead")
        or words[at].endswith(("ed", "ing", "ly"))
    ):
        at += 1
    return at


_BETWEEN = frozenset("be been being not also only still now then never already t ' ’ has have had".split())


@cache
def _past() -> frozenset[str]:
    """Past forms that no ending tells."""
    kinds = cast("dict[str, str]", table("verbs")["finite"])
    forms = cast("dict[str, str]", table("verbs")["irregular"])
    first = {
        row.split()[0] for verb, row in forms.items() if verb not in {"have", "be", "lay", "lie", "found"}
    }
    return frozenset(kinds["past"].split()) | first


@cache
def _participles() -> frozenset[str]:
    forms = cast("dict[str, str]", table("verbs")["irregular"])
    return frozenset(form for row in forms.values() for form in row.split())


_NOT_PAST = frozenset({"hundred", "united", "exceed", "proceed", "succeed", "indeed"})
