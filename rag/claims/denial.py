"""A person's own denial: it is shown as one, and does not refute what is said of that person."""

from __future__ import annotations

import re

from rag.claims.quotation import find_quotations
from rag.text import find_names, same_name

_DENIES = re.compile(
    r"\b(?:has\s+|have\s+|had\s+|again\s+|repeatedly\s+|strongly\s+|also\s+|always\s+)*"
    r"(?:den(?:y|ies|ied)|reject(?:s|ed)|dismiss(?:es|ed)|disput(?:es|ed)|repudiat(?:es|ed))\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"\b(?:admit|confess|acknowledg|conced|confirm)\w*", re.IGNORECASE)
"""A claim of what somebody admits is refuted by a denial."""
_PRONOUN = re.compile(r"\b(?:he|she|they|who)\s+$", re.IGNORECASE)
_CALLS = re.compile(
    r"\bcall(?:s|ed)\s+(?:it|this|that|the\s+\w+)\s+(?:a\s+lie|untrue|false|nonsense)", re.IGNORECASE
)
_REACH = 60


def denied_by(claim: str, evidence: str, context: str = "") -> str | None:
    """Who denies in ``evidence`` what the claim says of that very person; None where nobody does.

    >>> denied_by("Ann Lee took the money.", "Ann Lee denied taking the money.")
    'Ann Lee'
    """
    if _ANSWERS.search(claim) or _DENIES.search(claim) or _CALLS.search(claim) or _quotes(claim, evidence):
        return None
    about = [name.text for name in find_names(claim) if name.qualifier is None or name.start == 0]
    for match in [*_DENIES.finditer(evidence), *_CALLS.finditer(evidence)]:
        ahead = evidence[max(0, match.start() - _REACH) : match.start()]
        names = list(find_names(ahead))
        speaker = next((name.text for name in reversed(names)), None)
        if _PRONOUN.search(ahead):
            known = [name.text for name in find_names(f"{context} {evidence[: match.start()]}")]
            speaker = next(
                (name for name in reversed(known) if any(same_name(name, one) for one in about)), None
            )
        if speaker is not None and any(same_name(speaker, one) for one in about):
            return speaker
    return None


def _quotes(claim: str, evidence: str) -> bool:
    """Whether the claim is what somebody says, and the evidence has the words: nobody denies having said them."""
    said = [claim[start:end].casefold() for start, end in find_quotations(claim)]
    return bool(said) and all(words in evidence.casefold() for words in said)
