"""What a sentence only asks, proposes, supposes or plans is not said to be so.

"Smith asked whether the mill had closed" says nothing of the mill. What stands in such a clause alone decides nothing
about a claim that states it; a claim that itself speaks of the question, the proposal or the plan is another thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from rag.text.content import content_words, covered
from rag.text.tables import table
from rag.text.tables import words as listed
from rag.text.tense import tense_at
from rag.text.tokens import tokenise

KINDS = ("questions", "proposals", "accusations", "conditions", "plans")


@cache
def _scopes(kind: str) -> re.Pattern[str]:
    """What opens a clause of this kind, with the clause."""
    rows = table("attitudes")["unasserted"]
    assert isinstance(rows, dict)
    return re.compile("|".join(f"(?:{row})" for row in rows[kind]), re.IGNORECASE)


@cache
def _outcomes(key: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join(sorted(listed('attitudes', key)))})\b".replace("_", r"\s+"), re.IGNORECASE
    )


_REPORTED = re.compile(
    r"\b(?:said|says|told|announced|decided|agreed|ruled|confirmed|voted|ordered|knew|thought|added)\b[^.;]*$",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|unless|whether)\b", re.IGNORECASE)
_LEANING = re.compile(r"(?:the|that|this|his|her|their|its|it)\b", re.IGNORECASE)


@lru_cache(maxsize=2048)
def unasserted(claim: str, evidence: str) -> bool:
    """Whether words of the claim stand in the evidence only where something is asked, proposed, supposed or planned.

    >>> unasserted("The firm bought a dock.", "The firm plans to buy a dock.")
    True
    >>> unasserted("The firm plans to buy a dock.", "The firm plans to buy a dock.")
    False
    """
    scopes = [span for kind, span in _found(evidence) if not _shares(claim, kind)]
    if not scopes:
        return False
    outside, at = "", 0
    for start, end in sorted(scopes):
        outside, at = f"{outside}{evidence[at : max(at, start)]} ", max(at, end)
    outside += evidence[at:]
    if _outcomes("approved").search(outside) and not settled_against(outside):
        return False  # the motion was carried
    asked = content_words(claim)
    within, without = covered(asked, content_words(evidence)), covered(asked, content_words(outside))
    return any(one and not two for one, two in zip(within, without, strict=True))


def settled_against(evidence: str) -> bool:
    """Whether the evidence says that something was rejected."""
    return _outcomes("turned down").search(evidence) is not None


def of_motion_before(sentence: str) -> bool:
    """Whether a sentence tells what became of a motion that it does not name: "That motion was carried."."""
    words = [token.word for token in tokenise(sentence)[:3]]
    if not words or not _LEANING.match(sentence):
        return False
    motion = listed("attitudes", "motions").intersection(words[1:3])
    told = _outcomes("approved").search(sentence) or settled_against(sentence)
    return bool(told) and (bool(motion) or words[0] == "it") and not _scopes("proposals").search(sentence)


def of_another_motion(claim: str, evidence: str) -> bool:
    """Whether the claim speaks of a motion and the evidence has no word of what that motion is about."""
    if not listed("attitudes", "motions").intersection(token.word for token in tokenise(claim)):
        return False
    spans = [match.span() for key in ("approved", "turned down") for match in _outcomes(key).finditer(claim)]
    topic = tuple(
        word
        for word in content_words(claim)
        if word.folded not in listed("attitudes", "motions")
        and not any(start <= word.start < end for start, end in spans)
    )
    return bool(topic) and not any(covered(topic, content_words(evidence)))


_MOVED = re.compile(r"\b(?:proposed|moved|asked|requested|demanded)\s+(?P<what>(?:that|to)\s+[^.;]+)\.\s+")


def with_outcome(evidence: str) -> str:
    """A motion and the sentence that tells what became of it as one.

    >>> with_outcome("Lee moved that the pool be closed. The motion was rejected.")
    'The motion that the pool be closed was rejected.'
    """
    moved = _MOVED.search(evidence)
    if moved is None or not of_motion_before(evidence[moved.end() :]):
        return evidence
    outcome = re.sub(
        r"^(?:\w+\s+(?=\w+\s+(?:was|were|is|has|had|failed|lost))\w+|It)", "", evidence[moved.end() :]
    )
    return f"{evidence[: moved.start()].rpartition('. ')[0]} The motion {moved['what']}{outcome}".strip()


def _found(evidence: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for kind in KINDS:
        for match in _scopes(kind).finditer(evidence):
            if kind == "questions" and re.match(r"[\"”’]?\s+[\"“]?(?:Yes|No)\b", evidence[match.end() :]):
                continue
            said = kind == "conditions" and match[0].lower().startswith("would")
            begin = max(evidence.rfind(mark, 0, match.start()) for mark in ".;\n") + 1
            if (
                said
                and _REPORTED.search(evidence[begin : match.start()])
                and not _IF.search(evidence[begin:])
            ):
                yield "plans", match.span()
            else:
                yield kind, match.span()


def _shares(claim: str, kind: str) -> bool:
    """Whether the claim itself speaks of a question, a proposal, a supposition or what is to come."""
    said = {token.word for token in tokenise(claim)}
    end = len(claim.rstrip(".?! "))
    if kind == "plans" and tense_at(claim, end, end) != "past":
        return True
    if kind == "questions":
        return bool(said & listed("attitudes", "asking"))
    if said & listed("attitudes", "hedges") - {"if", "whether"} or said & listed("attitudes", "motions"):
        return True
    return any(_scopes(one).search(claim) for one in KINDS[1:])
